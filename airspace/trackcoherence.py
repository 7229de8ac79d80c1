"""What the parts of one track say about each other, beyond the names that must exist.

Each fault is a path of keys below the track, what is wrong and what would be right; :mod:`airspace.coherence` adds
where the track stands in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise

from airspace.constraints import STOP_ROLES, Through, TrackSpec
from airspace.errors import FigureError, UnsupportedGeometryError
from airspace.fields import REF_PATTERN
from airspace.geodesy import MAX_SEGMENT_M, inverse
from airspace.incident import Incident, ResolvedInput
from airspace.inputspec import SpecFault
from airspace.picturespec import PictureSpec
from airspace.places import place_point
from airspace.setting import BearingPlace, ExtremePlace
from airspace.tracedpath import control_position, fit_of, picked_px, pixels, traced_time

__all__ = ["origin_faults", "picture_faults", "stop_faults"]


def origin_faults(track: TrackSpec) -> Iterator[SpecFault]:
    """A track has one origin, and a basis that goes with it."""
    given = [name for name in ("solve", "file", "picture") if getattr(track, name) is not None]
    if len(given) != 1:
        wrong = "neither 'solve' nor 'file' is given"
        if given:
            names = " and ".join(f"'{name}'" for name in given)
            wrong = f"{'both' if len(given) == 2 else 'all of'} {names} are given"
        yield SpecFault((), wrong, "give one: constraints to solve, a track file, or a picture that was traced")
    elif (track.solve is not None) != (track.basis == "reconstructed"):
        right = "a solved track is 'reconstructed', a track file is measured, digitised or illustrative"
        yield SpecFault(("basis",), f"the basis is '{track.basis}'", right)
    elif track.picture is not None and track.basis != "digitised":
        yield SpecFault(("basis",), f"the basis is '{track.basis}'", "a track traced on a picture is 'digitised'")


def stop_faults(
    incident: Incident, track: TrackSpec, solve: Through, found: Mapping[tuple[int, str], ResolvedInput]
) -> Iterator[SpecFault]:
    """Faults of a path through stated positions.

    Args:
        found: what the refs stand for that could be resolved, by the index of the stop and ``place``, ``at`` or
            ``altitude``.
    """
    if not track.zones:
        right = "add zones: and the three letters of a state, such as zones: [TUR]"
        wrong = "a path through stated positions names no zone of its own to be tested against"
        yield SpecFault(("zones",), wrong, right)
    for role in STOP_ROLES[1:]:
        given = [index for index, stop in enumerate(solve.through) if getattr(stop, role) is not None]
        without = [index for index in range(len(solve.through)) if index not in given]
        if given and without:
            wrong = f"stop {without[0] + 1} has no '{role}', and stop {given[0] + 1} has one"
            yield SpecFault(("solve", "through", without[0]), wrong, f"give '{role}' for every stop, or for none")
    yield from _times(found)
    yield from _places(incident, found)


def _times(found: Mapping[tuple[int, str], ResolvedInput]) -> Iterator[SpecFault]:
    timed = sorted((index, given) for (index, role), given in found.items() if role == "at" and given.value_time)
    for (before, first), (index, second) in pairwise(timed):
        if second.value_si <= first.value_si:
            wrong = f"'{second.text}' of stop {index + 1} is not after '{first.text}' of stop {before + 1}"
            right = "write the stops in the order of their times; if the date is another, write it: 2015-11-25T00:40Z"
            yield SpecFault(("solve", "through", index, "at"), wrong, right)


def _places(incident: Incident, found: Mapping[tuple[int, str], ResolvedInput]) -> Iterator[SpecFault]:
    """A stop must be a place whatever the border, and its legs geodesics that are determined."""
    points: dict[int, tuple[float, float]] = {}
    for (index, role), given in sorted(found.items(), key=lambda item: item[0]):
        if role != "place" or given.place not in incident.places:
            continue
        if _of_a_border(incident, given.place):
            wrong = f"the place '{given.place}' is taken from the border of each edition, and is no stated position"
            right = "name a place with a position of its own, or one at a bearing and range from such a place"
            yield SpecFault(("solve", "through", index, "place"), wrong, right)
            continue
        try:
            point = place_point(incident, given.place)
        except (ValueError, LookupError):  # a fault of the place itself, told there
            continue
        points[index] = (point.lon_deg, point.lat_deg)
    for index in points:
        if index - 1 in points and float(inverse(*points[index - 1], *points[index])[2]) > MAX_SEGMENT_M:
            wrong = f"stops {index} and {index + 1} lie nearly opposite each other on the globe: no way joins them"
            yield SpecFault(("solve", "through", index, "place"), wrong, "add a stop between them")


def picture_faults(incident: Incident, claim_id: str, picture: PictureSpec) -> Iterator[SpecFault]:
    """Faults of a picture beyond names that are not there: figures, pixels, times, and a fit that nothing holds."""
    found = [*_pixel_faults(picture), *_time_faults(incident, claim_id, picture)]
    try:
        picked_px(picture.pixel_error.value)
    except FigureError as error:
        found.append(_split(("pixel_error", "value"), error))
    for index, point in enumerate(picture.control):
        if point.at is not None and point.place is not None:
            wrong = "both 'at' and 'place' are given"
            found.append(SpecFault(("control", index), wrong, "keep one: the position as printed, or the place"))
            continue
        try:
            if _of_a_border(incident, point.place or ""):
                wrong = f"the place '{point.place}' is taken from the border of each edition"
                found.append(SpecFault(("control", index, "place"), wrong, "name a place with a position of its own"))
            else:
                control_position(incident, picture, index)
        except FigureError as error:
            found.append(_split(("control", index, *(("at",) if point.at is not None else ())), error))
        except LookupError:  # told as an unknown name
            found.append(SpecFault((), "", ""))
    yield from (fault for fault in found if fault.wrong)
    if not found:
        try:
            fit_of(incident, picture).place(*pixels(picture.traced))
        except UnsupportedGeometryError as error:
            yield _split(("control",) if "control point" in str(error) else ("traced",), error)


def _pixel_faults(picture: PictureSpec) -> Iterator[SpecFault]:
    if picture.size is None:
        return
    for name, points in (("control", picture.control), ("traced", picture.traced)):
        for index, (x, y) in enumerate(zip(*pixels(points), strict=True)):
            if not (0 <= x <= picture.size[0] and 0 <= y <= picture.size[1]):
                wrong = f"[{x:g}, {y:g}] lies off the picture, which is {picture.size[0]} by {picture.size[1]} pixels"
                right = "pixels are counted from the top left, x to the right and y down"
                yield SpecFault((name, index, "pixel"), wrong, right)


def _time_faults(incident: Incident, claim_id: str, picture: PictureSpec) -> Iterator[SpecFault]:
    given = [index for index, point in enumerate(picture.traced) if point.at is not None]
    without = [index for index in range(len(picture.traced)) if index not in set(given)]
    if given and without:
        wrong = f"point {without[0] + 1} has no 'at', and point {given[0] + 1} has one"
        right = "give the time of every traced point, or of none: what lies between two times is not told by a picture"
        yield SpecFault(("traced", without[0]), wrong, right)
    before: datetime | None = None
    for index in given:
        text = str(picture.traced[index].at)
        try:
            time = traced_time(incident, claim_id, text)
        except FigureError as error:
            if not re.fullmatch(REF_PATTERN, text):  # a ref to what is no time is told where refs are
                yield _split(("traced", index, "at"), error)
            continue
        except LookupError:  # told as an unknown name
            continue
        if before is not None and time <= before:
            wrong = f"'{text}' of point {index + 1} is not after the time of the point before it"
            yield SpecFault(("traced", index, "at"), wrong, "write the points in the order they were flown")
        before = time


def _split(path: tuple[str | int, ...], error: Exception) -> SpecFault:
    wrong, _, right = str(error).partition("; ")
    return SpecFault(path, wrong, right or "see docs/digitising.md")


def _of_a_border(incident: Incident, name: str) -> bool:
    """Whether a place, or one that it is reckoned from, lies where a border edition draws it."""
    seen: set[str] = set()
    while name not in seen:
        seen.add(name)
        place = incident.places.get(name)
        if isinstance(place, ExtremePlace):
            return True
        if not isinstance(place, BearingPlace):
            return False
        name = place.origin
    return False
