"""What is put right once all that was told has been said back."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.actions.answering import take
from bot.actions.base import Turn
from bot.actions.correcting import asked_anew, lines_offered, put_right
from helpline.referrals.questions import CONFIRMED, LEFT_OUT, QUESTION_OF
from helpline.storage.database import Database
from helpline.storage.referrals import current_facts
from helpline.storage.tables import Contact, Referral
from tests.actions.calls import call, run
from tests.builders import make_contact, make_referral

KNOWN = {
    "who_held": "relative",
    "held_name": "Ram Thapa",
    "age": "42",
    "age_group": "adult",
    "sex": "male",
    "place": "Lalitpur",
    "held_by": "police",
    "condition": "yes",
    "questioned": "questioned",
}


def turn(
    text: str, intent: str = "update_case", language: str = "en", **learnt: tuple[str, float]
) -> Turn:
    return Turn(
        "c", "m", text, language, True, intent, 0.9, None, 0.0, ((intent, 0.9),), learnt=learnt
    )


@pytest.mark.parametrize(
    ("message", "told", "changed"),
    [
        # What its words tell goes before what it may mean.
        (turn("no, the army", held_by=("other", 0.9)), {"held_by": "army"}, {"held_by": "army"}),
        # What it surely means of one thing only.
        (
            turn("सही गराए", questioned=("signed", 0.9)),
            {},
            {"questioned": "signed", "signed": "yes"},
        ),
        (turn("sa77et", questioned=("signed", 0.7)), {}, {}),
        (turn("not ill and signed", questioned=("signed", 0.9), condition=("no", 0.95)), {}, {}),
        # Whom it names beside is not what it puts right.
        (
            turn("my brother is not ill", condition=("no", 0.95)),
            {"who_held": "relative", "sex": "male"},
            {"condition": "no"},
        ),
        (turn("c'est pas la bonne ligne", "deny", "fr", condition=("no", 0.96)), {}, {}),
        # A yes or a praise may be said of anything.
        (turn("all correct", "affirm", condition=("no", 0.95)), {}, {}),
        (turn("ok", "affirm", condition=("no", 0.95)), {}, {}),
        # A name of which nothing is known sounds like another country.
        (turn("Sangin", country=("elsewhere", 0.9)), {}, {}),
        (turn("who signed?", "ask_right_to_silence", questioned=("signed", 0.9)), {}, {}),
        # An age: the only number, or the one beside what was known; in Arabizi digits are letters.
        (turn("24 years"), {}, {"age": "24", "age_group": "adult"}),
        (turn("24 not 42"), {}, {"age": "24", "age_group": "adult"}),
        (turn("٢١ موش ٤٢", language="ar"), {}, {"age": "21", "age_group": "adult"}),
        (turn("15 is me, he is 23", age=("child", 0.9)), {}, {}),
        (turn("mesh el a7ad", language="ar"), {}, {}),
        # Not 18 yet is no age of 18.
        (
            turn("18 na kam de", language="ps", age=("child", 0.9)),
            {},
            {"age_group": "child", "age": LEFT_OUT, "age_and_sex": "boy"},
        ),
        # How many are held, of whom nobody was asked.
        (turn("they are two, not one"), {}, {"people_held": "2"}),
        (turn("nous sommes deux", language="fr"), {}, {"people_held": "2"}),
        (turn("he has three small children at home"), {}, {}),
        (turn("2"), {}, {}),
        # Rather the number of a line.
        (turn("6"), {}, {}),
        (turn("16"), {}, {"age": "16", "age_group": "child"}),
        (turn("they beat him"), {"mistreatment": "yes"}, {"mistreatment": "yes"}),
        # A name: behind a word that leads to one, spelt otherwise, or a given name.
        (turn("his name is Ramesh Thapa"), {}, {"held_name": "Ramesh Thapa"}),
        (turn("Thapa, Rama"), {}, {"held_name": "Thapa, Rama"}),
        (turn("Yusuf"), {}, {"held_name": "Yusuf"}),
        (turn("name wrong. Ram Thapa Magar"), {}, {"held_name": "Ram Thapa Magar"}),
    ],
)
def test_what_a_message_puts_right(
    message: Turn, told: dict[str, str], changed: dict[str, str]
) -> None:
    changes = put_right(message, told, KNOWN)

    assert {name: changes.get(name) for name in changed} == changed
    assert bool(changes) == bool(changed)


def test_only_what_is_put_right_is_taken_from_a_correction() -> None:
    message = turn("my brother is not ill", condition=("no", 0.95))

    taken = take(QUESTION_OF[CONFIRMED], message, {"who_held": "other"}, KNOWN)

    assert taken is not None
    assert taken.facts == taken.changed == {"condition": "no"}


def test_what_is_told_instead_of_a_line_that_was_chosen_puts_right_what_was_meant() -> None:
    told, known = {"arrested_when": "wednesday at nine"}, {**KNOWN, "arrested_when": "thursday"}

    taken = take(QUESTION_OF["held_by"], turn("wednesday at nine"), told, known)

    assert taken is not None
    assert taken.facts == taken.changed == told


def test_a_statement_that_sounds_like_a_question_of_rights_asks_which_line_is_wrong() -> None:
    taken = take(QUESTION_OF[CONFIRMED], turn("she is small", "ask_child_rights"), {}, KNOWN)

    assert taken is not None
    assert not taken.facts


def test_each_line_is_offered_once_and_behind_that_none_is_wrong() -> None:
    told = {**KNOWN, "people_held": "2", "reach": "sms", "foreigner": "unknown"}

    assert lines_offered(told) == [
        "confirmed:yes",
        "wrong:who_held",
        "wrong:people_held",
        "wrong:held_name",
        "wrong:age_and_sex",
        "wrong:place",
        "wrong:held_by",
        "wrong:condition",
        "wrong:questioned",
        # What nobody knew may be known by now.
        "wrong:foreigner",
        "wrong:reach",
    ]
    # Of how many nobody was asked.
    assert lines_offered({"place": "Jenin"}) == [
        "confirmed:yes", "wrong:people_held", "wrong:place",
    ]  # fmt: skip


def test_an_age_holds_no_more_where_who_it_is_is_asked_anew() -> None:
    assert asked_anew("age_and_sex") == dict.fromkeys(("age", "age_group", "sex"), LEFT_OUT)
    assert asked_anew("place") == {}


def make_draft(database: Database) -> tuple[Contact, Referral]:
    with database.transaction() as session:
        contact = make_contact(session)
        return contact, make_referral(session, contact, facts=KNOWN, submitted=False)


def _slots(client: FlaskClient, contact: Contact, text: str, **told: Any) -> dict[str, Any]:
    body = call("validate_intake_form", contact, text, slots={"requested_slot": CONFIRMED}, **told)
    body["tracker"]["active_loop"] = {"name": "intake_form"}
    return {each["name"]: each["value"] for each in run(client, body)["events"]}


def test_a_line_that_was_chosen_is_asked_anew_and_holds_until_then(
    client: FlaskClient, database: Database
) -> None:
    contact, referral = make_draft(database)

    slots = _slots(client, contact, "3", choice="wrong:place", intent="out_of_scope")

    assert slots["place"] is None
    assert slots[CONFIRMED] is None
    with database.reading() as session:
        assert current_facts(session, referral.id)["place"].value


@pytest.mark.parametrize(
    ("text", "choice", "intent"),
    [
        ("2", "confirmed:change", "out_of_scope"),
        ("no", None, "deny"),
        ("that is not what i said to you", None, "update_case"),
    ],
)
def test_who_says_no_more_than_that_something_is_wrong_is_asked_which_line(
    client: FlaskClient, database: Database, text: str, choice: str | None, intent: str
) -> None:
    contact, _ = make_draft(database)
    body = call(
        "action_ask_confirmed", contact, text,
        slots={"requested_slot": CONFIRMED}, choice=choice, intent=intent,
    )  # fmt: skip

    said = run(client, body)["responses"]

    assert [each["response"] for each in said] == ["utter_ask_confirmed_again"]
    assert said[0]["offered"][0] == "confirmed:yes"
