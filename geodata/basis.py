"""How a track came to be, where its file says it: a reconstructed path is not to be read back as measured."""

from __future__ import annotations

from typing import Literal, get_args

__all__ = ["BASES", "Basis", "basis_of"]

Basis = Literal["measured", "digitised", "reconstructed", "illustrative"]

BASES: tuple[Basis, ...] = get_args(Basis)


def basis_of(stated: object) -> Basis | None:
    """The basis that a word in a file names; None for anything else: files of others mean other things by it."""
    word = stated.decode("utf-8", "replace") if isinstance(stated, bytes) else stated
    return next((each for each in BASES if isinstance(word, str) and word.strip().lower() == each), None)
