"""A vertical limit of an airspace as charts and files write it: "FL95", "19,500 ft MSL", "1500m AGL", "GND", "UNL".

What a limit is counted from stands in it, and goes along with it (:mod:`geodata.altitude`): heights of two references
are never held against each other as if they were one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from geodata.altitude import FOOT_M, AltitudeReference
from geodata.fixes import BadValueError, shown

__all__ = ["LEVEL_M", "MAX_LIMIT_M", "Limit", "limit", "reference_named"]

LEVEL_M = 100 * FOOT_M
"""One flight level: 100 ft of pressure altitude."""

MAX_LIMIT_M = 100_000.0
"""No limit beyond: at 100 km airspace ends by any definition in use."""

EXAMPLES = "write it as FL95, 19,500 ft MSL, 1500 m AGL, GND or UNL"

_NONE_BELOW = ("GND", "SFC", "GROUND", "SURFACE")
_NONE_ABOVE = ("UNL", "UNLTD", "UNLIM", "UNLIMITED")
_REFERENCES: dict[str, AltitudeReference] = {
    "MSL": "msl", "AMSL": "msl", "ALT": "msl", "QNH": "msl", "MEAN SEA LEVEL": "msl",
    "STD": "barometric", "FL": "barometric", "QNE": "barometric", "BAROMETRIC": "barometric",
    "PRESSURE ALTITUDE": "barometric", "FLIGHT LEVEL": "barometric",
    "AGL": "ground", "GND": "ground", "SFC": "ground", "ASFC": "ground", "GROUND": "ground",
    "WGS84": "ellipsoid", "HAE": "ellipsoid", "ELLIPSOID": "ellipsoid",
    "UNSTATED": "unstated",
}  # fmt: skip
_LEVEL = re.compile(r"FL\s*(\d{1,3})", re.ASCII)
_FIGURE = re.compile(
    r"(\d{1,6}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,3}))?\s*(FT|FEET|F|M|METRES|METERS)?\s*([A-Z][A-Z0-9 ]*)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit in metres above its reference; ``None`` for the ground (below) or without limit (above)."""

    metres: float | None
    reference: AltitudeReference | None


def reference_named(text: str) -> AltitudeReference:
    """What a word such as MSL, FL, AGL or WGS84 counts altitudes from; "unstated" for any other."""
    return _REFERENCES.get(" ".join(text.upper().split()), "unstated")


def limit(text: str, *, upper: bool, bare_unit_m: float | None = None) -> Limit:
    """A lower or upper limit out of its text.

    Args:
        bare_unit_m: metres of a figure's unit where it has none; such a figure is refused if not given.

    Raises :class:`~geodata.fixes.BadValueError`.
    """
    said = " ".join(text.upper().split())
    if said in _NONE_ABOVE or said in _NONE_BELOW:
        if (said in _NONE_ABOVE) is not upper:
            kind = "an upper limit cannot be the ground" if upper else "a lower limit cannot be without limit"
            raise BadValueError(f"{shown(text)}: {kind}", EXAMPLES)
        return Limit(None, None)
    level = _LEVEL.fullmatch(said)
    if level is not None:
        return Limit(int(level[1]) * LEVEL_M, "barometric")
    found = _FIGURE.fullmatch(said)
    if found is None:
        raise BadValueError(f"{shown(text)} is no vertical limit", EXAMPLES)
    whole, fraction, unit, word = found.groups()
    reference = "unstated" if word is None else reference_named(word)
    if word is not None and reference == "unstated" and word.strip() != "UNSTATED":
        raise BadValueError(f"{shown(text)}: {word.strip()} is nothing that altitudes are counted from here", EXAMPLES)
    if unit is None and bare_unit_m is None:
        raise BadValueError(f"{shown(text)} has no unit", EXAMPLES)
    factor = bare_unit_m if unit is None else FOOT_M if unit.startswith("F") else 1.0
    metres = float(f"{whole.replace(',', '')}.{fraction or 0}") * (factor or 1.0)
    if metres > MAX_LIMIT_M:
        raise BadValueError(f"{shown(text)} is {metres:,.0f} m", f"a limit lies below {MAX_LIMIT_M:,.0f} m")
    if not upper and metres == 0.0 and reference == "ground":
        return Limit(None, None)
    return Limit(metres, reference)
