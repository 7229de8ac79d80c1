"""Every figure has a source or says that it has none; units, names and intervals are right; a broken file says so."""

from __future__ import annotations

import math
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from geodata.errors import InputError
from geodata.performance import QUANTITIES, SOURCES, missiles, performance, read_performance

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "geodata" / "performance.toml").read_text("utf-8")
TYPES = read_performance(TEXT)[1]
FIGURES = [(kind, figure) for kind in TYPES for figure in kind.figures]

SMALL = """
[sources.one]
publisher = "P"
date = "2020"
address = "p.example/..."

[[type]]
name = "X-1"
kind = "aircraft"

[[type.figure]]
quantity = "mass"
low = 1
high = 2
unit = "t"
source = "one"
"""


@pytest.mark.parametrize(("kind", "figure"), FIGURES, ids=lambda v: getattr(v, "name", getattr(v, "quantity", "")))
def test_every_figure_has_a_source_or_says_why_it_has_none(kind, figure):
    if figure.unsourced:
        assert figure.source is None
        assert len(figure.why) > 20
    else:
        assert SOURCES[figure.source].publisher
    assert 0 < figure.low_si <= figure.high_si


def test_every_source_is_used_and_says_where_it_was_seen():
    assert {figure.source for _, figure in FIGURES if figure.source} == set(SOURCES)
    for source in SOURCES.values():
        assert source.publisher and source.date and source.address


@pytest.mark.parametrize(
    ("name", "known_as"),
    [("Su-24M", "Su-24M"), ("su-24", "Su-24M"), ("F-16C", "F-16"), (" f-16 ", "F-16"), ("aim-9", "AIM-9M"),
     ("AIM-9X", "AIM-9X"), ("AMRAAM", "AIM-120")],
)  # fmt: skip
def test_types_are_found_by_name_and_alias_in_any_case(name, known_as):
    assert performance(name).name == known_as


@pytest.mark.parametrize("name", ["MiG-23", "", "Su-2", "F-16 Fighting Falcon"])
def test_a_type_that_is_not_in_the_data_is_none(name):
    assert performance(name) is None


def test_the_missiles():
    assert [kind.name for kind in missiles()] == ["AIM-9X", "AIM-9M", "AIM-120"]
    assert all(kind.interval_si("mean_speed") == (600.0, 1200.0) for kind in missiles())
    assert performance("AIM-120").interval_si("mass") == (152.0, 152.0)
    assert performance("AIM-9X").of("mass")[0].unsourced


def test_figures_are_in_si():
    su24, f16 = performance("Su-24M"), performance("F-16")
    assert su24.of("top_speed")[0].low_si == pytest.approx(1_315_000 / 3_600)
    assert su24.interval_si("mass") == (24_000.0, 32_000.0)
    assert su24.interval_si("ceiling") == (11_000.0, 11_000.0)  # 11 km and 11,000 m
    assert su24.interval_si("wing_area") == (55.0, 55.0)
    assert f16.of("top_speed")[0].low_si == pytest.approx(1_500 * 1_609.344 / 3_600)
    assert [figure.low_si for figure in f16.of("ceiling")] == [pytest.approx(15_240.0)] * 2
    assert f16.of("ceiling")[0].high_si == math.inf
    assert f16.interval_si("load_factor") == (9.0, 9.0)
    assert f16.interval_si("wing_area") is None


def test_published_speeds_that_contradict_each_other_are_all_kept():
    speeds = performance("Su-24M").of("top_speed")
    published = sorted(round(figure.low_si * 3.6) for figure in speeds if not figure.unsourced)
    assert published == [1250, 1300, 1315, 1315, 1550, 1600, 1654, 1700, 1700]
    low, high = performance("Su-24M").interval_si("top_speed")
    assert (low * 3.6, high * 3.6) == (pytest.approx(1250), pytest.approx(1700))


def test_a_figure_without_a_source_moves_no_published_interval():
    loose = '[[type.figure]]\nquantity = "mass"\nlow = 0.1\nhigh = 9\nunit = "t"\nunsourced = true\nwhy = "heard"\n'
    assert read_performance(SMALL + loose)[1][0].interval_si("mass") == (1_000.0, 2_000.0)
    alone = SMALL.replace('source = "one"', 'unsourced = true\nwhy = "heard"')
    assert read_performance(alone)[1][0].interval_si("mass") == (1_000.0, 2_000.0)


def test_figures_are_printed_as_stated():
    printed = {figure.text for _, figure in FIGURES}
    assert {
        "1,315 km/h", "1,654 km/h", "24 to 32 t", "55 m²", "1 to 1.6", "6.5 g", "11 km", "1,500 mph",
        "50,000 ft or more", "600 to 1,200 m/s",
    } <= printed  # fmt: skip


@pytest.mark.parametrize(
    ("instead_of", "write", "said"),
    [
        ("low = 1", "low = 3", "runs from 3 to 2"),
        ("low = 1", "low = 0", "low is greater than 0"),
        ("low = 1", "low = nan", "low is nan"),
        ("low = 1", 'low = "1"', "low is '1'"),
        ("low = 1", "low = true", "low is True"),
        ("low = 1", "low = inf", "low is greater than 0"),
        ("low = 1", "", "has no low"),
        ('unit = "t"', 'unit = "km/h"', "'km/h' is no unit of mass; one of: kg, t"),
        ('"mass"', '"weight"', "'weight' is no quantity known here"),
        ('source = "one"', 'source = "two"', "source 'two' is not in [sources]; one of: one"),
        ('source = "one"', 'source = ["one"]', "source ['one'] is not in [sources]"),
        ('source = "one"', "", "needs a source, or unsourced = true"),
        ('source = "one"', "unsourced = false", "needs a source, or unsourced = true"),
        ('source = "one"', 'source = "one"\nunsourced = true\nwhy = "w"', "give one of the two"),
        ('source = "one"', "unsourced = true", "unsourced without a why"),
        ('source = "one"', 'unsourced = true\nwhy = " "', "why is ' '; a text that is not empty"),
        ('source = "one"', 'source = "one"\nhihg = 3', "'hihg' is not known"),
        ('name = "X-1"', 'name = "X-1"\naliases = ["x-1"]', "'x-1' already names X-1"),
        ('name = "X-1"', 'name = "X-1"\naliases = [1]', "an alias is no text"),
        ('name = "X-1"', 'name = "X-1"\naliases = "Y"', "is no list"),
        ('name = "X-1"', "", "has no name"),
        ('"aircraft"', '"rocket"', "one of: aircraft, missile"),
        ('date = "2020"', "", "sources.one: has no date"),
        ('[sources.one]\npublisher = "P"', 'sources = 3\n[x]\npublisher = "P"', "sources: is no table"),
        ("[[type]]", "[[type]", "no TOML"),
    ],
)
def test_a_broken_file_is_refused_in_words(instead_of, write, said):
    assert instead_of in SMALL
    with pytest.raises(InputError) as refused:
        read_performance(SMALL.replace(instead_of, write), "some.toml")
    assert said in str(refused.value)
    assert str(refused.value).startswith("some.toml")


def test_all_faults_are_named_not_only_the_first():
    broken = SMALL.replace("low = 1", "low = 5").replace('date = "2020"', "").replace('"t"', '"lb"')
    with pytest.raises(InputError) as refused:
        read_performance(broken)
    assert len(refused.value.problems) == 3


def test_the_data_file_is_packaged():
    packaged = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    assert any(fnmatch("performance.toml", pattern) for pattern in packaged["geodata"])


def test_the_first_unit_of_a_quantity_is_its_measure():
    for units in QUANTITIES.values():
        assert next(iter(units.values())) == 1.0
