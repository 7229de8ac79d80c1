"""GeoJSON that says which of its features are tracks: what is read, what is left out, what is refused and where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geodata.errors import TrackFileError
from geodata.tracks import TrackData, read_all

PARTS = [[[179.0, 10.0], [180.0, 10.5]], [[-180.0, 10.5], [-179.0, 11.0]]]
TIMES = [["2015-11-24T07:00:00Z", "2015-11-24T07:00:30Z"], ["2015-11-24T07:00:30Z", "2015-11-24T07:01:00Z"]]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"kind": "track", "name": "A"} | properties, "geometry": geometry}


def cut(**properties: Any) -> dict[str, Any]:
    given = {"times": TIMES, "added_positions": [[0, 1], [1, 0]]} | properties
    return feature({"type": "MultiLineString", "coordinates": PARTS}, **given)


LINE = feature({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, name="B")
POINT = feature({"type": "Point", "coordinates": [1, 2]}, kind="entry")
ZONE = feature({"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]}, kind="zone")


def read(folder: Path, *features: Any) -> tuple[TrackData, ...]:
    path = folder / "case.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return read_all(path)


def test_tracks_are_joined_over_the_antimeridian_and_the_rest_is_left_out(tmp_path: Path) -> None:
    over, line = read(tmp_path, POINT, cut(), LINE, ZONE, POINT)
    assert (over.name, line.name) == ("A", "B")
    assert over.lon_deg.tolist() == [179.0, -179.0]
    assert over.t_s is not None and over.t_s.tolist() == [0.0, 60.0]
    assert line.t_s is None
    assert over.notes == ("2 points left out", "1 zone left out")


def test_positions_that_are_not_said_to_be_added_are_fixes(tmp_path: Path) -> None:
    (over,) = read(tmp_path, cut(added_positions=[], alt_baro_m=[[1, 2], [2, 3]]), ZONE)
    assert over.lon_deg.tolist() == [179.0, 180.0, -179.0]  # one place given twice counts once
    assert over.alt_m is not None and over.alt_m.tolist() == [1.0, 2.0, 3.0]
    assert over.altitude_reference == "barometric"


@pytest.mark.parametrize(
    ("bad", "wrong"),
    [
        (cut(times=TIMES[0]), "features[0].properties.times: not one value for each position"),
        (cut(times=[TIMES[0], TIMES[1][:1]]), "features[0].properties.times: not one value for each position"),
        (cut(added_positions="all"), "features[0].properties.added_positions: 'all' is no list of places"),
        (cut(added_positions=[[0]]), "features[0].properties.added_positions: [[0]] is no list of places"),
        (cut(added_positions=7), "features[0].properties.added_positions: 7 is no list of places"),
        (
            feature({"type": "MultiLineString", "coordinates": [1]}),
            "features[0].geometry.coordinates: no list of lists",
        ),
        (feature({"type": "MultiLineString", "coordinates": [[1]]}), "1 is no position"),
        (feature({"type": "MultiLineString"}), "features[0].geometry.coordinates: no list of lists"),
        (feature({"type": "MultiLineString", "coordinates": []}), "no fixes"),
        (feature({"type": "Polygon", "coordinates": []}), "features[0].geometry.type: 'Polygon' is no track"),
        (feature(None), "features[0].geometry: no geometry"),
        (feature({"type": "LineString", "coordinates": [[1, 2], [3, 400]]}), "latitude 400 is outside"),
    ],
)
def test_a_broken_one_is_refused_with_its_place(bad: Any, wrong: str, tmp_path: Path) -> None:
    with pytest.raises(TrackFileError) as caught:
        read(tmp_path, bad, ZONE, 7)
    assert wrong in str(caught.value)
