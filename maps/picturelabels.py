"""Where the words of a still picture stand, so that none covers another, on a wide page and on a phone.

A phone shows the middle of a picture, as high as it is, and its letters are larger (``page.css``). Words that have
room only on a wide page are hidden there (class ``roomy``). Lengths are in units of the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from maps.markup import Html, join, tag
from maps.plan import WIDTH

__all__ = ["PHONE", "PHONE_ASPECT", "SHEET", "WIDE", "Labels", "Side", "Size"]

PHONE_ASPECT: Final = 1.04
"""Width over height of what a phone shows of a picture."""


@dataclass(frozen=True, slots=True)
class Size:
    """Room for a letter of a label and for a capital of a state's name across, and for a line down."""

    letter: float
    capital: float
    line: float


WIDE: Final = Size(9.0, 14.0, 18.0)
PHONE: Final = Size(15.0, 24.0, 30.0)
SHEET: Final = Size(17.0, 28.0, 34.5)
"""On a phone that shows the whole width of a picture, as the summary's."""

GAP: Final = 4.0
"""Left free on either side of words."""


Side = Literal["n", "ne", "nw", "s", "se", "sw", "e", "w"]
_SIDES: Final[dict[Side, tuple[str, float, int]]] = {  # anchor, shift across, whether above (-1) or below (1)
    "n": ("middle", 0.0, -1),
    "ne": ("start", 8.0, -1),
    "nw": ("end", -8.0, -1),
    "s": ("middle", 0.0, 1),
    "se": ("start", 8.0, 1),
    "sw": ("end", -8.0, 1),
    "e": ("start", 14.0, 0),
    "w": ("end", -14.0, 0),
}
_ABOVE, _BELOW = -12.0, 26.0
_SHARES: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}

Box = tuple[float, float, float, float]


class Labels:
    """The words of a picture of some height, set one after another; ``drawn`` holds those that found room.

    ``phone``: :data:`PHONE` or :data:`SHEET`, what a phone makes of the picture.
    """

    def __init__(self, height: float, phone: Size = PHONE) -> None:
        self.drawn: list[Html] = []
        self.phone = phone
        self.share = 1.0 if phone is SHEET else min(1.0, PHONE_ASPECT * height / WIDTH)
        half = self.share * WIDTH / 2
        self._seen: dict[Size, Box] = {
            phone: (WIDTH / 2 - half, 0.0, WIDTH / 2 + half, height),
            WIDE: (0.0, 0.0, WIDTH, height),
        }
        self._taken: dict[Size, list[Box]] = {phone: [], WIDE: []}

    def keep_off(self, x: float, y: float, half: float = 4.0) -> None:
        """Words keep off a point."""
        for taken in self._taken.values():
            taken.append((x - half, y - half, x + half, y + half))

    def put(self, x: float, y: float, lines: Sequence[str], side: Side) -> None:
        """Set lines of words beside a point, at ``side`` or at another where they have room; else leave them out."""
        sides = (side, *(other for other in _SIDES if other != side))
        for sizes in ((self.phone, WIDE), (WIDE,)):
            for here in sides:
                boxes = {size: _box(x, y, lines, here, size) for size in sizes}
                if all(self._free(size, box) for size, box in boxes.items()):
                    for size, box in boxes.items():
                        self._taken[size].append(box)
                    self.drawn.append(_text(x, y, lines, here, "" if self.phone in sizes else " roomy"))
                    return

    def has_room(self, x: float, y: float, name: str, size: Size) -> bool:
        """Take the place about a point for a state's name if it is free: of a phone's size also on a wide page."""
        sizes = (self.phone, WIDE) if size is self.phone else (WIDE,)
        boxes = {
            one: (x - one.capital * len(name) / 2, y - one.line / 2, x + one.capital * len(name) / 2, y + one.line / 2)
            for one in sizes
        }
        if not all(self._free(one, box) for one, box in boxes.items()):
            return False
        for one, box in boxes.items():
            self._taken[one].append(box)
        return True

    def _free(self, size: Size, box: Box) -> bool:
        seen = self._seen[size]
        if box[0] < seen[0] or box[1] < seen[1] or box[2] > seen[2] or box[3] > seen[3]:
            return False
        return all(box[2] < b[0] or b[2] < box[0] or box[3] < b[1] or b[3] < box[1] for b in self._taken[size])


def _first_line(y: float, lines: Sequence[str], side: Side) -> tuple[float, float]:
    """Where the first line stands: a height, and how many lines above it."""
    above = _SIDES[side][2]
    if above < 0:
        return y + _ABOVE, len(lines) - 1
    return (y + _BELOW, 0.0) if above else (y, (len(lines) - 1) / 2 - 0.35 / 1.15)


def _box(x: float, y: float, lines: Sequence[str], side: Side, size: Size) -> Box:
    anchor, across, _above = _SIDES[side]
    at, up = _first_line(y, lines, side)
    wide = size.letter * max(map(len, lines))
    left = x + across - _SHARES[anchor] * wide
    first = at - up * size.line
    return left - GAP, first - 0.7 * size.line, left + wide + GAP, first + (len(lines) - 1 + 0.2) * size.line


def _text(x: float, y: float, lines: Sequence[str], side: Side, roomy: str) -> Html:
    anchor, across, _above = _SIDES[side]
    at, up = _first_line(y, lines, side)
    left = f"{x + across:.1f}"
    rise = f"{-1.15 * up:.2f}em" if up else None
    spans = [tag("tspan", line, x=left, dy="1.15em" if number else rise) for number, line in enumerate(lines)]
    return tag("text", join(spans, " "), x=left, y=f"{at:.1f}", text_anchor=anchor, class_=f"pic-label{roomy}")
