"""Whose cases an office sees: those of its numbers, and of numbers that have none."""

from __future__ import annotations

from itertools import product

import pytest

from helpline.storage.database import Database
from helpline.storage.kinds import Channel, Role
from helpline.storage.messages import list_conversations
from helpline.storage.numbers import NumberSettings, OwnAddress, office_of, set_number
from helpline.storage.queue import list_queued
from helpline.storage.scope import Scope, is_contact_in, is_referral_in
from tests.builders import NOW, make_contact, make_referral

SERVICE = OwnAddress(Channel.SMS, f"MG{'0' * 32}")
OFFICES = ("unset", None, "", "Lalitpur", "Tunis")
LALITPUR = Scope(Role.INTAKE, "s" * 32, "Lalitpur")


@pytest.mark.parametrize("by_service", [True, False])
def test_an_office_sees_whom_its_own_number_or_else_messaging_service_was_written_to(
    any_database: Database, by_service: bool
) -> None:
    with any_database.transaction() as session:
        expected = set()
        for index, offices in enumerate(product(OFFICES, OFFICES)):
            own = [f"+155500{index:05}", f"MG{index:032}"]
            for address, office in zip(own, offices, strict=True):
                if office != "unset":
                    chosen = NumberSettings(office=office)
                    set_number(session, OwnAddress(Channel.SMS, address), chosen, now=NOW)
            contact = make_contact(session, address=f"+155501{index:05}")
            contact.own_address, contact.own_service = own[0], own[1] if by_service else None
            referral = make_referral(session, contact)
            if office_of(session, contact) in (None, "", "Lalitpur"):
                expected.add(contact.id)
            assert is_contact_in(session, LALITPUR, contact.id) is (contact.id in expected)
            assert is_referral_in(session, LALITPUR, referral.id) is (contact.id in expected)

        listed = {each.id for each, _ in list_conversations(session, scope=LALITPUR)}
        assert listed == {each.contact_id for each in list_queued(session, scope=LALITPUR)}
        assert listed == expected


def test_a_service_of_another_office_hides_a_contact_and_ones_own_shows_them(
    database: Database,
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        contact.own_service = SERVICE.address
        seen = []
        for office in ("Tunis", "Lalitpur"):
            set_number(session, SERVICE, NumberSettings(office=office), now=NOW)
            seen.append(is_contact_in(session, LALITPUR, contact.id))

    assert seen == [False, True]
