"""What claims agree on and dispute, in small incidents whose answers are plain."""

from __future__ import annotations

import pytest
from test_readings import Data, claim, incident, reading, said

from airspace.case import Case
from airspace.ground import Ground, common_and_disputed
from airspace.interval import Interval
from airspace.quantities import QUANTITIES
from airspace.readings import EACH_ITS_OWN


def laid_side_by_side(*claims: Data) -> tuple[tuple[Ground, ...], tuple[Ground, ...]]:
    """Claims of as many claimants, in their order."""
    named = {f"c{n}": {**made, "claimant": f"side {n}"} for n, made in enumerate(claims)}
    return common_and_disputed(Case(incident(**named)))


def one_figure(quantity: str, value: object, **more: object) -> Data:
    return claim(s=said(r=reading(quantity, value, **more)))


def ends(interval: Interval | None) -> tuple[float, float] | None:
    return None if interval is None else (interval.low, interval.high)


class TestNumbers:
    def test_three_claims_leave_what_all_of_them_allow(self) -> None:
        """6,000 m is 5,500 to 6,500; 5,800 m is 5,750 to 5,850; "at least 5,800 m" is 5,750 and more."""
        (found,), disputed = laid_side_by_side(
            one_figure("altitude", "6,000 m"),
            one_figure("altitude", "5,800 m"),
            one_figure("altitude", "at least 5,800 m"),
        )
        assert disputed == ()
        assert (found.quantity, found.dimension, found.aircraft, found.zone) == ("altitude", "altitude", "jet", None)
        assert ends(found.interval) == (5750, 5850)
        assert ends(found.stated) == (5800, 6000)
        assert found.choice is None
        assert found.claims == ("c0", "c1", "c2")
        assert [s.text for s in found.by_claim["c1"]] == ["5,800 m"]

    def test_two_by_two_is_not_all_three(self) -> None:
        """10 to 20 s meets 15 to 40 s, that meets 30 to 50 s; the first and the last have nothing in common."""
        common, (found,) = laid_side_by_side(
            *(one_figure("duration_inside", value) for value in ("10-20 s", "15-40 s", "30-50 s"))
        )
        assert common == ()
        assert found.interval is None
        assert ends(found.stated) == (15, 40)

    def test_a_common_end_of_two_roundings_is_no_agreement(self) -> None:
        """17 s ends at 17.5 s, where 18 s begins."""
        common, (found,) = laid_side_by_side(
            one_figure("duration_inside", "17 s"), one_figure("duration_inside", "18 s")
        )
        assert (common, found.interval) == ((), None)

    def test_a_figure_that_is_exact_agrees_at_an_end(self) -> None:
        """A count has no rounding."""
        (found,), _ = laid_side_by_side(one_figure("warnings_count", "10"), one_figure("warnings_count", "at least 10"))
        assert ends(found.interval) == (10, 10)
        _, (found,) = laid_side_by_side(one_figure("warnings_count", "10"), one_figure("warnings_count", "at least 11"))
        assert ends(found.stated) == (10, 11)

    def test_any_reading_of_each_will_do(self) -> None:
        open_ = claim(s=said(near=reading("depth", "9 km"), deep=reading("depth", "2.0 km")))
        (found,), disputed = laid_side_by_side(one_figure("depth", "2.0 km"), open_)
        assert disputed == ()
        assert ends(found.interval) == (1950, 2050)
        assert ends(found.stated) == (2000, 2000)
        assert [s.reading for s in found.by_claim["c1"]] == ["near", "deep"]

    def test_the_voice_of_a_claim_that_agrees_counts_for_it(self) -> None:
        two_voices = claim(
            a=said(r=reading("altitude", "2,000 m")), b=said(r=reading("altitude", "6,000 m")) | {"speaker": "another"}
        )
        (found,), disputed = laid_side_by_side(one_figure("altitude", "6,000 m"), two_voices)
        assert (found.quantity, disputed) == ("altitude", ())

    def test_what_is_disputed_shows_the_least_and_the_greatest_as_stated(self) -> None:
        wide = claim(a=said(r=reading("depth", "1.0 km")), b=said(r=reading("depth", "9.0 km")))
        _, (found,) = laid_side_by_side(one_figure("depth", "4.0 km"), wide)
        assert ends(found.stated) == (1000, 9000)


class TestWords:
    def test_a_word_that_all_share(self) -> None:
        (found,), disputed = laid_side_by_side(*(one_figure("crash_side", "inside", zone="SYR") for _ in range(3)))
        assert disputed == ()
        assert (found.choice, found.interval, found.stated, found.zone) == ("inside", None, None, "SYR")

    def test_a_word_that_two_of_three_share_is_disputed(self) -> None:
        common, (found,) = laid_side_by_side(
            *(one_figure("hit_side", side) for side in ("inside", "inside", "outside"))
        )
        assert common == ()
        assert (found.choice, found.claims) == (None, ("c0", "c1", "c2"))

    def test_one_of_several_words_is_enough(self) -> None:
        both = claim(a=said(r=reading("cause", "ground fire")), b=said(r=reading("cause", "collision")))
        (found,), _ = laid_side_by_side(one_figure("cause", "collision"), both)
        assert found.choice == "collision"


class TestSides:
    def test_one_claim_alone_never_counts(self) -> None:
        alone = claim(a=said(r=reading("altitude", "6,000 m")), b=said(r=reading("altitude", "2,000 m")))
        assert laid_side_by_side(alone, one_figure("depth", "2 km")) == ((), ())

    def test_nor_do_two_claims_of_one_claimant(self) -> None:
        claims = {name: one_figure("altitude", "6,000 m") | {"claimant": "side 1"} for name in ("first", "second")}
        assert common_and_disputed(Case(incident(**claims))) == ((), ())
        third = one_figure("altitude", "5,000 m") | {"claimant": "side 2"}
        _, (found,) = common_and_disputed(Case(incident(**claims, third=third)))
        assert found.claims == ("first", "second", "third")

    def test_only_the_claims_under_test_are_laid_side_by_side(self) -> None:
        claims = {name: one_figure("altitude", "6,000 m") | {"claimant": name} for name in ("first", "second", "third")}
        (found,), _ = common_and_disputed(Case(incident(**claims), ("third", "first")))
        assert found.claims == ("third", "first")

    def test_what_an_outlet_passes_on_is_left_out(self) -> None:
        passed_on = claim(
            a=said(r=reading("altitude", "6,000 m")), b=said(r=reading("altitude", "2,000 m")) | {"variant_of": "a"}
        )
        assert laid_side_by_side(passed_on, one_figure("altitude", "2,000 m"))[0] == ()
        (found,), _ = laid_side_by_side(passed_on, one_figure("altitude", "6,000 m"))
        assert [s.statement for s in found.by_claim["c0"]] == ["a"]


class TestOneThing:
    @pytest.mark.parametrize(
        ("quantity", "value", "other"),
        [
            ("altitude", {}, {"about": "mate"}),
            ("duration_inside", {}, {"zone": "SYR"}),
            ("distance_from_border", {"of": "hit"}, {"of": "target"}),
            ("range", {}, {"place": "town"}),
            ("base_distance", {}, {"place": "town"}),
        ],
    )
    def test_another_aircraft_zone_event_or_place_is_another_thing(
        self, quantity: str, value: dict[str, str], other: dict[str, str]
    ) -> None:
        text = {"altitude": "6,000 m", "duration": "17 s", "length": "5 km"}[QUANTITIES[quantity].dimension]
        assert laid_side_by_side(one_figure(quantity, text, **value), one_figure(quantity, text, **other)) == ((), ())
        (found,), _ = laid_side_by_side(one_figure(quantity, text, **value), one_figure(quantity, text, **value))
        (same,), _ = laid_side_by_side(one_figure(quantity, text, **other), one_figure(quantity, text, **other))
        assert (found.aircraft, found.zone, found.of, found.place) != (same.aircraft, same.zone, same.of, same.place)

    def test_a_place_that_only_says_where_is_no_other_thing(self) -> None:
        """A take-off is one event, whether its place is told or not."""
        (found,), _ = laid_side_by_side(
            one_figure("take_off_time", "08:42 local", place="base"), one_figure("take_off_time", "08:42 local")
        )
        assert found.place is None

    def test_the_same_statements_about_two_aircraft_are_told_once(self) -> None:
        both = claim(about=["jet", "mate"], s=said(r=reading("altitude", "6,000 m")))
        (found,), _ = laid_side_by_side(both, both)
        assert found.aircraft == "jet"

    def test_the_same_statements_about_two_zones_are_told_twice(self) -> None:
        where = claim(
            s=said(
                t=reading("crash_side", "outside", figure="t"),
                s=reading("crash_side", "inside", figure="s", zone="SYR"),
            )
        )
        found, _ = laid_side_by_side(where, where)
        assert [(g.zone, g.choice) for g in found] == [("TUR", "outside"), ("SYR", "inside")]

    def test_another_statement_about_the_second_aircraft_is_told_too(self) -> None:
        both = claim(about=["jet", "mate"], s=said(r=reading("altitude", "6,000 m")))
        more = claim(
            about=["jet", "mate"],
            s=said(r=reading("altitude", "6,000 m")), t=said(r=reading("altitude", "5,000 m", about="mate")),
        )  # fmt: skip
        found, _ = laid_side_by_side(both, more)
        assert [(g.aircraft, len(g.by_claim["c1"])) for g in found] == [("jet", 1), ("mate", 2)]

    def test_an_engagement_and_a_hit_are_one_event(self) -> None:
        """10:24 on one clock and 09:24 on another, one hour apart; each from half a minute before to a minute after."""
        (found,), _ = laid_side_by_side(
            one_figure("engagement_time", "09:24 local"), one_figure("hit_time", "10:24 +03:00")
        )
        assert found.quantity == "hit_time"
        assert found.interval is not None
        assert found.interval.high - found.interval.low == 90

    def test_what_is_of_no_aircraft(self) -> None:
        no_one = claim(about=[], s=said(r=reading("weapon_range", "400 km")))
        (found,), _ = laid_side_by_side(no_one, no_one)
        assert found.aircraft is None

    @pytest.mark.parametrize("quantity", sorted(EACH_ITS_OWN))
    def test_what_names_an_event_of_its_own_each_time_is_not_laid_side_by_side(self, quantity: str) -> None:
        kind = QUANTITIES[quantity].dimension
        value = {
            "angle": "90 deg",
            "length": "4 km",
            "duration": "90 s",
            "count": "2",
            "choice": "left",
            "place": None,
            "time": "09:24 local",
        }[kind]
        assert laid_side_by_side(one_figure(quantity, value), one_figure(quantity, value)) == ((), ())


def test_the_order_of_the_claims_changes_no_answer() -> None:
    claims = [
        claim(a=said(r=reading("altitude", "6,000 m")), b=said(r=reading("depth", "2.0 km", about=["jet", "mate"]))),
        claim(a=said(r=reading("altitude", "5,800 m")), b=said(r=reading("depth", "7.0 km"))),
        claim(a=said(r=reading("altitude", "5,700 m"), s=reading("altitude", "5,810 m"))),
    ]
    answers = []
    for order in (claims, claims[::-1]):
        common, disputed = laid_side_by_side(*order)
        answers.append(
            [{(g.quantity, g.aircraft, ends(g.interval), ends(g.stated)) for g in gs} for gs in (common, disputed)]
        )
    assert answers[0] == answers[1]
    assert answers[0] == [
        {("altitude", "jet", (5805, 5815), (5800, 6000))}, {("depth", "jet", None, (2000, 7000))}
    ]  # fmt: skip
