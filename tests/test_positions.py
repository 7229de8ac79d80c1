"""Positions in every notation: published cases, another library's geodesics and grids, round trips, refusals."""

from __future__ import annotations

import math
from datetime import date
from functools import cache
from pathlib import Path

import mgrs
import numpy as np
import pytest
from click.testing import CliRunner
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from airspace.case import Case
from airspace.casefile import load_incident, validate_text
from airspace.checks import geometry, warnings
from airspace.cli import main
from airspace.declination import declination
from airspace.errors import FigureError, IncidentFileError
from airspace.incident import Incident
from airspace.language import speaking
from airspace.places import place_point
from airspace.positions import Position, parse_position
from airspace.zone import national_zone
from geodata.library import incident_path


def away_m(found: Position, lat: float, lon: float) -> float:
    return float(Geodesic.WGS84.Inverse(found.lat_deg, found.lon_deg, lat, lon)["s12"])


# --- published cases -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lat", "lon", "within_m"),
    [  # GeoConvert(1) of GeographicLib: each line of its page is one place
        ("33.3 44.4", 33.3, 44.4, 0.001),
        ("E44.4 N33.3", 33.3, 44.4, 0.001),
        ("33d18'N 44d24'E", 33.3, 44.4, 0.001),
        ("33:18 +44:24", 33.3, 44.4, 0.001),
        ("38n 444140.54 3684706.36", 33.3, 44.4, 0.01),
        ("444140.54 3684706.36 38n", 33.3, 44.4, 0.01),
        ("38 north 444140.54 3684706.36", 33.3, 44.4, 0.01),
        ("38SMB4488", 33.33424, 44.40363, 1.0),
        ("38n 444500 3688500", 33.33424, 44.40363, 1.0),
        ("31s 500000 9889470", -1.0, 3.0, 1.0),
        # the CN Tower in Wikipedia's article on UTM: 43°38'33.24"N 79°23'13.7"W is 17, 630084 m east, 4833438 m north
        ("17T 630084 4833438", 43 + 38 / 60 + 33.24 / 3600, -(79 + 23 / 60 + 13.7 / 3600), 1.0),
        ("43°38′33.24″N 79°23′13.7″W", 43.6425667, -79.3871389, 0.01),
    ],
)
def test_published_cases(text: str, lat: float, lon: float, within_m: float) -> None:
    found = parse_position(text)
    assert away_m(found, lat, lon) <= within_m
    assert found.text == text


def test_a_grid_square_holds_the_place_that_was_printed_as_it() -> None:
    """GeoConvert prints 79.9 S 6.1 E, in the narrow zones of the far south, as 32CMS4328."""
    found = parse_position("32CMS4328")
    assert abs(found.lat_deg + 79.9) <= found.half_lat_deg and abs(found.lon_deg - 6.1) <= found.half_lon_deg
    assert away_m(found, -79.9, 6.1) <= found.radius_m == pytest.approx(500 * math.sqrt(2) / 0.9996, rel=1e-3)


SAME = [
    "25°59'43\"N 57°02'25\"E",
    "25°59′43″N, 57°02′25″E",
    "25deg59'43\"N 57deg02'25\"E",
    "25 deg 59 min 43 sec N, 57 deg 02 min 25 sec E",
    "25d59m43s N 57d02m25s E",
    "25-59-43N 057-02-25E",
    "N25 59 43 E057 02 25",
    "N25°59'43\" E57°02'25\"",
    "255943N 0570225E",
    "255943N0570225E",
    "57°02'25\"E 25°59'43\"N",
    "25 59 43, 57 02 25",
    "25 59 43 57 02 25",
    "25:59:43 57:02:25",
    "+255943+0570225/",
    "lat 25°59'43\", lon 57°02'25\"",
    "25°59'43\" north, 57°02'25\" east",
    "25°59'43\" с.ш. 57°02'25\" в.д.",
    "25°59'43\" kuzey 57°02'25\" doğu",
    "25°59'43''N; 57°02'25''E",
]


@pytest.mark.parametrize("text", SAME)
def test_one_position_in_many_notations(text: str) -> None:
    found = parse_position(text)
    assert (found.lat_deg, found.lon_deg) == (
        pytest.approx(25 + 59 / 60 + 43 / 3600),
        pytest.approx(57 + 2 / 60 + 25 / 3600),
    )
    assert found.half_lat_deg == found.half_lon_deg == pytest.approx(0.5 / 3600)
    assert found.notation == "degrees, minutes and seconds"


@pytest.mark.parametrize(
    ("text", "half_deg"),
    [
        ("25.9953, 57.0403", 0.00005),
        ("25.9953N 57.0403E", 0.00005),
        ("57.0403E 25.9953N", 0.00005),
        ("+25.9953+057.0403/", 0.00005),
        ("25,9953 57,0403", 0.00005),
        ("25,9953; 57,0403", 0.00005),
        ("(25.9953, 57.0403)", 0.00005),
        ("Lon: 57.0403, Lat: 25.9953", 0.00005),
        ("25°59.718'N 57°02.418'E", 0.0005 / 60),
        ("2559.718N 05702.418E", 0.0005 / 60),
        ("26N 057E", 0.5),
        ("2600N 05702E", 0.5 / 60),
        ("26.00 57.0", 0.05),
    ],
)
def test_precision_comes_from_the_digits(text: str, half_deg: float) -> None:
    found = parse_position(text)
    assert max(found.half_lat_deg, found.half_lon_deg) == pytest.approx(half_deg)
    assert abs(found.lat_deg - 25.9953) <= half_deg * 1.01 and abs(found.lon_deg - 57.0403) <= half_deg * 1.01
    corners = [
        (found.lat_deg + y * found.half_lat_deg, found.lon_deg + x * found.half_lon_deg)
        for x in (-1, 1)
        for y in (-1, 1)
    ]
    assert found.radius_m == pytest.approx(max(away_m(found, *corner) for corner in corners), abs=1e-6)


def test_signs_and_letters_turn_to_all_four_quarters() -> None:
    quarters = {("N", "E"): (1, 1), ("N", "W"): (1, -1), ("S", "E"): (-1, 1), ("S", "W"): (-1, -1)}
    for (ns, ew), (y, x) in quarters.items():
        for text in (
            f"12°30'{ns} 045°15'{ew}",
            f"{12.5 * y}, {45.25 * x}",
            f"1230{ns}04515{ew}",
            f"{ew}45.25 {ns}12.5",
        ):
            found = parse_position(text)
            assert (found.lat_deg, found.lon_deg) == (12.5 * y, 45.25 * x), text


# --- against pyproj and the MGRS library -------------------------------------------------------------------


places = st.tuples(st.floats(-79.9, 83.9), st.floats(-179.99, 179.99))


@given(places.filter(lambda place: not -1e-5 < place[0] < 0), st.integers(0, 5))  # the library loses that strip
def test_a_square_of_the_grid_holds_what_was_printed_as_it(place: tuple[float, float], digits: int) -> None:
    lat, lon = place
    printed = mgrs.MGRS().toMGRS(lat, lon, MGRSPrecision=digits)
    found = parse_position(printed)
    assert (
        away_m(found, lat, lon) <= found.radius_m * (1 + 1e-6) + 2e-3
    )  # the library rounds to the metre at its finest
    spaced = (
        f"{printed[: -2 * digits] if digits else printed} {printed[-2 * digits :][:digits]} {printed[-digits:]}"
        if digits
        else printed
    )
    assert parse_position(spaced).lon_deg == found.lon_deg


@cache
def to_utm(zone: int, south: bool) -> Transformer:
    crs = f"+proj=utm +zone={zone} {'+south ' if south else ''}+ellps=WGS84"
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True)


@given(st.floats(-79.9, 83.9), st.floats(-2.9, 2.9), st.sampled_from([1, 31, 40, 60]), st.booleans())
def test_utm_is_that_of_pyproj(lat: float, off: float, zone: int, zone_last: bool) -> None:
    lon = zone * 6 - 183 + off
    east, north = to_utm(zone, lat < 0).transform(lon, lat)
    hemisphere = "north" if lat >= 0 else "south"
    printed = (
        f"{east:.2f} {north:.2f} {zone} {hemisphere}" if zone_last else f"{zone} {hemisphere} {east:.2f} {north:.2f}"
    )
    found = parse_position(printed)
    assert away_m(found, lat, lon) < 0.02
    assert found.radius_m < 0.01


# --- round trips ---------------------------------------------------------------------------------------------


def degrees_minutes_seconds(angle: float, width: int, places: int) -> tuple[str, str, str]:
    ticks = round(abs(angle) * 3600 * 10**places)
    whole, tick = divmod(ticks, 3600 * 10**places)
    minutes, tick = divmod(tick, 60 * 10**places)
    return f"{whole:0{width}d}", f"{minutes:02d}", f"{tick / 10**places:0{2 if places == 0 else 3 + places}.{places}f}"


@given(places, st.sampled_from(["decimal", "dms", "icao", "iso"]), st.integers(0, 4))
def test_what_is_printed_lies_in_the_box_that_is_read(place: tuple[float, float], form: str, digits: int) -> None:
    lat, lon = place
    ns, ew = "NS"[lat < 0], "EW"[lon < 0]
    if form == "decimal":
        printed = f"{abs(lat):.{digits}f}{ns} {abs(lon):.{digits}f}{ew}"
    elif form == "iso":
        printed = f"{lat:+.{digits + 1}f}{lon:+.{digits + 1}f}/"
    else:
        (a, b, c), (d, e, f) = degrees_minutes_seconds(lat, 2, digits), degrees_minutes_seconds(lon, 3, digits)
        printed = f"{a}°{b}'{c}\"{ns} {d}°{e}'{f}\"{ew}" if form == "dms" else f"{a}{b}{c}{ns}{d}{e}{f}{ew}"
    found = parse_position(printed)
    assert abs(found.lat_deg - lat) <= found.half_lat_deg + 1e-9, printed
    assert abs(found.lon_deg - lon) <= found.half_lon_deg + 1e-9, printed
    assert away_m(found, lat, lon) <= found.radius_m + 1e-3


@given(st.text(max_size=40) | st.text(alphabet="0123456789.,°'\"NSEWnsew -+:;RCMB", max_size=40))
def test_any_text_is_a_position_or_refused_in_words(text: str) -> None:
    try:
        found = parse_position(text)
    except FigureError as error:
        assert "; " in str(error)
        return
    assert -90 <= found.lat_deg <= 90 and -180 <= found.lon_deg <= 180 and math.isfinite(found.radius_m)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("157.0403, 25.9953", "no latitude (it looks like longitude first)"),
        ("25.9953N 57.0403N", "has two latitudes; write one with N or S and one with E or W"),
        ("25.9953E 57.0403W", "has two longitudes"),
        ("-25.9953S 57.0403E", "a sign and a letter; leave one of them out"),
        ("25°61'N 57°02'E", "minutes and seconds run to 59"),
        ("25.5°30'N 57°02'E", "only the last of degrees, minutes and seconds has decimals"),
        ("91N 10E", "has a latitude of 91 degrees; latitudes run to 90"),
        ("10N 181E", "190 E is 170 W"),
        ("44d24 33d18N", "one letter with each angle"),
        ("near Kuh-e Mobarak", "is no position; write it as"),
        ("", "an empty text is no position"),
        ("9" * 200, "a text of 200 characters"),
        ("38TMB4488", "lies at latitude 51.3, outside its band T (40 to 48 degrees)"),
        ("38RMB4400088000", "lies at latitude 33.3, outside its band R (24 to 32 degrees)"),
        ("99RCN12", "zones run from 1 to 60"),
        ("38SIO12", "is no square of the military grid (IO in zone 38S)"),
        ("40R CN 123 4567", "7 digits in its square; write as many for east as for north"),
        ("40R 4043 2875432", "lies outside its zone; write easting"),
        ("40T 404321 2875432", "outside its band T"),
        ("38S 444500 3688500", "the band S (32 to 40 N) or the southern hemisphere; write '38 north' or '38 south'"),
    ],
)
def test_refusals_say_what_would_be_right(text: str, says: str) -> None:
    with pytest.raises(FigureError, match=r"; .") as caught:
        parse_position(text)
    assert says in str(caught.value)


def test_a_capital_s_that_cannot_be_the_band_is_the_hemisphere() -> None:
    assert parse_position("56S 334000 6252000").lat_deg == pytest.approx(-33.86, abs=0.01)


# --- declination --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lat", "lon", "on", "degrees"),
    [  # test values of the World Magnetic Model 2015 at sea level, and of its program at five cities (2018.7)
        (80, 0, date(2015, 1, 1), -3.85),
        (0, 120, date(2015, 1, 1), 0.55),
        (-80, -120, date(2015, 1, 1), 69.81),
        (80, 0, date(2017, 7, 2), -2.59),
        (0, 120, date(2017, 7, 2), 0.37),
        (-80, -120, date(2017, 7, 2), 69.59),
        (42.3016, -71.4791, date(2018, 9, 13), -14.3),
        (51.5005, -0.1246, date(2018, 9, 13), -0.2),
        (39.9045, 116.3914, date(2018, 9, 13), -7.0),
        (-33.8563, 151.2153, date(2018, 9, 13), 12.6),
        (-22.9496, -43.1536, date(2018, 9, 13), -22.8),
    ],
)
def test_declination_is_that_of_another_model_to_its_error(lat: float, lon: float, on: date, degrees: float) -> None:
    found = declination(lon, lat, on)
    assert found.east_deg == pytest.approx(degrees, abs=0.06)
    assert found.sigma_deg > 0.26


def test_declination_outside_the_model_is_refused() -> None:
    for day in (date(1899, 12, 31), date(2030, 1, 1)):
        with pytest.raises(FigureError, match="only for 1900 to 2029; give 'declination'"):
            declination(36, 35, day)
    assert math.isfinite(declination(0, 90, date(2015, 1, 1)).east_deg)


# --- places of an incident ------------------------------------------------------------------------------------------

FILE = """schema: airspace/incident/1
id: x
title: x
date: {date}
place: x
sources: {{s: {{publisher: x, grade: C2, why: x}}}}
places:
  stated: {{name: Stated, {at}, source: s}}
  reckoned: {{name: Reckoned, derived: bearing-range, from: stated, bearing: 090 deg,
             range: {reach}, north: {north}, why: x, source: s}}
claims:
  c: {{claimant: x, title: x, defaults: {{speaker: x, source: s}}, statements: {{
    where: {{says: x, readings: {{at: {{quantity: position, place: stated}}}}}},
    far: {{says: x, readings: {{of: {{quantity: range, place: stated, value: "about 15 km"}}}}}}}}}}
"""
AT = 'at: "25°59\'43\\"N 57°02\'25\\"E"'


def incident(at: str = AT, north: str = "true", reach: str = "26 NM", day: str = "2019-06-19") -> Incident:
    return validate_text(FILE.format(at=at, north=north, reach=reach, date=day))


def fault(**changes: str) -> str:
    with pytest.raises(IncidentFileError) as caught:
        incident(**changes)
    return str(caught.value)


def test_a_place_may_be_written_as_its_source_prints_it() -> None:
    point = place_point(incident(), "stated")
    assert (point.lat_deg, point.lon_deg) == (pytest.approx(25.9952778), pytest.approx(57.0402778))
    assert point.radius_m == pytest.approx(20.7, abs=0.1)
    assert (
        point.how.replace("\u00a0", " ")
        == "given by its source as 25°59'43\"N 57°02'25\"E (degrees, minutes and seconds, good to 21 m)"
    )
    typed = place_point(incident("lat: 25.9953, lon: 57.0403"), "stated")
    assert (typed.radius_m, typed.how) == (None, "given by its source")
    with speaking("tr"):
        assert "derece, dakika ve saniye" in place_point(incident(), "stated").how


def test_bearing_and_range_leave_a_sector_and_the_origin_its_own_radius() -> None:
    point = place_point(incident(), "reckoned")
    origin = place_point(incident(), "stated")
    azimuths, reaches = np.meshgrid(np.linspace(89.5, 90.5, 21), np.linspace(25.5, 26.5, 21) * 1852)
    worst = 0.0
    for azimuth, reach in zip(azimuths.ravel(), reaches.ravel(), strict=True):
        end = Geodesic.WGS84.Direct(origin.lat_deg, origin.lon_deg, azimuth, reach)
        worst = max(worst, Geodesic.WGS84.Inverse(point.lat_deg, point.lon_deg, end["lat2"], end["lon2"])["s12"])
    assert point.radius_m == pytest.approx(worst + float(origin.radius_m or 0), abs=0.01)
    assert point.allows(500.0).low == 0.0 and point.allows(5000.0).high == 5000.0 + float(point.radius_m or 0)


def test_a_bearing_from_magnetic_north_is_turned_by_the_model_of_the_day() -> None:
    magnetic, true = (place_point(incident(north=north), "reckoned") for north in ("magnetic", "true"))
    origin = place_point(incident(), "stated")
    turned = declination(origin.lon_deg, origin.lat_deg, date(2019, 6, 19)).east_deg
    azimuth = Geodesic.WGS84.Inverse(origin.lat_deg, origin.lon_deg, magnetic.lat_deg, magnetic.lon_deg)["azi1"]
    assert azimuth == pytest.approx(90 + turned, abs=1e-6)
    assert f"declination {turned:.1f}° E by IGRF-14 on 2019-06-19, standard error 0.3°" in magnetic.how
    assert magnetic.radius_m == pytest.approx(true.radius_m, abs=0.01)
    given_by_file = place_point(incident(north="magnetic, declination: 4.7"), "reckoned")
    assert "IGRF" not in given_by_file.how


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"at": 'at: "57 east"'}, ":8: places.stated.at: '57 east' "),
        ({"at": 'at: "25N 57E", lat: 25'}, "places.stated.at: a position as printed, and 'lat' beside it; give either"),
        ({"at": "lat: 25"}, "places.stated.lon: 'lon' is missing; write degrees from -180 to 180, east positive"),
        ({"at": "note: x"}, "places.stated.lat: 'lat' is missing"),
        ({"reach": "at least 26 NM"}, ":10: places.reckoned.range: 'at least 26 NM' has no upper end"),
        (
            {"north": "magnetic", "day": "1899-01-01"},
            "places.reckoned.north: no declination is given, and IGRF-14 has none",
        ),
        ({"north": "true, declination: 4"}, "places.reckoned.north: a bearing from true north with a declination"),
    ],
)
def test_faults_name_line_and_field(changes: dict[str, str], says: str) -> None:
    assert says in fault(**changes)


def test_show_and_validate_say_positions_and_figures_back(tmp_path: Path) -> None:
    (tmp_path / "incident.yaml").write_text(FILE.format(at=AT, north="true", reach="26 NM", date="2019-06-19"), "utf-8")
    shown = CliRunner().invoke(main, ["show", str(tmp_path)])
    assert shown.exit_code == 0
    told = " ".join(shown.stdout.replace("\u00a0", " ").split())
    assert "stated Stated: 25.9953° N, 57.0403° E; given by its source as 25°59'43\"N 57°02'25\"E" in told
    assert "15,000 m [14,500 to 15,500]" in told
    said = CliRunner().invoke(main, ["validate", str(tmp_path), "--say"])
    assert said.stdout.startswith("places/stated: Stated: 25.99528 N 57.04028 E, known to 21 m, as degrees,")
    assert said.stdout.splitlines()[-2] == "c/far/of: about 15 kilometres = 15,000 m, as printed 14,500 to 15,500 m"
    assert said.stdout.splitlines()[-1].endswith("no fault found")


# --- where a distance from a place is tested ------------------------------------------------------------------------

EDITION = "osm-2026c"


def base_finding(at: str, stated: str) -> tuple[str, dict[str, object]]:
    text = FILE.format(at=at, north="true", reach="26 NM", date="2015-11-24").replace(
        "{quantity: range, place: stated, value", "{quantity: base_distance, zone: TUR, place: stated, value"
    )
    found = geometry.run(Case(validate_text(text.replace("about 15 km", stated)), editions=[EDITION]), "c")
    return found[0].word, dict(found[0].computed)


def test_the_digits_of_a_position_count_where_its_distance_from_a_border_is_tested() -> None:
    """Hmeimim lies 48,557 m from Türkiye; its position to a minute leaves 1.2 km of that open, to a second nothing."""
    rough, fine = "at: \"35°24'N 35°57'E\"", 'at: "35°24\'04\\"N 35°56\'55\\"E"'
    exact = national_zone("TUR", EDITION, "geodesic").edges.nearest(np.array([35.95]), np.array([35.4])).distance_m[0]
    word, computed = base_finding(rough, "49.40 km")
    assert (word, computed["distance_m"]) == ("consistent", {EDITION: pytest.approx(exact)})
    assert abs(49_400 - exact) < 1200
    assert base_finding(rough, "50.9 km")[0] == "inconsistent"
    assert base_finding(fine, "49.40 km")[0] == "inconsistent"
    assert base_finding("lat: 35.4, lon: 35.95", "49.40 km")[0] == "inconsistent"


def test_a_position_called_by_bearing_and_range_may_lie_on_either_side() -> None:
    """020 deg and 26 NM from Hmeimim: the point lies outside, a corner of what the digits leave lies inside."""
    case = Case(load_incident(incident_path("su24-2015")), claims=["turkey"], editions=[EDITION])
    called = [found for found in warnings.run(case, "turkey") if "either_side_on" in found.computed]
    edges = national_zone("TUR", EDITION, "geodesic").edges
    for found in called:
        place = case.place(found.stated[0].place, EDITION)
        assert place is not None
        base = (35.4011, 35.9487)
        back = Geodesic.WGS84.Inverse(*base, place.lat_deg, place.lon_deg)
        azimuths, reaches = np.meshgrid(np.linspace(-0.5, 0.5, 9), np.linspace(-0.5, 0.5, 9))
        unit = 1609.344 if abs(back["s12"] / 1609.344 - 26) < 0.01 else 1852.0
        ends = [
            Geodesic.WGS84.Direct(*base, back["azi1"] + azimuth, back["s12"] + reach * unit)
            for azimuth, reach in zip(azimuths.ravel(), reaches.ravel(), strict=True)
        ]
        lon, lat = (np.array([end[key] for end in ends]) for key in ("lon2", "lat2"))
        sides = set(edges.contains(lon, lat).tolist())
        assert found.word == ("indeterminate" if len(sides) == 2 else "consistent")
        assert found.computed["either_side_on"] == ([EDITION] if len(sides) == 2 else [])
    assert sorted(found.word for found in called) == ["consistent", "consistent", "indeterminate"]
