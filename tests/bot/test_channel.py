"""The door: who may knock, and what it answers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable

import pytest
import requests

from bot import channel
from tests.bot.action_server import ActionServer
from tests.bot.rasa_server import Client, RasaServer

BODY = json.dumps({"conversation": "s", "message_id": "m", "text": "hello"}).encode()
Headers = Callable[[Client], dict[str, str]]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (lambda bot: bot.signed(BODY), 200),
        (lambda bot: bot.signed(BODY, at=time.time() - 290), 200),
        (lambda bot: bot.signed(BODY, at=time.time() + 290), 200),
        (lambda bot: {}, 403),
        (lambda bot: bot.signed(BODY, at=time.time() - 310), 403),
        (lambda bot: bot.signed(BODY, at=time.time() + 310), 403),
        (lambda bot: bot.signed(BODY + b" "), 403),
        (lambda bot: Client(bot.url, b"another key").signed(BODY), 403),
        (lambda bot: {**bot.signed(BODY), "X-Helpline-Timestamp": str(int(time.time()) + 1)}, 403),
        (lambda bot: {**bot.signed(BODY), "X-Helpline-Timestamp": ""}, 403),
        (lambda bot: {**bot.signed(BODY), "X-Helpline-Timestamp": "-1"}, 403),
        (lambda bot: {**bot.signed(BODY), "X-Helpline-Timestamp": "1e9"}, 403),
        (lambda bot: {**bot.signed(BODY), "X-Helpline-Timestamp": "9" * 5000}, 403),
        (lambda bot: {**bot.signed(BODY), "X-Helpline-Signature": ""}, 403),
        (lambda bot: {**bot.signed(BODY), "X-Helpline-Signature": "v1="}, 403),
        (lambda bot: {**bot.signed(BODY), "X-Helpline-Signature": "v1=" + "0" * 64}, 403),
        (lambda bot: {**bot.signed(BODY), "X-Helpline-Signature": "v1=é"}, 403),
    ],
)
def test_turn_is_taken_only_if_signed_and_fresh(
    bot: RasaServer, headers: Headers, status: int
) -> None:
    assert bot.post(BODY, headers(bot)).status_code == status


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"conversation": "c", "message_id": "m"}',
        b'{"conversation": "", "message_id": "m", "text": "hello"}',
        b'{"conversation": "c", "message_id": "", "text": "hello"}',
        b'{"conversation": 1, "message_id": "m", "text": "hello"}',
        b'{"conversation": "c", "message_id": "m", "text": null}',
        b'{"conversation": "c", "message_id": "m", "text": "hello", "metadata": "x"}',
        b'{"conversation": "' + b"c" * 65 + b'", "message_id": "m", "text": "hello"}',
    ],
)
def test_turn_is_refused_if_it_is_none(bot: RasaServer, body: bytes) -> None:
    response = bot.post(body)

    assert (response.status_code, response.json()) == (400, {"error": "malformed"})


def test_body_is_refused_beyond_64_kilobytes(bot: RasaServer) -> None:
    body = BODY + b" " * 64 * 1024

    assert bot.post(body).status_code == 413


def test_answer_holds_replies_intent_and_ranking(bot: RasaServer) -> None:
    answer = bot.turn("they arrested my brother", "shape", "m1").json()

    [question] = answer.pop("replies")
    ranking = answer.pop("ranking")
    assert answer == {"message_id": "m1", "repeated": False, "intent": ranking[0]}
    assert ranking[0]["name"] == "report_arrest"
    assert len(ranking) == 3
    assert question == {
        "text": "Where is the person?",
        "response": "utter_ask_place",
        "language": "en",
        "law": None,
        "buttons": [
            {"title": "Police station", "payload": "place:police"},
            {"title": "Not known", "payload": "place:unknown"},
        ],
    }


def test_59_69_repeated_message_gets_the_same_answer_and_nothing_runs_again(
    bot: RasaServer, actions: ActionServer
) -> None:
    bot.turn("they arrested my brother", "repeat", "r1")
    first = bot.turn("at the market", "repeat", "r2").json()
    bot.turn("Ram", "repeat", "r3")
    ran = actions.calls.copy()

    again = bot.turn("at the market", "repeat", "r2").json()

    assert again == {**first, "repeated": True}
    assert actions.calls == ran


def test_same_message_id_in_another_conversation_is_another_message(bot: RasaServer) -> None:
    bot.turn("hello", "one", "same")

    assert bot.turn("hello", "two", "same").json()["repeated"] is False


def test_64_two_posts_of_one_message_at_once_run_once(
    bot: RasaServer, actions: ActionServer
) -> None:
    answers: list[bool] = []

    def send() -> None:
        answers.append(bot.turn("any news of my case", "twice", "t1").json()["repeated"])

    actions.gate.clear()
    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    wait_until(lambda: actions.calls["action_status", "t1"] > 0)
    actions.gate.set()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [False, True]
    assert actions.calls["action_status", "t1"] == 1


def test_57_turn_that_takes_too_long_is_given_up_and_its_retry_succeeds(
    bot: RasaServer, actions: ActionServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "_TURN_SECONDS", 0.5)
    actions.gate.clear()

    late = bot.turn("any news of my case", "late", "l1")
    actions.gate.set()
    retry = bot.turn("any news of my case", "late", "l1")

    assert (late.status_code, late.json()) == (503, {"error": "too_slow"})
    assert retry.json()["repeated"] is False


@pytest.mark.parametrize(
    "text",
    ["/restart", "  /restart", "\n/report_arrest", "/session_start", "/greet{}", "\u200b/restart"],
)
def test_40_text_that_begins_with_a_slash_is_never_an_intent(bot: RasaServer, text: str) -> None:
    conversation = f"slash {text}"
    bot.said("they arrested my brother", conversation)

    answer = bot.turn(text, conversation).json()

    assert answer["intent"]["confidence"] < 1.0
    # The form goes on: nothing was restarted.
    assert answer["replies"][-1]["response"].startswith("utter_ask_")


@pytest.mark.parametrize("text", ["", "   ", "🙏", "?!", "\ud800", "\x00", "​"])
def test_35_text_without_words_is_not_understood(bot: RasaServer, text: str) -> None:
    answer = bot.turn(text, f"blank {text!r}").json()

    assert answer["intent"]["name"] == "nlu_fallback"
    assert [reply["text"] for reply in answer["replies"]] == ["Please write it in other words."]


@pytest.mark.parametrize(
    ("choice", "intent"),
    [
        ("intent:ask_privacy", "ask_privacy"),
        ("intent:nlu_fallback", "nlu_fallback"),
        ("intent:restart", "greet"),
        ("intent:session_start", "greet"),
        ("intent:nowhere", "greet"),
        ("place:police", "greet"),
        (None, "greet"),
    ],
)
def test_choice_of_an_intent_of_the_domain_stands_for_it(
    bot: RasaServer, choice: str | None, intent: str
) -> None:
    answer = bot.turn("hello", f"choice {choice}", choice=choice).json()

    assert answer["intent"]["name"] == intent


def test_action_server_gets_the_token(bot: RasaServer, actions: ActionServer) -> None:
    bot.turn("any news of my case", "token")

    assert actions.tokens == {"token-of-tests"}


def test_health_names_the_model_and_the_memory(bot: RasaServer) -> None:
    response = bot.health()

    assert (response.status_code, response.json()) == (
        200,
        {"model": "small.tar.gz", "tracker": True},
    )


@pytest.mark.parametrize(
    "path",
    [
        "/version", "/status", "/domain", "/model", "/model/parse", "/model/train",
        "/conversations/c/tracker", "/webhooks/rest/webhook", "/bot", "/bot/", "/turn",
    ],
)  # fmt: skip
def test_nothing_else_can_be_reached(bot: RasaServer, path: str) -> None:
    assert requests.get(bot.url + path, timeout=5).status_code == 404
    assert requests.post(bot.url + path, timeout=5).status_code == 404


def wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
