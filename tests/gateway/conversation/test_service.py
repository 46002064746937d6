"""A contact is served: turns in order, answers once, whatever fails on the way."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.carrier import NotSent, OutcomeUnknown, Refused
from gateway.conversation.bot import Bot
from gateway.conversation.turn import TurnTaker
from helpline.settings import Settings
from helpline.storage.contacts import acquire_lease, find_contact, get_contact
from helpline.storage.kinds import Channel, Direction, Handler, MessageState
from helpline.text.language import LanguageGuesser
from tests.builders import FAMILY_NUMBER
from tests.gateway.conversation.conftest import SETTLE, Setup, before, echo, said


def test_64_answers_leave_in_the_order_of_the_messages(setup: Setup) -> None:
    setup.write("first", "second", "third")
    setup.bot.script = [*echo("to the first", "to the second", "to the third")]

    setup.serve()

    assert setup.carrier.bodies == ["to the first", "to the second", "to the third"]
    assert setup.states(Direction.INBOUND) == [MessageState.DONE] * 3
    assert setup.states(Direction.OUTBOUND) == [MessageState.QUEUED] * 3


def test_64_two_workers_at_once_answer_each_message_once(setup: Setup) -> None:
    setup.write(*(f"message {number}" for number in range(6)))
    threads = [threading.Thread(target=setup.serve) for _ in range(6)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    setup.serve()

    assert len(setup.bot.turns) == len(setup.carrier.taken) == 6


def test_the_bot_learns_no_number(setup: Setup) -> None:
    setup.write("help us")

    setup.serve()

    assert FAMILY_NUMBER not in str(setup.bot.turns)


def test_59_a_turn_that_was_broken_off_is_taken_again_under_the_same_id(setup: Setup) -> None:
    setup.write("help us")
    setup.bot.script = [503, *echo("We are here.")]

    setup.serve()
    setup.clock.pass_by(timedelta(seconds=5))
    setup.serve()

    assert len({turn["message_id"] for turn in setup.bot.turns}) == 1
    assert setup.carrier.bodies == ["We are here."]


@pytest.mark.parametrize(
    "answer",
    [
        "[]",
        "<html>",
        '{"message_id": "another", "replies": []}',
        '{"replies": [{"text": null}]}',
        '{"replies": "x"}',
    ],
)
def test_58_an_unreadable_answer_is_a_failed_turn(setup: Setup, answer: str) -> None:
    setup.write("help us")
    setup.bot.script = [answer]

    setup.serve()

    assert setup.carrier.taken == []
    assert setup.states(Direction.INBOUND) == [MessageState.NEW]


def test_58_a_message_the_bot_cannot_answer_is_parked_and_the_next_one_answered(
    setup: Setup,
) -> None:
    setup.write("poison")
    setup.bot.script = [503] * 8
    for _ in range(8):
        setup.serve()
        setup.clock.pass_by(timedelta(minutes=1))

    assert setup.states(Direction.INBOUND) == [MessageState.PARKED]
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        assert contact.handler is Handler.STAFF
        contact.handler = Handler.BOT
    setup.write("still there?")
    setup.serve()

    assert setup.carrier.bodies == [said("utter_holding"), "We are here."]


def test_56_an_unreachable_bot_is_waited_for_and_no_message_is_parked(
    setup: Setup, any_settings: Settings
) -> None:
    away = replace(any_settings, rasa_url="http://127.0.0.1:1")
    guesser = LanguageGuesser.from_training(any_settings.var)
    there, setup.service._turns = (
        setup.service._turns,
        TurnTaker(Bot(away), guesser, before(setup.carrier)),
    )
    setup.write("one", "two")
    for _ in range(20):
        setup.serve()
        setup.clock.pass_by(timedelta(minutes=1))
    assert setup.states(Direction.INBOUND) == [MessageState.NEW] * 2

    setup.service._turns = there
    setup.bot.script = [*echo("to one", "to two")]
    setup.serve()

    assert setup.carrier.bodies == [said("utter_holding"), "to one", "to two"]


def test_48_options_are_numbered_and_a_number_in_any_script_chooses(setup: Setup) -> None:
    setup.write("help us", "२")
    buttons = [
        {"title": "Yes", "payload": "age_group:child"},
        {"title": "No", "payload": "age_group:adult"},
    ]
    setup.bot.script = [
        {"replies": [{"text": "Under 18?", "buttons": buttons}]},
        {"replies": [{"text": "Thank you."}]},
    ]

    setup.serve()

    assert setup.carrier.bodies[0] == "Under 18?\n1 Yes\n2 No"
    assert setup.bot.turns[1]["metadata"]["choice"] == "age_group:adult"


def test_41_a_payload_that_was_never_offered_is_only_text(setup: Setup) -> None:
    setup.write("age_group:child")

    setup.serve()

    assert "choice" not in setup.bot.turns[0]["metadata"]


def test_staff_who_took_over_are_not_interrupted_by_the_bot(setup: Setup) -> None:
    setup.write("are you there?")
    with setup.database.transaction() as session:
        get_contact(session, setup.contact_id).handler = Handler.STAFF

    setup.serve()

    assert setup.bot.turns == []
    assert setup.states(Direction.INBOUND) == [MessageState.DONE]


def test_80_a_send_that_did_not_leave_is_tried_again_later(setup: Setup) -> None:
    setup.write("help us")
    setup.carrier.script = [NotSent("429")]

    setup.serve()
    assert setup.carrier.taken == []
    setup.clock.pass_by(timedelta(minutes=1))
    setup.serve()

    assert setup.carrier.bodies == ["We are here."]


def test_71_81_a_send_of_unknown_outcome_that_arrived_is_not_sent_again(setup: Setup) -> None:
    setup.write("help us")
    setup.carrier.script = [OutcomeUnknown()]
    setup.carrier.takes_before_failing = True

    setup.serve()
    setup.clock.pass_by(SETTLE + timedelta(seconds=1))
    setup.serve()

    assert len(setup.carrier.taken) == 1
    assert setup.states(Direction.OUTBOUND) == [MessageState.SENT]


def test_81_a_send_of_unknown_outcome_that_did_not_arrive_is_sent_again(setup: Setup) -> None:
    setup.write("help us")
    setup.carrier.script = [OutcomeUnknown()]

    setup.serve()
    setup.clock.pass_by(SETTLE + timedelta(seconds=1))
    setup.serve()

    assert len(setup.carrier.taken) == 1


def test_81_the_same_words_sent_before_do_not_settle_a_later_send(setup: Setup) -> None:
    setup.write("help us")
    setup.serve()
    setup.write("help us")
    setup.carrier.script = [OutcomeUnknown()]

    setup.serve()
    setup.clock.pass_by(SETTLE + timedelta(seconds=1))
    setup.serve()

    assert len(setup.carrier.taken) == 2


def test_81_what_waits_behind_an_unsettled_send_keeps_its_place(setup: Setup) -> None:
    setup.write("one")
    setup.bot.script = [*echo("to one", "to two")]
    setup.carrier.script = [OutcomeUnknown()]
    setup.serve()
    setup.write("two")
    setup.serve()
    assert setup.carrier.taken == []

    setup.clock.pass_by(SETTLE + timedelta(seconds=1))
    setup.serve()

    assert setup.carrier.bodies == ["to one", "to two"]


def test_a_refused_message_is_not_tried_again_and_the_next_one_is_sent(setup: Setup) -> None:
    setup.write("one", "two")
    setup.bot.script = [*echo("to one", "to two")]
    setup.carrier.script = [Refused("21617")]

    setup.serve()

    assert setup.carrier.bodies == ["to two"]
    assert setup.states(Direction.OUTBOUND) == [MessageState.FAILED, MessageState.QUEUED]


def test_85_a_refusal_for_an_opt_out_ends_our_writing(setup: Setup) -> None:
    setup.write("one", "two")
    setup.carrier.script = [Refused("21610")]

    setup.serve()

    assert setup.carrier.taken == []
    with setup.database.reading() as session:
        contact = find_contact(session, Channel.SMS, FAMILY_NUMBER)
        assert contact is not None
        assert contact.opted_out_at is not None


def test_60_64_a_worker_whose_lease_was_taken_commits_nothing(setup: Setup) -> None:
    setup.write("help us")
    answer = setup.bot.answer

    def lose_the_lease(turn: dict) -> tuple[int, bytes]:
        with setup.database.transaction() as session:
            get_contact(session, setup.contact_id).lease_until = datetime.now(UTC) - SETTLE
        with setup.database.transaction() as session:
            acquire_lease(session, setup.contact_id, "another worker", 30)
        return answer(turn)

    setup.bot.answer = lose_the_lease  # type: ignore[method-assign]

    setup.serve()

    assert setup.states(Direction.INBOUND) == [MessageState.NEW]
    assert setup.states(Direction.OUTBOUND) == []


def test_34_long_answers_are_split_in_order(setup: Setup) -> None:
    setup.write("rights?")
    long = " ".join(f"This is sentence number {number}." for number in range(120))
    setup.bot.script = [*echo(long)]

    setup.serve()

    assert len(setup.carrier.bodies) > 1
    assert all(len(body) <= 1600 for body in setup.carrier.bodies)
    labels = [body.split(" ", 1)[0] for body in setup.carrier.bodies]
    assert labels == [f"({number}/{len(labels)})" for number in range(1, len(labels) + 1)]
    told = [body.split(" ", 1)[1] for body in setup.carrier.bodies]
    assert " ".join(told).split() == long.split()
