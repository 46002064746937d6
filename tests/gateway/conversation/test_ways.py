"""WhatsApp's 24 hours: what goes as it is, what waits, and who is asked to write."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.carrier import ApprovedTemplate, OutcomeUnknown, Refused
from helpline.storage.contacts import get_contact
from helpline.storage.kinds import (
    Author,
    HeldBecause,
    MessageForm,
    MessageState,
)
from helpline.storage.messages import Draft, Option, add_outbound
from helpline.storage.tables import Message, new_id
from tests.gateway.conversation.conftest import SETTLE, Setup
from tests.gateway.conversation.whatsapp import (
    ASKS,
    DAY,
    HOUR,
    Approved,
    outbound,
    put,
    report,
    templates,
    whatsapp,
    write,
)

__all__ = ["templates", "whatsapp"]


def test_within_24_hours_words_go_as_they_are(whatsapp: Setup) -> None:
    whatsapp.clock.pass_by(DAY - timedelta(seconds=1))
    put(whatsapp, "the lawyer is on her way")

    whatsapp.serve()

    assert whatsapp.carrier.bodies == ["the lawyer is on her way"]


@pytest.mark.parametrize(
    ("author", "turn", "template"),
    [
        (Author.STAFF, "", "helpline_reply"),
        (Author.BOT, "follow-up:1", "helpline_follow_up"),
        (Author.SYSTEM, "back:1", "helpline_news"),
    ],
)
def test_after_24_hours_a_template_that_says_nothing_goes_and_the_words_wait(
    whatsapp: Setup, author: Author, turn: str, template: str
) -> None:
    whatsapp.clock.pass_by(DAY)
    put(whatsapp, "the lawyer is on her way", author=author, turn=turn)

    whatsapp.serve()

    [(_, sent)] = whatsapp.carrier.taken
    assert sent.template == ApprovedTemplate(f"HX-{template}", f"{template}: {ASKS}", "en")
    held, asking = (message for message, _ in outbound(whatsapp))
    assert (held.state, held.held_because) == (MessageState.WAITING, HeldBecause.WINDOW)
    assert (asking.form, asking.author) == (MessageForm.TEMPLATE, Author.SYSTEM)


def test_who_is_silent_is_asked_to_write_once_and_then_gets_everything_in_order(
    whatsapp: Setup,
) -> None:
    whatsapp.clock.pass_by(DAY)
    for body in ("one", "two", "three"):
        put(whatsapp, body)
        whatsapp.serve()
    assert len(whatsapp.carrier.bodies) == 1

    write(whatsapp)

    assert whatsapp.carrier.bodies[1:] == ["one", "two", "three", "We are here."]


def test_without_an_approved_template_words_wait_and_nothing_goes(
    whatsapp: Setup, templates: Approved
) -> None:
    templates.names.clear()
    whatsapp.clock.pass_by(DAY)
    put(whatsapp, "the lawyer is on her way")

    whatsapp.serve()
    whatsapp.serve()

    assert whatsapp.carrier.bodies == []
    [(held, _)] = outbound(whatsapp)
    assert held.held_because is HeldBecause.WINDOW
    write(whatsapp)
    assert whatsapp.carrier.bodies == ["the lawyer is on her way", "We are here."]


@pytest.mark.parametrize("at_once", [True, False])
def test_85_what_whatsapp_refuses_as_too_late_goes_the_same_way(
    whatsapp: Setup, at_once: bool
) -> None:
    message_id = put(whatsapp, "the lawyer is on her way")
    if at_once:
        whatsapp.carrier.script = [Refused("63016")]
        whatsapp.serve()
    else:
        whatsapp.serve()
        report(whatsapp, message_id, "63016")
    whatsapp.serve()

    (held, _), (asking, _) = outbound(whatsapp)
    assert (held.state, held.held_because) == (MessageState.WAITING, HeldBecause.WINDOW)
    assert asking.form is MessageForm.TEMPLATE
    sent = len(whatsapp.carrier.bodies)
    write(whatsapp)
    assert whatsapp.carrier.bodies[sent:] == ["the lawyer is on her way", "We are here."]


def test_86_what_waited_for_more_than_three_days_is_not_sent_and_staff_see_it(
    whatsapp: Setup,
) -> None:
    whatsapp.clock.pass_by(DAY)
    put(whatsapp, "come at ten tomorrow")
    whatsapp.serve()
    whatsapp.clock.pass_by(3 * DAY + HOUR)

    write(whatsapp)

    assert "come at ten tomorrow" not in whatsapp.carrier.bodies
    (message, _), *_ = outbound(whatsapp)
    assert (message.state, message.error_code) == (MessageState.FAILED, "waited too long")


def test_a_question_that_is_not_needed_any_more_is_not_asked_when_they_write(
    whatsapp: Setup,
) -> None:
    whatsapp.clock.pass_by(DAY)
    put(whatsapp, "Is there news?", author=Author.BOT, turn="follow-up:of-no-referral")
    whatsapp.serve()

    write(whatsapp)

    assert "Is there news?" not in whatsapp.carrier.bodies


def test_a_number_is_no_answer_to_a_question_that_waited_until_it_came(whatsapp: Setup) -> None:
    options = (Option("Yes", "intent:affirm"), Option("No", "intent:deny"))
    whatsapp.clock.pass_by(DAY)
    with whatsapp.database.transaction() as session:
        add_outbound(
            session, get_contact(session, whatsapp.contact_id),
            Draft("Is it?\n1 Yes\n2 No", "en", options=options),
            turn=new_id(), position=0, author=Author.BOT, now=whatsapp.clock(),
        )  # fmt: skip
    whatsapp.serve()

    write(whatsapp, "1")

    assert "Is it?\n1 Yes\n2 No" in whatsapp.carrier.bodies
    assert "choice" not in whatsapp.bot.turns[-1]["metadata"]


def test_options_go_as_what_can_be_tapped_each_under_an_id_of_this_message(
    whatsapp: Setup,
) -> None:
    whatsapp.bot.script = [question()]
    write(whatsapp)

    [(_, sent)] = whatsapp.carrier.taken
    assert sent.body == "Are they a child?\n1 Yes\n2 No"
    assert sent.offer is not None
    assert sent.offer.text == "Are they a child?"
    assert [(each.id, each.title) for each in sent.offer.choices] == [
        (f"{sent.id}.1", "Yes"), (f"{sent.id}.2", "No"),
    ]  # fmt: skip
    assert sent.offer.button == "Choose"


def test_by_sms_nothing_is_offered_to_tap(setup: Setup) -> None:
    setup.bot.script = [question()]
    setup.write("help")
    setup.serve()

    [(_, sent)] = setup.carrier.taken
    assert sent.offer is None


@pytest.mark.parametrize("code", ["63013", "63021", "21656"])
def test_buttons_that_whatsapp_does_not_take_go_again_as_words_once(
    whatsapp: Setup, code: str
) -> None:
    whatsapp.bot.script = [question()]
    write(whatsapp)
    [(message, _)] = outbound(whatsapp)
    whatsapp.carrier.taken[0] = ("", whatsapp.carrier.taken[0][1])
    change_form(whatsapp, message.id, MessageForm.OPTIONS)

    report(whatsapp, message.id, code)
    whatsapp.serve()

    assert len(whatsapp.carrier.taken) == 2
    assert whatsapp.carrier.taken[-1][1].offer is None
    report(whatsapp, message.id, code)
    whatsapp.serve()
    assert len(whatsapp.carrier.taken) == 2


def test_an_unknown_outcome_is_settled_though_the_24_hours_are_over_by_then(
    whatsapp: Setup,
) -> None:
    whatsapp.clock.pass_by(DAY - timedelta(seconds=1))
    put(whatsapp, "we come")
    whatsapp.carrier.takes_before_failing = True
    whatsapp.carrier.script = [OutcomeUnknown()]
    whatsapp.serve()
    whatsapp.clock.pass_by(SETTLE + timedelta(seconds=1))

    whatsapp.serve()

    assert whatsapp.carrier.bodies == ["we come"]
    [(message, _)] = outbound(whatsapp)
    assert message.state is MessageState.SENT


def question() -> dict[str, object]:
    buttons = [{"title": "Yes", "payload": "child:yes"}, {"title": "No", "payload": "child:no"}]
    return {"replies": [{"text": "Are they a child?", "language": "en", "buttons": buttons}]}


def change_form(setup: Setup, message_id: str, form: MessageForm) -> None:
    with setup.database.transaction() as session:
        session.query(Message).filter_by(id=message_id).one().form = form
