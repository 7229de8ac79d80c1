"""The small charts: marks stand where their numbers say, words say the same, and no text from outside acts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
import shapely
from browser import PHONE, Browser
from hypothesis import given
from hypothesis import strategies as st

from airspace import numbers
from airspace.assessment import assess
from airspace.casefile import load_incident
from airspace.geodesy import inverse
from geodata.editions import registry
from geodata.library import incident_path
from maps import theme
from maps.axes import Scale, decades, shares
from maps.charts import BarRow, StripRow, TornadoRow, bars, interval_strip, tornado
from maps.histogram import Mark, histogram
from maps.markup import Html, join
from maps.multiples import Panel, PanelLine, PanelMark, edition_panel, small_multiples
from maps.page import text_page
from maps.scene import Scene
from maps.shapes import Frame

HOSTILE = '<img src=x onerror="PWN=1">{{ 7*7 }}${PWN=2}`\'</svg></style>'


PLAIN = ("bars", "strip", "what", "flips")  # classes that only tell what an element is


def metres(value: float) -> str:
    return f"{value:.0f} m"


def root(markup: Html) -> ElementTree.Element:
    return ElementTree.fromstring(f"<root>{markup}</root>")


def with_class(tree: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [node for node in tree.iter() if name in node.get("class", "").split()]


def percent(node: ElementTree.Element, name: str) -> float:
    return float(node.attrib[name].removesuffix("%"))


def text(node: ElementTree.Element) -> str:
    return "".join(node.itertext()).replace("\u00a0", " ")


def read_off(tree: ElementTree.Element) -> Callable[[float], float]:
    """From per cent of the width to metres, by two of the figures that are printed on the ruler."""
    ticks = [(percent(node, "x"), float(text(node).removesuffix(" m"))) for node in with_class(tree, "tick")]
    (x0, v0), (x1, v1) = ticks[0], ticks[-1]
    return lambda x: v0 + (x - x0) * (v1 - v0) / (x1 - x0)


# --- scales -----------------------------------------------------------------------------------------------------------


def test_places_on_a_scale() -> None:
    assert [Scale(-100, 300, metres).at(v) for v in (-100, 0, 300, 900, -900)] == [0, 25, 100, 100, 0]
    assert [round(decades(1e-4).at(v), 9) for v in (1e-4, 1e-2, 1.0, 0.0)] == [0, 50, 100, 0]
    assert [scale.ticks() for scale in (Scale(-100, 300, metres), Scale(0, 7, metres), shares())] == [
        (-100, 0, 100, 200, 300),
        (0, 2, 4, 6),
        (0, 0.25, 0.5, 0.75, 1),
    ]
    assert [f"{tick:g}" for tick in decades(1e-4).ticks()] == ["0.0001", "0.001", "0.01", "0.1", "1"]


@pytest.mark.parametrize("ends", [(1.0, 1.0), (2.0, 1.0), (float("nan"), 1.0), (0.0, float("inf"))])
def test_what_is_no_scale_is_refused(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="has no length"):
        Scale(*ends, metres)
    with pytest.raises(ValueError, match="above zero"):
        decades(0.0)
    with pytest.raises(ValueError, match="not a number"):
        shares().at(float("nan"))


@given(st.floats(-1e7, 1e7), st.floats(1e-3, 1e7))
def test_figures_of_a_scale_are_few_even_and_all_different(low: float, length: float) -> None:
    scale = Scale(low, low + length, metres)
    ticks = scale.ticks()
    assert len(ticks) <= 6
    assert all(scale.low - 1e-6 * length <= tick <= scale.high + 1e-6 * length for tick in ticks)
    assert len({metres(tick) for tick in ticks}) == len(ticks)


# --- tornado ----------------------------------------------------------------------------------------------------------

ROWS = [
    TornadoRow(name="Border", low=-900, high=400, low_text="one", high_text="another", kind="edition"),
    TornadoRow(name="Course", low=250, high=640, low_text="240°", high_text="300°", note="assumed"),
    TornadoRow(name="Length", low=300, high=500, low_text="1.145 mi", high_text="1.155 mi", by_construction=True),
    TornadoRow(name="Height", low=400, high=400, low_text="5,800 m", high_text="5,800 m"),
]


def test_bars_of_a_tornado_end_where_the_ruler_says() -> None:
    tree = root(tornado(ROWS, 400.0, metres, "the border"))
    at = read_off(tree)
    body = tree.findall(".//tbody/tr")
    assert [text(with_class(row, "what")[0]) for row in body] == ["Border", "Course", "Length", "Height"]
    for row, drawn in zip(ROWS[:3], body[:3], strict=True):
        pieces = [node for node in with_class(drawn, "bar") if node.tag == "rect"]
        left = at(min(percent(p, "x") for p in pieces))
        right = at(max(percent(p, "x") + percent(p, "width") for p in pieces))
        assert (left, right) == pytest.approx((row.low, row.high), abs=0.5)
    for css, value in (("zero", 0.0), ("reference", 400.0)):
        lines = with_class(tree, css)
        assert len(lines) == len(ROWS)
        assert all(at(percent(line, "x1")) == pytest.approx(value, abs=0.5) for line in lines)
    (label,) = with_class(tree, "zero-label")
    assert text(label) == "the border"
    assert at(percent(label, "x")) == pytest.approx(0.0, abs=0.5)


def test_what_crosses_the_border_looks_and_reads_differently() -> None:
    tree = root(tornado(ROWS, 400.0, metres, "the border"))
    border, course, length, height = tree.findall(".//tbody/tr")
    assert [row.get("class") for row in (border, course, length, height)] == ["flips", "holds", "holds given", "holds"]
    (hollow,) = with_class(border, "beyond")
    at = read_off(tree)
    assert at(percent(hollow, "x") + percent(hollow, "width")) == pytest.approx(0.0, abs=0.5)
    assert len(with_class(border, "crossing")) == 2  # on the bar, and beside the words
    assert "the verdict flips" in text(border)
    assert not any(with_class(row, "beyond") + with_class(row, "crossing") for row in (course, length, height))
    assert "flips" not in text(course) + text(length) + text(height)
    assert "by construction" in text(length)
    assert "one: -900 manother: 400 m" in text(border)
    assert text(height).count("400 m") == 1


@pytest.mark.parametrize(
    ("low", "high", "reference", "flips"),
    [
        (1, 5, 3, False),
        (-1, 5, 3, True),
        (0, 5, 3, True),
        (-9, -2, 3, True),
        (-9, -2, -3, False),
        (-9, 0, -3, True),
        (0, 0, 0, False),
    ],
)
def test_a_bar_flips_where_an_end_is_not_on_the_side_of_the_reference(
    low: float, high: float, reference: float, flips: bool
) -> None:
    row = TornadoRow(name="x", low=low, high=high)
    assert row.flips(reference) is flips
    (drawn,) = root(tornado([row], reference, metres, "border")).findall(".//tbody/tr")
    assert (drawn.get("class") == "flips") is flips


def test_outside_is_left_and_inside_right() -> None:
    left, right = with_class(root(tornado(ROWS, 400.0, metres, "the border")), "side")
    assert (text(left), left.get("text-anchor")) == ("◂ outside", "end")
    assert (text(right), right.get("text-anchor")) == ("inside ▸", "start")


def test_one_very_wide_bar_does_not_crush_the_others() -> None:
    wide = TornadoRow(name="far", low=-14_000, high=300)
    others = [TornadoRow(name=str(i), low=-700.0 - i, high=-500.0) for i in range(4)]
    drawn = tornado([wide, *others], -600.0, metres, "the border")
    tree = root(drawn)
    first, second = tree.findall(".//tbody/tr")[:2]
    (bar,) = [node for node in with_class(second, "bar") if node.tag == "rect"]
    assert percent(bar, "width") > 8  # uncut it were 1.4
    assert "-14000 m" in text(first)
    assert "arrow" in text(tree)
    assert len([node for node in with_class(first, "bar") if node.get("d")]) == 1
    assert "arrow" not in tornado(others, -600.0, metres, "the border")
    assert "arrow" not in tornado([wide], -600.0, metres, "the border")


# --- strips and bars --------------------------------------------------------------------------------------------------


def test_a_value_stands_in_its_interval() -> None:
    rows = [
        StripRow(name="a", value=0.2, low=0.1, high=0.4, text="20 %"),
        StripRow(name="b", value=None, low=0.0, high=0.0004, text="< 0.04 %"),
    ]
    tree = root(interval_strip(rows, shares(), measured="Chance"))
    one, none = tree.findall(".//tbody/tr")
    (line,) = with_class(one, "interval")
    assert (percent(line, "x"), percent(line, "width")) == (10, 30)
    assert [percent(cap, "x1") for cap in with_class(one, "interval-end")] == [10, 40]
    places = [percent(node, "x") for node in one.iter("svg") if node.find("circle") is not None]
    assert places == [20]
    assert not with_class(none, "value")
    assert "< 0.04 %" in text(none)
    on_decades = root(interval_strip(rows, decades(1e-4), measured="Chance"))
    assert "logarithmic scale: each step is 10 times" in text(on_decades)
    assert [node.tag for node in with_class(on_decades.findall(".//tbody/tr")[1], "interval")] == ["rect", "path"]
    with pytest.raises(ValueError, match="backwards"):
        interval_strip([StripRow(name="a", value=1, low=2, high=1, text="")], shares(), measured="Chance")


def test_bars_are_as_long_as_their_shares() -> None:
    rows = [BarRow(name=name, share=share, text=name) for name, share in (("a", 0.25), ("b", 1.0), ("c", 0.0))]
    tree = root(bars(rows))
    assert [percent(bar, "width") for bar in with_class(tree, "bar")] == [25, 100]
    assert {percent(bar, "x") for bar in with_class(tree, "bar")} == {0}
    on_decades = root(bars(rows, decades(1e-2)))
    stems = [round(percent(stem, "width"), 1) for stem in with_class(on_decades, "stem")]
    assert stems == [69.9, 100]  # 2 + log10(1/4) of 2 decades
    assert len(with_class(on_decades, "bar")) == 3  # the least one is an arrow to the left


# --- histogram --------------------------------------------------------------------------------------------------------


def test_areas_of_a_histogram_are_its_counts() -> None:
    marks = [Mark(value=v, name=name, text=metres(v)) for v, name in ((100, "5 %"), (200, "50 %"), (390, "95 %"))]
    tree = root(histogram([0, 100, 200, 400], [10, 40, 40], metres, marks, measured="Along the border"))
    columns = with_class(tree, "column")
    areas = [percent(c, "width") * percent(c, "height") for c in columns]
    assert [area / areas[0] for area in areas] == pytest.approx([1, 4, 4], rel=1e-3)
    assert [percent(c, "x") for c in columns] == [0, 25, 50]
    assert all(percent(c, "y") + percent(c, "height") == pytest.approx(100) for c in columns)
    (picture,) = with_class(tree, "columns")
    assert [percent(line, "x1") for line in picture.iter("line")] == [25, 50, 97.5]
    assert picture.get("aria-label") == "Along the border. 5 %: 100 m; 50 %: 200 m; 95 %: 390 m"
    lines = [float(label.attrib["y"]) for label in with_class(tree, "mark-label")]
    assert lines == sorted(set(lines))  # each on a line of its own
    assert [text(row) for row in tree.iter("tr")] == ["0 m to 100 m10", "100 m to 200 m40", "200 m to 400 m40"]


@pytest.mark.parametrize(("edges", "counts"), [([0, 1], [1, 2]), ([0, 1, 1], [1, 2]), ([0, 1, 2], [1, -2])])
def test_what_is_no_histogram_is_refused(edges: list[float], counts: list[float]) -> None:
    with pytest.raises(ValueError, match="rising edges"):
        histogram(edges, counts, metres, measured="x")


# --- little maps ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scene() -> Scene:
    incident = load_incident(incident_path("su24-2015"))
    return Scene(assess(incident, editions=tuple(registry()), solve_again=False))


def panels(scene: Scene, number: int) -> list[Panel]:
    case = scene.assessment.cases[number]
    same = (case.claim_id, case.track_id)
    return [edition_panel(scene, case, r) for r in scene.assessment.results if (r.claim_id, r.track_id) == same]


def test_a_panel_for_each_edition_in_one_frame(scene: Scene) -> None:
    for number, case in enumerate(scene.assessment.cases):
        drawn = panels(scene, number)
        assert [panel.title for panel in drawn] == list(registry())
        assert len({panel.frame for panel in drawn}) == 1
        for panel in drawn:
            result = scene.result(case, panel.title)
            assert result is not None
            (slack,) = [line for line in panel.lines if line.kind == "measure"]
            length = float(inverse(slack.lon_deg[0], slack.lat_deg[0], slack.lon_deg[1], slack.lat_deg[1])[2])
            assert length == pytest.approx(abs(result.violation.margin_m), abs=0.02)
            assert numbers.distance(length) in panel.caption
            assert panel.frame.holds(shapely.get_coordinates(shapely.Point(slack.lon_deg[1], slack.lat_deg[1]))).all()
            stays = [line for line in panel.lines if line.kind == "inside"]
            assert len(stays) == len(result.violation.incursions)
            assert ("other" in {line.kind for line in panel.lines}) == (panel.title != case.solved_on)


def test_a_verdict_is_told_as_an_input_where_it_is_one_and_undetermined_where_the_border_cannot_tell(
    scene: Scene,
) -> None:
    for number, case in enumerate(scene.assessment.cases):
        for panel in panels(scene, number):
            result = scene.result(case, panel.title)
            assert result is not None
            if "verdict" in result.by_construction:
                assert panel.verdict == f"{result.violation.verdict} (input)"
            elif result.decisive:
                assert panel.verdict == panel.verdict_class == result.violation.verdict
            else:
                assert panel.verdict == panel.verdict_class == "undetermined"
                assert panel.caption.startswith("as drawn ")


def test_a_little_map_is_to_scale() -> None:
    frame = Frame.around([36.0, 36.1], [36.0, 36.0], margin=0, at_least_m=0)  # 0.1 degree across
    style = theme.claim_style(0)
    box = shapely.box(36.0, 35.99, 36.05, 36.01)
    line = PanelLine("path", [36.0, 36.1], [36.0, 36.0])
    mark = PanelMark("point", 36.075, 36.0)
    panel = Panel(title="t", subtitle="s", verdict="inside", verdict_class="inside", caption="c", frame=frame,
                  style=style, zone_name="Z", areas=[box], lines=[line], marks=[mark])  # fmt: skip
    tree = root(small_multiples([panel]))
    (bar,) = with_class(tree, "panel-bar")
    (length,) = [text(node) for node in tree.iter("text")]
    across_m = float(inverse(36.0, 36.0, 36.1, 36.0)[2])
    shown_m = (percent(bar, "x2") - percent(bar, "x1")) / 100 * across_m
    assert length == "2 km"
    assert shown_m == pytest.approx(2000, rel=0.005)
    (point,) = with_class(tree, "panel-point")
    assert (percent(point, "cx"), percent(point, "cy")) == pytest.approx((75, 50), abs=0.01)
    (path,) = with_class(tree, "panel-path")
    assert path.attrib["d"].replace("-0.0", "0.0") == "M0.0 375.0L1000.0 375.0"
    assert path.get("stroke-dasharray") == style.dash
    (zone,) = with_class(tree, "panel-zone")
    x = [float(pair.split()[0]) for pair in re.split("[ML]", zone.attrib["d"].rstrip("Z"))[1:]]
    assert (min(x), max(x)) == pytest.approx((0, 500), abs=0.1)
    assert with_class(tree, "panel")[0].get("aria-label") == "Z on t: inside. c"


def test_a_little_map_across_the_antimeridian_is_one_piece() -> None:
    frame = Frame.around([179.9, -179.9], [10, 10], margin=0, at_least_m=0)
    line = PanelLine("measured", [179.9, -179.9], [10.0, 10.0])
    panel = Panel(title="t", subtitle="", verdict="outside", verdict_class="outside", caption="", frame=frame,
                  style=theme.claim_style(0), zone_name="Z", lines=[line])  # fmt: skip
    (path,) = with_class(root(small_multiples([panel])), "panel-measured")
    assert path.attrib["d"].replace("-0.0", "0.0") == "M0.0 375.0L1000.0 375.0"
    assert path.get("stroke-dasharray") is None


# --- all of them ------------------------------------------------------------------------------------------------------


def everything(word: str) -> Html:
    """Each chart with a text from outside wherever one may stand."""
    frame = Frame.around([36.0, 36.1], [36.0, 36.0])
    panel = Panel(title=word, subtitle=word, verdict=word, verdict_class="inside", caption=word, frame=frame,
                  style=theme.claim_style(0), zone_name=word,
                  lines=[PanelLine("path", [36.0, 36.1], [36.0, 36.0])])  # fmt: skip
    tornado_row = TornadoRow(name=word, low=-1, high=2, low_text=word, high_text=word, note=word, kind=word)
    strip_row = StripRow(name=word, value=0.5, low=0.2, high=0.7, text=word, note=word)
    bar_row = BarRow(name=word, share=0.5, text=word, note=word)
    ticks = iter(range(10_000))
    scale = Scale(0.0, 1.0, lambda value: f"{word}{value:.3f}{next(ticks)}")
    return join(
        [
            tornado([tornado_row], 1.0, lambda value: f"{value:.2f}{word}", word, measured=word, sides=(word, word)),
            interval_strip([strip_row], scale, measured=word, heads=(word, word)),
            bars([bar_row], scale, measured=word, heads=(word, word)),
            histogram(
                [0, 1, 2], [3, 4], lambda v: f"{v:.2f}{word}", [Mark(value=1, name=word, text=word)], measured=word
            ),
            small_multiples([panel] * 5),
        ]
    )


def test_text_from_outside_is_read_and_does_nothing(browser: Browser) -> None:
    drawn = everything(HOSTILE)
    assert "<img" not in drawn
    assert "{{" not in drawn
    assert "${" not in drawn
    assert text(root(drawn)).count(HOSTILE) > 30
    with browser.visit(text_page("charts", drawn)) as visit:
        visit.use_everything()
        visit.assert_calm()
        assert visit.page.evaluate("document.images.length") == 0


def test_no_chart_carries_style_or_script_and_every_class_is_in_the_style_sheet(scene: Scene) -> None:
    drawn = join([everything("word"), tornado(ROWS, 400.0, metres, "b"), small_multiples(panels(scene, 0))])
    sheet = theme.page_css() + theme.text_css()
    for node in root(drawn).iter():
        assert not {name for name in node.attrib if name == "style" or name.startswith("on")}
        assert node.tag not in ("script", "style", "img")
        for name in node.get("class", "").split():
            assert f".{name}" in sheet or name in PLAIN or name.startswith("swatch-"), name


def test_nothing_gives_nothing() -> None:
    drawn = [
        tornado([], 1.0, metres, "border"),
        interval_strip([], shares(), measured="x"),
        bars([]),
        histogram([0.0], [], metres, measured="x"),
        small_multiples([]),
    ]
    assert drawn == [""] * 5
    assert all(isinstance(part, Html) for part in drawn)


def test_one_value_alone_is_drawn() -> None:
    (row,) = root(tornado([TornadoRow(name="a", low=0, high=0)], 0.0, metres, "border")).findall(".//tbody/tr")
    assert [node.tag for node in with_class(row, "bar")] == ["circle"]
    assert len(with_class(root(histogram([0, 1], [5], metres, measured="x")), "column")) == 1
    assert len(with_class(root(histogram([0, 1], [0], metres, measured="x")), "column")) == 1
    tree = root(interval_strip([StripRow(name="a", value=1, low=1, high=1, text="1")], shares(), measured="x"))
    assert len(with_class(tree, "value")) == 1


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_runs_over_the_edge_of_a_phone_and_type_keeps_its_size(
    browser: Browser, scene: Scene, tmp_path: Path, dark: bool
) -> None:
    drawn = join([tornado(ROWS, 400.0, metres, "the border"), small_multiples(panels(scene, 0)), everything("word")])
    with browser.visit(text_page("charts", drawn), size=PHONE, dark=dark) as visit:
        visit.assert_calm()
        page = visit.page
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        sizes = page.evaluate(
            "[...document.querySelectorAll('svg text')].map(t => parseFloat(getComputedStyle(t).fontSize))"
        )
        assert min(sizes) >= 12
        over = page.evaluate(
            "[...document.querySelectorAll('svg text')].map(t => t.getBoundingClientRect())"
            ".filter(b => b.width && (b.left < 0 || b.right > innerWidth)).length"
        )
        assert over == 0
        visit.shot(tmp_path / "phone.png", full=True)
        assert (tmp_path / "phone.png").stat().st_size > 10_000
