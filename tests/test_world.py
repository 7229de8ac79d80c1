"""The editions of the world: known places, both sides of 180, coasts, laziness; Turkey and Syria as they ever were."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from airspace.assessment import assess
from airspace.casefile import load_incident
from airspace.coverage import chosen_editions, incident_editions, incident_states, states_of, worth_state
from airspace.decisive import decisive
from airspace.errorinputs import border_from_edition
from airspace.language import LANGUAGES, country
from airspace.survey import survey
from airspace.track import Track
from airspace.violation import check_violation
from airspace.wording import state
from airspace.zone import Zone, national_zone
from geodata import editions, statefile
from geodata.editions import default_for, holding
from geodata.errors import UnknownStateError
from geodata.zones import national

ROOT = Path(__file__).parents[1]
WORLD = ("osm-maritime", "ne-10m")
GEOD = Geod(ellps="WGS84")

AS_BEFORE = {  # SHA-256 of the WKB that the editions of two states shipped
    ("osm-maritime", "TUR", "area"): "0cda3eeeef8b507e2b217730e81ef3be06406368103b3264fb3f23327aee4962",
    ("osm-maritime", "SYR", "area"): "061ba30ff91bea333c4d26b886c3e46aa7d440afa42d3167b1753a76a069e335",
    ("ne-10m", "TUR", "area"): "40d11cceafa6ca36a2bbdba79cdd54b8489d5caa0318ca89fa27df183185cf09",
    ("ne-10m", "TUR", "coast"): "28c551b52bd646568baccc49526e5c31e599a6dd1aa7c222761068f1e82ba9dd",
    ("ne-10m", "SYR", "area"): "31456df0cc87745790cbf01353bd9d0348e0ec0f62b81c1b057e6d19a689d851",
    ("ne-10m", "SYR", "coast"): "68cd9e152df64a820818bad91a2d25e45f9163b986c386a3c9c19b4be38cd9cc",
}

PLACES = [  # name, lon, lat, states that either edition has there
    ("Ankara", 32.854, 39.920, {"TUR"}),
    ("Damascus", 36.292, 33.513, {"SYR"}),
    ("Tehran", 51.389, 35.689, {"IRN"}),
    ("Beijing", 116.391, 39.906, {"CHN"}),
    ("Haikou", 110.34, 20.02, {"CHN"}),
    ("Washington", -77.036, 38.895, {"USA"}),
    ("Moscow", 37.617, 55.755, {"RUS"}),
    ("Kaliningrad", 20.51, 54.71, {"RUS"}),
    ("Ålesund, east of its town", 6.3, 62.47, {"NOR"}),
    ("Helsinki", 24.94, 60.17, {"FIN"}),
    ("Ceuta", -5.32, 35.889, {"ESP"}),
    ("Melilla", -2.945, 35.288, {"ESP"}),
    ("Lisbon", -9.139, 38.722, {"PRT"}),
    ("Brasília", -47.93, -15.78, {"BRA"}),
    ("Buenos Aires", -58.42, -34.61, {"ARG"}),
    ("Nairobi", 36.82, -1.29, {"KEN"}),
    ("Maseru, in an enclave", 27.6, -29.4, {"LSO"}),
    ("Bloemfontein, round it", 26.2, -29.1, {"ZAF"}),
    ("Vatican", 12.4534, 41.9029, {"VAT"}),
    ("San Marino", 12.447, 43.936, {"SMR"}),
    ("Vaduz", 9.52, 47.14, {"LIE"}),
    ("Ulaanbaatar", 106.92, 47.92, {"MNG"}),
    ("Delhi", 77.21, 28.61, {"IND"}),
    ("Canberra", 149.13, -35.3, {"AUS"}),
    ("Wellington", 174.77, -41.29, {"NZL"}),
    ("Chatham Islands, beyond 180", -176.5, -43.95, {"NZL"}),
    ("Suva", 178.44, -18.1, {"FJI"}),
    ("Anadyr, inland", 176.5, 64.9, {"RUS"}),
    ("Uelen, beyond 180", -169.9, 66.1, {"RUS"}),
    ("Summit of the ice of Greenland", -38.5, 72.6, {"GRL"}),
    ("Honolulu", -157.85, 21.31, {"USA"}),
    ("Pristina", 21.16, 42.66, {"XKX"}),
]
AT_SEA = [  # lon, lat, what osm-maritime has there, why
    (35.8, 36.05, {"TUR"}, "off Hatay"),
    (35.66, 35.55, {"SYR"}, "off Latakia"),
    (35.0, 35.5, set(), "between Cyprus and Syria"),
    (56.45, 26.48, {"OMN"}, "Hormuz, off Musandam"),
    (56.4, 26.72, {"IRN"}, "Hormuz, off Larak"),
    (24.8, 59.82, set(), "Gulf of Finland: both states leave a corridor"),
    (24.8, 59.95, {"FIN"}, "Gulf of Finland"),
    (24.8, 59.65, {"EST"}, "Gulf of Finland"),
    (-140.0, 30.0, set(), "Pacific, 1,900 km from any land"),
    (1.55, 51.0, {"FRA"}, "Strait of Dover, 8 km from Cap Gris-Nez: no high seas are left between 12 NM and 12 NM"),
    (146.0, -40.2, set(), "Bass Strait: over 12 NM from Tasmania and the mainland"),
]

NEAR_PAKISTAN = """
schema: airspace/incident/1
id: small
title: small
date: 2015-11-24
place: here
sources: {paper: {publisher: paper, grade: B2, why: made up}}
aircraft: {jet: {label: jet, type: jet, state: RUS}}
claims:
  one:
    claimant: one
    title: one
    defaults: {speaker: one, source: paper, about: jet}
    statements: {length: {says: so long, readings: {only: {quantity: length_inside, zone: IRN, value: 20 km}}}}
    tracks: {radar: {label: radar, aircraft: jet, basis: illustrative, file: radar.csv, zones: [IRN]}}
"""


def held(edition_id: str, lon: float, lat: float) -> set[str]:
    """The states whose area a place is in, in the plane; none of these places is near a long edge."""
    near = editions.near(edition_id, lon, lat, lon, lat)
    return {code for code in near if shapely.contains_xy(editions.load(edition_id)[code].geometry, lon, lat)}


# --- what is where --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition_id", WORLD)
def test_known_places_lie_in_their_states(edition_id: str) -> None:
    for name, lon, lat, expected in PLACES:
        assert held(edition_id, lon, lat) == expected, name


def test_the_sea_is_whose_it_is() -> None:
    for lon, lat, expected, why in AT_SEA:
        assert held("osm-maritime", lon, lat) == expected, why
        assert held("ne-10m", lon, lat) == set(), f"{why}: land only"


def test_territories_and_disputed_ground_lie_in_several_states() -> None:
    assert held("osm-maritime", -52.3, 4.9) == {"FRA", "GUF"}
    assert held("osm-maritime", 34.1, 44.95) == {"RUS", "UKR"}
    assert held("ne-10m", 34.1, 44.95) == {"UKR"}
    assert held("ne-10m", 35.8, 33.0) == set()


@pytest.mark.parametrize("edition_id", WORLD)
def test_both_sides_of_the_antimeridian_are_one_state_and_the_cut_is_no_border(edition_id: str) -> None:
    zone = Zone.of(national("RUS", edition_id))
    lon = np.array([179.99, -179.99, 180.0, -180.0, 181.0, -170.3, 178.0])
    lat = np.array([68.5, 68.5, 68.5, 68.5, 68.5, 66.0, 60.0])
    assert zone.edges.contains(lon, lat).tolist() == [True] * 6 + [False]
    nearest = zone.edges.nearest(lon[:2], lat[:2]).distance_m  # the coast of the Chukchi Sea is 50 km and more away
    assert nearest.min() > 30_000 and abs(nearest[0] - nearest[1]) < 900
    fiji = national_zone("FJI", edition_id).edges
    assert fiji.contains(np.array([179.0, -179.97]), np.array([-16.6, -16.8])).tolist() == [True, True]
    if edition_id == "osm-maritime":  # some of its vertices there stand at -179.9999999, a centimetre off the cut
        off_the_cut = fiji.nearest(np.array([180.0, -179.9]), np.array([-17.0, -17.0])).distance_m
        assert off_the_cut.min() > 100_000


@pytest.mark.parametrize("edition_id", WORLD)
def test_boxes_hold_their_states_and_are_read_without_them(edition_id: str) -> None:
    states = statefile.StateFile((editions.BORDERS / editions.edition(edition_id).file).read_bytes())
    west, south, east, north = states.box("RUS")
    assert (west > 0 > east) and 19 < west < 20 and -170 < east < -168
    assert not states._held, "a box decodes nothing"
    for code in ("FJI", "NZL", "IRN", "TUR", "USA"):
        west, south, east, north = states.box(code)
        points = shapely.get_coordinates(states[code].geometry)
        assert ((points[:, 0] - west) % 360 <= (east - west) % 360 + 1e-9).all(), code
        assert (south, north) == (points[:, 1].min(), points[:, 1].max()), code
    assert "RUS" in editions.near(edition_id, 179.0, 65.0, 181.0, 69.0)
    assert "RUS" in editions.near(edition_id, 179.0, 65.0, -179.0, 69.0)
    assert editions.near(edition_id, -141.0, 29.0, -139.0, 31.0) in ((), ("FRA",), ("USA",), ("FRA", "USA"))


# --- the files ------------------------------------------------------------------------------------------------


def test_turkey_and_syria_are_what_they_were_to_the_last_bit() -> None:
    for (edition_id, iso3, role), sha256 in AS_BEFORE.items():
        area = editions.load(edition_id)[iso3]
        shape = area.geometry if role == "area" else area.coast
        assert hashlib.sha256(shapely.to_wkb(shape)).hexdigest() == sha256, (edition_id, iso3, role)
    assert all(editions.load("osm-maritime")[iso3].coast.is_empty for iso3 in ("TUR", "SYR"))


@pytest.mark.parametrize("edition_id", WORLD)
def test_the_registry_lists_what_the_file_holds(edition_id: str) -> None:
    edition, states = editions.edition(edition_id), editions.load(edition_id)
    assert edition.states == tuple(states) and edition.is_world
    assert len(states) == {"osm-maritime": 248, "ne-10m": 249}[edition_id]
    assert "ATA" not in states and "Antarctica" in edition.note
    beside = {code for code in states if country(code, "en") is None}
    assert all(code in edition.note for code in beside)
    assert len(beside) == {"osm-maritime": 0, "ne-10m": 11}[edition_id]
    assert edition.elsewhere_disagreement_m == 1375.6
    assert edition.elsewhere_spacing_m == {"osm-maritime": 300.8, "ne-10m": 3382.5}[edition_id]


def test_a_state_is_decoded_alone_and_without_pandas() -> None:
    code = (
        "import sys; from geodata import editions; states = editions.load('osm-maritime'); states['IRN'];"
        "print(sorted(states._held), 'pandas' in sys.modules, 'geopandas' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == "['IRN'] False False"


def test_neighbours_meet_and_land_ends_at_its_coast() -> None:
    """Of a landlocked state nothing is coast; of an island all; of Iran what no neighbour has, the Caspian included."""
    states = editions.load("ne-10m")
    assert all(states[code].coast.is_empty for code in ("CHE", "MNG", "LSO", "VAT"))
    assert states["ISL"].coast.length == pytest.approx(states["ISL"].geometry.boundary.length)
    iran, around = states["IRN"], ("TUR", "IRQ", "AZE", "ARM", "TKM", "AFG", "PAK")
    rest = shapely.difference(
        iran.geometry.boundary, shapely.union_all([states[c].geometry for c in around]).buffer(1e-6)
    )
    assert iran.coast.length == pytest.approx(rest.length, rel=1e-3)
    assert shapely.distance(iran.coast, shapely.Point(51.5, 36.75)) < 0.1, "the Caspian"
    golan = shapely.box(35.6, 32.75, 35.87, 33.25)
    assert not any(states[code].coast.intersects(golan) for code in ("SYR", "ISR", "JOR")), (
        "a gap in the land is no coast"
    )


ringed = st.lists(st.integers(3, 9), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None)
@given(ringed, st.randoms(use_true_random=False))
def test_what_is_written_comes_back(sizes: list[int], chance: object) -> None:
    """Squares with corners cut, some with a hole; any edges may be coast, also over the end of a ring."""
    rng = np.random.default_rng(chance.randrange(2**32))  # type: ignore[attr-defined]
    rings, parts, vertices = [], [], []
    for number, size in enumerate(sizes):
        holes = int(rng.integers(0, 2))
        parts.append(1 + holes)
        for level in range(1 + holes):
            turn = 2 * np.pi * np.arange(size) / size * (1 if level == 0 else -1)
            radius = 10**6 * (2 - level)
            centre = np.array([number * 10**8 - 15 * 10**7, 0])
            vertices.append(np.round(np.stack([np.cos(turn), np.sin(turn)], axis=1) * radius + centre))
            rings.append(size)
    coast = rng.random(sum(rings)) < rng.random()
    row = statefile.WorldRow(
        *("AAA", "A", (0.0, 0.0, 0.0, 0.0), np.concatenate(vertices).astype(np.int64)),
        *(np.array(rings), np.array(parts), coast),
    )
    with TemporaryDirectory() as folder:
        statefile.write_world(Path(folder) / "a.parquet", [row])
        state_ = statefile.StateFile((Path(folder) / "a.parquet").read_bytes())["AAA"]
    assert state_.geometry.is_valid and len(state_.geometry.geoms) == len(parts)
    found = [shapely.get_coordinates(r)[:-1] for r in shapely.get_rings(shapely.get_parts(state_.geometry))]
    assert np.array_equal(np.concatenate(found), np.concatenate(vertices) / 1e7)
    first = np.cumsum(rings) - rings
    flagged = [
        (tuple(vertices[k][i] / 1e7), tuple(vertices[k][(i + 1) % size] / 1e7))
        for k, size in enumerate(rings)
        for i in range(size)
        if coast[first[k] + i]
    ]
    edges = [pair for line in state_.coast.geoms for pair in zip(line.coords[:-1], line.coords[1:], strict=True)]
    assert sorted(edges) == sorted(flagged)
    ends = [tuple(line.coords[i]) for line in state_.coast.geoms for i in (0, -1) if not line.is_ring]
    assert len(ends) == len(set(ends)), "a stretch is one line"


# --- which editions are asked ---------------------------------------------------------------------------------


def test_the_editions_that_hold_states() -> None:
    assert holding(["TUR"]) == holding(["SYR", "TUR"]) == holding([]) == tuple(editions.registry())
    assert holding(["OMN"]) == holding(["TUR", "OMN"]) == WORLD
    assert holding(["ESB"]) == ("ne-10m",)
    assert default_for(["TUR", "SYR"]) == editions.DEFAULT_EDITION
    assert default_for(["OMN"]) == "osm-maritime"
    with pytest.raises(UnknownStateError, match=r"no border edition holds it\) 'IRM'\. Did you.* and \d+ more"):
        default_for(["TUR", "IRM"])
    with pytest.raises(UnknownStateError, match="no one border edition holds all"):
        default_for(["ESB", "BES"])


def test_the_editions_of_a_command() -> None:
    assert states_of(["OMN/sea-12NM", "my zone", object(), "TUR", "OMN"]) == ("OMN", "TUR")
    assert chosen_editions([], ["OMN"]) == ("osm-maritime",)
    assert chosen_editions([], ["OMN"], every=True) == chosen_editions(["all"], ["OMN"]) == WORLD
    assert chosen_editions(["ne-10m", "ne-10m"], ["OMN"]) == ("ne-10m",)
    with pytest.raises(UnknownStateError, match=r"osm-2026c.*'OMN'.*Editions that hold it: osm-maritime, ne-10m\."):
        chosen_editions(["osm-2026c"], ["OMN"])


def test_a_decision_elsewhere_does_not_use_the_figure_of_hatay() -> None:
    """1,200 m off Oman: more than the 991 m measured at Hatay, less than the 1,376 m of the world's borders."""
    for edition_id in WORLD:
        edition = editions.edition(edition_id)
        assert edition.disagreement_at("TUR") == edition.disagreement_at(None) == edition.disagreement_m
        assert edition.disagreement_at("OMN") == edition.elsewhere_disagreement_m != edition.disagreement_m
        assert edition.spacing_at("OMN") == edition.elsewhere_spacing_m
        wide, narrow = (border_from_edition(edition, code).sigma_m for code in ("OMN", "TUR"))
        assert wide / narrow == pytest.approx(1375.6 / edition.disagreement_m)
    assert editions.edition("dcw").disagreement_at("OMN") == editions.edition("dcw").disagreement_m
    assert worth_state(["TUR", "OMN"]) == "OMN" and worth_state(["SYR", "TUR"]) is None
    track = Track("one", np.array([56.0]), np.array([21.0]), None, None, None, "measured")
    found = check_violation(track, national_zone("OMN", "osm-maritime"))
    margin = found.margin_m
    assert found.verdict == "inside" and margin is not None and margin > 10_000
    close = replace(found, margin_m=1_200.0)
    assert decisive(close, "osm-maritime", "measured", state="OMN")[1] is not None
    assert "1,376 m" in str(decisive(close, "osm-maritime", "measured", state="OMN")[1])


def test_every_state_has_a_name_in_every_language_or_its_code() -> None:
    assert (state("IRN"), state("CHN"), state("XKX"), state("PGA")) == ("Iran", "China", "Kosovo", "PGA")
    assert state("TUR") == "Türkiye"
    for code in {c for e in WORLD for c in editions.edition(e).states}:
        names = [country(code, spoken) for spoken in LANGUAGES]
        assert all(names) or (not any(names) and code in editions.edition("ne-10m").note)


def test_families_are_counted_where_there_are_two(tmp_path: Path) -> None:
    """A path near Iran's border with Pakistan, where two editions of two families can be asked."""
    (tmp_path / "incident.yaml").write_text(NEAR_PAKISTAN)
    (tmp_path / "radar.csv").write_text(
        "time,lon,lat\n2015-11-24T07:23:00Z,62.9,28.2\n2015-11-24T07:25:00Z,62.4,28.2\n"
    )
    incident = load_incident(tmp_path)
    assert incident_states(incident) == ("IRN",)
    assert incident_editions(incident) == WORLD
    assert assess(incident, solve_again=False).editions == ("osm-maritime",)
    found = assess(incident, editions=incident_editions(incident))
    told = str(survey(found, found.cases[0]).sentence)
    assert told.startswith("Held against 2 border families (illustrative), it is inside Iran on 2 of 2 (by ")


def test_the_outer_limit_of_a_sea_of_200_nm_decides_nothing_and_the_land_border_does() -> None:
    """Off Lima the coast is 200 NM away; off Chile's 12 NM limit is an ordinary one, as is Peru's border on land."""
    peru, ecuador, chile = (national_zone(code, "osm-maritime") for code in ("PER", "ECU", "CHL"))

    def kinds(zone: Zone, *points: tuple[float, float]) -> set[str | None]:
        near = zone.edges.nearest(*np.array(points).T)
        return {zone.boundary_kind(*at) for at in zip(near.lon_deg, near.lat_deg, strict=True)}

    assert kinds(peru, (-81.5, -11.5), (-84.6, -5), (-76, -18.8)) == {"sea of 200 NM"}
    assert kinds(ecuador, (-95.3, 1.3), (-83.7, 1.0), (-89, -4.7)) == {"sea of 200 NM"}
    assert kinds(peru, (-74, -7.5), (-69, -14), (-80.3, -3.8)) == {None} == kinds(ecuador, (-78, 0.9), (-79, -5))
    assert kinds(chile, (-70.9, -22)) == {None}
    off = np.array([-81.6, -81.5]), np.array([-11.3, -11.3])  # both just outside, 205 NM off the coast
    found = check_violation(Track("t", *off, None, None, None), peru)
    sure, why = decisive(found, "osm-maritime", "measured", state="PER")
    assert found.verdict == "outside" and not sure and "sea of 200 NM" in str(why)
