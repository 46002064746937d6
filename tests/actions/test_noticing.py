"""What is done where the words of a message tell more than the bot understood."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.actions.base import Turn
from bot.actions.noticing import is_of_somebody_held
from helpline.storage.database import Database
from helpline.storage.messages import Draft
from helpline.storage.referrals import current_facts, find_latest_referral
from helpline.storage.tables import Contact
from tests.actions.calls import call, run
from tests.builders import make_contact, make_inbound, make_outbound, make_referral


@pytest.mark.parametrize(("confidence", "is_told"), [(0.66, False), (0.8, True)])
def test_a_guess_holds_nobody(confidence: float, is_told: bool) -> None:
    ranking = (("nlu_fallback", 0.5), ("report_bribe", confidence))
    text = "my brother wants to become a policeman"
    turn = Turn("c", "m", text, "en", True, "nlu_fallback", 0.5, None, 0.0, ranking)

    assert is_of_somebody_held(turn) is is_told


@pytest.mark.parametrize(
    ("ranking", "is_told"),
    [
        # Taken or beaten, and where they are: of somebody held it is in any case.
        ((("report_arrest", 0.4), ("report_mistreatment", 0.35)), True),
        ((("report_arrest", 0.4), ("ask_bail", 0.35)), False),
        ((("ask_bail", 0.4), ("report_arrest", 0.35), ("find_detainee", 0.35)), False),
    ],
)
def test_what_may_be_one_or_another_of_what_is_said_of_the_held_is_of_one_held(
    ranking: tuple[tuple[str, float], ...], *, is_told: bool
) -> None:
    turn = Turn("c", "m", "…", "en", True, "nlu_fallback", 0.5, None, 0.0, ranking)

    assert is_of_somebody_held(turn) is is_told


def followed(answer: dict[str, Any]) -> str | None:
    return next((each["name"] for each in answer["events"] if each["event"] == "followup"), None)


@pytest.mark.parametrize(
    ("intent", "text", "follows"),
    [
        ("report_arrest", "they took my son on friday and released him this morning", "listen"),
        ("ask_bail", "they arrested my son on friday, he was released today", "answer_right"),
    ],
)
def test_who_is_free_by_the_first_message_is_asked_nothing(
    database: Database, client: FlaskClient, intent: str, text: str, follows: str
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        message = make_inbound(session, contact).id

    answer = run(
        client, call("action_open_referral", contact, text, intent=intent, message_id=message)
    )

    assert [each["response"] for each in answer["responses"]] == ["utter_news_free"]
    assert followed(answer) == f"action_{follows}"
    with database.reading() as session:
        referral = find_latest_referral(session, contact.id)
        assert referral is not None
        assert current_facts(session, referral.id)["released"].value == "yes"


def contact_with_referral(database: Database, *, submitted: bool) -> tuple[Contact, str]:
    with database.transaction() as session:
        contact = make_contact(session)
        make_referral(session, contact, submitted=submitted)
        return contact, make_inbound(session, contact).id


@pytest.mark.parametrize(
    ("action", "intent", "text", "opens"),
    [
        ("action_answer_right", "report_bribe", "they want 800 shekel to let my brother go", True),
        ("action_update_case", "update_case", "they moved my son to another place", True),
        ("action_update_case", "update_case", "my brother was released", False),
        ("action_update_case", "update_case", "wrong number my brother", False),
        ("action_answer_right", "report_bribe", "can they ask my brother for money?", False),
    ],
)
def test_what_is_said_of_who_is_held_only_opens_a_referral(
    database: Database, client: FlaskClient, action: str, intent: str, text: str, opens: bool
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)

    answer = run(client, call(action, contact, text, intent=intent))

    assert (followed(answer) == "action_open_referral") is opens


@pytest.mark.parametrize(
    ("action", "intent"),
    [("action_default_fallback", "nlu_fallback"), ("action_answer_right", "ask_child_rights"),
     ("action_update_case", "update_case")],
)  # fmt: skip
def test_an_arrest_that_the_bot_did_not_see_opens_a_referral(
    database: Database, client: FlaskClient, action: str, intent: str
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
    told = "police took my son in Sfax, he is 16"

    assert followed(run(client, call(action, contact, told, intent=intent))) == (
        "action_open_referral"
    )
    opened = run(client, call("action_open_referral", contact, told, intent=intent))

    goes_on = followed(opened)
    assert goes_on == ("action_answer_right" if intent.startswith("ask_") else "intake_form")
    answered = run(client, call("action_answer_right", contact, told, intent="ask_child_rights"))
    assert followed(answered) == "intake_form"


def test_an_arrest_with_an_age_is_told_though_a_word_of_it_sounds_like_a_question(
    database: Database, client: FlaskClient
) -> None:
    with database.transaction() as session:
        contact = make_contact(session, language="fr")

    told = "ils ont pris mn fils svp il a ke 15 ans"

    answer = run(client, call("action_answer_right", contact, told, intent="ask_child_rights"))
    assert followed(answer) == "action_open_referral"


@pytest.mark.parametrize(
    ("text", "learnt"),
    [
        ("police have a girl of our lane", {"who_held": ("other", 0.85)}),
        ("boy aged 15, at the post in Hebron since an hour", {}),
    ],
)
def test_somebody_held_is_seen_in_what_sounds_like_a_question_of_rights(
    database: Database, client: FlaskClient, text: str, learnt: dict[str, Any]
) -> None:
    with database.transaction() as session:
        contact = make_contact(session, language="en")

    asked = call("action_answer_right", contact, text, intent="ask_child_rights")
    asked["tracker"]["latest_message"]["answers"] = learnt
    assert followed(run(client, asked)) == "action_open_referral"


@pytest.mark.parametrize(
    ("action", "intent", "text"),
    [
        ("action_case_status", "check_case_status", "Yangon, yesterday at two"),
        ("action_update_case", "update_case", "in Hebron"),
        ("action_yes_or_no", "affirm", "yes"),
        ("action_change_language", "change_language", "my wife, three hours ago"),
    ],
)
def test_who_was_asked_whether_somebody_is_held_and_says_so_opens_a_referral(
    database: Database, client: FlaskClient, action: str, intent: str, text: str
) -> None:
    with database.transaction() as session:
        contact = make_contact(session, language="en")
        asked = Draft("We have no request from you yet.", "en", "utter_status_none", ())
        make_outbound(session, contact, asked, now=datetime.now(UTC))

    answer = run(client, call(action, contact, text, intent=intent))
    assert followed(answer) == "action_open_referral"


def test_the_language_of_the_first_lines_is_that_of_the_questions(
    database: Database, client: FlaskClient
) -> None:
    with database.transaction() as session:
        contact = make_contact(session, language=None)

    run(client, call("action_open_referral", contact, "zoy me amr bil maroof botlo"))

    with database.reading() as session:
        assert session.get_one(Contact, contact.id).language == "en"


@pytest.mark.parametrize(
    "text",
    ["police got him", "hello. my son is in jail", "my friend, last night, the police in Sousse"],
)
def test_who_took_somebody_is_enough_to_open_a_referral(
    database: Database, client: FlaskClient, text: str
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)

    answer = run(client, call("action_default_fallback", contact, text, intent="nlu_fallback"))

    assert followed(answer) == "action_open_referral"


@pytest.mark.parametrize(
    "text",
    [
        "can they arrest a child in Sfax?",
        "who can visit my son in jail",
        "hello there",
        "16",
        "the police got my message",
    ],
)
def test_what_tells_of_no_arrest_opens_none(
    database: Database, client: FlaskClient, text: str
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)

    answer = run(client, call("action_default_fallback", contact, text, intent="nlu_fallback"))

    assert followed(answer) is None


@pytest.mark.parametrize(
    ("intent", "text", "after"),
    [("report_arrest", "they took him to Jenin", "action_listen"),
     ("report_mistreatment", "they beat him in Jenin", "action_answer_right")],
)  # fmt: skip
def test_news_of_a_referral_that_stands_opens_no_second_one(
    database: Database, client: FlaskClient, intent: str, text: str, after: str
) -> None:
    contact, message = contact_with_referral(database, submitted=True)

    first = run(
        client, call("action_open_referral", contact, text, intent=intent, message_id=message)
    )
    told = run(client, call("action_update_case", contact, text, intent=intent, message_id=message))

    assert followed(first) == "action_update_case"
    assert followed(told) == after
    with database.reading() as session:
        referral = find_latest_referral(session, contact.id)
        assert referral is not None
        assert current_facts(session, referral.id)["place"].value == "Jenin"


def test_somebody_else_who_is_arrested_gets_a_referral_of_their_own(
    database: Database, client: FlaskClient
) -> None:
    contact, message = contact_with_referral(database, submitted=True)

    answer = run(
        client,
        call("action_open_referral", contact, "they took my daughter too, in Jenin",
             intent="report_arrest", message_id=message),
    )  # fmt: skip

    assert followed(answer) is None
    assert answer["responses"][0]["response"] == "utter_first_lines"


def test_who_was_let_go_is_asked_about_no_more(database: Database, client: FlaskClient) -> None:
    contact, message = contact_with_referral(database, submitted=True)

    answer = run(
        client,
        call("action_update_case", contact, "he is free", intent="update_case",
             message_id=message),
    )  # fmt: skip

    assert answer["responses"][0]["response"] == "utter_news_free"
    with database.reading() as session:
        referral = find_latest_referral(session, contact.id)
        assert referral is not None
        assert current_facts(session, referral.id)["released"].value == "yes"


@pytest.mark.parametrize(
    ("action", "intent"),
    [("action_default_fallback", "nlu_fallback"), ("action_small_talk", "out_of_scope")],
)
def test_reference_and_check_word_from_another_phone_ask_for_the_status(
    database: Database, client: FlaskClient, action: str, intent: str
) -> None:
    with database.transaction() as session:
        theirs = make_referral(session, make_contact(session), submitted=True)
        stranger = make_contact(session, address="+15550166")
        named = f"what is with {theirs.reference} {theirs.check_word}"

    assert followed(run(client, call(action, stranger, named, intent=intent))) == (
        "action_case_status"
    )
    told = run(client, call("action_case_status", stranger, named, intent=intent))
    assert [each["response"] for each in told["responses"]] == ["utter_status_open"]
    # Without it the bot would go on answering for ever.
    assert followed(told) == "action_listen"


def test_a_reference_of_six_digits_is_one_with_its_check_word_and_a_telephones_without(
    database: Database, client: FlaskClient
) -> None:
    with database.transaction() as session:
        theirs = make_referral(session, make_contact(session), submitted=True)
        stranger = make_contact(session, address="+15550166")
        theirs.reference, theirs.check_word = "224-877", "flower"

    def led_to(text: str) -> str | None:
        action, intent = "action_default_fallback", "nlu_fallback"
        return followed(run(client, call(action, stranger, text, intent=intent)))

    assert led_to("what is with 224-877 flower") == "action_case_status"
    assert led_to("what is with 224-877") is None


def _status(client: FlaskClient, stranger: Contact, text: str) -> list[str]:
    told = run(client, call("action_case_status", stranger, text, intent="check_case_status"))
    return [each["response"] for each in told["responses"]]


def test_a_check_word_is_not_found_by_writing_all_of_them_or_one_after_another(
    database: Database, client: FlaskClient
) -> None:
    with database.transaction() as session:
        theirs = make_referral(session, make_contact(session), submitted=True)
        stranger = make_contact(session, address="+15550166")
        theirs.check_word = "mountain"
        right = f"{theirs.reference} mountain"

    assert _status(client, stranger, f"{right} river salt") == ["utter_status_word"]
    assert _status(client, stranger, f"{theirs.reference} river") == ["utter_status_word"]
    # Another everyday word may stand there by chance.
    assert _status(client, stranger, f"{right}, he went to school") == ["utter_status_open"]

    with database.transaction() as session:
        for word in ("river", "salt"):
            make_inbound(session, stranger, f"{theirs.reference} {word}", now=datetime.now(UTC))
    assert _status(client, stranger, right) == ["utter_status_open"]

    with database.transaction() as session:
        make_inbound(session, stranger, f"{theirs.reference} tree", now=datetime.now(UTC))
    assert _status(client, stranger, right) == ["utter_status_word"]


def test_a_reference_alone_tells_a_stranger_only_to_write_the_word_with_it(
    database: Database, client: FlaskClient
) -> None:
    with database.transaction() as session:
        theirs = make_referral(session, make_contact(session), submitted=True).reference
        stranger = make_contact(session, address="+15550166")

    said = [
        [
            each["response"]
            for each in run(client, call("action_case_status", stranger, text))["responses"]
        ]
        for text in (f"my number is {theirs}", "my number is XXX-XXX")
    ]

    assert said == [["utter_status_word"], ["utter_status_word"]]


def test_a_release_that_the_bot_did_not_see_is_kept_between_two_questions(
    database: Database, client: FlaskClient
) -> None:
    contact, message = contact_with_referral(database, submitted=False)
    told = call(
        "action_default_fallback", contact, "he came home just now", intent="nlu_fallback",
        message_id=message,
    )  # fmt: skip

    answered = run(client, told)

    assert [each["response"] for each in answered["responses"]] == ["utter_news_free"]
    assert followed(answered) == "action_listen"


@pytest.mark.parametrize(
    ("action", "intent"),
    [("action_default_fallback", "nlu_fallback"), ("action_small_talk", "help")],
)
@pytest.mark.parametrize(
    ("text", "response"),
    [("help my grandson", "utter_did_you_mean"), ("help me with a thing", None)],
)
def test_of_whom_help_is_asked_for_it_is_asked_whether_they_are_held(
    database: Database, client: FlaskClient, action: str, intent: str,
    text: str, response: str | None,
) -> None:  # fmt: skip
    with database.transaction() as session:
        stranger = make_contact(session, address="+15550167")

    [said] = run(client, call(action, stranger, text, intent=intent))["responses"]

    other = "utter_help" if intent == "help" else "utter_please_rephrase"
    assert said["response"] == (response or other)
    if response:
        assert said["offered"] == ["meant:intent:report_arrest", "intent:nlu_fallback"]
