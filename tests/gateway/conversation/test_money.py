"""What the carrier has charged takes the place of what we reckoned with."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from gateway.carrier import NotSent
from gateway.conversation.money import Charges
from helpline.carrying.prices import Cost
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.spending import Sent, add_spend, day_of, record_price, spent_on
from tests.builders import FAMILY_NUMBER, NOW, make_contact, make_outbound

SID = "SM" + "1" * 32


class Biller:
    """A carrier that tells what its script holds."""

    def __init__(self, *charged: tuple[str, int]) -> None:
        self.charged = list(charged)
        self.asked: list[datetime] = []

    def list_charged(self, *, since: datetime) -> list[tuple[str, int]]:
        self.asked.append(since)
        if not self.charged:
            raise NotSent("429")
        return self.charged


def sent_message(database: Database) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        message = make_outbound(session, contact)
        message.provider_sid = SID
        cost = Cost(300_000, is_estimate=True)
        record_price(message, cost, parts=1, now=NOW)
        sent = Sent(Channel.SMS, "US", FAMILY_NUMBER, 1, is_automatic=True)
        add_spend(session, sent, cost, now=NOW)


def spent(database: Database) -> int:
    with database.reading() as session:
        return spent_on(session, day_of(NOW))


def test_a_charge_is_asked_once_an_hour_and_known_by_the_carriers_id(
    any_database: Database,
) -> None:
    sent_message(any_database)
    biller = Biller((SID, 8_300), ("SM" + "2" * 32, 999))
    charges = Charges(any_database, biller)

    done = [charges.run_due(now=NOW + timedelta(minutes=minutes)) for minutes in (0, 30, 60)]

    assert done == [2, 0, 2]
    assert spent(any_database) == 8_300
    assert NOW - biller.asked[0] > timedelta(hours=24)


def test_a_carrier_that_does_not_tell_is_asked_again_the_next_hour(database: Database) -> None:
    sent_message(database)
    biller = Biller()
    charges = Charges(database, biller)

    with pytest.raises(NotSent):
        charges.run_due(now=NOW)
    biller.charged = [(SID, 8_300)]
    charges.run_due(now=NOW + timedelta(hours=1))

    assert spent(database) == 8_300
