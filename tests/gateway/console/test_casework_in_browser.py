"""A case from its claim to its close in a real browser, in both directions, with scripts and
without; and whether the pages can be used by all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from helpline.storage.database import Database
from helpline.storage.events import Happening, add_event
from helpline.storage.kinds import EventKind, EventSource, Role
from helpline.storage.lawyers import LawyerTold, save_lawyer
from tests.gateway.console.browsing import LIVE, console, tabs
from tests.gateway.console.cases import case_of, open_case, page
from tests.gateway.console.desk import make_staff

DIRECTIONS = {"amina": "ltr", "samir": "rtl"}
OpenPage = Callable[..., Page]


@pytest.fixture
def base(database: Database) -> Database:
    """The console's database, with a supervisor for each direction of writing and a lawyer."""
    with database.transaction() as session:
        make_staff(session, "amina", role=Role.SUPERVISOR, language="en")
        make_staff(session, "samir", role=Role.SUPERVISOR, language="ar")
        told = LawyerTold("Sita Adhikari", languages=("ne",), jurisdictions=("nepal",))
        save_lawyer(session, told, now=datetime.now(UTC))
    return database


@pytest.fixture
def reference(base: Database) -> str:
    """A case of which the family has told that the person held is free."""
    reference = open_case(
        base, held_name="राम श्रेष्ठ", place="ललितपुर", country="nepal", held_by="police",
        age_group="adult", arrested_when="20 hours ago",
    )  # fmt: skip
    with base.transaction() as session:
        referral = case_of(session, reference)
        told = Happening(EventKind.RELEASED, EventSource.FAMILY, words="उहाँ घर आउनुभयो")
        add_event(session, referral, told, message_id=referral.opened_by, now=datetime.now(UTC))
    return reference


@pytest.fixture
def open_page(environ: dict[str, str], browser: Browser, base: Database) -> Iterator[OpenPage]:
    """Opens a page with somebody signed in; afterwards no page may have complained of anything."""
    with console(environ) as address, tabs(browser, address) as opened:
        yield opened.sign_in


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("username", "direction"), DIRECTIONS.items())
def test_a_case_goes_from_its_claim_to_its_close(
    open_page: OpenPage, reference: str, username: str, direction: str, scripts: bool
) -> None:
    tab = open_page(username, scripts=scripts)
    expect(tab.locator("html")).to_have_attribute("dir", direction)
    tab.get_by_role("link", name=reference).click()

    tab.locator("button[formaction$='/claim']").click()
    expect(tab.locator(".assignment")).to_contain_text(username)

    tab.locator("details:has(#note) summary").click()
    tab.fill("#note", "The uncle is an officer.")
    tab.locator("form:has(#note) button").click()
    expect(tab.locator("#notes")).to_contain_text("The uncle is an officer.")

    tab.locator("#events button[value='confirmed']").click()
    expect(tab.locator("#events .event")).to_have_class("event is-confirmed")
    expect(tab.locator(".clock .left")).to_have_count(0)

    tab.select_option("#event-kind", "medical")
    tab.locator("form:has(#event-kind) button").click()
    tab.check("input[name='outcome'][value='done']")
    tab.check("input[name='exactness'][value='date']")
    tab.fill("#day", "2026-11-20")
    tab.locator("main form button").click()
    expect(tab.locator("#events .event")).to_have_count(2)

    tab.locator("a[href$='/facts/place']").click()
    tab.fill("#field-place", "हनुमानढोका")
    tab.fill("#reason", "The lawyer saw them there.")
    tab.locator("main form button").click()
    expect(tab.locator(".fact[data-key='place'] .fact-value")).to_have_text("हनुमानढोका")
    expect(tab.locator(".fact[data-key='place'] del")).to_have_text("ललितपुर")

    tab.locator(".assignment a[href$='/lawyers']").click()
    tab.locator("button[name='lawyer']").click()
    expect(tab.locator("#link")).to_have_value(f"http://127.0.0.1{link_of(tab)}")
    tab.goto(page(reference))
    expect(tab.locator(".assignment")).to_contain_text("Sita Adhikari")

    tab.locator("a[href$='/print']").click()
    expect(tab.locator("h1")).to_have_text(reference)
    expect(tab.locator("main")).to_contain_text("Sita Adhikari")
    expect(tab.locator("main")).not_to_contain_text("The uncle is an officer.")
    tab.go_back()

    tab.locator("a[href$='/close']").click()
    tab.check("input[name='outcome'][value='released_without_charge']")
    tab.check("input[name='tell']")
    tab.locator("main form button").click()
    expect(tab.locator("button[formaction$='/reopen']")).to_be_visible()
    expect(tab.locator("#messages > li")).to_have_count(2)

    tab.goto("/console/search")
    tab.fill("#q", "Ram Shrestha")
    tab.press("#q", "Enter")
    tab.get_by_role("link", name=reference).click()
    expect(tab.locator("h1")).to_have_text(reference)


def link_of(tab: Page) -> str:
    """Returns the path of the link that is shown for a lawyer."""
    return tab.locator("#link").input_value().partition("127.0.0.1")[2]


def test_a_ready_reply_goes_into_the_box_beside_what_was_written(
    open_page: OpenPage, reference: str
) -> None:
    tab = open_page()
    tab.goto(page(reference))
    tab.fill("#body", "Namaste.")
    tab.locator(".canned summary").click()

    ready = tab.locator("#canned-read")
    expect(ready).to_have_attribute("lang", "ne")
    words = ready.inner_text()
    tab.locator("a[data-canned='canned-read']").click()

    expect(tab.locator("#body")).to_have_value(f"Namaste.\n{words}")
    expect(tab.locator("#body")).to_be_focused()


def test_what_is_opened_or_being_written_stays_while_the_page_refreshes_itself(
    open_page: OpenPage, base: Database, reference: str
) -> None:
    tab = open_page()
    tab.goto(page(reference))
    tab.locator("details:has(#history) summary").click()
    tab.locator("details:has(#note) summary").click()
    tab.fill("#note", "half a sent")

    with base.transaction() as session:
        referral = case_of(session, reference)
        told = Happening(EventKind.MOVED, EventSource.FAMILY)
        add_event(session, referral, told, message_id="m" * 32, now=datetime.now(UTC))

    expect(tab.locator("#events .event")).to_have_count(2, timeout=LIVE)
    expect(tab.locator("#history")).to_be_visible()
    expect(tab.locator("#note")).to_have_value("half a sent")
    expect(tab.locator("#note")).to_be_focused()
