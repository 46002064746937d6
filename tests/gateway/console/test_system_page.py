"""The state of the system and the settings in force: figures and codes, no content, no secret."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from gateway.console.in_force import HIDDEN, PUBLIC, settings_in_force
from helpline.carrying.prices import Cost
from helpline.settings import DEFAULTS, Settings
from helpline.storage.database import Database
from helpline.storage.heartbeats import beat
from helpline.storage.kinds import Channel, HeldBecause, MessageState, Role
from helpline.storage.numbers import NumberSettings, OwnAddress, set_number
from helpline.storage.refusals import add_refusal
from helpline.storage.spending import Sent, add_spend
from tests.builders import (
    CANARY_TEXT,
    FAMILY_NUMBER,
    OWN_NUMBER,
    make_contact,
    make_inbound,
    make_outbound,
)
from tests.gateway.console.desk import Desk, make_staff, words

PAGE = "/console/system"


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    return environ | {"SPEND_CAP_DAY": "10", "SERVED_COUNTRIES": "NP,TN"}


@pytest.fixture
def admin(app: Flask, database: Database) -> Desk:
    desk = Desk(app)
    with database.transaction() as session:
        member = make_staff(session, "sami", role=Role.ADMINISTRATOR)
    desk.enter(database, member)
    return desk


def spend(database: Database, usd: float, *, days_ago: int = 0, guess: bool = True) -> None:
    with database.transaction() as session:
        sent = Sent(Channel.SMS, "NP", FAMILY_NUMBER, 2, is_automatic=True)
        cost = Cost(int(usd * 1_000_000), is_estimate=guess)
        add_spend(session, sent, cost, now=datetime.now(UTC) - timedelta(days=days_ago))


def test_an_idle_system_says_so(admin: Desk) -> None:
    said = words(admin.get(PAGE).text)

    assert "Database ready" in said
    assert "Bot not ready" in said
    assert "$0.00 of $10.00 today (UTC)" in said
    assert "Did not arrive, within a week None" in said
    assert "Nepal , Tunisia" in said or "Nepal, Tunisia" in said


def test_what_waits_what_failed_and_what_was_refused_is_counted_in_words(
    admin: Desk, database: Database
) -> None:
    now = datetime.now(UTC)
    with database.transaction() as session:
        beat(session, "worker", now=now)
        contact = make_contact(session)
        contact.told_away_at = now
        contact.awaits_staff_since = now - timedelta(hours=3)
        make_inbound(session, contact, state=MessageState.NEW, now=now - timedelta(minutes=7))
        make_inbound(session, contact, state=MessageState.PARKED, now=now)
        make_outbound(session, contact, CANARY_TEXT, now=now - timedelta(minutes=4))
        make_outbound(session, contact, now=now).held_because = HeldBecause.SPEND
        for _ in range(3):
            failed = make_outbound(session, contact, now=now)
            failed.state, failed.error_code = MessageState.UNDELIVERED, "30005"
        add_refusal(session, "inbound", "no From", now=now)
        own = OwnAddress(Channel.SMS, OWN_NUMBER)
        set_number(session, own, NumberSettings(is_active=False), now=now)

    page = admin.get(PAGE).text

    said = words(page)
    for part in (
        "Worker: takes turns and sends ready", "bot&#39;s answer 1 the oldest", "7 min. ago",
        "To be sent 1 the oldest", "For the contact to write, or for money 1",
        "Left to staff by the bot 1", "People who wait for staff 1", "3 hr. ago",
        "1 person was told that the bot is away", "This number is not in use", "30005 3",
        "A message: no From 1", "1 message waits for a day with money", "is switched off",
    ):  # fmt: skip
        assert part.replace("&#39;", "'") in said.replace("&#39;", "'")
    assert CANARY_TEXT not in page
    assert FAMILY_NUMBER not in page


def test_what_is_spent_is_told_by_day_and_country_and_as_a_guess_where_it_is_one(
    admin: Desk, database: Database
) -> None:
    spend(database, 3.5)
    spend(database, 1.25, days_ago=1, guess=False)

    said = words(admin.get(PAGE).text)

    assert "about $3.50 (estimate) of $10.00 today (UTC)" in said
    assert "Nepal SMS 1 2 $3.50" in said
    assert "1 2 $1.25" in said
    assert "about $1.25" not in said
    assert "The money of the day is spent" not in said


def test_a_cap_that_is_reached_says_what_waits_and_what_goes(
    admin: Desk, database: Database
) -> None:
    spend(database, 10)

    assert "The money of the day is spent." in words(admin.get(PAGE).text)


def test_the_page_asks_as_much_of_the_database_for_many_as_for_none(
    admin: Desk, database: Database
) -> None:
    def asked() -> int:
        count = 0

        def note(*_: object) -> None:
            nonlocal count
            count += 1

        event.listen(database.engine, "before_cursor_execute", note)
        engine = admin.client.application.extensions["helpline"].database.engine
        event.listen(engine, "before_cursor_execute", note)
        admin.get(PAGE)
        event.remove(engine, "before_cursor_execute", note)
        event.remove(database.engine, "before_cursor_execute", note)
        return count

    admin.get(PAGE)
    before = asked()
    with database.transaction() as session:
        for number in range(10):
            contact = make_contact(session, address=f"+155501{number:02}")
            failed = make_outbound(session, contact, now=datetime.now(UTC))
            failed.state, failed.error_code = MessageState.FAILED, f"3000{number}"
    for days in range(10):
        spend(database, 1, days_ago=days)

    assert asked() == before


def test_every_setting_is_either_shown_or_told_of_and_no_secret_is(settings: Settings) -> None:
    assert PUBLIC | set(HIDDEN) == set(DEFAULTS)
    assert not PUBLIC & set(HIDDEN)


def test_the_settings_page_shows_what_is_in_force_and_no_secret(
    admin: Desk, settings: Settings, environ: dict[str, str]
) -> None:
    page = admin.get("/console/settings").text

    said = words(page)
    assert "SPEND_CAP_DAY 10 What it does" in said
    assert "HANDOVER_HOURS 12 by default" in said
    assert "HELPLINE_KEYS 1, not shown" in said
    assert "What may be spent in a day" in said
    for name in ("HELPLINE_KEYS", "SECRET_KEY", "TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID"):
        assert environ[name] not in page


def test_a_password_inside_an_address_is_not_shown(app: Flask, environ: dict[str, str]) -> None:
    environ["DATABASE_URL"] = "postgresql://helpline:not-for-eyes@db/helpline"
    with_password = Settings.from_env(environ)
    with app.test_request_context("/console/settings"):
        shown = {each.name: each.value for each in settings_in_force(with_password)}

    assert shown["DATABASE_URL"] == "postgresql://helpline:***@db/helpline"
