"""While the bot is away: one message that says so, and the answers in order when it is back."""

from __future__ import annotations

from datetime import timedelta

from helpline.storage.contacts import get_contact
from helpline.storage.kinds import Direction, MessageState
from tests.gateway.conversation.conftest import Setup, echo, said

HOLDING = "utter_holding"


def fail_for(setup: Setup, minutes: int) -> None:
    """Lets the bot fail at every try, of which there are a few a minute."""
    for _ in range(minutes * 2):
        setup.bot.script = ["<html>"]
        setup.serve()
        setup.clock.pass_by(timedelta(seconds=30))
    setup.bot.script = []


def test_56_a_short_absence_is_not_told(setup: Setup) -> None:
    setup.write("help us")
    setup.bot.script = [503, *echo("We are here.")]

    setup.serve()
    setup.clock.pass_by(timedelta(seconds=40))
    setup.serve()

    assert setup.carrier.bodies == ["We are here."]


def test_56_who_waits_is_told_once_and_then_answered_in_order(setup: Setup) -> None:
    setup.write("one", "two", "three")
    fail_for(setup, minutes=3)
    assert setup.carrier.bodies == [said(HOLDING)]
    assert setup.states(Direction.INBOUND) == [MessageState.NEW] * 3

    setup.bot.script = [*echo("to one", "to two", "to three")]
    setup.serve()

    assert setup.carrier.bodies == [said(HOLDING), "to one", "to two", "to three"]


def test_56_the_next_outage_is_told_again(setup: Setup) -> None:
    setup.write("one")
    fail_for(setup, minutes=3)
    setup.serve()
    setup.write("two")
    fail_for(setup, minutes=3)
    setup.serve()

    assert setup.carrier.bodies == [said(HOLDING), "We are here."] * 2


def test_56_it_is_told_in_the_language_of_the_contact(setup: Setup) -> None:
    with setup.database.transaction() as session:
        get_contact(session, setup.contact_id).language = "ne"
    setup.write("मेरो छोरालाई प्रहरीले लग्यो")

    fail_for(setup, minutes=3)

    assert setup.carrier.bodies == [said(HOLDING, "ne")]


def test_56_a_number_sent_before_it_still_picks_what_was_offered(setup: Setup) -> None:
    buttons = [
        {"title": "Yes", "payload": "age_group:child"},
        {"title": "No", "payload": "age_group:adult"},
    ]
    setup.bot.script = [{"replies": [{"text": "Under 18?", "buttons": buttons}]}]
    setup.write("they took him")
    setup.serve()
    setup.write("1")
    fail_for(setup, minutes=3)

    setup.serve()

    assert setup.bot.turns[-1]["metadata"]["choice"] == "age_group:child"


def test_36_a_stop_behind_what_waits_for_the_bot_is_heard_and_nothing_is_answered(
    setup: Setup,
) -> None:
    setup.write("they took him", "are you there?", "arret")
    fail_for(setup, minutes=1)
    setup.serve()

    assert setup.carrier.bodies == [said("utter_stopped")]
    assert setup.states(Direction.INBOUND) == [MessageState.DONE] * 3


def test_38_a_start_before_a_stop_does_not_undo_it(setup: Setup) -> None:
    setup.write("start", "they took him", "arret")
    fail_for(setup, minutes=1)
    setup.serve()

    with setup.database.reading() as session:
        assert get_contact(session, setup.contact_id).opted_out_at is not None


def test_39_a_help_behind_what_waits_for_the_bot_is_answered_at_once(setup: Setup) -> None:
    setup.write("they took him", "HELP")
    setup.bot.script = [503]
    setup.serve()
    setup.bot.script = [*echo("We are here.")]
    setup.clock.pass_by(timedelta(seconds=5))
    setup.serve()

    assert setup.carrier.bodies == [said("utter_keyword_help"), "We are here."]
