"""OpenAir files as zones: shapes held against geographiclib, limits and times against what the lines say."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import ZoneFileError
from geodata.fixes import BadValueError
from geodata.limits import limit, reference_named
from geodata.zones import ZoneShape, from_file

NM = 1852.0
HEAD = "*VERSION: 2.0\nAC Q\nAY P\nAN P-1\nAH FL100\nAL GND\n"
SQUARE = "DP 36:00:00N 036:00:00E\nDP 36:00:00N 036:30:00E\nDP 36:30:00N 036:30:00E\nDP 36:30:00N 036:00:00E\n"


def read(folder: Path, text: str, name: str = "zones.txt") -> tuple[ZoneShape, ...]:
    path = folder / name
    path.write_text(text, "utf-8")
    return from_file(path)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ZoneFileError) as caught:
        read(folder, text)
    return str(caught.value)


def distances(zone: ZoneShape, lon: float, lat: float) -> np.ndarray:
    """From a centre to every vertex, by geographiclib."""
    coords = shapely.get_coordinates(zone.geometry)
    return np.array([Geodesic.WGS84.Inverse(lat, lon, y, x)["s12"] for x, y in coords])


@pytest.mark.parametrize("name", ["a.txt", "a.openair", "a.air", "A.TXT"])
def test_a_polygon_with_class_name_and_limits(tmp_path: Path, name: str) -> None:
    (zone,) = read(tmp_path, HEAD + SQUARE, name)
    assert zone.geometry.equals(shapely.box(36, 36, 36.5, 36.5))
    assert (zone.name, zone.lower_m, zone.upper_m) == ("P-1", None, 3048.0)
    assert (zone.altitude_reference, zone.upper_reference) == ("barometric", None)
    assert (zone.edition, zone.valid_from, zone.valid_to, zone.note) == (None, None, None, None)


def test_a_circle_is_geodesic_and_its_edges_lie_within_a_metre(tmp_path: Path) -> None:
    (zone,) = read(tmp_path, HEAD + "V X=78:50.500N 015:30.000E\nDC 20\n")
    assert distances(zone, 15.5, 78 + 50.5 / 60) == pytest.approx(20 * NM, abs=1e-6)
    ring = np.asarray(zone.geometry.geoms[0].exterior.coords)
    middles = [
        Geodesic.WGS84.InverseLine(a[1], a[0], b[1], b[0]) for a, b in itertools.pairwise(ring)
    ]  # fmt: skip
    at = [line.Position(line.s13 / 2) for line in middles]
    off = [20 * NM - Geodesic.WGS84.Inverse(78 + 50.5 / 60, 15.5, p["lat2"], p["lon2"])["s12"] for p in at]
    assert 0 < max(off) < 1.0


def test_arcs_by_bearings_go_the_way_that_is_set(tmp_path: Path) -> None:
    """The example of Naviter's description: a keyhole of four arcs about one centre."""
    text = HEAD + "V X=39:29.9N 119:46.1W\nDA 10,270,290\nDA 7,290,320\nDA 10,320,200\nV D=-\nDA 5,200,270\n"
    (zone,) = read(tmp_path, text)
    lon, lat = -119 - 46.1 / 60, 39 + 29.9 / 60

    def holds(bearing: float, radius_nm: float) -> bool:
        at = Geodesic.WGS84.Direct(lat, lon, bearing, radius_nm * NM)
        return bool(shapely.contains_xy(zone.geometry, at["lon2"], at["lat2"]))

    assert holds(280, 9.9) and not holds(280, 10.1)
    assert holds(305, 6.9) and not holds(305, 7.1)
    assert holds(90, 9.9) and not holds(90, 10.1)


@pytest.mark.parametrize(("sign", "inside"), [("+", True), ("-", False)])
def test_an_arc_between_points_goes_round_the_side_that_is_set(tmp_path: Path, sign: str, inside: bool) -> None:
    north = Geodesic.WGS84.Direct(36, 36, 0, 10 * NM)
    east = Geodesic.WGS84.Direct(36, 36, 90, 10 * NM)
    ends = ", ".join(f"{p['lat2'] // 1:.0f}:{p['lat2'] % 1 * 60:.5f}N {p['lon2'] // 1:.0f}:{p['lon2'] % 1 * 60:.5f}E"
                     for p in (north, east))  # fmt: skip
    (zone,) = read(tmp_path, HEAD + f"V X=36:00:00N 036:00:00E\nV D={sign}\nDB {ends}\nDP 36:00:00N 036:00:00E\n")
    there = Geodesic.WGS84.Direct(36, 36, 45, 9 * NM)
    assert bool(shapely.contains_xy(zone.geometry, there["lon2"], there["lat2"])) is inside
    coords = distances(zone, 36, 36)
    assert np.sort(coords)[2:] == pytest.approx(10 * NM, abs=0.1)  # the centre stands twice


def test_a_zone_may_cross_the_antimeridian(tmp_path: Path) -> None:
    (zone,) = read(tmp_path, HEAD + "V X=10:00:00N 179:55:00E\nDC 30\n")
    assert zone.geometry.bounds[2] > 180
    assert distances(zone, 179 + 55 / 60, 10) == pytest.approx(30 * NM, abs=1e-6)


def test_limits_keep_what_they_are_counted_from(tmp_path: Path) -> None:
    text = HEAD.replace("FL100", "2500ft AMSL").replace("GND", "500ft AGL")
    (zone,) = read(tmp_path, text + SQUARE)
    assert zone.limits == ((pytest.approx(152.4), "ground"), (pytest.approx(762.0), "msl"))
    (bare,) = read(tmp_path, HEAD.replace("FL100", "7500 AMSL") + SQUARE)
    assert bare.limits == ((pytest.approx(2286.0), "msl"),)
    (none,) = read(tmp_path, HEAD.replace("FL100", "UNL") + SQUARE)
    assert none.limits == ()


def test_times_of_activation_make_a_zone_each(tmp_path: Path) -> None:
    times = "AA 2023-12-16T12:00Z/2023-12-16T13:00Z\nAA 2024-12-17T00:00Z/NONE\nAA NONE/2022-01-01T24:00Z\n"
    first, second, third = read(tmp_path, HEAD + times + SQUARE)
    assert (first.valid_from, first.valid_to) == tuple(datetime(2023, 12, 16, h, tzinfo=UTC) for h in (12, 13))
    assert (second.valid_from, second.valid_to) == (datetime(2024, 12, 17, tzinfo=UTC), None)
    assert (third.valid_from, third.valid_to) == (None, datetime(2022, 1, 2, tzinfo=UTC))
    assert [zone.name for zone in (first, second, third)] == ["P-1", "P-1 (2)", "P-1 (3)"]
    (asleep,) = read(tmp_path, HEAD + "AA NONE\n" + SQUARE)
    assert asleep.note is not None


def test_what_files_really_hold_is_read(tmp_path: Path) -> None:
    """Seconds of 60, a tab, comments behind a line, a spike out and back, terrain, an older code page, no closing."""
    text = (
        "SP 0,1,0,0,255\nTO Lake\nDP 36:00:00N 036:00:00E\nAC\tR\nAN Übung * a comment\n"
        "AX 7000\nAL 0ft AGL\nAH 1500m MSL\n"
        "DP 35:59:60N 036:00:00E\nDP 36:00:00N 036:29:60E\nDP 36:30:00N 036:30:00E\nDP 36:40:00N 036:40:00E\n"
        "DP 36:30:00N 036:30:00E\nDP 36:30:00N 036:00:00E\n"
    )
    path = tmp_path / "old.txt"
    path.write_bytes(text.encode("cp1252"))
    (zone,) = from_file(path)
    assert (zone.name, zone.lower_m, zone.upper_m) == ("Übung", None, 1500.0)
    assert shapely.symmetric_difference(zone.geometry, shapely.box(36, 36, 36.5, 36.5)).area < 1e-12


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("DP 36:30:00N 036:30:00E", "DP 36:30:00N 036:30:00E nonsense", r"zones.txt:9: .*no place; write it as"),
        ("DP 36:30:00N 036:30:00E", "DP 36:61:00N 036:30:00E", r"zones.txt:9: .*go to 60"),
        ("DP 36:30:00N 036:30:00E", "DP 91:00:00N 036:30:00E", r"zones.txt:9: .*not on the globe"),
        ("DP 36:30:00N 036:30:00E", "DP 36:30:00N 036:30.0E", r"zones.txt:9: .*no place"),
        ("DP 36:30:00N 036:30:00E", "DC 5", r"zones.txt:9: a circle \(DC\) and another shape"),
        ("DP 36:30:00N 036:30:00E", "DA 5,0,90", r"zones.txt:9: DA without a centre"),
        ("DP 36:30:00N 036:30:00E", "V X=36:30:00N 036:00:00E\nDA nan,0,90", r"zones.txt:10: a radius of nan"),
        ("DP 36:30:00N 036:30:00E", "V X=36:30:00N 036:00:00E\nDA 5,0,inf", r"zones.txt:10: .*bearing lies between"),
        ("DP 36:30:00N 036:30:00E", "V X=36:30:00N 036:00:00E\nDA 5,0", r"zones.txt:10: 'DA 5,0' cannot be read"),
        ("DP 36:30:00N 036:30:00E", "V X=36:30:00N 036:00:00E\nDB 36:30:00N 036:10:00E, 36:40:00N 036:30:00E",
         r"zones.txt:10: the ends of the arc are"),
        ("DP 36:30:00N 036:30:00E", "V D=left", r"zones.txt:9: .*no direction"),
        ("DP 36:30:00N 036:30:00E", "DY 36:30:00N 036:30:00E", r"zones.txt:9: an airway"),
        ("DP 36:30:00N 036:30:00E", "QQ 1", r"zones.txt:9: 'QQ' is no record"),
        ("DP 36:30:00N 036:30:00E\n", "", r"zones.txt:2: 'P-1': no outline|P-1"),
        ("AH FL100", "AH FL100\nAH FL200", r"zones.txt:6: a second AH"),
        ("AH FL100", "AH 100m AGL/423m AMSL", r"zones.txt:5: 'P-1': AH: .*no vertical limit; write it as"),
        ("AH FL100", "AH GND", r"zones.txt:5: .*upper limit cannot be the ground"),
        ("AH FL100\n", "", r"zones.txt:2: 'P-1': no AH"),
        ("AL GND", "AL GND\nAA 2023-12-16T12:00/2023-12-16T13:00", r"zones.txt:7: .*by which clock"),
        ("AL GND", "AL GND\nAA SUNRISE/SUNSET", r"zones.txt:7: .*no time of activation"),
        ("AL GND", "AL GND\nAA 2023-12-16T14:00Z/2023-12-16T13:00Z", r"zones.txt:7: .*ends before it begins"),
        ("AN P-1", "AN", r"zones.txt:4: .*not a name"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = (HEAD + SQUARE).replace(old, new, 1)
    assert text != HEAD + SQUARE
    if told.endswith("|P-1"):
        text = HEAD + "\n".join(SQUARE.splitlines()[:2])
    assert re.search(told, refusal(tmp_path, text)), refusal(tmp_path, text)


def test_an_outline_that_crosses_itself_is_refused(tmp_path: Path) -> None:
    lines = SQUARE.splitlines()
    assert "crosses itself" in refusal(tmp_path, HEAD + "\n".join([lines[0], lines[2], lines[1], lines[3]]))


def test_text_that_is_no_openair_is_refused_as_before(tmp_path: Path) -> None:
    assert "not a format" in refusal(tmp_path, "dear reader\n")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*HEAD.splitlines(), *SQUARE.splitlines(), "DC 1", "DA 1,2,3", "V X=", "AA /", "DB ,"])
                | st.text(max_size=12), max_size=14))  # fmt: skip
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "any.txt"
    path.write_text("AC R\n" + "\n".join(lines), "utf-8", errors="replace")
    try:
        assert from_file(path)
    except ZoneFileError as error:
        assert str(error).isprintable() or "\n" in str(error)


@pytest.mark.parametrize(
    ("text", "metres", "reference"),
    [
        ("FL95", 2895.6, "barometric"),
        ("19,500 ft", 5943.6, "unstated"),
        ("19500ft MSL", 5943.6, "msl"),
        ("1500 m AGL", 1500.0, "ground"),
        ("450m wgs84", 450.0, "ellipsoid"),
        ("5000ft STD", 1524.0, "barometric"),
    ],
)
def test_limits_in_words(text: str, metres: float, reference: str) -> None:
    found = limit(text, upper=True)
    assert (found.metres, found.reference) == (pytest.approx(metres), reference)


@pytest.mark.parametrize("text", ["9500", "FL", "19.500.1 ft", "-5 ft", "5 ft moon", "1e9 ft", "99999999 ft", ""])
def test_wrong_limits_say_how(text: str) -> None:
    with pytest.raises(BadValueError) as caught:
        limit(text, upper=True)
    assert caught.value.right


def test_words_of_references() -> None:
    assert [reference_named(word) for word in ("AMSL", "fl", "agl", "WGS84", "somewhere")] == [
        "msl", "barometric", "ground", "ellipsoid", "unstated",
    ]  # fmt: skip
