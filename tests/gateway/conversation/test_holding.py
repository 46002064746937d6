"""While staff hold a conversation nothing urgent is lost, and nobody is left waiting for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from gateway.conversation.handing_back import HandBacks
from gateway.conversation.notices import Notices
from helpline.referrals.urgency import MEDICAL_SIGN, MISTREATMENT_SIGN
from helpline.speech import Speech
from helpline.storage import handovers
from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Author, Handler
from helpline.storage.messages import body_of, list_messages
from helpline.storage.referrals import current_facts, find_latest_referral
from helpline.storage.tables import Contact
from tests.builders import make_contact, make_outbound, make_referral
from tests.gateway.conversation.conftest import Setup

SPEECH = Speech()
# 14:45 in Kathmandu, 10:00 in Tunis.
HANDED_OVER = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOURS = timedelta(hours=12)


def facts_of(session: Session, contact_id: str) -> dict[str, str]:
    referral = find_latest_referral(session, contact_id)
    assert referral is not None
    return {name: fact.value for name, fact in current_facts(session, referral.id).items()}


def hold(setup: Setup, *, with_referral: bool = True) -> None:
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        contact.handler = Handler.STAFF
        if with_referral:
            make_referral(session, contact, facts={"who_held": "relative", "place": "Lalitpur"})


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("they are beating him, I can hear it", MISTREATMENT_SIGN),
        ("he is diabetic and has no insulin", MEDICAL_SIGN),
    ],
)
def test_signs_of_urgency_are_recorded_though_staff_hold_the_conversation(
    setup: Setup, words: str, sign: str
) -> None:
    hold(setup)
    setup.write(words)

    setup.serve()

    assert setup.bot.turns == []
    with setup.database.reading() as session:
        assert sign in facts_of(session, setup.contact_id)


def test_facts_told_to_staff_stand_in_the_referral(setup: Setup) -> None:
    hold(setup)
    setup.write("the army took him, he is only 15 years old")

    setup.serve()

    with setup.database.reading() as session:
        facts = facts_of(session, setup.contact_id)
        contact = get_contact(session, setup.contact_id)
        assert contact.awaits_staff_since is not None
    assert facts["held_by"] == "army"
    assert facts["age_group"] == "child"
    assert facts["place"] == "Lalitpur"


def test_who_asked_for_a_person_first_and_then_tells_of_an_arrest_has_a_draft(
    setup: Setup,
) -> None:
    hold(setup, with_referral=False)
    setup.write("my brother was taken by the police in Lalitpur last night")

    setup.serve()

    with setup.database.reading() as session:
        facts = facts_of(session, setup.contact_id)
    assert (facts["who_held"], facts["held_by"]) == ("relative", "police")


@pytest.mark.parametrize("words", ["hello? are you there?", "thank you so much", "STOP"])
def test_small_talk_with_staff_opens_no_referral(setup: Setup, words: str) -> None:
    hold(setup, with_referral=False)
    setup.write(words)

    setup.serve()

    with setup.database.reading() as session:
        assert find_latest_referral(session, setup.contact_id) is None


def test_what_the_bot_could_not_answer_is_read_for_urgency_and_waits_for_staff(
    setup: Setup,
) -> None:
    with setup.database.transaction() as session:
        make_referral(session, get_contact(session, setup.contact_id))
    setup.write("they beat him")
    setup.bot.script = [503] * 8

    for _ in range(8):
        setup.serve()
        setup.clock.pass_by(timedelta(minutes=1))

    with setup.database.reading() as session:
        assert MISTREATMENT_SIGN in facts_of(session, setup.contact_id)
        contact = get_contact(session, setup.contact_id)
        assert contact.handler is Handler.STAFF
        assert contact.awaits_staff_since is not None


def test_urgency_does_not_wait_for_a_bot_that_is_away(setup: Setup) -> None:
    with setup.database.transaction() as session:
        make_referral(session, get_contact(session, setup.contact_id))
    setup.write("they beat him")
    setup.bot.script = [503]

    setup.serve()

    with setup.database.reading() as session:
        assert MISTREATMENT_SIGN in facts_of(session, setup.contact_id)


def given(
    database: Database, *, address: str = "+9779812345678", language: str | None = "en"
) -> str:
    with database.transaction() as session:
        contact = make_contact(session, address=address, language=language, now=HANDED_OVER)
        handovers.hand_over(contact, now=HANDED_OVER)
        return contact.id


def hand_back(database: Database, *, now: datetime) -> list[str]:
    return HandBacks(database, Notices(SPEECH), after=HOURS).hand_back_due(now=now)


def said(database: Database, contact_id: str) -> list[str]:
    with database.reading() as session:
        return [body_of(session, message) for message in list_messages(session, contact_id)]


def contact_of(database: Database, contact_id: str) -> Contact:
    with database.reading() as session:
        return get_contact(session, contact_id)


# 06:45 in Tunis is still night; 08:00 is not.
TUNISIAN = "+21620123456"
NEXT_MORNING = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)


def test_who_is_not_answered_goes_back_to_the_bot_once_and_stays_marked(
    any_database: Database,
) -> None:
    contact_id = given(any_database, address=TUNISIAN)

    rounds = [hand_back(any_database, now=NEXT_MORNING) for _ in range(3)]

    assert rounds == [[contact_id], [], []]
    assert said(any_database, contact_id) == [SPEECH.say("utter_handed_back", "en").text]
    contact = contact_of(any_database, contact_id)
    assert contact.handler is Handler.BOT
    assert contact.awaits_staff_since == HANDED_OVER


def test_staff_have_the_whole_time(database: Database) -> None:
    contact_id = given(database, address="+15550177")

    early = hand_back(database, now=HANDED_OVER + HOURS - timedelta(seconds=1))
    due = hand_back(database, now=HANDED_OVER + HOURS + timedelta(hours=11))

    assert (early, due) == ([], [contact_id])


def test_the_time_begins_anew_when_staff_have_written(database: Database) -> None:
    contact_id = given(database, address=TUNISIAN)
    with database.transaction() as session:
        contact = get_contact(session, contact_id)
        make_outbound(session, contact, "We are looking for him.", author=Author.STAFF)
    # Nothing is owed to who has been answered.
    assert hand_back(database, now=NEXT_MORNING) == []

    with database.transaction() as session:
        get_contact(session, contact_id).awaits_staff_since = NEXT_MORNING
    assert hand_back(database, now=NEXT_MORNING + timedelta(hours=11)) == []

    assert hand_back(database, now=NEXT_MORNING + timedelta(hours=12)) == [contact_id]


def test_a_message_to_staff_who_had_answered_starts_the_time(setup: Setup) -> None:
    hold(setup)
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        make_outbound(session, contact, "What is his name?", author=Author.STAFF)
        assert contact.awaits_staff_since is None
    first = setup.clock()
    setup.write("Zarbakht")
    setup.serve()
    setup.clock.pass_by(timedelta(hours=3))
    setup.write("did you read this?")

    setup.serve()

    assert contact_of(setup.database, setup.contact_id).awaits_staff_since == first


@pytest.mark.parametrize(
    ("wrote_before", "handed"), [(timedelta(hours=6), False), (timedelta(minutes=20), True)]
)
def test_nobody_is_woken_but_who_is_awake_is_answered(
    database: Database, wrote_before: timedelta, handed: bool
) -> None:
    # Three in the morning in Kathmandu.
    night = datetime(2026, 11, 24, 21, 15, tzinfo=UTC)
    contact_id = given(database)
    with database.transaction() as session:
        get_contact(session, contact_id).last_inbound_at = night - wrote_before

    assert bool(hand_back(database, now=night)) == handed


def test_who_has_opted_out_is_not_written_to(database: Database) -> None:
    contact_id = given(database, address=TUNISIAN)
    with database.transaction() as session:
        get_contact(session, contact_id).opted_out_at = HANDED_OVER

    assert hand_back(database, now=NEXT_MORNING) == []


def test_a_second_hand_over_is_waited_for_anew_and_told_again(database: Database) -> None:
    contact_id = given(database, address=TUNISIAN)
    hand_back(database, now=NEXT_MORNING)
    with database.transaction() as session:
        handovers.hand_over(get_contact(session, contact_id), now=NEXT_MORNING)
    assert hand_back(database, now=NEXT_MORNING + timedelta(hours=2)) == []

    assert hand_back(database, now=NEXT_MORNING + timedelta(hours=12)) == [contact_id]
    assert len(said(database, contact_id)) == 2


def test_staff_who_take_over_again_are_given_their_time(database: Database) -> None:
    contact_id = given(database, address=TUNISIAN)
    hand_back(database, now=NEXT_MORNING)
    with database.transaction() as session:
        handovers.take_over(get_contact(session, contact_id), now=NEXT_MORNING)

    assert hand_back(database, now=NEXT_MORNING + timedelta(hours=2)) == []
    assert contact_of(database, contact_id).awaits_staff_since == NEXT_MORNING


def test_it_is_said_in_the_language_of_the_number_where_none_is_known(database: Database) -> None:
    contact_id = given(database, address=TUNISIAN, language=None)

    hand_back(database, now=NEXT_MORNING)

    with database.reading() as session:
        [message] = list_messages(session, contact_id)
        assert message.language == SPEECH.say("utter_handed_back", "ar").language
