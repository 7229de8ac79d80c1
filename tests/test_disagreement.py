"""The zone of disagreement: against areas in closed form, points asked one by one, and shapes with known answers."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
import shapely
from shapely import MultiLineString, MultiPolygon

from airspace import zone as zones
from airspace.disagreement import Disagreement, disagreement, path_share, summary
from airspace.edges import Edges
from airspace.errors import UnknownNameError
from airspace.geodesy import GEOD, area_m2, foot
from airspace.sweep import Area
from airspace.track import Track
from airspace.violation import check_violation
from airspace.zone import national_zone
from geodata import editions as borders
from geodata.editions import StateArea
from geodata.errors import UnknownStateError

SALIENT = Area(35.93, 35.75, 36.35, 36.10)
ALL = tuple(borders.registry())
Draw = Callable[..., None]


def authalic(lat_deg: float) -> float:
    """q of Snyder, Map Projections (1987), eq. 3-12: the area of a lon/lat rectangle is a^2 dlon (q2 - q1) / 2."""
    e = math.sqrt(2 / 298.257223563 - 1 / 298.257223563**2)
    s = math.sin(math.radians(lat_deg))
    return (1 - e * e) * (s / (1 - e * e * s * s) - math.log((1 - e * s) / (1 + e * s)) / (2 * e))


def rectangle_m2(west: float, south: float, east: float, north: float) -> float:
    return 6_378_137.0**2 * math.radians(east - west) * (authalic(north) - authalic(south)) / 2


@cache
def salient() -> Disagreement:
    return disagreement("TUR", "SYR", SALIENT)


@pytest.fixture
def draw(monkeypatch: pytest.MonkeyPatch) -> Draw:
    """Has editions draw the two states as the boxes given: {edition: ([boxes of AAA], [boxes of BBB])}."""

    def area(name: str, boxes: list[tuple[float, ...]]) -> StateArea:
        shape = shapely.union_all([shapely.box(*box) for box in boxes])
        return StateArea(name, name, MultiPolygon(shapely.get_parts(shape).tolist()), MultiLineString())

    def drawn(**by_edition: tuple[list[tuple[float, ...]], list[tuple[float, ...]]]) -> None:
        made = {
            name.replace("_", "-"): MappingProxyType({"AAA": area("AAA", one), "BBB": area("BBB", two)})
            for name, (one, two) in by_edition.items()
        }
        monkeypatch.setattr(borders, "load", made.__getitem__)
        zones.national_zone.cache_clear()

    yield drawn
    zones.national_zone.cache_clear()


BOX = Area(10.0, 45.0, 11.0, 46.0)


@pytest.mark.parametrize("lat", [0.0, 36.0, 60.0, 80.0])
def test_area_of_a_rectangle_in_closed_form(lat: float) -> None:
    ring = shapely.segmentize(shapely.box(30.0, lat, 31.0, lat + 1.0), 0.001)
    assert area_m2(ring) == pytest.approx(rectangle_m2(30.0, lat, 31.0, lat + 1.0), rel=1e-8)


def test_a_hole_is_no_area_whichever_way_it_runs() -> None:
    hole = [(30.4, 36.4), (30.6, 36.4), (30.6, 36.6), (30.4, 36.6)]
    whole = area_m2(shapely.box(30, 36, 31, 37))
    cut = whole - area_m2(shapely.Polygon(hole))
    shell = shapely.get_coordinates(shapely.box(30, 36, 31, 37))
    for holes in (hole, hole[::-1]):
        assert area_m2(shapely.Polygon(shell, [holes])) == pytest.approx(cut, abs=0.1)
        assert area_m2(shapely.Polygon(shell[::-1], [holes])) == pytest.approx(cut, abs=0.1)


def test_a_strip_between_two_families(draw: Draw) -> None:
    """The border runs at 10.5 E on one map and at 10.6 E on the other: 0.1 degrees are disputed, the box cuts them."""
    draw(
        dcw=([(9, 44, 10.5, 47)], [(10.5, 44, 12, 47)]),
        wdbii=([(9, 44, 10.6, 47)], [(10.6, 44, 12, 47)]),
    )
    found = disagreement("AAA", "BBB", BOX, ("dcw", "wdbii"))
    (strip,) = found.disputed
    assert (strip.in_first, strip.in_second, strip.in_neither, strip.in_both) == (("wdbii",), ("dcw",), (), ())
    assert strip.area_m2 == pytest.approx(rectangle_m2(10.5, 45, 10.6, 46), rel=1e-7)
    assert strip.polygon.bounds == pytest.approx((10.5, 45.0, 10.6, 46.0))
    place = summary(found).widest
    assert place is not None
    *_, across_m = GEOD.inv(10.5, 45.0, 10.6, 45.0)
    assert place.width_m == pytest.approx(across_m, rel=0.02)  # narrower to the north, so the widest place is south
    assert place.width_m <= across_m and place.lat_deg < 45.1 and place.lon_deg == pytest.approx(10.55, abs=1e-4)


def test_the_sea_of_one_edition_is_no_disagreement_with_one_that_has_none(draw: Draw) -> None:
    draw(
        osm_2026c=([(9, 44, 10.5, 47)], [(10.5, 44, 12, 47)]),
        dcw=([(10.2, 44, 10.5, 47)], [(10.5, 44, 12, 47)]),  # a coast at 10.2 E
    )
    found = disagreement("AAA", "BBB", BOX, ("osm-2026c", "dcw"))
    assert found.disputed == () and summary(found).area_m2 == 0 and summary(found).widest is None
    at_sea = found.which_editions(10.1, 45.5)
    assert (at_sea.in_first, at_sea.in_second, at_sea.in_neither) == (("osm-2026c",), (), ("dcw",))
    assert not at_sea.disputed


def test_two_copies_of_one_map_are_one_witness(draw: Draw) -> None:
    draw(
        osm_2026c=([(9, 44, 10.5, 47)], [(10.5, 44, 12, 47)]),
        osm_maritime=([(9, 44, 10.4, 47)], [(10.4, 44, 12, 47)]),
        dcw=([(9, 44, 10.3, 45.5)], [(10.3, 44, 12, 45.5)]),
    )
    found = disagreement("AAA", "BBB", BOX, ("osm-2026c", "osm-maritime", "dcw"))
    within = [disputed for disputed in found.disputed if not disputed.between_families]
    (copies,) = within
    assert copies.polygon.bounds == pytest.approx((10.4, 45.5, 10.5, 46.0))
    assert copies.families_first == copies.families_second == ("openstreetmap",)
    told = summary(found)
    assert told.within_family_m2 == pytest.approx(rectangle_m2(10.4, 45.5, 10.5, 46.0), rel=1e-7)
    assert told.area_m2 == pytest.approx(rectangle_m2(10.3, 45.0, 10.5, 45.5), rel=1e-7)
    split = found.which_editions(10.45, 45.2)
    assert split.families_first == ("openstreetmap",) and split.families_second == ("openstreetmap", "dcw")
    assert split.between_families


def test_an_edition_that_draws_a_place_into_both_is_no_witness(draw: Draw) -> None:
    draw(
        dcw=([(9, 44, 10.6, 47)], [(10.4, 44, 12, 47)]),
        wdbii=([(9, 44, 10.5, 47)], [(10.5, 44, 12, 47)]),
    )
    found = disagreement("AAA", "BBB", BOX, ("dcw", "wdbii"))
    assert found.disputed == ()
    assert found.which_editions(10.45, 45.5).in_both == ("dcw",)


def test_how_much_of_a_path_is_disputed(draw: Draw) -> None:
    """Due west along the equator, where a parallel is a geodesic, and in at 10.6 E on one map, at 10.5 on the other."""
    draw(
        dcw=([(9, -1, 10.5, 1)], [(10.5, -1, 12, 1)]),
        wdbii=([(9, -1, 10.6, 1)], [(10.6, -1, 12, 1)]),
    )
    found = disagreement("AAA", "BBB", Area(10, -0.5, 11, 0.5), ("dcw", "wdbii"))
    track = Track("t", np.array([10.9, 9.5, 8.5]), np.zeros(3))
    stay_deg, disputed_deg, degree_m = 10.6 - 9.0, 0.1, 6_378_137.0 * math.pi / 180
    share = path_share(found, track, check_violation(track, national_zone("AAA", "wdbii")))
    assert share.stay_m == pytest.approx(stay_deg * degree_m, abs=0.01)
    assert share.stay_disputed_m == pytest.approx(disputed_deg * degree_m, abs=0.01)
    assert share.path_disputed_m == pytest.approx(share.stay_disputed_m, abs=1e-6)
    assert share.share == pytest.approx(disputed_deg / stay_deg, rel=1e-6)
    other = path_share(found, track, check_violation(track, national_zone("AAA", "dcw")))
    assert other.stay_disputed_m == pytest.approx(0, abs=1e-6) and other.path_disputed_m == pytest.approx(
        share.path_disputed_m
    )
    beside = Track("b", np.array([10.9, 10.7]), np.zeros(2))
    assert path_share(found, beside, check_violation(beside, national_zone("AAA", "wdbii"))).share is None


def test_points_asked_one_by_one_agree_with_the_overlay() -> None:
    found, rng = salient(), np.random.default_rng(20151124)
    lon, lat = rng.uniform(SALIENT.west, SALIENT.east, 4000), rng.uniform(SALIENT.south, SALIENT.north, 4000)
    first, second = found.sides(lon, lat)
    for i, edition in enumerate(ALL):
        assert (first[i] == national_zone("TUR", edition).edges.contains(lon, lat)).all()
        assert (second[i] == national_zone("SYR", edition).edges.contains(lon, lat)).all()
    expected = [
        frozenset({*((e, "T") for e, is_in in zip(ALL, one, strict=True) if is_in),
                   *((e, "S") for e, is_in in zip(ALL, two, strict=True) if is_in)})
        for one, two in zip(first.T, second.T, strict=True)
    ]  # fmt: skip
    near = np.min([national_zone(s, e).edges.nearest(lon, lat).distance_m for s in ("TUR", "SYR") for e in ALL], axis=0)
    drawn: list[frozenset[tuple[str, str]] | None] = [None] * lon.size
    for disputed in found.disputed:
        named = frozenset({*((e, "T") for e in disputed.in_first), *((e, "S") for e in disputed.in_second)})
        for k in np.flatnonzero(shapely.contains_xy(disputed.polygon, lon, lat)):
            drawn[k] = named
    told = 0
    for k in np.flatnonzero(near > found.off_geodesic_m):
        both = {"T", "S"} <= {side for _, side in expected[k]}
        assert (drawn[k] == expected[k]) if both else drawn[k] is None
        told += both
    assert told > 200


def test_areas_do_not_overlap_and_sum_up_to_the_share_of_points() -> None:
    found, rng = salient(), np.random.default_rng(7)
    whole = rectangle_m2(SALIENT.west, SALIENT.south, SALIENT.east, SALIENT.north)
    joined = shapely.union_all([disputed.polygon for disputed in found.disputed])
    assert sum(disputed.polygon.area for disputed in found.disputed) == pytest.approx(joined.area, rel=1e-9)
    n = 40_000
    lon = rng.uniform(SALIENT.west, SALIENT.east, n)
    q = rng.uniform(authalic(SALIENT.south), authalic(SALIENT.north), n)  # even by area
    lat = np.interp(q, [authalic(x) for x in np.linspace(35, 37, 2001)], np.linspace(35, 37, 2001))
    first, second = found.sides(lon, lat)
    share = float((first.any(axis=0) & second.any(axis=0)).mean())
    told = summary(found)
    assert (told.area_m2 + told.within_family_m2) / whole == pytest.approx(share, abs=4 * math.sqrt(share / n))


def test_no_drawn_edge_is_farther_from_its_geodesic_than_stated() -> None:
    found, worst = salient(), 0.0
    frame = shapely.box(SALIENT.west, SALIENT.south, SALIENT.east, SALIENT.north)
    for edition in ALL:
        for state in ("TUR", "SYR"):
            for ring in shapely.get_rings(shapely.get_parts(national_zone(state, edition).shape.geometry)):
                at = shapely.get_coordinates(ring)
                lines = shapely.linestrings(np.stack([at[:-1], at[1:]], axis=1))
                a, b = at[:-1][shapely.intersects(lines, frame)], at[1:][shapely.intersects(lines, frame)]
                for t in (0.3, 0.5, 0.7):
                    if len(a):
                        point = a + t * (b - a)
                        worst = max(worst, float(foot(*point.T, *a.T, *b.T).distance_m.max()))
    assert 0.3 * found.off_geodesic_m < worst <= found.off_geodesic_m < 5


def test_the_widest_circle_fits_and_no_wider_one_does() -> None:
    found = salient()
    place = summary(found).widest
    assert place is not None
    around = [GEOD.fwd(place.lon_deg, place.lat_deg, azi, place.width_m / 2 - 3)[:2] for azi in range(0, 360, 5)]
    assert all(found.which_editions(*point).between_families for point in around)
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(SALIENT.west, SALIENT.east, 5000), rng.uniform(SALIENT.south, SALIENT.north, 5000)
    zone = shapely.union_all([d.polygon for d in found.disputed if d.between_families])
    held = shapely.contains_xy(zone, lon, lat)
    radius = Edges.of(zone, "planar").nearest(lon[held], lat[held]).distance_m
    assert held.sum() > 200 and 0.8 * place.width_m < 2 * radius.max() <= place.width_m + 2


def test_the_salient_lies_where_families_disagree() -> None:
    """Known of the letter's path: inside on OpenStreetMap's two copies, outside on all others."""
    there = salient().which_editions(36.1523, 35.8113)
    assert there.in_first == ("osm-2026c", "osm-maritime") and there.in_second == ("dcw", "wdbii", "ne-10m")
    assert there.families_first == ("openstreetmap",) and there.between_families
    assert summary(salient()).area_m2 > 10e6


def test_the_page_on_editions_says_what_is_computed() -> None:
    page = (Path(__file__).parent.parent / "docs" / "editions.md").read_text("utf-8")
    told = summary(salient())
    assert told.widest is not None
    assert f"disagree on {told.area_m2 / 1e6:.1f} km², at the widest place {told.widest.width_m / 1e3:.1f} km" in page
    assert f"({told.widest.lon_deg:.3f} E {told.widest.lat_deg:.3f} N)" in page
    assert f"by more than\n{salient().off_geodesic_m:.1f} m," in page
    known = borders.registry().values()
    rows = {
        "narrowest question it can answer": [2 * edition.spacing_m for edition in known],
        "least margin it can carry": [edition.disagreement_m for edition in known],
    }
    for row, metres in rows.items():
        assert f"| {row} | " + " | ".join(f"{m:,.0f} m" for m in metres) + " |" in page


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownStateError):
        disagreement("TUR", "QQQ", SALIENT)
    with pytest.raises(UnknownNameError):
        disagreement("TUR", "SYR", SALIENT, ("no-such",))
