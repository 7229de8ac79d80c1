"""Positions as people print them, read into degrees on WGS84 with the precision that their digits have.

Read are

- decimal degrees: ``25.9953, 57.0403``, ``25.9953N 57.0403E``, ``+25.9953+057.0403/`` (ISO 6709);
- degrees and minutes, degrees, minutes and seconds: ``25°59'43"N 57°02'25"E``, ``25-59.7N 057-02.4E``, ``255943N
  0570225E`` (ICAO), ``25:59:43 57:02:25``;
- UTM: ``40R 404321 2875432`` (zone and latitude band) or ``40 north 404321 2875432``;
- MGRS: ``40R CN 12345 67890``, with two to ten digits: the square that the digits name, of which the centre is taken.

Latitude comes first unless letters (N, S, E, W, or words) say otherwise. The position lies within half of the last
printed place on either side: a box in latitude and longitude, whose half-diagonal is the radius. MGRS names the corner
of a square, so the box is the square.
"""

from __future__ import annotations

import math
import re
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any

from airspace.errors import FigureError
from airspace.geodesy import inverse
from airspace.language import mark

__all__ = ["Position", "parse_position"]

MAX_TEXT = 120  # characters; a position in words and seconds needs half of it
EXAMPLES = "25.9953N 57.0403E, 25°59'43\"N 57°02'25\"E, 40R CN 12345 67890 or 40R 404321 2875432"
BANDS = "CDEFGHJKLMNPQRSTUVWX"  # 8 degrees each from 80 S, the last 12 degrees (NGA.STND.0037, UTM and MGRS)
EASTING_M = (100_000.0, 900_000.0)  # what NGA.STND.0037 allows in a zone, overlap included
NORTHING_M = (0.0, 10_000_000.0)

DECIMALS, DEGREES = mark("decimal degrees"), mark("whole degrees")
MINUTES, SECONDS = mark("degrees and minutes"), mark("degrees, minutes and seconds")
UTM_NAME, MGRS_NAME = mark("UTM coordinates"), mark("a square of the MGRS")

_LETTERS = (  # words and signs of a direction; longer ones first
    (r"с\. ?ш\.?|северной широты|kuzey|north(?:ern)?|nord", "N"),
    (r"ю\. ?ш\.?|южной широты|güney|south(?:ern)?|süd|sud", "S"),
    (r"в\. ?д\.?|восточной долготы|doğu|east(?:ern)?|ost|est", "E"),
    (r"з\. ?д\.?|западной долготы|batı|west(?:ern)?|ouest", "W"),
)
_SIGNS = str.maketrans(dict.fromkeys("′’‘´ʹ", "'") | dict.fromkeys("″”“ʺ", '"') | dict.fromkeys("º˚", "°")
                       | dict.fromkeys("−–—", "-") | dict.fromkeys("\u00a0\u202f\u2009", " "))  # fmt: skip
_UNITS = (  # words and letters after the parts of an angle; a small s alone could be south, so only as d m s
    (re.compile(r"(?<=\d) ?deg(?:rees?|\.)? ?", re.I), "°"),
    (re.compile(r"(?<=\d) ?min(?:utes?|\.)? ?", re.I), "'"),
    (re.compile(r"(?<=\d) ?sec(?:onds?|\.)? ?", re.I), '"'),
    (re.compile(r"(?<=\d)d ?(\d[\d.,]*)m ?(\d[\d.,]*)s", re.I), r"°\1'\2" + '"'),
    (re.compile(r"(?<=\d)d(?![a-z])", re.I), "°"),
)
_MGRS = re.compile(r"(\d{1,2}) ?([A-Z]) ?([A-Z]{2})((?: ?\d+){0,2})")
_UTM_ZONE = r"(?P<zone>\d{1,2}) ?(?P<letter>[A-Za-z]|north|south)"
_METRES = r"(?P<{0}>\d{{{2},8}}(?:\.\d{{1,4}})?) ?(?:m{1}?)?"
_UTM = (
    re.compile(rf"(?:utm )?{_UTM_ZONE},? {_METRES.format('e', 'E', 4)},? {_METRES.format('n', 'N', 1)}"),
    re.compile(rf"(?:utm )?{_METRES.format('e', 'E', 4)},? {_METRES.format('n', 'N', 1)},? {_UTM_ZONE}"),
)
_SUFFIXED = re.compile(r"([^NSEW]*\d[^NSEW]*)([NSEW])[ ,;/]*([^NSEW]*\d[^NSEW]*)([NSEW])")
_PREFIXED = re.compile(r"([NSEW])([^NSEW]*\d[^NSEW]*)([NSEW])([^NSEW]*\d[^NSEW]*)")
_ISO6709 = re.compile(r"([+-])(\d+(?:\.\d+)?)([+-])(\d+(?:\.\d+)?)/?")
_ANGLE = re.compile(
    r"(?P<sign>[+-]?) ?(?P<d>\d{1,3}(?:\.\d+)?)(?: ?[°: -] ?(?:(?P<m>\d{1,2}(?:\.\d+)?)"
    r"(?: ?[': -] ?(?:(?P<s>\d{1,2}(?:\.\d+)?) ?(?:\"|'')?)?)?)?)?"
)
_COMPACT = re.compile(r"(?P<d>\d{2,3})(?P<m>\d\d)(?P<s>\d\d)?(?P<f>\.\d+)?")


@dataclass(frozen=True, slots=True)
class Position:
    """A position as printed: degrees on WGS84 and half the size of the box that its digits leave open.

    ``radius_m`` is the geodesic half-diagonal of the box: the position lies no farther than that from the point given.
    ``notation`` says in words how it was printed; it is marked for translation.
    """

    lon_deg: float
    lat_deg: float
    half_lat_deg: float
    half_lon_deg: float
    radius_m: float
    notation: str
    text: str


@dataclass(frozen=True, slots=True)
class _Angle:
    degrees: float
    half_deg: float
    notation: str


def parse_position(text: str) -> Position:
    """A position in any of the notations above. Raises :class:`FigureError`, whose message says what would be right."""
    printed = " ".join(text.translate(_SIGNS).split()).strip(" .;,()[]")
    if not printed or len(printed) > MAX_TEXT:
        what = "an empty text" if not printed else f"a text of {len(text)} characters"
        raise FigureError(f"{what} is no position; write it as {EXAMPLES}")
    if match := _MGRS.fullmatch(printed.upper()):
        return _grid(text, match)
    for form in _UTM:
        if match := form.fullmatch(printed):
            return _utm(text, match)
    lat, lon = _pair(text, printed)
    return _boxed(text, lon, lat)


def _boxed(text: str, lon: _Angle, lat: _Angle) -> Position:
    corners = [(lon.degrees + x * lon.half_deg, lat.degrees + y * lat.half_deg) for x in (-1, 1) for y in (-1, 1)]
    radius = _farthest_m(lon.degrees, lat.degrees, corners)
    notation = lat.notation if lat.half_deg >= lon.half_deg else lon.notation
    return Position(lon.degrees, lat.degrees, lat.half_deg, lon.half_deg, radius, notation, text)


def _farthest_m(lon: float, lat: float, corners: list[tuple[float, float]]) -> float:
    lons, lats = [x for x, _y in corners], [min(90.0, max(-90.0, y)) for _x, y in corners]
    return float(max(inverse(lon, lat, lons, lats)[2]))


# --- degrees ---------------------------------------------------------------------------------------------


def _pair(text: str, printed: str) -> tuple[_Angle, _Angle]:
    """Latitude and longitude."""
    lettered = _lettered(printed)
    if iso := _ISO6709.fullmatch(printed):
        lettered = f"{iso[2]}{'N' if iso[1] == '+' else 'S'} {iso[4]}{'E' if iso[3] == '+' else 'W'}"
    if match := _SUFFIXED.fullmatch(lettered):
        first, second = (match[1], match[2]), (match[3], match[4])
    elif match := _PREFIXED.fullmatch(lettered):
        first, second = (match[2], match[1]), (match[4], match[3])
    elif re.search(r"\d.*[NSEW]|[NSEW].*\d", lettered):
        raise FigureError(
            f"'{text}' does not have one letter with each angle; write it as 25.9953N 57.0403E, or both without letters"
        )
    else:
        one, other = _halves(text, lettered)
        lat, lon = _angle(text, one, None), _angle(text, other, None)
        if abs(lat.degrees) > 90:
            swapped = " (it looks like longitude first)" if abs(lon.degrees) <= 90 else ""
            raise FigureError(
                f"'{one.strip()}' in '{text}' is no latitude{swapped}; write latitude first, or say which is which: "
                "25.9953N 57.0403E"
            )
        return lat, _checked(text, lon, 180.0)
    if (first[1] in "NS") == (second[1] in "NS"):
        which = "latitudes" if first[1] in "NS" else "longitudes"
        raise FigureError(f"'{text}' has two {which}; write one with N or S and one with E or W")
    north, east = (first, second) if first[1] in "NS" else (second, first)
    return (
        _checked(text, _angle(text, north[0], north[1]), 90.0),
        _checked(text, _angle(text, east[0], east[1]), 180.0),
    )


def _lettered(printed: str) -> str:
    """The text in capitals, its words of direction as single letters, its labels taken off."""
    for unit, sign in _UNITS:
        printed = unit.sub(sign, printed)
    for words, letter in _LETTERS:
        printed = re.sub(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])", letter, printed, flags=re.I)
    labelled = re.fullmatch(
        r"(?P<a>lat|lon)[a-z]*\.? ?[:=]? ?(?P<x>[^a-z]+?)[ ,;/]+(?P<b>lat|lon)[a-z]*\.? ?[:=]? ?(?P<y>[^a-z]+)",
        printed,
        re.I,
    )
    if labelled and labelled["a"].lower() != labelled["b"].lower():
        north, east = ("x", "y") if labelled["a"].lower() == "lat" else ("y", "x")
        signed = [(labelled[part].strip(), plus, minus) for part, plus, minus in ((north, "N", "S"), (east, "E", "W"))]
        if not any(re.search("[NSEW]", part) for part, _p, _m in signed):
            return " ".join(f"{part.lstrip('+-')}{minus if part[0] == '-' else plus}" for part, plus, minus in signed)
    printed = re.sub(r"\b(?:lat|lon)[a-z]*\.? ?[:=]? ?", "", printed, flags=re.I)
    return printed.upper()


def _halves(text: str, printed: str) -> tuple[str, str]:
    """The two angles of a text without letters."""
    for separator in (r" ?[;/] ?", r", | ,", r"(?<=[°'\"]) (?=[+-]?\d+°)", r","):
        parts = re.split(separator, printed)
        if len(parts) == 2 and all(re.search(r"\d", part) for part in parts):
            return parts[0], parts[1]
    words = printed.split(" ")
    if len(words) % 2 == 0:
        middle = len(words) // 2
        return " ".join(words[:middle]), " ".join(words[middle:])
    raise FigureError(f"'{text}' is no position; write it as {EXAMPLES}")


def _angle(text: str, printed: str, letter: str | None) -> _Angle:
    """One angle; ``letter`` is its direction if it has one."""
    body = printed.strip(" ,;/").upper()
    body = re.sub(r"(?<=\d),(?=\d)", ".", body)
    compact = _COMPACT.fullmatch(body) if letter else None
    if compact and len(compact["d"]) == (2 if letter in ("N", "S") else 3):
        degrees, minutes, seconds = compact["d"], compact["m"], compact["s"]
        fraction = compact["f"] or ""
        minutes, seconds = (minutes, f"{seconds}{fraction}") if seconds else (f"{minutes}{fraction}", None)
        sign = ""
    else:
        match = _ANGLE.fullmatch(body)
        if match is None:
            raise FigureError(f"'{printed.strip()}' in '{text}' is no angle; write it as 25.9953 or 25°59'43\"")
        sign, degrees, minutes, seconds = match["sign"], match["d"], match["m"], match["s"]
    if sign and letter:
        raise FigureError(f"'{printed.strip()}{letter}' in '{text}' has a sign and a letter; leave one of them out")
    for finer, coarser in ((minutes, degrees), (seconds, minutes)):
        if finer is not None and (float(finer) >= 60 or "." in (coarser or "")):
            raise FigureError(
                f"'{printed.strip()}' in '{text}' is no angle; minutes and seconds run to 59, and only the last of "
                "degrees, minutes and seconds has decimals"
            )
    turned = -1.0 if sign == "-" or letter in ("S", "W") else 1.0
    value = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return _Angle(turned * value, *_precision(degrees, minutes, seconds))


def _precision(degrees: str, minutes: str | None, seconds: str | None) -> tuple[float, str]:
    """Half of the last printed place in degrees, and the notation in words."""
    last, size, kind = (
        (seconds, 3600, SECONDS) if seconds is not None
        else (minutes, 60, MINUTES) if minutes is not None
        else (degrees, 1, DECIMALS if "." in degrees else DEGREES)
    )  # fmt: skip
    return 0.5 * 10.0 ** -len(last.partition(".")[2]) / size, kind


def _checked(text: str, angle: _Angle, most: float) -> _Angle:
    if abs(angle.degrees) > most:
        name = "latitude" if most == 90.0 else "longitude"
        right = f"{name}s run to {most:g} degrees{' either way: 190 E is 170 W' if most == 180.0 else ''}"
        raise FigureError(f"'{text}' has a {name} of {abs(angle.degrees):g} degrees; {right}")
    return angle


# --- grids -----------------------------------------------------------------------------------------------


@cache
def _unprojected(zone: int, north: bool) -> Any:
    """The transformation from a UTM zone to degrees."""
    from pyproj import Transformer  # only grids need it

    return Transformer.from_crs(
        f"EPSG:{32600 if north else 32700}".replace("00", f"{zone:02d}"), "EPSG:4326", always_xy=True
    )


def _square(text: str, zone: int, north: bool, centre_m: tuple[float, float], half_m: float, notation: str) -> Position:
    """The position of a square of a UTM zone."""
    to_degrees = _unprojected(zone, north)
    east, northing = centre_m
    lon, lat = (float(v) for v in to_degrees.transform(east, northing))
    corners = [
        tuple(float(v) for v in to_degrees.transform(east + x * half_m, northing + y * half_m))
        for x in (-1, 1)
        for y in (-1, 1)
    ]
    half_lon = max(abs((x - lon + 180) % 360 - 180) for x, _y in corners)
    half_lat = max(abs(y - lat) for _x, y in corners)
    radius = _farthest_m(lon, lat, [(corner[0], corner[1]) for corner in corners])
    return Position(lon, lat, half_lat, half_lon, radius, notation, text)


def _band(lat_low: float, lat_high: float, letter: str) -> bool:
    """Whether a stretch of latitude has a part in a band."""
    south = -80.0 + 8.0 * BANDS.index(letter)
    north = 84.0 if letter == "X" else south + 8.0
    return lat_high >= south and lat_low <= north


def _in_band(text: str, found: Position, letter: str) -> Position:
    if not _band(found.lat_deg - found.half_lat_deg, found.lat_deg + found.half_lat_deg, letter):
        south = -80 + 8 * BANDS.index(letter)
        raise FigureError(
            f"'{text}' lies at latitude {found.lat_deg:.1f}, outside its band {letter} ({south} to "
            f"{84 if letter == 'X' else south + 8} degrees); look at the letter and the digits again"
        )
    return found


def _zone(text: str, digits: str, letter: str | None) -> int:
    zone = int(digits)
    if not 1 <= zone <= 60 or (letter is not None and letter not in BANDS):
        raise FigureError(f"'{text}' names no grid zone; zones run from 1 to 60 and bands from C to X without I and O")
    return zone


def _grid(text: str, match: re.Match[str]) -> Position:
    """An MGRS reference; the library turns its letters into a corner of its UTM zone."""
    from mgrs import MGRS, core  # only grid references need it

    zone, band = _zone(text, match[1], match[2]), match[2]
    given = match[4].split()
    digits = "".join(given)
    if len(digits) % 2 or len(digits) > 10 or (len(given) == 2 and len(given[0]) != len(given[1])):
        raise FigureError(
            f"'{text}' has {len(digits)} digits in its square; write as many for east as for north, up to 5"
        )
    each = len(digits) // 2
    east, north = digits[:each].ljust(5, "0"), digits[each:].ljust(5, "0")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a square outside its band; tested below, in words
            _, hemisphere, easting, northing = MGRS().MGRSToUTM(f"{zone:02d}{band}{match[3]}{east}{north}")
    except core.MGRSError as error:
        raise FigureError(
            f"'{text}' is no square of the military grid ({match[3]} in zone {zone}{band}); look at its letters again"
        ) from error
    side = 10.0 ** (5 - each)
    corner = (math.floor(easting + 0.25), math.floor(northing + 0.25))  # some releases give the centre of the metre
    centre = (corner[0] + side / 2, corner[1] + side / 2)
    return _in_band(text, _square(text, zone, str(hemisphere) == "N", centre, side / 2, MGRS_NAME), band)


def _utm(text: str, match: re.Match[str]) -> Position:
    """UTM coordinates: a small n or s (or a word) is the hemisphere, a capital letter the band."""
    letter, zone = match["letter"], _zone(text, match["zone"], None)
    easting, northing = float(match["e"]), float(match["n"])
    if not EASTING_M[0] <= easting <= EASTING_M[1] or not NORTHING_M[0] <= northing <= NORTHING_M[1]:
        raise FigureError(
            f"'{text}' lies outside its zone; write easting (100,000 to 900,000 m), then northing (0 to 10,000,000 m)"
        )
    places = min(len(match[name].partition(".")[2]) for name in "en")
    half = 0.5 * 10.0**-places
    if letter in ("n", "s", "north", "south"):
        return _square(text, zone, letter[0] == "n", (easting, northing), half, UTM_NAME)
    band = letter.upper()
    _zone(text, match["zone"], band)
    if band != "S":
        return _in_band(text, _square(text, zone, band >= "N", (easting, northing), half, UTM_NAME), band)
    north = _square(text, zone, True, (easting, northing), half, UTM_NAME)
    if not _band(north.lat_deg, north.lat_deg, "S"):
        return _square(text, zone, False, (easting, northing), half, UTM_NAME)
    raise FigureError(
        f"'{text}' can be the band S (32 to 40 N) or the southern hemisphere; write '{zone} north' or '{zone} south'"
    )
