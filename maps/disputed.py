"""The zone of disagreement between the borders, about one incident: which states, which box, which paths lie in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, log10

from airspace import numbers
from airspace.assessment import TrackCase, TrackResult
from airspace.disagreement import Disagreement, Disputed, PathShare, Summary, disagreement, path_share, summary
from airspace.edges import EdgeModel
from airspace.language import _
from airspace.sweep import Area
from geodata import editions as borders
from maps.scene import Scene
from maps.theme import disputed_class

__all__ = ["Ground", "area_text", "count_text", "disputed_ground", "lying_in", "shade", "witnesses"]


@dataclass(frozen=True)
class Ground:
    """The zone of disagreement about an incident's decisive place, with its figures."""

    found: Disagreement
    told: Summary

    @property
    def families(self) -> int:
        """Number of independent families of the editions overlaid."""
        return len({borders.edition(name).family for name in self.found.editions})


def disputed_ground(scene: Scene) -> Ground | None:
    """The two states of the incident, overlaid where its paths were looked for; None if families agree there.

    The states: the first that a track is tested against, and of the others that are tested (or, if none is, of all)
    the one with which it has most disputed ground.
    """
    known = [set(borders.load(edition)) for edition in scene.assessment.editions]
    first_named = scene.states(scene.assessment.editions[0])
    everywhere = [code for code in first_named if all(code in codes for codes in known)]
    tested = [z for z in dict.fromkeys(r.zone for r in scene.assessment.results) if z in everywhere]
    if not tested or len(scene.assessment.editions) < 2:
        return None
    model: EdgeModel = scene.assessment.results[0].edge_model
    first, box = tested[0], _box(scene)
    best: Ground | None = None
    for second in tested[1:] or [code for code in everywhere if code != first]:
        found = disagreement(first, second, box, scene.assessment.editions, model)
        ground = Ground(found, summary(found))
        if ground.told.area_m2 > (best.told.area_m2 if best else 0.0):
            best = ground
    return best


def _box(scene: Scene) -> Area:
    """The area of the incident that the first reconstruction looks for its path in, else the detail of the maps."""
    for claim in scene.incident.claims.values():
        for track in claim.tracks.values():
            within = getattr(track.solve, "within", None)
            if within is not None:
                return Area(*scene.incident.areas[within].bbox)
    frame = scene.detail
    return Area(frame.west, frame.south, frame.east, frame.north)


def lying_in(scene: Scene, ground: Ground) -> Iterator[tuple[TrackCase, TrackResult, PathShare]]:
    """Each path that was tested against one of the two states, and how much of it lies on disputed ground."""
    for case in scene.assessment.cases:
        result = scene.result(case)
        if case.track is not None and result is not None and result.zone in (ground.found.first, ground.found.second):
            yield case, result, path_share(ground.found, case.track, result.violation)


def area_text(area_m2: float) -> str:
    """An area to three figures."""
    km2 = area_m2 / 1e6
    return f"{numbers.number(km2, 10.0 ** (floor(log10(km2)) - 2))}\u00a0{numbers.unit_name('km')}²"


def witnesses(area: Disputed) -> tuple[int, int]:
    """How many families put an area in the first state, and how many are divided among their own editions."""
    divided = set(area.families_first) & set(area.families_second)
    return len(area.families_first) - len(divided), len(divided)


def count_text(ground: Ground, area: Disputed) -> str:
    """``3 of 4 families``, and how many more are divided."""
    whole, divided = witnesses(area)
    told = _("{part} of {whole} families", part=whole, whole=ground.families)
    return _("{families}, {count} more divided", families=told, count=divided) if divided else told


def shade(ground: Ground, whole: int, divided: int) -> str:
    """The shade of an area; a divided family counts half."""
    return disputed_class((whole + divided / 2) / ground.families)
