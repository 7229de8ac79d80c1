"""Statements taken apart: figures, their readings, which readings go together, and figures that look converted."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime
from typing import Any

import pytest

from airspace.casefile import validate_text
from airspace.incident import Incident
from airspace.interval import Interval
from airspace.quantities import QUANTITIES
from airspace.readings import (
    ROUND_SHARE,
    Stated,
    StatedFigure,
    combinations,
    in_one_sense,
    one_speaker,
    round_figure,
    stated_figures,
)

MILE_M, NAUTICAL_MILE_M, FOOT_M = 1609.344, 1852.0, 0.3048  # exact, by definition

Data = dict[str, Any]


def reading(quantity: str, value: object = None, **more: Any) -> Data:
    """One reading; what the quantity needs is filled in."""
    filled = {"zone": "TUR", "place": "base"}
    needs = {need: filled[need] for need in QUANTITIES[quantity].needs}
    return {"quantity": quantity, **needs, **({} if value is None else {"value": value}), **more}


def said(**readings: Data) -> Data:
    """A statement with these readings; the speaker is the claim's."""
    return {"says": "x", "readings": readings}


def claim(
    claimant: str = "One", speaker: str = "a speaker", about: str | list[str] = "jet", **statements: Data
) -> Data:
    return {
        "claimant": claimant,
        "title": "x",
        "defaults": {"speaker": speaker, "source": "paper", "about": about},
        "statements": {name.replace("_", "-"): statement for name, statement in statements.items()},
    }


def incident(**claims: Data) -> Incident:
    """A small incident that is sound: two aircraft of the type of which performance data are at hand, two places."""
    return validate_text(
        json.dumps(
            {
                "schema": "airspace/incident/1", "id": "small", "title": "x", "date": "2015-11-24", "place": "x",
                "clocks": {"local": "+02:00"},
                "sources": {"paper": {"publisher": "x", "date": "2015-11-24", "grade": "B2", "why": "x"}},
                "aircraft": {name: {"label": name, "type": "su-24m", "state": "RUS"} for name in ("jet", "mate")},
                "places": {name: {"name": name, "lat": 35, "lon": 36, "source": "paper"} for name in ("base", "town")},
                "claims": claims,
            }
        )
    )  # fmt: skip


def figures(**statements: Data) -> tuple[StatedFigure, ...]:
    return stated_figures(incident(one=claim(**statements)), "one")


def ids(chosen: tuple[Stated, ...]) -> tuple[str, ...]:
    return tuple(f"{s.statement}/{s.reading}" for s in chosen)


def taken(found: tuple[StatedFigure, ...], *wanted: str) -> set[tuple[str, ...]]:
    return {ids(chosen) for chosen in combinations(found, *((quantity,) for quantity in wanted))}


class TestFigures:
    def test_readings_of_one_dimension_are_of_one_figure(self) -> None:
        found = figures(
            both=said(
                near=reading("depth", "1.36 mi"),
                north=reading("distance_north_of", "1.36 mi", zone="TUR"),
                stay=reading("duration_inside", "17 s"),
            )
        )
        assert [(f.figure, [s.reading for s in f.readings]) for f in found] == [
            ("length", ["near", "north"]), ("duration", ["stay"])
        ]  # fmt: skip
        assert {(f.claim, f.statement) for f in found} == {("one", "both")}

    def test_a_named_figure_is_one_of_its_own(self) -> None:
        found = figures(
            fell=said(
                shortest=reading("crash_distance", "1 km", figure="shortest"),
                along=reading("distance_along_course", "4 km"),
                too=reading("crash_distance", "2 km", figure="shortest"),
            )
        )
        assert [(f.figure, [s.reading for s in f.readings]) for f in found] == [
            ("shortest", ["shortest", "too"]), ("length", ["along"])
        ]  # fmt: skip

    def test_words_of_two_quantities_are_two_figures(self) -> None:
        found = figures(
            hit=said(
                side=reading("hit_side", "inside"),
                crash=reading("crash_side", "outside"),
                cause=reading("cause", "other"),
            )
        )
        assert [(f.figure, f.readings[0].choice) for f in found] == [
            ("hit_side", "inside"), ("crash_side", "outside"), ("cause", "other")
        ]  # fmt: skip
        choice = found[0].readings[0]
        assert math.isnan(choice.value_si)
        assert choice.interval == Interval(-math.inf, math.inf)

    def test_a_reading_carries_what_the_statement_says_and_who_said_it(self) -> None:
        statement = said(clock=reading("entry_time", "09:24:05 local", note="n", of="first"))
        statement |= {"said_on": "2015-11-25", "says": "in our words"}
        (found,) = figures(entered=statement)
        (s,) = found.readings
        assert (s.claim, s.statement, s.figure, s.reading) == ("one", "entered", "time", "clock")
        assert (s.quantity, s.dimension, s.zone, s.place, s.of) == ("entry_time", "time", "TUR", None, "first")
        assert s.value_si == datetime(2015, 11, 24, 7, 24, 5, tzinfo=UTC).timestamp()
        assert s.interval == Interval(s.value_si - 0.5, s.value_si + 1)
        assert (s.says, s.speaker, s.said_on, s.source_ids) == (
            "in our words", "a speaker", date(2015, 11, 25), ("paper",)
        )  # fmt: skip
        assert (s.text, s.note, s.aircraft, s.variant_of, s.derived) == ("09:24:05 local", "n", ("jet",), (), None)

    def test_a_reading_may_be_about_another_aircraft_than_its_statement(self) -> None:
        (found,) = figures(
            stay=said(own=reading("duration_inside", "17 s"), mate=reading("duration_inside", "17 s", about="mate"))
        )
        own, mate = found.readings
        assert (own.aircraft, mate.aircraft) == (("jet",), ("mate",))
        assert own.is_of("jet")
        assert own.is_of(None)
        assert own.is_of("jet", "TUR")
        assert not own.is_of("mate")
        assert not own.is_of("jet", "SYR")

    def test_a_variant_names_what_it_passes_on(self) -> None:
        copy = said(stay=reading("duration_inside", "10 s")) | {"variant_of": "stay"}
        found = figures(stay=said(stay=reading("duration_inside", "17 s")), copy=copy)
        assert [f.readings[0].variant_of for f in found] == [(), ("stay",)]

    def test_two_occasions_are_one_speaker(self) -> None:
        speakers = ["Ann Lee (letter)", "Ann Lee (press conference (second))", "Ann Lee", "Ann Leeds (letter)"]
        stay = said(stay=reading("duration_inside", "17 s"))
        found = figures(**{f"s{n}": stay | {"speaker": name} for n, name in enumerate(speakers)})
        stated = [f.readings[0] for f in found]
        assert [s.who for s in stated] == ["Ann Lee", "Ann Lee", "Ann Lee", "Ann Leeds"]
        assert one_speaker(stated[:3])
        assert not one_speaker(stated[2:])

    def test_a_reading_is_named_by_its_statement_and_its_text(self) -> None:
        found = figures(where=said(base=reading("position")), stay=said(stay=reading("duration_inside", "17 s")))
        assert [f.readings[0].named for f in found] == ["where", "stay (17 s)"]


class TestRoundFigures:
    def test_a_nautical_mile_in_statute_miles(self) -> None:
        """1.15 x 1609.344 m = 1850.7456 m, 1.2544 m or 0.0677 % short of 1852 m."""
        ((unit, number, off),) = round_figure("1.15 mi")
        assert (unit, number) == ("NM", "1.0")
        assert off == pytest.approx(1.2544 / 1852, rel=1e-9)

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("8.05 km", {("mi", "5.0")}),  # 8,046.72 m
            ("9.26 km", {("NM", "5.0")}),  # 9,260 m
            ("16.1 km", {("mi", "10")}),  # 16,093.44 m
            ("1.61 km", {("mi", "1.0")}),  # 1,609.344 m
            ("3.28 ft", {("km", "0.0010")}),  # 0.99974 m
            ("6,080 ft", {("NM", "1.0")}),  # 1,853.184 m
            ("24.14 km", {("mi", "15.0")}),  # 24,140.16 m: four digits printed, so three are round enough
        ],
    )
    def test_conversions_that_show(self, text: str, found: set[tuple[str, str]]) -> None:
        assert found <= {(unit, number) for unit, number, _ in round_figure(text)}

    @pytest.mark.parametrize(
        "text",
        [
            "1.36 mi", "1.15 NM", "1.36 NM",  # nothing round in any unit
            "1.2 mi", "16 km", "300 km", "19,000 ft", "10 NM", "0.010 km", "0.62 mi",  # fewer than three digits
            "about 1.15 mi", "at most 1.15 mi", "1.15-1.20 mi", "1,150 m", "17 s", "1.15", "1.15 mi of it", "",
        ],
    )  # fmt: skip
    def test_anything_else_is_no_round_figure(self, text: str) -> None:
        assert round_figure(text) == []

    def test_every_three_digits_against_the_nearest_of_two(self) -> None:
        """By trying every number of two digits in each unit."""
        sizes_m = (("km", 1000.0), ("NM", NAUTICAL_MILE_M), ("ft", FOOT_M))
        round_m = [
            (unit, float(f"{two}e{power}"), float(f"{two}e{power}") * size_m)
            for unit, size_m in sizes_m for power in range(-2, 5) for two in range(10, 100)
        ]  # fmt: skip
        shown = 0
        for hundredths in range(100, 1000):
            length_m = hundredths / 100 * MILE_M
            wanted = {(unit, number) for unit, number, size_m in round_m if abs(length_m / size_m - 1) <= ROUND_SHARE}
            found = {(unit, float(number)) for unit, number, _ in round_figure(f"{hundredths / 100:.2f} mi")}
            assert found == wanted, hundredths
            shown += bool(found)
        assert 50 < shown < 450

    def test_such_a_length_gets_a_reading_of_its_own(self) -> None:
        (found,) = figures(
            long=said(
                statute=reading("length_inside", "1.15 mi", sense="s", of="stay"), metric=reading("depth", "1.36 mi")
            )
        )
        assert [s.reading for s in found.readings] == ["statute", "statute-from-1.0-nm", "metric"]
        own, converted, _ = found.readings
        assert own.derived is None
        assert (own.interval.low, own.interval.high) == pytest.approx((1.145 * MILE_M, 1.155 * MILE_M), rel=1e-12)
        assert converted.value_si == NAUTICAL_MILE_M
        assert (converted.interval.low, converted.interval.high) == pytest.approx((1759.4, 1944.6), rel=1e-12)
        assert converted.derived is not None
        assert "0.07%" in converted.derived
        assert (converted.quantity, converted.figure) == ("length_inside", "length")
        assert (converted.sense, converted.of) == ("s", "stay")
        assert "1.15 mi" in converted.text
        assert "1.0 NM" in converted.text

    def test_only_a_length_is_looked_at(self) -> None:
        """A height of 3,280 ft is 1.00 km; heights are given in feet by everyone."""
        high, deep = figures(
            high=said(feet=reading("altitude", "3,280 ft")), deep=said(feet=reading("depth", "3,280 ft"))
        )
        assert [s.reading for s in high.readings] == ["feet"]
        assert [s.reading for s in deep.readings] == ["feet", "feet-from-1.0-km", "feet-from-0.54-nm"]


class TestCombinations:
    def test_one_reading_for_each_from_different_figures(self) -> None:
        found = figures(
            one=said(a=reading("depth", "2 km"), b=reading("length_inside", "2 km")),
            other=said(a=reading("depth", "2 km"), b=reading("length_inside", "2 km")),
        )
        assert taken(found, "depth", "length_inside") == {("one/a", "other/b"), ("other/a", "one/b")}

    def test_two_figures_of_one_statement_go_together(self) -> None:
        found = figures(one=said(a=reading("depth", "2 km", figure="deep"), b=reading("length_inside", "2 km")))
        assert taken(found, "depth", "length_inside") == {("one/a", "one/b")}

    def test_a_group_takes_any_of_its_quantities(self) -> None:
        found = figures(
            hit=said(a=reading("hit_time", "09:24 local")), engaged=said(b=reading("engagement_time", "09:24 local")),
            entered=said(c=reading("entry_time", "09:24 local")),
        )  # fmt: skip
        pairs = {ids(c) for c in combinations(found, ("entry_time",), ("hit_time", "engagement_time"))}
        assert pairs == {("entered/c", "hit/a"), ("entered/c", "engaged/b")}

    def test_of_a_common_aircraft(self) -> None:
        found = figures(
            deep=said(one=reading("depth", "2 km"), other=reading("depth", "2 km", about="mate")),
            long=said(one=reading("length_inside", "2 km")),
            lasted=said(both=reading("duration_inside", "9 s", about=["jet", "mate"])),
        )
        assert taken(found, "depth", "length_inside") == {("deep/one", "long/one")}
        assert taken(found, "depth", "duration_inside") == {("deep/one", "lasted/both"), ("deep/other", "lasted/both")}

    def test_two_by_two_is_not_all_three(self) -> None:
        """One aircraft must be common to all: jet with mate, mate with nobody else."""
        found = figures(
            deep=said(a=reading("depth", "2 km", about="jet")),
            long=said(a=reading("length_inside", "2 km", about="mate")),
            lasted=said(a=reading("duration_inside", "9 s", about=["jet", "mate"])),
        )
        assert taken(found, "depth", "duration_inside") == {("deep/a", "lasted/a")}
        assert taken(found, "length_inside", "duration_inside") == {("long/a", "lasted/a")}
        assert taken(found, "depth", "length_inside", "duration_inside") == set()

    def test_what_is_of_no_aircraft_goes_with_what_is_of_none(self) -> None:
        data = claim(
            about=[],
            range=said(a=reading("base_distance", "50 km")),
            reach=said(a=reading("weapon_range", "400 km"), b=reading("weapon_range", "300 km", about="jet")),
        )
        found = stated_figures(incident(one=data), "one")
        assert taken(found, "base_distance", "weapon_range") == {("range/a", "reach/a")}

    def test_of_one_zone(self) -> None:
        found = figures(
            deep=said(here=reading("depth", "2 km"), there=reading("depth", "2 km", zone="SYR")),
            long=said(here=reading("length_inside", "4 km")),
            fast=said(any=reading("ground_speed", "800 km/h")),
        )
        assert taken(found, "depth", "length_inside") == {("deep/here", "long/here")}
        assert taken(found, "depth", "ground_speed") == {("deep/here", "fast/any"), ("deep/there", "fast/any")}

    def test_of_one_stretch(self) -> None:
        found = figures(
            way=said(fall=reading("path_length", "8 km", of="fall"), any=reading("path_length", "9 km")),
            time=said(fall=reading("path_duration", "30 s", of="fall"), leg=reading("path_duration", "60 s", of="leg")),
        )
        assert taken(found, "path_length", "path_duration") == {("way/fall", "time/fall")}

    def test_a_speed_that_names_no_stretch_is_held_along_any(self) -> None:
        found = figures(
            way=said(fall=reading("path_length", "8 km", of="fall"), any=reading("path_length", "9 km")),
            fast=said(any=reading("ground_speed", "800 km/h")),
            slow=said(
                fall=reading("ground_speed", "400 km/h", of="fall"), leg=reading("ground_speed", "400 km/h", of="leg")
            ),
        )
        assert taken(found, "path_length", "ground_speed") == {
            ("way/fall", "fast/any"), ("way/any", "fast/any"), ("way/fall", "slow/fall")
        }  # fmt: skip

    def test_a_speed_is_by_itself_whatever_it_is_of(self) -> None:
        found = figures(
            fast=said(any=reading("ground_speed", "800 km/h")), slow=said(r=reading("ground_speed", "90 kt", of="fall"))
        )
        assert taken(found, "ground_speed") == {("fast/any",), ("slow/r",)}

    def test_what_is_passed_on_is_taken_whole(self) -> None:
        """Another outlet's 960 km/h goes with its own 10 s, and with the original's length, of which it has none."""
        copy = said(speed=reading("ground_speed", "960 km/h"), stay=reading("duration_inside", "10 s"))
        found = figures(
            fast=said(r=reading("ground_speed", "980 km/h")),
            stay=said(r=reading("duration_inside", "7 s")),
            long=said(r=reading("length_inside", "2 km")),
            copy=copy | {"variant_of": ["fast", "stay"]},
        )
        assert taken(found, "ground_speed", "duration_inside") == {("fast/r", "stay/r"), ("copy/speed", "copy/stay")}
        assert taken(found, "length_inside", "duration_inside") == {("long/r", "stay/r"), ("long/r", "copy/stay")}


class TestSenses:
    """Two figures that may be said of one aircraft each: either both are or none is."""

    def test_figures_of_one_speaker_are_taken_in_one_sense(self) -> None:
        found = figures(
            deep=said(depth=reading("depth", "2 km"), each=reading("depth", "2 km", sense="each")),
            long=said(length=reading("length_inside", "4 km"), each=reading("length_inside", "4 km", sense="each")),
        )
        assert taken(found, "depth", "length_inside") == {("deep/depth", "long/length"), ("deep/each", "long/each")}

    def test_a_figure_that_offers_no_such_sense_goes_with_both(self) -> None:
        found = figures(
            deep=said(depth=reading("depth", "2 km"), each=reading("depth", "2 km", sense="each")),
            long=said(length=reading("length_inside", "4 km")),
        )
        assert taken(found, "depth", "length_inside") == {("deep/depth", "long/length"), ("deep/each", "long/length")}

    def test_nor_does_another_figure_of_the_same_statement_have_to_be(self) -> None:
        found = figures(
            both=said(
                depth=reading("depth", "2 km"), each=reading("depth", "2 km", sense="each"),
                stay=reading("duration_inside", "9 s"),
            )
        )  # fmt: skip
        assert [f.readings[0].offers for f in found] == [{"each"}, frozenset()]
        assert taken(found, "depth", "duration_inside") == {("both/depth", "both/stay"), ("both/each", "both/stay")}

    def test_another_speaker_is_free(self) -> None:
        found = figures(
            deep=said(depth=reading("depth", "2 km"), each=reading("depth", "2 km", sense="each")),
            long=said(length=reading("length_inside", "4 km"), each=reading("length_inside", "4 km", sense="each"))
            | {"speaker": "another"},
        )
        assert len(taken(found, "depth", "length_inside")) == 4

    def test_two_occasions_do_not_free_a_speaker(self) -> None:
        found = figures(
            deep=said(depth=reading("depth", "2 km"), each=reading("depth", "2 km", sense="each")),
            long=said(length=reading("length_inside", "4 km"), each=reading("length_inside", "4 km", sense="each"))
            | {"speaker": "a speaker (elsewhere)"},
        )
        assert len(taken(found, "depth", "length_inside")) == 2

    def test_two_senses_of_one_figure(self) -> None:
        """Read in a sense that the other has not, it is free; a sense that both have binds both."""
        (deep, long) = figures(
            deep=said(
                a=reading("depth", "2 km", sense="p"), b=reading("depth", "2 km", sense="q"), c=reading("depth", "2 km")
            ),
            long=said(a=reading("length_inside", "4 km", sense="p"), c=reading("length_inside", "4 km")),
        )
        pairs = [(a, b) for a in deep.readings for b in long.readings]
        good = {("a", "a"), ("b", "c"), ("c", "c")}
        assert {(a.reading, b.reading) for a, b in pairs if in_one_sense((a, b))} == good
        assert {(a.reading, b.reading) for a, b in pairs if in_one_sense((b, a))} == good

    def test_every_pair_counts(self) -> None:
        first, middle, last = figures(
            deep=said(a=reading("depth", "2 km", sense="p"), b=reading("depth", "2 km")),
            fast=said(a=reading("ground_speed", "800 km/h")),
            long=said(a=reading("length_inside", "4 km", sense="p"), b=reading("length_inside", "4 km")),
        )
        between = middle.readings[0]
        assert in_one_sense((first.readings[0], between, last.readings[0]))
        assert not in_one_sense((first.readings[0], between, last.readings[1]))
