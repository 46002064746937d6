"""A person on two channels is erased on both, or on neither until that can be done."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from helpline.privacy.erasure import FAREWELL
from helpline.settings import Settings
from helpline.storage.contacts import acquire_lease, get_contact, release_lease
from helpline.storage.erasures import erased_at
from helpline.storage.kinds import Channel
from helpline.storage.persons import link
from helpline.storage.tables import Contact, Message
from tests.builders import FAMILY_NUMBER, make_contact, make_inbound, make_outbound, make_referral
from tests.gateway.conversation.conftest import Setup

TOLD = "Erased. Please delete the messages on this phone too."
CONFIRMED = {"replies": [{"text": TOLD, "response": FAREWELL, "language": "en"}]}


@pytest.fixture(autouse=True)
def folder_of_the_bot(any_settings: Settings) -> None:
    any_settings.var.mkdir(parents=True, exist_ok=True)


def linked(setup: Setup) -> tuple[str, str]:
    """Links a contact on WhatsApp, and returns its id and the reference of its referral; a stranger
    stays apart.
    """
    with setup.database.transaction() as session:
        other = make_contact(session, channel=Channel.WHATSAPP, address=FAMILY_NUMBER)
        reference = make_referral(session, other).reference
        make_outbound(session, other)
        link(session, get_contact(session, setup.contact_id), other)
        make_inbound(session, make_contact(session, address="+15550103"), "hello")
        return other.id, reference


def contacts(setup: Setup) -> int:
    with setup.database.reading() as session:
        return len(session.scalars(select(Contact.id)).all())


def test_who_is_erased_on_one_channel_is_erased_on_the_other(setup: Setup) -> None:
    other, reference = linked(setup)
    setup.write("1")
    setup.bot.script = [CONFIRMED]

    setup.serve()

    assert setup.carrier.bodies == [TOLD]
    assert contacts(setup) == 1
    with setup.database.reading() as session:
        assert session.scalars(select(Message.id).where(Message.contact_id == other)).all() == []
        assert erased_at(session, reference) is not None


def test_while_the_other_channel_is_being_served_nothing_is_erased_and_it_is_done_later(
    setup: Setup,
) -> None:
    other, _ = linked(setup)
    with setup.database.transaction() as session:
        assert acquire_lease(session, other, "another worker", 30)
    setup.write("1")
    setup.bot.script = [CONFIRMED, CONFIRMED]

    setup.serve()
    assert contacts(setup) == 3
    assert setup.carrier.bodies == []
    with setup.database.transaction() as session:
        release_lease(session, other, "another worker")
    setup.serve()

    assert contacts(setup) == 1
    assert setup.carrier.bodies == [TOLD]
