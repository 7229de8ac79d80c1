"""The comparison speaks every language and says the same in each: words, figures and rows do not depend on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cases import SKELETON, filled, saved

from airspace.answers import answers
from airspace.casefile import load_incident
from airspace.comparison import Comparison, compare
from airspace.envelope import STALL_INPUTS
from airspace.findings import SETTLED, settling
from airspace.language import LANGUAGES, _, catalogue, speaking
from airspace.numbers import localised
from airspace.standing import conditions, conflicts_told, nearest_told, standing
from geodata.performance import performance

OTHERS = tuple(language for language in LANGUAGES if language != "en")
ENGLISH = re.compile(r"\b(?:the|of|and|is|are|with|from|inside|outside|stated|border|path)\b", re.I)
"""Words that stand in a text without a translation; the incident's own texts hold none of them."""


@cache
def found(language: str, folder: Path) -> Comparison:
    """The small incident with a plain word in every text of its own, compared in a language."""
    incident = load_incident(saved(filled(lambda place, most: "Xxxx"[:most], SKELETON), folder / language))
    with speaking(language):
        return compare(incident)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("languages")


def numeric(value: Any) -> Any:
    """Plain data without its texts: keys and strings are printed, numbers and flags are what was computed."""
    if isinstance(value, Mapping):
        return [numeric(item) for item in value.values()]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [numeric(item) for item in value]
    return None if isinstance(value, str) else value


def digits(text: str | None) -> list[str]:
    """The digits of a text in groups, without the signs between them; in the order of their size, not of the words."""
    bare = re.sub(r"(?<=\d)[.,\u00a0\u202f](?=\d)", "", text or "")
    return sorted(re.findall(r"\d+", bare))


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_rows_words_and_numbers(language: str, folder: Path) -> None:
    english, other = found("en", folder), found(language, folder)
    assert [(f.claim, f.check, f.word, f.statements, f.conflict) for f in other.findings] == [
        (f.claim, f.check, f.word, f.statements, f.conflict) for f in english.findings
    ]
    assert [numeric((f.given, f.computed)) for f in other.findings] == [
        numeric((f.given, f.computed)) for f in english.findings
    ]
    rows = [
        (r.check, r.diagnostic, [(c.finding, c.counts, c.tested, c.grades) for c in r.cells.values()])
        for r in english.matrix
    ]
    assert rows == [
        (r.check, r.diagnostic, [(c.finding, c.counts, c.tested, c.grades) for c in r.cells.values()])
        for r in other.matrix
    ]
    assert [(row.claim, row.speaker, row.combinations, row.consistent, row.solutions) for row in other.consistency] == [
        (row.claim, row.speaker, row.combinations, row.consistent, row.solutions) for row in english.consistency
    ]


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_holds_the_figures_of_the_english_one(language: str, folder: Path) -> None:
    pairs = zip(found("en", folder).findings, found(language, folder).findings, strict=True)
    wrong = [
        (one, other)
        for f, g in pairs
        for one, other in zip((f.text, f.number, *f.steps), (g.text, g.number, *g.steps), strict=True)
        if digits(one) != digits(other)
    ]
    assert not wrong


def printed(comparison: Comparison) -> Iterator[str]:
    """Every text of a comparison that a page prints."""
    for f in comparison.findings:
        yield from filter(None, (f.test, f.rule, f.text, f.would_hold_if, f.number, *f.steps, *f.assumed))
    for row in comparison.matrix:
        yield row.why
        yield from (text for cell in row.cells.values() for text in (cell.text, cell.value) if text)
    for own in comparison.consistency:
        yield from (
            standing(own),
            *conditions(own),
            *nearest_told(own),
            *(by for _names, by, _n in conflicts_told(own)),
        )
    for answer in answers(comparison.findings):
        yield from filter(None, (answer.text, answer.number, answer.share))


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_of_a_comparison_is_left_in_english(language: str, folder: Path) -> None:
    with speaking(language):
        left = [text for text in printed(found(language, folder)) if ENGLISH.search(text)]
    assert not left


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_would_settle_a_statement_is_found_again_in_its_sentence(language: str) -> None:
    with speaking(language):
        assert settling(_(SETTLED, datum="a radar plot")) == "a radar plot"
        assert settling(_("the speed was {speed}", speed="1")) is None


@pytest.mark.parametrize(
    ("stated", "turkish", "russian"),
    [
        ("about 1,300 ft", "yaklaşık 1.300 ft", "около 1\u00a0300 футов"),
        ("at most 2 NM", "en çok 2 deniz mili", "не более 2 морских миль"),
        ("2 NM", "2 deniz mili", "2 морские мили"),
        ("1.15 NM", "1,15 deniz mili", "1,15 морской мили"),
        ("between 5 and 7 km", "5\u20137 km", "5\u20137 км"),
        ("17%", "%17", "17%"),
        ("09:24:05 local", "yerel saatle 09:24:05", "09:24:05 по местному времени"),
        ("-30.5", "\u221230,5", "\u221230,5"),
        ("2015-11-24", "2015-11-24", "2015-11-24"),
    ],
)
def test_a_stated_figure_is_told_in_the_words_and_signs_of_the_language(
    stated: str, turkish: str, russian: str
) -> None:
    told = []
    for language in LANGUAGES:
        with speaking(language):
            told.append(localised(stated))
    assert told == [stated, turkish, russian]


@pytest.mark.parametrize("language", OTHERS)
def test_what_the_performance_data_say_of_the_slowest_flight_is_translated(language: str) -> None:
    known = performance("Su-24M")
    assert known is not None
    texts = {text for name in STALL_INPUTS for figure in known.of(name) for text in (figure.why, figure.note) if text}
    assert texts and all(catalogue(language).gettext(text) != text for text in texts)
