"""A still map as SVG: shapes in picture units that scale with it, words and points in pixels that do not.

For looking at only, like :mod:`maps.plan` that it is drawn with. Words are set where they cover no other, first as on
a phone; those that have room only on a wide page are shown only there (class ``roomy``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
import shapely

from airspace import numbers
from airspace.geodesy import Floats
from maps.markup import Html, dash, tag
from maps.plan import BAR_LENGTHS_M, WIDTH, Plan, svg_path
from maps.shapes import Frame

__all__ = ["ASPECT", "Sheet", "Side"]

ASPECT: Final = 4 / 3
"""Width over height of a still map; the style sheet has the same."""

WIDTHS_PX: Final = (350.0, 760.0)
"""As wide as a still map is on a phone, and at least on a wide page: words must have room on the first."""

THINNED = 0.4
"""How far, in picture units, a drawn line may lie from the data: under half a pixel."""

LETTER_PX, LINE_PX = 8.1, 16.0
"""Room that a bold letter takes across, and a line of words down, at 13 pixels."""

Side = Literal["n", "ne", "e", "se", "s", "sw", "w", "nw", "middle"]
_SIDES: Final[dict[str, tuple[str, float, float]]] = {  # anchor, shift of the words in pixels
    "n": ("middle", 0, -10),
    "ne": ("start", 6, -9),
    "nw": ("end", -6, -9),
    "s": ("middle", 0, 20),
    "se": ("start", 6, 19),
    "sw": ("end", -6, 19),
    "e": ("start", 10, 4.5),
    "w": ("end", -10, 4.5),
    "middle": ("middle", 0, 4.5),
}
_AROUND: Final[tuple[Side, ...]] = ("ne", "nw", "n", "s", "se", "sw", "e", "w")
_ANCHORS: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}

Box = tuple[float, float, float, float]


class Sheet:
    """A still map under construction: shapes first, then points, then words in the order of their weight."""

    def __init__(self, frame: Frame) -> None:
        self.plan = Plan(frame, ASPECT)
        self._shapes: list[Html] = []
        self._marks: list[Html] = []
        self._taken: tuple[list[Box], ...] = tuple([] for _ in WIDTHS_PX)

    @property
    def window(self) -> Any:
        """The area that is seen, degrees on WGS84."""
        return self.plan.window

    def area(self, shape: Any, css: str) -> None:
        """What is seen of an area (degrees, WGS84)."""
        for part in shapely.get_parts(shapely.intersection(shape, self.window)):
            if part.geom_type == "Polygon":
                rings = (shapely.get_coordinates(ring) for ring in shapely.get_rings(part))
                self._path("".join(self._data(ring, close=True) for ring in rings), css)

    def border(self, shape: Any, css: str, pattern: str | None = None) -> None:
        """What is seen of a line or of several (degrees, WGS84), each in one piece so that its dashes run on."""
        seen = shapely.intersection(shape, self.window)
        joined = shapely.line_merge(seen) if seen.geom_type == "MultiLineString" else seen
        for part in shapely.get_parts(joined):
            if part.geom_type == "LineString":
                self._path(self._data(shapely.get_coordinates(part)), css, pattern)

    def line(self, lon_deg: Floats, lat_deg: Floats, css: str, pattern: str | None = None) -> None:
        """A line through points."""
        points = np.column_stack([self.plan.frame.facing(lon_deg), np.asarray(lat_deg, float)])
        self._path(self._data(points), css, pattern)

    def _data(self, points: Floats, *, close: bool = False) -> str:
        """Points as the data of a path, without those that no eye would miss."""
        x, y = self.plan.xy(points[:, 0], points[:, 1])
        line = shapely.simplify(shapely.LineString(np.column_stack([x, y])), THINNED, preserve_topology=False)
        return svg_path(shapely.get_coordinates(line), close=close)

    def _path(self, data: str, css: str, pattern: str | None = None) -> None:
        if data:
            pattern = None if pattern is None else dash(pattern)
            self._shapes.append(tag("path", d=data, class_=css, stroke_dasharray=pattern))

    def arrows(self, lon_deg: Floats, lat_deg: Floats, css: str) -> None:
        """Two heads on what is seen of a path, so that its direction shows."""
        x, y = self.plan.xy(self.plan.frame.facing(lon_deg), np.asarray(lat_deg, float))
        seen = np.flatnonzero((x > 0) & (x < WIDTH) & (y > 0) & (y < self.plan.height))
        if len(seen) < 4:
            return
        for share in (0.15, 0.85):
            at = int(seen[round(share * (len(seen) - 2))])
            turn = math.atan2(y[at + 1] - y[at], x[at + 1] - x[at])
            corners = (_turned(dx, dy, turn) for dx, dy in ((8, 0), (-6, 5.5), (-6, -5.5)))
            head = tag("path", d=f"M{'L'.join(corners)}Z", class_=css)
            self._marks.append(tag("svg", head, **self._share(float(x[at]), float(y[at]), "x", "y"), class_="mid"))

    def dot(self, lon_deg: float, lat_deg: float, css: str, radius_px: float) -> None:
        """A point of so many pixels; words keep off it."""
        x, y = self._xy(lon_deg, lat_deg)
        if not self._seen(x, y):
            return
        self._marks.append(tag("circle", **self._share(x, y, "cx", "cy"), r=f"{radius_px:g}", class_=css))
        for taken, width in zip(self._taken, WIDTHS_PX, strict=True):
            px, py = x * width / WIDTH, y * width / WIDTH
            taken.append((px - radius_px, py - radius_px, px + radius_px, py + radius_px))

    def keep_off(self, lon_deg: Floats, lat_deg: Floats, thick_px: float) -> None:
        """Keep words off a thick line of this width, unless it climbs so much that it takes a block of the map."""
        x, y = self.plan.xy(self.plan.frame.facing(lon_deg), np.asarray(lat_deg, float))
        for taken, width in zip(self._taken, WIDTHS_PX, strict=True):
            px, py = np.asarray(x) * width / WIDTH, np.asarray(y) * width / WIDTH
            if float(np.ptp(py)) < 2 * LINE_PX:
                half = thick_px / 2
                taken.append((float(px.min()), float(py.min()) - half, float(px.max()), float(py.max()) + half))

    def words(
        self, lon_deg: float, lat_deg: float, text: str, css: str, sides: Sequence[Side] = (), spaced: float = 1.0
    ) -> None:
        """Words beside a point, on the first side where they have room; none if there is none.

        ``spaced``: how much wider than bold ones the letters are set.
        """
        x, y = self._xy(lon_deg, lat_deg)
        if not self._seen(x, y):
            return
        for first, roomy in ((0, ""), (1, " roomy")):
            for side in (*sides, *(s for s in _AROUND if s not in sides and "middle" not in sides)):
                boxes = [self._box(x, y, text, side, width, spaced) for width in WIDTHS_PX]
                if all(self._free(number, boxes[number]) for number in range(first, len(WIDTHS_PX))):
                    for number in range(first, len(WIDTHS_PX)):
                        self._taken[number].append(boxes[number])
                    anchor, dx, dy = _SIDES[side]
                    at = self._share(x, y, "x", "y")
                    self._marks.append(
                        tag("text", text, **at, dx=f"{dx:g}", dy=f"{dy:g}", text_anchor=anchor, class_=f"{css}{roomy}")
                    )
                    return

    def _box(self, x: float, y: float, text: str, side: Side, width: float, spaced: float) -> Box:
        anchor, dx, dy = _SIDES[side]
        wide = LETTER_PX * spaced * len(text)
        left = x * width / WIDTH + dx - _ANCHORS[anchor] * wide
        line = y * width / WIDTH + dy
        return left, line - LINE_PX + 4, left + wide, line + 4

    def _free(self, number: int, box: Box) -> bool:
        width = WIDTHS_PX[number]
        if box[0] < 0 or box[2] > width or box[1] < 0 or box[3] > width / ASPECT:
            return False
        return all(box[2] < b[0] or b[2] < box[0] or box[3] < b[1] or b[3] < box[1] for b in self._taken[number])

    def _xy(self, lon_deg: float, lat_deg: float) -> tuple[float, float]:
        x, y = self.plan.xy(float(self.plan.frame.facing(lon_deg)), lat_deg)
        return float(x), float(y)

    def _seen(self, x: float, y: float) -> bool:
        return 0 <= x <= WIDTH and 0 <= y <= self.plan.height

    def _share(self, x: float, y: float, across: str, down: str) -> dict[str, str]:
        return {across: f"{100 * x / WIDTH:.2f}%", down: f"{100 * y / self.plan.height:.2f}%"}

    def bar(self) -> None:
        """A scale bar of a round length, at most a third of the map, in its lower right corner."""
        length_m = max((m for m in BAR_LENGTHS_M if m * self.plan.scale <= WIDTH / 3), default=BAR_LENGTHS_M[0])
        left, right = 97.0 - 100 * length_m * self.plan.scale / WIDTH, 97.0
        text = f"{numbers.number(length_m / 1000, min(1.0, length_m / 1000))}\u00a0{numbers.unit_name('km')}"
        self._marks += [
            tag("line", x1=f"{left:.2f}%", x2=f"{right:.2f}%", y1="96%", y2="96%", class_="still-bar"),
            tag(
                "text", text, x=f"{(left + right) / 2:.2f}%", y="96%", dy=-5, text_anchor="middle", class_="still-name"
            ),
        ]
        for taken, width in zip(self._taken, WIDTHS_PX, strict=True):
            taken.append((left * width / 100, 0.96 * width / ASPECT - 22, width, width / ASPECT))

    def svg(self, told: str) -> Html:
        """The map; ``told`` is what it shows, in words."""
        shapes = tag(
            "svg", *self._shapes, viewBox=f"0 0 {WIDTH:.0f} {self.plan.height:.0f}", preserveAspectRatio="none"
        )
        return tag("svg", shapes, *self._marks, class_="still-map", role="img", aria_label=told)


def _turned(dx: float, dy: float, turn: float) -> str:
    """A corner of an arrow's head turned by an angle (radians), in pixels."""
    return f"{dx * math.cos(turn) - dy * math.sin(turn):.1f} {dx * math.sin(turn) + dy * math.cos(turn):.1f}"
