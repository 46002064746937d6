"""Signing in, the account and the staff pages in a real browser: with keys, without scripts, in
both directions, on a phone, and for screen readers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from helpline.storage.database import Database
from helpline.storage.kinds import Role
from tests.gateway.console.browsing import console, give_password, tabs
from tests.gateway.console.desk import make_staff

NEW_PASSWORD = "seven grey herons at noon"
OpenPage = Callable[..., Page]


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """An installation as it is unless somebody says otherwise, at a name for which there are
    passkeys.
    """
    environ.pop("STAFF_SECOND_FACTOR")
    return environ


@pytest.fixture
def address(environ: dict[str, str]) -> Iterator[str]:
    """The address of the console, served over real HTTP at a name that browsers trust."""
    with console(environ, host="localhost") as address:
        yield address


@pytest.fixture
def base(database: Database) -> Database:
    """The console's database, with an administrator for each direction of writing."""
    with database.transaction() as session:
        make_staff(session, "boss", role=Role.ADMINISTRATOR, language="en")
        make_staff(session, "samir", role=Role.ADMINISTRATOR, language="ar")
    return database


@pytest.fixture
def open_browser(browser: Browser, address: str, base: Database) -> Iterator[OpenPage]:
    """Opens a browser of somebody's own; afterwards no page may have complained of anything."""
    expected = ("401 (UNAUTHORIZED)", "422 (UNPROCESSABLE", "Clear-Site-Data header on")
    with tabs(browser, address, expected=expected) as opened:
        yield opened.open


def set_up(page: Page) -> str:
    """Sets the authenticator up and leaves the recovery codes; returns the secret."""
    page.locator("details.more summary").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.fill("#code", pyotp.TOTP(secret).now())
    page.press("#code", "Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    return secret


def look(page: Page, name: str) -> None:
    """Holds a page to the rules for screen readers and narrow screens."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.response["violations"] == [], (name, found.generate_report())
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{name} is {wide} pixels too wide"


@pytest.mark.parametrize(("username", "direction"), [("boss", "ltr"), ("samir", "rtl")])
@pytest.mark.parametrize("dark", [False, True])
def test_the_pages_can_be_read_by_everybody_on_a_narrow_phone(
    open_browser: OpenPage, username: str, direction: str, dark: bool
) -> None:
    page = open_browser(width=320, color_scheme="dark" if dark else "light")
    page.goto("/console/sign-in")
    look(page, "sign-in")
    give_password(page, username)
    # A page that is on its way cannot be looked at: something of it is awaited first.
    expect(page.locator("details.more summary")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("dir", direction)
    look(page, "authenticator")
    set_up(page)
    look(page, "recovery codes")
    for path in ("account", "account/password", "account/passkeys", "staff", "staff/invite"):
        page.goto(f"/console/{path}")
        look(page, path)
    page.locator(".role input").first.check()
    page.locator("main form button").click()
    expect(page.locator(".secret")).to_be_visible()
    look(page, "link")
    page.goto("/console/staff")
    look(page, "staff with an invitation")
    page.locator(".row-link").first.click()
    page.wait_for_url("**/console/staff/*")
    look(page, "one of staff")
    page.goto("/console/confirm")
    look(page, "confirm")
    give_password(page, username)
    expect(page.locator("#code")).to_be_visible()
    look(page, "code")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_guest_comes_from_an_invitation_to_a_desk(open_browser: OpenPage, scripts: bool) -> None:
    boss = open_browser()
    give_password(boss, "boss")
    set_up(boss)
    boss.goto("/console/staff")
    boss.get_by_role("link", name="Invite somebody").click()
    boss.locator("input[value=intake]").check()
    boss.get_by_role("button", name="Make the link").click()
    link = boss.locator(".secret").inner_text()

    guest = open_browser(width=360, scripts=scripts)
    guest.goto(link)
    guest.get_by_label("Username").fill("binod")
    guest.get_by_label("New password").fill(NEW_PASSWORD)
    guest.get_by_label("The same again").fill(NEW_PASSWORD)
    guest.get_by_role("button", name="Go on").click()
    set_up(guest)
    guest.get_by_role("link", name="I have kept them").click()

    expect(guest).to_have_url(re.compile("/console/$"))
    boss.goto("/console/staff")
    expect(boss.get_by_role("link", name="binod")).to_be_visible()


def test_a_passkey_is_added_and_lets_in(open_browser: OpenPage) -> None:
    page = open_browser()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    kind = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
    give_password(page, "boss")
    set_up(page)
    page.goto("/console/account")
    page.get_by_role("link", name=re.compile("^Add")).click()
    page.get_by_label("What you call it").fill("this laptop")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("this laptop").first).to_be_visible()

    page.locator("details.account summary").click()
    page.get_by_role("button", name="Sign out").click()
    give_password(page, "boss")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page).to_have_url(re.compile("/console/staff$"))


def test_a_recovery_code_lets_in_without_scripts(open_browser: OpenPage) -> None:
    page = open_browser(scripts=False)
    give_password(page, "boss")
    set_up(page)
    code = page.locator(".codes code").first.inner_text()
    page.goto("/console/account")
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Sign out").click()

    give_password(page, "boss")
    page.get_by_text("I do not have my phone").click()
    page.get_by_label("Recovery code").fill(code)
    page.get_by_role("button", name="Use the recovery code").click()

    expect(page).to_have_url(re.compile("/console/staff$"))
    page.goto("/console/account")
    expect(page.get_by_text("9 are left.")).to_be_visible()
