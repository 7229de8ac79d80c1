"""Broken and hostile files, made small: what a stranger could hand to ``airspace check``, and what it is told.

``TRACKS`` and ``ZONES`` give for each the name of the file, its bytes, and a part of the error. ``heavy()`` gives those
that are large, or unpack to something large; ``benchmarks/hostile_files.py`` measures time and memory on all of them.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

GOOD_CSV = "time,lon,lat,alt_m\n2015-11-24T07:24:05Z,36.04,35.85,5791\n2015-11-24T07:24:06Z,36.05,35.85,5791\n"
ZONE = {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]]}
MIB = 1024 * 1024

Case = tuple[str, bytes, str]
"""Name of the file, its bytes, a part of the error."""


def csv(*rows: str, header: str = "time,lon,lat,alt_m") -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def gpx(body: str, head: str = '<?xml version="1.0"?>') -> bytes:
    return f'{head}<gpx version="1.1"><trk><trkseg>{body}</trkseg></trk></gpx>'.encode()


def kml(body: str, head: str = "") -> bytes:
    space = 'xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"'
    return f"{head}<kml {space}><Document>{body}</Document></kml>".encode()


def zipped(*members: tuple[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return content.getvalue()


def parquet(rows: int = 1, geo: object = None, **columns: object) -> bytes:
    arrays = {name: values if isinstance(values, pa.Array) else pa.array(values) for name, values in columns.items()}
    for name in () if "geometry" in arrays else ("lon", "lat"):
        arrays.setdefault(name, pa.array(np.full(rows, 36.0)))
    table = pa.table(arrays)
    if geo is not None:
        table = table.replace_schema_metadata({"geo": geo if isinstance(geo, str) else json.dumps(geo)})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return bytes(sink.getvalue())


def dumped(document: object) -> bytes:
    return json.dumps(document).encode()


def moving(**changes: object) -> bytes:
    point = {"type": "MovingPoint", "coordinates": [[36, 35], [36, 36]], "datetimes": [0, 1000]}
    return dumped({**point, **changes})


def line(**properties: object) -> bytes:
    geometry = {"type": "LineString", "coordinates": [[36, 35], [36, 36]]}
    return dumped({"type": "Feature", "geometry": geometry, "properties": properties})


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
POINT = '<trkpt lat="35" lon="36"><time>2015-11-24T07:24:05Z</time></trkpt>'
LATER = '<trkpt lat="35" lon="36.1"><time>2015-11-24T07:24:06</time></trkpt>'
HEAD_IGC = b"AXXXABC\r\nHFDTE241115\r\n"
B = b"B0724053551000N03602400EA0579105850\r\n"
MERCATOR = {"name": "WGS 84 / Pseudo-Mercator", "id": {"authority": "EPSG", "code": 3857}}
TWICE = (
    "gx:Track><when>2015-11-24T07:24:05Z</when><when>2015-11-24T07:24:06Z</when><gx:coord>36 35 1</gx:coord></gx:Track"
)


def geo(**about: object) -> dict[str, object]:
    return {"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB", **about}}}


TRACKS: tuple[Case, ...] = (
    ("empty.csv", b"", "the file is empty"),
    ("blank.gpx", b" \n\t\n", "the file is empty"),
    ("zeros.csv", b"\0" * 100, "holds binary data"),
    ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "holds binary data"),
    ("utf16.csv", GOOD_CSV.encode("utf-16"), "the text is UTF-16"),
    ("latin.csv", b"lon,lat,\xe4\n1,2,3\n", "byte 0xe4 is not UTF-8"),
    ("semicolons.csv", GOOD_CSV.replace(",", ";").encode(), "separated by semicolons"),
    ("no-lon.csv", csv("1,2,3", header="x,lat,z"), "type --column lon=x"),
    ("twice.csv", csv("1,2,3", header="lon,lat,LAT"), "column 'lat' stands twice"),
    ("quote.csv", b'lon,lat\n"36,35\n' * 3, "close every quote"),
    ("nan.csv", csv("2015-11-24T07:24:05Z,NaN,35,1"), "'NaN' is not a finite number"),
    ("pole.csv", csv("2015-11-24T07:24:05Z,36,95,1"), "latitude 95 is outside -90 to 90"),
    ("naive.csv", csv("2015-11-24T07:24:05Z,36,35,1", "2015-11-24T07:24:06,36,35,1"), "has no offset from UTC"),
    ("reversed.csv", csv("2015-11-24T07:24:05Z,36,35,1", "2015-11-24T07:24:04Z,36,35,1"), "goes backwards"),
    ("offsets.csv", csv("2015-11-24T09:24:05+02:00,36,35,1", "2015-11-24T07:24:04Z,36,35,1"), "goes backwards"),
    ("duplicate.csv", csv("2015-11-24T07:24:05Z,36,35,1", "2015-11-24T07:24:05Z,37,35,1"), "second, different"),
    ("digits.csv", csv(f"2015-11-24T07:24:05Z,{'9' * 5000},35,1"), "is not a finite number"),
    ("escape.csv", csv("\x1b]0;owned\x07\u202e,36,35,1"), "is not an ISO-8601 time"),
    ("cell.csv", csv("x" * 200_000 + ",36,35,1"), "field larger than field limit"),
    ("epoch.csv", csv("9e99999999,36,35", header="time_unix_s,lon,lat"), "is no time counted from 1970"),
    ("deep.geojson", b'{"type":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    ("cut.geojson", line(times=[])[:60], "not JSON"),
    ("list.json", b"[]", "not a GeoJSON object"),
    ("constant.geojson", line().replace(b"35", b"Infinity"), "is not a finite number"),
    ("longest.geojson", line().replace(b"35", b"3" * 5000), "write coordinates in degrees"),
    ("mercator.geojson", line()[:-1] + b',"crs":{"properties":{"name":"EPSG:3857"}}}', "give WGS84 longitude"),
    ("times.geojson", line(times=["2015-11-24T07:24:05Z"]), "1 times for 2 positions"),
    ("polygon.geojson", dumped(ZONE), "'Polygon' is no track"),
    ("step.mfjson", moving(interpolation="Step"), "a track moves linearly"),
    ("mercator.mfjson", moving(crs={"properties": {"name": "EPSG:3857"}}), "give WGS84 longitude"),
    ("reversed.mfjson", moving(datetimes=[1000, 0]), "goes backwards"),
    ("huge-time.mfjson", moving(datetimes=[0, 1e300]), "is no time counted from 1970"),
    ("mixed.mfjson", moving(datetimes=[0, "1970-01-01T00:00:01"]), "has no offset from UTC"),
    ("laughs.gpx", gpx("<trkpt>&j;</trkpt>", LAUGHS), "the XML declares a document type"),
    ("outside.gpx", gpx("<trkpt>&x;</trkpt>", OUTSIDE), "the XML declares a document type"),
    ("external.kml", kml("", '<!DOCTYPE kml SYSTEM "http://example.org/x.dtd">'), "the XML declares a document type"),
    ("deep.gpx", gpx("<a>" * 100 + "</a>" * 100), "elements are nested more than 64 deep"),
    ("cut.gpx", gpx(POINT)[:-20], "not XML: unclosed token"),
    ("crossed.kml", kml("<Folder></Document>"), "not XML: mismatched tag"),
    ("encoding.gpx", gpx(POINT, '<?xml version="1.0" encoding="shift_jis"?>'), "encoding"),
    ("bytes.gpx", gpx("<name>\xff</name>").replace(b"\xc3\xbf", b"\xff"), "not well-formed (invalid token)"),
    ("html.gpx", b"<html><body>404</body></html>", "the root element is 'html'"),
    ("empty.gpx", gpx(""), "no track points"),
    ("mixed.gpx", gpx(POINT + LATER), "has no offset from UTC"),
    (
        "attributes.gpx",
        gpx("<trkpt " + " ".join(f'a{i}=""' for i in range(20_000)) + "/>"),
        "a tag of more than 65536 bytes",
    ),
    ("network.kml", kml("<NetworkLink><Link><href>http://example.org</href></Link></NetworkLink>"), "no track (1 link"),
    ("counts.kml", kml(f"<Placemark><{TWICE}></Placemark>"), "2 when for 1 coord"),
    ("prefix.kml", kml("<Placemark><gy:Track/></Placemark>"), "not XML: unbound prefix"),
    ("no-zip.kmz", kml(""), "a broken archive"),
    ("cut.kmz", zipped(("doc.kml", kml("") * 50))[:-30], "a broken archive"),
    ("nested.kmz", zipped(("doc.kml", kml("")), ("more.zip", b"PK")), "an archive in the archive"),
    ("inner.kmz", zipped(("doc.kml", zipped(("doc.kml", kml(""))))), "is itself an archive"),
    ("bomb.kmz", zipped(("doc.kml", b" " * 8 * MIB)), "times when unpacked"),
    ("many.kmz", zipped(*((f"{i}.kml", b"") for i in range(1100))), "an archive of 1100 files"),
    ("two.kmz", zipped(("a.kml", kml("")), ("b.kml", kml(""))), "an archive with 2 .kml files"),
    ("no-b.igc", HEAD_IGC, "no B record"),
    ("no-date.igc", B * 2, "no date before the first fix"),
    ("minute.igc", HEAD_IGC + B.replace(b"3551", b"3561"), "is no fix"),
    ("datum.igc", HEAD_IGC + b"HFDTM004GPSDATUM:ED50\r\n" + B, "positions on the datum 'ED50'"),
    ("junk.parquet", b"PAR1" + bytes(100) + b"PAR1", "no readable Parquet"),
    ("text.parquet", GOOD_CSV.encode(), "not Parquet by its first bytes"),
    ("cut.parquet", parquet()[:-40], "no readable Parquet"),
    ("naive.parquet", parquet(time=pa.array([0], pa.timestamp("us"))), "have no zone"),
    ("words.parquet", parquet(lon=["thirty"]), "not numbers"),
    ("rows.parquet", parquet(10_000_000), "10000000 rows, more than 1000000 fixes"),
    ("mercator.parquet", parquet(geometry=[b"x"], geo=geo(crs=MERCATOR)), "coordinates in 'WGS 84 / Pseudo-Mercator'"),
    ("no-crs.parquet", parquet(geometry=[b"x"], geo=geo(crs=None)), "coordinates in no coordinate system"),
    ("wkb.parquet", parquet(geometry=[b"\1\1\0\0"], geo=geo()), "row 1: geometry: not a Point"),
    ("geo.parquet", parquet(geometry=[b"x"], geo="{"), "its GeoParquet metadata cannot be read"),
    ("long.parquet", parquet(time=["2015" * 1000]), "holds values of 4000 bytes"),
)


def collection(geometry: object, **more: object) -> bytes:
    return dumped({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": geometry}], **more})


def ring(*positions: object) -> bytes:
    return collection({"type": "Polygon", "coordinates": [list(positions)]})


_ZIP_HEAD = struct.pack("<4s", b"PK\x03\x04")

ZONES: tuple[Case, ...] = (
    ("empty.geojson", b"", "the file is empty"),
    ("deep.geojson", b'{"type":' + b"[" * 100_000, "nested too deeply"),
    ("cut.geojson", dumped(ZONE)[:40], "not JSON"),
    ("nan.geojson", ring([36, 35], [37, float("nan")], [37, 36], [36, 35]), "NaN is not a number"),
    ("number.geojson", ring([36, 35], ["x", 35], [37, 36], [36, 35]), "feature 1 is malformed"),
    ("line.geojson", collection({"type": "LineString", "coordinates": [[36, 35], [37, 36]]}), "a zone is a Polygon"),
    ("pole.geojson", ring([36, 35], [37, 95], [37, 36], [36, 35]), ""),
    ("address.geojson", collection(ZONE, crs={"properties": {"name": "http://example.org"}}), "its crs is not a name"),
    ("unknown.geojson", collection(ZONE, crs={"properties": {"name": "EPSG:999999"}}), "its crs is unknown"),
    ("laughs.kml", kml("", LAUGHS.replace("gpx", "kml")), "XML with '!doctype'"),
    ("network.kml", kml("<NetworkLink/>"), "XML with 'networklink'"),
    ("table.kml", b"<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTDataSource>", "XML with 'ogr'"),
    ("bomb.zip", zipped(("a.shp", b"\0" * 8 * MIB), ("b.shp", b"")), "an archive with 2 .shp or .kml files"),
    ("broken.zip", _ZIP_HEAD + bytes(50), "a broken archive"),
    ("junk.parquet", b"PAR1" + bytes(50), "no readable GeoParquet"),
    ("junk.gpkg", b"SQLite format 3\0" + bytes(200), "cannot be read"),
    ("script.geojson", b"#!/bin/sh\nreboot\n", "not a format of shapes that is known here"),
)


def heavy() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    """Tracks at the edge of every ceiling: name, maker of the bytes, a part of the error."""
    fix = b"2015-11-24T07:24:05Z,36,35,1\n"
    yield "ten-million.csv", lambda: b"lon,lat\n" + b"1,2\n" * 10_000_000, "10000001 lines, for more than 1000000 fixes"
    yield "large.csv", lambda: b"time,lon,lat,alt_m\n" + fix * 3_000_000, "larger than 64 MiB"
    yield "faulty.csv", lambda: b"lon,lat\n" + b"x,y\n" * 1_000_000, "at least 10001 more"
    yield "wide.csv", lambda: b"lon,lat," + b"a," * 30_000_000, "a line of more than 1048576 bytes"
    yield "columns.csv", lambda: b"lon,lat," + b"a," * 500_000, "500003 columns"
    yield "rows.csv", lambda: b"lon,lat\n" + (b"," * 1_000_000 + b"\n") * 60, "no fixes"
    yield (
        "reversed.csv",
        lambda: b"time_unix_s,lon,lat\n" + b"".join(b"%d,1,2\n" % -i for i in range(500_000)),
        "faults",
    )
    yield "lists.geojson", lambda: b'{"a":[' + b"[]," * 20_000_000 + b"[]]}", "20000002 lists, more than"
    yield "objects.geojson", lambda: b'{"a":[' + b"{}," * 20_000_000 + b"{}]}", "20000002 objects, more than"
    yield "values.geojson", lambda: b'{"a":[' + b"1," * 30_000_000 + b"1]}", "30000000 values, more than"
    yield "edge.geojson", _edge, "no geometry"
    yield (
        "points.gpx",
        lambda: gpx('<trkpt lat="1" lon="2"/>' * 1_400_000),
        "1400000 times 'trkpt', for more than 1000000 fixes",
    )
    yield "elements.gpx", lambda: gpx("<a/>" * 15_000_000), "15000003 elements, more than 3000000"
    yield "edge.gpx", lambda: gpx("<a>x</a>" * 2_900_000), "no track points"
    yield "tag.gpx", lambda: gpx("<a " + "b" * 60_000_000 + "/>"), "a tag of more than 65536 bytes"
    yield "text.gpx", lambda: gpx("x" * 60_000_000), "no track points"
    yield "names.gpx", lambda: gpx("".join(f"<n{i:x}/>" for i in range(2_900_000))), "more than 10000 names"
    yield "line.kml", lambda: kml(_kml_line(b"1,2 " * 15_000_000)), "more than 1000000 fixes"
    yield "lines.kml", lambda: kml(_kml_line(b"1,2") * 400_000), "more than 1000 tracks"
    yield (
        "whens.kml",
        lambda: kml("<Placemark><Track>" + "<when/>" * 2_900_000 + "</Track></Placemark>"),
        "2900000 times 'when'",
    )
    yield "bomb.kmz", lambda: zipped(("doc.kml", b" " * 2000 * MIB)), "unpacks to 2097152000 bytes"
    yield "directory.kmz", _directory, "an archive of"
    yield "log.igc", lambda: HEAD_IGC + B * 1_700_000, "1700002 lines, for more than"
    yield "doubtful.igc", lambda: HEAD_IGC + B[:20] + b"\n" + b"B\n" * 990_000, "faults"
    yield "rows.parquet", lambda: parquet(10_000_000), "10000000 rows, more than 1000000 fixes"
    yield "texts.parquet", lambda: parquet(10**6, time=_same("2015" * 10**6)), "holds values of 4000000 bytes"


def _edge() -> bytes:
    """As much JSON as is still parsed."""
    features = b'{"a":1,"b":"cd"},' * 1_900_000
    return b'{"type":"FeatureCollection","features":[{"type":"Feature","x":[' + features + b"0]}]}"


def _kml_line(text: bytes) -> str:
    return f"<Placemark><LineString><coordinates>{text.decode()}</coordinates></LineString></Placemark>"


def _directory() -> bytes:
    """An archive whose directory fills the file."""
    content = zipped(("doc.kml", b""))
    at = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    return content[:at] + content[at:end] * 1_000_000 + content[end:]


def _same(text: str) -> pa.Array:
    """A million times one long text, which a file of Parquet holds once."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(10**6, dtype=np.int32)), pa.array([text]))
