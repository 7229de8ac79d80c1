"""The texts that pages show, and what a translation of them lacks.

    .venv/bin/python scripts/texts.py                what is missing, wrong or unused, for each language
    .venv/bin/python scripts/texts.py --missing tr airspace/checks    texts of some files without a translation

A text is what stands in ``_("...")``, ``n_("...", "...")`` or ``mark("...")``; each needs an entry in
``airspace/locale/<language>/*.po`` with the same ``{names}``. What pages print of the registries of the shipped data,
of borders and of performance, needs one in ``geodata/locale/<language>.po``.
"""

from __future__ import annotations

import ast
import string
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from babel.messages.pofile import read_po

from airspace.envelope import STALL_INPUTS
from geodata.editions import Edition, registry
from geodata.performance import read_performance

ROOT = Path(__file__).parent.parent
WINGS = ("airspace", "maps")
LANGUAGES = ("tr", "ru")

Key = str | tuple[str, str]


def used(paths: list[Path]) -> dict[Key, str]:
    """Every text of some files or folders, with the place where it is first used."""
    found: dict[Key, str] = {}
    for path in paths:
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", None) in ("_", "n_", "mark"):
                    found.setdefault(_key(node, file), f"{file.relative_to(ROOT)}:{node.lineno}")
    return found


def _key(node: ast.Call, file: Path) -> Key:
    texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if isinstance(node.func, ast.Name) and node.func.id == "n_":
        if len(texts) != 2:
            raise ValueError(f"{file}:{node.lineno}: n_ takes two texts written out")
        return texts[0], texts[1]
    return texts[0] if texts else ""  # _(CONSTANT): marked where the constant stands


def of_registries() -> dict[Key, str]:
    """What pages print of the registries, but for names, ids, licences and credits, with the place where it stands."""
    found: dict[Key, str] = {}
    for edition in registry().values():
        found |= dict.fromkeys(_of_edition(edition), f"borders/registry.json, {edition.id}")
    performance = ROOT / "geodata" / "performance.toml"
    for kind in read_performance(performance.read_text("utf-8"))[1]:
        if all(kind.of(quantity) for quantity in STALL_INPUTS):  # else nothing is estimated, and nothing is said of it
            figures = [figure for quantity in STALL_INPUTS for figure in kind.of(quantity)]
            texts = [text for figure in figures for text in (figure.why, figure.note)]
            found |= dict.fromkeys(texts, f"{performance.name}, {kind.name}")
    said_anyway = used([ROOT / wing for wing in WINGS])
    return {text: place for text, place in found.items() if text and text not in said_anyway}


def _of_edition(edition: Edition) -> list[str]:
    texts = [edition.title, edition.package, edition.made_of, edition.point_of_view or "", edition.edition_date]
    texts += [edition.accuracy_source, *edition.repairs, edition.note]
    return texts + [text for stretch in edition.disputed for text in (stretch.name, stretch.note)]


def own_catalogues(language: str) -> list[Path]:
    """The files with the program's texts in a language."""
    return sorted((ROOT / "airspace" / "locale" / language).glob("*.po"))


def translated(language: str, parts: Iterable[Path]) -> Iterator[tuple[str, Key, str | tuple[str, ...]]]:
    """File, text and translation of every entry of some catalogues of a language."""
    for part in parts:
        with part.open("rb") as stream:
            for message in read_po(stream, locale=language, abort_invalid=True):
                if message.id:
                    yield part.name, message.id, message.string


def names(text: str) -> set[str]:
    """The ``{names}`` of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def faults(language: str) -> list[str]:
    """What is wrong with a language: missing, empty, told twice, unused, or with other names in it."""
    wanted = {key: place for key, place in used([ROOT / wing for wing in WINGS]).items() if key}
    return _faults(language, wanted, own_catalogues(language))


def registry_faults(language: str) -> list[str]:
    """The same of what the registries say, by the catalogue beside them."""
    return _faults(language, of_registries(), [ROOT / "geodata" / "locale" / f"{language}.po"])


def _faults(language: str, wanted: Mapping[Key, str], parts: Iterable[Path]) -> list[str]:
    found: dict[Key, str | tuple[str, ...]] = {}
    wrong = []
    for part, key, text in translated(language, parts):
        forms = (text,) if isinstance(text, str) else tuple(text)
        if key in found and found[key] != text:
            wrong.append(f"{part}: {key!r} is translated a second time, otherwise")
        if not all(forms):
            wrong.append(f"{part}: {key!r} is empty")
        if key not in wanted:
            wrong.append(f"{part}: {key!r} is used nowhere")
        allowed = names(key) if isinstance(key, str) else names(key[0]) | names(key[1])
        for form in forms:
            extra = names(form) ^ allowed
            if extra - ({"count"} if isinstance(key, tuple) else set()):
                wrong.append(f"{part}: {key!r} has other names: {', '.join(sorted(extra))}")
        found[key] = text
    return wrong + [f"{place}: {key!r} has no translation" for key, place in wanted.items() if key not in found]


def main() -> int:
    """Print what is wrong; status 1 if anything is."""
    if sys.argv[1:2] == ["--missing"]:
        language, *folders = sys.argv[2:]
        done = {key for _, key, _ in translated(language, own_catalogues(language))}
        for key, place in used([(ROOT / name) for name in folders] or [ROOT / wing for wing in WINGS]).items():
            if key and key not in done:
                print(f"{place}: {key!r}")
        return 0
    wrong = [
        f"{language}: {line}" for language in LANGUAGES for line in (*faults(language), *registry_faults(language))
    ]
    print("\n".join(wrong) or "every text has its translation")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
