"""A plane chart about the middle of a frame, for small still pictures: longitude and latitude to picture units.

For looking at only. Nothing here feeds a number: lengths and distances come from the engine.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely

from airspace.geodesy import Floats
from maps.shapes import Frame

__all__ = ["BAR_LENGTHS_M", "WIDTH", "Plan", "path_data", "svg_path"]

WIDTH = 1000.0
"""Picture units across; a page scales them."""

M_PER_DEG = 111_320.0
"""Metres per degree of latitude, and of longitude at the equator: near enough for a picture of some kilometres."""

BAR_LENGTHS_M = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
"""Round lengths a scale bar may have."""


class Plan:
    """Longitude and latitude (degrees, WGS84) to picture units, north up, all of a frame in sight.

    ``scale``: picture units per metre. ``height``: of the picture, :data:`WIDTH` over ``aspect``.
    """

    def __init__(self, frame: Frame, aspect: float) -> None:
        self.frame = frame
        self.middle = (frame.west + frame.east) / 2, (frame.south + frame.north) / 2
        self.shrink = math.cos(math.radians(self.middle[1]))
        width_m = (frame.east - frame.west) * M_PER_DEG * self.shrink
        height_m = (frame.north - frame.south) * M_PER_DEG
        self.scale = WIDTH / max(width_m, height_m * aspect)
        self.height = WIDTH / aspect

    def xy(self, lon: Floats | float, lat: Floats | float) -> tuple[Any, Any]:
        """Picture coordinates."""
        x = (lon - self.middle[0]) * M_PER_DEG * self.shrink * self.scale + WIDTH / 2
        y = self.height / 2 - (lat - self.middle[1]) * M_PER_DEG * self.scale
        return x, y

    @property
    def window(self) -> Any:
        """The picture's area in longitude and latitude, with a little beyond its edge."""
        half_x = 0.52 * WIDTH / self.scale / M_PER_DEG / self.shrink
        half_y = 0.52 * self.height / self.scale / M_PER_DEG
        lon, lat = self.middle
        return shapely.box(lon - half_x, lat - half_y, lon + half_x, lat + half_y)


def path_data(plan: Plan, points: Floats, *, close: bool = False) -> str:
    """(n, 2) points as the ``d`` of an SVG path, to a tenth of a picture unit; empty for no points."""
    x, y = plan.xy(points[:, 0], points[:, 1])
    return svg_path(np.column_stack([x, y]), close=close)


def svg_path(points: Floats, *, close: bool = False) -> str:
    """(n, 2) picture coordinates as the ``d`` of an SVG path, to a tenth of a unit; empty for no points."""
    text = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f"M{text}{'Z' if close else ''}" if text else ""
