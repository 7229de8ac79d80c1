"""Make every edition again, in the order they need one another, then measure them: ``python -m geodata.build``."""

from __future__ import annotations

from geodata.build import dcw, licences, measure, measure_world, ne_10m, osm_2026c, osm_maritime, settlements, wdbii
from geodata.build import world_outline as outline

if __name__ == "__main__":
    makers = (osm_2026c, osm_maritime, dcw, wdbii, ne_10m, outline, settlements)
    for script in (*makers, licences, measure, measure_world):
        print(script.__name__)
        script.main()
