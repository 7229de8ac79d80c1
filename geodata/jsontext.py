"""JSON text that remembers where its values stand, so that a fault in a file can be given with its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from json.decoder import JSONArray, JSONObject  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import Any

__all__ = ["Lines"]

_LARGEST = 4 * 1024 * 1024
"""Characters of the largest text that is searched: finding lines is some thirty times slower than reading."""


class Lines:
    """Finds the line of a value in a JSON text; only a text with a fault is ever searched."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: dict[int, list[int]] = {}
        self._root: Any = None
        self._searched = False

    def line(self, path: tuple[str | int, ...]) -> int | None:
        """1-based line of the value at ``path``, or of the nearest thing above it.

        ``None`` if it cannot be found, or if the text is too large to be searched.
        """
        if not self._searched:
            self._searched = True
            self._search()
        value, offset = self._root, None
        for step in path:
            starts = self._starts.get(id(value))
            if isinstance(value, dict) and step in value:
                position = list(value).index(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                position = step
            else:
                break
            if starts is None or position >= len(starts):
                break
            value, offset = value[step], starts[position]
        return None if offset is None else self._text.count("\n", 0, offset) + 1

    def _search(self) -> None:
        if len(self._text) > _LARGEST:
            return
        decoder: Any = json.JSONDecoder()  # its parts are attributes that the type stubs leave out
        decoder.parse_array = self._noting(JSONArray)
        decoder.parse_object = self._noting(JSONObject)
        decoder.scan_once = py_make_scanner(decoder)
        try:
            self._root = decoder.decode(self._text.lstrip("\ufeff"))
        except (ValueError, RecursionError):
            self._root = None

    def _noting(self, parse: Callable[..., Any]) -> Callable[..., Any]:
        """``parse`` for an array or an object, noting where each of its values starts."""

        def parse_and_note(state: tuple[str, int], *arguments: Any) -> tuple[Any, int]:
            starts: list[int] = []
            scan_at = next(i for i, argument in enumerate(arguments) if callable(argument))
            scan = arguments[scan_at]

            def scan_and_note(text: str, index: int) -> Any:
                starts.append(index)
                return scan(text, index)

            value, end = parse(state, *arguments[:scan_at], scan_and_note, *arguments[scan_at + 1 :])
            self._starts[id(value)] = starts
            return value, end

        return parse_and_note
