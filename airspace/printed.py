"""A stated figure taken apart as it is printed: the word before it, its numbers, the names of its units.

No meaning yet: :mod:`airspace.units` gives it one. How a number is printed says how exact it is (:func:`read_number`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from airspace.errors import FigureError
from airspace.unitnames import LEADS, Lead, lead_pattern

__all__ = ["FLIGHT_LEVEL", "Number", "Part", "Printed", "read_number", "take_apart"]

FLIGHT_LEVEL = "FL"
_NUMBER = r"[0-9][0-9., ' ’  ]*[0-9]|[0-9]"
_DASH = "-|–|—|to|and"
_LEAD = re.compile(
    f"^(?:{'|'.join(f'(?P<w{i}>{lead_pattern(lead)})' for i, lead in enumerate(LEADS))})"
    r" ?(?=[-−0-9]|between\b|from\b|FL ?[0-9]|flight level\b)",
    re.I,
)
_PART = re.compile(rf"(?P<number>[-−]?(?:{_NUMBER}))\s*(?P<unit>[^0-9\s][^0-9]*)?")
_RANGE = re.compile(
    rf"^(?P<word>between |from )?(?P<low>{_NUMBER}) ?(?P<first>[^0-9\s\-–—][^0-9\-–—]*?)? ?(?P<dash>{_DASH}) ?"
    rf"(?P<high>{_NUMBER}) ?(?P<unit>[^0-9\s][^0-9]*)$",
    re.I,
)
_LEVEL_NAME = "(?:FL|flight level) ?"
_LEVEL = re.compile(rf"^{_LEVEL_NAME}(?P<low>[0-9]{{2,3}})$", re.I)
_LEVELS = re.compile(
    rf"^(?:between |from )?{_LEVEL_NAME}(?P<low>[0-9]{{2,3}}) ?(?:{_DASH}) ?(?:{_LEVEL_NAME})?(?P<high>[0-9]{{2,3}})$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number: its value, half of its last significant place, and how it is written without doubt."""

    value: float
    half: float
    plain: str


@dataclass(frozen=True, slots=True)
class Part:
    """A number and the name of its unit, both as printed; the unit may be missing ("")."""

    number: str
    unit: str


@dataclass(frozen=True, slots=True)
class Printed:
    """What a figure consists of. ``is_range``: its two parts are the ends of an interval, else they add up."""

    lead: Lead | None
    parts: tuple[Part, ...]
    is_range: bool


def take_apart(text: str) -> Printed | None:
    """The parts of a figure ("about 1 min 40 s", "between 2 and 3 km", "FL190"); None if the text is no figure."""
    body = " ".join(text.split())
    found = _LEAD.match(body)
    lead = next((lead for i, lead in enumerate(LEADS) if found and found[f"w{i}"] is not None), None)
    body = body[found.end() :] if found else body
    if level := _LEVEL.match(body):
        return Printed(lead, (Part(level["low"], FLIGHT_LEVEL),), False)
    if level := _LEVELS.match(body):
        return Printed(lead, tuple(Part(level[end], FLIGHT_LEVEL) for end in ("low", "high")), True)
    ends = _RANGE.match(body)
    if ends and (ends["word"] or not ends["first"] or ends["dash"].lower() != "and"):
        first = (ends["first"] or "").strip() or ends["unit"]
        return Printed(lead, (Part(ends["low"], first), Part(ends["high"], ends["unit"])), True)
    parts = tuple(_parts(re.sub(r"(?<=[^0-9\s]) and (?=[0-9])", " ", body)))
    return Printed(lead, parts, False) if parts else None


def _parts(body: str) -> Iterator[Part]:
    found = list(_PART.finditer(body))
    if "".join(part[0] for part in found).replace(" ", "") == body.replace(" ", ""):
        yield from (Part(part["number"], (part["unit"] or "").strip()) for part in found)


def read_number(text: str, printed: str) -> Number:
    """A number of the figure ``text`` as it is printed there.

    Raises :class:`FigureError` for one that is none, or that can be a decimal as well as a number of thousands.
    """
    sign = -1.0 if printed[0] in "-−" else 1.0
    digits = re.sub(r"(?<=\d)[ ' ’  ](?=\d{3}(?:\D|$))", ",", printed.lstrip("-−").strip())
    plain = digits
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", digits):
        digits = digits.replace(",", "")
    elif re.fullmatch(r"[1-9]\d{0,2}(\.\d{3}){2,}(,\d+)?", digits):
        plain = digits.translate({ord("."): ",", ord(","): "."})
        digits = digits.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[1-9]\d{0,2}\.\d{3}(,\d+)?", digits):
        if "," in digits:
            plain = digits.translate({ord("."): ",", ord(","): "."})
            digits = plain.replace(",", "")
        else:
            raise FigureError(
                f"'{printed}' in '{text}' is a decimal or a number of thousands; write {digits.replace('.', ',')} for "
                f"thousands, or 0{digits}, with a leading zero, for the decimal"
            )
    elif re.fullmatch(r"\d+,\d+", digits):
        plain = digits = digits.replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", digits, re.A):
        raise FigureError(f"'{printed}' in '{text}' is no number; write it as 1.36 or 19,000")
    whole, _, fraction = digits.partition(".")
    if fraction:
        place = 10.0 ** -len(fraction)
    elif whole.startswith("0") or not whole.strip("0"):
        place = 1.0
    else:
        place = 10.0 ** (len(whole) - len(whole.rstrip("0")))
    return Number(sign * float(digits), place / 2, f"{'-' if sign < 0 else ''}{plain}")
