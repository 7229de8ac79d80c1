"""A zone as the engine sees it: an indexed border, vertical limits, a period of validity.

The shape and its facts (edition, coast, disputed stretches) come from :mod:`geodata.zones`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from airspace.edges import EdgeModel, Edges
from airspace.geodesy import Floats
from airspace.layers import is_layer, layer_shape, parse_layer, state_of
from airspace.track import Track
from geodata.editions import DEFAULT_EDITION
from geodata.zones import ZoneShape, national

__all__ = ["Zone", "national_zone", "zone_about"]

COAST_MATCH_DEG = 2e-6
"""A file's edge whose middle is this close to a coast line (0.2 m) is part of it: they share their vertices."""


@dataclass(frozen=True, eq=False)
class Zone:
    """A zone ready to be checked against.

    Args:
        shape: geometry and facts, WGS84 degrees.
        edges: its border, cut and indexed under ``edge_model``.
        edge_model: what line joins two vertices.
        base: the national airspace that the border was measured from, if it was: what its border is, this one is.
        from_coast: it was measured from the coast, so that a coast of ``base`` is no weak place of it.
    """

    shape: ZoneShape
    edges: Edges
    edge_model: EdgeModel
    base: Zone | None = None
    from_coast: bool = False

    @classmethod
    def of(
        cls,
        shape: ZoneShape,
        edge_model: EdgeModel = "geodesic",
        base: Zone | None = None,
        *,
        from_coast: bool = False,
    ) -> Zone:
        """Index a shape. Raises UnsupportedGeometryError for an empty shape or one at a pole."""
        if shape.coast is not None:
            shapely.prepare(shape.coast)
        return cls(shape, Edges.of(shape.geometry, edge_model), edge_model, base, from_coast)

    @property
    def has_vertical_limits(self) -> bool:
        """Whether a lower or an upper limit is set."""
        return self.shape.lower_m is not None or self.shape.upper_m is not None

    def boundary_kind(self, lon_deg: float, lat_deg: float) -> str | None:
        """What the border is at one of its points, where that makes it a weak place to decide by.

        Whether an edge is coast is asked of its middle in the file's own plane: the border point itself lies
        on the geodesic, which leaves the file's line by 14 m on an edge of 30 km.

        Returns:
            "coast" (of a land-only shape: the sea beyond may be the state's too), the name of a disputed
            stretch, or None for an ordinary border.
        """
        if self.base is not None:
            near = self.base.edges.nearest(np.array([lon_deg]), np.array([lat_deg]))
            kind = self.base.boundary_kind(float(near.lon_deg[0]), float(near.lat_deg[0]))
            return None if kind == "coast" and self.from_coast else kind
        if self.shape.land_only and self.shape.coast is not None:
            edge = self.edges.nearest(np.array([lon_deg]), np.array([lat_deg]), exact=False).edge[0]
            middle = shapely.Point(self.edges.file_lon[edge], self.edges.file_lat[edge])
            if shapely.dwithin(self.shape.coast, middle, COAST_MATCH_DEG):
                return "coast"
        for stretch in self.shape.disputed:
            west, south, east, north = stretch.bbox
            if west <= lon_deg <= east and south <= lat_deg <= north:
                return stretch.name
        return None

    def limit_breaks(self, track: Track) -> Floats:
        """Leg coordinates where a track passes a vertical limit or an end of the zone's validity."""
        found: list[Floats] = []
        if track.alt_m is not None:
            for limit in (self.shape.lower_m, self.shape.upper_m):
                if limit is not None:
                    found.append(_level_crossings(track.alt_m, limit))
        if track.t_s is not None and track.start is not None:
            for instant in (self.shape.valid_from, self.shape.valid_to):
                if instant is not None:
                    found.append(_level_crossings(track.t_s, (instant - track.start).total_seconds()))
        return np.concatenate(found) if found else np.empty(0)

    def admits(self, track: Track, u: Floats) -> NDArray[np.bool_]:
        """Whether height and time at leg coordinates lie within the zone's limits; limits are inclusive.

        A track without altitudes (or times) is not held against vertical limits (or validity) here.
        """
        allowed = np.ones(np.size(u), dtype=bool)
        alt, seconds = track.altitude(u), track.seconds(u)
        if alt is not None:
            if self.shape.lower_m is not None:
                allowed &= alt >= self.shape.lower_m
            if self.shape.upper_m is not None:
                allowed &= alt <= self.shape.upper_m
        if seconds is not None and track.start is not None:
            if self.shape.valid_from is not None:
                allowed &= seconds >= (self.shape.valid_from - track.start).total_seconds()
            if self.shape.valid_to is not None:
                allowed &= seconds <= (self.shape.valid_to - track.start).total_seconds()
        return allowed


def _level_crossings(values: Floats, level: float) -> Floats:
    """Leg coordinates where values cross a level, and fixes on it: a limit may be touched there from either side."""
    below = values < level
    leg = np.flatnonzero(below[1:] != below[:-1])
    crossed = leg + (level - values[leg]) / (values[leg + 1] - values[leg])
    return np.concatenate([crossed, np.flatnonzero(values == level)])


@lru_cache(maxsize=32)
def national_zone(state: str, edition_id: str = DEFAULT_EDITION, edge_model: EdgeModel = "geodesic") -> Zone:
    """The national airspace of a state (ISO 3166-1 alpha-3) in a border edition, indexed once.

    ``state`` may also name what is made of it, such as ``IRN/sea-12NM`` (:mod:`airspace.layers`).
    """
    if is_layer(state):
        return _layer_zone(state, edition_id, edge_model, None)
    return Zone.of(national(state, edition_id), edge_model)


def zone_about(name: str, edition_id: str, edge_model: EdgeModel, track: Track) -> Zone:
    """:func:`national_zone` for a check of one track: of a zone made of a large state only the part near it is made.

    Beyond :data:`airspace.layers.SEEN_M` of the track such a zone's border stands where the edition has it.
    """
    if not is_layer(name):
        return national_zone(name, edition_id, edge_model)
    lon = np.unwrap(track.lon_deg, period=360.0)
    west, south, east, north = lon.min(), track.lat_deg.min(), lon.max(), track.lat_deg.max()
    box = (np.floor(west), np.floor(south), np.ceil(east), np.ceil(north))  # whole degrees: tracks share their zones
    return _layer_zone(name, edition_id, edge_model, tuple(map(float, box)))


@lru_cache(maxsize=32)
def _layer_zone(
    name: str, edition_id: str, edge_model: EdgeModel, within: tuple[float, float, float, float] | None
) -> Zone:
    layer = parse_layer(name)
    shape = layer_shape(name, edition_id, edge_model, within)
    if layer.kind == "land":
        return Zone.of(shape, edge_model)
    base = national_zone(state_of(name), edition_id, edge_model)
    return Zone.of(shape, edge_model, base, from_coast=layer.kind != "buffer")
