"""What the bot said, said again in another language."""

from __future__ import annotations

import pytest

from gateway.conversation.render import render
from helpline.i18n import LANGUAGES
from helpline.speech import Speech
from helpline.storage.messages import Draft, Option

SPEECH = Speech()
VALUES = {"reference": "K7F-3RH", "check_word": "हात्ती", "hours": 24, "moment": "22:00"}


def sent(name: str, language: str, **slots: str) -> str:
    """Returns what goes out by SMS of a response."""
    said = SPEECH.say(name, language, values=VALUES, slots=slots)
    options = [Option(title, payload) for title, payload in said.options]
    return render(Draft(said.text, said.language, name, options))[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_said_again_with_its_options(language: str) -> None:
    gist = SPEECH.gist("utter_ask_condition", sent("utter_ask_condition", language), language, "en")

    assert gist is not None
    assert gist.text == SPEECH.say("utter_ask_condition", "en").text
    assert [title for title, _ in gist.options] == ["Yes", "No", "Not known"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_are_taken_from_what_went_out(language: str) -> None:
    name = "utter_referral_received"

    gist = SPEECH.gist(name, sent(name, language), language, "fr")

    assert gist is not None
    assert "K7F-3RH" in gist.text
    assert "हात्ती" in gist.text
    assert "…" not in gist.text


def test_the_variation_that_was_said_is_the_one_that_is_said_again() -> None:
    body = sent("utter_ask_age_group", "ne", who_held="self")

    gist = SPEECH.gist("utter_ask_age_group", body, "ne", "en")

    assert gist is not None
    assert gist.text == "Are you under 18?"


def test_a_value_that_cannot_be_told_is_left_open() -> None:
    gist = SPEECH.gist("utter_referral_received", "something that was worded otherwise", "ne", "en")

    assert gist is not None
    assert "…" in gist.text
    assert "{" not in gist.text


def test_a_response_that_is_known_no_longer_has_no_gist() -> None:
    assert SPEECH.gist("utter_of_last_year", "…", "ne", "en") is None
