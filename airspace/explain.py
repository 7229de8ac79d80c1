"""What pydantic found wrong in an incident file, in words a person who writes no code can act on."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from airspace.accuracy import NIC_REFUSED
from airspace.coherence import Fault
from airspace.constraints import SOLVE_KINDS
from airspace.fields import ID_PATTERN, ISO3_PATTERN, LINE_PATTERN, REF_PATTERN, TEXT_PATTERN, Model
from airspace.incident import Incident
from airspace.nearest import closest, nearest, plain_id
from airspace.states import STATE_HINT, nearest_state
from airspace.yamltree import Keys, printable
from airspace.zonespec import ZONE_KINDS, FileZone

__all__ = ["explain"]

_ID_HINT = "use lower-case letters, digits and hyphens, such as 'rt-letter' (at most 64)"
_REF_HINT = "write 'statement/reading' of the same claim, or 'assumption/name'"
_DATE_HINT = "write a real date as 2015-11-24"
_ACCURACY_HINT = "write the figure with its unit, such as '100 m'"
_SHARE_HINT = "write a share of the variance from 0 to 1, such as 0.5"
_HINTS: Mapping[str, str] = {
    "schema": "write 'schema: airspace/incident/1'",
    "date": _DATE_HINT,
    "said_on": _DATE_HINT,
    "grade": "write the Admiralty grade: a letter A-F for the source and a digit 1-6 for the information, such as C2",
    "why": "give the reason in one line",
    "publisher": "say who published it",
    "lat": "write degrees from -90 to 90, north positive",
    "lon": "write degrees from -180 to 180, east positive",
    "bbox": "write [west, south, east, north] in degrees",
    "zone": STATE_HINT,
    "zones": f"{STATE_HINT}; or the id of one of the file's 'zones', such as adiz, in lower-case letters "
    "(a zone such as SYR/buffer-5mi is written there, as a 'layer')",
    "layer": "write it as SYR/buffer-5mi, IRN/sea-12NM, IRN/contiguous-24NM or IRN/land",
    "state": STATE_HINT,
    "crosses": STATE_HINT,
    "passes": STATE_HINT,
    "dips": STATE_HINT,
    "clocks": 'write the offset from UTC in quotes, such as "+02:00"',
    "value": "write the figure with its unit, such as '1.36 mi', in quotes",
    "interval": "write [low, high] in the unit of the value",
    "solve": f"begin with one of: {', '.join(SOLVE_KINDS)}",
    "pixel": "write [x, y] in pixels from the top left of the picture, such as [412, 96.5]",
    "size": "write [width, height] of the picture in pixels",
    "control": "write a list such as [{pixel: [412, 96], at: 35.40N 35.95E}, {pixel: [30, 700], place: hmeimim}]",
    "traced": "write a list such as [{pixel: [500, 300]}, {pixel: [520, 310]}]",
    "through": "write a list of stops, such as [{place: seen/printed, at: seen/local}]",
    "file": "name a file in the folder of the incident file, without a path",
    "quantity": "name a quantity, such as length_inside",
    "says": "say in your own words, or as the bare figure, what was stated",
    "would_settle": "name the datum that would settle it",
    **dict.fromkeys(("CEP", "DRMS", "CE90", "R95", "EPU", "CE99", "sigma"), _ACCURACY_HINT),
    "NACp": "write a category from 5 to 11; for a coarser one write the radius, such as EPU: 1852 m",
    "bias": "write the limit with its unit, such as '100 m' or '0.1 deg'",
    "noise": "write the standard deviation with its unit, such as '70 m' or '0.08 deg'",
    "bias_share": _SHARE_HINT,
    "white_share": _SHARE_HINT,
    "slant": "say whether ranges were corrected for height: corrected, unknown or uncorrected",
    "correlation": "write a list of durations, such as [0 s, 10 s, always]",
    "claimant": "name the party whose version this is",
}
_PATTERN_HINTS: Mapping[str, str] = {
    ID_PATTERN: _ID_HINT,
    REF_PATTERN: _REF_HINT,
    ISO3_PATTERN: STATE_HINT,
    LINE_PATTERN: "leave line breaks and control characters out",
    TEXT_PATTERN: "leave control characters out",
}


def explain(error: ValidationError, data: Any, model: type[Model] = Incident) -> list[Fault]:
    """One fault for each place pydantic complains about, with the path of keys into the file of ``model``."""
    found: dict[tuple[Keys, bool], Fault] = {}
    for detail in error.errors(include_url=False, include_context=True):
        keys, rest = _keys(detail["loc"], data)
        if detail["type"] == "missing" and isinstance(detail["loc"][-1], str):
            keys = (*keys, str(detail["loc"][-1]))
        fault = _fault(detail, keys, model, is_key="[key]" in rest)
        meant = _meant(detail, keys, data, is_key="[key]" in rest)
        if meant is not None:
            fault = Fault(fault.path, fault.wrong, f"did you mean '{printable(meant)}'? {fault.right}")
        found.setdefault((keys, detail["type"] == "missing"), fault)
    return [fault for (_, missing), fault in found.items() if not (missing and _misspelt(fault, found.values()))]


def _misspelt(missing: Fault, found: Iterable[Fault]) -> bool:
    """Whether a key that is missing stands in the same block under a wrong name."""
    said = f"did you mean '{missing.path[-1]}'?"
    return any(fault.path[:-1] == missing.path[:-1] and fault.right == said for fault in found)


def _keys(loc: tuple[str | int, ...], data: Any) -> tuple[Keys, list[str | int]]:
    """The part of a pydantic location that is a path into the file, and what it added of its own."""
    keys: list[str | int] = []
    rest: list[str | int] = []
    for part in loc:
        inside = part in data if isinstance(data, dict) else isinstance(data, list) and part in range(len(data))
        if inside:
            data = data[part]
            keys.append(part)
        else:
            rest.append(part)
    return tuple(keys), rest


def _fault(detail: ErrorDetails, keys: Keys, model: type[Model], *, is_key: bool) -> Fault:
    kind, given = detail["type"], detail.get("input")
    limits = detail.get("ctx", {})
    name = next((str(key) for key in reversed(keys) if isinstance(key, str)), "")
    shown = f"'{printable(given)}'" if isinstance(given, str | int | float) else "this"
    if is_key:
        return Fault(keys, f"'{printable(name)}' is no id", _ID_HINT)
    if kind == "missing" and isinstance(detail["loc"][-1], int):
        return Fault(keys, "an entry of the list is missing", _hint(keys, "write it as [first, second]"))
    if kind == "missing":
        return Fault(keys, f"'{name}' is missing", _hint(keys, "add it"))
    if kind == "extra_forbidden" and name == "NIC":
        return Fault(keys, NIC_REFUSED, "give NACp, or a radius such as R95: 250 m")
    if kind == "extra_forbidden":
        return Fault(keys, f"unknown key '{printable(name)}'", nearest(name, _fields_at(keys[:-1], model)))
    if kind == "literal_error":
        return Fault(keys, f"{shown} is not known here", f"use {limits.get('expected', 'another word')}")
    if given is None and kind.endswith("_type"):
        return Fault(keys, "nothing is written here", _hint(keys, "write something, or leave the key out"))
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return Fault(keys, "a block of keys is needed here", "write the fields below it, each as 'key: value'")
    if kind in ("tuple_type", "list_type"):
        return Fault(keys, "a list is needed here", _hint(keys, "write it as [first, second]"))
    if kind in ("string_type", "float_type", "int_type"):
        wrong = f"{shown} is no {'text' if kind == 'string_type' else 'number'}"
        return Fault(keys, wrong, _hint(keys, "put a text in quotes"))
    if kind in ("string_too_long", "too_long"):
        most = limits.get("max_length", 0)
        return Fault(keys, "this is too long", f"at most {most} {'characters' if kind[0] == 's' else 'entries'}")
    if kind in ("string_too_short", "too_short"):
        return Fault(keys, "this is empty", _hint(keys, "write something, or leave the key out"))
    if kind == "zone_kind":
        right = "add layer: SYR/buffer-5mi and the like, or file: and the name of a zone file beside this one"
        return Fault(keys, "the zone has neither 'layer' nor 'file'", right)
    if kind == "solve_kind":
        return Fault(keys, f"the constraints name none of {', '.join(SOLVE_KINDS)}", _HINTS["solve"])
    right = _hint(keys, "see docs/incident-file.md")
    if kind.startswith(("greater_than", "less_than", "finite_number")):
        return Fault(keys, f"{shown} is out of range", right)
    if kind.startswith("date") or kind == "value_error":
        return Fault(keys, f"{shown} is no date", right)
    if kind == "string_pattern_mismatch":
        right = _PATTERN_HINTS.get(str(limits.get("pattern")), right)
        return Fault(keys, f"{shown} is not of the right form", right)
    return Fault(keys, printable(detail["msg"], 200), right)


def _meant(detail: ErrorDetails, keys: Keys, data: Any, *, is_key: bool) -> str | None:
    """The word that stands near what was written, where what is right is one of a list."""
    kind, given, limits = detail["type"], detail.get("input"), detail.get("ctx", {})
    if is_key:
        given, kind = keys[-1], "string_pattern_mismatch"
        limits = {"pattern": ID_PATTERN}
    if kind == "solve_kind" and isinstance(given, dict):
        return next((close for key in given if (close := closest(str(key), SOLVE_KINDS))), None)
    if kind == "zone_kind" and isinstance(given, dict):
        wrong = (str(key) for key in given if key not in FileZone.model_fields)
        return next((close for key in wrong if (close := closest(key, ZONE_KINDS))), None)
    if not isinstance(given, str) or not given or len(given) > 100:
        return None
    if kind.startswith("date") or kind == "value_error":
        return _day(given)
    if kind == "literal_error":
        return closest(given, re.findall(r"'([^']*)'", str(limits.get("expected", ""))))
    if kind != "string_pattern_mismatch":
        return None
    pattern, name = limits.get("pattern"), next((key for key in reversed(keys) if isinstance(key, str)), "")
    if pattern == ID_PATTERN:
        return plain_id(given, fallback="") or None
    if pattern == REF_PATTERN:
        return closest(given, _refs(keys, data))
    if pattern == ISO3_PATTERN or name in ("zone", "zones", "state"):
        return nearest_state(given)
    if name == "grade":
        made = re.sub(r"[\s-]", "", given).upper()
        return made if re.fullmatch("[A-F][1-6]", made) else None
    return None


def _day(text: str) -> str | None:
    """The day that another way of writing a date can only mean."""
    parts = re.fullmatch(r"(\d{1,4})[./ -](\d{1,2})[./ -](\d{1,4})", text.strip())
    if parts is None:
        return None
    first, second, third = map(int, parts.groups())
    found = set()
    for year, month, day in ((first, second, third), (third, second, first), (third, first, second)):
        with contextlib.suppress(ValueError):
            found.add(dt.date(year, month, day).isoformat() if year > 99 else "")
    found.discard("")
    return found.pop() if len(found) == 1 else None


def _refs(keys: Keys, data: Any) -> Iterator[str]:
    """What a ref of a claim can name, as far as the file is whole."""

    def names(*path: str | int) -> list[str]:
        node = data
        for key in path:
            node = node.get(key) if isinstance(node, dict) else None
        return [str(name) for name in node] if isinstance(node, dict) else []

    yield from (f"assumption/{name}" for name in names("assumptions"))
    for statement in names(*keys[:2], "statements"):
        yield from (f"{statement}/{reading}" for reading in names(*keys[:2], "statements", statement, "readings"))


def _hint(keys: Keys, fallback: str) -> str:
    words = [str(key) for key in reversed(keys) if isinstance(key, str)]
    name = words[0] if words else ""
    if len(words) > 1 and words[1] == "clocks":
        return _HINTS["clocks"]
    return _HINTS.get(name, fallback)


@lru_cache(maxsize=4)
def _schema(model: type[Model]) -> dict[str, Any]:
    """Made once: a file with hundreds of faults asks for it at each."""
    return model.model_json_schema(by_alias=True)


def _fields_at(keys: Keys, model: type[Model]) -> list[str]:
    """The keys the schema knows in the block at a path."""
    schema = _schema(model)
    nodes = [schema]
    for key in keys:
        nodes = [below for node in nodes for below in _below(node, key, schema)]
    return list(
        dict.fromkeys(
            name for node in nodes for option in _options(node, schema) for name in option.get("properties", {})
        )
    )


def _options(node: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A schema node with its references followed and its alternatives spread out."""
    if "$ref" in node:
        yield from _options(schema["$defs"][str(node["$ref"]).rsplit("/", 1)[-1]], schema)
        return
    alternatives = [*node.get("anyOf", ()), *node.get("oneOf", ())]
    for alternative in alternatives:
        yield from _options(alternative, schema)
    if not alternatives:
        yield node


def _below(node: Mapping[str, Any], key: str | int, schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for option in _options(node, schema):
        if isinstance(key, int):
            below = option.get("items")
        else:
            below = option.get("properties", {}).get(key, option.get("additionalProperties"))
            if below is None:  # ids are matched by a pattern
                below = next(iter(option.get("patternProperties", {}).values()), None)
        if isinstance(below, dict):
            yield below
