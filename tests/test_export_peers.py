"""Other programs read what we write: GDAL's ogrinfo, gpxpy, movingpandas, CesiumJS in Chromium without a network."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import gpxpy
import numpy as np
import pytest
import shapely
from browser import Browser
from pyproj import Transformer

from airspace.assessment import assess
from airspace.casefile import load_incident
from airspace.exported import exported, exported_track
from airspace.track import Track
from geodata.export import ExportDocument
from geodata.library import incident_path
from geodata.writing import FORMATS

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))

import cesium

ECEF = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
START = datetime(2020, 6, 1, 12, 0, 0, 250_000, UTC)
FAR = Track("far", [151.2, -118.4, -43.2], [-33.9, 33.9, -22.9], [11_000.0, 10_000.0, 12_000.0], START,
            [0.0, 43_200.0, 86_400.123456])  # fmt: skip


@pytest.fixture(scope="module")
def case() -> ExportDocument:
    """Claims of the library's first incident on its default edition; one path of them has no times."""
    incident = load_incident(incident_path("su24-2015"))
    claims = ("turkey", "us-officials", "leuven")
    return exported(assess(incident, claims, solve_again=False), {"turkey": "#d55e00"})


@pytest.fixture(scope="module")
def far() -> ExportDocument:
    """Legs of 12,000 and 10,000 km over the antimeridian, with heights above the ellipsoid."""
    return ExportDocument(
        "Far", "", (exported_track(FAR, "far/1", "Far (measured)", {"basis": "measured"}, "ellipsoid"),)
    )


def written(name: str, document: ExportDocument, folder: Path) -> Path:
    path = folder / f"file{FORMATS[name].endings[0]}"
    path.write_bytes(FORMATS[name].write(document))
    return path


# --- GDAL -----------------------------------------------------------------------------------------------------------


def ogrinfo(path: Path, *options: str) -> dict[str, str]:
    """What ogrinfo says of each layer, by its name; it must not complain."""
    done = subprocess.run(["ogrinfo", "-ro", "-al", *options, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not re.search(r"error|warning", done.stderr, re.IGNORECASE), done.stderr
    parts = re.split(r"^Layer name: (.*)$", done.stdout, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def counted(layer: str) -> int:
    found = re.search(r"Feature Count: (\d+)", layer)
    assert found is not None
    return int(found[1])


def extent(layer: str) -> list[float]:
    found = re.search(r"Extent: \((.*), (.*)\) - \((.*), (.*)\)", layer)
    assert found is not None, layer[:400]
    return [float(number) for number in found.groups()]


def box(shapes: Any) -> Any:
    return pytest.approx(shapely.total_bounds(shapes), abs=2e-6)


def lines(document: ExportDocument) -> Any:
    return [shapely.LineString(np.stack([t.lon_deg, t.lat_deg], axis=1)) for t in document.tracks]


def zones(document: ExportDocument) -> Any:
    return [zone.geometry for zone in document.zones]


def test_ogrinfo_reads_the_geojson(case: ExportDocument, tmp_path: Path) -> None:
    (layer,) = ogrinfo(written("geojson", case, tmp_path), "-so").values()
    assert counted(layer) == len(case.tracks) + len(case.points) + len(case.zones)
    places = [shapely.Point(p.lon_deg, p.lat_deg) for p in case.points]
    assert extent(layer) == box([*lines(case), *zones(case), *places])
    assert re.search(r"times: StringList", layer)


def test_ogrinfo_reads_the_kml(case: ExportDocument, tmp_path: Path) -> None:
    layers = ogrinfo(written("kml", case, tmp_path))
    assert {name: counted(text) for name, text in layers.items()} == {
        "Tracks": len(case.tracks), "Points": len(case.points), "Zones": len(case.zones)
    }  # fmt: skip
    read = [shapely.from_wkt(wkt) for wkt in re.findall(r"^ +(LINESTRING .*)$", layers["Tracks"], re.MULTILINE)]
    for theirs, ours in zip(read, case.tracks, strict=True):
        assert np.abs(shapely.get_coordinates(theirs) - np.stack([ours.lon_deg, ours.lat_deg], axis=1)).max() < 1e-7
    assert extent(layers["Zones"]) == box(zones(case))


def test_ogrinfo_reads_the_gpx(case: ExportDocument, tmp_path: Path) -> None:
    layers = ogrinfo(written("gpx", case, tmp_path), "-so")
    assert counted(layers["tracks"]) == len(case.tracks)
    assert counted(layers["track_points"]) == sum(track.fixes for track in case.tracks)
    assert counted(layers["waypoints"]) == len(case.points)
    assert extent(layers["tracks"]) == box(lines(case))


def test_ogrinfo_reads_the_geopackage(case: ExportDocument, tmp_path: Path) -> None:
    layers = ogrinfo(written("gpkg", case, tmp_path), "-so")
    assert {name: (counted(text), re.findall(r"Geometry: (.*)", text)[0]) for name, text in layers.items()} == {
        "tracks": (len(case.tracks), "Multi Line String"),
        "fixes": (sum(track.fixes for track in case.tracks), "Point"),
        "points": (len(case.points), "Point"),
        "zones": (len(case.zones), "Multi Polygon"),
        "credits": (3 + len(case.credits), "None"),
    }
    assert all('ID["EPSG",4326]' in text for name, text in layers.items() if name != "credits")
    assert extent(layers["tracks"]) == extent(layers["fixes"]) == box(lines(case))
    assert extent(layers["zones"]) == box(zones(case))
    assert "time: DateTime" in layers["fixes"]


# --- gpxpy and movingpandas -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["case", "far"])
def test_gpxpy_reads_the_gpx(which: str, request: pytest.FixtureRequest) -> None:
    document: ExportDocument = request.getfixturevalue(which)
    read = gpxpy.parse(FORMATS["gpx"].write(document).decode())
    assert [track.name for track in read.tracks] == [track.name for track in document.tracks]
    assert len(read.waypoints) == len(document.points)
    for theirs, ours in zip(read.tracks, document.tracks, strict=True):
        points = theirs.segments[0].points
        assert [(p.longitude, p.latitude) for p in points] == list(zip(ours.lon_deg, ours.lat_deg, strict=True))
        assert [p.elevation for p in points] == ([None] * ours.fixes if ours.alt_m is None else ours.alt_m.tolist())
        assert [p.time for p in points] == (ours.instants() or [None] * ours.fixes)


@pytest.mark.parametrize("which", ["case", "far"])
def test_movingpandas_reads_the_moving_features(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    import movingpandas

    document: ExportDocument = request.getfixturevalue(which)
    path = written("mf-json", document, tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it drops the zone of the times, which are UTC
        read = movingpandas.read_mf_json(path, traj_id_property="id")
    ours = {track.id: track for track in document.tracks if track.t_s is not None}
    assert [trajectory.id for trajectory in read.trajectories] == list(ours)
    for trajectory in read.trajectories:
        track = ours[trajectory.id]
        xy = shapely.get_coordinates(trajectory.df.geometry.values)
        assert np.array_equal(xy, np.stack([track.lon_deg, track.lat_deg], axis=1))
        instants = [time.to_pydatetime().replace(tzinfo=UTC) for time in trajectory.df.index]
        assert instants == track.instants()
        if track.alt_m is not None:
            column = "alt_ellipsoid_m" if which == "far" else "alt_m"
            assert trajectory.df[column].tolist() == track.alt_m.tolist()


# --- CesiumJS -------------------------------------------------------------------------------------------------------

LOAD = """async text => {
    window.source = await Cesium.CzmlDataSource.load(JSON.parse(text));
    return source.entities.values.map(entity => entity.id);
}"""
WHERE = """([id, times]) => times.map(time => {
    const place = source.entities.getById(id).position.getValue(Cesium.JulianDate.fromIso8601(time));
    return place ? [place.x, place.y, place.z] : null;
})"""
KNOWN = """([id, time]) => {
    const entity = source.entities.getById(id), when = Cesium.JulianDate.fromIso8601(time);
    return [entity.properties.getValue(when), entity.point.heightReference.getValue(when)];
}"""


def test_cesium_moves_each_aircraft_where_it_was(
    case: ExportDocument, far: ExportDocument, browser: Browser, tmp_path: Path
) -> None:
    assert cesium.is_there(), "CesiumJS is not in the environment, or is another: run scripts/setup_test_tools.sh"
    (tmp_path / "Cesium.js").symlink_to(cesium.SCRIPT)
    page = tmp_path / "index.html"
    page.write_text('<!doctype html><meta charset="utf-8"><title>Cesium</title><script src="Cesium.js"></script>')
    with browser.visit(page) as visit:
        for document in (case, far):
            ids = visit.page.evaluate(LOAD, FORMATS["czml"].write(document).decode())
            assert len(ids) == len(set(ids)) >= len(document.tracks) + len(document.points) + len(document.zones)
            timed = [track for track in document.tracks if track.t_s is not None]
            for track in timed:
                assert_moves(visit.page, track)
        what, held = visit.page.evaluate(KNOWN, ["far/1", "2020-06-01T18:00:00.25Z"])
        assert (what["altitude_reference"], held) == ("ellipsoid", 0)  # HeightReference.NONE
        visit.page.evaluate(LOAD, FORMATS["czml"].write(case).decode())
        what, held = visit.page.evaluate(KNOWN, ["turkey/letter-statute", "2015-11-24T07:20:00Z"])
        assert (what["altitude_reference"], what["alt_m"], held) == ("unstated", pytest.approx(5791.2), 1)
        assert what["basis"] == "reconstructed"
        assert not visit.errors and not visit.console
        assert {Path(url).name for url in visit.requests} == {"index.html", "Cesium.js"}


def assert_moves(page: Any, ours: Any) -> None:
    """At random instants, both ends and each fix within 1 m of where the track has it; before and after nowhere."""
    track = Track(ours.name, ours.lon_deg, ours.lat_deg, ours.alt_m, ours.start, ours.t_s)
    last = round(float(track.t_s[-1]) * 1e6)
    random = np.random.default_rng(7).integers(0, last, 60).tolist()
    at = sorted({0, last, *random, *(round(t * 1e6) for t in track.t_s)})
    times = [track.start + timedelta(microseconds=us) for us in (-1_000_000, *at, last + 1_000_000)]
    found = page.evaluate(WHERE, [ours.id, [t.isoformat().replace("+00:00", "Z") for t in times]])
    assert found[0] is None and found[-1] is None
    u = track.at_time(np.array(at) / 1e6)
    lon, lat = track.position(u)
    height = track.altitude(u) if ours.altitude_reference == "ellipsoid" else np.zeros(len(u))
    expected = np.stack(ECEF.transform(lon, lat, height), axis=1)
    assert np.linalg.norm(np.array(found[1:-1]) - expected, axis=1).max() < 1.0


def test_the_czml_starts_its_clock_with_the_first_and_ends_it_with_the_last(case: ExportDocument) -> None:
    packets = json.loads(FORMATS["czml"].write(case))
    starts = [track.clock()[0] for track in case.tracks if track.t_s is not None]
    ends = [track.clock()[-1] for track in case.tracks if track.t_s is not None]
    assert packets[0]["clock"]["interval"] == f"{min(starts)}/{max(ends)}"
    assert [packet["id"] for packet in packets].count("document") == 1
