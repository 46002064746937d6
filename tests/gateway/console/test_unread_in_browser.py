"""What is new in a case, in a real browser: read while it is in sight, and where it begins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from tests.builders import make_contact, make_inbound, make_referral
from tests.gateway.console.browsing import LIVE, console, tabs
from tests.gateway.console.desk import make_staff


@pytest.mark.parametrize("username", ["amina", "samir"])
def test_what_comes_while_a_case_is_in_sight_is_read_and_what_came_before_begins_at_a_line(
    environ: dict[str, str], browser: Browser, database: Database, username: str
) -> None:
    at = datetime.now(UTC) - timedelta(hours=1)
    with database.transaction() as session:
        make_staff(session, username, language="en" if username == "amina" else "ar")
        contact = make_contact(session, language="ne", now=at)
        reference = make_referral(session, contact, facts={"place": "Patan"}, now=at).reference
        contact_id = contact.id

    def write(words: str) -> None:
        with database.transaction() as session:
            make_inbound(session, get_contact(session, contact_id), words, now=datetime.now(UTC))

    with console(environ) as address, tabs(browser, address) as opened:
        page = opened.sign_in(username)
        row = page.locator(".row")
        expect(row.locator(".chip-new")).to_have_count(1)
        page.goto(f"/console/referrals/{reference}#reply")
        # Each part scrolls by itself: the page is never longer than the screen.
        assert page.evaluate(
            "document.scrollingElement.scrollHeight <= document.scrollingElement.clientHeight"
        )
        write("they moved him")
        expect(page.locator("#messages")).to_contain_text("they moved him", timeout=LIVE)
        page.goto("/console/")
        expect(row).to_have_count(1)
        expect(row.locator(".chip-new")).to_have_count(0)

        for number in range(30):
            write(f"news {number}")
        expect(row.locator(".chip-new")).to_have_count(1, timeout=LIVE)
        page.get_by_role("link", name=reference).click()

        expect(page.locator("#unread + li")).to_contain_text("news 0")
        expect(page.locator("#unread")).to_be_in_viewport()
