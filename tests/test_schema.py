"""The schema that editors use, and the word that was meant: what each wrong word of a file is told."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cases import SKELETON, filled
from hypothesis import given
from hypothesis import strategies as st

from airspace.casefile import load_incident
from airspace.errors import IncidentFileError
from airspace.nearest import closest, nearest, plain_letters
from airspace.quantities import QUANTITIES
from airspace.schema import json_schema
from airspace.states import nearest_state, state_faults, state_names
from airspace.yamltree import read_tree
from geodata.editions import registry
from geodata.library import incident_ids, incident_path

TYPOS = Path(__file__).parent / "typos.yaml"
SCHEMA = json_schema()

# path of the field, what is wrong, the word that was meant
MEANT = {
    "id": ("'My Case'", "'my-case'"),
    "date": ("'24.11.2015' is no date", "'2015-11-24'"),
    "clock": ("unknown key", "'clocks'"),
    "sources.letter.grade": ("'c2'", "'C2'"),
    "sources.paper.publsher": ("unknown key", "'publisher'"),
    "aircraft.first.state": ("'RSU' is no state", "'RUS' (Russia)"),
    "aircraft.second.state": ("'Turkey'", "'TUR'"),
    "assumptions.lead.value": ("'minite'", "'min'"),
    "places.tip.derived": ("'southermost'", "'southernmost'"),
    "places.end.within": ("unknown area", "'salient'"),
    "places.base.source": ("unknown source", "'letter'"),
    "rings.reach.place": ("unknown place", "'base'"),
    "claims.one.defaults.source": ("unknown source", "'letter'"),
    "claims.one.defaults.about": ("unknown aircraft", "'first'"),
    "claims.one.statements.length.variant_of": ("unknown statement", "'length'"),
    "claims.one.statements.length.readings.a.quantity": ("unknown quantity", "'length_inside'"),
    "claims.one.statements.length.readings.b.quantity": ("unknown quantity", "'ground_speed'"),
    "claims.one.statements.length.readings.c.zone": ("'TRU' is no state", "'TUR' (Türkiye)"),
    "claims.one.statements.length.readings.d.zone": ("'tur'", "'TUR'"),
    "claims.one.statements.length.readings.e.value": ("'kilometters'", "'km'"),
    "claims.one.statements.length.readings.f.value": ("'lokal'", "'local'"),
    "claims.one.statements.length.readings.g.value": ("'rihgt' is no turn_side", "'right'"),
    "claims.one.statements.length.readings.h.place": ("unknown place", "'base'"),
    "claims.one.statements.length.readings.i.notes": ("unknown key", "'note'"),
    "claims.one.tracks.file.basis": ("'measuerd'", "'measured'"),
    "claims.one.tracks.word.aircraft": ("unknown aircraft", "'first'"),
    "claims.one.tracks.word.solve.edition": ("unknown edition", "'osm-2026c'"),
    "claims.one.tracks.word.solve.course": ("unknown assumption", "'course'"),
    "claims.one.tracks.word.solve.length": ("has no statement", "'length'"),
    "claims.one.tracks.word.solve.lasts": ("has no reading", "'stay'"),
    "claims.one.tracks.word.solve.lead_out": ("'assumptions'", "'assumption/lead'"),
    "claims.one.tracks.ref.solve.course": ("'course'", "'assumption/course'"),
    "claims.one.tracks.kind.solve": ("none of crosses", "'crosses'"),
}


@pytest.fixture(scope="module")
def told() -> dict[str, tuple[int, str, str]]:
    with pytest.raises(IncidentFileError) as caught:
        load_incident(TYPOS)
    return {str(p.field): (p.line or 0, p.wrong, p.right) for p in caught.value.problems}


def test_every_wrong_word_of_the_file_is_told_and_nothing_else(told: dict[str, tuple[int, str, str]]) -> None:
    assert set(told) == set(MEANT)


@pytest.mark.parametrize("field", MEANT)
def test_a_wrong_word_is_told_with_the_one_that_was_meant(told: dict[str, tuple[int, str, str]], field: str) -> None:
    line, wrong, right = told[field]
    assert MEANT[field][0] in wrong
    assert right.startswith(f"did you mean {MEANT[field][1]}?"), right
    word = field.rpartition(".")[2] if field != "claims.one.tracks.kind.solve" else "croses"
    assert word in TYPOS.read_text("utf-8").splitlines()[line - 1] or ".solve." in field


# --- the schema ----------------------------------------------------------------------------------------


def fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((f"Incident.{name}", node) for name, node in schema["properties"].items())
    for part, body in schema["$defs"].items():
        yield from ((f"{part}.{name}", node) for name, node in body.get("properties", {}).items())


def test_every_field_is_explained_to_who_hovers_over_it() -> None:
    for name, node in fields(SCHEMA):
        target = SCHEMA["$defs"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node
        said = node.get("description") or target.get("description")
        assert said, f"{name}: write a line below the field"
        assert said[0].isupper() or said.split()[0].isascii(), name
        assert said.rstrip().endswith((".", "]", ")", '"')) and len(said) < 400 and "``" not in said, name


def test_an_editor_can_offer_quantities_and_editions() -> None:
    quantity = SCHEMA["$defs"]["Reading"]["properties"]["quantity"]
    assert quantity["enum"] == list(QUANTITIES) and len(quantity["enumDescriptions"]) == len(QUANTITIES)
    depth = quantity["enumDescriptions"][quantity["enum"].index("depth")]
    assert depth == f"{QUANTITIES['depth'].definition} (length; needs zone)"
    assert SCHEMA["$defs"]["Crosses"]["properties"]["edition"]["enum"] == list(registry())


@pytest.mark.parametrize("name", incident_ids())
def test_the_incidents_of_the_library_meet_it(name: str) -> None:
    data = read_tree(incident_path(name).read_text("utf-8"), name).data
    assert [fault.message for fault in jsonschema.Draft202012Validator(SCHEMA).iter_errors(data)] == []


SOUND = filled(lambda place, most: "x")


def test_the_small_incident_meets_it() -> None:
    assert [fault.message for fault in jsonschema.Draft202012Validator(SCHEMA).iter_errors(SOUND)] == []


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("claims", "one", "statements", "length", "readings", "statute", "quantity"), "lenght_inside"),
        (("claims", "one", "statements", "length", "readings", "statute", "zone"), "Turkey"),
        (("claims", "one", "tracks", "letter", "basis"), "measuerd"),
        (("claims", "one", "tracks", "letter", "solve", "edition"), "osm2026c"),
        (("claims", "one", "tracks", "letter", "solve", "course"), "course"),
        (("claims", "one", "titel"), "x"),
        (("places", "tip", "derived"), "southermost"),
        (("places", "called", "north"), "grid"),
        (("sources", "paper", "grade"), "c2"),
        (("sources", "pa per"), {"publisher": "x", "grade": "C2", "why": "x"}),
        (("id",), "My Case"),
        (("schema",), "airspace/incident/2"),
        (("clock",), {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_refuses_a_slip(path: tuple[str, ...], wrong: Any) -> None:
    data = copy.deepcopy(SOUND)
    node = data
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = wrong
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(data)
    assert SKELETON["schema"] == "airspace/incident/1"


# --- the word that was meant -----------------------------------------------------------------------------


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=6))
def test_what_is_offered_is_known(name: str, known: list[str]) -> None:
    found = closest(name, known)
    assert found is None or found in known
    assert found is not None or name not in known or not plain_letters(name)
    assert nearest(name, known)


@given(st.sampled_from(sorted(QUANTITIES)), st.data())
def test_a_slip_of_one_letter_finds_its_word(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    slip = word[:at] + word[at + 1 :]
    found = closest(slip, QUANTITIES)
    assert found is not None and abs(len(found) - len(slip)) <= 2
    assert closest(word.upper().replace("_", " "), QUANTITIES) == word


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("tur", "TUR"), ("TR", "TUR"), ("UK", "GBR"), ("TRU", "TUR"), ("Turkey", "TUR"), ("Türkiye", "TUR"),
        ("Россия", "RUS"), ("Rusya", "RUS"), ("Iran", "IRN"), ("Norway", "NOR"), ("USS", "USA"), ("nowhere", None),
    ],
)  # fmt: skip
def test_a_state_is_found_by_code_letters_and_name(said: str, code: str | None) -> None:
    assert nearest_state(said, {"USA"}) == code


def test_codes_are_those_of_the_standard() -> None:
    names = state_names()
    assert 245 <= len(names) <= 265 and names["CHN"] == "China" and not {"SUN", "YUG", "DDR"} & set(names)
    assert all(re.fullmatch("[A-Z]{3}", code) for code in names)
    held = {code for edition in registry().values() for code in edition.states}
    assert len(held - set(names)) < 20, held - set(names)  # Natural Earth's own codes of disputed ground


def test_a_state_that_no_border_holds_is_told() -> None:
    (solve,) = state_faults({"solve": {"crosses": "NOR", "edition": "osm-2026c"}})
    assert solve[0] == ("solve", "edition") and "osm-maritime" in solve[2]
    assert [fault[1] for fault in state_faults({"zone": "NQR", "state": "NOR"})] == ["'NQR' is no state known here"]
    assert not list(state_faults({"zone": "XQZ", "state": "SUN"})), "a code of one's own, and a former state"
    (drawn,) = state_faults({"tracks": {"zones": ["SUN"]}})
    assert drawn[1] == "no border edition holds SUN"
    assert json.dumps(list(state_faults({"zones": ["NOR", "SWE"]}))) == "[]"
