"""Whom the bot does not answer, and when it has said enough: floods, loops, other machines."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.conversation.restraint import (
    MOST_AN_HOUR,
    MOST_REPEATS_IN,
    MOST_REPEATS_OUT,
    MOST_WAITING,
)
from helpline.storage.contacts import get_contact
from helpline.storage.kinds import Author, Channel, Direction, Handler, MessageState
from helpline.storage.referrals import find_latest_referral
from helpline.storage.tables import Contact
from tests.builders import make_contact, make_outbound
from tests.gateway.conversation.conftest import Setup, echo, said

LEFT_TO_STAFF = "utter_handed_over"
FLOOD = "utter_flood"
VACATION = "I am away until Monday and read nothing before that."


def contact_of(setup: Setup) -> Contact:
    with setup.database.reading() as session:
        return get_contact(session, setup.contact_id)


@pytest.mark.parametrize(
    ("address", "channel", "answered"),
    [
        ("72345", Channel.SMS, False),
        ("+72345", Channel.SMS, False),
        ("MyBank", Channel.SMS, False),
        ("NTC-INFO", Channel.SMS, False),
        ("+15550178", Channel.SMS, True),
        ("NP.13491208655302741918", Channel.WHATSAPP, True),
    ],
)
def test_90_a_sender_that_can_be_no_person_is_stored_and_not_answered(
    setup: Setup, address: str, channel: Channel, answered: bool
) -> None:
    with setup.database.transaction() as session:
        contact = make_contact(session, address=address, channel=channel, now=setup.clock())
        setup.contact_id = contact.id
    setup.write("Your balance is low.")

    setup.serve()

    assert setup.carrier.bodies == (["We are here."] if answered else [])
    assert setup.states(Direction.INBOUND) == [MessageState.DONE]


def test_89_two_machines_that_answer_each_other_are_stopped(setup: Setup) -> None:
    for number in range(50):
        setup.bot.script = [*echo(f"answer {number}")]
        setup.write(VACATION)
        setup.serve()
        setup.clock.pass_by(timedelta(seconds=20))

    answers = [f"answer {number}" for number in range(MOST_REPEATS_IN)]
    assert setup.carrier.bodies == [*answers, said(LEFT_TO_STAFF)]
    assert contact_of(setup).handler is Handler.STAFF
    assert contact_of(setup).awaits_staff_since is not None


def test_89_the_same_short_answer_may_come_to_every_question(setup: Setup) -> None:
    for number in range(20):
        setup.bot.script = [*echo(f"question {number}")]
        setup.write("I don't know")
        setup.serve()

    assert len(setup.bot.turns) == 20


def test_89_the_bot_does_not_say_the_same_for_ever(setup: Setup) -> None:
    for number in range(MOST_REPEATS_OUT + 5):
        setup.write(f"something else, number {number}")
        setup.serve()

    assert setup.carrier.bodies == ["We are here."] * MOST_REPEATS_OUT + [said(LEFT_TO_STAFF)]
    assert contact_of(setup).handler is Handler.STAFF


def test_87_the_bot_writes_only_so_often_in_an_hour_and_then_a_person_is_offered(
    setup: Setup,
) -> None:
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        for number in range(MOST_AN_HOUR):
            message = make_outbound(session, contact, f"number {number}", now=setup.clock())
            message.state = MessageState.DELIVERED
    setup.write("and now?")

    setup.serve()

    assert setup.carrier.bodies == [said(LEFT_TO_STAFF)]
    assert setup.states(Direction.INBOUND) == [MessageState.PARKED]


@pytest.mark.parametrize(("author", "ago"), [(Author.STAFF, 1), (Author.BOT, 61)])
def test_87_what_staff_wrote_or_what_was_said_before_the_hour_does_not_count(
    setup: Setup, author: Author, ago: int
) -> None:
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        for number in range(MOST_AN_HOUR):
            at = setup.clock() - timedelta(minutes=ago)
            message = make_outbound(session, contact, f"{number}", author=author, now=at)
            message.state = MessageState.DELIVERED
    setup.write("and now?")

    setup.serve()

    assert setup.carrier.bodies == ["We are here."]


def test_87_a_flood_gets_one_answer_which_says_so(setup: Setup) -> None:
    bodies = [f"message {number}" for number in range(MOST_WAITING + 5)]
    setup.write(*bodies)

    setup.serve()

    assert [turn["text"] for turn in setup.bot.turns] == [bodies[-1]]
    assert setup.carrier.bodies == [said(FLOOD, count=len(bodies)), "We are here."]
    assert set(setup.states(Direction.INBOUND)) == {MessageState.DONE}


def test_87_as_many_as_a_person_writes_are_answered_one_by_one(setup: Setup) -> None:
    bodies = [f"message {number}" for number in range(MOST_WAITING)]
    setup.bot.script = [*echo(*(f"to {body}" for body in bodies))]
    setup.write(*bodies)

    setup.serve()

    assert setup.carrier.bodies == [f"to {body}" for body in bodies]


def test_87_what_a_flood_tells_of_an_arrest_stands_before_staff(setup: Setup) -> None:
    setup.write(
        "the police arrested my brother yesterday and beat him",
        *(f"message {number}" for number in range(MOST_WAITING + 5)),
    )

    setup.serve()

    with setup.database.reading() as session:
        assert find_latest_referral(session, setup.contact_id) is not None


def test_87_a_stop_inside_a_flood_is_heard(setup: Setup) -> None:
    bodies = [f"message {number}" for number in range(MOST_WAITING)]
    setup.write(*bodies, "STOP", *bodies)

    setup.serve()

    assert contact_of(setup).opted_out_at is not None
    assert setup.carrier.bodies == []


def test_35_a_photo_with_words_is_the_bots_to_answer(setup: Setup) -> None:
    setup.write("this is the paper he signed", media=1)

    setup.serve()

    assert setup.carrier.bodies == ["We are here."]
