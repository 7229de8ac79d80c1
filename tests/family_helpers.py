"""Constructed families: zones whose shares can be worked out, and the incident of the library, drawn once."""

from __future__ import annotations

from functools import cache
from typing import Any

from engine_helpers import zone
from shapely import Polygon, from_wkb

from airspace.casefile import load_incident
from airspace.families.case import Condition, FamilyCase
from airspace.families.family import Family, family
from airspace.incident import Incident
from airspace.interval import Interval
from airspace.sweep import Area
from airspace.zone import Zone
from geodata.library import incident_path

AREA = Area(-0.5, -0.02, 0.5, 0.02)
"""Wide and flat, about the point where both equator and meridian are straight in its plane."""


ROOMY = Area(-0.3, -0.3, 0.3, 0.3)
"""Holds the square with room about it, so that paths cut its corners."""


def strip(half_deg: float = 0.05) -> Polygon:
    """Between two geodesics beside the equator: in the plane about (0, 0) two parallel lines."""
    return Polygon([(-3.0, -half_deg), (3.0, -half_deg), (3.0, half_deg), (-3.0, half_deg)])


def north_of(lat_deg: float) -> Polygon:
    return Polygon([(-3.0, lat_deg), (3.0, lat_deg), (3.0, 3.0), (-3.0, 3.0)])


def square(half_deg: float = 0.1) -> Polygon:
    return Polygon([(-half_deg, -half_deg), (half_deg, -half_deg), (half_deg, half_deg), (-half_deg, half_deg)])


def condition(name: str, quantity: str, low: float, high: float, lat_deg: float | None = None) -> Condition:
    return Condition(name, quantity, Interval(low, high), f"{low:g} to {high:g}", lat_deg)


@cache
def _zone(wkb: bytes) -> Zone:
    """One zone for one shape, so that what is laid ready for it serves all its families."""
    return zone(from_wkb(wkb))


def case(
    shape: Polygon, *conditions: Condition, course: tuple[float, float] = (0.0, 0.0), area: Area = AREA, **more: Any
) -> FamilyCase:
    return FamilyCase(
        claim="one", id="family", label="A family", note=None, aircraft="jet", zone_state="TST", edition="none",
        zone=_zone(shape.wkb), area_id="box", area=area, conditions=conditions, course=Interval(*course), **more,
    )  # fmt: skip


@cache
def su24() -> Incident:
    return load_incident(incident_path("su24-2015"))


@cache
def drawn(claim: str, name: str, edition: str | None = None, without: tuple[str, ...] = ()) -> Family:
    return family(su24(), claim, name, edition, without=without)
