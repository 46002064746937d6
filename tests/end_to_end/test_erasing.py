"""Erasure and hand-over through every real process, in the middle of the intake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from helpline.referrals.urgency import MISTREATMENT_SIGN
from helpline.storage.contacts import find_contact
from helpline.storage.database import Database
from helpline.storage.handovers import hand_back
from helpline.storage.kinds import Channel
from helpline.storage.referrals import current_facts
from helpline.storage.tables import Contact, ErasedReferral, Farewell, Message
from tests.end_to_end.installation import Installation, wait_for

OPENING = "the police took my brother in Lalitpur last night"
KEPT = "Nothing was erased."


@pytest.fixture
def database(installation: Installation) -> Iterator[Database]:
    database = installation.database()
    yield database
    database.close()


def contact_of(database: Database, number: str) -> Contact | None:
    with database.reading() as session:
        return find_contact(session, Channel.SMS, number)


def test_whoever_confirms_twice_is_erased_and_then_somebody_new(
    installation: Installation, database: Database
) -> None:
    number = "+15550341"
    installation.ask(number, OPENING, replies=2)
    before = contact_of(database, number)
    assert before is not None
    with database.reading() as session:
        reference = installation.referral(session, before.id).reference

    [asked] = installation.ask(number, "delete everything I wrote here")
    assert asked.startswith("This erases all that you wrote here")
    # The first question may be answered in own words, the second only by its option.
    for words in ("yes", "yes"):
        [asked] = installation.ask(number, words)
        assert asked.startswith("Are you sure?")
    [told] = installation.ask(number, "1")
    assert told.startswith("Erased.")

    def is_gone() -> bool:
        with database.reading() as session:
            left = session.scalar(
                select(func.count()).select_from(Message).where(Message.contact_id == before.id)
            )
            waits = session.scalar(select(func.count()).select_from(Farewell))
            return not left and not waits

    wait_for(is_gone, seconds=10, what="the end of the erasure")
    assert contact_of(database, number) is None
    with database.reading() as session:
        assert session.get(ErasedReferral, reference) is not None
    installation.ask(number, "hello")
    after = contact_of(database, number)
    assert after is not None
    assert after.bot_conversation != before.bot_conversation


@pytest.mark.parametrize(
    ("number", "words"),
    [("+15550342", ["2"]), ("+15550343", ["1", "no"]), ("+15550344", ["yes", "9"])],
)
def test_any_other_answer_keeps_everything_and_the_form_goes_on(
    installation: Installation, number: str, words: list[str]
) -> None:
    installation.ask(number, OPENING, replies=2)
    question = installation.asked(number)
    installation.ask(number, "erase all my data please")

    for each in words[:-1]:
        installation.ask(number, each)
    kept, _ = installation.ask(number, words[-1], replies=2)

    assert kept.startswith(KEPT)
    assert installation.asked(number) == question


def test_urgent_words_to_staff_are_recorded_and_an_answer_after_the_hand_back_is_taken(
    installation: Installation, database: Database
) -> None:
    number = "+15550345"
    installation.ask(number, OPENING, replies=2)
    assert installation.asked(number) == "safe"
    installation.ask(number, "I want to speak to a real person please")
    contact = contact_of(database, number)
    assert contact is not None

    def facts() -> dict[str, str]:
        with database.reading() as session:
            referral = installation.referral(session, contact.id)
            told = current_facts(session, referral.id)
        return {name: fact.value for name, fact in told.items()}

    installation.write(number, "they are beating him")
    wait_for(lambda: MISTREATMENT_SIGN in facts(), seconds=20, what="the sign")
    with database.transaction() as session:
        assert hand_back(session, contact.id, before=datetime.now(UTC)) is not None
    installation.ask(number, "yes it is safe")

    assert facts()["safe"] == "yes"
