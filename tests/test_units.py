"""Stated figures: known conversions, printed precision, clocks, and refusals that teach."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.errors import FigureError
from airspace.units import DIMENSIONS, SI_UNITS, Dimension, Interval, dimensions_of, parse_figure, parse_offset

DAY = date(2015, 11, 24)
CLOCKS = {"local": "+02:00", "moscow": "+03:00"}


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("1.36 mi", "length", 2188.70784),
        ("1.15 mi", "length", 1850.7456),
        ("1.15 NM", "length", 2129.8),
        ("26 NM", "length", 48152.0),
        ("2 nautical miles", "length", 3704.0),
        ("2 statute miles", "length", 3218.688),
        ("5.5 km", "length", 5500.0),
        ("19,000 ft", "altitude", 5791.2),
        ("19 000 ft", "altitude", 5791.2),
        ("FL190", "altitude", 5791.2),
        ("6,000 m", "altitude", 6000.0),
        ("17 seconds", "duration", 17.0),
        ("5 min", "duration", 300.0),
        ("1 min 40 s", "duration", 100.0),
        ("1 h 15 min", "duration", 4500.0),
        ("810 km/h", "speed", 225.0),
        ("212 kt", "speed", 109.06222),
        ("300 mph", "speed", 134.112),
        ("190 deg", "angle", 190.0),
        ("10", "count", 10.0),
        ("1,36 mi", "length", 2188.70784),
        ("1,234,567 m", "length", 1234567.0),
        ("1.234.567 m", "length", 1234567.0),
        ("1.234,5 m", "length", 1234.5),
        ("0,360 km", "length", 360.0),
        ("019.000 ft", "length", 5.7912),
        ("5,800 metres", "altitude", 5800.0),
        ("FL 190", "altitude", 5791.2),
        ("flight level 190", "altitude", 5791.2),
        ("19 thousand feet", "altitude", 5791.2),
        ("6 тыс. метров", "altitude", 6000.0),
        ("19,000 ft AMSL", "altitude", 5791.2),
        ("26 deniz mili", "length", 48152.0),
        ("26 DENİZ MİLİ", "length", 48152.0),
        ("2 kara mili", "length", 3218.688),
        ("2 морские мили", "length", 3704.0),
        ("5,5 км", "length", 5500.0),
        ("12 Seemeilen", "length", 22224.0),
        ("12 milles marins", "length", 22224.0),
        ("810 km/sa", "speed", 225.0),
        ("810 км/ч", "speed", 225.0),
        ("17 saniye", "duration", 17.0),
        ("5 min and 10 s", "duration", 310.0),
    ],
)
def test_known_conversions(text: str, dimension: Dimension, value: float) -> None:
    assert parse_figure(text, dimension).value_si == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize(
    ("text", "dimension", "low", "high"),
    [
        ("1.15 km", "length", 1145, 1155),
        ("1.0 km", "length", 950, 1050),
        ("17 s", "duration", 16.5, 17.5),
        ("10 s", "duration", 9.5, 10.5),
        ("about 10 s", "duration", 5, 15),
        ("40 s", "duration", 39.5, 40.5),
        ("about 40 s", "duration", 35, 45),
        ("30 min", "duration", 1770, 1830),
        ("1 h 20 min", "duration", 4770, 4830),
        ("300 m", "length", 250, 350),
        ("19,000 m", "altitude", 18500, 19500),
        ("810 m/s", "speed", 805, 815),
        ("190 deg", "angle", 185, 195),
        ("020 deg", "angle", 19.5, 20.5),
        ("0 s", "duration", 0, 0.5),
        ("2-3 s", "duration", 2, 3),
        ("between 2 and 3 s", "duration", 2, 3),
        ("5 to 7 km", "length", 5000, 7000),
        ("at most 2 km", "length", 0, 2500),
        ("at least 5.5 km", "length", 5450, math.inf),
        ("not less than 5.5 km", "length", 5450, math.inf),
        ("not more than 2 km", "length", 0, 2500),
        ("less than 10 km", "length", 0, 10_000),
        ("under 10 km", "length", 0, 10_000),
        ("fewer than 10", "count", 0, 10),
        ("more than 5.5 km", "length", 5500, math.inf),
        ("over 300 m", "length", 300, math.inf),
        ("below FL190", "altitude", 0, 5791.2),
        ("nearly 20 km", "length", 15_000, 25_000),
        ("between 800 m and 1.2 km", "length", 800, 1200),
        ("FL190 to FL210", "altitude", 5791.2, 6400.8),
        ("at least 2-3 s", "duration", 2, math.inf),
        ("19 thousand m", "altitude", 18_500, 19_500),
        ("yaklaşık 15 km", "length", 14_500, 15_500),
        ("не менее 5,5 км", "length", 5450, math.inf),
        ("about 35 km", "length", 34500, 35500),
        ("1 min 45 s", "duration", 104.5, 105.5),
        ("10", "count", 10, 10),
        ("about 300", "count", 250, 350),
        ("0", "count", 0, 0),
        ("FL190", "altitude", 5791.2 - 15.24, 5791.2 + 15.24),
    ],
)
def test_printed_precision(text: str, dimension: Dimension, low: float, high: float) -> None:
    figure = parse_figure(text, dimension)
    assert figure.interval_si.low == pytest.approx(low)
    assert figure.interval_si.high == pytest.approx(high)
    assert figure.value_si in figure.interval_si
    assert figure.text == text


@pytest.mark.parametrize(
    ("text", "at", "before_s", "after_s"),
    [
        ("09:24:05 local", (7, 24, 5), 0.5, 1),
        ("9:24:05 local", (7, 24, 5), 0.5, 1),
        ("10:24 moscow", (7, 24, 0), 30, 60),
        ("07:24:05Z", (7, 24, 5), 0.5, 1),
        ("07:24:05 UTC", (7, 24, 5), 0.5, 1),
        ("09:24:05 +02:00", (7, 24, 5), 0.5, 1),
        ("2015-11-24T07:24:05Z", (7, 24, 5), 0.5, 1),
        ("about 09:20 local", (7, 20, 0), 300, 600),
        ("about 09:21 local", (7, 21, 0), 30, 60),
        ("09.24.05 local", (7, 24, 5), 0.5, 1),
        ("0724Z", (7, 24, 0), 30, 60),
        ("072405Z", (7, 24, 5), 0.5, 1),
        ("07:24 GMT", (7, 24, 0), 30, 60),
        ("9:24 a.m. local", (7, 24, 0), 30, 60),
        ("12:10 pm moscow", (9, 10, 0), 30, 60),
        ("9h24 local", (7, 24, 0), 30, 60),
        ("9h24m05s local time", (7, 24, 5), 0.5, 1),
        ("0924 hours local", (7, 24, 0), 30, 60),
        ("09:24:05 UTC+2", (7, 24, 5), 0.5, 1),
        ("09:24-03:00", (12, 24, 0), 30, 60),
    ],
)
def test_clock_times(text: str, at: tuple[int, int, int], before_s: float, after_s: float) -> None:
    figure = parse_figure(text, "time", on=DAY, clocks=CLOCKS)
    expected = datetime(2015, 11, 24, *at, tzinfo=UTC)
    assert figure.time == expected
    assert figure.interval_si == Interval(expected.timestamp() - before_s, expected.timestamp() + after_s)


def test_two_clocks_are_the_interval_they_say() -> None:
    for text in ("between 09:20 and 09:24 local", "09:20-09:24 local", "from 09.20 to 09.24 local"):
        figure = parse_figure(text, "time", on=DAY, clocks=CLOCKS)
        ends = [datetime(2015, 11, 24, 7, minute, tzinfo=UTC).timestamp() for minute in (20, 24)]
        assert figure.interval_si == Interval(*ends)
        assert figure.value_si == sum(ends) / 2


def test_a_clock_time_with_tenths_and_a_day_of_its_own() -> None:
    figure = parse_figure("2015-11-25 03:40:00.5 moscow", "time", on=DAY, clocks=CLOCKS)
    assert figure.time == datetime(2015, 11, 25, 0, 40, 0, 500_000, tzinfo=UTC)
    assert figure.interval_si.high - figure.value_si == pytest.approx(0.1, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "dimension", "says"),
    [
        ("1.36 miles", "length", "does not say which mile; write mi (statute"),
        ("19.000 ft", "altitude", "decimal or a number of thousands; write 19,000"),
        ("17", "duration", "has no unit"),
        ("17 ft", "duration", "a unit of length or altitude, not of duration; use one of: s, min, h"),
        ("17 furlongs", "length", "no unit known here; use one of: m, km, ft, mi, NM"),
        ("3 M", "length", "no unit known here"),
        ("Mach 2", "speed", "states no speed"),
        ("-3 km", "length", "is negative"),
        ("400 deg", "angle", "degrees from 0 to 360"),
        ("ten", "count", "write a whole number"),
        ("١٧ s", "duration", "states no duration"),
        ("10 warnings", "count", "a count has none"),
        ("3-2 s", "duration", "runs backwards"),
        ("3 km 2 km", "length", "more than one number"),
        ("1 s 2 min", "duration", "from larger to smaller"),
        ("1..5 km", "length", "is no number"),
        ("", "length", "an empty text is no figure"),
        ("1" * 300, "count", "300 characters"),
        ("9:24", "time", "by which clock"),
        ("9:24 paris", "time", "'paris' in '9:24 paris' is no known clock; use one of: Z, an offset"),
        ("25:00Z", "time", "no time of day"),
        ("half past nine", "time", "no clock time"),
        ("13:05 pm local", "time", "before 'pm' hours run from 1 to 12"),
        ("09:24-09:20 local", "time", "runs backwards; give each time its date"),
        ("9h24", "time", "by which clock"),
        ("8 mil", "length", "does not say which mile"),
        ("8 миль", "length", "does not say which mile"),
        ("8 sm", "length", "does not say which mile"),
        ("3 М", "length", "no unit known here"),
        ("500 ft AGL", "altitude", "a height above ground"),
        ("20,000 ft AMSL", "length", "no unit known here"),
        ("less than -300 m", "altitude", "leaves nothing"),
        ("2015-02-30T10:00Z", "time", "no real date"),
    ],
)
def test_refusals_say_what_would_be_right(text: str, dimension: Dimension, says: str) -> None:
    with pytest.raises(FigureError, match=r"; .") as caught:
        parse_figure(text, dimension, on=DAY, clocks=CLOCKS)
    assert says in str(caught.value)


def test_a_time_needs_a_day() -> None:
    with pytest.raises(FigureError, match="has no date"):
        parse_figure("07:24Z", "time")


@pytest.mark.parametrize("text", ["2:00", "+2:00", "+02:60", "+15:00", "Z", "+02:00\n"])
def test_offsets_are_written_in_full(text: str) -> None:
    with pytest.raises(FigureError):
        parse_offset(text)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("270 deg", {"angle"}),
        ("19,000 ft", {"length", "altitude"}),
        ("FL190", {"altitude"}),
        ("40 s", {"duration"}),
        ("2-3 s", {"duration"}),
        ("800 km/h", {"speed"}),
        ("07:24:00Z", {"time"}),
        ("about 09:20 local", {"time"}),
        ("10", {"count"}),
        ("even", set()),
        ("least load factor", set()),
        ("0924Z", {"time"}),
        ("9h24 UTC", {"time"}),
        ("1924 m", {"length", "altitude"}),
        ("20,000 ft AMSL", {"altitude"}),
        ("less than FL190", {"altitude"}),
    ],
)
def test_dimensions_of_a_text(text: str, known: set[str]) -> None:
    assert dimensions_of(text) == known


def test_every_dimension_has_an_si_unit() -> None:
    assert set(SI_UNITS) == set(DIMENSIONS)


numbers = st.decimals(min_value=0, max_value=99_999, places=3).map(lambda number: number.normalize())


@given(numbers, st.sampled_from([0, 1, 2, 4]), st.sampled_from(["m", "km", "ft", "mi", "NM"]))
def test_the_interval_holds_the_value_and_what_rounds_to_it(number: object, places: int, unit: str) -> None:
    exact = float(str(number))
    printed = f"{exact:.{places}f}"
    figure = parse_figure(f"{printed} {unit}", "length")
    factor = parse_figure(f"1 {unit}", "length").value_si
    assert figure.value_si in figure.interval_si
    slack = 1e-9 * max(1.0, exact * factor)
    assert figure.interval_si.low - slack <= exact * factor <= figure.interval_si.high + slack


@given(st.integers(min_value=1, max_value=999_999_999))
def test_thousands_separators_change_nothing(number: int) -> None:
    plain = parse_figure(f"{number} m", "length")
    for printed in (f"{number:,}", f"{number:,}".replace(",", " "), f"{number:,}".replace(",", " ")):
        assert parse_figure(f"{printed} m", "length").interval_si == plain.interval_si


@given(st.floats(min_value=0, max_value=86_399), st.sampled_from(["rounded", "cut"]), st.sampled_from([1, 60]))
def test_a_printed_clock_covers_rounding_and_cutting(second: float, how: str, step: int) -> None:
    shown = (round(second / step) if how == "rounded" else int(second // step)) * step
    if shown >= 86_400:
        return
    text = f"{shown // 3600:02d}:{shown // 60 % 60:02d}" + (f":{shown % 60:02d}" if step == 1 else "") + "Z"
    midnight = datetime(2015, 11, 24, tzinfo=UTC).timestamp()
    assert midnight + second in parse_figure(text, "time", on=DAY).interval_si


@given(st.text(max_size=60), st.sampled_from(DIMENSIONS))
def test_any_text_is_a_figure_or_a_figure_error(text: str, dimension: Dimension) -> None:
    try:
        figure = parse_figure(text, dimension, on=DAY, clocks=CLOCKS)
    except FigureError:
        return
    assert figure.value_si in figure.interval_si
    assert dimension in dimensions_of(text, CLOCKS) or dimension == "count"


@given(st.text(alphabet="0123456789.,- kmift:Zabout", max_size=30), st.sampled_from(DIMENSIONS))
def test_texts_that_look_like_figures_break_nothing(text: str, dimension: Dimension) -> None:
    try:
        figure = parse_figure(text, dimension, on=DAY, clocks=CLOCKS)
    except FigureError:
        return
    assert figure.value_si in figure.interval_si


def test_an_interval_runs_upward() -> None:
    with pytest.raises(ValueError, match="from low to high"):
        Interval(2, 1)
    assert Interval(1, 2).overlaps(Interval(2, 3))
    assert not Interval(1, 2).overlaps(Interval(2.1, 3))
