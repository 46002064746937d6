"""In which language a first message is answered that shows none."""

from __future__ import annotations

import pytest

from gateway.conversation.inbox import Inbox, Incoming
from helpline.storage.contacts import get_contact, language_for
from helpline.storage.kinds import Channel
from helpline.storage.numbers import NumberSettings, OwnAddress, set_number
from helpline.storage.tables import new_id
from tests.builders import NOW, OWN_NUMBER
from tests.gateway.conversation.conftest import Setup


def receive(setup: Setup, own: str = OWN_NUMBER, service: str | None = None) -> None:
    incoming = Incoming(
        f"SM{new_id()}", Channel.SMS, "+9779812345678", own, "112233", 0, service=service
    )
    contact_id = Inbox(setup.database).receive(incoming, now=setup.clock())
    assert contact_id is not None
    setup.contact_id = contact_id


@pytest.mark.parametrize(("language", "answered"), [("prs", "prs"), (None, "ne")])
def test_it_is_that_of_the_number_they_wrote_to_else_that_of_their_country(
    setup: Setup, language: str | None, answered: str
) -> None:
    with setup.database.transaction() as session:
        own = OwnAddress(Channel.SMS, OWN_NUMBER)
        set_number(session, own, NumberSettings(language=language), now=NOW)
    receive(setup)

    setup.serve()

    assert setup.bot.turns[0]["metadata"]["language"] == answered


def test_it_follows_the_number_that_they_write_to_now(setup: Setup) -> None:
    service = "MG" + "0" * 32
    with setup.database.transaction() as session:
        by_service = OwnAddress(Channel.SMS, service)
        set_number(session, by_service, NumberSettings(language="ar"), now=NOW)
    receive(setup)
    receive(setup, own="+15550188", service=service)

    with setup.database.reading() as session:
        contact = get_contact(session, setup.contact_id)
        assert language_for(contact) == "ar"
        assert (contact.own_address, contact.own_service) == ("+15550188", service)
