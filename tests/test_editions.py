"""The border editions: whole, valid, credited, verified, and as far apart as the registry says."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from pyproj import Geod

from geodata import editions
from geodata.errors import ChecksumError, UnknownEditionError

ROOT = Path(__file__).parents[1]
IDS = ("osm-2026c", "osm-maritime", "dcw", "wdbii", "ne-10m")
LAND_ONLY = ("dcw", "wdbii", "ne-10m")
WORLD = ("osm-maritime", "ne-10m")
STATES = ("TUR", "SYR")  # those that every edition holds; tests/test_world.py is about the others
GEOD = Geod(ellps="WGS84")
DOCUMENT: dict[str, Any] = json.loads((editions.BORDERS / "registry.json").read_text("utf-8"))
BORDER = DOCUMENT["turkey_syria_border"]

SOUTHERNMOST = {  # research of 2026-11, an independent reading of the same packages
    "osm-2026c": (36.15243, 35.80590),
    "osm-maritime": (36.15394, 35.80768),
    "dcw": (36.16877, 35.81543),
    "wdbii": (36.16806, 35.81750),
    "ne-10m": (36.13850, 35.81978),
}
SALIENT_MEANS_M = {
    ("osm-2026c", "ne-10m"): 849,
    ("osm-2026c", "wdbii"): 571,
    ("osm-2026c", "dcw"): 635,
    ("wdbii", "ne-10m"): 1184,
    ("dcw", "ne-10m"): 1349,
    ("dcw", "wdbii"): 345,
}


def area(edition_id: str, iso3: str) -> shapely.MultiPolygon:
    return editions.load(edition_id)[iso3].geometry


def size_km2(geometry: shapely.Geometry) -> float:
    return float(GEOD.geometry_area_perimeter(geometry)[0]) / 1e6


# --- the registry ---------------------------------------------------------------------------------------------


def test_the_registry_holds_the_five_editions_default_first() -> None:
    assert tuple(editions.registry()) == IDS
    assert IDS[0] == editions.DEFAULT_EDITION
    families = {name: edition.family for name, edition in editions.registry().items()}
    assert families == {
        "osm-2026c": "openstreetmap",
        "osm-maritime": "openstreetmap",
        "dcw": "dcw",
        "wdbii": "wdbii",
        "ne-10m": "natural-earth",
    }


@pytest.mark.parametrize("edition_id", IDS)
def test_an_edition_says_all_that_a_reader_needs(edition_id: str) -> None:
    edition = editions.edition(edition_id)
    optional = {"point_of_view", "accuracy_m", "repairs", "elsewhere_spacing_m", "elsewhere_disagreement_m"}
    for field in fields(edition):
        if field.name not in optional | {"with_sea"}:
            assert getattr(edition, field.name), field.name
    assert edition.accuracy_m is None
    assert edition.accuracy_source == "not stated"
    assert edition.with_sea == (edition_id not in LAND_ONLY)
    assert "Hatay" in edition.note
    of_these = [(stretch.name, stretch.state) for stretch in edition.disputed if stretch.state in (None, *STATES)]
    assert of_these == [("Golan", "SYR")]
    assert (edition.elsewhere_spacing_m is None) == (edition.elsewhere_disagreement_m is None) == (not edition.is_world)
    assert (edition.point_of_view is None) == (edition_id != "ne-10m")


def test_what_an_edition_is_made_of_is_said() -> None:
    assert "time zones" in editions.edition("osm-2026c").made_of
    assert "not a country layer" in editions.edition("osm-2026c").made_of
    assert "German" in str(editions.edition("ne-10m").point_of_view)


def test_an_unknown_edition_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownEditionError, match="Known: osm-2026c, osm-maritime, dcw, wdbii, ne-10m"):
        editions.load("gadm")


def test_every_licence_named_has_its_text() -> None:
    stated = [edition.licence for edition in editions.registry().values()]
    stated.append(DOCUMENT["world_outline"]["licence"])
    for licence in {part for text in stated for part in text.split(" AND ")}:
        names = [path.name for path in (ROOT / "licenses").glob("*.txt")]
        assert any(name.startswith(licence) for name in names), licence
    for name, words in (
        ("ODbL-1.0", "ODC Open Database License"),
        ("LGPL-3.0-or-later", "GNU LESSER GENERAL PUBLIC LICENSE"),
        ("GPL-3.0-or-later", "GNU GENERAL PUBLIC LICENSE"),
        ("BSD-2-Clause-Leaflet", "Vladimir Agafonkin"),
        ("MIT-jQuery", "OpenJS Foundation"),
        ("MIT-folium", "Folium developers"),
    ):
        assert words in (ROOT / "licenses" / f"{name}.txt").read_text("utf-8")


# --- the files ------------------------------------------------------------------------------------------------


def test_all_borders_are_small_enough_for_the_repository() -> None:
    files = [editions.BORDERS / edition.file for edition in editions.registry().values()]
    assert sum(file.stat().st_size for file in editions.BORDERS.iterdir()) < 15_000_000
    assert (editions.BORDERS / DOCUMENT["world_outline"]["file"]).stat().st_size < 150_000
    known = {file.name for file in files} | {DOCUMENT["world_outline"]["file"], "registry.json"}
    assert {file.name for file in editions.BORDERS.iterdir()} == known


@pytest.mark.parametrize("edition_id", [name for name in IDS if name not in WORLD])
def test_an_edition_of_a_theatre_is_valid_geoparquet(edition_id: str) -> None:
    frame = geopandas.read_parquet(editions.BORDERS / editions.edition(edition_id).file)
    assert list(frame.columns) == ["iso3", "name", "role", "geometry"]
    assert frame.crs == "OGC:CRS84"
    assert frame.is_valid.all()
    assert set(frame.iso3) == set(editions.edition(edition_id).states)
    assert set(frame.role) == ({"area", "coast"} if edition_id in LAND_ONLY else {"area"})


def test_altered_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in editions.BORDERS.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    target = tmp_path / "ne-10m.parquet"
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 1
    target.write_bytes(content)
    monkeypatch.setattr(editions, "BORDERS", tmp_path)
    load = editions.load.__wrapped__
    assert set(load("dcw")) == {"TUR", "SYR"}
    with pytest.raises(ChecksumError, match=r"ne-10m\.parquet: SHA-256 is"):
        load("ne-10m")


def test_loading_is_quick_and_needs_no_geopandas() -> None:
    code = (
        "import time, sys; from geodata import editions; start = time.process_time(); editions.load('osm-2026c');"
        "print(time.process_time() - start, 'geopandas' in sys.modules, 'pandas' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    seconds, with_geopandas, with_pandas = answer.stdout.split()
    assert (with_geopandas, with_pandas) == ("False", "False")
    assert float(seconds) < 0.3


# --- the states -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition_id", IDS)
def test_the_states_are_whole_and_valid(edition_id: str) -> None:
    west, south, east, north = area(edition_id, "TUR").bounds
    assert (west, south, east, north) == pytest.approx((25.6, 35.8, 44.8, 42.2), abs=0.15)
    assert area(edition_id, "SYR").bounds == pytest.approx((35.6, 32.3, 42.4, 37.3), abs=0.2)
    for iso3, places in {
        "TUR": [
            (28.80, 41.08),
            (32.85, 39.93),
            (44.0, 39.7),
            (25.85, 40.17),
            (26.03, 39.82),
            (43.0, 38.6),
            (36.16, 36.2),
        ],
        "SYR": [(36.30, 33.51), (37.16, 36.20), (41.2, 37.05), (40.92, 34.45), (36.1, 32.62), (38.13, 35.86)],
    }.items():  # capitals, corners, islands, lakes (Van, Assad), Hatay
        assert area(edition_id, iso3).is_valid
        assert [shapely.contains_xy(area(edition_id, iso3), *place) for place in places] == [True] * len(places)


def test_the_editions_agree_on_the_size_of_the_states() -> None:
    for iso3, with_sea_km2, land_km2 in (("TUR", 856_000, 781_000), ("SYR", 190_400, 187_400)):
        for edition_id in IDS:
            expected = land_km2 if edition_id in LAND_ONLY else with_sea_km2
            assert size_km2(area(edition_id, iso3)) == pytest.approx(expected, rel=0.03), edition_id


@pytest.mark.parametrize("edition_id", IDS)
def test_no_edge_of_a_map_sheet_passes_for_a_border(edition_id: str) -> None:
    """A clip leaves a long edge along a meridian or a parallel, at the very extent of the shape.

    The longest such edge that is real is the sea boundary with Bulgaria along 41.9813 N, 0.29 degree.
    """
    for iso3 in ("TUR", "SYR"):
        extent = np.array(area(edition_id, iso3).bounds).reshape(2, 2)
        for part in area(edition_id, iso3).geoms:
            vertices = shapely.get_coordinates(part.exterior)
            edges = np.abs(np.diff(vertices, axis=0))
            straight = edges.min(axis=1) < 1e-9
            assert edges[straight].max(initial=0.0) < 0.3
            at_extent = (np.abs(vertices[1:, None, :] - extent[None]) < 1e-9).any(axis=(1, 2))
            assert edges[straight & at_extent].max(initial=0.0) < 0.02


@pytest.mark.parametrize("edition_id", IDS)
def test_the_only_hole_is_the_ground_of_the_neighbour(edition_id: str) -> None:
    holes = [ring for iso3 in ("TUR", "SYR") for part in area(edition_id, iso3).geoms for ring in part.interiors]
    assert len(holes) == (1 if edition_id == "osm-2026c" else 0)
    for ring in holes:
        enclave = min(area(edition_id, "TUR").geoms, key=lambda part: part.area)
        assert shapely.Polygon(ring).equals(enclave)
        assert "enclave" in editions.edition(edition_id).note


@pytest.mark.parametrize("edition_id", IDS)
def test_the_two_states_do_not_overlap(edition_id: str) -> None:
    shared = area(edition_id, "TUR").intersection(area(edition_id, "SYR"))
    assert abs(size_km2(shared)) < (6.0 if edition_id == "dcw" else 0.01)  # dcw quantises each state by itself


@pytest.mark.parametrize("edition_id", IDS)
def test_who_is_drawn_where_hatay_and_the_golan_are(edition_id: str) -> None:
    assert shapely.contains_xy(area(edition_id, "TUR"), 36.16, 36.2)
    (golan,) = (s for s in editions.edition(edition_id).disputed if (s.name, s.state) == ("Golan", "SYR"))
    with_golan = shapely.contains_xy(area(edition_id, "SYR"), 35.8, 33.0)
    assert with_golan == (edition_id in ("dcw", "wdbii"))
    assert ("to Syria" in golan.note) == with_golan
    assert ("leaves the Golan out" in golan.note) == (edition_id.startswith("osm"))
    assert ("to no state" in golan.note) == (edition_id == "ne-10m")
    west, south, east, north = golan.bbox
    stretch = area(edition_id, "SYR").boundary.intersection(shapely.box(*golan.bbox))
    assert 60_000 < GEOD.geometry_length(stretch) < 250_000
    assert (35.5 < west < east < 36.0) and (32.6 < south < north < 33.5)


# --- the coast ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition_id", [name for name in IDS if name not in LAND_ONLY])
def test_an_edition_with_sea_reaches_out_and_has_no_coast(edition_id: str) -> None:
    assert shapely.contains_xy(area(edition_id, "TUR"), 35.8, 36.05)
    assert shapely.contains_xy(area(edition_id, "SYR"), 35.66, 35.55)
    assert not any(shapely.contains_xy(area(edition_id, iso3), 35.0, 35.5) for iso3 in ("TUR", "SYR"))
    assert all(editions.load(edition_id)[iso3].coast.is_empty for iso3 in STATES)


@pytest.mark.parametrize("edition_id", LAND_ONLY)
def test_a_land_only_edition_knows_its_coast(edition_id: str) -> None:
    """Turkey's mainland coasts run Georgia-Syria and Greece-Bulgaria, Syria's Turkey-Lebanon; the rest are islands."""
    ends = {
        "TUR": [[(26.04, 40.73), (28.03, 41.98)], [(35.92, 35.93), (41.54, 41.52)]],
        "SYR": [[(35.92, 35.93), (35.97, 34.65)]],
    }
    for iso3, expected in ends.items():
        state = editions.load(edition_id)[iso3]
        mainland = sorted(sorted([line.coords[0], line.coords[-1]]) for line in state.coast.geoms if not line.is_ring)
        assert np.array(mainland) == pytest.approx(np.array([sorted(pair) for pair in expected]), abs=0.03)
        boundary = {tuple(xy) for xy in shapely.get_coordinates(state.geometry)}
        assert {tuple(xy) for xy in shapely.get_coordinates(state.coast)} < boundary
        assert not shapely.contains_xy(state.geometry, 35.8, 36.05)


# --- how far apart --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition_id", IDS)
def test_the_tip_of_the_salient_is_where_others_read_it(edition_id: str) -> None:
    lon, lat = SOUTHERNMOST[edition_id]
    assert area(edition_id, "TUR").bounds[1] == pytest.approx(lat, abs=1e-5)
    assert BORDER["salient"]["southernmost"][edition_id][1] == pytest.approx(lat, abs=1e-5)
    coordinates = shapely.get_coordinates(area(edition_id, "TUR"))
    lowest = coordinates[coordinates[:, 1] < lat + 1e-5]
    assert np.abs(lowest[:, 0] - lon).min() < 1e-5  # wdbii ends in a flat stretch of three vertices


def test_separations_in_the_salient_are_what_others_measured() -> None:
    table = BORDER["salient"]["separation_m"]
    for (one, other), mean_m in SALIENT_MEANS_M.items():
        assert table[one][other]["mean"] == pytest.approx(mean_m, rel=0.01)
    assert table["osm-2026c"]["osm-maritime"]["mean"] == pytest.approx(127, rel=0.02)


def test_the_table_is_symmetric_complete_and_ordered() -> None:
    for table in (BORDER["separation_m"], BORDER["salient"]["separation_m"]):
        for one, other in combinations(IDS, 2):
            assert table[one][other] == table[other][one]
            assert 0 < table[one][other]["mean"] < table[one][other]["p95"] < table[one][other]["max"] < 5000


@pytest.mark.parametrize("edition_id", IDS)
def test_disagreement_counts_other_families_once(edition_id: str) -> None:
    edition = editions.edition(edition_id)
    others = [name for name in IDS if editions.edition(name).family != edition.family and name != "osm-maritime"]
    means = [BORDER["separation_m"][edition_id][other]["mean"] for other in others]
    assert len({editions.edition(name).family for name in others}) == len(others) == 3
    assert edition.disagreement_m == median(means)
    assert 400 < edition.disagreement_m < 1100


def test_spacing_ranks_the_editions() -> None:
    spacing = {name: edition.spacing_m for name, edition in editions.registry().items()}
    assert sorted(spacing, key=spacing.__getitem__) == ["osm-2026c", "osm-maritime", "wdbii", "dcw", "ne-10m"]
    salient = BORDER["salient"]["spacing_m"]
    expected = {"osm-2026c": 12, "osm-maritime": 298, "dcw": 1549, "wdbii": 415, "ne-10m": 2416}
    assert salient == pytest.approx(expected, rel=0.02)


def test_the_land_border_is_measured_again_from_the_files() -> None:
    from geodata.build import measure

    lines = {name: measure.land_border(name) for name in ("dcw", "ne-10m")}
    table = measure.separations(lines)
    assert table["dcw"]["ne-10m"] == BORDER["separation_m"]["dcw"]["ne-10m"]
    assert round(measure.spacing_m(lines["dcw"]), 1) == editions.edition("dcw").spacing_m


# --- the world outline ----------------------------------------------------------------------------------------


def test_no_edge_of_the_world_outline_runs_the_long_way_round() -> None:
    """A ring that steps across the antimeridian would be drawn as a band across every map."""
    for ring in shapely.get_rings(shapely.get_parts(editions.world_outline())):
        points = shapely.get_coordinates(ring)
        wide = np.abs(np.diff(points[:, 0])) > 90.0
        assert (points[:-1][wide, 1] == -90.0).all(), "only Antarctica's edge along the pole is long"


def test_the_world_outline_is_there_for_base_maps() -> None:
    land = editions.world_outline()
    assert land.is_valid
    assert land.bounds == pytest.approx((-180, -90, 180, 83.6), abs=0.1)
    assert [shapely.contains_xy(land, *place) for place in ((35, 39), (-100, 40), (0, 0), (33, 43))] == [
        True,
        True,
        False,
        False,
    ]
    assert "Natural Earth" in editions.world_outline_notice()


# --- the page for readers -------------------------------------------------------------------------------------


def test_the_page_says_what_the_registry_says() -> None:
    page = (ROOT / "docs" / "editions.md").read_text("utf-8")
    for edition in editions.registry().values():
        (row,) = (line for line in page.splitlines() if line.startswith(f"| `{edition.id}`") and line.count("|") == 8)
        assert f" {edition.spacing_m} m |" in row
        assert f" {edition.disagreement_m} m |" in row
        assert f" {edition.family} |" in row
    for one, other in combinations(IDS, 2):
        means = (table[one][other]["mean"] for table in (BORDER["separation_m"], BORDER["salient"]["separation_m"]))
        assert "{} ({})".format(*means) in page
