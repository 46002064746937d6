"""What sending costs, by day: counted at once by many, and corrected by what was charged."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from helpline.carrying.prices import Cost
from helpline.storage.database import Database
from helpline.storage.kinds import Author, Channel, PriceBasis
from helpline.storage.spending import (
    Sent,
    add_spend,
    automatic_to_alike,
    automatic_to_country,
    count_accepted,
    day_of,
    forget_old_counts,
    list_spend,
    most_to_alike,
    record_charge,
    record_price,
    spent_on,
)
from tests.builders import FAMILY_NUMBER, NOW, make_contact, make_outbound

TODAY = day_of(NOW)
SENT = Sent(Channel.SMS, "NP", FAMILY_NUMBER, 2, is_automatic=True)
GUESS, LISTED = Cost(600_000, is_estimate=True), Cost(600_000, is_estimate=False)


def test_what_is_sent_is_added_up_by_day_country_and_channel(any_database: Database) -> None:
    with any_database.transaction() as session:
        add_spend(session, SENT, GUESS, now=NOW)
        add_spend(session, SENT, LISTED, now=NOW)
        add_spend(session, SENT, LISTED, now=NOW + timedelta(days=1))
        whatsapp = Sent(Channel.WHATSAPP, None, FAMILY_NUMBER, 1, is_automatic=False)
        add_spend(session, whatsapp, Cost(5000, is_estimate=False), now=NOW)

        assert spent_on(session, TODAY) == 1_205_000
        listed = [
            (each.country, each.channel, each.messages, each.parts, each.estimated)
            for each in list_spend(session, since=TODAY)
            if each.day == TODAY
        ]
        assert listed == [("", Channel.WHATSAPP, 1, 1, 0), ("NP", Channel.SMS, 2, 4, 1)]


def test_fifty_who_count_at_once_lose_nothing(any_database: Database) -> None:
    def count(_: int) -> None:
        with any_database.transaction() as session:
            add_spend(session, SENT, LISTED, now=NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(50)))

    with any_database.reading() as session:
        assert spent_on(session, TODAY) == 50 * 600_000
        assert automatic_to_alike(session, Channel.SMS, FAMILY_NUMBER, TODAY) == 50


def test_numbers_are_alike_but_for_their_last_four_digits(database: Database) -> None:
    with database.transaction() as session:
        for address in ("+9779812340001", "+9779812349999", "+9779812350001"):
            add_spend(session, Sent(Channel.SMS, "NP", address, 1, True), LISTED, now=NOW)
        by_hand = Sent(Channel.SMS, "NP", "+9779812340002", 1, is_automatic=False)
        add_spend(session, by_hand, LISTED, now=NOW)

        assert automatic_to_alike(session, Channel.SMS, "+9779812341234", TODAY) == 2
        assert automatic_to_alike(session, Channel.WHATSAPP, "+9779812341234", TODAY) == 0
        assert automatic_to_country(session, "NP", TODAY) == 3
        assert most_to_alike(session, TODAY) == 2


def test_counts_of_alike_numbers_are_forgotten_after_days(database: Database) -> None:
    with database.transaction() as session:
        add_spend(session, SENT, LISTED, now=NOW)
        forget_old_counts(session, now=NOW + timedelta(days=1))
        assert most_to_alike(session, TODAY) == 1

        forget_old_counts(session, now=NOW + timedelta(days=4))

        assert most_to_alike(session, TODAY) == 0
        assert spent_on(session, TODAY) == 600_000


@pytest.mark.parametrize(("cost", "estimated"), [(GUESS, 1), (LISTED, 0)])
def test_what_was_charged_takes_the_place_of_the_price_we_reckoned_with_once(
    any_database: Database, cost: Cost, estimated: int
) -> None:
    with any_database.transaction() as session:
        contact = make_contact(session, address="+9779812345678")
        message = make_outbound(session, contact)
        record_price(message, cost, parts=2, now=NOW)
        add_spend(session, SENT, cost, now=NOW)
        [row] = list_spend(session, since=TODAY)
        assert row.estimated == estimated

        for _ in range(3):
            record_charge(session, message, 240_000)

        [row] = list_spend(session, since=TODAY)
        assert (row.micro_usd, row.estimated) == (240_000, 0)
        assert (message.price_micro_usd, message.price_basis) == (240_000, PriceBasis.CHARGED)


def test_a_charge_for_what_we_never_reckoned_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        message = make_outbound(session, make_contact(session))

        record_charge(session, message, 240_000)

        assert message.price_micro_usd is None


def test_only_what_the_carrier_took_is_counted_of_a_contact(database: Database) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        for _ in range(2):
            make_outbound(session, contact)
        taken = make_outbound(session, contact)
        record_price(taken, LISTED, parts=1, now=NOW)

        def counted(author: Author, ago: timedelta) -> int:
            return count_accepted(session, contact.id, (author,), since=NOW - ago)

        assert counted(Author.BOT, timedelta(hours=1)) == 1
        assert counted(Author.STAFF, timedelta(hours=1)) == 0
        assert counted(Author.BOT, -timedelta(hours=1)) == 0
