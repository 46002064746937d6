"""Two families of one person held: found, offered to staff with the reasons, and never joined."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, text

from helpline.errors import NotFound
from helpline.privacy.erasure import erase_rows
from helpline.privacy.rotation import rotate
from helpline.privacy.vault import Vault
from helpline.referrals.duplicates import compare_changed, compare_one, weigh
from helpline.referrals.portraits import Portrait
from helpline.storage import referrals
from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, PairState, ReferralState, Role
from helpline.storage.pairs import Pair, decide_pair, pairs_of
from helpline.storage.referrals import find_by_reference
from helpline.storage.staff import add_staff
from helpline.storage.tables import ReferralPair, ReferralToken
from tests.builders import NOW, make_contact, make_inbound, make_referral

KABUL = {
    "held_name": "Zabihullah Noori", "place": "Kabul", "country": "afghanistan",
    "held_by": "police", "arrested_when": "last night", "age": "24", "sex": "male",
}  # fmt: skip
SAME_IN_DARI = KABUL | {"held_name": "ذبیح‌الله نوری", "place": "کابل", "age": "25"}
UNKNOWN = Portrait(
    None, None, frozenset(), None, None, None, None, None, None, None, frozenset()
)  # fmt: skip


def tell(
    database: Database, facts: dict[str, str], *, address: str, language: str = "en",
    channel: Channel = Channel.SMS,
) -> str:  # fmt: skip
    """Adds a family's referral and returns its reference."""
    with database.transaction() as session:
        contact = make_contact(session, address=address, language=language, channel=channel)
        return make_referral(session, contact, facts=facts).reference


def pairs(database: Database, reference: str) -> list[Pair]:
    with database.reading() as session:
        referral = find_by_reference(session, reference)
        assert referral is not None
        return pairs_of(session, [referral.id])[referral.id]


def decide(database: Database, one: str, other: str, state: PairState) -> None:
    with database.transaction() as session:
        staff = add_staff(session, f"s{state}", "-", role=Role.INTAKE, language="en", now=NOW)
        first, second = find_by_reference(session, one), find_by_reference(session, other)
        assert first is not None
        assert second is not None
        decide_pair(session, first, second, state, staff_id=staff.id, now=NOW)


def two_families(database: Database) -> tuple[str, str]:
    one = tell(database, KABUL, address="+15550101")
    other = tell(database, SAME_IN_DARI, address="+15550102", language="prs")
    compare_changed(database, now=NOW)
    return one, other


def test_one_person_is_found_over_two_scripts_and_both_see_why(any_database: Database) -> None:
    one, other = two_families(any_database)

    [there], [here] = pairs(any_database, one), pairs(any_database, other)

    assert (there.other.reference, here.other.reference) == (other, one)
    assert there.state is PairState.CANDIDATE
    assert there.reasons == ("same_name", "same_place", "same_time", "same_age", "same_holder")


@pytest.mark.parametrize(
    "change",
    [
        {"held_name": "Zabihullah Karimi"},
        {"sex": "female"},
        {"country": "nepal", "place": "Kathmandu"},
        {"arrested_when": "ten days ago", "age": "50"},
    ],
)
def test_another_person_is_not_offered(any_database: Database, change: dict[str, str]) -> None:
    one = tell(any_database, KABUL, address="+15550101")
    tell(any_database, KABUL | change, address="+15550102")

    compare_changed(any_database, now=NOW)

    assert pairs(any_database, one) == []


def test_two_people_of_one_family_are_not_taken_for_one(any_database: Database) -> None:
    one = tell(any_database, KABUL, address="+15550101")
    with any_database.transaction() as session:
        first = find_by_reference(session, one)
        assert first is not None
        make_referral(session, get_contact(session, first.contact_id), facts=KABUL)

    compare_changed(any_database, now=NOW)

    assert pairs(any_database, one) == []


def test_a_number_that_the_other_family_named_is_reason_enough(any_database: Database) -> None:
    facts = {"told_first": "they took him. call his uncle on +9779841234567", "country": "nepal"}
    one = tell(any_database, facts, address="+15550101")
    with any_database.transaction() as session:
        first = find_by_reference(session, one)
        assert first is not None
        later = make_inbound(session, get_contact(session, first.contact_id))
        referrals.add_fact(session, first, "news", "no news", message_id=later.id, now=NOW)
    tell(any_database, {"country": "nepal"}, address="+9779841234567")

    compare_changed(any_database, now=NOW)

    [pair] = pairs(any_database, one)
    assert pair.reasons == ("phone_named",)


def test_what_changes_is_compared_again_and_an_offer_that_no_longer_holds_goes(
    any_database: Database,
) -> None:
    one, other = two_families(any_database)
    assert compare_changed(any_database, now=NOW) == 0

    with any_database.transaction() as session:
        second = find_by_reference(session, other)
        assert second is not None
        message = make_inbound(session, get_contact(session, second.contact_id))
        for name, value in {"held_name": "ذبیح کریمی"}.items():
            referrals.add_fact(
                session, second, name, value, message_id=message.id, now=NOW + timedelta(hours=1)
            )
    assert compare_changed(any_database, now=NOW) == 1

    assert pairs(any_database, one) == []


def test_a_draft_is_compared_once_nobody_adds_to_it(any_database: Database) -> None:
    one = tell(any_database, KABUL, address="+15550101")
    with any_database.transaction() as session:
        contact = make_contact(session, address="+15550102", language="prs")
        make_referral(session, contact, facts=SAME_IN_DARI, submitted=False)

    assert compare_changed(any_database, now=NOW + timedelta(seconds=110)) == 1
    assert pairs(any_database, one) == []
    assert compare_changed(any_database, now=NOW + timedelta(seconds=130)) == 1
    assert len(pairs(any_database, one)) == 1


def test_what_staff_dismiss_is_kept_and_not_offered_again(any_database: Database) -> None:
    one, other = two_families(any_database)

    decide(any_database, other, one, PairState.DISMISSED)
    recompare(any_database)

    assert pairs(any_database, one) == []
    with any_database.reading() as session:
        row = session.scalars(select(ReferralPair)).one()
        assert (row.state, row.decided_at) == (PairState.DISMISSED, NOW)
        assert row.staff_id is not None


def test_a_link_stands_whatever_is_told_since_and_can_be_undone(any_database: Database) -> None:
    one, other = two_families(any_database)
    decide(any_database, one, other, PairState.LINKED)
    recompare(any_database)
    assert [pair.state for pair in pairs(any_database, other)] == [PairState.LINKED]

    decide(any_database, other, one, PairState.CANDIDATE)

    assert [pair.state for pair in pairs(any_database, one)] == [PairState.CANDIDATE]


def test_staff_may_link_what_looks_unlike_and_undoing_leaves_nothing(
    any_database: Database,
) -> None:
    one = tell(any_database, KABUL, address="+15550101")
    other = tell(any_database, {"place": "Ilam"}, address="+15550102")

    decide(any_database, one, other, PairState.LINKED)
    assert [pair.other.reference for pair in pairs(any_database, other)] == [one]
    decide(any_database, one, other, PairState.CANDIDATE)

    assert pairs(any_database, one) == []


def test_two_requests_of_one_family_cannot_be_linked(any_database: Database) -> None:
    with any_database.transaction() as session:
        contact = make_contact(session)
        one, other = make_referral(session, contact), make_referral(session, contact)

        with pytest.raises(NotFound):
            decide_pair(session, one, other, PairState.LINKED, staff_id="x", now=NOW)


def test_erasing_one_family_leaves_what_the_other_told_and_takes_the_link(
    any_database: Database,
) -> None:
    one, other = two_families(any_database)
    decide(any_database, one, other, PairState.LINKED)

    with any_database.transaction() as session:
        gone = find_by_reference(session, one)
        assert gone is not None
        erase_rows(session, gone.contact_id, now=NOW)

    assert pairs(any_database, other) == []
    with any_database.reading() as session:
        left = find_by_reference(session, other)
        assert left is not None
        assert referrals.current_facts(session, left.id)["age"].value == "25"
        owners = set(session.scalars(select(ReferralToken.referral_id)))
        assert owners == {left.id}


def test_nobodys_name_place_or_number_stands_in_what_they_are_found_by(
    any_database: Database,
) -> None:
    two_families(any_database)

    with any_database.engine.connect() as connection:
        tokens = "".join(connection.execute(text("SELECT token FROM referral_tokens")).scalars())
        pairs_ = str(connection.execute(text("SELECT * FROM referral_pairs")).all())

    assert set(tokens) <= set("0123456789abcdef")
    assert "Noori" not in pairs_
    assert "abul" not in pairs_


def test_pairs_are_found_after_the_keys_have_changed(any_database: Database) -> None:
    one = tell(any_database, KABUL, address="+15550101")
    compare_changed(any_database, now=NOW)

    any_database.vault = Vault([b"n" * 32, b"k" * 32])
    rotate(any_database)
    compare_changed(any_database, now=NOW)
    any_database.vault = Vault([b"n" * 32])
    other = tell(any_database, SAME_IN_DARI, address="+15550102", language="prs")
    compare_changed(any_database, now=NOW)

    assert [pair.other.reference for pair in pairs(any_database, one)] == [other]


def test_a_closed_request_is_not_offered_and_stays_linked(any_database: Database) -> None:
    one, other = two_families(any_database)
    third = tell(any_database, KABUL, address="+15550103")
    compare_changed(any_database, now=NOW)
    decide(any_database, one, other, PairState.LINKED)
    with any_database.transaction() as session:
        closed = find_by_reference(session, one)
        assert closed is not None
        closed.state = ReferralState.CLOSED

    assert [pair.other.reference for pair in pairs(any_database, other)] == [one, third]
    assert [pair.other.reference for pair in pairs(any_database, third)] == [other]


def test_comparing_takes_as_many_queries_for_many_as_for_few(any_database: Database) -> None:
    one, _ = two_families(any_database)
    few = queries(any_database, one)
    for number in range(10):
        tell(any_database, KABUL, address=f"+155502{number:02}")
    while compare_changed(any_database, now=NOW):
        pass

    assert queries(any_database, one) <= few + 1
    with any_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ReferralPair)) == 66


@pytest.mark.parametrize(
    ("one", "other", "offered"),
    [
        ({"name": "Mohammad"}, {"name": "محمد"}, False),
        ({"name": "Mohammad", "places": {"Kabul"}, "at": 0, "holder": "police"},
         {"name": "محمد", "places": {"Kabul"}, "at": 3, "holder": "police"}, True),
        ({"places": {"Kabul"}, "at": 0, "age": 24, "holder": "police"},
         {"places": {"Kabul"}, "at": 3, "age": 24, "holder": "police"}, True),
        ({"places": {"Kabul"}, "at": 0, "age": 24},
         {"places": {"Kabul"}, "at": 3, "age": 26}, False),
        ({"name": "Aung Ko Win", "holder": "army"},
         {"name": "အောင်ကိုဝင်း", "holder": "army"}, False),
        ({"name": "Aung Ko Win", "at": 0}, {"name": "အောင်ကိုဝင်း", "at": 10}, True),
        ({"name": "Aung Ko Win", "at": 0}, {"name": "အောင်ကိုဝင်း", "at": 200}, False),
    ],
)  # fmt: skip
def test_how_much_must_speak_for_it(
    one: dict[str, object], other: dict[str, object], offered: bool
) -> None:
    assert weigh(portrait(one), portrait(other)).is_offered is offered


def portrait(told: dict[str, object]) -> Portrait:
    """Returns a portrait; `at` is the hour of the arrest after NOW."""
    told = dict(told)
    if "at" in told:
        moment = NOW + timedelta(hours=int(str(told.pop("at"))))
        told |= {"since": moment, "until": moment}
    places = told.get("places")
    if isinstance(places, set):
        told["places"] = frozenset(places)
    return replace(UNKNOWN, **told)  # type: ignore[arg-type]


def recompare(database: Database) -> None:
    """Compares every referral anew."""
    with database.reading() as session:
        ids = list(session.scalars(select(ReferralToken.referral_id).distinct()))
    for referral_id in ids:
        compare_one(database, referral_id, now=NOW)


def queries(database: Database, reference: str) -> int:
    """Returns how many statements it takes to compare a referral."""
    with database.reading() as session:
        referral = find_by_reference(session, reference)
        assert referral is not None
    seen: list[str] = []

    def count(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(database.engine, "before_cursor_execute", count)
    compare_one(database, referral.id, now=NOW)
    event.remove(database.engine, "before_cursor_execute", count)
    return len(seen)
