"""Names of settlements: the shipped data, what is near a place, the layer of a map."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser

from geodata import settlements
from geodata.errors import ChecksumError
from geodata.settlements import gazetteer, near
from maps.settlements import AT_MOST, settlements_about, settlements_credit
from maps.shapes import Frame

ROOT = Path(__file__).parent.parent


def test_the_data_say_where_they_are_from() -> None:
    known = gazetteer()
    content = (settlements.PLACES / known.file).read_bytes()
    assert hashlib.sha256(content).hexdigest() == known.sha256
    assert len(content) < 2_000_000
    assert known.licence == "CC-BY-4.0" and "GeoNames" in known.notice and "CC BY 4.0" in known.notice
    assert "Attribution 4.0 International" in (ROOT / "licenses" / "CC-BY-4.0.txt").read_text("utf-8")
    assert {file.name for file in settlements.PLACES.iterdir()} == {known.file, "registry.json"}


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in place of the shipped one."""
    entry = json.loads((settlements.PLACES / "registry.json").read_text("utf-8"))
    content = (settlements.PLACES / gazetteer().file).read_bytes()
    (tmp_path / "registry.json").write_text(json.dumps(entry), "utf-8")
    (tmp_path / gazetteer().file).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    monkeypatch.setattr(settlements, "PLACES", tmp_path)
    settlements._table.cache_clear()
    yield tmp_path
    settlements._table.cache_clear()


def test_an_altered_file_is_refused(elsewhere: Path) -> None:
    with pytest.raises(ChecksumError, match=r"settlements\.parquet"):
        near(35.0, 35.0, 37.0, 37.0, 5)


def test_the_largest_come_first_and_villages_are_there() -> None:
    found = near(35.7, 35.5, 36.4, 36.3, 100)
    assert [one.name for one in found[:3]] == ["Latakia", "Antakya", "Samandağ"]
    assert {"Yayladağı", "Kassab", "Jisr ash Shughūr", "Rabī‘ah"} <= {one.name for one in found}
    sizes = [one.population or 0 for one in found]
    assert sizes == sorted(sizes, reverse=True)
    assert near(35.7, 35.5, 36.4, 36.3, 2) == found[:2]


def test_a_place_lies_where_it_is_known_to_lie() -> None:
    (one,) = [one for one in near(35.9, 35.8, 36.2, 36.0, 100) if one.name == "Yayladağı"]
    assert (one.lon_deg, one.lat_deg) == pytest.approx((36.0627, 35.9025), abs=1e-4)


@pytest.mark.parametrize(("west", "east"), [(177.0, -178.0), (177.0, 182.0), (-183.0, -178.0)])
def test_the_antimeridian_is_crossed(west: float, east: float) -> None:
    found = near(west, -19.0, east, -16.0, 200)
    assert {"Suva", "Tubou"} <= {one.name for one in found}, "Tubou lies beyond 180"
    assert all(west <= one.lon_deg <= west + 5 for one in found), "as they lie from the west edge on"
    assert len(found) == len(near(177.0, -19.0, 180.0, -16.0, 200)) + len(near(-180.0, -19.0, -178.0, -16.0, 200))


def test_the_whole_circle_holds_every_place() -> None:
    assert len(near(-180.0, -90.0, 180.0, 90.0, 1_000_000)) == gazetteer().settlements


def test_a_map_gets_few_and_none_twice() -> None:
    found = settlements_about(Frame(36.0, 35.7, 36.3, 35.9))
    assert 20 < len(found) <= AT_MOST
    assert len({(one.name, one.lon_deg, one.lat_deg) for one in found}) == len(found)
    assert {"Aleppo", "Rabī‘ah"} <= {one.name for one in found}, "what is large far out, and villages close by"


def test_a_map_names_them_and_credits_the_data(browser: Browser, dossier: Path) -> None:
    with browser.visit(dossier / "claim-russia.html") as visit:
        names = visit.page.locator(".settlement .label bdi")
        assert "Yayladağı" in names.all_text_contents()
        assert visit.page.locator(".settlement").count() <= AT_MOST
        visit.page.evaluate("document.querySelector('details.credits').open = true")
        assert settlements_credit() in visit.page.locator("details.credits").inner_text()
        box = visit.switch().filter(has_text="Settlements").locator("input")
        assert box.is_checked()
        box.uncheck()
        assert visit.page.locator(".settlement").count() == 0
