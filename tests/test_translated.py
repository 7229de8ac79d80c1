"""An incident's own translations: prose and nothing else, from a catalogue that is outside text itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases import filled, saved

from airspace.assessment import assess
from airspace.casefile import load_incident
from airspace.errors import IncidentFileError
from airspace.incident import Incident
from airspace.translated import MAX_BYTES, own_texts, prose, translated

HEAD = 'msgid ""\nmsgstr ""\n"Language: tr\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'


def small(folder: Path, catalogue: str | bytes | None = None) -> Incident:
    path = saved(filled(lambda place, most: place[-most:]), folder)
    if catalogue is not None:
        data = catalogue if isinstance(catalogue, bytes) else (HEAD + catalogue).encode()
        (folder / "tr.po").write_bytes(data)
    return load_incident(path)


def entry(english: str, other: str) -> str:
    return f'\nmsgid "{english}"\nmsgstr "{other}"\n'


def strings(value: Any, place: str = "") -> dict[str, str]:
    if isinstance(value, dict):
        found = [strings(item, f"{place}.{key}") for key, item in value.items()]
    elif isinstance(value, list | tuple):
        found = [strings(item, f"{place}.{number}") for number, item in enumerate(value)]
    else:
        return {place: str(value)}
    return {key: text for part in found for key, text in part.items()}


def test_only_prose_is_replaced(tmp_path: Path) -> None:
    incident = small(tmp_path)
    everything = set(strings(incident.model_dump(mode="json")).values())
    told = translated(incident, {text: f"[{text}]" for text in everything})
    before, after = (strings(which.model_dump(mode="json")) for which in (incident, told))
    changed = {place.rstrip(".0123456789").rpartition(".")[2] for place in before if before[place] != after[place]}
    assert changed == {
        *("title", "place", "summary", "claimant", "label", "says", "why", "note", "would_settle", "what"),
        *("speaker", "publisher", "via", "name", "alternatives"),
    }
    assert {after[place] for place in before if before[place] != after[place]} == {f"[{t}]" for t in prose(incident)}
    assert told.folder == incident.folder and told.inputs("one", "letter")["length"].says == "[claims.one.statements" \
        ".length.says]"  # fmt: skip


def test_a_place_is_a_text_of_the_incident_and_an_id_elsewhere(tmp_path: Path) -> None:
    incident = small(tmp_path)
    told = translated(incident, {incident.place: "elsewhere", "called": "nowhere"})
    assert told.place == "elsewhere"
    assert told.claims["one"].statements["called"].readings["place"].place == "called"


def test_what_was_computed_is_labelled_anew_and_no_more(tmp_path: Path) -> None:
    assessment = assess(small(tmp_path), editions=("osm-2026c",))
    label = assessment.cases[0].label
    told, again = translated((assessment, assessment.cases[0]), {label: "mektup", "TUR": "x", "inside": "x"})
    assert told.cases[0].label == "mektup" and again is told.cases[0]
    assert told.cases[0].track is assessment.cases[0].track and told.results is assessment.results
    assert told.cases[1] is assessment.cases[1]


def test_a_catalogue_beside_the_file_is_read(tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)> {{ 7*7 }} ${x}"
    text = entry("title", hostile) + entry("claims.one.title", "") + "\n#, fuzzy" + entry("place", "unsure")
    incident = small(tmp_path, text)
    found = own_texts(incident, "tr")
    assert dict(found) == {"title": hostile}
    assert translated(incident, found).title == hostile and translated(incident, found).place == "place"
    assert dict(own_texts(incident, "ru")) == {} and dict(own_texts(incident, "en")) == {}


@pytest.mark.parametrize(
    ("catalogue", "told"),
    [
        (entry("title", "a") + '\nmsgid "title"\nmsgid_plural "titles"\nmsgstr[0] "a"\n', "plural forms"),
        ('\nmsgctxt "here"' + entry("title", "a"), "msgctxt"),
        (entry("title", "a" * 3001), "3,001 characters"),
        (entry("title", b"a\\u202eb".decode("unicode_escape")), "direction of writing"),
        (entry("title", "a\\nb"), "line end"),
        ('\nmsgid "title\nmsgstr "a"\n', "tr.po:6: "),
        ("\nwhat is this\n", "tr.po:6: "),
        (entry("claims.one.claimant", "same") + entry("claims.two.claimant", "same"), "both called 'same'"),
        (entry("claims.one.claimant", "claims.two.claimant"), "a name of its own"),
        (b'msgid "a"\nmsgstr "\xff"\n', "tr.po:2: "),
        (b"x" * (MAX_BYTES + 1), "2,000,001 bytes"),
    ],
)
def test_a_broken_catalogue_is_refused_in_words(tmp_path: Path, catalogue: str | bytes, told: str) -> None:
    incident = small(tmp_path, catalogue)
    with pytest.raises(IncidentFileError) as caught:
        own_texts(incident, "tr")
    (problem,) = caught.value.problems
    assert told in str(problem) and "tr.po" in problem.file
