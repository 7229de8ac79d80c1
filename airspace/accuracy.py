"""Stated accuracies of a position, turned into the standard deviation per axis of a circular normal error."""

from __future__ import annotations

import math
from collections.abc import Mapping

from airspace.errors import FigureError

__all__ = [
    "MAX_LENGTH_M",
    "NACP_EPU_M",
    "NIC_REFUSED",
    "RADIUS_SHARE",
    "bounded",
    "shown",
    "sigma_of_nacp",
    "sigma_of_radius",
]

RADIUS_SHARE: Mapping[str, float] = {
    "CEP": 0.5,
    "DRMS": 1 - math.exp(-1),  # the root mean square of the distance, sqrt(2) sigma, holds 63.2 %
    "CE90": 0.9,
    "R95": 0.95,
    "EPU": 0.95,
    "CE99": 0.99,
}
"""Share of the errors within a stated radius, by the name of the measure."""

NACP_EPU_M: Mapping[int, float] = {5: 926.0, 6: 555.6, 7: 185.2, 8: 92.6, 9: 30.0, 10: 10.0, 11: 3.0}
"""95 % radius (EPU) in metres that a navigation accuracy category stays below: RTCA DO-242, table 3.2.11a."""

NIC_REFUSED = (
    "NIC is a bound on integrity, not an accuracy: it says beyond which radius the system would raise an alarm, "
    "and nothing of how errors are spread within it"
)

MAX_LENGTH_M = 1_000_000.0  # a larger error of a position or a border is a slip of the pen


def sigma_of_radius(measure: str, radius_m: float) -> float:
    """Standard deviation per axis, metres, of a circular normal error with a stated radius.

    ``measure`` is one of :data:`RADIUS_SHARE`: a share p of the errors lies within k sigma, k = sqrt(-2 ln(1 - p))
    (Rayleigh distribution). On one axis 95 % is 1.960 sigma; in the plane it is 2.448.

    Raises:
        FigureError: ``measure`` is NIC or unknown, or the radius is not a length.
    """
    if measure == "NIC":
        raise FigureError(f"{NIC_REFUSED}; give NACp, or a radius: {', '.join(RADIUS_SHARE)}")
    if measure not in RADIUS_SHARE:
        raise FigureError(f"'{measure}' is no measure of accuracy known here; use one of: {', '.join(RADIUS_SHARE)}")
    bounded(measure, radius_m, 0.0, MAX_LENGTH_M, "m")
    return radius_m / math.sqrt(-2 * math.log1p(-RADIUS_SHARE[measure]))


def sigma_of_nacp(category: int) -> float:
    """Standard deviation per axis, metres, at the upper limit of a navigation accuracy category (NACp 5 to 11).

    Raises:
        FigureError: a category that has no upper limit of use here.
    """
    if category not in NACP_EPU_M:
        raise FigureError(f"NACp {category} is not from 5 to 11; for a coarser one write the radius: EPU: 1852 m")
    return sigma_of_radius("EPU", NACP_EPU_M[category])


def bounded(name: str, value: float, low: float, high: float, unit: str = "") -> None:
    """Refuse a value that is not between two ends, or no number, with :class:`FigureError`."""
    if not low <= value <= high:  # nor NaN
        is_, ends = f"{name} is {value:g} {unit}", f"it runs from {low:,g} to {high:,.0f} {unit}"
        raise FigureError(f"{is_.rstrip()}; {ends.rstrip()}")


def shown(value: float) -> str:
    """A figure to three digits, as much as an accuracy is known to, without zeros that end it."""
    return f"{float(f'{value:.3g}'):,.10g}"
