"""Path families of the first incident, and how a family stands in an incident file."""

from __future__ import annotations

import copy
import json
from typing import Any

import numpy as np
import pytest
from cases import SKELETON, filled
from family_helpers import drawn, su24

from airspace.across import across
from airspace.casefile import validate_text
from airspace.errors import IncidentFileError, UnknownNameError
from airspace.families.case import family_case
from airspace.families.document import family_document
from airspace.families.family import ENOUGH, MOST_DRAWS, families, family, sample
from airspace.families.overlap import overlap
from airspace.families.shape import spreads
from airspace.incident import Incident
from airspace.violation import Incursion, check_violation

WITH_MEMBERS = [
    ("turkey", "letter-statute"),
    ("turkey", "graphic-nautical"),
    ("turkey", "letter-statute-turning"),
    ("russia", "closest-1km"),
    ("russia", "closest-1km-turning"),
    ("us-officials", "two-miles"),
    ("leuven", "two-km"),
]


def stay_of(claim: str, name: str, index: int) -> Incursion | None:
    """The stay of a member by the single check that begins where the member enters."""
    found, m = drawn(claim, name), drawn(claim, name).members
    result = check_violation(m.track(index), found.case.zone)
    entries = [s for s in result.incursions if abs(s.start.lon_deg - m.entry_lon_deg[index]) < 1e-6]
    return entries[0] if entries else None


# the letter


@pytest.mark.parametrize("miles", ["statute", "nautical"])
def test_the_letter_with_its_depth_to_the_nearest_border_has_no_path(miles: str) -> None:
    found = drawn("turkey", f"letter-{miles}-depth")
    assert found.members.count == 0 and found.empty_because is not None
    (clash,) = found.empty_because
    assert clash.conditions == (f"length/{miles}", f"depth/{miles}") and clash.rule is not None
    assert min(clash.alone.values()) > 20  # each alone has paths
    assert "twice as long as it is deep" in clash.text


def test_the_letter_without_its_depth_has_paths() -> None:
    assert drawn("turkey", "letter-statute").members.count > 100
    assert drawn("turkey", "letter-statute-depth", None, ("depth",)).members.count > 100


def test_setting_the_depth_aside_gives_the_family_that_never_had_it() -> None:
    one, other = drawn("turkey", "letter-statute-depth", None, ("depth",)), drawn("turkey", "letter-statute")
    np.testing.assert_array_equal(one.members.lon_deg, other.members.lon_deg)
    assert one.case.dropped == ("depth/statute",)


def test_the_letter_with_its_depth_north_of_the_tip_is_told_by_draws_and_search() -> None:
    clashes = drawn("turkey", "letter-statute-north").empty_because
    assert clashes is not None and clashes[0].rule is None
    assert clashes[0].share is not None and clashes[0].share.trials == MOST_DRAWS
    assert "finds none either" in str(clashes[0].searched) and "not excluded" in str(clashes[0].searched)


# every member, by the single check


@pytest.mark.parametrize(("claim", "name"), WITH_MEMBERS)
def test_members_meet_their_conditions_by_the_single_check(claim: str, name: str) -> None:
    found = drawn(claim, name)
    rng = np.random.default_rng(3)
    picked = rng.choice(found.members.count, size=min(30, found.members.count), replace=False)
    for index in picked:
        stay = stay_of(claim, name, int(index))
        for condition in found.case.conditions:
            interval = condition.interval
            if condition.quantity == "length_inside":
                assert stay is not None and interval.low - 0.01 <= stay.length_m <= interval.high + 0.01
            elif condition.quantity == "duration_inside":
                assert stay is not None
                seconds = stay.length_m / found.members.speed_mps[index]
                assert interval.low - 0.01 <= seconds <= interval.high + 0.01
            elif condition.keeps_out:
                assert stay is None
            elif condition.quantity in ("ground_speed", "flyable"):
                assert interval.low - 1e-9 <= found.members.speed_mps[index] <= interval.high + 1e-9
        if stay is not None:
            assert found.members.depth_m[index] == pytest.approx(stay.max_depth_m, abs=0.5)


@pytest.mark.parametrize("name", ["closest-1km", "target-5500m"])
def test_paths_outside_come_as_close_as_stated_over_the_area(name: str) -> None:
    found = drawn("russia", name)
    distance = next(c.interval for c in found.case.conditions if c.quantity == "closest_distance")
    m, area = found.members, found.case.area
    for index in range(0, m.count, m.count // 30):
        at = m.closest_lon_deg[index], m.closest_lat_deg[index]
        border = found.case.zone.edges.nearest(np.array([at[0]]), np.array([at[1]]))
        assert border.distance_m[0] == pytest.approx(m.closest_m[index], abs=0.01)
        assert distance.low <= m.closest_m[index] <= distance.high
        assert area.west - 1e-3 <= at[0] <= area.east + 1e-3 and area.south - 1e-3 <= at[1] <= area.north + 1e-3


# straight families against the search that looks at every path of a course


def test_depths_of_a_length_lie_within_those_that_the_search_finds() -> None:
    found = drawn("turkey", "graphic-statute")
    length = found.case.conditions[0].interval
    table = across("TUR", "osm-2026c", found.case.area, tuple(np.arange(240.0, 300.1, 2.5)), 12_000.0)
    ends = table.depth_range(length.low, length.high)
    assert ends is not None
    without = drawn("turkey", "graphic-statute", None, ("graphic-height",)).members
    share = np.mean((without.depth_m >= ends[0].depth_m - 1) & (without.depth_m <= ends[1].depth_m + 1))
    assert share > 0.97  # a course between two of the search may have a little more or less
    assert without.depth_m.max() > ends[0].depth_m + 0.9 * (ends[1].depth_m - ends[0].depth_m)


# what each statement does


@pytest.mark.parametrize(("claim", "name"), WITH_MEMBERS)
def test_no_statement_left_out_shrinks_the_share(claim: str, name: str) -> None:
    found = drawn(claim, name)
    for condition in found.case.conditions:
        assert found.left_out[condition.name].share >= found.share.share
        assert found.alone[condition.name].share >= found.share.share


def test_turkey_and_russia_allow_no_path_in_common_and_each_says_why() -> None:
    both = overlap(drawn("turkey", "letter-statute"), drawn("russia", "closest-1km"))
    assert both.forth.share is not None and both.forth.share.successes == 0
    assert ("never-inside/violations",) in both.forth.excluded_by
    assert ("length/statute",) in both.back.excluded_by


def test_the_graphic_and_the_two_miles_allow_paths_in_common() -> None:
    both = overlap(drawn("turkey", "graphic-statute"), drawn("us-officials", "two-miles"))
    lengths = drawn("turkey", "graphic-statute").members.length_m
    assert both.forth.share is not None and both.forth.share.successes == lengths.size  # 1.7 within 1.5 to 2.5 miles
    assert both.back.excluded_by == () and 0 < both.back.allowed.size < ENOUGH


def test_an_empty_family_has_nothing_in_common_with_another() -> None:
    both = overlap(drawn("turkey", "letter-statute-depth"), drawn("russia", "closest-1km"))
    assert both.forth.share is None and both.back.share is not None


# editions, names, the tip


def test_a_family_is_drawn_on_another_edition() -> None:
    found = drawn("us-officials", "two-miles", "dcw")
    assert found.case.edition == "dcw" and found.members.count > 100
    assert found.case.zone is not drawn("us-officials", "two-miles").case.zone


def test_paths_outside_pass_the_tip() -> None:
    closest = spreads(drawn("russia", "closest-1km"))["closest"]
    tip = closest.from_lon_deg, closest.from_lat_deg
    assert tip == pytest.approx((36.1524, 35.8059), abs=1e-3)
    assert abs(closest.along_m.median) < 100


def test_the_label_of_the_party_changes_no_number() -> None:
    claims = su24().claims
    swapped = su24().model_copy(update={"claims": {"russia": claims["turkey"], "turkey": claims["russia"]}})
    one, other = drawn("russia", "closest-1km"), family(swapped, "turkey", "closest-1km")
    np.testing.assert_array_equal(one.members.lon_deg, other.members.lon_deg)
    assert one.alone == other.alone


@pytest.mark.parametrize(
    ("claim", "name", "edition", "said"),
    [
        ("flight-plan", "any", None, "turkey, russia, us-officials, leuven"),
        ("turkey", "leter-statute", None, "Did you mean 'letter-statute'?"),
        ("nobody", "any", None, "unknown claim 'nobody'"),
        ("turkey", "letter-statute", "osm", "osm-2026c"),
    ],
)
def test_an_unknown_name_is_refused_with_those_that_are_known(
    claim: str, name: str, edition: str | None, said: str
) -> None:
    with pytest.raises(UnknownNameError, match=said.replace("?", r"\?")):
        family(su24(), claim, name, edition)


def test_a_statement_that_no_family_asks_for_is_not_set_aside() -> None:
    with pytest.raises(UnknownNameError, match="length/statute"):
        families(su24(), "turkey", ["letter-statute"], without=["lenght"])


def test_the_document_is_the_same_with_one_worker_or_two() -> None:
    texts = [
        json.dumps(
            family_document(su24(), "us-officials", families(su24(), "us-officials", seed=5, workers=w), 5),
            allow_nan=False,
        )
        for w in (1, 2)
    ]
    assert texts[0] == texts[1] and "\u00a0" not in json.loads(texts[0])["families"][0]["share"]["text"]


def test_without_any_condition_every_path_is_a_member() -> None:
    case = family_case(su24(), "us-officials", "two-miles").without(["two-miles", "flyable"])
    found = sample(case)
    assert found.share.share == 1.0 and found.members.count == ENOUGH and np.isnan(found.members.speed_mps).all()


# the incident file


def with_family(**changes: Any) -> dict[str, Any]:
    data = copy.deepcopy(SKELETON)
    entry: dict[str, Any] = {
        "label": "A family", "aircraft": "jet", "zone": "TUR", "edition": "osm-2026c", "within": "box",
        "constraints": ["length/statute", "lasted/stay"], "priors": {"course": "assumption/course"},
    }  # fmt: skip
    entry.update(changes)
    data["claims"]["one"]["families"] = {"letter": {k: v for k, v in entry.items() if v is not None}}
    return data


def read(data: dict[str, Any]) -> Incident:
    return validate_text(json.dumps(filled(lambda place, _: place.rsplit(".", 1)[-1], data)))


def faults(data: dict[str, Any]) -> str:
    with pytest.raises(IncidentFileError) as caught:
        read(data)
    return "\n".join(map(str, caught.value.problems))


def test_a_family_in_a_file_is_read() -> None:
    spec = read(with_family()).claims["one"].families["letter"]
    assert spec.constraints == ("length/statute", "lasted/stay") and spec.priors.course == "assumption/course"


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"constraints": ["entered/local"]}, "constraints.0", "use a reading of one of: length_inside, depth"),
        ({"constraints": ["length/statut"]}, "constraints.0", "did you mean 'statute'?"),
        ({"constraints": ["apart/km"]}, "constraints.0", "not borrowed from another"),
        ({"constraints": ["assumption/course"]}, "constraints.0", "a constraint is a statement"),
        ({"constraints": ["length/statute", "length/statute"]}, "constraints.1", "alternatives"),
        ({"constraints": []}, "constraints", ""),
        ({"zone": "SYR"}, "constraints.0", "'length/statute' is about TUR, but the family about SYR"),
        ({"aircraft": "chaser"}, "constraints.0", "not about the aircraft 'chaser'"),
        ({"aircraft": "balloon"}, "aircraft", "unknown aircraft 'balloon'"),
        ({"edition": "osm-2026"}, "edition", "osm-2026c"),
        ({"within": "boxx"}, "within", "did you mean 'box'?"),
        ({"priors": {"course": "assumption/speed"}}, "priors.course", "'course' needs"),
        ({"priors": {"course": "assumption/cours"}}, "priors.course", "did you mean 'course'?"),
        ({"priors": {"speed": "assumption/speed"}}, "priors.course", ""),
        ({"priors": {"course": "assumption/course", "turn": "assumption/course"}}, "priors.turn", "right angle"),
        ({"priors": {"course": "assumption/course", "wind": "assumption/course"}}, "priors.wind", "dimension angle"),
        ({"priors": {"course": "assumption/course", "luck": "assumption/course"}}, "priors.luck", ""),
        ({"label": "two\nlines"}, "label", ""),
        ({"aircraft": None}, "aircraft", ""),
    ],
)
def test_a_bad_entry_is_refused_with_its_field(changes: dict[str, Any], field: str, said: str) -> None:
    text = faults(with_family(**changes))
    assert f"claims.one.families.letter.{field}".replace(".0", "").replace(".1", "") in text.replace("[0]", "").replace(
        "[1]", ""
    )
    assert said in text


def test_a_prior_with_an_open_end_is_refused() -> None:
    data = with_family(priors={"course": "assumption/course", "speed": "fast/least"})
    reading = {"least": {"quantity": "ground_speed", "value": "at least 500 km/h"}}
    data["claims"]["one"]["statements"]["fast"] = {"readings": reading}
    assert "has an open end" in faults(data)
