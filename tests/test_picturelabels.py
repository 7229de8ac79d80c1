"""Words on pictures and maps: none over another, none cut on a phone; signs of paths; the words for a lone place."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import shapely
from browser import Browser

from airspace.assessment import assess
from airspace.casefile import load_incident
from airspace.coverage import incident_editions
from airspace.exactness import stop_text
from airspace.language import speaking
from airspace.summary import Beside
from airspace.track import Track
from geodata.library import incident_path
from maps import envelopes, layers, words
from maps.drawing import drawing
from maps.indexpage import _compares
from maps.page import facts, map_page
from maps.picture import picture
from maps.picturelabels import Labels
from maps.scene import Scene
from maps.shapes import Frame
from maps.signs import path_name, path_sign
from maps.theme import claim_style
from maps.words import untested_sentence

HEIGHT = 1000 / 2.4
SEEN = (500 - 0.52 * HEIGHT, 500 + 0.52 * HEIGHT)
"""What a phone of 390 pixels shows across: 358 by 343 pixels of a picture as high as these."""


@cache
def scene() -> Scene:
    incident = load_incident(incident_path("rq4a-2019"))
    return Scene(assess(incident, editions=incident_editions(incident)))


def boxes(texts: list[str], letter: float, line: float) -> list[tuple[float, float, float, float]]:
    """The room that texts of a picture take, from their own attributes."""
    found = []
    for text in texts:
        x, y = float(re.search(r' x="([\d.]+)"', text)[1]), float(re.search(r' y="([\d.]+)"', text)[1])  # type: ignore[index]
        spans = re.findall(r"<tspan[^>]*>([^<]*)", text)
        first = re.search(r'<tspan[^>]*dy="(-?[\d.]+)em"', text.split("</tspan>")[0])
        top = y + (float(first[1]) / 1.15 * line if first else 0.0)
        wide = letter * max(map(len, spans))
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[re.search(r'text-anchor="(\w+)"', text)[1]]  # type: ignore[index]
        found.append((x - share * wide, top - 0.6 * line, x + (1 - share) * wide, top + (len(spans) - 1) * line))
    return found


def apart(all_: list[tuple[float, float, float, float]]) -> bool:
    return not any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for i, a in enumerate(all_) for b in all_[:i]
    )


@pytest.mark.parametrize("places", [[(480, 200), (520, 210)], [(300, 100), (700, 380), (500, 200)]])
def test_labels_lie_clear_of_each_other_and_within_what_a_phone_shows(places: list[tuple[float, float]]) -> None:
    labels = Labels(HEIGHT)
    for x, y in places:
        labels.put(x, y, ["3.0 km", "from the border"], "s")
    drawn = [str(one) for one in labels.drawn]
    assert len(drawn) == len(places)
    on_phone = [one for one in drawn if "roomy" not in one]
    large, small = boxes(on_phone, 14.0, 30.0), boxes(drawn, 8.5, 17.0)
    assert on_phone and apart(large) and apart(small)
    assert all(SEEN[0] <= box[0] and box[2] <= SEEN[1] for box in large)


def test_a_label_without_room_on_a_phone_is_there_only_on_a_wide_page() -> None:
    labels = Labels(HEIGHT)
    labels.put(60, 200, ["far", "to the west"], "n")
    assert [("roomy" in str(one)) for one in labels.drawn] == [True]


@pytest.mark.parametrize("spoken", ["en", "tr", "ru"])
def test_the_index_picture_of_two_near_points(spoken: str) -> None:
    with speaking(spoken):
        drawn = str(picture(scene()))
    texts = [one for one in re.findall(r"<text .*?</text>", drawn) if "<tspan" in one]
    assert len(texts) == 2 and "roomy" not in "".join(texts)
    large = boxes(texts, 14.0, 30.0)
    assert apart(large) and all(SEEN[0] <= box[0] and box[2] <= SEEN[1] for box in large)


def test_a_name_lies_within_what_is_seen_of_its_state() -> None:
    here, window = scene(), shapely.box(56.2, 25.4, 57.6, 26.4)
    found = here.name_places("OMN", window, (), 0.2)
    area = here.state_area("OMN")
    assert found
    for lon, lat in found:
        half_y = 0.02 * 1.4 * 0.899  # cos of the middle, 25.9 degrees
        assert shapely.contains(area, shapely.box(lon - 0.13, lat - half_y + 1e-3, lon + 0.13, lat + half_y - 1e-3))
    assert not here.name_places("OMN", window, (), 0.9), "a name wider than its ground"
    assert here.map_name_place("IRN", "O" * 60, shapely.box(40, 20, 65, 42), ()) is None


def test_signs_of_a_position_a_measured_and_a_reconstructed_path() -> None:
    lone, style = scene().cases("iran")[0], claim_style(1)
    assert lone.track is not None
    lon, lat = np.array([57.0, 57.1]), np.array([26.0, 26.0])
    two = Track("a", lon, lat, None, None, None, "reconstructed")
    line = replace(lone, track=two)
    assert "<circle" in path_sign(style, [lone]) and "stroke-dasharray" not in path_sign(style, [lone])
    assert "stroke-dasharray" in path_sign(style, [line])
    assert "stroke-dasharray" not in path_sign(style, [replace(line, basis="measured")])
    assert path_name(lone, "a") == "a: stated position" and path_name(line, "a") == "a: reconstructed path"


def test_a_lone_position_without_areas_does_not_open_on_the_world() -> None:
    incident = scene().incident.model_copy(update={"areas": {}})
    bare = Scene(replace(scene().assessment, incident=incident))
    frame = bare.frame(bare.cases("iran"))
    assert frame.east - frame.west < 1.0


def test_a_reckoned_place_says_so_in_the_language_of_the_page() -> None:
    case = scene().cases("united-states")[0]
    assert "reckoned: 202.5-247.5 deg (true north) and 9 NM from Iran's point" in stop_text(case, 1)
    with speaking("ru"):
        assert "рассчитано: " in stop_text(case, 1) and "true north" not in stop_text(case, 1)
    assert "reckoned" not in stop_text(scene().cases("iran")[0], 1)


def test_a_claim_whose_figures_no_test_has_tells_what_its_path_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    here = scene()
    cases = here.cases("iran")
    assert untested_sentence(here.incident, (), here.result) == "Nothing that can be computed."
    monkeypatch.setattr(words, "beside", lambda *_given: ())
    assert "its path is on its map" in untested_sentence(here.incident, cases, here.result)
    row = Beside("s", "r", "says", "closest_distance", "length", "at least 2 km", 2000.0, (2000.0, 1e9), 2989.0)
    monkeypatch.setattr(words, "beside", lambda *_given: (row,))
    told = untested_sentence(here.incident, cases, here.result)
    assert told.replace("\u00a0", " ") == "Stated closest distance at least 2 km; its path gives 2,989 m."


def test_the_way_to_the_comparison_promises_no_map_where_there_is_none() -> None:
    assert "map for each claim" in _compares(scene())
    assert "no path" in _compares(Scene(replace(scene().assessment, cases=())))


def test_no_arrow_runs_through_a_label_and_two_stand_apart(browser: Browser) -> None:
    at, to, style = (12.28, 63.0), (12.21, 63.001), claim_style(0)
    with drawing():
        map_ = layers.base_map(Frame(12.1, 62.95, 12.4, 63.05))
        group = layers.group(map_, "a")
        layers.measured(group, at, to, "2,989 m", style=style, side="e")
        envelopes.arrow(group, at, to, "2,989 m would flip it", style=style, side="w")
        layers.finish(map_)
        page = map_page(map_, title="a", panel=facts("a", sentence="a"), legend=[], credits_=[])
    with browser.visit(page) as visit:
        visit.settle()
        line = visit.page.locator("path.flip").bounding_box()
        found = [one.bounding_box() for one in visit.page.locator(".point .label").all()]
    assert line is not None and len(found) == 2 and all(found)
    one, other = sorted((b for b in found if b), key=lambda b: b["width"])
    middle = line["y"] + line["height"] / 2
    assert not one["y"] < middle < one["y"] + one["height"], "the arrow strikes through the distance"
    assert other["x"] + other["width"] <= line["x"] + 2 or not other["y"] < middle < other["y"] + other["height"]
