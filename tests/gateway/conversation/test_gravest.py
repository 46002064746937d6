"""Whoever tells of a death in custody, or wants to die, gets no list of questions but a person."""

from __future__ import annotations

import pytest

from helpline.referrals.urgency import DEATH_SIGN, SELF_HARM_SIGN
from helpline.storage.contacts import get_contact
from helpline.storage.kinds import Handler
from helpline.storage.messages import list_messages
from helpline.storage.referrals import current_facts, find_latest_referral
from tests.builders import make_referral
from tests.gateway.conversation.conftest import Setup

DIED = "my brother died in police custody last night"
WANTS_TO_DIE = "i want to die, i can not go on"


def said(setup: Setup) -> list[str | None]:
    with setup.database.reading() as session:
        listed = list_messages(session, setup.contact_id)
        return [each.response for each in listed if each.response]


def facts(setup: Setup) -> dict[str, str]:
    with setup.database.reading() as session:
        referral = find_latest_referral(session, setup.contact_id)
        assert referral is not None
        return {name: fact.value for name, fact in current_facts(session, referral.id).items()}


def handler(setup: Setup) -> Handler:
    with setup.database.reading() as session:
        return get_contact(session, setup.contact_id).handler


@pytest.mark.parametrize(
    ("text", "response", "sign"),
    [(DIED, "utter_death", DEATH_SIGN), (WANTS_TO_DIE, "utter_not_alone", SELF_HARM_SIGN)],
)
@pytest.mark.parametrize("has_request", [True, False])
def test_a_first_word_of_it_goes_to_staff_and_stands_before_them_as_critical(
    setup: Setup, text: str, response: str, sign: str, has_request: bool
) -> None:
    if has_request:
        with setup.database.transaction() as session:
            contact = get_contact(session, setup.contact_id)
            make_referral(session, contact, facts={"who_held": "relative"})
    setup.write(text)

    setup.serve()

    assert setup.bot.turns == []
    assert said(setup) == [response]
    assert handler(setup) is Handler.STAFF
    assert facts(setup)[sign] == "seen"


def test_the_questions_of_who_wants_to_die_go_on(setup: Setup) -> None:
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        make_referral(session, contact, facts={"who_held": "relative"}, submitted=False)
    setup.write(WANTS_TO_DIE)
    setup.serve()

    assert said(setup) == ["utter_not_alone"]
    assert handler(setup) is Handler.BOT
    assert facts(setup)[SELF_HARM_SIGN] == "seen"

    # Said again within the day it is not answered so once more.
    setup.write(WANTS_TO_DIE)
    setup.serve()

    assert said(setup).count("utter_not_alone") == 1
