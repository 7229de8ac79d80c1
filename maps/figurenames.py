"""Names of the figures that findings were computed with, as pages print them: the keys of documents in words.

A key is English and carries its unit, ``ground_speed_mps``; printed it is "ground speed", in the language spoken. A key
that is not known here, such as the id of an edition or a track, stays as it is.
"""

from __future__ import annotations

from typing import Final

from airspace.language import _, mark
from airspace.terms import quantity_name

__all__ = ["figure_name"]

_NAMES: Final = frozenset(
    {
        *(mark("air speed"), mark("answer"), mark("apart"), mark("at"), mark("bc both kgpm2"), mark("beyond border")),
        *(mark("calibrated"), mark("changed"), mark("corners"), mark("course leads in"), mark("crash places")),
        *(mark("crossing course"), mark("depth with the length"), mark("distance"), mark("edition"), mark("entry")),
        *(mark("exit"), mark("first time"), mark("fits"), mark("flight time"), mark("greatest depth")),
        *(mark("ground speed as stated"), mark("height"), mark("holds if it ends at its deepest"), mark("inside on")),
        *(mark("largest radius"), mark("lat"), mark("launch window"), mark("lead"), mark("least length")),
        *(mark("least speed as stated"), mark("least speed"), mark("length"), mark("length with the depth")),
        *(mark("length with the north"), mark("load factor"), mark("load factor limit"), mark("lon"), mark("mach")),
        *(mark("most impulse"), mark("most turn"), mark("most within the stay"), mark("needed impulse"), mark("north")),
        *(mark("north with the length"), mark("one arc load factor"), mark("one arc radius"), mark("path length")),
        *(mark("published top speed"), mark("radius"), mark("ratio"), mark("required speed"), mark("second time")),
        *(mark("seen"), mark("share"), mark("share both"), mark("share by zone"), mark("share distance")),
        *(mark("share of directions"), mark("share of stay"), mark("share time"), mark("short by"), mark("spacing")),
        *(mark("speed"), mark("speed bound"), mark("speed for depth"), mark("speed for distance")),
        *(mark("speed to border"), mark("stall estimate"), mark("stated course"), mark("sum"), mark("target speed")),
        *(mark("target way"), mark("throw"), mark("time without air"), mark("track"), mark("tracked since")),
        *(mark("turn"), mark("turn radius"), mark("way"), mark("what"), mark("fix"), mark("margin")),
        *(mark("coast spacing"), mark("climb rates"), mark("known to"), mark("either side on")),
    }
)


def figure_name(key: str) -> str:
    """The name of a figure from its key without the unit (``ground_speed``); quantities by their own names."""
    words = key.replace("_", " ")
    return _(words) if words in _NAMES else quantity_name(key)
