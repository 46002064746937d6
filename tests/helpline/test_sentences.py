"""What the bot must never say, over every sentence in every language."""

from __future__ import annotations

import re

import pytest
import yaml

from helpline.i18n import LANGUAGES
from helpline.settings import ROOT
from helpline.speech import Speech
from helpline.text.normalise import fold

RESPONSES = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["responses"]
SPEECH = Speech()

# Stems of what nobody may read over a shoulder.
TELLTALE = {
    "en": "arrest police prison jail court lawyer judge detain custody prosecutor",
    "fr": "arrêt arrest police prison tribunal avocat juge détenu garde procureur",
    "ar": "شرطة اعتقال اعتقل سجن محكمة محام قاض محتجز توقيف نيابة",
    "prs": "پولیس زندان محکمه وکیل قاضی دستگیر بازداشت سارنوال",
    "ps": "پولیس زندان محکمه وکیل قاضي نیول بندي څارنوال",
    "ne": "प्रहरी पक्राउ जेल अदालत वकिल न्यायाधीश हिरासत थुना",
    "my": "ရဲစခန်း ရဲက ဖမ်း ထောင် တရားရုံး ရှေ့နေ တရားသူကြီး အချုပ်",
}
# Lines of a longer message are never its first.
LINES = re.compile(r"utter_(line|clock|event)_")
VALUES = {
    "reference": "K7F-3RH", "check_word": "elephant", "answer": "…", "basis": "…",
    "as_of": "2026-11-23", "hours": 24, "moment": "22:00", "value": "…", "lines": [],
    "count": 25,
}  # fmt: skip


def said(name: str, language: str) -> str:
    return SPEECH.say(name, language, values=VALUES).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in RESPONSES if not LINES.match(name)])
def test_the_first_line_tells_nothing_to_who_looks_on(name: str, language: str) -> None:
    first = fold(said(name, language).splitlines()[0])

    assert [word for word in TELLTALE[language].split() if fold(word) in first] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_said_in_the_language_that_was_asked_for(language: str) -> None:
    said_otherwise = [
        name for name in RESPONSES if SPEECH.say(name, language, values=VALUES).language != language
    ]

    assert said_otherwise == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_holds_a_link_or_a_number_to_call(language: str) -> None:
    for name in RESPONSES:
        words = said(name, language).replace(VALUES["as_of"], "")
        assert not re.search(r"https?:|www\.|\+?\d[\d -]{6,}", words), name


def test_no_question_asks_for_what_happened_or_for_means() -> None:
    asked = " ".join(
        sentence["text"]
        for name, sentences in RESPONSES.items()
        if name.startswith("utter_ask_")
        for sentence in sentences
    )

    assert not re.search(r"accused|did (he|she|they) do|income|salary|charge", asked)


def test_a_line_says_an_option_by_its_title_and_words_as_they_are() -> None:
    lines = [
        ["utter_line_held_by", {"value": {"of": "held_by", "is": "police"}}],
        ["utter_line_country", {"value": {"of": "country", "is": "West Bank"}}],
        ["utter_line_place", {"value": "{reference} at 12:30"}],
    ]

    told = SPEECH.say("utter_ask_confirmed", "en", values={"lines": lines})

    assert told.text.splitlines()[1:4] == [
        "With: Police",
        "Country: West Bank",
        "Place: {reference} at 12:30",
    ]
    assert [payload for _, payload in told.options] == ["confirmed:yes", "confirmed:change"]


def test_somebody_who_writes_for_themselves_is_spoken_to() -> None:
    asked = SPEECH.say("utter_ask_age_group", "en", slots={"who_held": "self"})

    assert asked.text == "Are you under 18?"
    assert len(asked.options) == 3
