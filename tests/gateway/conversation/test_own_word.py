"""A word of a contact's own: chosen, asked for, said wrong or forgotten, and never kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpline.storage import safeguards
from helpline.storage.contacts import get_contact
from helpline.storage.copies import list_due_copies
from helpline.storage.kinds import CopyTask, Handler
from helpline.storage.messages import last_offered
from tests.gateway.conversation.conftest import Setup, said
from tests.gateway.conversation.wary import WORD, asks, bodies_kept, make_case, set_word, write


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
        due = list_due_copies(session, now=setup.clock())
        assert [each.task for each in due] == [CopyTask.REDACT]


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


def test_after_three_wrong_words_neither_the_right_one_nor_a_yes_opens_anything(
    setup: Setup,
) -> None:
    make_case(setup)
    set_word(setup)
    setup.bot.script = [asks("utter_ask_word")]
    write(setup, "any news?", after=timedelta(hours=5))
    write(setup, "apricot", "almond", "olives")
    with setup.database.transaction() as session:
        get_contact(session, setup.contact_id).handler = Handler.BOT

    write(setup, WORD, "any news?")
    assert write(setup, "wrong number") == [said("utter_ask_still_you")]
    answer = write(setup, "yes")

    assert answer == [said("utter_word_to_staff")]
    assert [turn["metadata"]["proof"] for turn in setup.bot.turns] == ["word", "locked", "locked"]


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


def test_it_is_taken_back_only_by_who_has_shown_that_it_is_them(setup: Setup) -> None:
    make_case(setup)
    set_word(setup)

    asked = write(setup, "my phone is safe now", after=timedelta(hours=5))
    done = write(setup, WORD)

    assert asked == [said("utter_ask_word")]
    assert done == [said("utter_discreet_off")]
    with setup.database.reading() as session:
        assert not get_contact(session, setup.contact_id).discreet


def test_what_is_offered_last_is_not_hidden_by_the_question_for_a_word(setup: Setup) -> None:
    make_case(setup)
    set_word(setup)
    write(setup, "my phone is safe now", after=timedelta(hours=5))

    with setup.database.reading() as session:
        offered = last_offered(session, setup.contact_id)

    assert offered is None or offered.response != "utter_ask_word"
