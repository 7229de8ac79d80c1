"""``airspace family``: the document, the page, the statuses."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cases import SKELETON, filled, saved
from click.testing import CliRunner, Result

from airspace.cli import main

ENTRY = {
    "label": "A family", "aircraft": "jet", "zone": "TUR", "edition": "osm-2026c", "within": "box",
    "constraints": ["length/statute"], "priors": {"course": "assumption/course"},
}  # fmt: skip


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["family", *map(str, arguments)])


@cache
def page() -> str:
    names = ("--family", "letter-statute-depth", "--family", "graphic-nautical")
    result = run("su24-2015", "--claim", "turkey", *names)
    assert result.exit_code == 0 and result.stderr == "", result.output
    return result.stdout


@cache
def document(*arguments: str) -> dict[str, Any]:
    result = run("su24-2015", *arguments, "--json")
    assert result.exit_code == 0 and result.stderr == "", result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_page_fits_80_columns_and_names_what_clashes() -> None:
    assert max(map(len, page().splitlines())) <= 80
    flat = " ".join(page().split())
    assert "length/statute + depth/statute: independent of the draws" in flat
    assert "twice as long as it is deep" in flat and "no probability that a claim holds" in flat


def test_the_page_tells_members_entries_and_priors() -> None:
    flat = " ".join(page().split())
    assert "members 1,000;" in flat and "graphic-height/nautical" in flat and "enters" in flat
    assert "course 240–300° (assumption/course)" in flat and "flyable 210–1,808 km/h over ground" in flat


def test_all_families_of_a_claim_are_drawn_if_none_is_named() -> None:
    assert [f["family"] for f in document("--claim", "leuven")["families"]] == ["two-km"]


def test_the_document_has_the_keys_that_are_promised() -> None:
    found = document("--claim", "leuven")
    assert list(found) == [
        "schema", "incident", "claim", "seed", "batch", "enough_members", "most_draws", "most_draws_turning",
        "families",
    ]  # fmt: skip
    assert (found["schema"], found["incident"], found["seed"]) == ("airspace/family/1", "su24-2015", 1)
    family = found["families"][0]
    assert family["empty_because"] is None and family["members"] == 1000 and len(family["drawn"]) == 12
    assert {"entry", "exit"} == set(family["along_border"])
    assert family["distributions"]["length_m"]["p05"] < family["distributions"]["length_m"]["p95"]
    assert len(family["envelope"]["p50"]) == len(family["envelope"]["station_m"])
    assert all(35 < lat < 37 for _, lat in family["drawn"][0]["path"])


def test_an_empty_family_is_no_failure_and_has_no_figures() -> None:
    family = document("--claim", "turkey", "--family", "letter-statute-depth")["families"][0]
    assert family["members"] == 0 and family["distributions"] == {} and family["envelope"] is None
    assert family["empty_because"][0]["independent_of_draws"] is True
    assert family["share"]["text"].startswith("< ")


def test_a_statement_set_aside_is_named() -> None:
    family = document("--claim", "turkey", "--family", "letter-statute-depth", "--without", "depth")["families"][0]
    assert family["without"] == ["depth/statute"] and family["members"] > 100
    assert [c["condition"] for c in family["conditions"]] == ["length/statute", "lasted/stay", "flyable"]


def test_seed_decides_and_workers_do_not() -> None:
    asked = ("su24-2015", "--claim", "us-officials", "--json")
    one, two, other = run(*asked), run(*asked, "--workers", "2"), run(*asked, "--seed", "2")
    assert one.stdout == two.stdout != other.stdout


def test_another_edition_is_named_in_the_document() -> None:
    family = document("--claim", "us-officials", "--edition", "dcw")["families"][0]
    assert family["edition"] == "dcw" and family["conditions"][0]["interval"] == pytest.approx([2414.016, 4023.36])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--claim", "flight-plan"), "Known: turkey, russia, us-officials, leuven."),
        (("--claim", "turky"), "Did you mean 'turkey'?"),
        (("--claim", "turkey", "--family", "letter"), "letter-statute"),
        (("--claim", "turkey", "--edition", "osm"), "osm-2026c"),
        (("--claim", "leuven", "--without", "depth"), "length/length"),
    ],
)
def test_an_unknown_name_ends_with_status_1(arguments: tuple[str, ...], said: str) -> None:
    result = run("su24-2015", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ") and said in result.stderr


@pytest.mark.parametrize(
    "arguments", [(), ("--claim", "turkey", "--seed", "-1"), ("--claim", "turkey", "--workers", "0")]
)
def test_wrong_usage_ends_with_status_2(arguments: tuple[str, ...]) -> None:
    assert run("su24-2015", *arguments).exit_code == 2


def test_help_says_what_a_share_is() -> None:
    result = run("--help")
    assert result.exit_code == 0 and "no probability" in " ".join(result.stdout.split())
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_hostile_text_in_a_family_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    data = copy.deepcopy(SKELETON)
    data["claims"]["one"]["families"] = {"letter": {**ENTRY, "label": "[red]{{ 7 * 7 }} <b>x</b>", "note": "[bold]n"}}
    data["assumptions"]["course"]["why"] = "[link=x]why"
    path = saved(filled(lambda place, _: place.rsplit(".", 1)[-1], data), tmp_path)
    result = run(path, "--claim", "one")
    assert result.exit_code == 0, result.output
    assert "letter: [red]{{ 7 * 7 }} <b>x</b>" in result.stdout and "[bold]n" in result.stdout
