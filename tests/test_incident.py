"""The incident model, its published schema, and the Su-24 file of the library."""

from __future__ import annotations

import json
import math
import re
import runpy
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest
from pydantic import ValidationError

from airspace.casefile import load_incident, validate_text
from airspace.errors import FigureError, InputError, UnknownNameError
from airspace.incident import Aircraft, BearingPlace, Incident, Source
from airspace.quantities import QUANTITIES
from airspace.units import DIMENSIONS
from airspace.yamltree import read_tree
from geodata.library import incident_ids, incident_path

ROOT = Path(__file__).parent.parent
SCHEMA_FILE = ROOT / "docs" / "incident.schema.json"
BROKEN = Path(__file__).parent / "broken_incidents"


@pytest.fixture(scope="module")
def su24() -> Incident:
    return load_incident(incident_path("su24-2015"))


def refs_of(incident: Incident, claim_id: str) -> set[str]:
    """Every ref a claim's tracks and tables use."""
    claim = incident.claims[claim_id]
    refs = {found.ref for track_id in claim.tracks for found in incident.inputs(claim_id, track_id).values()}
    for track in claim.tracks.values():
        if track.warnings:
            refs |= {track.warnings.count, track.warnings.over, track.warnings.spacing}
    return refs | {table.duration for table in claim.tables.values()}


class TestSchema:
    def test_the_published_schema_is_the_model(self) -> None:
        written = runpy.run_path(str(ROOT / "scripts" / "make_schema.py"))["schema_text"]()
        assert SCHEMA_FILE.read_text("utf-8") == written, "run scripts/make_schema.py"

    @pytest.mark.parametrize("name", incident_ids())
    def test_every_incident_of_the_library_meets_it(self, name: str) -> None:
        schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        data = read_tree(incident_path(name).read_text("utf-8"), name).data
        jsonschema.Draft202012Validator(schema).validate(data)

    @pytest.mark.parametrize("name", ["missing-field", "bad-id", "latitude-95", "unknown-key", "bad-grade"])
    def test_it_refuses_what_the_model_refuses(self, name: str) -> None:
        schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
        data = read_tree((BROKEN / f"{name}.yaml").read_text("utf-8"), name).data
        assert not jsonschema.Draft202012Validator(schema).is_valid(data)


class TestQuantities:
    def test_each_entry_is_whole(self) -> None:
        for name, quantity in QUANTITIES.items():
            assert re.fullmatch(r"[a-z][a-z_]+[a-z]", name), name
            assert quantity.definition.endswith("."), name
            assert quantity.dimension in (*DIMENSIONS, "place", "choice"), name
            assert bool(quantity.choices) == (quantity.dimension == "choice"), name
            assert quantity.dimension != "place" or "place" in quantity.needs, name


class TestSource:
    @pytest.mark.parametrize(
        "url",
        [
            "https://tass.com/defense/840016",
            "http://example.org/a?b=c&d=e#f",
            "https://example.org:8443/x",
            "https://example.org/a(b)",
        ],
    )
    def test_a_complete_address_is_a_link(self, url: str) -> None:
        assert Source(publisher="x", grade="C2", why="x", url=url).link == url

    @pytest.mark.parametrize(
        "url",
        [
            None,
            "tass.com/defense/840016",
            "https://example.org/...-2015",
            "https://example.org/…",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://example.org/x",
            "https://example.org/a b",
            "https://user@example.org/",
            "https://localhost/x",
            "https:///x",
            "https://example.org:x/",
            'https://example.org/"onclick=x',
            "https://example.org/`${x}`",
            "https://example.org/{{x}}",
            "https://example.org/<script>",
            "HTTPS//example.org",
        ],
    )
    def test_anything_else_is_text(self, url: str | None) -> None:
        assert Source(publisher="x", grade="C2", why="x", url=url).link is None

    def test_an_address_with_a_line_break_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            Source(publisher="x", grade="C2", why="x", url="https://example.org/\nx")

    @pytest.mark.parametrize("grade", ["G1", "A7", "c2", "C", "C22", "", "2C"])
    def test_a_grade_is_a_letter_and_a_digit(self, grade: str) -> None:
        with pytest.raises(ValidationError):
            Source(publisher="x", grade=grade, why="x")

    def test_models_do_not_change(self) -> None:
        aircraft = Aircraft(label="x", type="x", state="TUR")
        with pytest.raises(ValidationError):
            aircraft.state = "RUS"


class TestResolve:
    def test_a_statement_gives_figure_and_origin(self, su24: Incident) -> None:
        length = su24.resolve("turkey", "length/statute")
        assert (length.kind, length.dimension, length.quantity, length.zone) == (
            "statement", "length", "length_inside", "TUR"
        )  # fmt: skip
        assert length.value_si == pytest.approx(1850.7456)
        assert length.interval_si == pytest.approx((1842.69888, 1858.79232))
        assert length.said_on == date(2015, 11, 24)
        assert length.source_ids == ("rt-letter", "aa-letter", "hill-talk", "aksam")
        assert length.why == "path inside, statute miles"

    def test_a_clock_time_is_an_instant(self, su24: Incident) -> None:
        entered = su24.resolve("turkey", "entered/local")
        assert entered.value_time == datetime(2015, 11, 24, 7, 24, 5, tzinfo=UTC)
        assert entered.value_si == entered.value_time.timestamp()

    def test_an_assumption_gives_interval_and_reason(self, su24: Incident) -> None:
        course = su24.resolve("russia", "assumption/course")
        assert (course.kind, course.value_si, course.interval_si) == ("assumption", 270, (240, 300))
        assert course.why
        speed = su24.resolve("russia", "assumption/su24-speed")
        assert speed.interval_si == pytest.approx((400 / 3.6, 1250 / 3.6))
        minute = su24.resolve("leuven", "assumption/incident-minute")
        assert minute.interval_si == (minute.value_si - 30, minute.value_si + 60)

    def test_a_choice_and_a_place_have_no_number(self, su24: Incident) -> None:
        turn = su24.resolve("russia", "f16-turn/side")
        assert turn.choice == "right"
        assert math.isnan(turn.value_si)
        position = su24.resolve("turkey", "radio-position/true-nautical")
        assert (position.place, position.dimension) == ("call-true-nautical", "place")
        assert su24.resolve("russia", "assumption/f16-shape").choice == "least load factor"

    def test_null_sets_a_default_aside(self, su24: Incident) -> None:
        assert su24.claims["turkey"].defaults.said_on == date(2015, 11, 24)
        assert su24.statement("turkey", "testimony").said_on is None
        assert su24.statement("turkey", "warning-practice").about == ()
        assert su24.statement("turkey", "lasted").about == ("su24-2",)

    def test_via_falls_back_to_the_publishers(self, su24: Incident) -> None:
        assert su24.statement("russia", "f16-depth").via == (
            "TASS, Deutsche Welle (copy on lfwp.net), RIA (copy on zelv.ru)"
        )

    @pytest.mark.parametrize(
        ("claim", "ref"),
        [
            ("nobody", "length/statute"),
            ("turkey", "lenght/statute"),
            ("turkey", "length/metric"),
            ("turkey", "assumption/kourse"),
            ("russia", "length/statute"),
        ],
    )
    def test_an_unknown_name_is_said(self, su24: Incident, claim: str, ref: str) -> None:
        with pytest.raises(UnknownNameError, match="unknown"):
            su24.resolve(claim, ref)

    def test_a_model_built_without_the_reader_still_refuses_a_bad_figure(self, su24: Incident) -> None:
        data = su24.model_dump(by_alias=True, mode="json", exclude_unset=True)
        data["claims"]["turkey"]["statements"]["length"]["readings"]["statute"]["value"] = "1.15 miles"
        with pytest.raises(FigureError, match="which mile"):
            Incident.model_validate(data).resolve("turkey", "length/statute")


class TestSu24:
    def test_claims_and_tracks(self, su24: Incident) -> None:
        assert {name: list(claim.tracks) for name, claim in su24.claims.items()} == {
            "turkey": ["letter-statute", "letter-nautical", "map-statute", "map-nautical"],
            "russia": ["closest-1km", "target-5500m", "f16-40s"],
            "us-officials": ["two-miles"],
            "leuven": ["two-km"],
            "flight-plan": [],
        }
        assert list(su24.claims["us-officials"].tables) == ["two-to-three-seconds"]

    def test_every_statement_has_speaker_source_and_a_reading_or_a_reason(self, su24: Incident) -> None:
        for claim_id, claim in su24.claims.items():
            for statement_id in claim.statements:
                statement = su24.statement(claim_id, statement_id)
                assert statement.speaker, statement_id
                assert statement.source_ids, statement_id
                assert statement.readings or statement.untestable is not None, statement_id
                for reading_id in statement.readings:
                    su24.resolve(claim_id, f"{statement_id}/{reading_id}")

    def test_every_source_is_used_and_graded_with_a_reason(self, su24: Incident) -> None:
        used = {
            source
            for claim_id, claim in su24.claims.items()
            for statement_id in claim.statements
            for source in su24.statement(claim_id, statement_id).source_ids
        }
        for section in (su24.places, su24.rings, su24.assumptions):
            used |= {source for entry in section.values() for source in getattr(entry, "source", ())}
        assert used == set(su24.sources)
        assert all(source.why for source in su24.sources.values())

    def test_the_press_article_is_in_it_whole(self, su24: Incident) -> None:
        items = {
            ("turkey", "warnings"),
            ("russia", "no-warning"),
            ("flight-plan", "hit-there-and-then"),
            ("russia", "s-400"),
            ("turkey", "would-have-warned-differently"),
            ("russia", "crew"),
            ("turkey", "measures-stay"),
        }
        for claim_id, statement_id in items:
            assert "independent" in su24.statement(claim_id, statement_id).source_ids, statement_id

    def test_nothing_is_borrowed_between_claimants(self, su24: Incident) -> None:
        for claim_id, claim in su24.claims.items():
            for ref in refs_of(su24, claim_id):
                head = ref.split("/")[0]
                assert head == "assumption" or head in claim.statements

    def test_voices_are_not_mixed_in_the_track_of_unnamed_officials(self, su24: Incident) -> None:
        inputs = su24.inputs("us-officials", "two-miles")
        assert {found.speaker for found in inputs.values() if found.kind == "statement"} == {
            "a US defence official to AP (unnamed)"
        }
        assert not {"lasts", "speed", "enters"} & set(inputs)

    def test_no_position_is_typed_in_for_a_track_or_a_crash(self, su24: Incident) -> None:
        typed = {name for name, place in su24.places.items() if hasattr(place, "lat")}
        assert typed == {"hmeimim", "incirlik", "diyarbakir"}
        assert all(track.solve is not None for claim in su24.claims.values() for track in claim.tracks.values())

    def test_the_flight_plan_is_untestable_and_says_why(self, su24: Incident) -> None:
        for statement in su24.claims["flight-plan"].statements.values():
            assert statement.untestable is not None
            assert not statement.readings

    def test_the_radio_position_has_three_readings(self, su24: Incident) -> None:
        names = [reading.place for reading in su24.claims["turkey"].statements["radio-position"].readings.values()]
        places = [su24.places[str(name)] for name in names]
        assert [
            (place.range, place.north, place.declination) for place in places if isinstance(place, BearingPlace)
        ] == [
            ("26 NM", "true", None),
            ("26 NM", "magnetic", 4.7),
            ("26 mi", "true", None),
        ]

    def test_words_that_judge_stay_out(self, su24: Incident) -> None:
        text = json.dumps(su24.model_dump(mode="json", exclude={"sources"})).lower()
        for word in ("prove", "guilt", "illegal", "lied", "lying", "true version"):
            assert word not in text, word

    def test_swapping_the_labels_of_the_parties_changes_no_number(self, su24: Incident) -> None:
        data = su24.model_dump(by_alias=True, mode="json", exclude_unset=True)
        data["claims"]["turkey"]["claimant"], data["claims"]["russia"]["claimant"] = "Russia", "Turkey"
        swapped = Incident.model_validate(data)
        for claim_id, claim in su24.claims.items():
            for track_id in claim.tracks:
                assert repr(swapped.inputs(claim_id, track_id)) == repr(su24.inputs(claim_id, track_id))


class TestLibrary:
    def test_ids_files_and_folders(self, tmp_path: Path) -> None:
        assert "su24-2015" in incident_ids()
        path = incident_path("su24-2015")
        assert incident_path(str(path)) == path
        assert incident_path(str(path.parent)) == path
        with pytest.raises(UnknownNameError, match="Did you mean 'su24-2015'"):
            incident_path("su24-2016")
        with pytest.raises(InputError, match="a folder without incident"):
            incident_path(str(tmp_path))
        with pytest.raises(InputError, match="not an incident by its file name ending"):
            incident_path(str(tmp_path / "radar.gpx"))

    @pytest.mark.parametrize("name", incident_ids())
    def test_an_incident_has_the_id_of_its_folder(self, name: str) -> None:
        assert load_incident(incident_path(name)).id == name


def test_the_file_reads_back_the_same_from_its_dump(su24: Incident) -> None:
    assert (
        Incident.model_validate(su24.model_dump(by_alias=True, mode="json", exclude_unset=True)).claims == su24.claims
    )


def test_text_is_bounded() -> None:
    text = incident_path("su24-2015").read_text("utf-8")
    assert len(text.encode()) < 100_000
    assert validate_text(text).id == "su24-2015"


def test_the_example_of_the_guide_is_sound() -> None:
    guide = (ROOT / "docs" / "incident-file.md").read_text("utf-8")
    example = re.search(r"```yaml\n(.*?)```", guide, re.S)
    assert example is not None
    assert validate_text(example[1]).inputs("one", "letter-statute")["length"].text == "1.15 mi"
