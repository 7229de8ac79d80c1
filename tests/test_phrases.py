"""Phrases as people write them: every reading, what is written into the file, what is said back."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.errors import FigureError
from airspace.language import speaking
from airspace.numbers import localised
from airspace.phrases import understand
from airspace.unitnames import LEADS, SPELLINGS
from airspace.units import DIMENSIONS, Dimension, parse_figure

DAY = date(2015, 11, 24)
CLOCKS = {"local": "+02:00", "moscow": "+03:00"}


def values(text: str, dimension: Dimension | None = None) -> list[str]:
    return [meant.value for meant in understand(text, DAY, CLOCKS, dimension)]


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1,36 miles", ["1.36 mi", "1.36 NM"]),
        ("8 mil", ["8 mi", "8 NM"]),
        ("13-mile", ["13 mi", "13 NM"]),
        ("8 miles off the coast", ["8 mi", "8 NM"]),
        ("a depth of 1.36 miles", ["1.36 mi", "1.36 NM"]),
        ("19.000 ft", ["19,000 ft", "019.000 ft"]),
        ("19.000 to 20.000 feet", ["19,000-20,000 ft", "019.000-020.000 ft"]),
        ("1.500 miles", ["1,500 mi", "1,500 NM", "01.500 mi", "01.500 NM"]),
        ("19,000 feet", ["19,000 ft"]),
        ("about 15 km", ["about 15 km"]),
        ("nearly 15 kilometres", ["about 15 km"]),
        ("5 km or more", ["at least 5 km"]),
        ("not more than five minutes", ["at most 5 min"]),
        ("for 17 seconds", ["17 s"]),
        ("seventeen seconds", ["17 s"]),
        ("between 2 and 3 seconds", ["2-3 s"]),
        ("between 800 m and 1.2 km", ["between 800 m and 1.2 km"]),
        ("26 deniz mili", ["26 NM"]),
        ("35,8 км", ["35.8 km"]),
        ("6 тыс. метров", ["6,000 m"]),
        ("19.5 thousand feet", ["19,500 ft"]),
        ("20,000 feet above sea level", ["20,000 ft"]),
        ("flight level 190", ["FL190"]),
        ("ten warnings", ["10"]),
        ("9:24:05", ["09:24:05 local", "09:24:05 moscow", "09:24:05Z"]),
        ("9:24 a.m.", ["09:24 local", "09:24 moscow", "09:24Z"]),
        ("at 09.24.05 local time", ["09:24:05 local"]),
        ("0924Z", ["09:24Z"]),
        ("07:24 GMT", ["07:24Z"]),
        ("between 09:20 and 09:24 local", ["between 09:20 and 09:24 local"]),
    ],
)
def test_every_reading_of_a_phrase(text: str, readings: list[str]) -> None:
    assert values(text) == readings


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.36 mi", "1.36 statute miles = 2,189 m, as printed 2,181 to 2,197 m"),
        ("1 NM", "1 nautical mile = 1,852 m, as printed 926 to 2,778 m"),
        ("19.000 ft", "19,000 feet = 5,791 m, as printed 5,639 to 5,944 m"),
        ("17 s", "17 seconds, as printed 16.5 to 17.5 s"),
        ("1 min 40 s", "1 minute 40 seconds = 100.0 s, as printed 99.5 to 100.5 s"),
        ("FL190", "flight level 190 = 5,791 m, as printed 5,776 to 5,806 m"),
        ("810 km/h", "810 km/h = 225.0 m/s, as printed 223.6 to 226.4 m/s"),
        ("190 deg", "190 degrees, as printed 185 to 195 deg"),
        ("10", "10, an exact count"),
        ("about 300", "about 300, as printed 250 to 350"),
        ("at least 1", "at least 1 = 1 and more"),
        ("less than 10 km", "less than 10 kilometres = 0 to 10,000 m"),
        ("at least 5.5 km", "at least 5.5 kilometres = 5,450 m and more"),
        ("2-3 s", "2-3 seconds, the middle 2.5 s"),
        ("800-900 km/h", "800-900 km/h = 222 to 250 m/s, the middle 236 m/s"),
        (
            "09:24:05 local",
            "09:24:05 local = 07:24:05 UTC on 2015-11-24, as printed 07:24:04.5 to 07:24:06 UTC",
        ),
        ("between 09:20 and 09:24 local", "between 09:20 and 09:24 local = 07:20:00 to 07:24:00 UTC on 2015-11-24"),
    ],
)
def test_a_figure_said_back(text: str, said: str) -> None:
    assert understand(text, DAY, CLOCKS)[0].said_back == said


def test_the_choices_are_named() -> None:
    assert [meant.choice for meant in understand("1.500 miles")] == [
        "thousands, statute miles",
        "thousands, nautical miles",
        "a decimal, statute miles",
        "a decimal, nautical miles",
    ]
    assert [meant.choice for meant in understand("9:24", DAY, CLOCKS)] == [
        "by the clock 'local'", "by the clock 'moscow'", "in UTC",
    ]  # fmt: skip
    assert understand("17 s")[0].choice == ""


def test_a_dimension_leaves_only_its_readings() -> None:
    assert understand("19,000 ft")[0].figure.dimension == "length"
    assert understand("19,000 ft", dimension="altitude")[0].figure.dimension == "altitude"
    assert values("9.24", "time") == ["09:24 local", "09:24 moscow", "09:24Z"]
    assert values("0924", "time") == ["09:24 local", "09:24 moscow", "09:24Z"]
    with pytest.raises(FigureError, match="a unit of length or altitude, not of duration"):
        understand("17 km", dimension="duration")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("34 km (21 miles)", "states more than one figure; give one at a time: '34 km', '21 miles'"),
        ("Mach 2", "is a Mach number, and no speed without the air's temperature"),
        ("9.24", "has no unit, and a count is a whole number"),
        ("12 parsecs", "'parsecs' in '12 parsecs' is no unit known here"),
        ("5 km/day", "no unit known here"),
        ("500 ft AGL", "is a height above ground"),
        ("even", "states no figure"),
        ("half past nine", "is no figure"),
        ("", "an empty phrase states no figure"),
        ("x" * 300, "a phrase of 300 characters"),
    ],
)
def test_errors_teach(text: str, says: str) -> None:
    with pytest.raises(FigureError, match=r"; .") as caught:
        understand(text, DAY, CLOCKS)
    assert says in str(caught.value)


NUMBERS = st.sampled_from(
    ["17", "1.36", "1,36", "19,000", "19 000", "19.000", "1.234.567", "0,360", "300", "020", "5.5"]
)
WAYS = [way for unit, ways in SPELLINGS.items() if unit != "deg" for way in ways.split(", ")] + ["mile", "мили"]
WORDS = [word for words in LEADS.values() for word in words.split("|")]


@given(st.sampled_from(["", *WORDS]), NUMBERS, st.sampled_from(WAYS))
def test_what_is_written_into_the_file_means_what_was_read(lead: str, number: str, way: str) -> None:
    meant = understand(f"{lead} {number} {way}".strip(), DAY, CLOCKS)
    for reading in meant:
        again = parse_figure(reading.value, reading.figure.dimension, on=DAY, clocks=CLOCKS)
        assert again.interval_si == reading.figure.interval_si and again.value_si == reading.figure.value_si
        assert values(reading.value, reading.figure.dimension) == [reading.value]
    assert len(meant) <= 4


@given(
    st.text(max_size=40) | st.text(alphabet="0123456789.,- kmiftZaboutFLnhe:", max_size=30),
    st.sampled_from([None, *DIMENSIONS]),
)
def test_any_phrase_is_understood_or_refused_in_words(text: str, dimension: Dimension | None) -> None:
    try:
        meant = understand(text, DAY, CLOCKS, dimension)
    except FigureError as error:
        assert "; " in str(error)
        return
    for reading in meant:
        again = parse_figure(reading.value, reading.figure.dimension, on=DAY, clocks=CLOCKS)
        assert again.interval_si == reading.figure.interval_si
        assert reading.said_back and not math.isnan(reading.figure.value_si)


@pytest.mark.parametrize(
    ("text", "turkish", "russian"),
    [
        ("not less than 5.5 km", "en az 5,5 km", "не менее 5,5 км"),
        ("less than 10 km", "10 km altı", "менее 10 км"),
        ("26 nautical miles", "26 deniz mili", "26 морских миль"),
        ("between 09:20 and 09:24 local", "yerel saatle 09:20–09:24", "09:20–09:24 по местному времени"),
        ("between 800 m and 1.2 km", "800 m–1,2 km", "800 м–1,2 км"),
    ],
)
def test_pages_say_the_new_words_in_their_language(text: str, turkish: str, russian: str) -> None:
    for language, told in (("tr", turkish), ("ru", russian), ("en", text)):
        with speaking(language):
            assert localised(text) == told
