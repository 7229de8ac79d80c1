"""Tracks from IGC files, the logs of GNSS flight recorders: the B records.

A B record has two altitudes, and both are kept: pressure altitude (barometric, ICAO standard atmosphere at 1013.25 hPa)
and GNSS altitude (above the WGS84 ellipsoid, unless the header HFALG says geoid). Where every record of a column is
zero, the recorder had no such sensor. A fix marked V has no three-dimensional GNSS fix and so no GNSS altitude. Times
are UTC; the date is that of the header HFDTE, and moves on where the clock passes midnight. Extensions give further
digits of position (LAD, LOD) and fractions of a second (TDS).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from geodata.altitude import AltitudeReference
from geodata.fixes import Columns, Faults, shown
from geodata.guard import checked_lines, text_of
from geodata.reading.source import Source

if TYPE_CHECKING:
    from aerofiles.igc.reader import LowLevelReader

__all__ = ["read_igc"]

_B = re.compile(
    r"B([01]\d|2[0-3])([0-5]\d)([0-5]\d)"
    r"(\d\d)([0-5]\d\d{3})([NS])(\d{3})([0-5]\d\d{3})([EW])([AV])(-\d{4}|\d{5})(-\d{4}|\d{5})"
)
_B_LETTERS = 35
_FORM = "B, hhmmss, ddmmmmmN, dddmmmmmE, A or V, two altitudes of five digits"
_HALF_DAY_S = 43_200
_GNSS: dict[str, AltitudeReference | None] = {"ELL": "ellipsoid", "GEO": "msl", "NIL": None}


@dataclass
class _Log:
    """What the header of a log says, and the day it has reached."""

    day: date | None = None
    second: float | None = None
    gnss: AltitudeReference | None = "ellipsoid"
    pressure: AltitudeReference | None = "barometric"
    extensions: dict[str, slice] = field(default_factory=dict)
    doubtful: int = 0


def read_igc(source: Source) -> list[Columns]:
    """Read the B records of an IGC file as one track; WGS84 degrees and metres.

    Raises :class:`~geodata.errors.TrackFileError` where the file is no IGC log, or says no date.
    """
    from aerofiles.igc.reader import LowLevelReader

    faults = source.faults
    checked_lines(source.raw, faults)
    lines = text_of(source.raw, faults, "latin-1").splitlines()  # pilots' names are written in any code page
    if not any(line.startswith("B") for line in lines):
        raise faults.stop("no B record", "an IGC log has lines such as B0724053551060N03602000EA0579105850")
    log = _Log()
    columns = Columns(faults, lambda at, what: (at, {"alt_m": "pressure altitude"}.get(what, what)))
    for number, line in enumerate(lines, 1):
        if line.startswith("H"):
            _header(log, line, number, faults, LowLevelReader)
        elif line.startswith("I"):
            _extensions(log, line, number, faults, LowLevelReader)
        elif line.startswith("B"):
            _fix(log, line.rstrip(), number, columns)
            columns.bound(number)
    return [_chosen(log, columns)]


def _header(log: _Log, line: str, number: int, faults: Faults, decoder: type[LowLevelReader]) -> None:
    kind = line[2:5]
    value = line.partition(":")[2].strip() if ":" in line else line[5:].strip()
    if kind == "DTE":
        try:
            stated = decoder.decode_H_record(line)["utc_date"]
        except (ValueError, IndexError):
            stated = None
        if not isinstance(stated, date):
            faults.add(f"{shown(value)} is no date", "write ddmmyy such as HFDTE241115", number, "HFDTE")
        elif log.second is None:  # later ones repeat a date that the clock may have passed
            log.day = stated
    elif kind == "DTM" and value and not _is_wgs84(line, value):
        raise faults.stop(f"positions on the datum {shown(value)}", "give WGS84", number, "HFDTM")
    elif kind == "ALG" and value[:3].upper() in _GNSS:
        log.gnss = _GNSS[value[:3].upper()]
    elif kind == "ALP" and value.upper().startswith("MSL"):
        log.pressure = "msl"


def _is_wgs84(line: str, value: str) -> bool:
    """The code of WGS84 is 100; its name is written in several ways."""
    plain = re.sub(r"[^A-Z0-9]", "", value.upper())
    return line[5:8] == "100" or plain.startswith(("WGS84", "WGS1984", "100"))


def _extensions(log: _Log, line: str, number: int, faults: Faults, decoder: type[LowLevelReader]) -> None:
    try:
        listed: list[dict[str, Any]] = decoder.decode_I_record(line)
        log.extensions = {
            each["extension_type"]: slice(each["bytes"][0] - 1, each["bytes"][1])
            for each in listed
            if _B_LETTERS < each["bytes"][0] <= each["bytes"][1]
        }
    except (ValueError, IndexError):
        faults.add(f"{shown(line[:40])} is no I record", "write I, a count, and from, to, name of each", number)


def _fix(log: _Log, line: str, number: int, columns: Columns) -> None:
    match = _B.match(line)
    if match is None:
        columns.faults.add(f"{shown(line[:40])} is no fix", _FORM, number, "B record")
        return
    hours, minutes, seconds, lat, lat_min, north, lon, lon_min, east, valid, pressure, gnss = match.groups()
    second = int(hours) * 3600 + int(minutes) * 60 + int(seconds) + _fraction(log, line, "TDS")
    if log.second is not None and log.day is not None and second < log.second - _HALF_DAY_S:
        log.day += timedelta(days=1)
    log.second = second
    if log.day is None:
        raise columns.faults.stop("no date before the first fix", "add a header such as HFDTE241115", number)
    start = datetime(log.day.year, log.day.month, log.day.day, tzinfo=UTC)
    time = (start + timedelta(microseconds=round(second * 1e6))).isoformat()
    lat_deg = int(lat) + (int(lat_min) + _fraction(log, line, "LAD")) / 60_000
    lon_deg = int(lon) + (int(lon_min) + _fraction(log, line, "LOD")) / 60_000
    position = (-lon_deg if east == "W" else lon_deg, -lat_deg if north == "S" else lat_deg, int(pressure))
    columns.add(number, position, time)
    log.doubtful += valid == "V"
    columns.add_other(number, "ellipsoid", int(gnss) if valid == "A" else None)


def _fraction(log: _Log, line: str, name: str) -> float:
    """The digits of an extension as a decimal fraction of the last unit before it; 0 without them."""
    digits = line[log.extensions[name]] if name in log.extensions else ""
    return int(digits) / 10 ** len(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 6 else 0.0


def _chosen(log: _Log, columns: Columns) -> Columns:
    """Name the altitudes by what the header says, and leave out those of a sensor that was not there."""
    heights = columns.others.pop("ellipsoid", [])
    if log.gnss is not None and any(height != 0.0 and height == height for height in heights):
        columns.others[log.gnss] = heights
    elif heights:
        columns.notes.append("no GNSS altitudes: all are zero, or none is valid")
    columns.reference = log.pressure or "barometric"
    if not any(columns.alt):
        columns.alt_state = [0] * len(columns.alt)
        columns.notes.append("no pressure altitudes: all are zero")
    if log.doubtful:
        columns.notes.append(f"{log.doubtful} of {len(columns.at)} fixes are marked V: no three-dimensional GNSS fix")
    return columns
