"""How slow and how fast a type can fly, and how hard it can turn, as intervals from performance data.

Each function returns (low, high) or None where the data do not say. Both ends matter: what lies outside both is
outside what is published or estimated; what lies between them is where sources or assumptions decide.

Slowest level flight is estimated, since no source gives it: the lift of the whole wing at its greatest coefficient just
carries the weight (:func:`airspace.turns.stall_speed_mps`), without the lift of thrust, ground or gusts.
"""

from __future__ import annotations

import math

from airspace.atmosphere import density_kgpm3
from airspace.language import _, mark
from airspace.numbers import localised
from airspace.turns import stall_speed_mps
from geodata.performance import SOURCES, Figure, Performance

__all__ = [
    "assumptions_shown",
    "max_load_factor",
    "speed_ceiling_mps",
    "speed_floor_mps",
    "stall_interval_mps",
]

STALL_INPUTS = {
    "mass": mark("mass"),
    "wing_area": mark("wing area"),
    "cl_max": mark("greatest lift coefficient"),
}
"""What the slowest flight is estimated from; what the data say of it in prose is translated in ``geodata/locale``."""


def stall_interval_mps(perf: Performance, density_kgpm3: float) -> tuple[float, float] | None:
    """True air speeds of the 1 g stall in air of a density, kg/m3: light with most lift, heavy with least.

    None if the data lack mass, wing area or lift coefficient, or the density is not a positive number.
    """
    mass, area, lift = (perf.interval_si(quantity) for quantity in STALL_INPUTS)
    if mass is None or area is None or lift is None or not 0 < density_kgpm3 < math.inf:
        return None
    return (
        stall_speed_mps(mass[0], area[1], lift[1], density_kgpm3),
        stall_speed_mps(mass[1], area[0], lift[0], density_kgpm3),
    )


def speed_floor_mps(perf: Performance, alt_m: float | None) -> tuple[float, float] | None:
    """True air speeds between which the slowest level flight at an altitude is estimated to lie.

    Without an altitude it is that of sea level, where it is lowest. None if it cannot be estimated, or
    above the altitudes of :mod:`airspace.atmosphere`.
    """
    return stall_interval_mps(perf, float(density_kgpm3(0.0 if alt_m is None else alt_m)))


def speed_ceiling_mps(perf: Performance) -> tuple[float, float] | None:
    """Lowest and highest of the published top speeds, at whatever height each holds.

    Below the first no source disputes that the type flies so fast; above the second none claims it.
    """
    return perf.interval_si("top_speed")


def max_load_factor(perf: Performance) -> tuple[float, float] | None:
    """Lowest and highest of the greatest load factors given for the type, in g."""
    return perf.interval_si("load_factor")


def assumptions_shown(perf: Performance) -> tuple[str, ...]:
    """What the estimate of the slowest flight took, a line each, for a page to print; empty if there is none."""
    if stall_interval_mps(perf, 1.0) is None:
        return ()
    lines = [
        _(
            "{type}: {name} {figure} ({origin})",
            type=perf.name,
            name=_(name),
            figure=localised(figure.text),
            origin=_origin(figure),
        )
        for quantity, name in STALL_INPUTS.items()
        for figure in perf.of(quantity)
    ]
    return (
        *lines,
        _(
            "{type}: slowest level flight estimated from these at 1 g in the standard atmosphere; where no altitude is "
            "stated, at sea level, which gives the lowest speed",
            type=perf.name,
        ),
    )


def _origin(figure: Figure) -> str:
    if figure.source is None:
        parts = [_("no source; {why}", why=_(figure.why) if figure.why else "")]
    else:
        source = SOURCES[figure.source]
        parts = [f"{source.publisher}, {source.date}"]
    return "; ".join([*parts, *([_(figure.note)] if figure.note else [])])
