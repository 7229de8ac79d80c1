"""Which states an incident is about, and which border editions can therefore be asked.

An edition that does not hold a state says nothing of its border. So "all editions" of an incident are those that hold
every state it names, and the default is the first of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from airspace.incident import ExtremePlace, Incident
from airspace.zonespec import LayerRule
from geodata import editions
from geodata.editions import MEASURED_STATES
from geodata.errors import UnknownStateError

__all__ = ["chosen_editions", "default_editions", "incident_editions", "incident_states", "states_of", "worth_state"]

_NATIONAL = re.compile(r"\s*([A-Z]{3})\s*(?:/.*)?", re.DOTALL)


def states_of(zones: Iterable[object]) -> tuple[str, ...]:
    """The states of zones that are named by code (``IRN``, ``IRN/sea-12NM``), each once; other zones have none."""
    codes = (_NATIONAL.fullmatch(zone) for zone in zones if isinstance(zone, str))
    return tuple(dict.fromkeys(code[1] for code in codes if code))


def incident_states(incident: Incident) -> tuple[str, ...]:
    """The states whose airspace an incident names, ISO 3166 alpha-3: those its tracks are tested against first.

    A statement may also name a state that no edition holds (a former one): nothing can be asked of its border.
    """
    held = {state for edition in editions.registry().values() for state in edition.states}
    return tuple(state for state in states_of(_zones(incident)) if state in held)


def incident_editions(incident: Incident) -> tuple[str, ...]:
    """Ids of the editions that hold every state of an incident, the default first.

    Raises :class:`~geodata.errors.UnknownStateError` if none does.
    """
    return editions.editions_of(incident_states(incident))


def default_editions(incident: Incident | None, zones: Iterable[object] = ()) -> tuple[str, ...]:
    """The one edition to ask where none is named: the first that holds the states of zones, else of an incident."""
    states = states_of(zones) or (incident_states(incident) if incident is not None else ())
    return (editions.default_for(states),)


def chosen_editions(asked: Sequence[str], states: Iterable[str], *, every: bool = False) -> tuple[str, ...]:
    """Ids of the editions asked for, each once: named, or ``all`` that hold the states; none named: the first of these.

    With ``every``, none named means all.

    Raises :class:`~geodata.errors.UnknownEditionError`, and :class:`~geodata.errors.UnknownStateError` for a named
    edition that does not hold one of the states.
    """
    wanted = tuple(states)
    if "all" in asked or not asked:
        held = editions.editions_of(wanted)
        return held if "all" in asked or every else held[:1]
    found = tuple(dict.fromkeys(editions.edition(name).id for name in asked))
    for name in found:
        known = editions.edition(name).states
        for state in wanted:
            if state not in known:
                raise UnknownStateError(f"state on edition '{name}':", state, known, editions.holding([state]))
    return found


def worth_state(states: Iterable[str]) -> str | None:
    """The state by which the worth of editions is told for several: the first that the measured border is not of.

    Spacing and disagreement were measured on the Turkey-Syria border; for any other state the figures of the world
    hold (:meth:`geodata.editions.Edition.disagreement_at`).
    """
    return next((state for state in states if state not in MEASURED_STATES), None)


def _zones(incident: Incident) -> Iterator[str]:
    for claim_id, claim in incident.claims.items():
        for track_id in claim.tracks:
            yield from incident.tested_zones(claim_id, track_id)
            yield from claim.tracks[track_id].zones
    yield from (rule.layer for rule in incident.zones.values() if isinstance(rule, LayerRule))
    for claim in incident.claims.values():
        yield from (family.zone for family in claim.families.values())
        for statement in claim.statements.values():
            yield from (reading.zone for reading in statement.readings.values() if reading.zone)
    yield from (place.zone for place in incident.places.values() if isinstance(place, ExtremePlace))
