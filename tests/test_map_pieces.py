"""What maps are made of: numbers as printed, shapes as drawn, colours that can be told apart and read."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from airspace import numbers
from airspace.cli.comparetable import _ground
from airspace.ground import Ground
from airspace.interval import Interval
from airspace.summary import Beside
from maps import shapes, theme
from maps.findingwords import ground_text
from maps.shapes import Frame, drawn
from maps.words import beside_sentence

NBSP = "\u00a0"

# --- sentences ----------------------------------------------------------------------------------------------


def beside(text: str, metres: float) -> Beside:
    return Beside("depth", text, "says", "depth", "length", text, metres, (metres - 10, metres + 10), 1500.0)


@pytest.mark.parametrize(
    ("metres", "told"),
    [
        ([3219], "is 3,219 m;"),
        ([3219, 3704], "is 3,219 m (by another reading 3,704 m);"),
        ([3219, 3704, 5000], "is 3,219 m (by other readings 3,704 m to 5,000 m);"),
        ([3219, 3219], "is 3,219 m;"),
    ],
)
def test_other_readings_are_other_ones(metres: list[float], told: str) -> None:
    said = beside_sentence([beside("2 mi", figure) for figure in metres])
    assert told in said.replace(NBSP, " ")


def test_pages_and_terminal_tell_an_agreement_in_the_same_words() -> None:
    allowed, figures = Interval(850.0, 950.0), Interval(900.0, 914.4)
    ground = Ground(
        "altitude", "altitude", None, None, None, None, allowed, figures, None, {"norway": (), "sweden": ()}
    )
    words = "900–914 m as stated, 850–950 m fits all of them"
    assert ground_text(ground).replace(NBSP, " ") == words
    assert _ground(ground)[1].replace(NBSP, " ") == f"{words} (norway, sweden)"


# --- numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (numbers.distance(1850.7), "1,851 m"),
        (numbers.distance(1850.7, 30), "1,850 m"),
        (numbers.distance(-488.2, 10), "\u2212490 m"),
        (numbers.distance(-0.2), "0 m"),
        (numbers.distance(12_345.6), "12.35 km"),
        (numbers.distance(400_000, 5000), "400 km"),
        (numbers.distance(0.049, 0.01), "0.05 m"),
        (numbers.distance(None), "not available"),
        (numbers.distance(float("nan")), "not available"),
        (numbers.duration(17.0), "17.0 s"),
        (numbers.duration(17.04, 1), "17 s"),
        (numbers.altitude(5791.2), "5,800 m"),
        (numbers.speed(108.85, 0.5), "392 km/h"),
        (numbers.speed(None), "not available"),
        (numbers.span(379.4, 406.1, 1, "km/h"), "379\u2013406 km/h"),
        (numbers.span(-3.2, 1.0, 1, "km"), "\u22123 to 1 km"),
        (numbers.span(17.01, 17.02, 0.1, "s"), "17.0 s"),
        (numbers.coordinates(36.15, -35.812345, 10), "35.8123° S, 36.1500° E"),
        (numbers.coordinates(-0.00001, 51.4779, 100), "51.478° N, 0.000° W"),
    ],
)
def test_numbers_are_rounded_to_what_is_known(printed: str, expected: str) -> None:
    assert printed.replace(NBSP, " ") == expected


def test_unit_and_number_stay_on_one_line() -> None:
    assert " " not in numbers.distance(1850.7) + numbers.duration(17) + numbers.speed(100) + numbers.span(1, 2, 1, "s")


@pytest.mark.parametrize(
    ("known_to_s", "expected"),
    [(60, "07:24 UTC"), (1, "07:24:06 UTC"), (0.1, "07:24:05.7 UTC"), (1e-6, "07:24:05.678901 UTC")],
)
def test_times_are_utc_and_rounded(known_to_s: float, expected: str) -> None:
    local = datetime(2015, 11, 24, 9, 24, 5, 678901, tzinfo=timezone(timedelta(hours=2)))
    assert numbers.utc(local, known_to_s) == expected


def test_a_rounded_time_carries_into_the_next_minute() -> None:
    assert numbers.utc(datetime(2015, 11, 24, 7, 24, 59, 999_999, UTC)) == "07:25:00 UTC"
    assert numbers.utc(None) == "not available"
    with pytest.raises(ValueError, match="which clock"):
        numbers.utc(datetime(2015, 11, 24))


@pytest.mark.parametrize("known_to", [0, -1, float("nan"), float("inf")])
def test_a_size_of_nothing_is_refused(known_to: float) -> None:
    with pytest.raises(ValueError, match="known_to"):
        numbers.number(1.0, known_to)


@given(st.floats(-1e7, 1e7), st.floats(1e-3, 1e5))
def test_what_is_printed_is_within_what_is_known(value: float, known_to: float) -> None:
    printed = float(numbers.number(value, known_to).replace(",", "").replace("\u2212", "-"))
    assert abs(printed - value) <= known_to * 0.5 + 1e-9


# --- shapes -------------------------------------------------------------------------------------------------

WAVES = shapely.Polygon(
    [(x, 0.02 * np.sin(40 * x) + 0.001 * np.sin(900 * x)) for x in np.linspace(30, 40, 20_000)] + [(40, 5), (30, 5)]
)


def metres_apart(a: object, b: object) -> float:
    return float(shapely.hausdorff_distance(a, b)) * 111_320


def test_thinning_keeps_its_two_promises() -> None:
    frame = Frame(34.5, -1, 35.5, 1)
    shape = drawn(WAVES, frame, near_m=5, far_m=500)
    assert shape.vertices < 3000
    window = shapely.box(frame.west, frame.south, frame.east, frame.north)
    line, original = shape.geometry.boundary, WAVES.boundary
    assert metres_apart(line.intersection(window), original.intersection(window)) < 7
    assert metres_apart(line, original) < 515
    assert shape.geometry.is_valid


def test_without_a_frame_all_is_near() -> None:
    some = shapely.Polygon([*WAVES.exterior.coords[:4_000], (32, 5), (30, 5)])  # the distance takes n^2
    shape = drawn(some, near_m=5)
    assert metres_apart(shape.geometry.boundary, some.boundary) < 6


def test_holes_and_parts_stay_unless_they_vanish() -> None:
    donut = shapely.box(0, 0, 1, 1).difference(shapely.box(0.4, 0.4, 0.6, 0.6))
    speck = shapely.box(3, 3, 3.000001, 3.000001)
    shape = drawn(shapely.MultiPolygon([donut, speck]), near_m=10)
    assert len(shape.geometry.geoms) == 1
    assert len(shape.geometry.geoms[0].interiors) == 1


def test_lines_are_drawn_and_points_are_not() -> None:
    line = shapely.MultiLineString([[(0, 0), (0.5, 0), (1, 0)], [(2, 2), (3, 3)]])
    assert drawn(line).vertices == 4
    with pytest.raises(TypeError, match="Point"):
        drawn(shapely.Point(0, 0))


def test_what_is_drawn_better_is_cut_out_of_the_coarse_world() -> None:
    world = shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(20, 0, 21, 1)])
    rest = shapes.elsewhere(world, [shapely.box(2, 2, 4, 4), shapely.box(3, 3, 5, 5), shapely.box(20, 0, 22, 2)])
    assert rest.geom_type == "MultiPolygon"
    assert rest.area == pytest.approx(100 - 7)


def test_positions_are_latitude_first_and_finite() -> None:
    assert shapes.positions([36.12345678], [35.8]) == [[35.8, 36.123457]]
    with pytest.raises(ValueError, match="finite"):
        shapes.positions([float("nan")], [35.8])


def test_a_frame_round_one_point_has_a_size() -> None:
    frame = Frame.around([36.15], [35.82], at_least_m=2000)
    assert (frame.north - frame.south) * 111_320 == pytest.approx(2000)
    assert (frame.east - frame.west) * 111_320 * np.cos(np.radians(35.82)) == pytest.approx(2000)
    assert frame.grown(2).north - frame.grown(2).south == pytest.approx(2 * (frame.north - frame.south))
    assert frame.corners == [[frame.south, frame.west], [frame.north, frame.east]]


def test_across_the_antimeridian_all_lies_on_the_side_of_the_frame() -> None:
    assert [lon for _, lon in shapes.positions([179.5, -179.5], [10, 10])] == [179.5, 180.5]
    frame = Frame.around([179.5, -179.5], [10, 10], margin=0)
    assert (frame.west, frame.east) == (179.5, 180.5)
    assert frame.facing([-179.8, 179.8]).tolist() == pytest.approx([180.2, 179.8])
    both = shapely.MultiPolygon([shapely.box(179, 9, 180, 11), shapely.box(-180, 9, -179, 11)])
    assert drawn(both, frame).geometry.bounds == pytest.approx((179, 9, 181, 11))


# --- colours ------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def over(top: str, bottom: str, opacity: float) -> str:
    mixed = [round(int(top[i : i + 2], 16) * opacity + int(bottom[i : i + 2], 16) * (1 - opacity)) for i in (1, 3, 5)]
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


@pytest.mark.parametrize("dark", [False, True])
def test_lines_and_words_can_be_read_on_every_ground(dark: bool) -> None:
    ground = {name: pair[dark] for name, pair in theme.GROUND.items()}
    zone = over(ground["zone"], ground["land"], 0.1)
    for hue in theme.CLAIM_COLOURS:
        line, text = (hue.line_dark, hue.text_dark) if dark else (hue.line, hue.text)
        assert min(contrast(line, under) for under in (ground["sea"], ground["land"], zone)) >= 3.0, hue.name
        assert min(contrast(text, under) for under in (ground["card"], ground["paper"])) >= 4.5, hue.name
    for words in ("ink", "muted", "accent"):
        for under in (ground["card"], ground["paper"], ground["sea"], ground["land"]):
            assert contrast(ground[words], under) >= 4.5, words
    assert min(contrast(ground["border"], under) for under in (ground["sea"], ground["land"], zone)) >= 3.0


def test_no_two_claims_are_drawn_alike_and_none_is_red() -> None:
    styles = [theme.claim_style(index) for index in range(30)]
    assert len({(style.colour.line, style.dash) for style in styles}) == 30
    for one, two in itertools.pairwise(styles):
        assert one.colour != two.colour
        assert one.dash != two.dash
    assert "red" not in {hue.name for hue in theme.CLAIM_COLOURS}
    assert theme.claim_style(30) == theme.claim_style(0)


def test_every_class_of_a_claim_is_in_the_style_sheet() -> None:
    sheet = theme.page_css()
    for index in range(30):
        assert f".{theme.claim_style(index).css_class}{{" in sheet


def test_an_unknown_swatch_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="known: path, inside"):
        theme.swatch("blob")
