"""Airspaces out of an OpenAir file (Naviter's description 2.1, and the older files it goes back to).

Lines are taken apart by ``aerofiles``, which is lenient; what they say is checked here. Angles are true degrees, radii
nautical miles, arcs and circles geodesic: drawn as edges that lie within ``ARC_OFF_M`` of them. A limit keeps what it
is counted from (:mod:`geodata.limits`); times are UTC. The file is not trusted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import Geod
from shapely import MultiPolygon, Polygon, get_parts, is_valid_reason, make_valid

from geodata.altitude import FOOT_M
from geodata.errors import Problem, ZoneFileError
from geodata.fixes import BadValueError, shown
from geodata.limits import limit

__all__ = ["ENDINGS", "Airspace", "airspaces", "looks_like"]

ENDINGS = (".txt", ".openair", ".air")

ARC_OFF_M = 0.5
"""An edge that stands for a piece of an arc lies within this of it."""

NAUTICAL_MILE_M = 1852.0  # international nautical mile, exact (Monaco 1929)
MAX_RADIUS_NM = 500.0
MAX_AIRSPACES = 20_000
MAX_LINES = 1_000_000
MAX_LINE = 1_000
MAX_VERTICES = 2_000_000

DB_APART = 0.1
"""The two ends of an arc may be this much (of the radius) unequally far from its centre: files round to seconds."""

DB_APART_M = 200.0

SAME_AREA = 1e-6
"""An outline that holds as much as its ring goes round, to this share, crosses itself nowhere."""

_GEOD = Geod(ellps="WGS84")
_BEGINS = re.compile(r"^\s*AC(\s|$)", re.MULTILINE)
_PLACE = re.compile(
    r"(\d{1,2}):(\d{1,2}(?:\.\d+)?)(?::(\d{1,2}(?:\.\d+)?))?\s*[NS]\s*,?\s*(\d{1,3}):(\d{1,2}(?:\.\d+)?)(?::(\d{1,2}(?:\.\d+)?))?\s*[EW]",
    re.ASCII,
)
_PLACE_RIGHT = "write it as 39:36:48N 119:46:06W or 39:36.800N 119:46.100W"
_UNUSED = ("AF", "AG", "AI", "AT", "AX", "SB", "SP")
_KNOWN = "AC, AN, AY, AH, AL, AA, V, DP, DA, DB and DC"


@dataclass(frozen=True, slots=True)
class Airspace:
    """One airspace, for one of its times of activation. ``line``: where it begins; longitudes run on beyond 180."""

    line: int
    geometry: Polygon | MultiPolygon
    properties: dict[str, Any]


@dataclass(slots=True)
class _Record:
    """An airspace while its lines are read."""

    line: int
    airspace_class: str
    name: str | None = None
    kind: str | None = None
    limits: dict[str, tuple[int, str]] = field(default_factory=dict)
    times: list[tuple[datetime | None, datetime | None]] = field(default_factory=list)
    on_demand: bool = False
    clockwise: bool = True
    points: list[tuple[float, float]] = field(default_factory=list)
    circle: bool = False


def looks_like(path: Path, text: str) -> bool:
    """Whether a file is OpenAir: by its ending, and a line among its first that begins an airspace."""
    return path.suffix.lower() in ENDINGS and _BEGINS.search(text) is not None


def airspaces(path: Path, shown_path: Path) -> list[Airspace]:
    """Every airspace of a file; one with several times of activation comes once for each.

    Raises :class:`~geodata.errors.ZoneFileError` with the line of the first fault.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")  # older files; only names hold other than ASCII
    found: list[Airspace] = []
    vertices = 0
    for record in _Reader(shown_path.name).records(text):
        made = _airspaces(record, shown_path.name)
        vertices += len(record.points)
        if len(found) + len(made) > MAX_AIRSPACES or vertices > MAX_VERTICES:
            wrong = f"more than {MAX_AIRSPACES} airspaces, or {MAX_VERTICES} points"
            raise ZoneFileError(Problem(shown_path.name, wrong, "take the part that matters", line=record.line))
        found += made
    return found


class _Reader:
    def __init__(self, file: str) -> None:
        from aerofiles.openair import LowLevelReader

        self.file = file
        self.parse = LowLevelReader(()).parse_line
        self.centre: tuple[float, float] | None = None

    def records(self, text: str) -> Iterator[_Record]:
        """Every airspace, its lines read; what is drawn as terrain is passed over."""
        record: _Record | None = None
        for number, raw in enumerate(text.splitlines(), 1):
            if number > MAX_LINES or len(raw) > MAX_LINE:
                self.refuse(number, "too many lines, or one too long", f"at most {MAX_LINES} lines of {MAX_LINE}")
            line = raw.partition("*")[0].replace("\t", " ").strip()
            kind, _space, value = line.partition(" ")
            if not line:
                continue
            try:
                if kind == "AC":
                    if record is not None:
                        yield record
                    record = _Record(number, _word(value, "a class"))
                elif kind in ("TO", "TC"):
                    if record is not None:
                        yield record
                    record = None
                elif kind == "V" and record is None:
                    self.variable(_Record(number, ""), line, value)
                elif record is not None:
                    self.take(record, number, kind, line, value.strip())
                elif kind not in ("SP", "SB", "DP", "DA", "DB", "DC"):
                    raise BadValueError(f"{shown(kind)} before any airspace", "begin each airspace with AC")
            except BadValueError as fault:
                self.refuse(number, fault.wrong, fault.right)
        if record is not None:
            yield record

    def refuse(self, line: int, wrong: str, right: str) -> None:
        raise ZoneFileError(Problem(self.file, wrong, right, line=line))

    def take(self, record: _Record, number: int, kind: str, line: str, value: str) -> None:
        """One line of an airspace."""
        if kind == "AN":
            record.name = _word(value, "a name")
        elif kind == "AY":
            record.kind = _word(value, "a type")
        elif kind in ("AH", "AL"):
            if kind in record.limits:
                raise BadValueError(f"a second {kind}", "an airspace has one upper and one lower limit")
            record.limits[kind] = (number, value)
        elif kind == "AA":
            self.activation(record, line, value)
        elif kind == "V":
            self.variable(record, line, value)
        elif kind in ("DP", "DA", "DB", "DC"):
            self.draw(record, kind, line, value)
        elif kind == "DY":
            raise BadValueError("an airway (DY) has no outline here", "draw its outline with DP")
        elif kind not in _UNUSED:
            raise BadValueError(f"{shown(kind)} is no record known here", f"known are {_KNOWN}")

    def parsed(self, line: str) -> dict[str, Any]:
        """What aerofiles makes of a line."""
        try:
            return dict(self.parse(line) or {})
        except Exception as error:  # noqa: BLE001 - it raises whatever the malformed value leads to
            raise BadValueError(
                f"{shown(line)} cannot be read ({type(error).__name__})", f"known are {_KNOWN}"
            ) from None

    def variable(self, record: _Record, line: str, value: str) -> None:
        name, _sign, given = value.replace(" ", "", 1).partition("=")
        if name.strip() == "X":
            _check_place(given)
            lat, lon = self.parsed(f"V X={given.strip()}")["value"]
            self.centre = (lon, lat)
        elif name.strip() == "D":
            if given.strip() not in ("+", "-"):
                raise BadValueError(f"{shown(given)} is no direction", "write V D=+ (clockwise) or V D=-")
            record.clockwise = given.strip() == "+"
        elif name.strip() not in ("W", "Z", "T"):
            raise BadValueError(f"{shown(line)} sets nothing known here", "write V X=place or V D=+ or V D=-")

    def activation(self, record: _Record, line: str, value: str) -> None:
        if value == "NONE":
            record.on_demand = True
            return
        parsed = self.parsed(line)
        times = (parsed.get("start"), parsed.get("end"))
        right = "write it as 2023-12-16T12:00Z/2023-12-16T13:00Z, either end NONE if it is open"
        if "value" in parsed or times == (None, None):
            raise BadValueError(f"{shown(value)} is no time of activation", right)
        if any(time is not None and time.tzinfo is None for time in times):
            raise BadValueError(f"{shown(value)} does not say by which clock", right)
        start, end = (None if time is None else time.astimezone(UTC) for time in times)
        if start is not None and end is not None and start >= end:
            raise BadValueError(f"{shown(value)} ends before it begins", right)
        record.times.append((start, end))

    def draw(self, record: _Record, kind: str, line: str, value: str) -> None:
        if record.circle or (kind == "DC" and record.points):
            raise BadValueError("a circle (DC) and another shape in one airspace", "a circle is a whole airspace")
        if kind == "DP":
            _check_place(value)
            lat, lon = self.parsed(line)["value"]
            record.points.append((lon, lat))
            return
        if self.centre is None:
            raise BadValueError(f"{kind} without a centre", "set it before, with V X=place")
        if kind == "DB":
            for part in value.split(","):
                _check_place(part)
            parsed = self.parsed(line)
            record.points += _arc_between(self.centre, parsed["start"], parsed["end"], clockwise=record.clockwise)
            return
        parsed = self.parsed(line)
        radius_m = _radius(parsed["value"] if kind == "DC" else parsed["radius"])
        if kind == "DC":
            record.circle = True
            record.points += _arc(self.centre, 0.0, 360.0, radius_m, radius_m)[:-1]
            return
        start, end = parsed["start"], parsed["end"]
        if not (math.isfinite(start) and math.isfinite(end) and abs(start) <= 360 and abs(end) <= 360):
            raise BadValueError(f"{shown(value)}: a bearing lies between 0 and 360", "write DA radius, from, to")
        sweep = _sweep(start, end, clockwise=record.clockwise)
        record.points += _arc(self.centre, start, sweep, radius_m, radius_m)


def _word(value: str, what: str) -> str:
    word = value.strip()
    if not word or len(word) > 200 or not word.isprintable():
        raise BadValueError(f"{shown(value)} is not {what}", "write at most 200 printable characters")
    return word


def _check_place(value: str) -> None:
    """Refuse what aerofiles would take: degrees beyond the globe, more than sixty minutes, words behind.

    Sixty itself is what programs write that round 59.7.
    """
    found = _PLACE.fullmatch(value.strip())
    if found is None or (found[3] is None) != (found[6] is None):
        raise BadValueError(f"{shown(value.strip())} is no place", _PLACE_RIGHT)
    lat, lat_min, lat_s, lon, lon_min, lon_s = (float(part or 0) for part in found.groups())
    if max(lat_min, lat_s, lon_min, lon_s) > 60:
        raise BadValueError(f"{shown(value.strip())}: minutes and seconds go to 60", _PLACE_RIGHT)
    if lat + lat_min / 60 + lat_s / 3600 > 90 or lon + lon_min / 60 + lon_s / 3600 > 180:
        raise BadValueError(f"{shown(value.strip())} is not on the globe", _PLACE_RIGHT)


def _radius(value: float) -> float:
    if not (math.isfinite(value) and 0 < value <= MAX_RADIUS_NM):
        raise BadValueError(f"a radius of {value:g} NM", f"a radius is above 0 and at most {MAX_RADIUS_NM:g} NM")
    return value * NAUTICAL_MILE_M


def _sweep(start_deg: float, end_deg: float, *, clockwise: bool) -> float:
    """The way round from one bearing to another, degrees clockwise; a whole circle if they are one."""
    turn = (end_deg - start_deg) % 360.0 if clockwise else -((start_deg - end_deg) % 360.0)
    return turn or (360.0 if clockwise else -360.0)


def _arc(
    centre: tuple[float, float], start_deg: float, sweep_deg: float, from_m: float, to_m: float
) -> list[tuple[float, float]]:
    """Points of an arc; its distance from the centre goes evenly from one to the other."""
    most = math.degrees(2 * math.acos(1 - ARC_OFF_M / max(from_m, to_m, 2 * ARC_OFF_M)))
    share = np.linspace(0.0, 1.0, 2 + int(abs(sweep_deg) / most))
    lon, lat, _ = _GEOD.fwd(
        np.full(share.size, centre[0]),
        np.full(share.size, centre[1]),
        start_deg + sweep_deg * share,
        from_m + (to_m - from_m) * share,
    )
    return list(zip(np.asarray(lon).tolist(), np.asarray(lat).tolist(), strict=True))


def _arc_between(
    centre: tuple[float, float], start: tuple[float, float], end: tuple[float, float], *, clockwise: bool
) -> list[tuple[float, float]]:
    """An arc from place to place (latitude first, as aerofiles has them), round a centre."""
    (lat1, lon1), (lat2, lon2) = start, end
    first_deg, _, from_m = _GEOD.inv(*centre, lon1, lat1)
    last_deg, _, to_m = _GEOD.inv(*centre, lon2, lat2)
    if abs(from_m - to_m) > max(DB_APART_M, DB_APART * max(from_m, to_m)):
        wrong = f"the ends of the arc are {from_m:,.0f} and {to_m:,.0f} m from its centre"
        raise BadValueError(wrong, "mend the centre (V X=) or the ends (DB)")
    if max(from_m, to_m) > MAX_RADIUS_NM * NAUTICAL_MILE_M:
        raise BadValueError(f"an arc {from_m:,.0f} m from its centre", f"a radius is at most {MAX_RADIUS_NM:g} NM")
    inner = _arc(centre, first_deg, _sweep(first_deg, last_deg, clockwise=clockwise), from_m, to_m)[1:-1]
    return [(lon1, lat1), *inner, (lon2, lat2)]


def _mended(outline: Polygon) -> Polygon | MultiPolygon | None:
    """An outline that runs out and back along a line, or touches itself, without that; None if it crosses itself."""
    if outline.is_valid:
        return outline
    x, y = (np.asarray(values) - values[0] for values in outline.exterior.xy)
    signed = abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))) / 2
    parts = [part for part in get_parts(get_parts(make_valid(outline))) if part.geom_type == "Polygon"]
    same = abs(sum(part.area for part in parts) - signed) <= SAME_AREA * signed
    return MultiPolygon(parts) if parts and same else None


def _airspaces(record: _Record, file: str) -> list[Airspace]:
    """The airspace of a record, once for each time of activation."""
    name = record.name or f"{record.airspace_class} at line {record.line}"

    def refuse(wrong: str, right: str, line: int = record.line) -> ZoneFileError:
        return ZoneFileError(Problem(file, f"{shown(name)}: {wrong}", right, line=line))

    limits = {}
    for kind in ("AL", "AH"):
        if kind not in record.limits:
            raise refuse(f"no {kind}", f"give its {'lower' if kind == 'AL' else 'upper'} limit")
        line, text = record.limits[kind]
        try:
            limits[kind] = limit(text, upper=kind == "AH", bare_unit_m=FOOT_M)
        except BadValueError as fault:
            raise refuse(f"{kind}: {fault.wrong}", fault.right, line) from None
    low, high = limits["AL"], limits["AH"]
    points = np.array(record.points, dtype=float).reshape(-1, 2)
    points = points[np.concatenate([[True], (np.diff(points, axis=0) != 0).any(axis=1)])] if len(points) else points
    if len(np.unique(points, axis=0)) < 3:
        raise refuse("no outline of three points or more", "draw it with DP, DA, DB or DC")
    points[:, 0] = np.unwrap(points[:, 0], period=360.0)
    outline = _mended(Polygon(points))
    if outline is None:
        raise refuse(f"its outline crosses itself ({is_valid_reason(Polygon(points))[:80]})", "mend it")
    properties: dict[str, Any] = {
        "lower_m": low.metres,
        "upper_m": high.metres,
        "altitude_reference": low.reference if low.metres is not None else high.reference,
        "upper_reference": high.reference if low.metres is not None and high.metres is not None else None,
        "class": record.airspace_class,
        "type": record.kind,
    }
    if record.on_demand:
        if record.times:
            raise refuse("AA NONE beside times of activation", "give one or the other")
        properties["note"] = "The file gives no times of activation (AA NONE): it is checked as if it were active."
    made = []
    for number, (start, end) in enumerate(record.times or [(None, None)], 1):
        called = name if number == 1 else f"{name} ({number})"
        own = {**properties, "name": called, "valid_from": start, "valid_to": end}
        made.append(Airspace(record.line, outline, {key: value for key, value in own.items() if value is not None}))
    return made
