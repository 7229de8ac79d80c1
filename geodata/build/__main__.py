"""Make every edition again, in the order they need one another, then measure them: ``python -m geodata.build``."""

from __future__ import annotations

from geodata.build import dcw, licences, measure, ne_10m, osm_2026c, osm_maritime, settlements, wdbii, world_outline

if __name__ == "__main__":
    for script in (osm_2026c, osm_maritime, dcw, wdbii, ne_10m, world_outline, settlements, licences, measure):
        print(script.__name__)
        script.main()
