"""What a carrier did not deliver is tried again in its time, waits for the contact, or stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.carrier import NotSent, OutcomeUnknown, Refused
from gateway.conversation.failing import follow_failure
from gateway.metrics import CARRIER_ALARMS
from gateway.twilio.errors import meaning_of
from helpline.storage.contacts import get_contact, list_contacts_with_work
from helpline.storage.deliveries import record_status
from helpline.storage.kinds import Author, Direction, MessageState
from helpline.storage.messages import Draft, add_outbound, list_messages
from helpline.storage.tables import Message, new_id
from tests.gateway.conversation.conftest import SETTLE, Setup, echo

MINUTE = timedelta(minutes=1)


def outbound(setup: Setup) -> list[Message]:
    with setup.database.reading() as session:
        listed = list_messages(session, setup.contact_id)
    return [message for message in listed if message.direction is Direction.OUTBOUND]


def report(setup: Setup, status: str, code: str = "") -> None:
    """Reports on the message that was sent last, as the webhook does."""
    sid, sent = setup.carrier.taken[-1]
    with setup.database.transaction() as session:
        message = session.query(Message).filter_by(id=sent.id).one()
        now = setup.clock()
        if record_status(session, message, status, error_code=code or None, sid=sid, now=now):
            follow_failure(session, message, meaning_of(code, reported=True), now=now)


def write_as_staff(setup: Setup, body: str) -> None:
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        add_outbound(
            session, contact, Draft(body),
            turn=new_id(), position=0, author=Author.STAFF, now=setup.clock(),
        )  # fmt: skip


def test_83_a_phone_out_of_reach_is_tried_three_times_and_then_left_to_staff(setup: Setup) -> None:
    setup.write("help us")
    setup.serve()

    for minutes in (15, 120, 720):
        report(setup, "undelivered", "30003")
        setup.serve()
        sent = len(setup.carrier.taken)
        setup.clock.pass_by((minutes - 1) * MINUTE)
        setup.serve()
        assert len(setup.carrier.taken) == sent
        setup.clock.pass_by(MINUTE)
        setup.serve()
        assert len(setup.carrier.taken) == sent + 1
    report(setup, "undelivered", "30003")
    setup.clock.pass_by(timedelta(days=9))
    setup.serve()

    assert setup.carrier.bodies == ["We are here."] * 4
    [message] = outbound(setup)
    assert (message.state, message.error_code) == (MessageState.UNDELIVERED, "30003")


def test_a_retry_that_arrives_is_delivered(setup: Setup) -> None:
    setup.write("help us")
    setup.serve()
    report(setup, "undelivered", "30003")
    setup.clock.pass_by(15 * MINUTE)
    setup.serve()
    report(setup, "sent")
    report(setup, "delivered")

    [message] = outbound(setup)
    assert (message.state, message.error_code) == (MessageState.DELIVERED, None)


def test_what_waits_to_be_tried_again_holds_up_nothing(setup: Setup) -> None:
    setup.write("one")
    setup.bot.script = [*echo("to one", "to two")]
    setup.serve()
    report(setup, "undelivered", "30003")

    setup.write("two")
    setup.serve()

    assert setup.carrier.bodies == ["to one", "to two"]


def test_a_contact_with_a_retry_that_is_due_is_found_by_the_sweep(setup: Setup) -> None:
    setup.write("help us")
    setup.serve()
    report(setup, "undelivered", "30003")
    with setup.database.reading() as session:
        assert list_contacts_with_work(session) == []

    with setup.database.transaction() as session:
        session.query(Message).filter(Message.next_at.is_not(None)).update(
            {"next_at": setup.clock() - timedelta(days=1)}
        )

    with setup.database.reading() as session:
        assert list_contacts_with_work(session) == [setup.contact_id]


def test_an_unknown_outcome_of_a_retry_is_not_settled_by_the_attempt_before(setup: Setup) -> None:
    setup.write("help us")
    setup.serve()
    report(setup, "undelivered", "30003")
    setup.clock.pass_by(15 * MINUTE)
    setup.carrier.script = [OutcomeUnknown()]

    setup.serve()
    setup.clock.pass_by(SETTLE + MINUTE)
    setup.serve()

    assert len(setup.carrier.taken) == 2


def test_85_what_whatsapp_does_not_take_goes_out_once_they_write_and_before_the_answer(
    setup: Setup,
) -> None:
    write_as_staff(setup, "the lawyer is on her way")
    setup.carrier.script = [Refused("63016")]
    setup.serve()
    setup.clock.pass_by(timedelta(hours=20))
    setup.serve()
    assert setup.carrier.bodies == []

    setup.write("any news?")
    setup.serve()

    assert setup.carrier.bodies == ["the lawyer is on her way", "We are here."]


def test_86_what_waited_for_more_than_three_days_is_left_to_staff(setup: Setup) -> None:
    write_as_staff(setup, "the lawyer is on her way")
    setup.carrier.script = [Refused("63016")]
    setup.serve()
    setup.clock.pass_by(timedelta(days=3, minutes=1))

    setup.write("any news?")
    setup.serve()

    assert setup.carrier.bodies == ["We are here."]
    assert outbound(setup)[0].state is MessageState.FAILED


def test_what_is_refused_again_after_they_wrote_is_not_tried_for_ever(setup: Setup) -> None:
    write_as_staff(setup, "the lawyer is on her way")
    setup.carrier.script = [Refused("63016"), Refused("63016")]
    setup.serve()
    setup.clock.pass_by(MINUTE)

    setup.write("any news?")
    setup.serve()

    assert setup.carrier.bodies == ["We are here."]


@pytest.mark.parametrize("code", ["20003", "20429"])
def test_82_a_refused_password_burns_no_message_and_alarms_only_for_our_fault(
    setup: Setup, code: str
) -> None:
    alarms = CARRIER_ALARMS.labels(code)._value
    before = alarms.get()
    setup.write("one", "two")
    setup.bot.script = [*echo("to one", "to two")]
    setup.carrier.script = [NotSent(code)] * 5
    for _ in range(5):
        setup.serve()
        setup.clock.pass_by(5 * MINUTE)
    assert setup.carrier.bodies == []

    setup.serve()

    assert setup.carrier.bodies == ["to one", "to two"]
    assert alarms.get() - before == (5 if code == "20003" else 0)


@pytest.mark.parametrize("code", ["21211", "21635", "63014"])
def test_a_contact_whom_nothing_reaches_gets_nothing_from_the_bot_but_what_staff_write(
    setup: Setup, code: str
) -> None:
    setup.write("one", "two")
    setup.carrier.script = [Refused(code)]
    setup.serve()
    assert setup.carrier.bodies == []

    write_as_staff(setup, "please call us")
    setup.serve()

    assert setup.carrier.bodies == ["please call us"]
    assert [message.error_code for message in outbound(setup)] == [code, "unreachable", None]
