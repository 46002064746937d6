"""A family with a request, who writes after a silence from a phone that others may read."""

from __future__ import annotations

from datetime import timedelta

from helpline.storage.contacts import get_contact
from helpline.storage.messages import body_of, list_messages
from tests.builders import make_referral
from tests.gateway.conversation.conftest import Setup, said

WORD = "zaytoun"


def make_case(setup: Setup, *, draft: bool = False, discreet: bool = False) -> None:
    """Gives the contact a request, told just now."""
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        contact.discreet = discreet
        make_referral(session, contact, submitted=not draft, now=setup.clock())


def write(setup: Setup, *bodies: str, after: timedelta = timedelta(minutes=1)) -> list[str]:
    """Writes after a silence and returns what the phone was sent for it."""
    for body in bodies:
        setup.clock.pass_by(after)
        had = len(setup.carrier.bodies)
        setup.write(body)
        setup.serve()
    return setup.carrier.bodies[had:]


def set_word(setup: Setup) -> None:
    assert write(setup, "set a word") == [said("utter_ask_new_word")]
    assert write(setup, WORD) == [said("utter_word_set")]


def bodies_kept(setup: Setup) -> list[str]:
    with setup.database.reading() as session:
        return [body_of(session, each) for each in list_messages(session, setup.contact_id)]


def asks(response: str) -> dict[str, object]:
    """What the bot answers where it must ask first."""
    return {"replies": [{"text": said(response), "response": response}]}
