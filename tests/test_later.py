"""A sentence made by a computation speaks the language of the page that prints it; documents stay English."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from airspace import numbers
from airspace.language import Later, _, speaking
from airspace.quantities import QUANTITIES
from airspace.terms import choice_word, quantity_name
from airspace.wording import sentence

FAR = Later(lambda: _("no shift of up to {distance} takes the path out", distance=numbers.distance(1_500.0)))
ENGLISH = "no shift of up to 1,500\u00a0m takes the path out"
TURKISH = "1.500\u00a0m içindeki hiçbir kayma yolu dışarı çıkarmıyor"


@pytest.mark.parametrize("spoken", ["en", "tr", "ru"])
def test_it_is_made_in_english_whatever_is_spoken(spoken: str) -> None:
    with speaking(spoken):
        made = Later(lambda: _("no shift of up to {distance} takes the path in", distance=numbers.distance(9.0)))
    assert made == "no shift of up to 9\u00a0m takes the path in"


def test_it_is_said_anew_where_it_is_printed() -> None:
    with speaking("tr"):
        assert [_(FAR), f"{FAR}", str(FAR), _("none: {why}", why=FAR)] == [TURKISH] * 3 + [f"yok: {TURKISH}"]
    assert (_(FAR), f"{FAR}") == (ENGLISH, ENGLISH)


def test_what_compares_copies_or_writes_it_sees_the_english_text() -> None:
    with speaking("ru"):
        plain = [copy.deepcopy(FAR), pickle.loads(pickle.dumps(FAR)), json.loads(json.dumps(FAR))]
        assert (FAR == ENGLISH, hash(FAR) == hash(ENGLISH)) == (True, True)
    assert [(type(text), text) for text in plain] == [(str, ENGLISH)] * 3


@pytest.mark.parametrize("spoken", ["tr", "ru"])
def test_every_quantity_and_choice_has_a_name_in_each_language(spoken: str) -> None:
    terms = {(quantity_name, name) for name in QUANTITIES} | {
        (choice_word, choice) for quantity in QUANTITIES.values() for choice in quantity.choices
    }
    english = {named(term) for named, term in terms}
    with speaking(spoken):
        told = {term: named(term) for named, term in terms}
    assert {term for term, name in told.items() if name in english} <= {"radar"}


def test_a_turkish_sentence_begins_with_a_dotted_capital() -> None:
    with speaking("tr"):
        assert (sentence("içeride"), sentence("ısı")) == ("İçeride.", "Isı.")
    assert sentence("inside") == "Inside."
