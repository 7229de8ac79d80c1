"""Families of paths and flips on a map: drawn where they are, told apart from zones and measures, their texts text."""

from __future__ import annotations

import re
from dataclasses import replace

import folium
import numpy as np
import pytest
import shapely
from browser import DESKTOP, PHONE, Browser

from airspace.assessment import assess
from airspace.borderline import BorderLine
from airspace.casefile import load_incident
from airspace.certainty import ClaimSure, TrackSure
from airspace.displacement import shifted
from airspace.families.family import Family, family
from airspace.families.shape import envelope, spreads
from airspace.flip import Flip, flips
from airspace.geodesy import GEOD, inverse
from airspace.violation import check_violation
from airspace.zone import national_zone
from geodata.library import incident_path
from maps import envelopes, familylayers, layers
from maps.claim import claim_page
from maps.drawing import drawing, elements
from maps.markup import html
from maps.page import LegendItem, facts, map_page
from maps.scene import Scene
from maps.shapes import Frame
from maps.theme import claim_style, swatch

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
HOSTILE = "<img src=x onerror=window.PWN=1> ${window.PWN=1} `+(window.PWN=1)+` {{ cycler.__init__ }}"
FRAME = Frame(36.0, 35.8, 36.2, 35.95)
STYLE = claim_style(0)


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene(assess(load_incident(incident_path("su24-2015")), editions=("osm-2026c", "dcw")))


@pytest.fixture(scope="module")
def crossing(scene: Scene) -> Family:
    return family(scene.incident, "us-officials", "two-miles")


@pytest.fixture(scope="module")
def empty(scene: Scene) -> Family:
    return family(scene.incident, "turkey", "letter-statute-depth")


@pytest.fixture(scope="module")
def found_flips(scene: Scene) -> tuple[Flip, ...]:
    return flips(scene.assessment)


def first_flip(found: tuple[Flip, ...]) -> Flip:
    return next(f for f in found if f.case.track_id == "letter-statute" and f.result.edition == "osm-2026c")


def pieces(name: str = "a family") -> str:
    """A page with one of each."""
    with drawing():
        map_ = layers.base_map(FRAME)
        group = layers.group(map_, name)
        envelopes.band(group, shapely.box(36.02, 35.82, 36.18, 35.9), name, style=STYLE, popup=name)
        envelopes.members(group, [[36.18, 36.02], [36.18, 36.02]], [[35.84, 35.86], [35.85, 35.84]], STYLE)
        envelopes.median(group, [36.18, 36.1, 36.02], [35.86, 35.87, 35.86], name, style=STYLE)
        envelopes.spread(group, [([36.12, 36.13], [35.85, 35.88])], name, "entry", STYLE, middle=(36.125, 35.865))
        envelopes.arrow(group, (36.1, 35.9), (36.1, 35.82), name, style=STYLE, tooltip=name)
        layers.measured(group, (36.06, 35.86), (36.06, 35.84), "m", style=STYLE)
        layers.finish(map_)
        kinds = ("band", "median", "member", "spread", "arrow")
        legend = [LegendItem(swatch(kind, STYLE), name, (group,)) for kind in kinds]
        return map_page(map_, title=name, panel=facts(name, sentence=name), legend=legend, credits_=[name])


# --- the pieces ---------------------------------------------------------------------------------------------


@SIZES
def test_each_piece_is_drawn_and_says_that_it_is_sampled(browser: Browser, size: tuple[int, int]) -> None:
    with browser.visit(pieces(), size=size) as visit:
        for kind in ("band", "member", "median", "spread", "flip", "flip-head"):
            assert visit.page.locator(f"path.{kind}").count() == 1, kind
        assert visit.page.locator("svg.swatch > *").count() >= 5
        looks = visit.page.evaluate(
            """["band", "member", "median", "flip", "measure"].map(kind => {
                const style = getComputedStyle(document.querySelector("path." + kind));
                return [style.stroke, style.strokeDasharray, style.strokeWidth];
            })"""
        )
        visit.use_everything()
        visit.assert_calm()
    assert len({tuple(look) for look in looks}) == len(looks), "no two are drawn alike"
    band, flip, measure = looks[0], looks[3], looks[4]
    assert band[1] != "none" and flip[0] != measure[0]
    assert pieces().count(html("family of paths that meet the statements; sampled")) >= 3


def test_the_head_of_an_arrow_keeps_its_size_and_place_at_every_zoom(browser: Browser) -> None:
    sizes = []
    with browser.visit(pieces()) as visit:
        for _ in range(2):
            box = visit.page.locator("path.flip-head").bounding_box()
            line = visit.page.locator("path.flip").bounding_box()
            assert box is not None and line is not None
            sizes.append((box["width"], box["height"]))
            assert box["y"] + box["height"] == pytest.approx(line["y"] + line["height"], abs=2.5), "it points south"
            visit.page.locator(".leaflet-control-zoom-out").click()
            visit.page.wait_for_timeout(600)
    assert all(size == pytest.approx(sizes[0], abs=1.5) for size in sizes)


def test_an_arrow_of_no_length_has_no_head(browser: Browser) -> None:
    with drawing():
        map_ = layers.base_map(FRAME)
        envelopes.arrow(layers.group(map_, "a"), (36.1, 35.86), (36.1, 35.86), "0 m", style=STYLE)
        page = map_page(map_, title="a", panel=facts("a", sentence="a"), legend=[], credits_=[])
    with browser.visit(page) as visit:
        assert visit.page.locator("path.flip-head").count() == 0
        visit.assert_calm()


def test_hostile_names_stay_text(browser: Browser) -> None:
    page = pieces(HOSTILE)
    assert html(HOSTILE) in page and "<img" not in page
    with browser.visit(page) as visit:
        assert any("window.PWN" in text for text in visit.use_everything())
        visit.assert_calm()


# --- flips --------------------------------------------------------------------------------------------------


def test_the_arrow_is_as_long_as_its_label_and_leads_to_the_other_verdict(
    scene: Scene, found_flips: tuple[Flip, ...]
) -> None:
    flip = first_flip(found_flips)
    with drawing():
        group = layers.group(scene.base(FRAME), "flip")
        envelopes.add_flip(scene, group, flip.case, flip)
        line = next(e for e in elements(group) if isinstance(e, folium.PolyLine))
        label = next(e for e in elements(group) if isinstance(e, folium.DivIcon)).options["html"]
    (lat0, lon0), (lat1, lon1) = line.locations
    bearing, _, length = GEOD.inv(lon0, lat0, lon1, lat1)
    printed = re.search(r"([\d,]+)\u00a0m would flip it", label)
    assert printed is not None
    metres = float(printed[1].replace(",", ""))
    assert 0 <= metres - length < 1.1, "rounded up, so that what is printed is enough"
    assert flip.case.track is not None
    zone = national_zone("TUR", "osm-2026c")
    assert check_violation(shifted(flip.case.track, metres, bearing), zone).verdict == "outside"
    assert check_violation(shifted(flip.case.track, metres - 2.0, bearing), zone).verdict == "inside"


def test_no_displacement_draws_nothing(scene: Scene, found_flips: tuple[Flip, ...]) -> None:
    flip = replace(first_flip(found_flips), displacement=None, displacement_why="there is none")
    with drawing():
        group = layers.group(scene.base(FRAME), "flip")
        envelopes.add_flip(scene, group, flip.case, flip)
        assert [e for e in elements(group) if isinstance(e, folium.PolyLine)] == []


# --- families -----------------------------------------------------------------------------------------------


def lines_of(scene: Scene, drawn: Family, css: str) -> list[list[list[float]]]:
    with drawing():
        group = familylayers.add_family(scene, scene.base(FRAME), drawn, show=True)
        assert group is not None
        found = [e for e in elements(group) if isinstance(e, folium.PolyLine)]
        (line,) = [line for line in found if css in line.options["className"].split()]
        return list(line.locations)


def test_the_stretches_lie_on_the_border_and_hold_nine_tenths_of_the_entries(scene: Scene, crossing: Family) -> None:
    zone, m = crossing.case.zone, crossing.members
    line = BorderLine.of(zone.edges, crossing.case.area)
    assert line is not None
    stretches = [np.array(points)[:, ::-1] for points in lines_of(scene, crossing, "entry")]
    drawn = np.concatenate(stretches)
    off = zone.edges.nearest(drawn[:, 0], drawn[:, 1]).distance_m
    assert off.max() < 2.5, "drawn along the border, to 2 m"
    ends = [line.along_m(each[[0, -1], 0], each[[0, -1], 1]) for each in stretches]
    along = line.along_m(m.entry_lon_deg, m.entry_lat_deg)
    held = np.any([(along >= min(e) - 1) & (along <= max(e) + 1) for e in ends], axis=0)
    assert 0.89 <= held.mean() <= 0.92
    covered = sum(abs(float(e[1] - e[0])) for e in ends)
    assert covered < np.ptp(along), "where no path enters nothing is drawn"


def test_the_mark_stands_on_the_border_at_the_median(scene: Scene, crossing: Family) -> None:
    with drawing():
        group = familylayers.add_family(scene, scene.base(FRAME), crossing, show=True)
        assert group is not None
        marks = [tuple(e.location[::-1]) for e in elements(group) if isinstance(e, folium.Marker)]
    wanted = [found.points[1] for found in spreads(crossing).values()]
    assert len(marks) == len(wanted) == 2
    for at in wanted:
        assert min(float(inverse(*at, *mark)[2]) for mark in marks) < 1.0


def test_the_members_are_paths_of_the_family_and_the_median_is_the_engines(scene: Scene, crossing: Family) -> None:
    members = lines_of(scene, crossing, "member")
    assert 2 <= len(members) <= 12
    for points in members:
        start = np.abs(crossing.members.lat_deg[:, 0] - points[0][0]) + np.abs(
            crossing.members.lon_deg[:, 0] - (points[0][1])
        )
        assert start.min() < 2e-6
    shape = envelope(crossing)
    assert shape is not None
    middle = lines_of(scene, crossing, "median")
    assert np.array(middle) == pytest.approx(np.column_stack(shape.median[::-1]), abs=1e-6)


def test_an_empty_family_is_no_layer_and_says_why(scene: Scene, empty: Family) -> None:
    with drawing():
        assert familylayers.add_family(scene, scene.base(FRAME), empty, show=True) is None
    page = claim_page(scene, "turkey", {}, None, ClaimSure("turkey", (), (empty,)))
    assert "twice as long as it is deep" in page and '"families"' not in page


# --- on the map of a claim ----------------------------------------------------------------------------------


def test_without_it_the_map_is_as_it_was(scene: Scene) -> None:
    page = claim_page(scene, "us-officials", {})
    assert page == claim_page(scene, "us-officials", {}, None, ClaimSure("us-officials", (), ()))
    assert '"families"' not in page and '"flips"' not in page and ">how sure<" not in page


@SIZES
def test_the_map_of_a_claim_shows_the_first_family_and_the_first_flip(
    browser: Browser,
    scene: Scene,
    crossing: Family,
    empty: Family,
    found_flips: tuple[Flip, ...],
    size: tuple[int, int],
) -> None:
    own = [flip for flip in found_flips if (flip.result.claim_id, flip.result.edition) == ("turkey", "osm-2026c")]
    tracks = tuple(TrackSure(flip.case, flip.result, None, flip, (), (), (), None) for flip in own)
    other = replace(crossing, case=replace(crossing.case, claim="turkey", label=HOSTILE))
    sure = ClaimSure("turkey", tracks, (empty, other, other))
    page = claim_page(scene, "turkey", {}, "findings-turkey.html", sure, "sure-turkey.html")
    assert len(page) < 1_500_000
    with browser.visit(page, size=size) as visit:
        assert visit.page.locator("path.band").count() == 1 and visit.page.locator("path.flip").count() == 1
        visit.switch()
        families, arrows = (
            [box.is_checked() for box in visit.page.locator(f"fieldset[data-section={name}] input").all()]
            for name in ("families", "flips")
        )
        assert families == [True, False], "the empty one is no layer"
        assert arrows == [True, False, False, False]
        assert visit.page.locator("a[href='sure-turkey.html']").count() == 1
        assert visit.page.locator(".legend li").filter(has_text="flips the verdict").is_visible() is (size == DESKTOP)
        visit.page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
        text = visit.page.locator(".side").inner_text()
        assert first_flip(found_flips).sentence in text and "window.PWN" in text
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= size[0]
        visit.use_everything()
        visit.assert_calm()
