"""Several bots: each conversation has its own, and another stands in for one that is away."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, request

from gateway.conversation.addresses import Addresses
from gateway.conversation.bot import Bot, BotUnavailable, TurnAnswer, TurnFailed, TurnRequest
from helpline.settings import Settings
from tests.end_to_end.installation import free_port
from tests.gateway.installed import serving

ADDRESSES = [f"http://bot-{number}.internal:5005" for number in range(4)]
CONVERSATIONS = [f"{number:032x}" for number in range(200)]


class Speaker:
    """A bot that says its name, and what it was asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked: list[str] = []
        self.answer: Callable[[], tuple[str, int]] | None = None

    def app(self) -> Flask:
        app = Flask(self.name)

        @app.post("/bot/turn")
        def turn() -> Any:
            told = request.get_json()
            self.asked.append(told["conversation"])
            if self.answer is not None:
                return self.answer()
            return json.dumps({"message_id": told["message_id"], "replies": [{"text": self.name}]})

        @app.get("/bot/health")
        def health() -> str:
            return "{}"

        return app


@pytest.fixture
def two(settings: Settings) -> Iterator[tuple[Bot, dict[str, Speaker]]]:
    """A gateway's bot that knows three addresses: two answer, at the third there is nobody."""
    speakers = [Speaker("one"), Speaker("two")]
    with ExitStack() as stack:
        by_address = {
            f"http://127.0.0.1:{stack.enter_context(serving(each.app()))}": each
            for each in speakers
        }
        nobody = f"http://127.0.0.1:{free_port()}"
        yield Bot(replace(settings, rasa_url=",".join([*by_address, nobody]))), by_address


def ask(bot: Bot, conversation: str) -> TurnAnswer:
    return bot.ask(TurnRequest(conversation, f"m{conversation}", "help us", {}))


def first_at(bot: Bot, address: str) -> str:
    """Returns a conversation that is asked about at an address first."""
    return next(
        each for each in CONVERSATIONS if bot._addresses.for_conversation(each)[0] == address
    )


def test_conversations_are_shared_out_among_all_bots_and_stay_where_they_are() -> None:
    addresses = Addresses(ADDRESSES)
    first = [addresses.for_conversation(each)[0] for each in CONVERSATIONS]

    assert all(first.count(address) > 30 for address in ADDRESSES)
    assert first == [addresses.for_conversation(each)[0] for each in CONVERSATIONS]


def test_where_a_bot_is_taken_away_only_its_own_conversations_move() -> None:
    all_four, without = Addresses(ADDRESSES), Addresses(ADDRESSES[:3])

    for each in CONVERSATIONS:
        before, after = (which.for_conversation(each)[0] for which in (all_four, without))
        assert after == before or before == ADDRESSES[3]


def test_63_the_conversations_of_a_bot_that_is_away_go_to_all_others() -> None:
    addresses = Addresses(ADDRESSES, clock=lambda: 100.0)
    its_own = [e for e in CONVERSATIONS if addresses.for_conversation(e)[0] == ADDRESSES[0]]

    addresses.missed(ADDRESSES[0])

    assert {addresses.for_conversation(e)[0] for e in its_own} == set(ADDRESSES[1:])
    assert {addresses.for_conversation(e)[-1] for e in CONVERSATIONS} == {ADDRESSES[0]}


def test_63_a_bot_that_was_away_is_asked_again_after_some_seconds() -> None:
    now = [100.0]
    addresses = Addresses(ADDRESSES, clock=lambda: now[0])
    before = addresses.for_conversation("c")
    addresses.missed(before[0])
    now[0] += 5

    assert addresses.for_conversation("c") == before


def test_63_where_no_bot_listens_another_answers(two: tuple[Bot, dict[str, Speaker]]) -> None:
    bot, speakers = two
    nobody = next(each for each in bot._addresses.all if each not in speakers)

    answered = ask(bot, first_at(bot, nobody))

    assert answered.replies[0].body in ("one", "two")
    assert sum(len(each.asked) for each in speakers.values()) == 1
    assert bot.is_ready()


def test_63_of_bots_that_all_are_away_the_message_waits(settings: Settings) -> None:
    nobody = ",".join(f"http://127.0.0.1:{free_port()}" for _ in range(2))
    bot = Bot(replace(settings, rasa_url=nobody))

    with pytest.raises(BotUnavailable):
        ask(bot, "c")
    assert not bot.is_ready()


def test_63_who_has_the_turn_and_is_late_is_the_only_one_that_was_asked(
    settings: Settings, two: tuple[Bot, dict[str, Speaker]]
) -> None:
    _, speakers = two
    released = threading.Event()
    for each in speakers.values():
        each.answer = lambda: (str(released.wait(20)), 200)
    impatient = Bot(replace(settings, rasa_url=",".join(speakers), lease_seconds=1))

    with pytest.raises(BotUnavailable):
        ask(impatient, "c")
    released.set()
    assert sum(len(each.asked) for each in speakers.values()) == 1

    # The next try goes to the other one.
    for each in speakers.values():
        each.answer = None
    ask(impatient, "c")
    assert [len(each.asked) for each in speakers.values()] == [1, 1]


def test_a_turn_that_fails_at_one_bot_is_not_carried_to_the_next(
    two: tuple[Bot, dict[str, Speaker]],
) -> None:
    bot, speakers = two
    for each in speakers.values():
        each.answer = lambda: ("{}", 503)

    with pytest.raises(TurnFailed):
        ask(bot, first_at(bot, next(iter(speakers))))
    assert sum(len(each.asked) for each in speakers.values()) == 1
