"""Requests for a file of cases, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpline.errors import NotFound
from helpline.storage import exports
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from helpline.storage.scope import Scope
from tests.builders import NOW, make_contact, make_referral
from tests.gateway.console.desk import make_staff


def test_a_request_is_counted_let_out_taken_once_and_ends(any_database: Database) -> None:
    with any_database.transaction() as session:
        case = make_referral(session, make_contact(session))
        later = make_referral(
            session, make_contact(session, address="+15550178"), now=NOW + timedelta(hours=3)
        )
        asked_by = make_staff(session, "one", role=Role.SUPERVISOR)
        approver = make_staff(session, "two", role=Role.ADMINISTRATOR)
        scope = Scope(Role.SUPERVISOR, asked_by.id, None)
        choice = exports.Choice(NOW - timedelta(days=1), NOW + timedelta(days=1))
        chosen = exports.list_chosen(session, scope, choice)
        export = exports.ask(session, asked_by.id, chosen, "why", has_names=False, now=NOW)
    with any_database.reading() as session:
        (shown,) = exports.list_requests(session, now=NOW)

    assert chosen == [case.id, later.id]
    assert (shown.cases, shown.first, shown.last) == (2, NOW, NOW + timedelta(hours=3))
    assert (shown.reason, shown.asked_by, shown.approved_by) == ("why", "one", None)
    with any_database.transaction() as session:
        with pytest.raises(exports.NotTwo):
            exports.approve(session, export.id, asked_by.id, now=NOW)
        exports.approve(session, export.id, approver.id, now=NOW)
        taken = exports.take(session, export.id, scope, now=NOW + timedelta(minutes=59))
        with pytest.raises(NotFound):
            exports.take(session, export.id, scope, now=NOW)
    assert taken.references == (case.reference, later.reference)


def test_what_is_over_is_deleted_and_what_holds_is_not(any_database: Database) -> None:
    with any_database.transaction() as session:
        case = make_referral(session, make_contact(session))
        for number, age in enumerate((23, 25)):
            staff = make_staff(session, f"boss-{number}", role=Role.SUPERVISOR)
            asked_at = NOW - timedelta(hours=age)
            exports.ask(session, staff.id, [case.id], "why", has_names=True, now=asked_at)
        exports.forget_ended(session, now=NOW)
        left = exports.list_requests(session, now=NOW - timedelta(hours=24))

    assert [each.asked_by for each in left] == ["boss-0"]
