"""Zones made of what a state has: its land, a sea of a stated breadth, a zone next to that, or a margin about it all.

``IRN/land``, ``IRN/sea-12NM``, ``IRN/contiguous-24NM``, ``SYR/buffer-5mi``: the three letters of the state, what is
made of its territory, and how wide, with its unit. A state alone (``IRN``) is its national airspace as the edition
draws it. Degrees on WGS84; breadths in metres over ground, right to 0.5 m (:mod:`airspace.buffer`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, get_args

import shapely
from shapely import MultiPolygon

from airspace import numbers
from airspace.buffer import MAX_DISTANCE_M, MIN_DISTANCE_M, Near, buffer, folded, line_points, polygons
from airspace.edges import EdgeModel
from airspace.errors import FigureError, LayerError, LayerRefusedError
from airspace.language import Later, _, country, language
from airspace.nearest import closest
from airspace.opposite import around_until_equal
from airspace.states import STATE_HINT, nearest_state, state_names
from airspace.units import parse_figure
from geodata import editions
from geodata.zones import ZoneShape, national

__all__ = ["SEEN_M", "Layer", "LayerKind", "is_layer", "layer_shape", "layer_title", "parse_layer", "state_of"]

LayerKind = Literal["land", "sea", "contiguous", "buffer"]

SEEN_M = 150_000.0
"""Where only a part of a state is looked at, its border is worked out this far about the part, and not beyond."""

MOST_SEEN_VERTICES = 10_000
"""Vertices of a state up to which all of it is worked out, whatever part is asked for."""

FORMS = "IRN, IRN/land, IRN/sea-12NM, IRN/contiguous-24NM or SYR/buffer-5mi"

_LAYER = re.compile(r"([A-Za-z]{2,3})\s*/\s*(.*)", re.DOTALL)
_WIDE = re.compile(r"([a-z]+)(?:[\s:=-]*(\S.*))?", re.IGNORECASE)
_KINDS = {
    "land": "land", "territory": "land", "ground": "land",
    "sea": "sea", "territorial": "sea", "water": "sea", "waters": "sea",
    "contiguous": "contiguous", "contig": "contiguous",
    "buffer": "buffer", "margin": "buffer", "within": "buffer",
}  # fmt: skip
_USUAL = {"sea": "12NM", "contiguous": "24NM", "buffer": "5mi"}


@dataclass(frozen=True, slots=True)
class Layer:
    """A zone made of a state's territory.

    ``state``: ISO 3166 alpha-3; ``width``: as written, with its unit, None for land; ``width_m``: in metres.
    """

    state: str
    kind: LayerKind
    width: str | None
    width_m: float

    @property
    def text(self) -> str:
        """The zone as it is written on the command line."""
        return f"{self.state}/{self.kind}" + (f"-{self.width}" if self.width else "")


def is_layer(text: str) -> bool:
    """Whether a text is written like a zone made of a state's territory, rightly or not: ``IRN/...``."""
    return re.match(r"[A-Z]{3}/", text) is not None


def state_of(text: str) -> str:
    """The state whose code a zone begins with: ``IRN`` of ``IRN/sea-12NM`` and of ``IRN``."""
    return text.partition("/")[0]


@lru_cache(maxsize=256)
def parse_layer(text: str) -> Layer:
    """The zone that a text such as ``IRN/sea-12NM`` names.

    Raises :class:`LayerError`, which says what would be right.
    """
    found = _LAYER.fullmatch(text.strip())
    if found is None or len(text) > 100:
        raise LayerError(f"'{text[:100]}' is no zone; write {FORMS}")
    state, rest = found[1], found[2]
    if state not in state_names():
        near = nearest_state(state, {code for edition in editions.registry().values() for code in edition.states})
        right = f"did you mean '{near}/{rest}'?" if near else STATE_HINT
        raise LayerError(f"'{state}' in '{text}' is no state known here; {right}")
    wide = _WIDE.fullmatch(rest.strip())
    word = wide[1].lower() if wide else ""
    kind: LayerKind | None = next((k for k in get_args(LayerKind) if k == word), None)
    if wide is None or kind is None:
        near_word = closest(word, _KINDS) if word else None
        offered = _offered(state, _KINDS[near_word], wide[2] if wide else None) if near_word else None
        right = f"did you mean '{offered}'?" if offered else f"write {FORMS}"
        raise LayerError(f"'{rest}' in '{text}' is nothing that is made of a territory here; {right}")
    if kind == "land":
        if wide[2]:
            raise LayerError(f"'{text}' gives land a breadth; did you mean '{state}/land' or '{state}/sea-{wide[2]}'?")
        return Layer(state, kind, None, 0.0)
    return Layer(state, kind, *_width(text, state, kind, wide[2]))


def _width(text: str, state: str, kind: str, figure: str | None) -> tuple[str, float]:
    """The breadth as it is written, without spaces, and in metres."""
    example = f"write it as '{state}/{kind}-{_USUAL[kind]}'"
    if not figure:
        raise LayerError(f"'{text}' does not say how wide; {example}")
    if not re.fullmatch(r"\d[\d.,]*\s*[A-Za-z. ]*", figure, re.ASCII):
        raise LayerError(f"'{figure}' in '{text}' is no breadth; {example}")
    try:
        width = parse_figure(figure, "length")
    except FigureError as error:
        raise LayerError(f"'{text}': {error}") from None
    if not MIN_DISTANCE_M <= width.value_si <= MAX_DISTANCE_M:
        right = f"a breadth lies between {MIN_DISTANCE_M:,.0f} and {MAX_DISTANCE_M:,.0f} m"
        raise LayerError(f"'{text}' is {width.value_si:,.0f} m wide; {right}")
    number = re.match(r"[\d.,]*\d", figure)
    return f"{number[0] if number else ''}{width.unit}", width.value_si


def _offered(state: str, kind: str, figure: str | None) -> str:
    if kind == "land":
        return f"{state}/land"
    try:
        return parse_layer(f"{state}/{kind}-{figure or _USUAL[kind]}").text
    except LayerError:
        return f"{state}/{kind}-{_USUAL[kind]}"


# --- where it lies -----------------------------------------------------------------------------------------------


def layer_shape(
    text: str,
    edition_id: str,
    edge_model: EdgeModel = "geodesic",
    within: tuple[float, float, float, float] | None = None,
) -> ZoneShape:
    """Where such a zone lies on an edition.

    Args:
        text: ``IRN/sea-12NM``.
        within: west, south, east, north in degrees (east may run on beyond 180): the part that is looked at. Of a
            state with many vertices the border is then worked out no farther than ``SEEN_M`` about it; beyond, it
            stands where the edition has it, so that nothing is cut off.

    Raises:
        LayerError: the text is wrong.
        LayerRefusedError: the edition cannot say where it lies, and why.
        UnknownEditionError, UnknownStateError, UnsupportedGeometryError.
    """
    return _layer_shape(parse_layer(text), edition_id, edge_model, within)


@lru_cache(maxsize=64)
def _layer_shape(
    layer: Layer, edition_id: str, edge_model: EdgeModel, within: tuple[float, float, float, float] | None
) -> ZoneShape:
    whole = national(layer.state, edition_id)
    seen = None
    if within is not None and shapely.get_num_coordinates(whole.geometry) > MOST_SEEN_VERTICES:
        seen = Near.box(*within, SEEN_M + layer.width_m)
    if layer.kind == "buffer":
        area = buffer(whole.geometry, layer.width_m, edge_model=edge_model, near=seen)
        return _made(layer, whole, area, Later(lambda: _buffer_note(layer)))
    if not whole.land_only:
        raise LayerRefusedError(
            f"edition '{edition_id}' draws {layer.state} with its territorial sea and not its land, so that "
            f"'{layer.text}' cannot be taken from it; land-only editions: {_land_only(layer.state)}"
        )
    if layer.kind == "land":
        return _made(layer, whole, whole.geometry, Later(_land_note))
    if whole.coast is None:
        raise LayerRefusedError(
            f"edition '{edition_id}' draws {layer.state} without a coast; '{layer.text}' has no sea"
        )
    own = line_points(whole.coast, layer.width_m, seen)
    others = list(_others(layer, edition_id, own[0].size > 0, whole.geometry))
    lands = [part for other in others for part in folded(other.geometry)]
    coasts = [other.coast for other in others if not other.coast.is_empty]
    lines = shapely.MultiLineString([line for coast in coasts for line in coast.geoms])
    rivals = line_points(lines, layer.width_m, Near(own, 2 * layer.width_m))
    sea, divided = around_until_equal(own, rivals, layer.width_m)
    wide = shapely.union_all(sea)
    near_lands = [land for land in lands if shapely.intersects(wide, land)]
    if near_lands:
        wide = shapely.difference(wide, shapely.union_all(near_lands))
    area = polygons(shapely.union_all([*folded(whole.geometry), wide]))
    return _made(layer, whole, area, Later(lambda: _sea_note(layer, edition_id, divided=divided)))


def _others(layer: Layer, edition_id: str, has_coast: bool, own: MultiPolygon) -> Iterator[editions.StateArea]:
    """The other states of the edition whose box comes near."""
    if not has_coast:
        return
    states = editions.load(edition_id)
    margin = 2 * layer.width_m / 111_000.0
    names = set[str]()
    for part in shapely.get_parts(own):
        west, south, east, north = part.bounds
        wider = margin / max(0.05, math.cos(math.radians(max(abs(south), abs(north)))))
        names |= set(editions.near(edition_id, west - wider, south - margin, east + wider, north + margin))
    for name in sorted(names - {layer.state}):
        yield states[name]


def _made(layer: Layer, whole: ZoneShape, area: MultiPolygon, note: str) -> ZoneShape:
    """The zone: its edge is what was asked for, so that a coast is no weak place of it; the note says the rest."""
    return replace(whole, name=layer.text, geometry=area, land_only=False, coast=None, note=note)


def _land_only(state: str) -> str:
    return ", ".join(e for e in editions.holding([state]) if not editions.edition(e).with_sea) or "none"


# --- in words ------------------------------------------------------------------------------------------------------


def layer_title(layer: Layer) -> str:
    """The zone in words, in the language spoken: for legends and popups."""
    name = country(layer.state, language()) or layer.state
    width = numbers.localised(_spaced(layer.width or ""))
    if layer.kind == "land":
        return _("Land territory of {state}", state=name)
    if layer.kind == "sea":
        return _("{state}: land and a territorial sea of {width}", state=name, width=width)
    if layer.kind == "contiguous":
        return _("{state}: land and sea out to {width}, the contiguous zone", state=name, width=width)
    return _("{state}: its airspace widened by {width}", state=name, width=width)


def _spaced(width: str) -> str:
    return re.sub(r"(?<=\d)(?=[A-Za-z])", " ", width)


def _land_note() -> str:
    return _("The land of the edition: its edge at the sea is the coast. Sea and the air above it are left out.")


def _buffer_note(layer: Layer) -> str:
    return _(
        "The airspace as the edition draws it, widened by {width} over ground on all sides: a rule that a claim relies "
        "on, and no border.",
        width=numbers.localised(_spaced(layer.width or "")),
    )


def _sea_note(layer: Layer, edition_id: str, *, divided: bool) -> str:
    width = numbers.localised(_spaced(layer.width or ""))
    told = [
        _(
            "Measured {width} from the coast of the edition: the baselines that states measure from are in no edition, "
            "and where they run off the coast the sea reaches farther.",
            width=width,
        )
    ]
    states = editions.edition(edition_id).states
    if divided:
        told.append(
            _(
                "Where another coast is nearer than twice that, the line of equal distance divides; limits that states "
                "have agreed on are not known here."
            )
        )
    if not editions.edition(edition_id).is_world:
        told.append(
            _(
                "The edition holds no land but that of {states}: towards other states the sea is not divided.",
                states=", ".join(states),
            )
        )
    if layer.kind == "contiguous":
        told.append(
            _(
                "A contiguous zone is for customs, taxes, immigration and health (UN Convention on the Law of the Sea, "
                "article 33): no territory, and no right over the air above it."
            )
        )
    return " ".join(told)
