"""Two families of one person held, and a phone in other hands, in a real browser: in both
directions, with scripts and without, on a narrow screen, and usable by all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from helpline.referrals.duplicates import compare_changed
from helpline.storage.database import Database
from tests.builders import make_contact, make_referral
from tests.gateway.console.browsing import console, tabs
from tests.gateway.console.desk import make_staff

FACTS = {
    "held_name": "Sita Shrestha", "place": "Lalitpur", "country": "nepal", "held_by": "police",
    "arrested_when": "yesterday evening", "sex": "female", "age_group": "adult",
}  # fmt: skip
OpenPage = Callable[..., Page]


@pytest.fixture
def references(database: Database) -> list[str]:
    """The references of what two families told of one person, in a base with two of staff."""
    now, told = datetime.now(UTC), []
    with database.transaction() as session:
        make_staff(session, "amina", language="en")
        make_staff(session, "samir", language="ar")
        for address, name in (("+15550101", "Sita Shrestha"), ("+15550102", "सीता श्रेष्ठ")):
            contact = make_contact(session, address=address, language="ne", now=now)
            facts = FACTS | {"held_name": name}
            told.append(make_referral(session, contact, facts=facts, now=now).reference)
    compare_changed(database, now=now)
    return told


@pytest.fixture
def open_page(
    environ: dict[str, str], browser: Browser, references: list[str]
) -> Iterator[OpenPage]:
    """Opens the first referral; afterwards no page may have complained of anything."""

    def open_first(username: str, **options: Any) -> Page:
        page = opened.sign_in(username, **options)
        page.goto(f"/console/referrals/{references[0]}")
        return page

    with console(environ) as address, tabs(browser, address) as opened:
        yield open_first


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("username", ["amina", "samir"])
def test_staff_link_and_undo(
    open_page: OpenPage, references: list[str], username: str, scripts: bool
) -> None:
    tab = open_page(username, scripts=scripts)
    one = tab.locator(f".alike-one[data-key='{references[1]}']")
    expect(one).to_have_count(1)

    one.locator("button[value^='linked']").click()
    expect(one).to_have_class("alike-one is-linked")
    expect(tab.locator(".compared")).to_contain_text("सीता श्रेष्ठ")

    one.locator("button[value^='candidate']").focus()
    tab.keyboard.press("Enter")
    expect(one).to_have_class("alike-one")
    one.locator("button[value^='dismissed']").click()
    expect(tab.locator(".alike-one")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("username", ["amina", "samir"])
def test_the_parts_can_be_used_by_all_on_a_narrow_screen(
    open_page: OpenPage, references: list[str], username: str, scheme: str
) -> None:
    tab = open_page(username, width=320, color_scheme=scheme)
    tab.locator("button[value^='linked']").first.click()
    tab.locator("#phone button[value='other-hands']").click()
    expect(tab.locator("#phone button[value='same-person']")).to_be_visible()

    width = tab.evaluate("document.documentElement.scrollWidth")
    found = Axe().run(tab)

    assert width <= 320
    assert found.violations_count == 0, found.generate_report()
