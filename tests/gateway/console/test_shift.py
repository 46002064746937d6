"""A whole shift in a real browser, in both directions of writing: from signing in, through an
urgent case of a family that writes Burmese, to signing out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from helpline.storage.database import Database
from helpline.storage.kinds import Author, Handler, ReferralState, Role
from helpline.storage.lawyers import LawyerTold, save_lawyer
from helpline.storage.messages import body_of, list_messages
from helpline.storage.tables import Contact
from tests.gateway.console.browsing import LIVE, console, give_password, tabs
from tests.gateway.console.cases import case_of, open_case, page
from tests.gateway.console.desk import make_staff

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HELD = {
    "held_name": "မောင်မောင်", "place": "မန္တလေး", "country": "myanmar", "held_by": "police",
    "age_group": "child", "mistreatment": "yes", "arrested_when": "20 hours ago",
}  # fmt: skip
ASKED = "ဆေး သို့မဟုတ် ဆရာဝန် လိုပါသလား။"
# What a person's own words must never do, wherever they stand.
UNWANTED = "<img src=x onerror=document.title='broken'>"


@pytest.fixture
def base(database: Database) -> Database:
    """The database of an office with one on duty for each direction of writing, and a lawyer."""
    with database.transaction() as session:
        for username, language in (("amina", "en"), ("samir", "ar")):
            make_staff(session, username, role=Role.SUPERVISOR, language=language, totp=SECRET)
        told = LawyerTold("Daw Khin", languages=("my",), jurisdictions=("myanmar",))
        save_lawyer(session, told, now=datetime.now(UTC))
    return database


@pytest.fixture
def tab(environ: dict[str, str], browser: Browser, base: Database) -> Iterator[Page]:
    """A browser at the console; afterwards no page may have complained of anything."""
    # Signing out has the browser forget what it kept; over plain http it says that it does not.
    # A live part that was asked for at that very moment is refused.
    expected = ("Clear-Site-Data header on", "401 (UNAUTHORIZED)")
    with console(environ) as address, tabs(browser, address, expected=expected) as opened:
        yield opened.open(timezone_id="Asia/Yangon")


@pytest.mark.parametrize(("username", "direction"), [("amina", "ltr"), ("samir", "rtl")])
def test_a_shift_goes_from_signing_in_to_signing_out(
    tab: Page, base: Database, username: str, direction: str
) -> None:
    sign_in(tab, username)
    expect(tab.locator("html")).to_have_attribute("dir", direction)
    word_a_reply_in_burmese(tab)
    tab.goto("/console/")
    expect(tab.locator(".row")).to_have_count(0)

    reference = open_case(base, language="my", **HELD)
    row = tab.locator(f".row[data-key='{reference}']")
    expect(row).to_have_class("row is-critical is-unread", timeout=LIVE)
    row.get_by_role("link", name=reference).click()

    tab.locator("button[formaction$='/claim']").click()
    expect(tab.locator(".assignment")).to_contain_text(username)

    reply_in_burmese(tab)
    ask_the_lawyer(tab, reference)
    write_a_note(tab, reference)
    correct_the_place(tab)

    tab.locator("#thread-status button[value='bot']").click()
    expect(tab.locator("#thread-status button[value='staff']")).to_be_visible()

    tab.locator("a[href$='/close']").click()
    tab.check("input[name='outcome'][value='released_without_charge']")
    tab.locator("main form button").click()
    expect(tab.locator("button[formaction$='/reopen']")).to_be_visible()

    look_at_the_page_to_print(tab, reference)
    find_by_name(tab, "Maung Maung", reference)

    tab.locator("details.account summary").click()
    tab.locator("form[action$='/sign-out'] button").click()
    expect(tab.locator("#username")).to_be_visible()
    tab.goto(page(reference))
    expect(tab.locator("#username")).to_be_visible()
    assert_it_stands(base, reference)


def sign_in(tab: Page, username: str) -> None:
    give_password(tab, username)
    tab.fill("#code", pyotp.TOTP(SECRET).now())
    tab.press("#code", "Enter")
    tab.wait_for_url("**/console/")


def word_a_reply_in_burmese(tab: Page) -> None:
    tab.goto("/console/canned?spoken=my")
    tab.fill("#says-health", ASKED)
    tab.locator("form:has(#says-health) button").click()
    expect(tab.locator("#says-health")).to_have_value(ASKED)


def reply_in_burmese(tab: Page) -> None:
    """Takes the conversation over and sends the ready reply that asks for medicine."""
    tab.locator("#thread-status button[value='staff']").click()
    tab.locator(".canned > summary").click()
    expect(tab.locator("#canned-health")).to_have_attribute("lang", "my")
    tab.locator("a[data-canned='canned-health']").click()
    expect(tab.locator("#body")).to_have_value(ASKED)
    tab.locator("#reply-fields button").click()
    expect(tab.locator("#messages > .said-staff .bubble")).to_have_text(ASKED)
    expect(tab.locator("#body")).to_have_value("")


def ask_the_lawyer(tab: Page, reference: str) -> None:
    tab.locator(".assignment a[href$='/lawyers']").click()
    tab.locator("button[name='lawyer']").first.click()
    expect(tab.locator("#link")).to_be_visible()
    tab.goto(page(reference))
    expect(tab.locator(".assignment")).to_contain_text("Daw Khin")


def write_a_note(tab: Page, reference: str) -> None:
    tab.locator("details:has(#note) summary").click()
    tab.fill("#note", f"The uncle waits outside. {UNWANTED}")
    tab.locator("form:has(#note) button").click()
    expect(tab.locator("#notes .note-body")).to_contain_text(UNWANTED)
    expect(tab.locator("main img")).to_have_count(0)


def correct_the_place(tab: Page) -> None:
    tab.locator("a[href$='/facts/place']").click()
    tab.fill("#field-place", "မြို့မရဲစခန်း")
    tab.fill("#reason", "The lawyer saw him there.")
    tab.locator("main form button").click()
    expect(tab.locator(".fact[data-key='place'] .fact-value")).to_have_text("မြို့မရဲစခန်း")
    expect(tab.locator(".fact[data-key='place'] del")).to_have_text("မန္တလေး")


def look_at_the_page_to_print(tab: Page, reference: str) -> None:
    tab.locator("a[href$='/print']").click()
    expect(tab.locator("h1")).to_have_text(reference)
    expect(tab.locator("main")).to_contain_text("မြို့မရဲစခန်း")
    expect(tab.locator("main")).not_to_contain_text("The uncle waits outside.")


def find_by_name(tab: Page, name: str, reference: str) -> None:
    tab.goto("/console/search")
    tab.fill("#q", name)
    tab.press("#q", "Enter")
    tab.get_by_role("link", name=reference).click()
    expect(tab.locator("h1")).to_have_text(reference)


def assert_it_stands(base: Database, reference: str) -> None:
    """Checks in the database what the shift has left there."""
    with base.reading() as session:
        referral = case_of(session, reference)
        assert referral.state is ReferralState.CLOSED
        contact = session.get_one(Contact, referral.contact_id)
        assert contact.handler is Handler.BOT
        replies = [
            body_of(session, each)
            for each in list_messages(session, contact.id)
            if each.author is Author.STAFF
        ]
    assert replies == [ASKED]
