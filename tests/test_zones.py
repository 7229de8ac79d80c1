"""Zones: a state's airspace in an edition, and polygons from files that are not trusted."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely

from geodata import zonefile, zones
from geodata.errors import UnknownEditionError, UnknownStateError, ZoneFileError

SQUARE = [[36.0, 35.8], [36.2, 35.8], [36.2, 36.0], [36.0, 36.0], [36.0, 35.8]]
KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{extra}<Placemark><name>Kutu</name><Polygon><outerBoundaryIs>
<LinearRing><coordinates>36,35.8,0 36.2,35.8,0 36.2,36,0 36,36,0 36,35.8,0</coordinates></LinearRing>
</outerBoundaryIs></Polygon></Placemark></Document></kml>"""


def feature(ring: Any = SQUARE, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    coordinates = [ring] if kind == "Polygon" else ring
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def written(folder: Path, *features: dict[str, Any], name: str = "zone.geojson", **members: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **members}), "utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ZoneFileError) as caught:
        zones.from_file(path)
    return str(caught.value)


def frame(crs: str = "EPSG:4326", **columns: Any) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(
        {key: [value] for key, value in columns.items()}, geometry=[shapely.Polygon(SQUARE)], crs=crs
    )


# --- states ---------------------------------------------------------------------------------------------------


def test_a_state_in_an_edition_with_sea_has_no_coast() -> None:
    zone = zones.national("TUR")
    assert (zone.name, zone.edition, zone.land_only, zone.coast) == ("TUR", "osm-2026c", False, None)
    assert zone.disputed == ()
    assert zone.lower_m is None
    assert zone.upper_m is None


def test_a_state_in_a_land_only_edition_says_where_its_coast_is() -> None:
    zone = zones.national("SYR", "dcw")
    assert zone.land_only
    assert zone.coast is not None
    assert zone.coast.length > 1
    assert [stretch.name for stretch in zone.disputed] == ["Golan"]


def test_unknown_state_and_edition_are_named_with_what_is_known() -> None:
    with pytest.raises(UnknownStateError, match="Known: SYR, TUR"):
        zones.national("RUS")
    with pytest.raises(UnknownEditionError, match="Did you mean 'osm-2026c'"):
        zones.national("TUR", "osm-2026")


# --- good files -----------------------------------------------------------------------------------------------


def test_geojson_with_limits_and_validity(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        feature(name="Box", lower_m=100, upper_m=3000.5, altitude_reference="MSL",
                valid_from="2015-11-24T09:00:00+02:00", valid_to="2015-11-24T08:00:00Z"),
    )  # fmt: skip
    (zone,) = zones.from_file(path)
    assert (zone.name, zone.lower_m, zone.upper_m, zone.altitude_reference) == ("Box", 100.0, 3000.5, "MSL")
    assert zone.valid_from == datetime(2015, 11, 24, 7, tzinfo=UTC)
    assert zone.valid_to == datetime(2015, 11, 24, 8, tzinfo=UTC)
    assert zone.geometry.equals(shapely.Polygon(SQUARE))
    assert (zone.edition, zone.land_only, zone.coast, zone.disputed) == (None, False, None, ())
    assert zone.source.startswith("zone.geojson")


def test_a_nameless_feature_takes_the_stem_and_several_are_numbered(tmp_path: Path) -> None:
    assert [zone.name for zone in zones.from_file(written(tmp_path, feature()))] == ["zone"]
    several = written(tmp_path, feature(), feature(Name="B"), feature())
    assert [zone.name for zone in zones.from_file(several)] == ["zone 1", "B", "zone 3"]


def test_bare_geometry_multipolygon_and_third_dimension(tmp_path: Path) -> None:
    path = tmp_path / "bare.json"
    ring = [[*xy, 500.0] for xy in SQUARE]
    path.write_text(json.dumps({"type": "MultiPolygon", "coordinates": [[ring]]}), "utf-8")
    (zone,) = zones.from_file(path)
    assert not zone.geometry.has_z
    assert zone.geometry.equals(shapely.Polygon(SQUARE))


def test_a_zone_may_cross_the_antimeridian_beyond_180(tmp_path: Path) -> None:
    ring = [[179, 10], [181, 10], [181, 11], [179, 11], [179, 10]]
    (zone,) = zones.from_file(written(tmp_path, feature(ring)))
    assert zone.geometry.bounds == (179, 10, 181, 11)


@pytest.mark.parametrize("ending", [".gpkg", ".shp", ".fgb", ".parquet", ".geojson"])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32637"])
def test_every_format_comes_to_wgs84(tmp_path: Path, ending: str, crs: str) -> None:
    data, path = frame(name="Z", upper_m=9000.0).to_crs(crs), tmp_path / f"given{ending}"
    if ending == ".parquet":
        data.to_parquet(path)
    else:
        data.to_file(path, **({"RFC7946": "NO"} if ending == ".geojson" else {}))
    (zone,) = zones.from_file(path)
    assert (zone.name, zone.upper_m) == ("Z", 9000.0)
    assert shapely.hausdorff_distance(zone.geometry, shapely.Polygon(SQUARE)) < 1e-7


def test_kml_kmz_and_zipped_shapefile(tmp_path: Path) -> None:
    (tmp_path / "a.kml").write_text(KML.format(extra=""), "utf-8")
    with zipfile.ZipFile(tmp_path / "b.kmz", "w") as archive:
        archive.write(tmp_path / "a.kml", "doc.kml")
    frame(name="Kutu").to_file(tmp_path / "c.shp")
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        for part in tmp_path.glob("c.*"):
            archive.write(part, f"folder/{part.name}")
    for name in ("a.kml", "b.kmz", "c.zip"):
        (zone,) = zones.from_file(tmp_path / name)
        assert zone.name == "Kutu"
        assert zone.geometry.equals(shapely.Polygon(SQUARE))
        assert zone.source.startswith(name)


def test_a_shapefile_without_a_coordinate_system_is_taken_as_wgs84_and_says_so(tmp_path: Path) -> None:
    frame(name="Z").to_file(tmp_path / "bare.shp")
    (tmp_path / "bare.prj").unlink()
    (zone,) = zones.from_file(tmp_path / "bare.shp")
    assert "no coordinate system stated" in zone.source


def test_a_format_is_known_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    frame(name="Z").to_file(tmp_path / "a.gpkg")
    (tmp_path / "a.gpkg").rename(tmp_path / "a.geojson")
    assert zones.from_file(tmp_path / "a.geojson")[0].name == "Z"


# --- broken shapes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ring", "kind", "words"),
    [
        ([[36, 35], [37, 36], [37, 35], [36, 36], [36, 35]], "Polygon",
         "crosses or touches itself at longitude 36.500000, latitude 35.500000"),
        ([[36, 35], [36, 95], [37, 95], [36, 35]], "Polygon", "latitude 95 is outside -90 to 90"),
        ([[36, 35], [400, 35], [37, 36], [36, 35]], "Polygon", "longitude 400 is outside"),
        ([[36, 35], [37, 36]], "LineString", "a LineString; a zone is a Polygon"),
        ([36, 35], "Point", "a Point; a zone is a Polygon"),
        ([], "MultiPolygon", "no geometry"),
        ([[179, 10], [-179, 10], [-179, 11], [179, 11], [179, 10]], "Polygon", "more than 180 degrees of longitude"),
        (
            [[SQUARE], [[[179, 10], [-179, 10], [-179, 11], [179, 11], [179, 10]]]],
            "MultiPolygon",
            "more than 180 degrees of longitude",
        ),
    ],
)  # fmt: skip
def test_a_shape_that_cannot_be_a_zone_is_refused_in_words(tmp_path: Path, ring: Any, kind: str, words: str) -> None:
    message = refusal(written(tmp_path, feature(ring, kind)))
    assert words in message
    assert "zone.geojson: feature 1: " in message


def test_all_faults_are_shown_not_only_the_first(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        feature(lower_m="low", upper_m=10),
        {"type": "Feature", "properties": None, "geometry": None},
        feature(valid_from="2015-11-24T09:00:00"),
        feature(lower_m=10, upper_m=5),
        feature(name="a\nb"),
    )
    message = refusal(path)
    assert "feature 1: lower_m: 'low' is not a number" in message
    assert "feature 2: no geometry" in message
    assert "feature 3: valid_from: '2015-11-24T09:00:00' has no offset" in message
    assert "feature 4: upper_m: upper_m is not above lower_m" in message
    assert "feature 5: name" in message
    assert len(message.splitlines()) == 5


def test_at_most_twenty_faults_are_listed(tmp_path: Path) -> None:
    lines = refusal(written(tmp_path, *[feature([0, 0], "Point")] * 50)).splitlines()
    assert len(lines) == 21
    assert "and 30 more" in lines[-1]


def test_a_coordinate_that_is_not_a_number_is_refused_in_json_and_in_binary(tmp_path: Path) -> None:
    path = tmp_path / "nan.geojson"
    path.write_text(json.dumps(feature([[36, 35], [float("nan"), 36], [37, 36], [36, 35]])), "utf-8")
    assert "NaN is not a number" in refusal(path)
    ring = shapely.transform(shapely.Polygon(SQUARE), lambda xy: np.where(xy == 36.2, np.nan, xy))
    geopandas.GeoDataFrame(geometry=[ring], crs="OGC:CRS84").to_parquet(tmp_path / "nan.parquet")
    assert "not a finite number" in refusal(tmp_path / "nan.parquet")


# --- broken and hostile files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (bytes(range(256)) * 40, "not a format of shapes that is known here"),
        (b"PK\x03\x04" + bytes(200), "broken archive"),
        (b"PAR1" + bytes(200), "no readable GeoParquet"),
        (b"SQLite format 3\0" + bytes(200), "cannot be read"),
        (b"fgb\x03fgb\x00" + b"\xff" * 200, "no features"),
        (b'{"type": "FeatureCollection", "features": [', "not JSON"),
        (b'{"type": "FeatureCollection", "features": []}', "no features"),
        (b'{"type": "FeatureCollection", "features": [7]}', "feature 1 is malformed"),
        (b'{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[["a", 1]]]}}', "malformed"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}', "no GeoJSON"),
        (b"<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>", "XML with"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "XML that is not KML"),
        (b"name,wkt\nx,POLYGON((0 0,1 0,1 1,0 0))", "not a format of shapes"),
    ],
)
def test_a_broken_or_foreign_file_is_one_clear_refusal(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.dat"
    path.write_bytes(content)
    assert words in refusal(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_are_refused_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    bomb = '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    text = KML.format(extra="<description>&b;</description>").replace("<kml ", bomb + "<kml ", 1)
    path = tmp_path / "bomb.kml"
    path.write_bytes(text.encode(encoding))
    assert "doctype" in refusal(path)


def test_kml_that_points_elsewhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "link.kml"
    path.write_text(KML.format(extra="<NetworkLink><Link><href>a.kml</href></Link></NetworkLink>"), "utf-8")
    assert "networklink" in refusal(path)


def test_a_crs_that_is_an_address_is_refused(tmp_path: Path) -> None:
    crs = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}}
    assert "its crs is not a name" in refusal(written(tmp_path, feature(), crs=crs))
    crs = {"type": "name", "properties": {"name": "EPSG:99999999"}}
    assert "its crs is unknown" in refusal(written(tmp_path, feature(), crs=crs))


def test_missing_files_folders_and_devices_are_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path / "none.geojson")
    assert "not a file" in refusal(tmp_path)
    assert "not a file" in refusal(Path("/dev/zero"))


def test_too_large_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sparse.gpkg"
    with path.open("wb") as file:
        file.truncate(zonefile.MAX_BYTES + 1)
    assert "at most 536870912 bytes" in refusal(path)
    monkeypatch.setattr(zonefile, "MAX_VERTICES", 4)
    assert "5 vertices" in refusal(written(tmp_path, feature()))
    frame(name="Z").to_file(tmp_path / "five.gpkg")
    assert "5 vertices" in refusal(tmp_path / "five.gpkg")


def test_an_archive_that_swells_or_holds_several_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.kml", KML)
        archive.writestr("b.kml", KML)
    assert "2 .shp or .kml files" in refusal(tmp_path / "two.zip")
    with zipfile.ZipFile(tmp_path / "big.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", KML + " " * 1_000_000)
    monkeypatch.setattr(zonefile, "MAX_BYTES", 500_000)
    assert "unpacks to too much" in refusal(tmp_path / "big.kmz")


def test_an_archive_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "up.kmz", "w") as archive:
        archive.writestr("../../escaped.kml", KML.format(extra=""))
    assert zones.from_file(tmp_path / "up.kmz")[0].name == "Kutu"
    assert not list(tmp_path.parent.glob("escaped*"))


def test_a_database_that_is_no_geopackage_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "plain.gpkg") as database:
        database.execute("CREATE TABLE t (a)")
    assert "plain.gpkg" in refusal(tmp_path / "plain.gpkg")
