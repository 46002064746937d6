"""A bot that is slow, late, or answers with what is no answer: nothing of it reaches a phone."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.conversation.bot import Bot, TurnFailed, TurnRequest
from gateway.conversation.turn import TurnTaker
from helpline.settings import Settings
from helpline.storage.contacts import get_contact
from helpline.storage.kinds import Direction, Handler, MessageState
from helpline.storage.messages import body_of, list_messages
from helpline.text.language import LanguageGuesser
from tests.gateway.conversation.conftest import ScriptedBot, Setup, before, echo, said


def reply(**parts: Any) -> dict[str, Any]:
    return {"replies": [{"text": "No answer.", **parts}]}


GARBAGE: dict[str, int | dict[str, Any] | str] = {
    "an error": 500,
    "a redirect": 302,
    "a list": "[]",
    "nothing": "",
    "null": "null",
    "a page": "<html><body>Sanic</body></html>",
    "broken off": '{"message_id": "',
    "no replies": {"intent": None},
    "replies that are words": {"replies": "No answer."},
    "replies that are a mapping": {"replies": {"text": "No answer."}},
    "a reply that is words": {"replies": ["No answer."]},
    "words that are null": reply(text=None),
    "words that are a number": reply(text=7),
    "words that are empty": reply(text=""),
    "words of control characters": reply(text="\x00\x07"),
    "more words than a book": reply(text="x" * 16_001),
    "fifty megabytes": reply(text="x" * 50_000_000),
    "two hundred replies": {"replies": [{"text": "No answer."}] * 200},
    "options that are words": reply(buttons=["1"]),
    "an option without words": reply(buttons=[{"title": None, "payload": "x:y"}]),
    "an option that means nothing": reply(buttons=[{"title": "Yes"}]),
    "a language that is none": reply(language="xx"),
    "a language that is a list": reply(language=["en"]),
    "a sentence that is a number": reply(response=7),
    "a sentence with a name too long": reply(response="x" * 65),
    "a law that is words": reply(law="nepal/bail"),
    "an intent that is words": {**reply(), "intent": "greet"},
    "an intent with a name that is a list": {**reply(), "intent": {"name": ["greet"]}},
    "an intent of endless confidence": {**reply(), "intent": {"confidence": 10**400}},
    "another's answer": json.dumps({"message_id": "another", **reply()}),
    "a deep hole": "[" * 200_000,
}


@pytest.mark.parametrize("garbage", GARBAGE)
def test_58_what_is_no_answer_is_a_failed_turn(
    settings: Settings, scripted_bot: ScriptedBot, garbage: str
) -> None:
    scripted_bot.script = [GARBAGE[garbage]]

    with pytest.raises(TurnFailed):
        Bot(replace(settings, rasa_url=scripted_bot.url)).ask(TurnRequest("c", "m", "help us", {}))


def test_58_after_what_was_no_answer_the_next_try_is_answered(setup: Setup) -> None:
    setup.write("help us")
    setup.bot.script = [500, "[]", {"replies": [{"text": "No answer."}] * 200}]

    for _ in range(3):
        setup.serve()
        assert setup.states(Direction.INBOUND) == [MessageState.NEW]
        assert setup.states(Direction.OUTBOUND) == []
        setup.clock.pass_by(timedelta(seconds=15))
    setup.serve()

    assert setup.carrier.bodies == ["We are here."]


def test_58_who_is_answered_with_garbage_only_is_left_to_staff(setup: Setup) -> None:
    setup.write("help us")
    setup.bot.script = ["[]"] * 8

    for _ in range(8):
        setup.serve()
        setup.clock.pass_by(timedelta(seconds=31))

    assert setup.states(Direction.INBOUND) == [MessageState.PARKED]
    assert setup.carrier.bodies == [said("utter_holding")]
    with setup.database.reading() as session:
        assert get_contact(session, setup.contact_id).handler is Handler.STAFF


def test_58_an_answer_of_no_words_is_an_answer(setup: Setup) -> None:
    setup.write("help us")
    setup.bot.script = [{"replies": [], "of the next version": True, "intent": {"name": "greet"}}]

    setup.serve()

    assert setup.states(Direction.INBOUND) == [MessageState.DONE]
    assert setup.carrier.taken == []


def test_29_a_lone_surrogate_of_the_bot_is_replaced_and_the_rest_is_said(setup: Setup) -> None:
    setup.write("help us")
    setup.bot.script = [reply(text="Here \ud83d we \x00are.", response="utter_\ud83d\x00")]

    setup.serve()

    assert setup.carrier.bodies == ["Here \ufffd we are."]


def hang_first(bot: ScriptedBot) -> threading.Event:
    """Lets a bot answer its first turn only once the event is set, and all others at once."""
    released, answer = threading.Event(), bot.answer

    def late(turn: dict[str, Any]) -> tuple[int, bytes]:
        is_first = not bot.turns
        answered = answer(turn)
        if is_first:
            released.wait(30)
        return answered

    bot.answer = late  # type: ignore[method-assign]
    return released


def impatient(setup: Setup, settings: Settings) -> None:
    """Lets the gateway wait a third of a second for the bot."""
    there = replace(settings, rasa_url=setup.bot.url, lease_seconds=1)
    guesser = LanguageGuesser.from_training(settings.var)
    setup.service._turns = TurnTaker(Bot(there), guesser, before(setup.carrier))


def test_57_60_an_answer_that_comes_after_the_bot_was_given_up_is_dropped(
    setup: Setup, any_settings: Settings
) -> None:
    impatient(setup, any_settings)
    released = hang_first(setup.bot)
    setup.write("one", "two")
    setup.bot.script = [*echo("too late", "to one", "to two")]

    setup.serve()
    assert setup.states(Direction.INBOUND) == [MessageState.NEW] * 2
    setup.clock.pass_by(timedelta(seconds=30))
    setup.serve()
    released.set()
    setup.serve()

    assert setup.carrier.bodies == ["to one", "to two"]
    # The bot was asked again under the id of the turn, by which it knows what it has done already.
    first, again, second = [turn["message_id"] for turn in setup.bot.turns]
    assert first == again != second


def test_57_a_lease_that_runs_out_while_the_bot_hangs_leads_to_one_answer(setup: Setup) -> None:
    setup.write("help us")
    released = hang_first(setup.bot)
    setup.bot.script = [*echo("of the first", "of the second")]
    slow = threading.Thread(target=setup.serve)
    slow.start()
    while not setup.bot.turns:
        pass
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        assert contact.lease_until is not None
        contact.lease_until -= timedelta(hours=1)

    setup.serve()
    released.set()
    slow.join()

    assert setup.carrier.bodies == ["of the second"]
    assert setup.states(Direction.INBOUND) == [MessageState.DONE]


@pytest.mark.parametrize("words", ["x" * 1601, "x" * 20_000, "a" + "\u0301" * 3000])
def test_31_33_of_a_long_message_the_bot_reads_the_beginning_and_all_of_it_is_kept(
    setup: Setup, words: str
) -> None:
    setup.write(words, "help us")

    setup.serve()

    read = [turn["text"] for turn in setup.bot.turns]
    assert [words.startswith(read[0]), len(read[0]) <= 1600, read[1]] == [True, True, "help us"]
    assert setup.states(Direction.INBOUND) == [MessageState.DONE] * 2
    with setup.database.reading() as session:
        kept = list_messages(session, setup.contact_id)
        assert body_of(session, kept[0]) == words
