"""``airspace where``: which states, and distances against a search that knows no engine, box or bound."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from geographiclib.geodesic import Geodesic
from pyproj import Geod

from airspace.cli.group import main
from airspace.errors import FigureError
from airspace.where import MOST_NEAREST, where, where_document
from geodata import editions

GEOD = Geod(ellps="WGS84")
EXACT = Geodesic.WGS84
RQ4A = (57.0403, 25.9953)  # where Iran says that the RQ-4A was hit in 2019
NMI_M = 1852.0


def on(edition_id: str, lon: float, lat: float):
    return next((found for found in where(lon, lat) if found.edition == edition_id), None)


def segments(edition_id: str, state: str) -> np.ndarray:
    """Edges of a state, (n, 4), without the cut along the antimeridian."""
    rings = shapely.get_rings(shapely.get_parts(editions.load(edition_id)[state].geometry))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    pairs = np.concatenate([points[:-1][same], points[1:][same]], axis=1)
    seam = (np.abs(np.abs(pairs[:, 0]) - 180) < 2e-7) & (np.abs(np.abs(pairs[:, 2]) - 180) < 2e-7)
    return pairs[~seam]


def searched(edition_id: str, state: str, lon: float, lat: float) -> float:
    """The distance to a border: of all vertices, then of places on the edges that can be nearer, closer and closer."""
    edges = segments(edition_id, state)
    n = len(edges)
    ends = GEOD.inv(np.full(n, lon), np.full(n, lat), edges[:, 0], edges[:, 1])[2]
    azimuth, _, length = GEOD.inv(*edges.T)
    best = float(ends.min())
    for k in np.flatnonzero(ends - length <= best):
        low, high = 0.0, float(length[k])
        for _ in range(6):
            s = np.linspace(low, high, 65)
            x, y, _ = GEOD.fwd(np.full(65, edges[k, 0]), np.full(65, edges[k, 1]), np.full(65, azimuth[k]), s)
            away = GEOD.inv(np.full(65, lon), np.full(65, lat), x, y)[2]
            at = int(away.argmin())
            best = min(best, float(away[at]))
            low, high = s[max(at - 1, 0)], s[min(at + 1, 64)]
            if high - low < 0.5:
                break
    return best


@pytest.mark.parametrize(
    ("lon", "lat"),
    [RQ4A, (36.16, 36.2), (-179.9, -16.8), (12.4534, 41.9029)],
)
def test_distances_are_those_of_a_plain_search(lon: float, lat: float) -> None:
    for found in where(lon, lat):
        assert 0 < len(found.nearest) <= MOST_NEAREST
        far = [border.distance_m for border in found.nearest]
        assert far == sorted(far)
        for border in found.nearest[:3]:
            assert border.distance_m == pytest.approx(searched(found.edition, border.state, lon, lat), abs=0.1)


@pytest.mark.parametrize(("lon", "lat"), [RQ4A, (5.0, 89.0)])
def test_no_nearer_state_is_left_out(lon: float, lat: float) -> None:
    """Every vertex of every state of Natural Earth: none lies nearer than the fifth border, but of the five states."""
    found = on("ne-10m", lon, lat)
    told = {border.state for border in found.nearest}
    for state in editions.load("ne-10m"):
        if state not in told:
            edges = segments("ne-10m", state)
            n = len(edges)
            away = GEOD.inv(np.full(n, lon), np.full(n, lat), edges[:, 0], edges[:, 1])[2]
            assert away.min() >= found.nearest[-1].distance_m - 30_000, state  # half of its longest edge
            if away.min() < found.nearest[-1].distance_m:
                assert searched("ne-10m", state, lon, lat) > found.nearest[-1].distance_m


def test_the_point_of_the_rq4a_is_off_irans_coast_and_within_its_sea() -> None:
    land, sea = on("ne-10m", *RQ4A), on("osm-maritime", *RQ4A)
    assert land.states == () and land.nearest[0].state == "IRN"
    assert land.nearest[0].distance_m == pytest.approx(15_200, abs=100)
    assert round(land.nearest[0].distance_m / NMI_M, 1) == 8.2
    assert sea.states == ("IRN",) and sea.nearest[0].state == "IRN"
    assert {found.edition for found in where(*RQ4A)} == {"osm-maritime", "ne-10m"}


@pytest.mark.parametrize(
    ("place", "told"),
    [("-80 -13", "PER"), ("-85.2 -12", "PER"), ("-93 0", "ECU"), ("-72 -13.5", None), ("57.0403 25.9953", None)],
)
def test_a_sea_of_200_nm_is_told_at_sea_and_nowhere_else(place: str, told: str | None) -> None:
    said = " ".join(CliRunner().invoke(main, ["where", *place.split()]).output.split())
    assert ("200 NM" in said) is (told is not None)
    assert told is None or f"check against {told}/sea-12NM too" in said


def test_a_vertex_is_at_no_distance_and_another_library_agrees() -> None:
    lon, lat = shapely.get_coordinates(editions.load("ne-10m")["ISL"].geometry)[100]
    assert on("ne-10m", lon, lat).nearest[0].distance_m < 0.01
    away = EXACT.Direct(lat, lon, 200.0, 2_000_000.0)
    found = on("ne-10m", away["lon2"], away["lat2"])
    for border in found.nearest:
        edges = segments("ne-10m", border.state)
        least = min(
            EXACT.Inverse(away["lat2"], away["lon2"], y, x)["s12"] for x, y in edges[:: max(1, len(edges) // 400), :2]
        )
        assert border.distance_m <= least + 0.1


def test_an_edition_of_two_states_answers_near_them_and_nowhere_else() -> None:
    ids = tuple(editions.registry())
    assert tuple(found.edition for found in where(36.16, 36.2)) == ids
    assert tuple(found.edition for found in where(35.4, 35.9)) == ids, "at sea, off Syria"
    assert tuple(found.edition for found in where(-70.0, -30.0)) == ("osm-maritime", "ne-10m")
    inside = on("osm-2026c", 36.16, 36.2)
    assert inside.states == ("TUR",) and {border.state for border in inside.nearest} == {"TUR", "SYR"}


def test_a_point_in_two_states_names_both() -> None:
    found = on("osm-maritime", -52.3, 4.9)
    assert found.states == ("FRA", "GUF")
    assert on("ne-10m", 180.0, 68.5).states == ("RUS",)


# --- the command ----------------------------------------------------------------------------------------------


def run(*args: str):
    return CliRunner().invoke(main, ["where", *args])


def test_the_document_is_as_promised() -> None:
    result = run("57.0403", "25.9953", "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert list(document) == ["schema", "lon", "lat", "editions"]
    assert (document["schema"], document["lon"], document["lat"]) == ("airspace/where/1", *RQ4A)
    for entry in document["editions"]:
        assert list(entry) == ["edition", "states", "nearest"]
        assert all(list(border) == ["state", "distance_m"] for border in entry["nearest"])
    assert document == where_document(*RQ4A)


def test_negative_numbers_are_no_options() -> None:
    for args in (
        ("-5.35", "36.14"),
        ("--json", "-5.35", "36.14"),
        ("-5.35", "36.14", "--json"),
        ("--", "-5.35", "36.14"),
    ):
        result = run(*args)
        assert result.exit_code == 0, args
        assert "GIB" in result.stdout
    assert "No edition is official" in run("-5.35", "36.14").stdout
    assert "ends at the coast" in " ".join(run("-5.35", "36.14").stdout.split())


def test_what_is_no_place_is_refused_in_words() -> None:
    swapped = run("25.9953", "157.04")
    assert swapped.exit_code == 1 and "did you mean 157.04 25.9953?" in swapped.stderr
    assert run("200", "10").exit_code == run("nan", "10").exit_code == run("10", "inf").exit_code == 1
    assert "longitude comes first" in run("200", "10").stderr
    assert run("east", "10").exit_code == run("10").exit_code == run("10", "10", "10").exit_code == 2
    assert "write decimal degrees" in run("east", "10").stderr
    assert run("--jsn", "10", "10").exit_code == 2
    with pytest.raises(FigureError):
        where(math.nan, 0.0)


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        ("78.5", "35.0", "Kashmir"),
        ("146.0", "44.1", "Southern Kurils"),
        ("35.2", "31.9", "West Bank"),
        ("2.35", "48.85", ""),
    ],
)
def test_contested_ground_is_named_whoever_it_is_drawn_to(lon: str, lat: str, name: str) -> None:
    told = " ".join(CliRunner().invoke(main, ["where", lon, lat]).stdout.split())
    assert ("Disputed ground" in told) is bool(name)
    assert name in told
