"""What several pages share: the order and style of the claims, the borders as drawn, the frame to open on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

import numpy as np
import shapely
from shapely import affinity

from airspace.assessment import Assessment, TrackCase, TrackResult
from airspace.coverage import incident_editions, incident_states, worth_state
from airspace.geodesy import Floats, direct
from airspace.incident import FixedPlace, Incident
from airspace.language import _
from airspace.places import PlacePoint, place_point
from airspace.track import Track
from airspace.units import parse_figure
from geodata import editions as borders
from maps.layers import base_map
from maps.shapes import Frame, drawn, elsewhere
from maps.theme import ClaimStyle, claim_style
from maps.tiles import Tiles

__all__ = ["Ring", "Scene", "sampled"]

STEP_M = 500.0
"""A path is drawn with a point at least this often: the straight line between two strays by under 2 cm."""

LAND_EDITION = "wdbii"
"""Where the ground's land comes from: the default edition reaches out to sea and shows no coast."""

MOST_STATES = 60
"""A map of more states than this shows those that the incident names: it is one of the whole world."""

NEAR_M, FAR_M = 2.0, 400.0
"""How far a drawn border may lie from the data, near the decisive place and away from it."""

NAME_TRIES = 41
"""Columns and rows of a window at which a name is tried."""

NAME_HIGH = 0.04
"""Height of a state's name, a share of a window's width."""

BESIDE = 1.6
"""How much wider a map on a screen is than what it opens on."""

MAP_LETTER = 0.018
"""Width of a letter of a state's name, a share of the width that a map opens on: 11 pixels of some 600."""

WORLD_M = 1_000.0
"""How far the coarse outline of the world may be thinned; it is shown only when the map is far out."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A geodesic circle of the incident, as points; ``radius`` as it is stated."""

    label: str
    radius: str
    note: str | None
    lon_deg: Floats
    lat_deg: Floats


def sampled(track: Track, u_from: float = 0.0, u_to: float | None = None) -> tuple[Floats, Floats]:
    """Points of a path between two leg coordinates, close enough to draw its geodesics as lines: two at the least, so
    that a path of one fix is a line without length, drawn as a dot."""
    end = float(track.fixes - 1) if u_to is None else u_to
    along = track.along([u_from, end])
    count = max(2, int(np.ceil((along[1] - along[0]) / STEP_M)) + 1)
    inner = np.arange(np.floor(u_from) + 1, np.ceil(end))
    u = np.unique(np.concatenate([track.at_along(np.linspace(along[0], along[1], count)), inner, [u_from, end]]))
    return track.position(u if u.size > 1 else np.repeat(u, 2))


@lru_cache(maxsize=32)
def _state_area(edition_id: str, state: str, frame: Frame) -> Any:
    area = drawn(borders.load(edition_id)[state].geometry, frame, near_m=NEAR_M, far_m=FAR_M).geometry
    if area.is_valid:
        return area
    mended = shapely.get_parts(shapely.get_parts(shapely.make_valid(area)))  # far off, thinning may cross a line
    return shapely.MultiPolygon([part for part in mended if part.geom_type == "Polygon"])


@lru_cache(maxsize=16)
def _outline(edition_id: str, states: tuple[str, ...], frame: Frame) -> Any:
    rings = [shapely.boundary(borders.load(edition_id)[state].geometry) for state in states]
    return drawn(shapely.line_merge(shapely.union_all(rings)), frame, near_m=NEAR_M, far_m=FAR_M).geometry


class Scene:
    """An assessment with everything the pages need to draw it.

    Args:
        assessment: of an incident, with results on every edition to be shown.
        tiles: a tile background, only if the reader asked for one.
    """

    def __init__(self, assessment: Assessment, tiles: Tiles | None = None) -> None:
        if assessment.incident is None:
            raise ValueError("a dossier is made of an incident, not of a single track file")
        self.assessment = assessment
        self.incident: Incident = assessment.incident
        self.tiles = tiles
        self.styles: dict[str, ClaimStyle] = {
            claim_id: claim_style(number) for number, claim_id in enumerate(self.incident.claims)
        }

    def name(self, claim_id: str) -> str:
        """A claim's name: its claimant, with the title where a claimant has several claims."""
        claim = self.incident.claims[claim_id]
        alone = sum(other.claimant == claim.claimant for other in self.incident.claims.values()) == 1
        first = next(i for i, other in self.incident.claims.items() if other.claimant == claim.claimant) == claim_id
        return claim.claimant if alone or first else f"{claim.claimant}: {claim.title}"

    def cases(self, claim_id: str) -> tuple[TrackCase, ...]:
        """The tracks of a claim, in the order of the file."""
        return tuple(case for case in self.assessment.cases if case.claim_id == claim_id)

    def result(self, case: TrackCase, edition_id: str | None = None) -> TrackResult | None:
        """A track's result on the border it was built on, or on another edition."""
        asked = self.assessment.editions
        given_on = self.edition if self.edition in asked else next(iter(asked), self.edition)
        edition = edition_id or case.solved_on or given_on
        zone = case.reconstruction.zone if case.reconstruction is not None else None
        for result in self.assessment.results:
            same = (result.claim_id, result.track_id) == (case.claim_id, case.track_id)
            if same and result.edition == edition and zone in (None, result.zone):
                return result
        return None

    def stays(self, case: TrackCase) -> bool:
        """Whether a track is somewhere inside the zone, on the border it was built on."""
        result = self.result(case)
        return result is not None and bool(result.violation.incursions)

    def decisive_points(self, cases: Iterable[TrackCase]) -> list[tuple[float, float]]:
        """Entries, exits, deepest points and closest approaches: what a map has to show first."""
        points: list[tuple[float, float]] = []
        for case in cases:
            result = self.result(case)
            if result is None:
                continue
            for stay in result.violation.incursions:
                points += [(p.lon_deg, p.lat_deg) for p in (stay.start, stay.end, stay.deepest)]
                points.append((stay.border_lon_deg, stay.border_lat_deg))
            near = result.violation.closest
            if near is not None:
                points += [(near.at.lon_deg, near.at.lat_deg), (near.border_lon_deg, near.border_lat_deg)]
        return points

    def frame(self, cases: Iterable[TrackCase], at_least_m: float = 7_000.0) -> Frame:
        """The place a map opens on; the areas of the incident where no track decides."""
        asked = list(cases)
        points = self.decisive_points(asked)
        if not points:
            points = self.decisive_points(self.assessment.cases)
        if not points or all(case.track is None or case.track.fixes == 1 for case in asked):  # a lone place says little
            world = [] if points else [(-180.0, -60.0, 180.0, 75.0)]
            boxes = [area.bbox for area in self.incident.areas.values()] or world
            points += [corner for w, s, e, n in boxes for corner in ((w, s), (e, n))]
        lon, lat = zip(*points, strict=True)
        return Frame.around(lon, lat, margin=0.35, at_least_m=at_least_m)

    @cached_property
    def detail(self) -> Frame:
        """Where borders are drawn in full: around all that decides, one and the same for every page."""
        return self.frame(self.assessment.cases).grown(3.0)

    @cached_property
    def edition(self) -> str:
        """The edition that pages draw where none is named: the first that holds the states of the incident."""
        return borders.default_for(incident_states(self.incident))

    @cached_property
    def land_edition(self) -> str:
        """The edition that the ground's land comes from: it ends at the coast, and holds what :attr:`edition` does."""
        if not borders.edition(self.edition).is_world:
            return LAND_EDITION
        held = incident_editions(self.incident)
        land = (name for name in held if borders.edition(name).is_world and not borders.edition(name).with_sea)
        return next(land, held[0])

    @cached_property
    def worth_state(self) -> str | None:
        """The state by which the worth of editions is told (:func:`airspace.coverage.worth_state`)."""
        return worth_state(incident_states(self.incident))

    def states(self, edition_id: str | None = None) -> tuple[str, ...]:
        """The states of an edition (None: :attr:`edition`) that maps show: near what they show, if it holds the world.

        Where :attr:`edition` holds the states of one theatre, only these, on every edition.
        """
        name = edition_id or self.edition
        if not borders.edition(self.edition).is_world:
            return tuple(code for code in borders.load(name) if code in borders.load(self.edition))
        frame = self.detail.grown(2.0)
        near = borders.near(name, frame.west, frame.south, frame.east, frame.north)
        return near if len(near) <= MOST_STATES else tuple(c for c in near if c in incident_states(self.incident))

    def state_area(self, state: str, edition_id: str | None = None) -> Any:
        """A state's area as drawn, on :attr:`edition` if none is named."""
        return _state_area(edition_id or self.edition, state, self.detail)

    def name_places(
        self,
        state: str,
        window: Any,
        cases: Sequence[TrackCase],
        wide: float,
        high: float = NAME_HIGH,
        clear: float = 0.01,
    ) -> list[tuple[float, float]]:
        """Where a state's name can stand, the roomiest place first: (lon, lat) of its middle, degrees on WGS84.

        All of it lies within what a window shows of the state and clear of the paths. ``wide`` and ``high``: the
        name's size, ``clear``: how far it keeps off paths, as shares of the window's width.
        """
        west, south, east, north = window.bounds
        half_x = wide * (east - west) / 2
        half_y = high * (east - west) / 2 * math.cos(math.radians((south + north) / 2))
        seen = shapely.intersection(self.state_area(state), window)
        lines = [shapely.LineString(np.column_stack(sampled(c.track))) for c in cases if c.track is not None]
        room = shapely.difference(seen, shapely.union_all(lines).buffer(clear * (east - west))) if lines else seen
        if room.is_empty or 2 * half_x > east - west or 2 * half_y > north - south:
            return []
        x, y = np.meshgrid(
            np.linspace(west + half_x, east - half_x, NAME_TRIES),
            np.linspace(south + half_y, north - half_y, NAME_TRIES),
        )
        boxes = shapely.box(x - half_x, y - half_y, x + half_x, y + half_y).ravel()
        shapely.prepare(room)
        held = np.flatnonzero(shapely.contains(room, boxes))
        order = held[np.argsort(-shapely.distance(boxes[held], room.boundary), kind="stable")]
        return [(float(x.ravel()[i]), float(y.ravel()[i])) for i in order]

    def map_name_place(
        self, state: str, name: str, window: Any, cases: Sequence[TrackCase], letter: float = MAP_LETTER
    ) -> tuple[float, float] | None:
        """Where a map that opens on a window prints a state's name: within the window, or wherever else the state is.

        None where the window shows the state, but not enough of it for its name. ``letter``: the width of one as a
        share of the window's.
        """
        for clear, share in product((0.15, 0.01), (1.0, BESIDE)):  # a map wider than high shows more on both sides
            wider, size = affinity.scale(window, share, 1.0), letter * len(name)
            found = self.name_places(state, wider, cases, size / share, NAME_HIGH / share, clear / share)
            if found:
                return found[0]
        area = self.state_area(state)
        if area.is_empty:
            return None
        lon, lat = shapely.maximum_inscribed_circle(area, tolerance=0.001).coords[0]
        half = letter * len(name) / 2 * (window.bounds[2] - window.bounds[0])
        across = shapely.LineString([(lon - half, lat), (lon + half, lat)])
        return None if shapely.intersects(across, window) else (float(lon), float(lat))

    def outlines(self, edition_id: str) -> list[Any]:
        """The states of an edition as drawn, for their borders."""
        return [self.state_area(state, edition_id) for state in self.states(edition_id)]

    def outline(self, edition_id: str) -> Any:
        """Every border of an edition as drawn, each once, also where two states share it."""
        return _outline(edition_id, self.states(edition_id), self.detail)

    def base(self, frame: Frame) -> Any:
        """An empty map on our own ground, opening on a frame."""
        land, world = self._ground
        return base_map(frame, land=land, world=world, outline=borders.world_outline(), tiles=self.tiles)

    @cached_property
    def _ground(self) -> tuple[Any, Any]:
        wide = self.detail.grown(2.0)
        land = [_state_area(self.land_edition, state, wide) for state in self.states(self.land_edition)]
        known = [self.state_area(state) for state in self.states()]
        parts = [part for area in land for part in shapely.get_parts(area)]
        world = drawn(elsewhere(borders.world_outline(), known), self.detail, far_m=WORLD_M).geometry
        return shapely.MultiPolygon(parts), world

    @cached_property
    def places(self) -> tuple[PlacePoint, ...]:
        """Every place of the incident as a point; derived ones on :attr:`edition`."""
        return tuple(place_point(self.incident, place_id, self.edition) for place_id in self.incident.places)

    @cached_property
    def event_places(self) -> tuple[PlacePoint, ...]:
        """The places at which some claim puts an event, such as the hit or the crash."""
        claims = self.incident.claims.values()
        said = [r for claim in claims for statement in claim.statements.values() for r in statement.readings.values()]
        named = {r.place for r in said if r.quantity == "position" and r.of is not None}
        return tuple(place for place in self.places if place.id in named)

    def is_given(self, place: PlacePoint) -> bool:
        """Whether a source gives the position."""
        return isinstance(self.incident.places[place.id], FixedPlace)

    @cached_property
    def rings(self) -> tuple[Ring, ...]:
        """The circles of the incident, a point every two degrees."""
        found = []
        for ring in self.incident.rings.values():
            centre = place_point(self.incident, ring.place, self.edition)
            radius = parse_figure(ring.radius, "length").value_si
            lon, lat, _azimuth = direct(centre.lon_deg, centre.lat_deg, np.arange(0.0, 360.0, 2.0), radius)
            found.append(Ring(ring.label, ring.radius, ring.note, lon, lat))
        return tuple(found)

    def credits(self, edition_ids: Sequence[str]) -> list[str]:
        """The credit line of every border drawn."""
        lines = [f"{_(borders.edition(e).title)}: {borders.edition(e).notice}" for e in edition_ids]
        land = borders.edition(self.land_edition)
        if land.id not in edition_ids:
            lines.append(_("Land of the background: {credit}", credit=f"{_(land.title)}: {land.notice}"))
        return [*lines, borders.world_outline_notice()]
