"""Two people held: a referral each, the second with what both share."""

from __future__ import annotations

from flask.testing import FlaskClient

from helpline.storage.database import Database
from helpline.storage.referrals import current_facts, find_draft, referrals_by_contact
from helpline.storage.tables import Contact
from tests.actions.calls import call, run
from tests.builders import make_contact, make_inbound, make_referral

FIRST = {
    "people_held": "2", "who_held": "relative", "country": "afghanistan", "place": "Herat",
    "held_by": "police", "arrested_when": "last night", "safe": "yes", "held_name": "Ahmad",
    "condition": "yes", "age_group": "adult",
}  # fmt: skip


def family(database: Database, *, submitted: bool = True, **facts: str) -> Contact:
    with database.transaction() as session:
        contact = make_contact(session)
        make_referral(session, contact, facts={**FIRST, **facts}, submitted=submitted)
        return contact


def test_two_who_were_taken_are_said_to_be_two(database: Database, client: FlaskClient) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        message = make_inbound(session, contact).id

    answer = run(
        client,
        call("action_open_referral", contact, "they took my husband and my brother last night",
             message_id=message),
    )  # fmt: skip

    said = {each["response"]: each for each in answer["responses"]}
    assert said["utter_several"]["count"] == "2"


def test_the_next_person_is_offered_once_the_first_is_with_staff(
    database: Database, client: FlaskClient
) -> None:
    contact = family(database, submitted=False)

    answer = run(client, call("action_submit_referral", contact))

    assert answer["responses"][-1]["response"] == "utter_ask_next"


def test_what_is_shared_is_carried_over_and_the_rest_is_asked(
    database: Database, client: FlaskClient
) -> None:
    contact = family(database)
    with database.transaction() as session:
        message = make_inbound(session, session.get_one(Contact, contact.id)).id
    body = call(
        "action_open_referral", contact, "1", choice="next:yes", intent="report_arrest",
        message_id=message,
    )  # fmt: skip

    answer = run(client, body)
    run(client, body)

    slots = {each["name"]: each["value"] for each in answer["events"] if each["event"] == "slot"}
    assert slots["place"] == "Herat"
    assert slots["held_name"] is None
    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        facts = {name: each.value for name, each in current_facts(session, draft.id).items()}
        assert len(referrals_by_contact(session, [contact.id])[contact.id]) == 2
    assert facts["arrested_when"] == "last night"
    assert facts["person_number"] == "2"
    assert "condition" not in facts
    assert "held_name" not in facts


def test_after_the_last_person_no_other_is_offered(database: Database, client: FlaskClient) -> None:
    contact = family(database, submitted=False, person_number="2")

    answer = run(client, call("action_submit_referral", contact))

    assert "utter_ask_next" not in [each["response"] for each in answer["responses"]]


def test_last_night_of_the_first_telling_stays_that_night(
    database: Database, client: FlaskClient
) -> None:
    contact = family(database)
    with database.reading() as session:
        [first] = referrals_by_contact(session, [contact.id])[contact.id]
        told_at = current_facts(session, first.id)["arrested_when"].told_at

    run(client, call("action_open_referral", contact, "1", choice="next:yes", message_id="m7"))

    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        assert current_facts(session, draft.id)["arrested_when"].told_at == told_at


def test_whom_an_answer_names_is_told_of_them(database: Database, client: FlaskClient) -> None:
    contact = family(database)
    with database.transaction() as session:
        message = make_inbound(session, session.get_one(Contact, contact.id)).id
    body = call(
        "action_open_referral", contact, "yes my brother, he is 34", choice="next:yes",
        intent="report_arrest", message_id=message,
    )  # fmt: skip

    run(client, body)

    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        facts = {name: fact.value for name, fact in current_facts(session, draft.id).items()}
    assert (facts["sex"], facts["age"], facts["place"]) == ("male", "34", "Herat")


def test_the_sex_that_the_words_for_all_tell_is_carried_over(
    database: Database, client: FlaskClient
) -> None:
    contact = family(database, sex="female")
    with database.transaction() as session:
        message = make_inbound(session, session.get_one(Contact, contact.id)).id

    run(
        client,
        call("action_open_referral", contact, "1", choice="next:yes", message_id=message),
    )

    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        assert current_facts(session, draft.id)["sex"].value == "female"
