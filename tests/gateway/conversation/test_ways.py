"""WhatsApp's 24 hours: what goes as it is, what waits and who asks for it, and SMS instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from gateway.carrier import ApprovedTemplate, OutcomeUnknown, Refused
from gateway.conversation.by_sms import BySms
from gateway.conversation.delivery import Deliverer
from gateway.conversation.failing import follow_failure
from gateway.conversation.notices import Notices
from gateway.conversation.ways import Ways
from gateway.twilio.errors import meaning_of
from helpline.storage.contacts import add_contact, find_contact, get_contact
from helpline.storage.deliveries import record_status
from helpline.storage.kinds import (
    Author,
    Channel,
    Direction,
    HeldBecause,
    MessageForm,
    MessageState,
)
from helpline.storage.messages import Draft, Option, add_outbound, body_of, list_messages
from helpline.storage.persons import list_linked
from helpline.storage.tables import Message, new_id
from tests.builders import OWN_NUMBER
from tests.gateway.conversation.conftest import SETTLE, SPEECH, Setup, said

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NUMBER = "+15550178"
ASKS = "Write any word to read it."


class Approved:
    """Templates that are approved in English."""

    def __init__(self) -> None:
        self.names = {"helpline_reply", "helpline_news", "helpline_follow_up"}

    def find_approved(self, session: Session, name: str, language: str) -> ApprovedTemplate | None:
        if name not in self.names:
            return None
        return ApprovedTemplate(f"HX-{name}", f"{name}: {ASKS}", "en")


@pytest.fixture
def templates() -> Approved:
    return Approved()


@pytest.fixture
def whatsapp(setup: Setup, templates: Approved) -> Setup:
    """A contact who has just written by WhatsApp, and all ways to reach them."""
    ways = Ways(SPEECH, BySms(Notices(SPEECH), (OWN_NUMBER,)), templates)
    deliverer = setup.service._deliverer
    assert isinstance(deliverer, Deliverer)
    deliverer._ways = ways
    with setup.database.transaction() as session:
        contact = add_contact(
            session, Channel.WHATSAPP, NUMBER, own_address=OWN_NUMBER, now=setup.clock()
        )
        contact.language = "en"
        contact.last_inbound_at = setup.clock()
        contact_id = contact.id
    return replace(setup, contact_id=contact_id)


def change(setup: Setup, **values: object) -> None:
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        for name, value in values.items():
            setattr(contact, name, value)


def put(setup: Setup, body: str, *, author: Author = Author.STAFF, turn: str = "") -> str:
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        return add_outbound(
            session, contact, Draft(body, "en"),
            turn=turn or new_id(), position=0, author=author, now=setup.clock(),
        ).id  # fmt: skip


def outbound(setup: Setup, contact_id: str = "") -> list[tuple[Message, str]]:
    with setup.database.reading() as session:
        return [
            (message, body_of(session, message))
            for message in list_messages(session, contact_id or setup.contact_id)
            if message.direction is Direction.OUTBOUND
        ]


def write(setup: Setup, body: str = "any news?") -> None:
    """Writes as the inbox notes it: the window opens."""
    setup.clock.pass_by(timedelta(seconds=2))
    change(setup, last_inbound_at=setup.clock(), undeliverable=None)
    setup.write(body)
    setup.serve()


def report(setup: Setup, message_id: str, code: str) -> None:
    with setup.database.transaction() as session:
        message = session.query(Message).filter_by(id=message_id).one()
        sid = message.provider_sid or ""
        if record_status(session, message, "failed", error_code=code, sid=sid, now=setup.clock()):
            follow_failure(session, message, meaning_of(code, reported=True), now=setup.clock())


def by_sms(setup: Setup) -> str:
    with setup.database.reading() as session:
        contact = find_contact(session, Channel.SMS, NUMBER)
        assert contact is not None
        return contact.id


def test_within_24_hours_words_go_as_they_are(whatsapp: Setup) -> None:
    whatsapp.clock.pass_by(DAY - timedelta(seconds=1))
    put(whatsapp, "the lawyer is on her way")

    whatsapp.serve()

    assert whatsapp.carrier.bodies == ["the lawyer is on her way"]


@pytest.mark.parametrize(
    ("author", "turn", "template"),
    [
        (Author.STAFF, "", "helpline_reply"),
        (Author.BOT, "follow-up:1", "helpline_follow_up"),
        (Author.SYSTEM, "back:1", "helpline_news"),
    ],
)
def test_after_24_hours_a_template_that_says_nothing_goes_and_the_words_wait(
    whatsapp: Setup, author: Author, turn: str, template: str
) -> None:
    whatsapp.clock.pass_by(DAY)
    put(whatsapp, "the lawyer is on her way", author=author, turn=turn)

    whatsapp.serve()

    [(_, sent)] = whatsapp.carrier.taken
    assert sent.template == ApprovedTemplate(f"HX-{template}", f"{template}: {ASKS}", "en")
    held, asking = (message for message, _ in outbound(whatsapp))
    assert (held.state, held.held_because) == (MessageState.WAITING, HeldBecause.WINDOW)
    assert (asking.form, asking.author) == (MessageForm.TEMPLATE, Author.SYSTEM)


def test_who_is_silent_is_asked_to_write_once_and_then_gets_everything_in_order(
    whatsapp: Setup,
) -> None:
    whatsapp.clock.pass_by(DAY)
    for body in ("one", "two", "three"):
        put(whatsapp, body)
        whatsapp.serve()
    assert len(whatsapp.carrier.bodies) == 1

    write(whatsapp)

    assert whatsapp.carrier.bodies[1:] == ["one", "two", "three", "We are here."]


def test_without_an_approved_template_words_wait_and_nothing_goes(
    whatsapp: Setup, templates: Approved
) -> None:
    templates.names.clear()
    whatsapp.clock.pass_by(DAY)
    put(whatsapp, "the lawyer is on her way")

    whatsapp.serve()
    whatsapp.serve()

    assert whatsapp.carrier.bodies == []
    [(held, _)] = outbound(whatsapp)
    assert held.held_because is HeldBecause.WINDOW
    write(whatsapp)
    assert whatsapp.carrier.bodies == ["the lawyer is on her way", "We are here."]


@pytest.mark.parametrize("at_once", [True, False])
def test_85_what_whatsapp_refuses_as_too_late_goes_the_same_way(
    whatsapp: Setup, at_once: bool
) -> None:
    message_id = put(whatsapp, "the lawyer is on her way")
    if at_once:
        whatsapp.carrier.script = [Refused("63016")]
        whatsapp.serve()
    else:
        whatsapp.serve()
        report(whatsapp, message_id, "63016")
    whatsapp.serve()

    (held, _), (asking, _) = outbound(whatsapp)
    assert (held.state, held.held_because) == (MessageState.WAITING, HeldBecause.WINDOW)
    assert asking.form is MessageForm.TEMPLATE
    sent = len(whatsapp.carrier.bodies)
    write(whatsapp)
    assert whatsapp.carrier.bodies[sent:] == ["the lawyer is on her way", "We are here."]


def test_86_what_waited_for_more_than_three_days_is_not_sent_and_staff_see_it(
    whatsapp: Setup,
) -> None:
    whatsapp.clock.pass_by(DAY)
    put(whatsapp, "come at ten tomorrow")
    whatsapp.serve()
    whatsapp.clock.pass_by(3 * DAY + HOUR)

    write(whatsapp)

    assert "come at ten tomorrow" not in whatsapp.carrier.bodies
    (message, _), *_ = outbound(whatsapp)
    assert (message.state, message.error_code) == (MessageState.FAILED, "waited too long")


def test_a_question_that_is_not_needed_any_more_is_not_asked_when_they_write(
    whatsapp: Setup,
) -> None:
    whatsapp.clock.pass_by(DAY)
    put(whatsapp, "Is there news?", author=Author.BOT, turn="follow-up:of-no-referral")
    whatsapp.serve()

    write(whatsapp)

    assert "Is there news?" not in whatsapp.carrier.bodies


def test_a_number_is_no_answer_to_a_question_that_waited_until_it_came(whatsapp: Setup) -> None:
    options = (Option("Yes", "intent:affirm"), Option("No", "intent:deny"))
    whatsapp.clock.pass_by(DAY)
    with whatsapp.database.transaction() as session:
        add_outbound(
            session, get_contact(session, whatsapp.contact_id),
            Draft("Is it?\n1 Yes\n2 No", "en", options=options),
            turn=new_id(), position=0, author=Author.BOT, now=whatsapp.clock(),
        )  # fmt: skip
    whatsapp.serve()

    write(whatsapp, "1")

    assert "Is it?\n1 Yes\n2 No" in whatsapp.carrier.bodies
    assert "choice" not in whatsapp.bot.turns[-1]["metadata"]


def test_options_go_as_what_can_be_tapped_each_under_an_id_of_this_message(
    whatsapp: Setup,
) -> None:
    whatsapp.bot.script = [question()]
    write(whatsapp)

    [(_, sent)] = whatsapp.carrier.taken
    assert sent.body == "Are they a child?\n1 Yes\n2 No"
    assert sent.offer is not None
    assert sent.offer.text == "Are they a child?"
    assert [(each.id, each.title) for each in sent.offer.choices] == [
        (f"{sent.id}.1", "Yes"), (f"{sent.id}.2", "No"),
    ]  # fmt: skip
    assert sent.offer.button == "Choose"


def test_by_sms_nothing_is_offered_to_tap(setup: Setup) -> None:
    setup.bot.script = [question()]
    setup.write("help")
    setup.serve()

    [(_, sent)] = setup.carrier.taken
    assert sent.offer is None


@pytest.mark.parametrize("code", ["63013", "63021", "21656"])
def test_buttons_that_whatsapp_does_not_take_go_again_as_words_once(
    whatsapp: Setup, code: str
) -> None:
    whatsapp.bot.script = [question()]
    write(whatsapp)
    [(message, _)] = outbound(whatsapp)
    whatsapp.carrier.taken[0] = ("", whatsapp.carrier.taken[0][1])
    change_form(whatsapp, message.id, MessageForm.OPTIONS)

    report(whatsapp, message.id, code)
    whatsapp.serve()

    assert len(whatsapp.carrier.taken) == 2
    assert whatsapp.carrier.taken[-1][1].offer is None
    report(whatsapp, message.id, code)
    whatsapp.serve()
    assert len(whatsapp.carrier.taken) == 2


def test_an_unknown_outcome_is_settled_though_the_24_hours_are_over_by_then(
    whatsapp: Setup,
) -> None:
    whatsapp.clock.pass_by(DAY - timedelta(seconds=1))
    put(whatsapp, "we come")
    whatsapp.carrier.takes_before_failing = True
    whatsapp.carrier.script = [OutcomeUnknown()]
    whatsapp.serve()
    whatsapp.clock.pass_by(SETTLE + timedelta(seconds=1))

    whatsapp.serve()

    assert whatsapp.carrier.bodies == ["we come"]
    [(message, _)] = outbound(whatsapp)
    assert message.state is MessageState.SENT


def test_who_agreed_gets_by_sms_what_whatsapp_does_not_deliver(whatsapp: Setup) -> None:
    change(whatsapp, sms_agreed_at=whatsapp.clock())
    message_id = put(whatsapp, "the lawyer is on her way")
    whatsapp.carrier.script = [Refused("63014")]
    whatsapp.serve()

    (message, _), *_ = outbound(whatsapp)
    assert (message.id, message.state, message.error_code) == (
        message_id, MessageState.CANCELED, "by SMS",
    )  # fmt: skip
    whatsapp.service.serve(by_sms(whatsapp))
    sent = [(each.channel, each.to, each.body) for _, each in whatsapp.carrier.taken]
    assert sent == [
        (Channel.SMS, NUMBER, said("utter_sms_instead")),
        (Channel.SMS, NUMBER, "the lawyer is on her way"),
    ]
    with whatsapp.database.reading() as session:
        [linked] = list_linked(session, get_contact(session, whatsapp.contact_id))
        assert linked.id == by_sms(whatsapp)
        assert linked.language == "en"


def test_where_others_read_the_phone_the_words_wait_by_sms_until_they_answer(
    whatsapp: Setup,
) -> None:
    change(whatsapp, sms_agreed_at=whatsapp.clock(), discreet=True, undeliverable="blocked")
    put(whatsapp, "the lawyer is on her way")
    whatsapp.serve()
    contact_id = by_sms(whatsapp)
    whatsapp.service.serve(contact_id)
    assert whatsapp.carrier.bodies == [said("utter_sms_instead_discreet")]

    write(replace(whatsapp, contact_id=contact_id), "yes")

    assert whatsapp.carrier.bodies[1:] == ["the lawyer is on her way", "We are here."]


@pytest.mark.parametrize("why", ["not agreed", "stopped by SMS", "no number", "an answer"])
def test_nothing_goes_by_sms_to_who_did_not_agree_or_cannot_get_it(
    whatsapp: Setup, why: str
) -> None:
    author, turn = (Author.BOT, new_id()) if why == "an answer" else (Author.STAFF, "")
    change(whatsapp, sms_agreed_at=None if why == "not agreed" else whatsapp.clock())
    with whatsapp.database.transaction() as session:
        if why == "stopped by SMS":
            known = add_contact(
                session, Channel.SMS, NUMBER, own_address=OWN_NUMBER, now=whatsapp.clock()
            )
            known.opted_out_at = whatsapp.clock()
        if why == "no number":
            contact = add_contact(
                session, Channel.WHATSAPP, "NP.134912086", own_address=OWN_NUMBER,
                now=whatsapp.clock(),
            )  # fmt: skip
            contact.sms_agreed_at = contact.last_inbound_at = whatsapp.clock()
            whatsapp.contact_id = contact.id
    put(whatsapp, "the lawyer is on her way", author=author, turn=turn)
    whatsapp.carrier.script = [Refused("63014")]

    whatsapp.serve()
    whatsapp.serve()

    assert whatsapp.carrier.bodies == []
    [(message, _)] = outbound(whatsapp)
    assert (message.state, message.error_code) == (MessageState.FAILED, "63014")


def test_a_question_goes_by_sms_with_its_options_as_numbers(
    whatsapp: Setup, templates: Approved
) -> None:
    templates.names.clear()
    change(whatsapp, sms_agreed_at=whatsapp.clock())
    whatsapp.clock.pass_by(DAY)
    options = (Option("Yes", "follow:yes"), Option("No", "follow:no"))
    with whatsapp.database.transaction() as session:
        add_outbound(
            session, get_contact(session, whatsapp.contact_id),
            Draft("Is there news?\n1 Yes\n2 No", "en", options=options),
            turn="follow-up:1", position=0, author=Author.BOT, now=whatsapp.clock(),
        )  # fmt: skip

    whatsapp.serve()
    whatsapp.service.serve(by_sms(whatsapp))

    assert whatsapp.carrier.bodies[-1] == "Is there news?\n1 Yes\n2 No"
    sms = replace(whatsapp, contact_id=by_sms(whatsapp))
    write(sms, "2")
    assert whatsapp.bot.turns[-1]["metadata"]["choice"] == "follow:no"


def question() -> dict[str, object]:
    buttons = [{"title": "Yes", "payload": "child:yes"}, {"title": "No", "payload": "child:no"}]
    return {"replies": [{"text": "Are they a child?", "language": "en", "buttons": buttons}]}


def change_form(setup: Setup, message_id: str, form: MessageForm) -> None:
    with setup.database.transaction() as session:
        session.query(Message).filter_by(id=message_id).one().form = form
