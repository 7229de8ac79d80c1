"""What the documentation says exists, and is so: keys, links, commands, quoted output, quoted figures."""

from __future__ import annotations

import json
import re
import shlex
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from test_su24 import document, moved, solved

from airspace.cli import main

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = sorted(
    page for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*.md")] if page.is_file()
)
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def code_of(text: str) -> list[str]:
    """Lines of code: fenced, or set in by four spaces; a line that ends in a backslash goes on."""
    text = text.replace("\\\n", " ")
    fenced = "\n".join(re.findall(r"```\w*\n(.*?)```", text, flags=re.DOTALL))
    rest = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return fenced.splitlines() + [line.strip() for line in re.findall(r"^ {4}\S.*$", rest, flags=re.MULTILINE)]


def commands(text: str) -> list[list[str]]:
    """Calls of the command line, in code or quoted in a sentence."""
    lines = [line.split("  #")[0] for line in code_of(text)]
    lines += re.findall(r"`(airspace [^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [shlex.split(line)[1:] for line in lines if line.startswith("airspace ")]


# links


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", NAMES)
def test_links_resolve(name: str) -> None:
    page = ROOT / name
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text("utf-8"))):
        if target.startswith(("https://", "http://")):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{name} links to {target}"
        assert not anchor or anchor in anchors(there), f"{name} links to {target}"


def test_every_page_is_in_the_index() -> None:
    index = text_of("docs/README.md")
    for path in [*ROOT.glob("docs/*.md"), *ROOT.glob("docs/*.json")]:
        assert path.name == "README.md" or f"]({path.name})" in index, path.name


@pytest.mark.parametrize("name", NAMES)
def test_pages_name_nothing_of_one_machine_and_judge_nobody(name: str) -> None:
    text = text_of(name)
    assert not re.search(r"(?<![\w.])/(home|root|tmp|work|Users)/", text)
    words = re.findall(r"\b(proves?|proven|guilty|illegal\w*|lies to|liar)\b", without_code(text), flags=re.IGNORECASE)
    assert words == []


def test_pictures_are_small_and_shown() -> None:
    pages = "".join(page.read_text("utf-8") for page in PAGES)
    for picture in (ROOT / "docs" / "pictures").iterdir():
        assert picture.stat().st_size < 250_000
        assert f"pictures/{picture.name})" in pages


# commands


@pytest.mark.parametrize("name", NAMES)
def test_quoted_commands_exist(name: str) -> None:
    assert isinstance(main, click.Group)
    for words in commands(text_of(name)):
        if words[0] == "COMMAND":
            continue
        context = click.Context(main)
        options = {opt for param in main.params for opt in param.opts} | {"--help", "-h"}
        if not words[0].startswith("-"):
            command = main.get_command(context, words[0])
            assert command is not None, f"{name}: airspace {' '.join(words)}"
            options = {opt for param in command.params for opt in param.opts} | {"--help", "-h"}
            assert CliRunner().invoke(main, [words[0], "--help"]).exit_code == 0
        used = {word for word in words if word.startswith("-")}
        assert used <= options, f"{name}: airspace {' '.join(words)}"


@pytest.mark.parametrize("name", NAMES)
def test_quoted_make_targets_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), flags=re.MULTILINE))
    quoted = [line for line in code_of(text_of(name)) if line.startswith("make ")]
    quoted += re.findall(r"`(make [^`\n]+)`", text_of(name))
    assert {word for line in quoted for word in line.split("#")[0].split()[1:] if word.isalpha()} <= targets


@pytest.mark.parametrize("name", NAMES)
def test_named_files_exist(name: str) -> None:
    for path in re.findall(
        r"`((?:docs|tests|scripts|licenses|geodata|airspace|maps|benchmarks)/[\w./-]*)`", text_of(name)
    ):
        if not re.fullmatch(r"airspace/\w+/\d+", path):  # the name of a schema
            assert (ROOT / path).exists(), f"{name} names {path}"


def test_commands_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All but those whose input is the reader's own, which get one; the dossier has tests of its own."""
    (track,) = (
        block for block in re.findall(r"```text\n(.*?)```", text_of("README.md"), re.DOTALL) if "alt_m" in block
    )
    monkeypatch.chdir(tmp_path)
    Path("radar.csv").write_text(track)
    errors = re.search(r"```yaml\n(schema: airspace/inputs/1.*?)```", text_of("README.md"), re.DOTALL)
    assert errors is not None
    Path("errors.yaml").write_text(errors[1])
    Path("my-area.geojson").write_text(
        '{"type": "Polygon", "coordinates": [[[36.1, 35.8], [36.2, 35.8], [36.2, 35.9], [36.1, 35.8]]]}'
    )
    rows = [line.split(",") for line in track.split()[1:]]
    columns = {"time": pa.array([datetime.fromisoformat(row[0]) for row in rows], pa.timestamp("us", "UTC"))}
    columns |= {name: [float(row[k]) for row in rows] for k, name in ((1, "lon"), (2, "lat"), (3, "alt_m"))}
    pq.write_table(pa.table({"flight": ["one"] * len(rows), **columns}), "flights.parquet")
    Path("my-incident").mkdir()
    smallest = re.search(r"```yaml\n(.*?)```", text_of("docs/incident-file.md"), re.DOTALL)
    assert smallest is not None
    Path("my-incident/incident.yaml").write_text(smallest[1])
    for words in commands(text_of("README.md")):
        if words[0] != "dossier":
            result = CliRunner().invoke(main, words)
            assert result.exit_code == 0, (words, result.output)
            assert result.stdout


@pytest.mark.parametrize(("of", "command"), [("also stated", "check"), ("members", "family")])
def test_output_quoted_in_the_readme_is_what_is_printed(of: str, command: str) -> None:
    blocks = re.findall(r"```text\n(.*?)```", text_of("README.md"), flags=re.DOTALL)
    (quoted,) = (block.splitlines() for block in blocks if of in block)
    quoted = [line for line in quoted if not line.startswith("$")]
    assert len(quoted) > 5
    printed = CliRunner().invoke(main, [command, "su24-2015", "--claim", "turkey"]).stdout.splitlines()
    at = 0
    for line in quoted:
        assert line.rstrip() in [shown.rstrip() for shown in printed[at:]], line
        at += [shown.rstrip() for shown in printed[at:]].index(line.rstrip()) + 1


def test_the_comparison_quoted_in_the_readme_is_what_is_printed() -> None:
    blocks = re.findall(r"```text\n(.*?)```", text_of("README.md"), flags=re.DOTALL)
    (quoted,) = (block.splitlines() for block in blocks if "depth and length" in block)
    printed = CliRunner().invoke(main, ["compare", "su24-2015"]).stdout.splitlines()
    assert all(line in printed for line in quoted)


@cache
def documented(page: str = "docs/json.md") -> dict[str, list[str]]:
    """Keys by heading of a page on a JSON document, in their order."""
    found: dict[str, list[str]] = {}
    for section in re.split(r"^## ", text_of(page), flags=re.MULTILINE)[1:]:
        head, _, body = section.partition("\n")
        rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", body, flags=re.MULTILINE)
        found[head] = [key for row in rows for key in re.findall(r"`(\w+)`", row)]
    return found


def test_every_key_of_a_screening_is_documented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    noon = datetime(2015, 11, 24, 12, tzinfo=UTC)
    pq.write_table(pa.table({"flight": ["one"], "time": [noon], "lon": [36.0], "lat": [35.0]}), "one.parquet")
    result = CliRunner().invoke(main, ["screen", "one.parquet", "--zone", "SYR", "--out", "out.csv", "--json"])
    assert list(json.loads(result.stdout)) == documented("docs/screening.md")["The document of `--json`"]


def test_every_key_of_a_comparison_is_documented() -> None:
    result = CliRunner().invoke(main, ["compare", "su24-2015", "turkey", "leuven", "--edition", "osm-2026c", "--json"])
    document = json.loads(result.stdout)
    keys = documented("docs/json-compare.md")
    assert list(document) == keys["The document"]
    assert list(document["findings"][0]) == keys["A finding"]
    assert set(document["common_ground"][0]) == set(keys["Common ground, and what is disputed"])
    solved = {key for entry in (*document["solver"], *document["consistency"]) for key in entry}
    assert solved - {"reading"} == set(keys["Consistency and the solver"])
    (row, *_) = document["matrix"]
    assert set(row) == set(keys["A row of the matrix"])


def test_counts_in_the_readme() -> None:
    shown = CliRunner().invoke(main, ["validate", "su24-2015"]).stdout
    claims, statements, sources = re.findall(r"(\d+) (?:claims|statements|sources)", shown)
    words = {"5": "five"}
    text = " ".join(text_of("README.md").split())
    assert f"{words[claims]} claims, {statements} statements and {sources} sources" in text


# the JSON document


def test_every_key_of_a_result_is_documented() -> None:
    keys = documented()
    assert list(document()) == keys["The document"]
    for result in document()["results"]:
        assert list(result) == keys["A result"]
        for stay in result["incursions"]:
            assert list(stay) == keys["An incursion"]
            assert all(list(stay[place]) == keys["A point"] for place in ("entry", "exit", "deepest"))


def test_every_key_of_a_reconstruction_is_documented() -> None:
    keys = documented()
    figures: set[str] = set()
    roles: set[str] = set()
    given: set[str] = set()
    for record in document()["reconstructions"]:
        assert list(record) == keys["A reconstruction"]
        figures |= set(record["figures"])
        roles |= set(record["inputs"])
        given |= {key for value in record["inputs"].values() for key in value}
    assert figures == set(keys["Figures"])
    assert given == set(keys["Inputs"])
    (listed,) = re.findall(r"^By role: (.*?)\.$", text_of("docs/json.md"), flags=re.MULTILINE | re.DOTALL)
    assert roles == set(re.findall(r"`(\w+)`", listed))


# quoted figures


def tables(text: str, columns: int) -> list[list[str]]:
    """Rows of the tables with so many columns, without their headings."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [row for row in rows if len(row) == columns and not set(row[0]) <= set("-: ")]


def metres(value: float) -> str:
    return f"{value:,.0f} m"


def test_moved_and_solved_again_as_quoted() -> None:
    rows = [row for row in tables(text_of("docs/reconstruction.md"), 7) if row[0].startswith("`")]
    assert len(rows) == 5
    for row in rows:
        edition = row[0].strip("`")
        here, again = moved("turkey", "letter-statute", edition), solved("turkey", "letter-statute", edition)
        star = " *" if "verdict" in here["by_construction"] else ""
        stay = again["result"]["incursions"][0]
        assert row[1:] == [
            f"{here['verdict']} by {metres(abs(here['margin_m']))}{star}",
            metres(here["length_m"]) + star,
            f"{here['duration_s']:.1f} s{star}",
            f"{again['solutions']} path" + ("s" if again["solutions"] > 1 else ""),
            metres(stay["max_depth_m"]),
            f"{stay['entry']['lat']:.4f} N {stay['entry']['lon']:.4f} E",
        ]


def test_paths_over_the_assumed_course_as_quoted() -> None:
    from test_su24 import incident

    from airspace.reconstruct import reconstruct
    from airspace.violation import check_violation
    from airspace.zone import national_zone

    rows = [row for row in tables(text_of("docs/reconstruction.md"), 3) if re.fullmatch(r"\d{3}°", row[0])]
    assert [row[0] for row in rows] == [f"{course}°" for course in range(240, 301, 10)]
    zone = national_zone("TUR", "osm-2026c", "geodesic")
    for row in rows:
        found = reconstruct(incident(), "turkey", "letter-statute", overrides={"course": float(row[0][:-1])})
        assert found.track is not None
        assert row[1:] == [str(found.solutions), metres(check_violation(found.track, zone).max_depth_m)]


def test_other_figures_as_quoted() -> None:
    text = " ".join(text_of("docs/reconstruction.md").split())
    off: list[Any] = [
        moved("russia", "closest-1km", edition)["closest_approach_m"] for edition in ("osm-maritime", "ne-10m")
    ]
    assert f"moved, it is {off[0]:,.0f} to {off[1]:,.0f} m off" in text
