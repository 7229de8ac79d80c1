"""A track traced on a picture: its fixes, and the fit that they come from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from airspace.digitise import FAR_OUTSIDE, PictureFit, Placed, fit_picture
from airspace.errors import FigureError
from airspace.fields import REF_PATTERN
from airspace.geodesy import Floats
from airspace.picturespec import PictureSpec
from airspace.places import place_point
from airspace.positions import parse_position
from airspace.track import Track
from airspace.units import parse_figure

if TYPE_CHECKING:
    from airspace.incident import Incident
    from airspace.picturespec import ControlPoint, TracedPoint

__all__ = ["TracedPath", "control_position", "fit_of", "picked_px", "pixels", "traced_path", "traced_time"]

MOST_PX = 100.0
"""A point that is picked no better is none."""

_PIXELS = re.compile(r"(\d{1,3}(?:\.\d{1,3})?) ?px")


@dataclass(frozen=True)
class TracedPath:
    """A path read off a picture. ``placed``: of each fix, how exact it is; ``radius_m``: the widest of theirs."""

    track: Track
    spec: PictureSpec
    fit: PictureFit
    placed: Placed

    @property
    def radius_m(self) -> float:
        """Radius that holds 95 % of the errors of every fix, metres."""
        return float(self.placed.radius_m.max())

    @property
    def common(self) -> float:
        """Share of the variance that the fixes have in common, on average."""
        return float(self.placed.common.mean())

    @property
    def far_outside(self) -> tuple[int, ...]:
        """Numbers, from 1, of the fixes that lie far outside the control points."""
        far = self.placed.outside_m > FAR_OUTSIDE * self.fit.extent_m
        return tuple(int(index) + 1 for index in np.flatnonzero(far))


def traced_path(incident: Incident, claim_id: str, track_id: str) -> TracedPath:
    """The path of a claim's track that has a ``picture``; positions in degrees on WGS84.

    Raises:
        ValueError: the track has no picture.
        UnsupportedGeometryError: control points that hold no picture; a file that was loaded has none.
    """
    spec = incident.claim(claim_id).tracks[track_id].picture
    if spec is None:
        raise ValueError(f"track '{track_id}' of claim '{claim_id}' was traced on no picture")
    fit = fit_of(incident, spec)
    placed = fit.place(*pixels(spec.traced))
    times = [traced_time(incident, claim_id, point.at) for point in spec.traced if point.at is not None]
    track = Track(
        f"{claim_id}/{track_id}",
        placed.lon_deg,
        placed.lat_deg,
        None,
        times[0].astimezone(UTC) if times else None,
        np.array([(time - times[0]).total_seconds() for time in times]) if times else None,
        "digitised",
    )
    return TracedPath(track, spec, fit, placed)


def fit_of(incident: Incident, spec: PictureSpec) -> PictureFit:
    """A picture laid on the ground by its control points. Raises :class:`UnsupportedGeometryError`."""
    known = [control_position(incident, spec, index) for index in range(len(spec.control))]
    lon, lat, radius = (np.array(column, dtype=float) for column in zip(*known, strict=True))
    return fit_picture(
        *pixels(spec.control), lon, lat, spec.fit, picked_px(spec.pixel_error.value), float(radius.max())
    )  # fmt: skip


def control_position(incident: Incident, spec: PictureSpec, index: int) -> tuple[float, float, float]:
    """Longitude and latitude of a control point, and how far the true place can lie from them by their digits, metres.

    Raises:
        FigureError: a position that cannot be read, or none.
        UnknownNameError: a place that is not there.
    """
    point = spec.control[index]
    if point.at is not None:
        found = parse_position(point.at)
        return found.lon_deg, found.lat_deg, found.radius_m
    if point.place is None:
        raise FigureError("no position is given; give 'at' and the position as printed, or 'place'")
    place = place_point(incident, point.place)
    return place.lon_deg, place.lat_deg, place.radius_m or 0.0


def picked_px(text: str) -> float:
    """Pixels of a figure such as "2 px". Raises :class:`FigureError`."""
    found = _PIXELS.fullmatch(text.strip())
    if found is None or not 0 < float(found[1]) <= MOST_PX:
        raise FigureError(f"'{text}' is no number of pixels; write it as '2 px', at most {MOST_PX:g} px")
    return float(found[1])


def traced_time(incident: Incident, claim_id: str, text: str) -> datetime:
    """The time of a traced point: a clock time as text, or a ref to a reading or an assumption.

    Raises:
        FigureError: text that is no time.
        UnknownNameError: a ref to nothing.
    """
    if re.fullmatch(REF_PATTERN, text):
        given = incident.resolve(claim_id, text)
        found, shown = given.value_time, f"'{text}' ('{given.text}')"
    else:
        found, shown = parse_figure(text, "time", on=incident.date, clocks=incident.clocks).time, f"'{text}'"
    if found is None:
        raise FigureError(f"{shown} is no time; write a clock time such as 09:24:05 local")
    return found


def pixels(points: tuple[ControlPoint, ...] | tuple[TracedPoint, ...]) -> tuple[Floats, Floats]:
    """Pixels of points as columns, x to the right and y down."""
    x, y = np.array([point.pixel for point in points], dtype=float).T
    return x, y
