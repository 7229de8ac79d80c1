from __future__ import annotations

import html as stdlib_html
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps import markup

ANY_TEXT = st.text(alphabet=st.characters(), max_size=80)  # lone surrogates and controls included
SPICED = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            "&",
            '"',
            "'",
            "`",
            "$",
            "\\",
            "{",
            "}",
            "{{",
            "{%",
            "${",
            "</script",
            "<!--",
            "\u202e",
            "\x00",
            "\r",
            "é",
        ]
    ),
    max_size=12,
).map("".join)


@given(ANY_TEXT | SPICED)
def test_html_leaves_no_active_character(text: str) -> None:
    escaped = markup.html(text)
    assert not set("<>\"'`$\\{}\n\r\u2028\u2029") & set(escaped)
    assert not re.search(r"&(?!#\d+;)", escaped)
    escaped.encode("utf-8")


@given(ANY_TEXT | SPICED)
def test_html_shows_the_same_visible_text(text: str) -> None:
    assert stdlib_html.unescape(markup.html(text)) == markup.visible(text)


@given(ANY_TEXT | SPICED)
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert markup.visible(markup.visible(text)) == markup.visible(text)


@given(st.recursive(ANY_TEXT | SPICED | st.integers() | st.none() | st.booleans(), st.lists, max_leaves=8))
def test_an_island_is_inert_and_says_the_same(value: object) -> None:
    island = markup.json_island({"value": value})
    assert island.isascii()
    assert not set("<>&'`$") & set(island)
    inside_strings = "".join(re.findall(r'"(?:[^"\\]|\\.)*"', island))
    assert not set("{}") & set(inside_strings)
    assert json.loads(island) == {"value": markup._visible_strings(value)}


@pytest.mark.parametrize("key", ["__proto__", "constructor", "</script><script>", "<!--", "\u2028${x}{{y}}"])
def test_keys_of_an_island_are_text_like_its_values(key: str) -> None:
    island = markup.json_island({key: {key: [key]}})
    assert not re.search(r"[<>&'`$]|\{\{|\u2028", island)
    shown = markup.visible(key)
    assert json.loads(island) == {shown: {shown: [shown]}}


def test_an_island_has_no_nan() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        markup.json_island({"a": float("nan")})


def test_controls_and_overrides_are_said_not_obeyed() -> None:
    assert markup.visible("a\x00b\x1bc\x7fd") == "a\u2400b\u241bc\u2421d"
    assert markup.visible("abc\u202efdp.exe") == "abc[U+202E]fdp.exe"
    assert markup.visible("a\r\nb\rc\u2028d") == "a\nb\nc\nd"
    assert markup.visible("\ud800x\ufffe\x85") == "\ufffdx\ufffd\ufffd"


@pytest.mark.parametrize("name", ["Yayladağı", "Хмеймим", "حميميم", "می\u200cخواهم", "Ağrı Dağı – 5 137 m", "北京"])
def test_names_in_any_script_pass_unchanged(name: str) -> None:
    assert markup.html(name) == name


def test_a_plain_string_is_escaped_and_html_is_not_escaped_twice() -> None:
    inner = markup.tag("b", "<x>")
    assert inner == "<b>&#60;x&#62;</b>"
    assert markup.tag("p", inner, " & ", 3) == "<p><b>&#60;x&#62;</b> &#38; 3</p>"
    assert markup.join(["<", inner], "|") == "&#60;|<b>&#60;x&#62;</b>"


def test_joining_html_with_a_plus_makes_it_plain_again() -> None:
    assert markup.tag("p", markup.html("a") + "<b>") == "<p>a&#60;b&#62;</p>"


def test_attributes() -> None:
    made = markup.tag("circle", cx=0, class_="a", stroke_width=2, hidden=True, id=None, data_x='"><script>')
    assert made == ('<circle cx="0" class="a" stroke-width="2" hidden data-x="&#34;&#62;&#60;script&#62;"></circle>')


@pytest.mark.parametrize(
    "name", ["onclick", "onerror", "style", "src", "srcset", "href", "formaction", "xlink:href", "a b"]
)
def test_attributes_that_act_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="attribute"):
        markup.tag("p", **{name: "x"})


@pytest.mark.parametrize("name", ["script", "iframe", "style", "img", "link", "p onclick=x", "object", "P"])
def test_elements_that_act_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="element"):
        markup.tag(name)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.rt.com/news/323369-turkey-un-letter/",
        "http://example.org",
        "https://example.org:8443/a?b=c&d='e'#f",
        "https://кремль.рф/события",
        "https://en.wikipedia.org/wiki/2015_Russian_Sukhoi_Su-24_shootdown",
    ],
)
def test_complete_addresses_become_links(address: str) -> None:
    made = markup.link(address, "seen <there>")
    assert made == (f'<a href="{markup.html(address)}" rel="noopener noreferrer">seen &#60;there&#62;</a>')


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a...b",
        "https://example.org/…",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>1</script>",
        "//example.org/a",
        "example.org/a",
        "https://",
        "https:///path",
        "https://user:password@example.org/",
        "https://localhost/",
        "https://example.org:port/",
        "https://exa mple.org/",
        "https://example.org/\u202egpj.exe",
        'https://example.org/"onmouseover="x',
        "https://example.org/{{x}}",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "\x01javascript:alert(1)",
        "https://example.org/" + "a" * 3000,
        "",
    ],
)
def test_other_addresses_are_shown_and_not_linked(address: str) -> None:
    made = markup.link(address)
    assert "<a" not in made
    assert markup.html(address) in made
    named = markup.link(address, "name")
    assert "<a" not in named
    assert named.startswith("name ")


def test_local_links_go_to_plain_names_only() -> None:
    assert markup.local_link("data.html#sources", "Data") == '<a href="data.html#sources">Data</a>'
    for target in ["../x.html", "https://example.org", "javascript:x", "a b.html", "", "/etc", 'x"y']:
        with pytest.raises(ValueError, match="beside the page"):
            markup.local_link(target, "x")


@pytest.mark.parametrize("target", ["index.html", "tr/index.html", "../check.json", "../ru/data.html#sources"])
def test_links_of_a_dossier_stay_in_it(target: str) -> None:
    assert markup.dossier_link(target, "<x>") == f'<a href="{target}">&#60;x&#62;</a>'


@pytest.mark.parametrize(
    "target",
    [
        *("../../x", "tr/../../x", "tr/../x", "../tr/ru/x", "..", "../", "/etc/passwd", "//host", "//host/x", "tr//x"),
        *("javascript:alert(1)", "javascript:x.html", "data:text/html,x", "https://example.org", "tr/javascript:x"),
        *(
            "",
            "#a",
            "x y",
            "x\n",
            'x"y',
            "x#a#b",
            "x?y",
            "x#<b>",
            "%2e%2e/x",
            "..\\x",
            "TR/x",
            "xxx/x",
            "x\u202ey",
            ".x",
        ),
    ],
)
def test_links_out_of_a_dossier_are_refused(target: str) -> None:
    with pytest.raises(ValueError, match="of the dossier"):
        markup.dossier_link(target, "x")


def test_allow_lists() -> None:
    assert markup.colour("#D55E00") == "#D55E00"
    assert markup.dash("9 4 2 4") == "9 4 2 4"
    assert markup.css_class("claim-1 path") == "claim-1 path"
    for check, wrong in [
        (markup.colour, "red"),
        (markup.colour, "#12345"),
        (markup.colour, "#d55e00;}"),
        (markup.colour, "#d55e00\n"),
        (markup.dash, "9"),
        (markup.dash, "9,4"),
        (markup.dash, "9 4`"),
        (markup.css_class, 'a"b'),
        (markup.css_class, "A"),
        (markup.css_class, ""),
    ]:
        with pytest.raises(ValueError, match="is not"):
            check(wrong)
