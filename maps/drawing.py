"""The block in which Folium maps are built and rendered: text stays text, and ids come in sequence.

branca, which Folium draws with, compiles text that has already been rendered as a Jinja template a second
time, names and labels from data included. A layer called ``{{ ... }}`` would run as Python in this process,
and escaping for HTML does not help. Inside :func:`drawing` such text is passed on as it is. The same block
hands out element ids 1, 2, 3 instead of random ones, so that the same input gives the same bytes.
"""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import branca.element

__all__ = ["drawing", "elements", "is_drawn_here"]


class _Literal:
    """Stands in for ``jinja2.Template`` where branca compiles finished text: renders to that text."""

    def __init__(self, source: str, *_: object, **__: object) -> None:
        self._source = source

    def render(self, *_: object, **__: object) -> str:
        return self._source


_branca: Any = branca.element
_lock = threading.RLock()
_inside = False


@contextmanager
def drawing() -> Iterator[None]:
    """Within it, Folium objects may be built and rendered; one page per block, one thread at a time.

    What it swaps belongs to the whole process, so no other code may render Folium maps meanwhile.
    Raises ``RuntimeError`` if blocks are nested.
    """
    global _inside  # noqa: PLW0603 - it says what the swaps below say, and they are process-wide
    with _lock:
        if _inside:
            raise RuntimeError("drawing() inside drawing(): one page at a time")
        numbers = itertools.count(1)
        template, generator = _branca.Template, _branca.Element.__dict__["_generate_id"]
        _inside = True
        _branca.Template = _Literal
        _branca.Element._generate_id = classmethod(lambda _: f"n{next(numbers)}")
        try:
            yield
        finally:
            _branca.Template = template
            _branca.Element._generate_id = generator
            _inside = False


def elements(root: Any) -> Iterator[Any]:
    """Every element of a Folium tree, parents before children, in drawing order."""
    yield root
    for child in root._children.values():
        yield from elements(child)


def is_drawn_here(root: Any) -> bool:
    """Whether a tree was built in the :func:`drawing` block that is open now."""
    return _inside and all(re.fullmatch(r"n\d+", element._id) for element in elements(root))
