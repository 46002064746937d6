"""What sending keeps to: the money of a day, the pace of a number, and nothing hours old."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from gateway.carrier import NotSent
from gateway.conversation.carrying import FIRST_ANSWERS, GIVEN_UP, OLDEST, TOO_OLD, Carrying
from gateway.conversation.delivery import Deliverer
from gateway.conversation.money import HeldForMoney
from gateway.prices import LISTED
from helpline.carrying.limits import Limits
from helpline.carrying.prices import PriceTable
from helpline.settings import Settings
from helpline.storage.contacts import get_contact
from helpline.storage.holding import count_held
from helpline.storage.kinds import Author, Channel, HeldBecause, MessageState, PriceBasis
from helpline.storage.messages import Draft, list_messages
from helpline.storage.numbers import NumberSettings, OwnAddress, set_number
from helpline.storage.spending import day_of, list_spend, spent_on
from helpline.storage.tables import Contact, Message
from tests.builders import NOW, OWN_NUMBER, make_contact, make_outbound, make_referral
from tests.gateway.conversation.conftest import SETTLE, Setup, echo

PRICES = PriceTable.load(LISTED)
OF_RIGHTS = Draft("You may be silent.", law="nepal/right_to_silence@1")
NOON = NOW.replace(hour=12)


def limit(setup: Setup, **limits: int) -> Carrying:
    carrying = Carrying(PRICES, Limits(**limits))
    setup.service._deliverer = Deliverer(
        setup.database, setup.carrier, SETTLE, random.Random(1), carrying
    )
    return carrying


def put(setup: Setup, body: str | Draft, author: Author = Author.BOT, **more: object) -> str:
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        return make_outbound(session, contact, body, author=author, now=setup.clock(), **more).id


def answered_already(setup: Setup, times: int = FIRST_ANSWERS) -> None:
    """Lets the bot have answered a contact, so that what comes next is not the first."""
    for number in range(times):
        put(setup, f"answer {number}")
    setup.serve()
    setup.carrier.taken.clear()


def messages(setup: Setup) -> list[Message]:
    with setup.database.reading() as session:
        return list_messages(session, setup.contact_id)


def contact_of(setup: Setup) -> Contact:
    with setup.database.reading() as session:
        return get_contact(session, setup.contact_id)


def test_every_message_is_reckoned_when_the_carrier_has_taken_it(setup: Setup) -> None:
    put(setup, "x" * 200)
    put(setup, "We are here.", Author.STAFF)

    setup.serve()

    long, short = messages(setup)
    price = PRICES.find(Channel.SMS, "US").micro_usd
    assert [(each.parts, each.price_micro_usd) for each in (long, short)] == [
        (2, 2 * price), (1, price),
    ]  # fmt: skip
    assert long.price_basis is PriceBasis.ESTIMATE
    with setup.database.reading() as session:
        [row] = list_spend(session, since=day_of(setup.clock()))
        assert (row.messages, row.parts, row.micro_usd) == (2, 3, 3 * price)


def test_what_the_carrier_refused_costs_nothing(setup: Setup) -> None:
    put(setup, "We are here.")
    setup.carrier.script = [NotSent("429")]

    setup.serve()

    with setup.database.reading() as session:
        assert spent_on(session, day_of(setup.clock())) == 0


def test_past_the_cap_what_can_wait_of_the_bot_waits(setup: Setup) -> None:
    limit(setup)
    answered_already(setup)
    limit(setup, spend_micro_usd=1)
    put(setup, "How old are they?")

    setup.serve()

    held = messages(setup)[-1]
    assert (held.state, held.held_because) == (MessageState.WAITING, HeldBecause.SPEND)
    assert held.next_at is not None
    assert held.next_at > setup.clock()
    assert setup.carrier.bodies == []


@pytest.mark.parametrize(
    ("draft", "author"),
    [
        (Draft("I have read your papers."), Author.STAFF),
        (Draft("You will get nothing more from us."), Author.SYSTEM),
        (OF_RIGHTS, Author.BOT),
    ],
)
def test_past_the_cap_staff_rights_and_notices_go_also_before_what_waits(
    setup: Setup, draft: Draft, author: Author
) -> None:
    limit(setup)
    answered_already(setup)
    limit(setup, spend_micro_usd=1)
    put(setup, "How old are they?")
    setup.serve()
    put(setup, draft, author)

    setup.serve()

    assert setup.carrier.bodies == [draft.body]


def test_past_the_cap_the_first_answers_to_a_person_go(setup: Setup) -> None:
    limit(setup, spend_micro_usd=1)
    for number in range(FIRST_ANSWERS + 3):
        put(setup, f"answer {number}")

    setup.serve()

    assert setup.carrier.bodies == [f"answer {number}" for number in range(FIRST_ANSWERS)]


def test_past_the_cap_a_question_weeks_later_is_no_first_answer(setup: Setup) -> None:
    limit(setup, spend_micro_usd=0)
    put(setup, "Has a judge seen them?", turn="follow-up:1")

    setup.serve()

    assert setup.carrier.bodies == []


def test_whose_case_stands_before_staff_is_theirs_while_the_bot_must_wait(setup: Setup) -> None:
    limit(setup)
    answered_already(setup)
    with setup.database.transaction() as session:
        make_referral(session, get_contact(session, setup.contact_id), now=setup.clock())
    limit(setup, spend_micro_usd=1)
    put(setup, "How old are they?")

    setup.serve()

    assert contact_of(setup).awaits_staff_since == setup.clock()


def test_what_waited_goes_once_the_cap_is_raised_and_not_at_night(setup: Setup) -> None:
    limit(setup)
    setup.clock.now = NOON
    answered_already(setup)
    capped = limit(setup, spend_micro_usd=1)
    put(setup, "How old are they?")
    setup.serve()
    rung: list[str] = []
    raised = limit(setup, spend_micro_usd=10**9)
    with setup.database.transaction() as session:
        get_contact(session, setup.contact_id).country = "NP"

    assert HeldForMoney(setup.database, capped, rung.append).run_due(now=NOON) == 0
    night = NOON.replace(hour=20)
    assert HeldForMoney(setup.database, raised, rung.append).run_due(now=night) == 0
    assert HeldForMoney(setup.database, raised, rung.append).run_due(now=NOON) == 1

    assert rung == [setup.contact_id]
    setup.serve()
    assert setup.carrier.bodies == ["How old are they?"]
    with setup.database.reading() as session:
        assert count_held(session) == 0


def test_a_new_day_has_money_again_and_what_waited_is_not_too_old(setup: Setup) -> None:
    limit(setup)
    setup.clock.now = NOON
    answered_already(setup)
    capped = limit(setup, spend_micro_usd=1)
    put(setup, "How old are they?")
    setup.serve()

    setup.clock.pass_by(timedelta(days=1))
    assert HeldForMoney(setup.database, capped, lambda _: None).run_due(now=setup.clock()) == 1
    setup.serve()

    assert setup.carrier.bodies == ["How old are they?"]


def test_operators_are_alarmed_once_when_the_cap_is_near_and_once_when_it_is_reached(
    setup: Setup, caplog: pytest.LogCaptureFixture
) -> None:
    price = PRICES.find(Channel.SMS, "US").micro_usd
    limit(setup, spend_micro_usd=10 * price)
    for number in range(12):
        put(setup, f"answer {number}", Author.STAFF)

    setup.serve()

    said = [record.getMessage() for record in caplog.records if "money" in record.getMessage()]
    assert said == ["the money of the day is nearly spent", "the money of the day is spent"]


def test_a_number_with_a_pace_keeps_to_it_and_to_the_order(setup: Setup) -> None:
    with setup.database.transaction() as session:
        own = OwnAddress(Channel.SMS, OWN_NUMBER)
        set_number(session, own, NumberSettings(parts_per_minute=60), now=NOW)
    for number in range(20):
        put(setup, f"answer {number}")

    setup.serve()
    # Ten seconds of parts may wait at the carrier, besides the one that is on its way.
    assert len(setup.carrier.bodies) == 11
    for _ in range(20):
        setup.clock.pass_by(timedelta(seconds=1))
        setup.serve()

    assert setup.carrier.bodies == [f"answer {number}" for number in range(20)]


def test_87_one_contact_to_whom_much_is_written_slows_nobody(setup: Setup) -> None:
    with setup.database.transaction() as session:
        own = OwnAddress(Channel.SMS, OWN_NUMBER)
        set_number(session, own, NumberSettings(parts_per_minute=60), now=NOW)
        others = [make_contact(session, address=f"+1555012{n:02}").id for n in range(5)]
    for number in range(300):
        put(setup, f"flood {number}")
    setup.serve()
    flood = setup.contact_id
    for setup.contact_id in others:
        put(setup, f"to {setup.contact_id}")
        setup.serve()

    for _ in range(6):
        setup.clock.pass_by(timedelta(seconds=1))
        for setup.contact_id in [flood, *others]:
            setup.serve()

    # Each waits for the places before theirs, of which the flood has one at a time.
    assert {f"to {each}" for each in others} <= set(setup.carrier.bodies)


def test_without_a_pace_the_carrier_lets_messages_wait(setup: Setup) -> None:
    for number in range(50):
        put(setup, f"answer {number}")

    setup.serve()

    assert len(setup.carrier.bodies) == 50


def test_86_what_was_not_sent_for_hours_is_left_to_staff(setup: Setup) -> None:
    put(setup, "We are here.")
    setup.clock.pass_by(OLDEST)

    setup.serve()

    [message] = messages(setup)
    assert (message.state, message.error_code) == (MessageState.FAILED, TOO_OLD)
    assert setup.carrier.bodies == []


def test_86_what_the_carrier_does_not_take_for_hours_is_given_up_and_left_to_staff(
    setup: Setup,
) -> None:
    put(setup, "We are here.")
    tries = 0
    while messages(setup)[0].state is MessageState.WAITING:
        setup.carrier.script = [NotSent("429")]
        setup.serve()
        tries += 1
        setup.clock.pass_by(timedelta(minutes=5))

    [message] = messages(setup)
    assert (message.state, message.error_code) in [
        (MessageState.FAILED, GIVEN_UP), (MessageState.FAILED, TOO_OLD),
    ]  # fmt: skip
    assert tries > 40


def test_82_while_our_account_is_refused_nothing_is_given_up(setup: Setup) -> None:
    put(setup, "We are here.")
    setup.carrier.script = [NotSent("20003")]
    setup.clock.pass_by(OLDEST - timedelta(seconds=1))

    setup.serve()

    assert messages(setup)[0].state is MessageState.WAITING


def test_the_bots_answers_end_up_reckoned_through_the_whole_chain(setup: Setup) -> None:
    setup.bot.script = [*echo("We are here.")]
    setup.write("they took my brother")

    setup.serve()

    with setup.database.reading() as session:
        assert spent_on(session, day_of(setup.clock())) > 0


def test_the_last_message_to_who_was_erased_is_reckoned_as_well(
    setup: Setup, any_settings: Settings
) -> None:
    any_settings.var.mkdir(parents=True, exist_ok=True)
    limit(setup)
    setup.bot.script = [
        {"replies": [{"text": "Erased.", "response": "utter_deleted", "language": "en"}]}
    ]
    setup.write("1")

    setup.serve()

    assert setup.carrier.bodies == ["Erased."]
    with setup.database.reading() as session:
        [row] = list_spend(session, since=day_of(setup.clock()))
        assert (row.country, row.messages) == ("US", 1)
