"""Phones that others read: who writes shows that it is them before anything is repeated, and a word
of their own is never kept.
"""

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
from helpline.storage.copies import list_due_copies
from helpline.storage.kinds import Author, CopyTask, FollowUpState, Handler, MessageState
from helpline.storage.messages import body_of, last_offered, list_messages
from helpline.storage.referrals import find_draft, find_latest_referral
from helpline.storage.tables import FollowUp, Referral
from tests.builders import make_outbound, make_referral
from tests.gateway.conversation.conftest import SPEECH, Setup, said

WORD = "zaytoun"
READ = yaml.safe_load((ROOT / "helpline/referrals/phone_words.yml").read_text(encoding="utf-8"))
LANGUAGES = {
    "en": "en", "fr": "fr", "ar": "ar", "prs": "prs", "ps": "ps", "ne": "ne", "my": "my",
}  # fmt: skip


def make_case(setup: Setup, *, draft: bool = False, discreet: bool = False) -> None:
    """Gives the contact a request, told just now."""
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        contact.discreet = discreet
        make_referral(session, contact, submitted=not draft, now=setup.clock())


def write(setup: Setup, *bodies: str, after: timedelta = timedelta(minutes=1)) -> list[str]:
    """Writes after a silence and returns what the phone was sent for it."""
    for body in bodies:
        setup.clock.pass_by(after)
        had = len(setup.carrier.bodies)
        setup.write(body)
        setup.serve()
    return setup.carrier.bodies[had:]


def set_word(setup: Setup) -> None:
    assert write(setup, "set a word") == [said("utter_ask_new_word")]
    assert write(setup, WORD) == [said("utter_word_set")]


def bodies_kept(setup: Setup) -> list[str]:
    with setup.database.reading() as session:
        return [body_of(session, each) for each in list_messages(session, setup.contact_id)]


def asks(response: str) -> dict[str, object]:
    """What the bot answers where it must ask first."""
    return {"replies": [{"text": said(response), "response": response}]}


def test_a_word_is_chosen_and_nothing_of_it_is_kept(setup: Setup) -> None:
    make_case(setup)

    set_word(setup)

    assert setup.bot.turns == []
    assert WORD not in " ".join(bodies_kept(setup))
    assert safeguards.MASK in bodies_kept(setup)
    with setup.database.reading() as session:
        kept = safeguards.find_safeguard(session, setup.contact_id)
        assert kept is not None
        assert kept.word_hash is not None
        assert WORD not in kept.word_hash
        assert get_contact(session, setup.contact_id).discreet


@pytest.mark.parametrize(
    "unfit", ["help", "yes", "1", "a", "1234", "abcdefghijklmnopqrstu", "पुलिस", "lawyer!"]
)
def test_what_everybody_writes_is_no_word(setup: Setup, unfit: str) -> None:
    write(setup, "set a word")

    answer = write(setup, unfit)

    assert answer != [said("utter_word_set")]
    with setup.database.reading() as session:
        kept = safeguards.find_safeguard(session, setup.contact_id)
        assert kept is not None
        assert kept.word_hash is None


def test_a_sentence_in_place_of_a_word_goes_to_the_bot(setup: Setup) -> None:
    write(setup, "set a word")

    write(setup, "they are beating my brother")

    assert [turn["text"] for turn in setup.bot.turns] == ["they are beating my brother"]


def test_after_the_word_the_question_that_waited_is_answered(setup: Setup) -> None:
    make_case(setup)
    set_word(setup)
    setup.bot.script = [asks("utter_ask_word"), {"replies": [{"text": "It is with our staff."}]}]

    assert write(setup, "any news?", after=timedelta(hours=5)) == [said("utter_ask_word")]
    answered = write(setup, f" {WORD.upper()}! ")

    assert answered == ["It is with our staff."]
    first, second = setup.bot.turns
    assert first["metadata"]["proof"] == "word"
    assert (second["text"], second["metadata"]["proof"]) == ("any news?", None)
    assert second["metadata"]["has_word"]
    assert second["message_id"] != first["message_id"]
    assert WORD not in str(setup.bot.turns).lower()
    assert WORD not in " ".join(bodies_kept(setup)).lower()


def test_a_turn_that_failed_after_the_word_is_taken_again_without_it(setup: Setup) -> None:
    make_case(setup)
    set_word(setup)
    setup.bot.script = [asks("utter_ask_word"), 503, {"replies": [{"text": "With our staff."}]}]
    write(setup, "any news?", after=timedelta(hours=5))
    write(setup, WORD)

    setup.clock.pass_by(timedelta(seconds=5))
    setup.serve()

    assert setup.carrier.bodies[-1] == "With our staff."
    assert [turn["text"] for turn in setup.bot.turns] == ["any news?"] * 3


def test_three_wrong_words_lead_to_staff_and_the_right_one_comes_too_late(setup: Setup) -> None:
    make_case(setup)
    set_word(setup)
    setup.bot.script = [asks("utter_ask_word")]
    write(setup, "any news?", after=timedelta(hours=5))

    again = said("utter_word_again")
    assert write(setup, "Apricot") == [again]
    assert write(setup, "pomegranate") == [again]
    assert write(setup, "olives") == [said("utter_word_to_staff")]
    write(setup, WORD)

    with setup.database.reading() as session:
        contact = get_contact(session, setup.contact_id)
        assert contact.handler is Handler.STAFF
        assert contact.awaits_staff_since is not None
    assert len(setup.bot.turns) == 1
    assert WORD not in " ".join(bodies_kept(setup))


def test_who_does_not_know_the_word_any_more_is_helped_by_staff(setup: Setup) -> None:
    make_case(setup)
    set_word(setup)
    setup.bot.script = [asks("utter_ask_word")]
    write(setup, "any news?", after=timedelta(hours=5))

    assert write(setup, "0") == [said("utter_word_to_staff")]

    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        assert contact.handler is Handler.STAFF
        contact.handler = Handler.BOT
        kept = safeguards.get_safeguard(session, setup.contact_id)
        safeguards.forget_word(kept)
    assert write(setup, "hello") == ["We are here."]
    assert setup.bot.turns[-1]["metadata"]["has_word"] is False


def test_a_guess_that_nobody_asked_for_tells_nothing(setup: Setup) -> None:
    make_case(setup)
    set_word(setup)

    right = write(setup, WORD, after=timedelta(hours=6))
    wrong = write(setup, "apricot")

    assert right == wrong
    assert setup.bot.turns[0]["metadata"]["choice"] == "intent:nlu_fallback"
    assert setup.bot.turns[0]["metadata"]["proof"] == "word"


def test_an_unfinished_request_goes_on_once_it_is_still_them(setup: Setup) -> None:
    make_case(setup, draft=True)
    write(setup, "hello")
    question = said("utter_ask_still_you")

    assert write(setup, "in Lalitpur", after=timedelta(hours=73)) == [question]
    assert write(setup, "1") == ["We are here."]

    assert [turn["text"] for turn in setup.bot.turns] == ["hello", "in Lalitpur"]
    assert setup.bot.turns[-1]["metadata"]["hours_since"] == pytest.approx(73)
    assert write(setup, "police") == ["We are here."]


@pytest.mark.parametrize(("hours", "discreet", "asked"), [(71, False, False), (73, False, True), (23, True, False), (25, True, True)])  # fmt: skip
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


def test_it_is_taken_back_only_by_who_has_shown_that_it_is_them(setup: Setup) -> None:
    make_case(setup)
    set_word(setup)

    asked = write(setup, "my phone is safe now", after=timedelta(hours=5))
    done = write(setup, WORD)

    assert asked == [said("utter_ask_word")]
    assert done == [said("utter_discreet_off")]
    with setup.database.reading() as session:
        assert not get_contact(session, setup.contact_id).discreet


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


def test_what_is_offered_last_is_not_hidden_by_the_question_for_a_word(setup: Setup) -> None:
    make_case(setup)
    set_word(setup)
    write(setup, "my phone is safe now", after=timedelta(hours=5))

    with setup.database.reading() as session:
        offered = last_offered(session, setup.contact_id)

    assert offered is None or offered.response != "utter_ask_word"
