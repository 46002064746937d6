"""Who is stored, shown to staff with the reason, and not answered: other countries, numbers that
are switched off, and so many messages to alike numbers that it may be fraud.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.conversation.before import BeforeBot
from gateway.conversation.notices import Notices
from gateway.conversation.restraint import (
    COUNTRY_CAP,
    NO_PERSON,
    NOT_SERVED,
    NUMBER_OFF,
    PREFIX_CAP,
)
from helpline.carrying.limits import Limits
from helpline.carrying.prices import Cost
from helpline.storage.contacts import get_contact
from helpline.storage.kinds import Channel, Direction, Handler, MessageState
from helpline.storage.messages import list_messages
from helpline.storage.numbers import NumberSettings, OwnAddress, set_number
from helpline.storage.referrals import find_latest_referral
from helpline.storage.spending import Sent, add_spend
from helpline.storage.tables import Contact, Message
from tests.builders import FAMILY_NUMBER, NOW, OWN_NUMBER, make_contact, make_outbound
from tests.gateway.conversation.conftest import SPEECH, Setup, said

ARREST = "the police arrested my brother yesterday and beat him"
NEPAL = Limits(served=frozenset({"NP"}))


def limit(setup: Setup, limits: Limits) -> None:
    before = BeforeBot(Notices(SPEECH), setup.carrier.confirms, limits)
    setup.service._turns._before = before


def contact_of(setup: Setup) -> Contact:
    with setup.database.reading() as session:
        return get_contact(session, setup.contact_id)


def last_inbound(setup: Setup) -> Message:
    with setup.database.reading() as session:
        listed = list_messages(session, setup.contact_id)
    return [each for each in listed if each.direction is Direction.INBOUND][-1]


def test_90_a_number_of_a_country_that_is_not_served_is_stored_and_not_answered(
    setup: Setup,
) -> None:
    limit(setup, NEPAL)
    setup.write("hello, are you there?")

    setup.serve()

    assert setup.carrier.bodies == []
    assert setup.bot.turns == []
    message = last_inbound(setup)
    assert (message.state, message.error_code) == (MessageState.DONE, NOT_SERVED)
    assert contact_of(setup).awaits_staff_since is None


def test_90_an_arrest_told_from_a_country_not_served_stands_before_staff_all_the_same(
    setup: Setup,
) -> None:
    limit(setup, NEPAL)
    setup.write(ARREST)

    setup.serve()

    assert setup.carrier.bodies == []
    with setup.database.reading() as session:
        assert find_latest_referral(session, setup.contact_id) is not None
    assert contact_of(setup).awaits_staff_since is not None


@pytest.mark.parametrize(
    ("address", "channel", "answered"),
    [
        ("+9779812345678", Channel.SMS, True),
        ("+21620123456", Channel.SMS, False),
        ("NP.13491208655302741918", Channel.WHATSAPP, True),
        ("TN.13491208655302741918", Channel.WHATSAPP, False),
        ("somebody", Channel.WHATSAPP, True),
    ],
)
def test_90_the_country_is_that_of_the_number_or_of_the_id_and_none_is_no_reason(
    setup: Setup, address: str, channel: Channel, answered: bool
) -> None:
    limit(setup, NEPAL)
    with setup.database.transaction() as session:
        setup.contact_id = make_contact(
            session, address=address, channel=channel, now=setup.clock()
        ).id
    setup.write("hello, are you there?")

    setup.serve()

    assert bool(setup.carrier.bodies) is answered


def test_90_a_stop_from_a_country_not_served_is_heard_and_not_confirmed(setup: Setup) -> None:
    limit(setup, NEPAL)
    setup.write("unsubscribe")

    setup.serve()

    assert contact_of(setup).opted_out_at is not None
    assert setup.carrier.bodies == []


def test_90_who_can_be_no_person_is_shown_with_that_reason_and_opens_nothing(
    setup: Setup,
) -> None:
    with setup.database.transaction() as session:
        setup.contact_id = make_contact(session, address="72345").id
    setup.write(ARREST)

    setup.serve()

    assert last_inbound(setup).error_code == NO_PERSON
    with setup.database.reading() as session:
        assert find_latest_referral(session, setup.contact_id) is None


def test_staff_who_hold_a_conversation_still_owe_it_an_answer(setup: Setup) -> None:
    limit(setup, NEPAL)
    with setup.database.transaction() as session:
        get_contact(session, setup.contact_id).handler = Handler.STAFF
    setup.write("hello, are you there?")

    setup.serve()

    assert contact_of(setup).awaits_staff_since is not None


def test_a_number_that_is_switched_off_answers_nobody(setup: Setup) -> None:
    with setup.database.transaction() as session:
        own = OwnAddress(Channel.SMS, OWN_NUMBER)
        set_number(session, own, NumberSettings(is_active=False), now=NOW)
    setup.write("hello, are you there?")

    setup.serve()

    assert setup.carrier.bodies == []
    assert last_inbound(setup).error_code == NUMBER_OFF


@pytest.mark.parametrize(
    ("limits", "address", "reason"),
    [
        (Limits(prefix_a_day=3), "+15550199", PREFIX_CAP),
        (Limits(prefix_a_day=4), "+15550199", None),
        (Limits(prefix_a_day=3), "+9779812345678", None),
        (Limits(country_a_day=3), "+15559999", COUNTRY_CAP),
        (Limits(country_a_day=3), "+9779812345678", None),
    ],
)
def test_87_so_many_to_alike_numbers_or_to_one_country_and_the_bot_is_silent(
    setup: Setup, limits: Limits, address: str, reason: str | None
) -> None:
    limit(setup, limits)
    with setup.database.transaction() as session:
        for _ in range(3):
            sent = Sent(Channel.SMS, "US", FAMILY_NUMBER, 1, is_automatic=True)
            add_spend(session, sent, Cost(1, is_estimate=True), now=setup.clock())
        setup.contact_id = make_contact(session, address=address).id
    setup.write("hello, are you there?")

    setup.serve()

    assert last_inbound(setup).error_code == reason
    assert bool(setup.carrier.bodies) is (reason is None)


def test_87_the_next_day_begins_anew(setup: Setup) -> None:
    limit(setup, Limits(prefix_a_day=1))
    with setup.database.transaction() as session:
        sent = Sent(Channel.SMS, "US", FAMILY_NUMBER, 1, is_automatic=True)
        yesterday = setup.clock() - timedelta(days=1)
        add_spend(session, sent, Cost(1, is_estimate=True), now=yesterday)
    setup.write("hello, are you there?")

    setup.serve()

    assert setup.carrier.bodies == ["We are here."]


def test_87_a_contact_is_answered_so_often_a_day_and_then_a_person_is_offered(
    setup: Setup,
) -> None:
    limit(setup, Limits(contact_a_day=5))
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        for number in range(5):
            earlier = setup.clock() - timedelta(hours=2 + number)
            sent = make_outbound(session, contact, f"{number}", now=earlier)
            sent.state = MessageState.DELIVERED
    setup.write("and now?")

    setup.serve()

    assert setup.carrier.bodies == [said("utter_handed_over")]
