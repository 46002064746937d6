"""`python -m bench parts`: how many SMS parts the bot's side of an intake takes in each language:
the first lines, every question, what was told said back, and the reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.actions.summary import summary_lines
from gateway.conversation.render import render
from helpline.i18n import LANGUAGES
from helpline.referrals.questions import PEOPLE_HELD, QUESTIONS
from helpline.speech import Speech
from helpline.storage.messages import Draft, Option
from helpline.text.sms import count

# What a family tells when it answers every question, as the helpline keeps it.
_TOLD = {
    "safe": "yes",
    "who_held": "relative",
    "country": "nepal",
    "held_by": "police",
    "place": "Lalitpur",
    "arrested_when": "25 Nov, 21:00",
    "age_and_sex": "man",
    "condition": "no",
    "questioned": "no",
    "foreigner": "no",
    "held_name": "Hari Shrestha",
    "reach": "08:00",
}
_CONFIRMED = "confirmed"
_REFERENCE: dict[str, Any] = {"reference": "K7M4PX", "check_word": "mountain"}


def by_language() -> dict[str, dict[str, int]]:
    """Returns for each language the bot's messages of an intake, their parts, and the most parts of
    one of them.
    """
    speech = Speech()
    return {language: _counted(speech, language) for language in LANGUAGES}


def main() -> None:
    """Prints the table."""
    for line in table(by_language()):
        print(line)


def table(counted: dict[str, dict[str, int]]) -> list[str]:
    """Returns the lines of a table."""
    return [
        "| | messages | SMS parts | the longest |",
        "| --- | --- | --- | --- |",
        *(
            f"| {LANGUAGES[code].autonym} | {each['messages']} | {each['parts']} | "
            f"{each['longest']} |"
            for code, each in counted.items()
        ),
    ]


def _counted(speech: Speech, language: str) -> dict[str, int]:
    parts = [
        count(body).parts
        for name, values in _said(language)
        for body in render(_draft(speech, name, language, values))
    ]
    return {"messages": len(parts), "parts": sum(parts), "longest": max(parts)}


def _said(language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "utter_first_lines", {}
    for question in QUESTIONS:
        if question.fact not in (_CONFIRMED, PEOPLE_HELD):
            yield f"utter_ask_{question.fact}", {}
    yield f"utter_ask_{_CONFIRMED}", {"lines": summary_lines(_TOLD, language)}
    yield "utter_referral_received", _REFERENCE


def _draft(speech: Speech, name: str, language: str, values: dict[str, Any]) -> Draft:
    said = speech.say(name, language, values=values)
    return Draft(said.text, options=tuple(Option(*option) for option in said.options))
