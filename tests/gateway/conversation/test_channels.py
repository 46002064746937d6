"""What a person is asked about their channels, once each, and what follows from the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gateway.conversation.channels import ChannelQuestions
from gateway.conversation.notices import Notices
from helpline.storage.contacts import add_contact, find_contact, get_contact
from helpline.storage.kinds import Channel
from helpline.storage.persons import contacts_of_person, list_linked
from helpline.storage.referrals import find_latest_referral
from helpline.storage.tables import Contact
from tests.builders import OWN_NUMBER, make_referral
from tests.gateway.conversation.conftest import SPEECH, Setup, said

RECEIVED: dict[str, Any] = {
    "replies": [{"text": "Thank you.", "response": "utter_referral_received"}]
}
SAID: dict[str, Any] = {"replies": [{"text": "Your request stands."}]}
NUMBER = "+15550178"
ASK_SMS, ASK_SAME = said("utter_ask_sms"), said("utter_ask_same")


@pytest.fixture
def asking(setup: Setup) -> Setup:
    """A service that asks about channels; the contact writes by WhatsApp."""
    setup.service._turns._channels = ChannelQuestions(Notices(SPEECH), writes_sms=True)
    return replace(setup, contact_id=add(setup, Channel.WHATSAPP, NUMBER))


def add(setup: Setup, channel: Channel, address: str) -> str:
    with setup.database.transaction() as session:
        found = find_contact(session, channel, address)
        contact = found or add_contact(
            session, channel, address, own_address=OWN_NUMBER, now=setup.clock()
        )
        contact.language = "en"
        contact.last_inbound_at = setup.clock()
        return contact.id


def contact_of(setup: Setup) -> Contact:
    with setup.database.reading() as session:
        return get_contact(session, setup.contact_id)


def turn(setup: Setup, body: str, answer: dict[str, object] | None = None) -> list[str]:
    """Writes, lets the bot answer, and returns what has reached the phone since."""
    before = len(setup.carrier.bodies)
    setup.bot.script = [answer] if answer else []
    setup.write(body)
    setup.serve()
    return setup.carrier.bodies[before:]


@pytest.mark.parametrize(("answer", "agrees"), [("1", True), ("Yes", True), ("2", False)])
def test_at_the_end_of_an_intake_on_whatsapp_an_sms_is_asked_for_once(
    asking: Setup, answer: str, agrees: bool
) -> None:
    assert turn(asking, "yes, send it", RECEIVED) == ["Thank you.", ASK_SMS]

    assert turn(asking, answer) == [said("utter_sms_yes" if agrees else "utter_sms_no")]

    assert (contact_of(asking).sms_agreed_at is not None) is agrees
    assert ASK_SMS not in turn(asking, "and another", RECEIVED)


def test_an_intake_that_ends_with_a_question_has_the_sms_asked_for_at_the_next_answer(
    asking: Setup,
) -> None:
    buttons = [{"title": "Yes", "payload": "next:yes"}]
    ends = [*RECEIVED["replies"], {"text": "And the other one?", "buttons": buttons}]
    with asking.database.transaction() as session:
        make_referral(session, get_contact(session, asking.contact_id))

    assert ASK_SMS not in turn(asking, "yes, send it", {"replies": ends})
    assert turn(asking, "not now", SAID) == ["Your request stands.", ASK_SMS]


def test_who_answers_something_else_is_answered_and_has_not_agreed(asking: Setup) -> None:
    turn(asking, "yes, send it", RECEIVED)

    assert turn(asking, "when do you call?", SAID) == ["Your request stands."]

    assert contact_of(asking).sms_agreed_at is None


@pytest.mark.parametrize("case", ["by SMS", "others read", "no number", "no SMS of ours"])
def test_an_sms_is_not_asked_for_where_it_makes_no_sense_or_is_a_danger(
    asking: Setup, case: str
) -> None:
    if case == "by SMS":
        asking.contact_id = add(asking, Channel.SMS, "+15550179")
    if case == "no number":
        asking.contact_id = add(asking, Channel.WHATSAPP, "NP.1349120865")
    with asking.database.transaction() as session:
        get_contact(session, asking.contact_id).discreet = case == "others read"
    if case == "no SMS of ours":
        asking.service._turns._channels = ChannelQuestions(Notices(SPEECH), writes_sms=False)

    assert ASK_SMS not in turn(asking, "yes, send it", RECEIVED)


@pytest.mark.parametrize(
    ("words", "agrees"), [("SMS", True), ("sms!", True), ("no sms", False), ("Pas de SMS", False)]
)
def test_the_words_alone_agree_or_take_it_back_at_any_time(
    asking: Setup, words: str, agrees: bool
) -> None:
    with asking.database.transaction() as session:
        get_contact(session, asking.contact_id).sms_agreed_at = None if agrees else asking.clock()

    [answer] = turn(asking, words)

    assert answer == said("utter_sms_yes" if agrees else "utter_sms_no")
    assert (contact_of(asking).sms_agreed_at is not None) is agrees
    assert asking.bot.turns == []


@pytest.mark.parametrize("answer", ["1", "2"])
def test_a_number_that_writes_on_both_channels_is_asked_once_and_linked_if_they_say_so(
    asking: Setup, answer: str
) -> None:
    sms = add(asking, Channel.SMS, NUMBER)
    assert turn(asking, "any news?", SAID) == ["Your request stands.", ASK_SAME]

    response = "utter_same_yes" if answer == "1" else "utter_same_no"
    assert turn(asking, answer) == [said(response)]

    with asking.database.reading() as session:
        linked = [each.id for each in list_linked(session, get_contact(session, sms))]
    assert linked == ([asking.contact_id] if answer == "1" else [])
    assert ASK_SAME not in turn(asking, "and now?", SAID)
    assert ASK_SAME not in turn(replace(asking, contact_id=sms), "and now?", SAID)


@pytest.mark.parametrize("case", ["question open", "draft open", "others read the other phone"])
def test_nobody_is_asked_about_the_other_channel_in_the_middle_of_something(
    asking: Setup, case: str
) -> None:
    sms = add(asking, Channel.SMS, NUMBER)
    answer: dict[str, object] = SAID
    if case == "question open":
        buttons = [{"title": "Yes", "payload": "child:yes"}]
        answer = {"replies": [{"text": "A child?", "buttons": buttons}]}
    with asking.database.transaction() as session:
        get_contact(session, sms).discreet = case == "others read the other phone"
        if case == "draft open":
            make_referral(session, get_contact(session, asking.contact_id), submitted=False)

    assert ASK_SAME not in turn(asking, "hello", answer)


def test_a_linked_person_has_their_request_on_either_channel_and_nobody_else_has(
    asking: Setup,
) -> None:
    sms, other = add(asking, Channel.SMS, NUMBER), add(asking, Channel.SMS, "+15550179")
    with asking.database.transaction() as session:
        contact = get_contact(session, asking.contact_id)
        contact.sms_asked_at = asking.clock()
        reference = make_referral(session, contact).reference
    turn(asking, "any news?", SAID)
    turn(asking, "1")

    with asking.database.reading() as session:
        found = find_latest_referral(session, sms)
        assert found is not None
        assert found.reference == reference
        assert find_latest_referral(session, other) is None
        assert contacts_of_person(session, sms) == [sms, asking.contact_id]
