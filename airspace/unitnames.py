"""The units that stated figures come in, what they are in SI, and how people write them.

Spellings are English, Turkish, Russian, German and French, as communiques carry them, and only where a spelling means
one unit: "mile", "mil", "миля", "Meile", "mille" and "sm" (statute mile, or Seemeile) name a mile and not which one,
and are known as such (:func:`is_bare_mile`). A capital M alone is a mile, a Mach number or a slip for m: no unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Literal, get_args

__all__ = [
    "DIMENSIONS",
    "FACTORS",
    "FLIGHT_LEVEL_M",
    "FOOT_M",
    "KNOT_MPS",
    "LEADS",
    "MILE_M",
    "NAUTICAL_MILE_M",
    "SI_UNITS",
    "SPELLINGS",
    "Dimension",
    "Lead",
    "is_bare_mile",
    "kinds",
    "known_unit",
    "lead_pattern",
    "times_thousand",
    "unit_hint",
    "without_datum",
]

FOOT_M = 0.3048  # international foot, exact since 1 July 1959
MILE_M = 1609.344  # statute mile = 5280 international feet, exact
NAUTICAL_MILE_M = 1852.0  # international nautical mile, exact (Monaco 1929)
KNOT_MPS = NAUTICAL_MILE_M / 3600.0
FLIGHT_LEVEL_M = 100.0 * FOOT_M  # one level = 100 ft on the standard-pressure altimeter setting (1013.25 hPa)

Dimension = Literal["length", "duration", "speed", "angle", "altitude", "time", "count"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
SI_UNITS: Mapping[Dimension, str] = {
    "length": "m",
    "duration": "s",
    "speed": "m/s",
    "angle": "deg",
    "altitude": "m",
    "time": "s since 1970-01-01T00:00:00Z",
    "count": "1",
}

FACTORS: Mapping[Dimension, Mapping[str, float]] = {
    "length": {"m": 1.0, "km": 1000.0, "ft": FOOT_M, "mi": MILE_M, "NM": NAUTICAL_MILE_M},
    "altitude": {"m": 1.0, "km": 1000.0, "ft": FOOT_M},
    "duration": {"s": 1.0, "min": 60.0, "h": 3600.0},
    "speed": {"m/s": 1.0, "km/h": 1 / 3.6, "km/s": 1000.0, "kt": KNOT_MPS, "mph": MILE_M / 3600.0},
    "angle": {"deg": 1.0},
}
SPELLINGS: Mapping[str, str] = {
    "m": "m, metre, metres, meter, meters, metern, mètre, mètres, metreden, м, метр, метра, метров, метрах, метрам",
    "km": "km, kms, kilometre, kilometres, kilometer, kilometers, kilometern, kilomètre, kilomètres, "
    "км, километр, километра, километров, километрах",
    "ft": "ft, foot, feet, fit, pied, pieds, fuß, fuss, фут, фута, футов, футах",
    "mi": "mi, st mi, statute mile, statute miles, land mile, land miles, kara mili, landmeile, landmeilen, "
    "mille terrestre, milles terrestres, сухопутная миля, сухопутные мили, сухопутной мили, сухопутных миль",
    "NM": "nm, n.m, nmi, naut mi, nautical mile, nautical miles, sea mile, sea miles, deniz mili, seemeile, seemeilen, "
    "nautische meile, nautische meilen, mille marin, milles marins, mille nautique, milles nautiques, "
    "морская миля, морские мили, морской мили, морских мили, морских миль, мор. миль",
    "s": "s, sec, secs, second, seconds, saniye, sn, sekunde, sekunden, sek, seconde, secondes, "
    "с, сек, секунда, секунду, секунды, секунд",
    "min": "min, mins, minute, minutes, minuten, dakika, dk, мин, минута, минуту, минуты, минут",
    "h": "h, hr, hrs, hour, hours, saat, stunde, stunden, std, heure, heures, ч, час, часа, часов",
    "m/s": "m/s, m/sec, mps, m/sn, metres per second, meters per second, м/с, м/сек, метров в секунду",
    "km/h": "km/h, kph, kmh, kmph, km/hr, km/sa, km/saat, km per hour, kilometres per hour, kilometers per hour, "
    "км/ч, км/час, километров в час",
    "km/s": "km/s, km/sec, kilometres per second, kilometers per second, км/с, км/сек",
    "kt": "kt, kts, kn, knot, knots, knoten, nœud, nœuds, noeud, noeuds, узел, узла, узлов, уз",
    "mph": "mph, mi/h, miles per hour",  # by custom the statute mile; over sea and in the air people say knots
    "deg": "deg, degs, degree, degrees, °, derece, degré, degrés, градус, градуса, градусов",
}
"""How each unit is written, commas between the ways; letters of either size."""
_UNIT_OF = {way: unit for unit, ways in SPELLINGS.items() for way in ways.split(", ")}
_BARE_MILES = frozenset(
    ("mile", "miles", "mil", "миля", "мили", "миль", "милях", "милю", "meile", "meilen", "mille", "milles", "sm")
)

Lead = Literal["about", "at most", "at least", "more than", "less than"]
LEADS: Mapping[Lead, str] = {
    "about": "about|approximately|approx.|approx|around|some|roughly|circa|ca.|ca|nearly|almost|just under|just over|"
    "close to|~|≈|yaklaşık|yaklaşık olarak|около|примерно|почти|etwa|rund|ungefähr|fast|environ|près de",
    "at most": "at most|no more than|not more than|up to|within|a maximum of|not exceeding|en fazla|не более|"
    "не более чем|höchstens|bis zu|au plus|jusqu'à",
    "at least": "at least|no less than|not less than|no fewer than|not fewer than|a minimum of|en az|не менее|"
    "не менее чем|mindestens|au moins",
    "more than": "more than|over|above|greater than|более|более чем|свыше|mehr als|über|plus de",
    "less than": "less than|fewer than|under|below|менее|менее чем|weniger als|unter|moins de",
}
"""Words before a figure and what they say; "nearly" and "just over" say no more than "about": not how near."""

_THOUSAND = re.compile(r"^(?:k(?= ?(?:ft|feet)$)|thousand|bin|тыс\.?|тысяч[аи]?|tausend)(?: |$)?", re.I)
_DATUM = re.compile(r",? \(?(?:amsl|asl|msl|above (?:mean )?sea level|над уровнем моря)\)?$", re.I)


def lead_pattern(lead: Lead) -> str:
    """A regular expression, to be used without regard to the size of letters, of the words that say so."""
    return "|".join(re.escape(way) for way in sorted(LEADS[lead].split("|"), key=len, reverse=True))


def _plain(name: str) -> str:
    return " ".join(
        name.lower().replace("\u0307", "").rstrip(" .").split()
    )  # U+0307: what lower() leaves of a Turkish İ


def times_thousand(name: str) -> tuple[float, str]:
    """The factor and the unit of "thousand feet": (1000.0, "feet"); (1.0, name) where no thousand is named."""
    found = _THOUSAND.match(name.strip())
    return (1000.0, name.strip()[found.end() :].strip()) if found else (1.0, name)


def without_datum(name: str) -> tuple[str, bool]:
    """A unit without the words "above sea level" behind it, and whether they stood there."""
    short = _DATUM.sub("", name.rstrip(" ."))
    return short, short != name.rstrip(" .")


def known_unit(name: str) -> str | None:
    """The symbol of a unit ("NM") from how it is written ("nautical miles"); None if it is none known here."""
    return None if name.strip() in ("M", "М") else _UNIT_OF.get(_plain(name))  # Latin and Cyrillic


def unit_hint(name: str, units: Iterable[str]) -> str:
    """What would be right instead of an unknown unit: the one it is a slip of, if one is near, and all there are."""
    known = list(units)
    ways = {way: unit for way, unit in _UNIT_OF.items() if unit in known and len(way) > 2}
    close = get_close_matches(_plain(name), ways, n=1, cutoff=0.7)
    return (f"did you mean '{ways[close[0]]}'? " if close else "") + f"use one of: {', '.join(known)}"


def is_bare_mile(name: str) -> bool:
    """Whether a unit is a mile that does not say which."""
    return _plain(name) in _BARE_MILES


def kinds(unit: str) -> str:
    """The dimensions a unit is of, in words: "length or altitude"."""
    return " or ".join(dimension for dimension, factors in FACTORS.items() if unit in factors)
