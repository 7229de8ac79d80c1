"""The events of the comparison page in Chromium: each in its words, on its clock, and reached one after the other."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from browser import Browser, Visit
from comparing import OPENED, island, set_clock


def test_times_are_those_of_the_clock_chosen_and_never_of_the_reader(browser: Browser, comparison_file: Path) -> None:
    texts = []
    for zone in ("UTC", "America/New_York"):
        with browser.visit(comparison_file, time_zone=zone) as visit:
            visit.page.select_option("#zone-choice select", "moscow")
            shown = visit.page.locator("#clock-time").inner_text()
            t_s = float(visit.page.locator("#clock-time").get_attribute("data-t") or "nan")
            assert shown.split()[0] == f"{datetime.fromtimestamp(t_s + 3 * 3600, UTC):%H:%M:%S}"
            assert "UTC+03:00" in shown
            texts.append(visit.page.locator(".events").inner_text())
    assert texts[0] == texts[1] and "10:24:05" in texts[0]


WALK = """way => {
    const told = [], status = document.getElementById("status");
    for (let count = 0; count < 100; count++) {
        document.getElementById(way).click();
        if (status.textContent === "No further event.") return told;
        told.push(status.textContent);
    }
}"""


def test_the_way_from_event_to_event_reaches_every_one(compared: Visit) -> None:
    data = island(Path(compared.address.removeprefix("file://")))
    first = {claim["id"]: claim["tracks"][0]["id"] for claim in data["claims"] if claim["id"] in OPENED}
    there = [
        m for m in data["moments"]
        if m["claim"] in first and m["track"] in (None, first[m["claim"]])
        and data["clock"]["t0"] <= m["t"] <= data["clock"]["t1"]
    ]  # fmt: skip
    set_clock(compared, 0)
    onward = compared.page.evaluate(WALK, "next")
    assert [text.partition(": ")[2].rpartition(" (")[0] for text in onward] == [m["name"]["en"] for m in there]
    assert len(set(onward)) > len({m["t"] for m in there}), "several of one instant are told apart"
    assert sum("of 5 at this instant" in text for text in onward) == 5
    assert compared.page.evaluate(WALK, "previous") == onward[-2::-1], "the same way back"
    row = compared.page.locator("tr[data-moment]:visible", has_text="07:24:05").filter(has_text="computed")
    row.locator("button").click()
    compared.page.wait_for_timeout(60)
    assert compared.page.locator("#clock-time").inner_text().startswith("07:24:05")


def test_an_event_names_its_aircraft_the_border_and_what_it_rests_on(compared: Visit) -> None:
    compared.page.evaluate("location.hash = 'claims=turkey,russia,leuven&paths-russia=closest-1km,f16-40s'")
    compared.settle()
    rows = {
        (row.locator(".event:visible").inner_text(), row.locator("td").nth(3).inner_text().partition(" (")[0].strip()):
        row.locator("svg.swatch-mark > *").get_attribute("class")
        for row in compared.page.locator("tr[data-moment]:visible").all()
    }  # fmt: skip
    assumed = "computed; its clock is assumed"
    assert rows[("F-16: entry, Syria", assumed)] == rows[("Su-24M: entry, Türkiye", assumed)] == "mark-assumed"
    assert rows[("F-16: exit, Syria", assumed)] == "mark-assumed"
    assert rows[("Su-24M: entry, Türkiye", "computed; its time is an input. Zone: Türkiye")] == "mark-computed"
    read = next(text for event, text in rows if event.startswith("Su-24M: closest") and text.startswith("read from"))
    assert read.endswith("takes the closest approach to fall in the minute of the hit")
    assert any(event == "F-16: start of the patrol" for event, _rests in rows)
    labels = [str(button.get_attribute("aria-label")) for button in compared.page.locator("[data-go]:visible").all()]
    assert "Go to 07:23:40 UTC: F-16: entry, Syria (Russia)" in labels


def test_a_clock_of_the_file_is_called_a_clock(compared: Visit) -> None:
    names = compared.page.locator("#zone-choice option").all_inner_texts()
    assert names == ["UTC", "UTC+02:00 (local time)", "UTC+03:00 (clock: moscow)"]
