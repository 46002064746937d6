"""When the bot answers, and when it asks back."""

from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.components.doubt import DoubtClassifier

CONFIG = {
    "threshold": 0.4,
    "lead": 0.1,
    "urgent_doubt": 0.2,
    "urgent": ["report_arrest", "request_lawyer"],
}


def understood(*ranking: tuple[str, float]) -> dict[str, Any]:
    listed = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    message = Message(data={"intent": listed[0] if listed else None, "intent_ranking": listed})
    DoubtClassifier({**DoubtClassifier.get_default_config(), **CONFIG}).process([message])
    return message.data


@pytest.mark.parametrize(
    ("ranking", "intent"),
    [
        ([("greet", 0.9), ("thank", 0.05)], "greet"),
        ([("greet", 0.41), ("thank", 0.3)], "greet"),
        # Not sure at all, or two that are alike.
        ([("greet", 0.39), ("thank", 0.1)], "nlu_fallback"),
        ([("greet", 0.45), ("thank", 0.4)], "nlu_fallback"),
        ([], "nlu_fallback"),
        # Two urgent ones: either opens a referral.
        ([("report_arrest", 0.46), ("request_lawyer", 0.45), ("greet", 0.02)], "report_arrest"),
        ([("report_arrest", 0.45), ("greet", 0.4)], "nlu_fallback"),
        # Something urgent may be meant.
        ([("ask_search", 0.6), ("report_arrest", 0.25)], "nlu_fallback"),
        ([("ask_search", 0.6), ("report_arrest", 0.15)], "ask_search"),
    ],
)
def test_a_doubt_is_asked_about(ranking: list[tuple[str, float]], intent: str) -> None:
    assert understood(*ranking)["intent"]["name"] == intent


def test_what_it_may_have_meant_stays_behind_the_fallback() -> None:
    ranking = understood(("greet", 0.3), ("thank", 0.2))["intent_ranking"]

    assert [each["name"] for each in ranking] == ["nlu_fallback", "greet", "thank"]


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "understood_as"),
    [
        # Nothing in a name means anything, whatever it looks like.
        ("Suresh Gurung", "report_mistreatment", 0.64, "nlu_fallback"),
        ("سامي؟", "ask_privacy", 0.88, "nlu_fallback"),
        ("Suresh Gurung", "report_mistreatment", 0.95, "report_mistreatment"),
        ("tamem", "affirm", 0.6, "affirm"),
        ("they beat him", "report_mistreatment", 0.64, "report_mistreatment"),
        ("Suresh Gurung Thapa Magar Pun", "report_mistreatment", 0.64, "report_mistreatment"),
    ],
)
def test_a_few_words_that_mean_nothing_to_us_are_asked_about(
    text: str, intent: str, confidence: float, understood_as: str
) -> None:
    ranking = [{"name": intent, "confidence": confidence}]
    message = Message(data={"text": text, "intent": ranking[0], "intent_ranking": ranking})
    DoubtClassifier({**DoubtClassifier.get_default_config(), **CONFIG}).process([message])

    assert message.data["intent"]["name"] == understood_as
