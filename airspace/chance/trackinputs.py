"""Which inputs a track is drawn with: what its file says of it, what its border edition is worth, and no more.

What was measured has an accuracy that somebody states. A reconstructed path was not measured: its figures are stated
or assumed, and what they leave open is another question than how well an instrument measures.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from airspace.accuracy import sigma_of_radius
from airspace.assessment import TrackCase
from airspace.errorinputs import EdgeModels, Inputs, PositionError, border_from_edition
from airspace.incident import Incident
from airspace.inputspec import EDGE_MODEL_WHY, position_from_radius, resolve
from airspace.language import Later, _, mark
from airspace.numbers import distance
from airspace.rings import EdgeModel
from airspace.terms import edge_model_name
from airspace.tracedpath import TracedPath
from geodata import editions as borders

__all__ = [
    "AS_PRINTED_WHY",
    "AS_TRACED_WHY",
    "EDGE_MODELS",
    "EXACT_FIXES_FILE",
    "EXACT_FIXES_INCIDENT",
    "EXACT_ZONE",
    "RECONSTRUCTED",
    "TrackInputs",
    "inputs_for",
]

EDGE_MODELS: Final[tuple[EdgeModel, ...]] = ("geodesic", "rhumb", "planar")

RECONSTRUCTED: Final = mark(
    "reconstructed: no position was measured; what its statements leave open is varied in `airspace family`. Here the "
    "path is held as it was solved, and only the border and the line between its points vary: the share says what this "
    "path stands, and nothing of how likely its statements are."
)
EXACT_FIXES_FILE: Final = mark(
    "no accuracy of the positions was given, so they are taken as exact and only the border and the line between its "
    "points vary. To give one, write a file of inputs, such as position: {R95: 250 m, why: ...}, and name it with "
    "--inputs FILE."
)
EXACT_FIXES_INCIDENT: Final = mark(
    "no accuracy of the positions was given, so they are taken as exact and only the border and the line between its "
    "points vary. To give one, write 'uncertainty' or 'position_uncertainty' in the incident file, or name a file of "
    "inputs with --inputs FILE."
)
AS_PRINTED_WHY: Final = mark(
    "the digits of a stated position leave a box; the circle about it is read as R95, the radius that holds 95 %, and "
    "each position was rounded for itself"
)
AS_TRACED_WHY: Final = mark(
    "the radius of the fix that is known least; what the fit to the control points leaves is drawn once for all fixes, "
    "the picking of each anew"
)
EXACT_ZONE: Final = mark(
    "the zone is from a file and no accuracy of it was given, so it is taken as exact; 'border' in a file of inputs "
    "gives one."
)


class TrackInputs(NamedTuple):
    """The inputs of one track on one border, and what is to be said of what they leave out."""

    inputs: Inputs
    notes: tuple[str, ...]


def inputs_for(
    incident: Incident | None,
    case: TrackCase,
    edition_id: str | None,
    edge_model: EdgeModel = "geodesic",
    given: Inputs | None = None,
    state: str | None = None,
) -> TrackInputs:
    """The inputs of a track (``incident`` None: of a track file) on an edition (None: on a zone of the user's own).

    ``given``, from a file of inputs, is taken in place of what the incident file says of the track. Where neither gives
    them, the border's shift comes from the edition (as far as it is known for borders of ``state``) and all edge models
    are drawn, ``edge_model`` being the nominal one.
    """
    notes: list[str] = []
    stated = given if given is not None else _stated(incident, case)
    if case.reconstruction is not None:
        notes.append(RECONSTRUCTED)
        stated = Inputs(border=stated.border, edge_model=stated.edge_model)
    elif stated.position is None and stated.radar is None and case.traced is not None:
        stated = replace(stated, position=_as_traced(case.traced))
    elif stated.position is None and stated.radar is None and case.radius_m is not None:
        stated = replace(stated, position=_as_printed(case.radius_m))
    elif stated.position is None and stated.radar is None:
        notes.append(EXACT_FIXES_FILE if incident is None else EXACT_FIXES_INCIDENT)
    if stated.border is None:
        if edition_id is None:
            notes.append(EXACT_ZONE)
        else:
            stated = replace(stated, border=border_from_edition(borders.edition(edition_id), state))
    if stated.edge_model is None:
        choices = (edge_model, *(model for model in EDGE_MODELS if model != edge_model))
        text = Later(lambda: ", ".join(map(edge_model_name, choices)))
        stated = replace(stated, edge_model=EdgeModels(choices, text=text, why=EDGE_MODEL_WHY))
    return TrackInputs(stated, tuple(notes))


def _as_printed(radius_m: float) -> PositionError:
    """The error of positions that are known to be printed so exactly, each rounded for itself."""
    text = Later(lambda: _("printed digits: within {radius}", radius=distance(radius_m, radius_m / 10)))
    return PositionError(sigma_of_radius("R95", radius_m), white_share=1.0, text=text, why=AS_PRINTED_WHY)


def _as_traced(traced: TracedPath) -> PositionError:
    """The error of positions taken from a picture: what the fit leaves is common to all, the picking each fix's own."""
    radius_m, common = traced.radius_m, traced.common
    text = Later(lambda: _("fit of a picture: {radius} (95 %)", radius=distance(radius_m, radius_m / 10)))
    sigma_m = sigma_of_radius("R95", radius_m)
    return PositionError(sigma_m, bias_share=common, white_share=1.0 - common, text=text, why=AS_TRACED_WHY)


def _stated(incident: Incident | None, case: TrackCase) -> Inputs:
    """What the incident file says of a track; ``uncertainty`` comes before ``position_uncertainty``."""
    if incident is None:
        return Inputs()
    spec = incident.claims[case.claim_id].tracks[case.track_id]
    found = resolve(spec.uncertainty).inputs if spec.uncertainty is not None else None
    stated = found or Inputs()  # the faults of a spec are found when the incident file is read
    if spec.position_uncertainty is not None and stated.position is None and stated.radar is None:
        stated = replace(stated, position=position_from_radius(spec.position_uncertainty))
    return stated
