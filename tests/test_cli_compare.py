"""``airspace compare``: the document, the page, the statuses."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from airspace.cli import main
from airspace.findings import WORDS


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["compare", *map(str, arguments)])


@cache
def page() -> str:
    result = run("su24-2015", "turkey", "leuven", "--edition", "osm-2026c")
    assert result.exit_code == 0 and result.stderr == "", result.output
    return result.stdout


def refused(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")
    return result.stderr


def test_json_is_one_document_and_nothing_beside_it() -> None:
    result = run("su24-2015", "leuven", "us-officials", "--edition", "osm-2026c", "--json")
    assert result.exit_code == 0 and result.stderr == ""
    document = json.loads(result.stdout)
    assert (document["schema"], document["claims"]) == ("airspace/compare/1", ["leuven", "us-officials"])
    assert {f["claim"] for f in document["findings"]} == {"leuven", "us-officials"}
    assert document["editions"] == ["osm-2026c"]


def test_the_page_fits_80_columns_and_begins_with_what_is_agreed() -> None:
    lines = page().splitlines()
    assert max(map(len, lines)) <= 80
    assert lines.index("What the claims agree on") < lines.index("Speed") < lines.index("Each claim with itself")
    assert "no score" in " ".join(page().split()) and "no winner" in " ".join(page().split())


def test_the_page_tells_findings_in_their_words_with_the_number() -> None:
    assert any(word in page() for word in WORDS)
    assert "379–406 km/h" in page()
    assert "internally-inconsistent" in page()
    assert "~ depth and time inside TUR" in page()  # not diagnostic


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no-such-incident",), "no-such-incident"),
        (("su24-2015", "turkey", "rusia"), "russia"),  # the nearest name
        (("su24-2015", "--edition", "osm-2026"), "osm-2026c"),
    ],
)
def test_unknown_names_are_refused_with_what_is_known(arguments: tuple[str, ...], said: str) -> None:
    assert said in refused(run(*arguments))


def test_one_claim_alone_is_wrong_usage() -> None:
    result = run("su24-2015", "turkey")
    assert result.exit_code == 2 and "two or more" in result.stderr and result.stdout == ""


def test_a_broken_file_is_refused_with_its_line(tmp_path: Path) -> None:
    broken = Path(__file__).parent / "broken_incidents" / "unknown-quantity.yaml"
    assert "unknown-quantity.yaml:" in refused(run(broken))
