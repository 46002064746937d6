"""SMS in place of WhatsApp: to who agreed, and so that a locked screen tells nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.carrier import Refused
from helpline.storage.contacts import add_contact, get_contact
from helpline.storage.kinds import (
    Author,
    Channel,
    MessageState,
)
from helpline.storage.messages import Draft, Option, add_outbound
from helpline.storage.persons import list_linked
from helpline.storage.tables import new_id
from tests.builders import OWN_NUMBER
from tests.gateway.conversation.conftest import Setup, said
from tests.gateway.conversation.whatsapp import (
    DAY,
    NUMBER,
    Approved,
    by_sms,
    change,
    outbound,
    put,
    templates,
    whatsapp,
    write,
)

__all__ = ["templates", "whatsapp"]


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
