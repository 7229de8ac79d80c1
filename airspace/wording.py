"""Intervals and readings in words, as findings and reports print them: SI and km/h, rounded to what is known."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from airspace import numbers
from airspace.interval import Interval
from airspace.language import _, country, language
from airspace.layers import is_layer, layer_title, parse_layer
from airspace.readings import Stated
from airspace.terms import choice_word, quantity_name, verdict_word
from geodata import editions as borders
from geodata.editions import DEFAULT_EDITION

__all__ = [
    "as_printed",
    "as_stated",
    "capital",
    "either",
    "listed",
    "place_of",
    "placed",
    "sentence",
    "slack",
    "span",
    "state",
    "value",
]

_SCALE = {"speed": (3.6, 1.0, "km/h"), "angle": (1.0, 1.0, "°"), "count": (1.0, 1.0, "")}


def state(iso3: str) -> str:
    """A state's name, in English as the default edition has it, else CLDR's; the code or own name if none."""
    if is_layer(iso3):
        return layer_title(parse_layer(iso3))
    known = borders.load(DEFAULT_EDITION)
    if language() == "en" and iso3 in known:
        return known.name(iso3)
    return country(iso3, language()) or iso3


def span(interval: Interval, dimension: str, known_to: float | None = None) -> str:
    """An interval with its unit: ``379–406 km/h``, ``at least 4,361 m``, ``07:24:04–07:24:06 UTC``.

    ``known_to`` is in the unit printed: m (km from 10 km), s (min from 10 min), km/h, degrees.
    """
    if dimension == "time":
        return _times(interval)
    scale, size, unit = _unit(interval, dimension)
    low, high = interval.low * scale, interval.high * scale
    size = known_to or size
    if math.isinf(low) and math.isinf(high):
        return _("any")
    if math.isinf(high):
        return _("at least {figure}", figure=numbers.span(low, low, size, unit).rstrip())
    if math.isinf(low):
        return _("at most {figure}", figure=numbers.span(high, high, size, unit).rstrip())
    return numbers.span(low, high, size, unit).replace("\u00a0°", "°").rstrip()


def value(amount: float, dimension: str, known_to: float | None = None) -> str:
    """One figure with its unit, as :func:`span` prints it."""
    return span(Interval.at(amount), dimension, known_to)


def _unit(interval: Interval, dimension: str) -> tuple[float, float, str]:
    top = max(abs(end) for end in (interval.low, interval.high) if math.isfinite(end)) if _finite(interval) else 0.0
    if dimension in ("length", "altitude"):
        return (1e-3, 0.1, "km") if top >= 10_000 and dimension == "length" else (1.0, 1.0, "m")
    if dimension == "duration":
        if top >= 600:
            return 1 / 60, 0.1 if top % 60 else 1.0, "min"
        return 1.0, 0.1 if top < 60 else 1.0, "s"
    return _SCALE.get(dimension, (1.0, 1.0, ""))


def _finite(interval: Interval) -> bool:
    return math.isfinite(interval.low) or math.isfinite(interval.high)


def _times(interval: Interval) -> str:
    ends = [
        numbers.utc(datetime.fromtimestamp(end, UTC)) for end in (interval.low, interval.high) if math.isfinite(end)
    ]
    if not ends:
        return _("any time")
    if math.isinf(interval.high):
        return _("not before {time}", time=ends[0])
    if math.isinf(interval.low):
        return _("not after {time}", time=ends[0])
    return ends[0] if ends[0] == ends[-1] else f"{ends[0].removesuffix(' UTC')}–{ends[-1]}"


def as_printed(stated: Stated) -> str:
    """A figure as stated with what its printing allows: ``length 1.15 mi = 1,843–1,859 m``."""
    name = quantity_name(stated.quantity)
    if stated.choice is not None or (stated.place is not None and not stated.text):
        return f"{name}: {as_stated(stated)}"
    return _(
        "{quantity} {figure} = {interval}",
        quantity=name,
        figure=as_stated(stated),
        interval=span(stated.interval, stated.dimension),
    )


def as_stated(stated: Stated) -> str:
    """A figure as its source printed it, or the choice in words, or the id of the place."""
    if stated.choice is not None:
        return choice_word(stated.choice)
    return numbers.localised(stated.text) or str(stated.place)


def place_of(stated: Stated) -> str:
    """Who stated a figure, and where it was said: speaker and date."""
    return stated.speaker if stated.said_on is None else f"{stated.speaker}, {stated.said_on}"


def listed(items: list[str], last: str = "and") -> str:
    """Words in a row: ``a, b and c``; ``last`` is "and" or "or"."""
    if len(items) < 2:
        return "".join(items)
    most = ", ".join(items[:-1])
    if last == "or":
        return _("{items} or {last}", items=most, last=items[-1])
    return _("{items} and {last}", items=most, last=items[-1])


def either(options: list[str]) -> str:
    """Clauses as alternatives: ``one; or another; or a third``."""
    told = options[0] if options else ""
    for other in options[1:]:
        told = _("{one}; or {other}", one=told, other=other)
    return told


def capital(text: str) -> str:
    """A text with a capital letter; the Turkish one of i has a dot."""
    first = text[:1]
    return ("İ" if first == "i" and language() == "tr" else first.upper()) + text[1:]


def placed(verdict: str, zone: str) -> str:
    """A verdict with the name of the zone that it is about: ``inside Türkiye``."""
    if verdict == "inside":
        return _("inside {zone}", zone=zone)
    if verdict == "outside":
        return _("outside {zone}", zone=zone)
    return _("{verdict} {zone}", verdict=verdict_word(verdict), zone=zone)


def slack(distance: str, *, deep: bool) -> str:
    """A margin in words, from its size as printed: how deep a path goes, or how far off it stays."""
    return _("{distance} deep", distance=distance) if deep else _("{distance} off", distance=distance)


def sentence(text: str) -> str:
    """A text with a capital letter and a full stop."""
    return capital(text) + ("" if text.endswith((".", "!", "?")) else ".")
