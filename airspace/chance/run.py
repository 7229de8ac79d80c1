"""The uncertainty of every result of an assessment, in the order of the results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from airspace.assessment import Assessment, TrackCase, TrackResult
from airspace.chance.heldinputs import Held, sensitivity
from airspace.chance.trackinputs import inputs_for
from airspace.chance.uncertainty import DEFAULT_SEED, MOST_COPIES, Uncertainty, ZoneOf, assess_uncertainty
from airspace.coverage import states_of
from airspace.errorinputs import Inputs
from airspace.language import mark
from airspace.rings import EdgeModel
from airspace.track import Track
from airspace.zone import Zone, zone_about
from geodata.editions import DEFAULT_EDITION
from geodata.zones import ZoneShape

__all__ = ["ResultUncertainty", "uncertainties"]

NO_ALTITUDES = mark(
    "the zone has limits in height and the track no altitudes, so height keeps no copy out: a copy counts as inside "
    "where it is over the zone."
)
NO_TIMES = mark(
    "the zone is valid for a time only and the track has no times, so time keeps no copy out: a copy counts as inside "
    "where it is over the zone."
)


@dataclass(frozen=True)
class ResultUncertainty:
    """How sure one result is: the track it is of, what the copies say, what each input does, and what is left out."""

    result: TrackResult
    track: Track
    found: Uncertainty
    held: tuple[Held, ...]
    notes: tuple[str, ...]


def uncertainties(
    assessment: Assessment,
    given: Inputs | None = None,
    *,
    seed: int = DEFAULT_SEED,
    workers: int = 1,
    most: int = MOST_COPIES,
    hold: bool = True,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[ResultUncertainty, ...]:
    """One entry for each result of an assessment, in its order.

    Args:
        assessment: what was checked.
        given: inputs from a file; see :func:`airspace.chance.trackinputs.inputs_for`.
        seed: of every entry: they all draw the same random numbers.
        most: copies of one scenario at most.
        hold: also hold one input at a time, which takes as long again for each.
        progress: told in words what is being done.
    """
    rows = []
    for case, result, zone_of in _with_zones(assessment):
        track, name = case.track, "/".join(filter(None, (case.claim_id, case.track_id)))
        if track is None:
            raise ValueError(f"track '{case.track_id}' has results and no path")
        name += f" against {result.zone}" + (f" on {result.edition}" if result.edition else "")

        def say(text: str, name: str = name) -> None:
            progress(f"{name}: {text}")

        say("laid ready")
        state = next(iter(states_of([result.zone])), None)
        inputs, notes = inputs_for(assessment.incident, case, result.edition, result.edge_model, given, state)
        found = assess_uncertainty(
            track, zone_of, inputs, seed=seed, workers=workers, most=most, edge_model=result.edge_model, progress=say
        )
        held = sensitivity(found, workers=workers, progress=say) if hold else ()
        zone = zone_of(result.edge_model)
        rows.append(ResultUncertainty(result, track, found, held, (*notes, *_unheld(track, zone))))
    return tuple(rows)


def _with_zones(assessment: Assessment) -> Iterator[tuple[TrackCase, TrackResult, ZoneOf]]:
    """Each result with its track and zone."""
    laid: dict[tuple[int, EdgeModel], Zone] = {}
    for case in assessment.cases:
        for result in assessment.results:
            if (result.claim_id or "", result.track_id) != (case.claim_id, case.track_id):
                continue
            if result.shape is not None:
                yield case, result, _kept(id(result.shape), result.shape, laid)
            elif case.track is not None:
                yield case, result, _national(result.zone, result.edition or DEFAULT_EDITION, case.track)


def _national(name: str, edition_id: str, track: Track) -> ZoneOf:
    return lambda model: zone_about(name, edition_id, model, track)


def _kept(number: int, shape: ZoneShape, laid: dict[tuple[int, EdgeModel], Zone]) -> ZoneOf:
    """A shape under an edge model, indexed once for all tracks."""

    def zone_of(model: EdgeModel) -> Zone:
        if (number, model) not in laid:
            laid[number, model] = Zone.of(shape, model)
        return laid[number, model]

    return zone_of


def _unheld(track: Track, zone: Zone) -> Iterator[str]:
    """Limits of the zone that the track cannot be held against."""
    if zone.has_vertical_limits and track.alt_m is None:
        yield NO_ALTITUDES
    if (zone.shape.valid_from or zone.shape.valid_to) and track.t_s is None:
        yield NO_TIMES
