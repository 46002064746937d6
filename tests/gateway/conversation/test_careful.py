"""Phones that others read: who writes shows that it is them before anything is repeated."""

from __future__ import annotations

from datetime import timedelta

import pytest
import yaml
from sqlalchemy import select

from gateway.conversation.following_up import FollowUps
from gateway.conversation.render import render
from helpline.referrals import phone_words
from helpline.referrals.follow_ups import plan_after_silence
from helpline.referrals.phone_words import PhoneWords
from helpline.settings import ROOT
from helpline.storage import safeguards
from helpline.storage.contacts import get_contact
from helpline.storage.kinds import Author, FollowUpState, MessageState
from helpline.storage.messages import body_of, list_messages
from helpline.storage.referrals import current_facts, find_draft, find_latest_referral
from helpline.storage.safeguards import MASK
from helpline.storage.tables import FollowUp, Referral
from tests.builders import make_outbound, make_referral
from tests.gateway.conversation.conftest import SPEECH, Setup, said
from tests.gateway.conversation.wary import asks, make_case, write

READ = yaml.safe_load((ROOT / "helpline/referrals/phone_words.yml").read_text(encoding="utf-8"))
LANGUAGES = {
    "en": "en", "fr": "fr", "ar": "ar", "prs": "prs", "ps": "ps", "ne": "ne", "my": "my",
}  # fmt: skip


def test_an_unfinished_request_goes_on_once_it_is_still_them(setup: Setup) -> None:
    make_case(setup, draft=True)
    write(setup, "hello")
    question = said("utter_ask_still_you")

    assert write(setup, "in Lalitpur", after=timedelta(hours=73)) == [question]
    assert write(setup, "1") == ["We are here."]

    assert [turn["text"] for turn in setup.bot.turns] == ["hello", "in Lalitpur"]
    assert setup.bot.turns[-1]["metadata"]["hours_since"] == pytest.approx(73)
    assert write(setup, "police") == ["We are here."]


def test_a_request_that_was_opened_since_the_silence_goes_on_without_being_asked(
    setup: Setup,
) -> None:
    make_case(setup)
    write(setup, "hello")
    write(setup, "they took my cousin too", after=timedelta(hours=600))
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        make_referral(session, contact, submitted=False, now=setup.clock())

    assert write(setup, "1") == ["We are here."]


@pytest.mark.parametrize(
    ("hours", "discreet", "asked"),
    [(71, False, False), (73, False, True), (23, True, False), (25, True, True)],
)
def test_how_long_a_silence_must_be_to_be_asked(
    setup: Setup, hours: int, discreet: bool, asked: bool
) -> None:
    make_case(setup, draft=True, discreet=discreet)
    write(setup, "hello")

    answer = write(setup, "in Lalitpur", after=timedelta(hours=hours))

    assert (answer == [said("utter_ask_still_you")]) is asked


def test_a_question_of_anybody_is_answered_without_being_asked_who_they_are(setup: Setup) -> None:
    make_case(setup)
    write(setup, "hello")

    write(setup, "how long can they hold somebody?", after=timedelta(hours=80))
    write(setup, "any news of my request?")

    # The first message did not make them known.
    assert [turn["metadata"]["proof"] for turn in setup.bot.turns] == [
        None,
        "still_you",
        "still_you",
    ]


def test_what_an_option_meant_before_is_still_meant_once_it_is_them(setup: Setup) -> None:
    make_case(setup, draft=True)
    button = {"title": "Police", "payload": "held_by:police"}
    setup.bot.script = [
        {
            "replies": [
                {"text": "Who took them?", "response": "utter_ask_held_by", "buttons": [button]}
            ]
        }
    ]
    write(setup, "in Lalitpur")

    write(setup, "1", after=timedelta(hours=73))
    write(setup, "yes it's me")

    assert setup.bot.turns[-1]["metadata"]["choice"] == "held_by:police"


def test_no_ends_everything_that_goes_to_this_phone(setup: Setup) -> None:
    make_case(setup, draft=True)
    write(setup, "hello")
    write(setup, "what is this", after=timedelta(hours=73))
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        make_outbound(session, contact, "Your son", author=Author.SYSTEM).next_at = (
            setup.clock() + timedelta(days=1)
        )

    write(setup, "2")

    assert setup.bot.turns[-1]["metadata"]["choice"] == "still:no"
    with setup.database.reading() as session:
        contact = get_contact(session, setup.contact_id)
        assert contact.in_other_hands_at is not None
        assert find_latest_referral(session, contact.id) is None
        assert find_draft(session, contact.id) is None
        assert session.scalars(select(Referral)).one().withheld_at is not None
        listed = list_messages(session, contact.id)
        [held] = [each for each in listed if body_of(session, each) == "Your son"]
        assert (held.state, held.error_code) == (MessageState.CANCELED, safeguards.OTHER_HANDS)


def test_a_no_to_something_else_is_no_answer_to_who_they_are(setup: Setup) -> None:
    make_case(setup)
    write(setup, "hello")
    setup.bot.script = [asks("utter_ask_still_you"), {"replies": [{"text": "Do you need more?"}]}]
    write(setup, "any news?", "can they search our house?", after=timedelta(hours=80))

    write(setup, "no")

    with setup.database.reading() as session:
        assert get_contact(session, setup.contact_id).in_other_hands_at is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (language, phrase)
        for writing, phrases in READ["wrong_number"].items()
        for language in [writing.partition("-")[0]]
        for phrase in phrases[:3]
    ],
)
def test_a_wrong_number_is_let_go_in_every_writing(setup: Setup, language: str, text: str) -> None:
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        contact.language = LANGUAGES[language]
        make_outbound(session, contact, "Hello.", now=setup.clock()).state = MessageState.SENT

    write(setup, f"{text}!", after=timedelta(hours=30))

    assert setup.bot.turns[-1]["metadata"]["choice"] == "still:no"
    with setup.database.reading() as session:
        contact = get_contact(session, setup.contact_id)
        assert contact.in_other_hands_at == contact.last_inbound_at or contact.in_other_hands_at
        assert session.scalars(select(FollowUp)).all() == []


def test_a_wrong_number_in_the_middle_is_asked_about(setup: Setup) -> None:
    make_case(setup)
    write(setup, "hello")

    assert write(setup, "sorry wrong number") == [said("utter_ask_still_you")]
    write(setup, "yes")

    with setup.database.reading() as session:
        assert get_contact(session, setup.contact_id).in_other_hands_at is None
        assert find_latest_referral(session, setup.contact_id) is not None


def test_after_a_wrong_number_that_was_none_the_open_question_is_asked_again(setup: Setup) -> None:
    make_case(setup, draft=True)
    write(setup, "hello")
    write(setup, "sorry wrong number")

    assert write(setup, "yes") == ["We are here."]

    turn = setup.bot.turns[-1]
    # Their "yes" is no answer to that question.
    assert (turn["text"], turn["metadata"]["choice"]) == (MASK, "intent:greet")
    assert write(setup, "police") == ["We are here."]


def test_who_says_that_they_are_watched_gets_nothing_repeated(setup: Setup) -> None:
    make_case(setup)

    answer = write(setup, "they check my phone")

    assert answer == [said("utter_discreet_on"), said("utter_offer_word")]
    with setup.database.reading() as session:
        assert get_contact(session, setup.contact_id).discreet
    assert write(setup, "1") == [said("utter_ask_new_word")]


def test_a_phone_is_known_to_be_watched_from_a_message_about_something_else(setup: Setup) -> None:
    write(setup, "they took my brother. do not call, my phone is watched")

    assert len(setup.bot.turns) == 1
    with setup.database.reading() as session:
        assert get_contact(session, setup.contact_id).discreet


def test_a_phone_of_somebody_else_is_no_longer_said_to_be_safe(setup: Setup) -> None:
    make_case(setup, draft=True)

    assert write(setup, "this is not my phone") == [said("utter_discreet_on")]

    with setup.database.reading() as session:
        draft = find_draft(session, setup.contact_id)
        assert draft is not None
        assert current_facts(session, draft.id)["safe"].value == "no"


def test_each_answer_to_a_watched_phone_ends_in_the_advice_to_delete_it(setup: Setup) -> None:
    make_case(setup, discreet=True)
    law = {"text": "A judge", "response": "utter_law_answer"}
    setup.bot.script = [{"replies": [law, {"text": "What now?", "response": "utter_what_now"}]}]

    answer = write(setup, "how long?")

    assert answer == [f"A judge\n{said('utter_delete_now')}", "What now?"]


def test_the_bot_names_a_phrase_that_it_understands_in_every_language() -> None:
    for language in LANGUAGES:
        words = said("utter_delete_hint_word", language).rpartition(":")[2].strip(" .»«\"'")
        assert phone_words.says(PhoneWords.SET_WORD, words), language


@pytest.mark.parametrize("discreet", [False, True])
def test_what_we_ask_afterwards_names_nothing_on_a_phone_that_others_read(
    setup: Setup, discreet: bool
) -> None:
    make_case(setup, discreet=discreet)
    later = ask_afterwards(setup)

    setup.serve()

    expected = "utter_follow_up_discreet" if discreet else "utter_follow_up"
    assert later == [setup.contact_id]
    assert setup.carrier.bodies == [said(expected)]
    assert "judge" not in setup.carrier.bodies[0].splitlines()[0]


def test_nothing_is_asked_of_a_phone_in_other_hands(setup: Setup) -> None:
    make_case(setup)
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        contact.in_other_hands_at = setup.clock()
        session.scalars(select(Referral)).one().withheld_at = setup.clock()

    assert ask_afterwards(setup) == []

    with setup.database.reading() as session:
        assert [each.state for each in session.scalars(select(FollowUp))] == [
            FollowUpState.CANCELED
        ]


def ask_afterwards(setup: Setup) -> list[str]:
    """Lets a week go by in which nobody writes; returns who is asked for news."""
    with setup.database.transaction() as session:
        referral = session.scalars(select(Referral)).one()
        plan_after_silence(session, referral, now=setup.clock())
    # At noon: at night nobody is asked.
    setup.clock.now = (setup.clock.now + timedelta(days=8)).replace(hour=12)
    asking = FollowUps(setup.database, SPEECH, render)
    return asking.ask_due(now=setup.clock())
