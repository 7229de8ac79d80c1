"""Path families as a page for the terminal: per family its members, its statements, where they lie, or why none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airspace.cli.terminal import grid, table, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airspace.families.family import Family
    from airspace.incident import Incident

__all__ = ["family_page"]

_CLOSING = (
    "Shares are of drawn paths and depend on the priors; they are no probability that a claim holds, and nothing about "
    "law, fault or intent. All figures and some paths: --json."
)
_NAMES = {
    "length_m": ("length inside", "length", 1.0),
    "depth_m": ("greatest depth", "length", 1.0),
    "closest_m": ("closest approach", "length", 1.0),
    "duration_s": ("time inside", "duration", 0.1),
    "speed_mps": ("ground speed", "speed", 1.0),
    "course_deg": ("course", "angle", 1.0),
    "turn_deg": ("turn", "angle", 1.0),
    "radius_m": ("radius of the turn", "length", 1.0),
}
_DRAWN_FROM = ("course", "turn", "altitude", "wind", "speed", "flyable")


def family_page(document: dict[str, Any], incident: Incident, found: Sequence[Family]) -> list[Any]:
    """The parts of the page."""
    claim = incident.claims[document["claim"]]
    parts: list[Any] = [
        words(incident.title, "bold"),
        words(f"{document['claim']}: {claim.title}"),
        words(f"Seed {document['seed']}; ranges hold 90 % of the members, 5 % below and 5 % above."),
    ]
    for family, told in zip(found, document["families"], strict=True):
        parts += ["", words(f"{told['family']}: {told['label']}", "bold"), *_family(family, told)]
    return [*parts, "", words(_CLOSING)]


def _family(family: Family, told: dict[str, Any]) -> list[Any]:
    shape = "straight paths" if told["shape"] == "straight" else "paths with one turn"
    rows: list[tuple[str, object]] = [
        ("drawn", f"{family.draws:,} {shape} over '{told['area']}', border {told['edition']}"),
        ("members", f"{family.members.count:,}; {told['share']['text']} of the draws meet all"),
    ]
    if told["without"]:
        rows.append(("set aside", ", ".join(told["without"])))
    if told["note"]:
        rows.append(("note", told["note"]))
    parts: list[Any] = [grid(rows, indent=2), _conditions(told)]
    rows = [*_why_empty(told), *_ranges(told)]
    return [*parts, grid(rows, indent=2), words("  drawn from", "dim"), grid(_assumed(told), indent=4)]


def _conditions(told: dict[str, Any]) -> Any:
    from rich.padding import Padding

    made = table(("condition", "stated", "meet it", "all others meet"), right=("meet it", "all others meet"))
    for row in told["conditions"]:
        made.add_row(
            words(row["condition"]), words(row["stated"]), words(_short(row["alone"])), words(_short(row["left_out"]))
        )
    return Padding(made, (0, 0, 0, 2))


def _short(share: dict[str, Any]) -> str:
    """The share in per cent without its counts."""
    return str(share["text"]).partition(" (")[0]


def _why_empty(told: dict[str, Any]) -> list[tuple[str, object]]:
    return [
        (
            "no path" if len(clash["conditions"]) == 1 else "no path has",
            f"{' + '.join(clash['conditions'])}: {clash['text']}",
        )
        for clash in told["empty_because"] or ()
    ]


def _ranges(told: dict[str, Any]) -> list[tuple[str, object]]:
    from airspace import numbers
    from airspace.interval import Interval
    from airspace.wording import span

    rows: list[tuple[str, object]] = []
    for name, q in told["distributions"].items():
        key, _, of = name.partition(" ")
        title, dimension, known_to = _NAMES.get(key, (f"northing, {of}", "length", 1.0))
        if q["p05"] < 0:
            ends = f"{numbers.number(q['p05'], known_to)} to {numbers.number(q['p95'], known_to)} degrees"
            rows.append((title, f"{ends}, middle {numbers.number(q['p50'], known_to)}"))
            continue
        ends, middle = (
            span(Interval(*each), dimension, known_to) for each in ((q["p05"], q["p95"]), (q["p50"], q["p50"]))
        )
        rows.append((title, f"{ends}, middle {middle}"))
    titles = {"entry": "enters", "exit": "leaves", "closest": "nearest border"}
    for name, spread in told["along_border"].items():
        rows.append((titles[name], _along(spread)))
    return rows


def _along(spread: dict[str, Any]) -> str:
    """Where along the border, from its southernmost point."""
    from airspace import numbers

    def told(way_m: float) -> str:
        return f"{numbers.number(abs(way_m) / 1000, 0.1)} km {'east' if way_m >= 0 else 'west'}"

    q = spread["along_m"]
    middle = spread["points"][1]
    place = numbers.coordinates(middle["lon"], middle["lat"], 100.0)
    return f"{told(q['p05'])} to {told(q['p95'])} of the southernmost point along the border, middle {place}"


def _assumed(told: dict[str, Any]) -> list[tuple[str, object]]:
    """What the paths were drawn from, a row each, without the reasons."""
    split = [line.partition(": ") for line in told["assumed"]]
    return [(name, text.partition(";")[0]) for name, _, text in split if name in _DRAWN_FROM]
