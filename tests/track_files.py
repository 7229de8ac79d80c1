"""Track files whose fixes are known, and what must come back of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import gpxpy.gpx
import pytest

from airspace.errors import TrackFileError
from geodata import tracks
from geodata.tracks import TrackData

START = datetime(2015, 11, 24, 7, 24, 5, tzinfo=UTC)
LON = [36.04, 36.03, 36.0123456789]
LAT = [35.85, 35.851, 35.8523456789]
ALT = [5791.0, 5790.5, 5780.0]
T_S = [0.0, 1.25, 17.0]
TIMES = [START + timedelta(seconds=t) for t in T_S]
TODAY = START.date()
ISO = [time.isoformat() for time in TIMES]


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def is_known(data: TrackData, reference: str | None, timed: bool = True, alt: bool = True) -> None:
    assert data.lon_deg.tolist() == LON and data.lat_deg.tolist() == LAT
    assert (data.alt_m.tolist() if data.alt_m is not None else None) == (ALT if alt else None)
    assert data.altitude_reference == reference
    if timed:
        assert data.start == START and data.t_s is not None and data.t_s.tolist() == T_S
    else:
        assert data.start is data.t_s is None


def refusal(path: Path, **columns: str) -> list[str]:
    with pytest.raises(TrackFileError) as caught:
        tracks.read_all(path, columns)
    return [line.removeprefix(str(path)) for line in str(caught.value).splitlines()]


def gpx_file(folder: Path) -> Path:
    """Two tracks and three segments by gpxpy, with a waypoint and a route beside them."""
    document = gpxpy.gpx.GPX()
    document.waypoints.append(gpxpy.gpx.GPXWaypoint(1, 2, name="home"))
    document.routes.append(gpxpy.gpx.GPXRoute("plan"))
    document.routes[0].points = [gpxpy.gpx.GPXRoutePoint(1, 2), gpxpy.gpx.GPXRoutePoint(1, 3)]
    for name, segments in (("first", 2), ("second", 1)):
        track = gpxpy.gpx.GPXTrack(name)
        document.tracks.append(track)
        for _ in range(segments):
            rows = zip(LAT, LON, ALT, TIMES, strict=True)
            points = [gpxpy.gpx.GPXTrackPoint(lat, lon, elevation=alt, time=time) for lat, lon, alt, time in rows]
            track.segments += [gpxpy.gpx.GPXTrackSegment(points), gpxpy.gpx.GPXTrackSegment([])]
    return put(folder, "flight.gpx", document.to_xml())
