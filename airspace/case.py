"""An incident laid out for the checks: figures, tracks, zones and performance data, each computed once and on demand.

A check asks for what it needs and knows of no other check. Nothing here judges.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from airspace.assessment import TrackCase, track_case
from airspace.constraints import TrackSpec
from airspace.coverage import default_editions
from airspace.edges import EdgeModel
from airspace.errors import UnknownNameError
from airspace.incident import Incident
from airspace.interval import Interval
from airspace.language import _
from airspace.numbers import localised
from airspace.places import PlacePoint, place_point
from airspace.readings import Stated, StatedFigure, combinations, stated_figures
from airspace.sweep import Area
from airspace.zone import Zone, national_zone
from geodata import editions as borders
from geodata.performance import Performance, performance

__all__ = ["COURSE_STEP_DEG", "Assumed", "Case"]

COURSE_STEP_DEG = 10.0
"""Courses are tried this far apart: a stay of 2 km turned by half of it moves its ends by 90 m."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """What no one stated but a check needs: value and interval in SI, of a dimension, and why.

    Texts of a default are marked for translation; those of an incident are its own.
    """

    name: str
    text: str
    value_si: float
    interval: Interval
    why: str
    dimension: str

    @property
    def line(self) -> str:
        """Name, interval and reason in one line."""
        text, why = (_(part) if part else "" for part in (self.text, self.why))
        own = self.name.removeprefix("assumption/")
        name = _(own) if own == self.name else _("assumption/{name}", name=_(own))
        return f"{name}: {text}; {why}"


class Case:
    """One incident under test.

    Args:
        incident: the incident.
        claims: ids of the claims under test, in the order to show them; all if empty.
        editions: border editions to test on; the first that holds the incident's states if none is named.
        progress: told in words what is being done.
        solved: tracks that were solved already with the same edge model: all of a claim or none.
    """

    def __init__(
        self,
        incident: Incident,
        claims: Sequence[str] = (),
        editions: Sequence[str] = (),
        edge_model: EdgeModel = "geodesic",
        progress: Callable[[str], None] = lambda _: None,
        solved: Sequence[TrackCase] = (),
    ) -> None:
        for claim_id in claims:
            incident.claim(claim_id)
        self.incident, self.edge_model = incident, edge_model
        self.editions = tuple(editions) or default_editions(incident)
        self.claims = tuple(claims) or tuple(incident.claims)
        self.say = progress
        self._figures: dict[str, tuple[StatedFigure, ...]] = {}
        self._tracks = {t.claim_id: tuple(s for s in solved if s.claim_id == t.claim_id) for t in solved}
        self.tested: set[tuple[str, str]] = set()
        """(claim, statement) of what some check has tested so far; kept by whoever runs the checks."""

    def figures(self, claim_id: str) -> tuple[StatedFigure, ...]:
        """Every figure of a claim with its readings, in the order of the file."""
        if claim_id not in self._figures:
            self._figures[claim_id] = stated_figures(self.incident, claim_id)
        return self._figures[claim_id]

    def readings(self, claim_id: str, *quantities: str, of: str | None = None) -> list[Stated]:
        """All readings of a claim for any of these quantities; of one event or stretch, if it is named."""
        found = (s for figure in self.figures(claim_id) for s in figure.readings)
        return [s for s in found if s.quantity in quantities and of in (None, s.of)]

    def by_ref(self, claim_id: str, ref: str) -> list[Stated]:
        """The reading that "statement/reading" of a claim names; empty for an assumption."""
        statement, _, reading = ref.partition("/")
        found = (s for figure in self.figures(claim_id) for s in figure.readings)
        return [s for s in found if (s.statement, s.reading) == (statement, reading)][:1]

    def combinations(self, claim_id: str, *wanted: Sequence[str]) -> list[tuple[Stated, ...]]:
        """Every combination of readings of a claim that gives one for each wanted group of quantities."""
        return list(combinations(self.figures(claim_id), *wanted))

    def tracks(self, claim_id: str) -> tuple[TrackCase, ...]:
        """The tracks of a claim: given, or solved on the edition that each names."""
        if claim_id not in self._tracks:
            cases = []
            for track_id in self.incident.claims[claim_id].tracks:
                self.say(f"{claim_id}/{track_id}")
                cases.append(track_case(self.incident, claim_id, track_id, None, self.edge_model))
            self._tracks[claim_id] = tuple(cases)
        return self._tracks[claim_id]

    def _specs(self) -> list[TrackSpec]:
        """The tracks of all claims as the file has them."""
        return [track for claim in self.incident.claims.values() for track in claim.tracks.values()]

    def has_border(self, state: str | None) -> bool:
        """Whether every edition under test holds the border of a state."""
        return state is not None and all(state in borders.load(edition_id) for edition_id in self.editions)

    def zone(self, state: str, edition_id: str) -> Zone:
        """National airspace on an edition, indexed once."""
        return national_zone(state, edition_id, self.edge_model)

    def place_name(self, place_id: str | None) -> str:
        """The name of a place of the incident; its id where it has none."""
        place = self.incident.places.get(place_id or "")
        return place.name if place is not None else str(place_id)

    def place(self, place_id: str | None, edition_id: str) -> PlacePoint | None:
        """A place of the incident as a point; None where it is taken from a border that the edition does not hold."""
        try:
            return place_point(self.incident, str(place_id), edition_id)
        except UnknownNameError:
            return None

    def performance(self, aircraft: Sequence[str]) -> Performance | None:
        """Performance figures of the type of an aircraft; None where the types differ or the data hold none."""
        types = {self.incident.aircraft[name].type for name in aircraft if name in self.incident.aircraft}
        return performance(next(iter(types))) if len(types) == 1 else None

    def assumed(self, default: Assumed) -> Assumed:
        """The incident's own assumption of that name; the default where it makes none, or none of that dimension."""
        if default.name not in self.incident.assumptions:
            return default
        given = self.incident.resolve("", f"assumption/{default.name}")
        if given.dimension != default.dimension:
            return default
        low, high = given.interval_si
        ends = self.incident.assumptions[default.name].interval or ()
        text = localised(given.text)
        if ends:
            least, most = (localised(end if isinstance(end, str) else f"{end:g}") for end in ends)
            text = _("{figure}, from {low} to {high}", figure=text, low=least, high=most)
        return Assumed(default.name, text, given.value_si, Interval(low, high), given.why or "", given.dimension)

    @cached_property
    def courses(self) -> tuple[tuple[float, ...], Assumed] | None:
        """Courses to try across the zone, every ``COURSE_STEP_DEG``: over the interval the incident's paths assume.

        None where no path of the incident has an assumed course; a course that one party states is not lent to another.
        """
        used = {getattr(track.solve, "course", None) for track in self._specs()}
        ref = next((ref for name in self.incident.assumptions if (ref := f"assumption/{name}") in used), None)
        if ref is None:
            return None
        given = self.incident.resolve("", ref)
        low, high = given.interval_si
        high = min(high, low + 360.0)
        count = max(1, round((high - low) / COURSE_STEP_DEG))
        courses = tuple(dict.fromkeys(low + (high - low) * i / count for i in range(count + 1)))
        ends = {"figure": localised(given.text), "low": localised(f"{low:g}"), "high": localised(f"{high:g}")}
        if len(courses) > 1:
            step = localised(f"{(high - low) / count:g}")
            text = _("{figure}, from {low} to {high}, tried every {step} degrees", step=step, **ends)
        else:
            text = _("{figure}, from {low} to {high}, tried that one alone", **ends)
        return courses, Assumed(ref, text, given.value_si, Interval(low, high), given.why or "", "angle")

    @cached_property
    def area(self) -> tuple[str, Area] | None:
        """The area in which the incident's paths are looked for: the first of its areas that a track names, if any."""
        areas = self.incident.areas
        used = {getattr(track.solve, "within", None) for track in self._specs()}
        name = next((name for name in areas if name in used), next(iter(areas), None))
        return None if name is None else (name, Area(*areas[name].bbox))
