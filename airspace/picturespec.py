"""A picture that a track was traced from, as the incident file writes it: control and traced points in pixels."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from airspace.fields import FigureText, Id, Ids, Line, Model, Text

__all__ = ["MOST_CONTROL", "MOST_TRACED", "ControlPoint", "FitKind", "PictureSpec", "PixelError", "TracedPoint"]

FitKind = Literal["affine", "similarity", "projective"]

MOST_CONTROL, MOST_TRACED = 100, 2_000
"""Points of a picture at most: nobody picks more by hand."""

_Coordinate = Annotated[float, Field(strict=True, ge=-100_000, le=100_000, allow_inf_nan=False)]
Pixel = tuple[_Coordinate, _Coordinate]
_Size = Annotated[int, Field(strict=True, ge=1, le=100_000)]


class ControlPoint(Model):
    """A point seen on the picture whose position is known: ``at`` as printed, or a ``place`` of the file."""

    pixel: Pixel
    """Where it is on the picture: [x, y], from the top left."""
    at: Line | None = None
    """Its position as printed, such as 35.40N 35.95E; or give 'place'."""
    place: Id | None = None
    """Id of a place (under 'places') that it is; or give 'at'."""
    note: Text | None = None
    """What it is, such as a corner of the grid or the mouth of a river."""


class TracedPoint(Model):
    """A point of the path on the picture. ``at`` for all points or for none."""

    pixel: Pixel
    """Where it is on the picture: [x, y], from the top left."""
    at: FigureText | None = None
    """Its time: 09:24:05 local, or 'statement/reading' or 'assumption/name'."""


class PixelError(Model):
    """How well a point of the picture can be picked, as a standard deviation, and why."""

    value: FigureText
    """Standard deviation along each axis in pixels, such as 2 px."""
    why: Text
    """Why this much: how thick the lines are, how sharp the picture is."""


class PictureSpec(Model):
    """A picture and what was read off it."""

    source: Ids
    """Id of the source that published the picture, or a list of ids."""
    size: tuple[_Size, _Size] | None = None
    """Width and height in pixels, such as [1200, 800]; points beyond it are then refused."""
    fit: FitKind = "affine"
    """How pixels become positions: affine, similarity (one scale all over) or projective (taken at an angle)."""
    control: Annotated[tuple[ControlPoint, ...], Field(min_length=2, max_length=MOST_CONTROL)]
    """Points whose position is known; those beyond what the fit needs tell how exact it is."""
    traced: Annotated[tuple[TracedPoint, ...], Field(min_length=1, max_length=MOST_TRACED)]
    """Points of the path, in the order they were flown."""
    pixel_error: PixelError
    """How well a point can be picked."""
