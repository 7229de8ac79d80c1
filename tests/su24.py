"""The first incident and its assessment on all five borders, computed once for all tests of a process."""

from __future__ import annotations

from functools import cache

from airspace.assessment import Assessment, assess
from airspace.casefile import load_incident
from airspace.incident import Incident
from geodata.editions import registry
from geodata.library import incident_path

__all__ = ["EDITIONS", "assessment", "incident"]

EDITIONS = tuple(registry())


@cache
def incident() -> Incident:
    """The incident of the library."""
    return load_incident(incident_path("su24-2015"))


@cache
def assessment() -> Assessment:
    """All its tracks on every edition, moved and solved again."""
    return assess(incident(), editions=EDITIONS)
