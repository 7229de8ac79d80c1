"""Where the positions of paths come from, as entries of the JSON document of a check, under the key ``positions``.

Lengths metres, degrees WGS84, pixels from the top left; times ISO 8601 UTC with Z and microseconds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from airspace.assessment import TrackCase
from airspace.stops import StatedPath, StatedStop
from airspace.tracedpath import TracedPath

__all__ = ["positions_entries"]


def positions_entries(cases: Iterable[TrackCase]) -> list[dict[str, Any]]:
    """One entry for each path through stated positions and each path traced on a picture."""
    found = []
    for case in cases:
        told = _stated(case.stated) if case.stated is not None else None
        told = _traced(case.traced) if case.traced is not None else told
        if told is not None:
            found.append({"claim": case.claim_id, "track": case.track_id, **told})
    return found


def _stated(stated: StatedPath) -> dict[str, Any]:
    return {"origin": "through", "radius_m": stated.radius_m, "stops": [_stop(stop) for stop in stated.stops]}


def _stop(stop: StatedStop) -> dict[str, Any]:
    time = stop.at.value_time if stop.at is not None else None
    return {
        "ref": stop.said.ref,
        "place": stop.place.id,
        "lon": stop.place.lon_deg,
        "lat": stop.place.lat_deg,
        "radius_m": stop.radius_m,
        "time": None if time is None else time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "alt_m": None if stop.altitude is None else stop.altitude.value_si,
    }


def _traced(traced: TracedPath) -> dict[str, Any]:
    fit, placed = traced.fit, traced.placed
    control = [
        {"pixel": list(point.pixel), "residual_m": float(residual), "predicted_m": _number(float(predicted))}
        for point, residual, predicted in zip(traced.spec.control, fit.residual_m, fit.predicted_m, strict=True)
    ]
    fixes = [
        {
            "lon": float(lon),
            "lat": float(lat),
            "radius_m": float(radius),
            "outside_m": float(out),
            "bend_m": float(bend),
        }
        for lon, lat, radius, out, bend in zip(
            placed.lon_deg, placed.lat_deg, placed.radius_m, placed.outside_m, placed.bend_m, strict=True
        )
    ]
    return {
        "origin": "picture",
        "radius_m": traced.radius_m,
        "fit": fit.kind,
        "freedom": fit.freedom,
        "rms_m": fit.rms_m,
        "sigma_m": fit.sigma_m,
        "scale_m_per_px": fit.scale_m,
        "up_deg": fit.up_deg,
        "pixel_error_px": fit.pixel_error_px,
        "control": control,
        "fixes": fixes,
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
