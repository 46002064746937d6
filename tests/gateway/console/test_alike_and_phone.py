"""What staff see of two families of one person held, and of phones that others read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from gateway.console.alike_labels import REASONS
from helpline.referrals import duplicates
from helpline.referrals.duplicates import compare_changed
from helpline.storage import safeguards
from helpline.storage.contacts import find_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, MessageState
from helpline.storage.referrals import find_by_reference, find_latest_referral
from helpline.storage.tables import Contact, Message, Referral
from tests.builders import make_contact, make_inbound, make_outbound, make_referral
from tests.gateway.console.desk import Desk, words

FIRST, SECOND = "+15550101", "+15550102"
FACTS = {
    "held_name": "Sita Shrestha", "place": "Lalitpur", "country": "nepal", "held_by": "police",
    "arrested_when": "yesterday at 10 in the evening", "sex": "female", "age_group": "adult",
}  # fmt: skip
OTHERS = FACTS | {"held_name": "सीता श्रेष्ठ", "arrested_when": "yesterday at 8 in the evening"}


def tell(database: Database, address: str, facts: dict[str, str], body: str) -> str:
    with database.transaction() as session:
        contact = make_contact(session, address=address, now=datetime.now(UTC))
        make_inbound(session, contact, body, now=datetime.now(UTC))
        return make_referral(session, contact, facts=facts, now=datetime.now(UTC)).reference


@pytest.fixture
def families(database: Database) -> tuple[str, str]:
    """The references of what two families told of one person."""
    one = tell(database, FIRST, FACTS, "the aunt writes")
    other = tell(database, SECOND, OTHERS, "the husband writes")
    compare_changed(database, now=datetime.now(UTC))
    return one, other


def decide(desk: Desk, reference: str, decision: str, **more: str) -> int:
    page = f"/console/referrals/{reference}"
    answer = desk.submit(page, f"{page}/links", {"decision": decision, **more})
    return answer.status_code


def alike(desk: Desk, reference: str) -> str:
    page = desk.get(f"/console/referrals/{reference}").text
    found = re.search(r'<section class="alike".*?</section>', page, re.DOTALL)
    assert found is not None
    return words(found[0])


def test_who_may_be_the_same_is_offered_with_the_reasons(
    desk: Desk, families: tuple[str, str]
) -> None:
    one, other = families

    told = f"May be the same person as {other} : name alike, same place, same night or day"

    assert told in alike(desk, one)
    assert f"May be the same person as {other}" in words(desk.get("/console/").text)
    assert f"May be the same person as {one}" in words(desk.get("/console/").text)


def test_linked_requests_stand_side_by_side_with_the_clock_that_ends_first(
    desk: Desk, families: tuple[str, str]
) -> None:
    one, other = families

    assert decide(desk, one, f"linked {other}") == 303

    for here, there in ((one, other), (other, one)):
        shown = alike(desk, here)
        assert f"The same person as {there}" in shown
        assert "Sita Shrestha" in shown
        assert "सीता श्रेष्ठ" in shown
        assert f"By what was told in {other} the time ends first:" in shown


def test_undone_it_is_offered_again_and_dismissed_never(
    desk: Desk, families: tuple[str, str]
) -> None:
    one, other = families
    decide(desk, one, f"linked {other}")

    decide(desk, one, f"candidate {other}")
    assert f"May be the same person as {other}" in alike(desk, one)
    decide(desk, one, f"dismissed {other}")

    assert alike(desk, one).endswith("No other referral looks like this one.")


def test_staff_link_by_reference_however_it_is_typed(desk: Desk, database: Database) -> None:
    one = tell(database, FIRST, FACTS, "the aunt writes")
    other = tell(database, SECOND, {"place": "Ilam"}, "somebody writes")

    assert decide(desk, one, "linked", other=other.lower().replace("-", " ")) == 303

    assert f"The same person as {other}" in alike(desk, one)


@pytest.mark.parametrize(
    ("decision", "code"), [("linked 222-222", 404), ("linked", 404), ("joined x", 400), ("", 400)]
)
def test_what_is_not_there_cannot_be_linked(
    desk: Desk, families: tuple[str, str], decision: str, code: int
) -> None:
    assert decide(desk, families[0], decision) == code


def test_neither_family_is_told_of_the_other_nor_sees_what_it_wrote(
    desk: Desk, database: Database, families: tuple[str, str]
) -> None:
    one, other = families
    with database.reading() as session:
        before = session.scalars(select(Message.id)).all()

    decide(desk, one, f"linked {other}")

    with database.reading() as session:
        assert session.scalars(select(Message.id)).all() == before
        referrals = [find_by_reference(session, reference) for reference in families]
        contacts = [referral.contact_id for referral in referrals if referral is not None]
    page = desk.get(f"/console/referrals/{one}").text
    log = words(page[page.index('id="log"') :])
    assert "the aunt writes" in log
    assert "the husband writes" not in page
    for contact_id, theirs in zip(contacts, ("the husband", "the aunt"), strict=True):
        assert theirs not in desk.get(f"/console/conversations/{contact_id}").text
        with database.reading() as session:
            found = find_latest_referral(session, contact_id)
            assert found is not None
            assert found.reference in families


def test_the_list_takes_as_many_queries_for_many_pairs_as_for_one(
    desk: Desk, database: Database, families: tuple[str, str]
) -> None:
    few = queries(desk, families[0])

    for number in range(6):
        tell(database, f"+155503{number:02}", FACTS, "a cousin writes")
    while compare_changed(database, now=datetime.now(UTC)):
        pass
    decide(desk, families[0], f"linked {families[1]}")

    assert queries(desk, families[0]) <= few + 2


def test_every_reason_has_words() -> None:
    assert set(REASONS) == set(duplicates._rules()["for"])


def test_a_word_is_never_shown_and_can_be_taken_away(desk: Desk, database: Database) -> None:
    reference = tell(database, FIRST, FACTS, "hello")
    with database.transaction() as session:
        contact = _contact(session)
        contact.discreet = True
        kept = safeguards.get_safeguard(session, contact.id)
        safeguards.set_word(session, kept, "zaytoun", now=datetime.now(UTC))
        kept.tries = 3
        message = make_inbound(session, contact, "zaytoun", now=datetime.now(UTC))
        safeguards.mask(session, message, now=datetime.now(UTC))
    page = desk.get(f"/console/referrals/{reference}").text
    shown = words(page)
    assert "Has a word of their own, which nobody can see." in shown
    assert "Three wrong words were written." in shown
    assert "Their own word, which is not kept" in shown
    assert "zaytoun" not in page

    change(desk, database, "forget-word", reference)

    assert "Has a word of their own" not in desk.get(f"/console/referrals/{reference}").text
    with database.reading() as session:
        gone = safeguards.find_safeguard(session, contact.id)
        assert gone is not None
        assert (gone.word_hash, gone.tries) == (None, 0)


def test_a_phone_in_other_hands_gets_nothing_until_staff_know_better(
    desk: Desk, database: Database
) -> None:
    reference = tell(database, FIRST, FACTS, "hello")
    with database.transaction() as session:
        waiting = make_outbound(session, _contact(session), "Your sister is well").id

    change(desk, database, "other-hands", reference)

    assert "The phone may be in other hands" in desk.get(f"/console/referrals/{reference}").text
    assert "Phone may be in other hands" in words(desk.get("/console/").text)
    with database.reading() as session:
        contact = _contact(session)
        assert find_latest_referral(session, contact.id) is None
        message = session.scalars(select(Message).where(Message.id == waiting)).one()
        assert message.state is MessageState.CANCELED
    refused = desk.submit(
        f"/console/referrals/{reference}",
        f"/console/conversations/{contact.id}/reply",
        {"body": "hello", "referral": reference},
    )
    assert refused.status_code == 422

    change(desk, database, "same-person", reference)

    with database.reading() as session:
        assert find_latest_referral(session, contact.id) is not None
        assert session.scalars(select(Referral)).one().withheld_at is None
    assert "The phone may be in other hands" not in desk.get(f"/console/referrals/{reference}").text


def test_who_writes_from_that_phone_since_can_be_answered(desk: Desk, database: Database) -> None:
    reference = tell(database, FIRST, FACTS, "hello")
    change(desk, database, "other-hands", reference)
    with database.transaction() as session:
        contact = _contact(session)
        contact.last_inbound_at = datetime.now(UTC) + timedelta(seconds=1)

    sent = desk.submit(
        f"/console/conversations/{contact.id}",
        f"/console/conversations/{contact.id}/reply",
        {"body": "Hello, what do you need?"},
    )

    assert sent.status_code == 303


def test_what_is_no_such_wish_is_refused(desk: Desk, database: Database) -> None:
    reference = tell(database, FIRST, FACTS, "hello")

    assert change(desk, database, "show-word", reference) == 400


def change(desk: Desk, database: Database, wish: str, reference: str) -> int:
    with database.reading() as session:
        contact_id = _contact(session).id
    answer = desk.submit(
        f"/console/referrals/{reference}",
        f"/console/conversations/{contact_id}/phone",
        {"phone": wish, "referral": reference},
    )
    return answer.status_code


def queries(desk: Desk, reference: str) -> int:
    """Returns how many statements the list and a referral's page take together."""
    seen: list[str] = []

    def count(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(Engine, "before_cursor_execute", count)
    desk.get("/console/")
    desk.get(f"/console/referrals/{reference}")
    event.remove(Engine, "before_cursor_execute", count)
    return len(seen)


def _contact(session: Session) -> Contact:
    contact = find_contact(session, Channel.SMS, FIRST)
    assert contact is not None
    return contact
