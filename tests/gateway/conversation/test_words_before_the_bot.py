"""STOP, START and HELP, alone in a message: done before the bot, also while it is away, and
confirmed once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.conversation.bot import Bot
from gateway.conversation.turn import TurnTaker
from helpline.settings import Settings
from helpline.storage.contacts import get_contact
from helpline.storage.kinds import Channel, Handler
from helpline.storage.tables import Contact
from helpline.text.language import LanguageGuesser
from tests.builders import make_contact, make_outbound
from tests.gateway.conversation.conftest import SETTLE, Setup, before, said

STOPPED, STARTED, HELP = "utter_stopped", "utter_started", "utter_keyword_help"


@pytest.fixture
def away(setup: Setup, any_settings: Settings) -> Setup:
    """The same, and no bot can be reached."""
    nowhere = Bot(replace(any_settings, rasa_url="http://127.0.0.1:1"))
    guesser = LanguageGuesser.from_training(any_settings.var)
    setup.service._turns = TurnTaker(nowhere, guesser, before(setup.carrier))
    return setup


def on_whatsapp(setup: Setup) -> None:
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        contact.channel, contact.last_inbound_at = Channel.WHATSAPP, setup.clock()


def contact_of(setup: Setup) -> Contact:
    with setup.database.reading() as session:
        return get_contact(session, setup.contact_id)


@pytest.mark.parametrize("word", ["STOP", " stop ", "Stop.", "ARRET", "توقف", "PARAR", "停止"])
@pytest.mark.parametrize("channel", list(Channel))
def test_36_a_lone_stop_ends_our_writing_without_the_bot_and_is_confirmed_at_most_once(
    away: Setup, word: str, channel: Channel
) -> None:
    if channel is Channel.WHATSAPP:
        on_whatsapp(away)
    away.write(word, "hello?", word)

    away.serve()

    by_the_carrier = channel is Channel.SMS and word.strip().lower() == "stop"
    assert len(away.carrier.taken) == (0 if by_the_carrier else 1)
    assert contact_of(away).opted_out_at is not None


def test_36_what_still_waited_to_be_sent_is_not_sent_after_a_stop(away: Setup) -> None:
    with away.database.transaction() as session:
        waiting = make_outbound(session, get_contact(session, away.contact_id), "a late answer")
        waiting.next_at = away.clock() + timedelta(minutes=1)
    on_whatsapp(away)
    away.write("STOP")
    away.serve()

    away.clock.pass_by(timedelta(minutes=2))
    away.serve()

    assert away.carrier.bodies == [said(STOPPED)]


def test_37_stop_inside_a_sentence_is_no_opt_out(setup: Setup) -> None:
    setup.write("make them stop hitting him")

    setup.serve()

    assert len(setup.bot.turns) == 1
    assert contact_of(setup).opted_out_at is None


@pytest.mark.parametrize("word", ["إيقاف", "بند"])
def test_37_words_that_tell_of_an_arrest_are_no_opt_out(setup: Setup, word: str) -> None:
    setup.write(word)

    setup.serve()

    assert contact_of(setup).opted_out_at is None


@pytest.mark.parametrize("word", ["START", "ابدأ", "सुरु"])
def test_38_a_lone_start_begins_again_and_is_confirmed_once(away: Setup, word: str) -> None:
    on_whatsapp(away)
    away.write("STOP", word, word)
    away.serve()

    assert away.carrier.bodies.count(said(STARTED)) == 1
    assert away.carrier.bodies[0] == said(STOPPED)
    assert contact_of(away).opted_out_at is None


def test_38_the_carrier_confirms_its_own_words_on_sms(setup: Setup) -> None:
    setup.write("STOP", "START", "hello?")

    setup.serve()

    assert setup.carrier.bodies == ["We are here."]


def test_38_yes_is_an_answer_for_who_has_not_stopped(setup: Setup) -> None:
    setup.write("YES")

    setup.serve()

    assert [turn["text"] for turn in setup.bot.turns] == ["YES"]


@pytest.mark.parametrize("word", ["HELP", "Info", "مساعدة", "maddat", "အကူအညီ"])
def test_39_a_lone_help_is_answered_without_the_bot(away: Setup, word: str) -> None:
    away.write(word)

    away.serve()

    assert away.carrier.bodies == [said(HELP)]


def test_39_a_number_after_the_help_picks_what_it_offered(setup: Setup) -> None:
    setup.write("HELP", "4")

    setup.serve()

    assert setup.bot.turns[0]["metadata"]["choice"] == "intent:talk_to_human"


def test_39_help_does_not_interrupt_staff(setup: Setup) -> None:
    with setup.database.transaction() as session:
        get_contact(session, setup.contact_id).handler = Handler.STAFF
    setup.write("HELP")

    setup.serve()

    assert setup.carrier.bodies == []


def test_a_word_that_one_language_alone_has_is_confirmed_in_it(setup: Setup) -> None:
    with setup.database.transaction() as session:
        get_contact(session, setup.contact_id).language = None
    on_whatsapp(setup)
    setup.write("बन्द गर्नुहोस्")

    setup.serve()

    assert setup.carrier.bodies == [said(STOPPED, "ne")]


def test_36_69_a_turn_that_is_taken_again_after_a_crash_confirms_once(setup: Setup) -> None:
    on_whatsapp(setup)
    setup.write("STOP")
    send, setup.service._deliverer.send = setup.service._deliverer.send, _crash  # type: ignore[method-assign]
    setup.serve()

    setup.service._deliverer.send = send  # type: ignore[method-assign]
    setup.clock.pass_by(SETTLE)
    setup.serve()

    assert setup.carrier.bodies == [said(STOPPED)]


def _crash(*_: object, **__: object) -> None:
    raise RuntimeError("killed before the send")


def test_36_a_stop_from_a_sender_that_is_no_person_is_kept_and_not_confirmed(setup: Setup) -> None:
    with setup.database.transaction() as session:
        setup.contact_id = make_contact(session, address="72345").id
    setup.write("arret")

    setup.serve()

    assert setup.carrier.bodies == []
    assert contact_of(setup).opted_out_at is not None
