"""A case as one language tells it: the same figures, with the incident's own texts and the findings in its words.

What is measured is computed once, whatever the number of languages. Findings are sentences when they are found, so the
comparison runs anew for each language; no figure and no word of a finding depends on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from airspace.assessment import Assessment
from airspace.certainty import Certainty
from airspace.comparison import Comparison, compare
from airspace.language import speaking
from airspace.translated import own_texts, translated

__all__ = ["Telling", "tell"]


@dataclass(frozen=True)
class Telling:
    """An assessment of an incident, its comparison and how sure it is, to be shown in one language."""

    assessment: Assessment
    comparison: Comparison
    certainty: Certainty


def tell(
    assessment: Assessment,
    certainty: Certainty,
    spoken: str,
    progress: Callable[[str], None] = lambda _: None,
) -> Telling:
    """A case in a language of :data:`airspace.language.LANGUAGES`.

    Raises:
        ValueError: the assessment is of a track file.
        IncidentFileError: the incident's own translations cannot be read.
    """
    if assessment.incident is None:
        raise ValueError("a case is told of an incident, not of a track file")
    known, sure = translated((assessment, certainty), own_texts(assessment.incident, spoken))
    assert known.incident is not None  # noqa: S101 - a translated incident is one still
    with speaking(spoken):
        found = compare(known.incident, editions=known.editions, progress=progress, solved=known.cases)
    return Telling(known, found, sure)
