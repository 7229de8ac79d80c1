"""A text in every language of a page that holds them all: the style sheet shows the one that is chosen."""

from __future__ import annotations

from collections.abc import Mapping

from maps.markup import Html, join, tag

__all__ = ["said"]


def said(name: str, texts: Mapping[str, object], **attributes: object) -> Html:
    """An element for each language with its text; one alone, without a language, where all are the same."""
    if len({str(text) for text in texts.values()}) == 1:
        return tag(name, next(iter(texts.values())), **attributes)
    css = str(attributes.pop("class_", "") or "")
    classes = f"said {css}".strip()
    return join(tag(name, text, lang=spoken, class_=classes, **attributes) for spoken, text in texts.items())
