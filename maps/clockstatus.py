"""How sure a path of the comparison page is: its verdict, its clock, its speed and the other borders it is held to."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from airspace.assessment import TrackCase, TrackResult
from airspace.incident import ResolvedInput
from airspace.language import _
from airspace.numbers import localised
from airspace.separation import Separation
from airspace.wording import state
from geodata import editions as borders
from maps.given import clock_input
from maps.scene import Scene

__all__ = ["clock_status", "editions_status", "speed_status", "verdict_status"]

Each = Callable[[Callable[[Scene], str]], dict[str, str]]
"""What is said in each language, by language."""


def verdict_status(each: Each, result: TrackResult | None) -> dict[str, Any] | None:
    """Zone, whether the verdict was built in, and whether the border carries it; None for a path tested against none.

    Where it does not, ``why``, in each language.
    """
    if result is None:
        return None
    why = result.why or ""
    return {
        "zone": result.zone,
        "zoneName": each(lambda _told: state(result.zone)),
        "built": "verdict" in result.by_construction,
        "decisive": result.decisive,
        "why": None if result.decisive else each(lambda _told: str(why) or _("the border cannot decide")),
    }


def clock_status(each: Each, case: TrackCase) -> dict[str, Any] | None:
    """How much earlier and later a whole path may be, seconds, by the interval of the time that its clock hangs on."""
    clock = clock_input(case)
    if clock is None or not _open(clock):
        return None
    low, high = clock.interval_si
    return {
        "earlier_s": round(clock.value_si - low, 3),
        "later_s": round(high - clock.value_si, 3),
        "assumed": clock.kind == "assumption",
        "text": each(lambda _told: localised(clock.text)),
    }


def speed_status(each: Each, case: TrackCase) -> dict[str, Any] | None:
    """The interval of an assumed speed, metres per second, with the figure as the file has it; None for any other."""
    speed = case.reconstruction.inputs.get("speed") if case.reconstruction is not None else None
    if speed is None or speed.kind != "assumption" or not _open(speed):
        return None
    low, high = speed.interval_si
    text = each(lambda _told: localised(speed.text))
    return {"low_mps": round(low, 3), "high_mps": round(high, 3), "text": text}


def editions_status(each: Each, apart: Separation, results: Mapping[str, TrackResult]) -> dict[str, Any]:
    """The other editions: how many, of how many families but its own, how many cannot decide, their ids and titles.

    Args:
        results: the path's result in this zone, by edition.
    """
    families: dict[str, list[str]] = {}
    for name in apart.others:
        families.setdefault(borders.edition(name).family, []).append(name)
    independent = set(families) - {borders.edition(apart.edition).family}
    weak = sum(name in results and not results[name].decisive for name in apart.others)

    def names(_told: Scene) -> str:
        return "; ".join(" + ".join(_(borders.edition(one).title) for one in own) for own in families.values())

    ids = "; ".join(" + ".join(own) for own in families.values())
    return {"count": len(apart.others), "families": len(independent), "weak": weak, "ids": ids, "names": each(names)}


def _open(given: ResolvedInput) -> bool:
    """Whether a figure leaves an interval, and one with ends."""
    low, high = given.interval_si
    return math.isfinite(low) and math.isfinite(high) and high > low
