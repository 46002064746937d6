"""The check of the training messages finds what is wrong with them."""

from pathlib import Path

import pytest

from gateway.operator.examples import Example, check, read_held_out, read_training
from helpline.i18n import LANGUAGES
from helpline.settings import ROOT

INTENTS = {"greet", "thank"}
WRITINGS = [writing for language in LANGUAGES.values() for writing in language.writings]


def whole(*more: Example) -> list[Example]:
    words = {"greet": "hello number", "thank": "many thanks from"}
    return [
        *(Example(writing, intent, f"{words[intent]} {writing}")
          for writing in WRITINGS for intent in INTENTS),
        *more,
    ]  # fmt: skip


def test_a_whole_set_has_no_faults() -> None:
    found = check(whole(), [Example("en", "greet", "good morning to you")], INTENTS)

    assert found.errors == ()
    assert "en has 1 messages for greet, fewer than 40" in found.warnings
    assert "ps-Latn has 1 messages for greet, fewer than 25" in found.warnings


def test_a_missing_intent_is_found() -> None:
    training = [each for each in whole() if (each.writing, each.intent) != ("my", "thank")]

    assert check(training, [], INTENTS).errors == ("my has no message for thank",)


def test_a_message_under_two_intents_is_found_however_it_is_typed() -> None:
    training = whole(Example("en", "greet", "God bless"), Example("en", "thank", "god  BLESS"))

    assert check(training, [], INTENTS).errors == ("en has under greet and thank: god bless",)


def test_a_held_out_message_that_was_trained_on_is_found() -> None:
    held_out = [Example("fr", "greet", "HELLO number fr")]

    found = check(whole(), held_out, INTENTS)

    assert found.errors == ("fr is trained on a message held out: HELLO number fr",)


def test_an_unknown_intent_is_found() -> None:
    found = check(whole(), [Example("en", "dance", "shall we dance tonight")], INTENTS)

    assert found.errors == ("en has messages for dance, which the bot does not know",)


def test_near_copies_are_warned_of() -> None:
    training = whole(
        Example("en", "thank", "thank you for helping my brother"),
        Example("en", "thank", "thank you for helping my brothers"),
    )

    assert any("near copies" in warning for warning in check(training, [], INTENTS).warnings)


@pytest.mark.parametrize("content", ["nlu: 5", "- a", "nlu:\n- intent: greet", "{"])
def test_a_file_that_is_no_training_data_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "en.yml").write_text(content)

    with pytest.raises(ValueError, match=r"en\.yml is not Rasa NLU data"):
        read_held_out(tmp_path)


def test_the_projects_own_messages_have_no_faults() -> None:
    training = read_training(ROOT / "bot" / "data" / "nlu")
    held_out = read_held_out(ROOT / "tests" / "nlu")

    assert check(training, held_out, {each.intent for each in training}).errors == ()
    assert {each.writing for each in held_out} == set(WRITINGS)
