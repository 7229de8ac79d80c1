"""The small map of the surroundings: land about a frame, as the path of a drawing in the map's own projection."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import shapely
from shapely.affinity import translate

from maps.shapes import Floats, Frame

__all__ = ["overview"]

SIZE_PX: Final = (168, 126)
WIDE_DEG: Final = 32.0
"""Longitudes that it shows at least."""

FRAMES: Final = 4.0
"""It is at least so many times as wide as the frame."""

MOST_LAT_DEG: Final = 84.0


def overview(outline: Any, frame: Frame) -> tuple[str, list[float], list[int]]:
    """The land of ``outline`` (lon/lat degrees) about a frame.

    Returns the path, in pixels of the drawing and empty where there is no land; west, south, east and north of the
    drawing in degrees; its width and height in pixels.
    """
    width, height = SIZE_PX
    half = min(180.0, max(WIDE_DEG, FRAMES * (frame.east - frame.west)) / 2)
    x, y = (frame.west + frame.east) / 2, _stretched((frame.south + frame.north) / 2)
    tall, most = half * height / width, _stretched(MOST_LAT_DEG)
    y = min(most - tall, max(tall - most, y))
    corners = [x - half, _latitude(y - tall), x + half, _latitude(y + tall)]
    whole = shapely.make_valid(outline)
    land = shapely.union_all([shapely.clip_by_rect(translate(whole, turn), *corners) for turn in (-360.0, 0.0, 360.0)])

    def to_pixels(points: Floats) -> Floats:
        across = (points[:, 0] - corners[0]) / (2 * half) * width
        down = (y + tall - np.degrees(np.arcsinh(np.tan(np.radians(points[:, 1]))))) / (2 * tall) * height
        return np.column_stack([across, down])

    drawn = shapely.simplify(shapely.transform(land, to_pixels), 0.4)
    rings = [part.exterior for part in shapely.get_parts(drawn) if part.geom_type == "Polygon" and part.area > 1]
    paths = ("L".join(f"{px:.1f} {py:.1f}" for px, py in shapely.get_coordinates(ring)[:-1]) for ring in rings)
    return "".join(f"M{path}Z" for path in paths), [round(corner, 6) for corner in corners], [width, height]


def _stretched(lat_deg: float) -> float:
    """A latitude on the scale of degrees of longitude, as Mercator's projection has it."""
    return math.degrees(math.asinh(math.tan(math.radians(lat_deg))))


def _latitude(stretched_deg: float) -> float:
    return math.degrees(math.atan(math.sinh(math.radians(stretched_deg))))
