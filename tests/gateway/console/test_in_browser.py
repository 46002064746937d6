"""The console in a real browser, with its scripts and without, in both directions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete

from helpline.storage import referrals
from helpline.storage.database import Database
from helpline.storage.tables import Contact, Referral, StaffSession
from tests.builders import make_contact, make_inbound, make_outbound, make_referral
from tests.gateway.console.browsing import LIVE, console, tabs
from tests.gateway.console.desk import make_staff

DIRECTIONS = {"amina": "ltr", "samir": "rtl"}
# What the browser notes when a session is over, a page is not there, or somebody signs out.
EXPECTED = ("401 (UNAUTHORIZED)", "404 (NOT FOUND)", "Clear-Site-Data header on")
NEPALI = "उहाँलाई हनुमानढोका लगियो"
OpenPage = Callable[..., Page]


@pytest.fixture
def base(database: Database) -> Database:
    """The console's database, with a staff member for each direction of writing."""
    with database.transaction() as session:
        make_staff(session, "amina", language="en")
        make_staff(session, "samir", language="ar")
    return database


@pytest.fixture
def case(base: Database) -> tuple[Contact, Referral]:
    """A Nepali family's referral with a conversation."""
    now = datetime.now(UTC)
    with base.transaction() as session:
        contact = make_contact(session, address="+15550101", language="ne", now=now)
        facts = {"held_name": "राम", "place": "ललितपुर", "age_group": "child", "held_by": "police"}
        referral = make_referral(session, contact, facts=facts, now=now)
        make_outbound(session, contact, "हामी यहाँ छौं।", now=now)
    return contact, referral


@pytest.fixture
def open_page(environ: dict[str, str], browser: Browser, base: Database) -> Iterator[OpenPage]:
    """Opens a page, with somebody signed in; afterwards no page may have complained of anything:
    a refused policy, a missing file or a script's error.
    """
    with console(environ) as address, tabs(browser, address, expected=EXPECTED) as opened:
        yield opened.sign_in


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("username", "direction"), DIRECTIONS.items())
def test_staff_open_a_referral_and_reply(
    open_page: OpenPage,
    case: tuple[Contact, Referral],
    username: str,
    direction: str,
    scripts: bool,
) -> None:
    reference = case[1].reference
    page = open_page(username, scripts=scripts)
    expect(page.locator("html")).to_have_attribute("dir", direction)

    page.get_by_role("link", name=reference).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(reference)
    box = page.locator("#body")
    box.fill("We are coming.\nStay where you are.")
    if scripts:
        expect(page.locator("#reply-count")).to_contain_text("34")
        # The number, whatever word the language puts beside it.
        expect(page.locator("#reply-count")).to_have_text(re.compile(r"(?=.*\b1\b)(?=.*SMS)"))
    page.locator("#reply button").click()

    sent = page.locator("#messages > li").last
    expect(sent.locator(".bubble")).to_have_text("We are coming.\nStay where you are.")
    expect(sent).to_contain_text(username)
    expect(box).to_have_value("")
    assert page.url.endswith(f"/console/referrals/{reference}#reply")


def test_double_click_on_send_sends_once(
    open_page: OpenPage, case: tuple[Contact, Referral]
) -> None:
    page = open_page()
    page.goto(f"/console/conversations/{case[0].id}")
    before = page.locator("#messages > li").count()

    page.fill("#body", "only once")
    page.locator("#reply button").dblclick()

    expect(page.get_by_text("only once", exact=True)).to_have_count(1)
    page.reload()
    expect(page.locator("#messages > li")).to_have_count(before + 1)


def test_new_messages_appear_while_a_reply_is_being_written(
    open_page: OpenPage, base: Database, case: tuple[Contact, Referral]
) -> None:
    contact, referral = case
    page = open_page()
    page.goto(f"/console/referrals/{referral.reference}")
    page.fill("#body", "half a sent")
    page.evaluate("document.querySelector('#messages > li').mine = 'kept'")

    with base.transaction() as session:
        make_inbound(session, contact, NEPALI, now=datetime.now(UTC))

    last = page.locator("#messages > li").last
    expect(last.locator(".bubble")).to_have_text(NEPALI, timeout=LIVE)
    expect(last.locator(".bubble")).to_be_in_viewport()
    expect(page.locator("#body")).to_have_value("half a sent")
    expect(page.locator("#body")).to_be_focused()
    # The message that was there is the same element still, so a selection in it would live.
    assert page.evaluate("document.querySelector('#messages > li').mine") == "kept"


def test_new_messages_do_not_carry_away_who_reads_older_ones(
    open_page: OpenPage, base: Database, case: tuple[Contact, Referral]
) -> None:
    contact = case[0]
    with base.transaction() as session:
        for number in range(30):
            make_inbound(session, contact, f"message {number}", now=datetime.now(UTC))
    page = open_page()
    page.goto(f"/console/conversations/{contact.id}")
    page.evaluate("document.getElementById('log').scrollTop = 100")

    with base.transaction() as session:
        make_inbound(session, contact, NEPALI, now=datetime.now(UTC))

    to_latest = page.get_by_role("link", name="New messages below")
    expect(to_latest).to_be_visible(timeout=LIVE)
    assert page.evaluate("document.getElementById('log').scrollTop") == 100
    to_latest.click()
    expect(page.get_by_text(NEPALI)).to_be_in_viewport()
    expect(to_latest).to_be_hidden()


def test_list_takes_in_new_referrals_and_keeps_the_focus(
    open_page: OpenPage, base: Database, case: tuple[Contact, Referral]
) -> None:
    page = open_page()
    page.get_by_role("link", name=case[1].reference).focus()

    with base.transaction() as session:
        other = make_contact(session, address="+15550102")
        added = make_referral(session, other, submitted=False, now=datetime.now(UTC)).reference

    expect(page.get_by_role("link", name=added)).to_be_visible(timeout=LIVE)
    # A child's case is more urgent than one of which nothing is told yet.
    expect(page.locator(".row").first).to_contain_text(case[1].reference)
    expect(page.locator(".row").last).to_contain_text("Incomplete")
    expect(page.get_by_role("link", name=case[1].reference)).to_be_focused()


def test_list_that_is_put_in_another_order_does_not_move_what_one_is_about_to_open(
    open_page: OpenPage, base: Database, case: tuple[Contact, Referral]
) -> None:
    waits_long = datetime.now(UTC) - timedelta(hours=3)
    with base.transaction() as session:
        for number in range(12):
            other = make_contact(session, address=f"+155501{number + 10}")
            make_referral(session, other, now=waits_long)
        last = make_contact(session, address="+15550199")
        referral = make_referral(session, last, now=datetime.now(UTC))
    page = open_page()
    page.set_viewport_size({"width": 1280, "height": 400})
    link = page.get_by_role("link", name=referral.reference)
    link.focus()
    before = link.bounding_box()

    with base.transaction() as session:
        for number, name in enumerate(("mistreatment", "medicine")):
            urgent = make_contact(session, address=f"+155501{number + 40}")
            make_referral(session, urgent, facts={name: "yes"}, now=datetime.now(UTC))
    expect(page.locator(".row.is-critical")).to_have_count(2, timeout=LIVE)

    expect(link).to_be_focused()
    assert link.bounding_box() == pytest.approx(before, abs=1)

    # It becomes the most urgent of all: it moves, and the focus goes with it.
    with base.transaction() as session:
        told = session.get_one(Referral, referral.id)
        for name in ("mistreatment", "whereabouts_unknown", "medicine"):
            referrals.add_fact(
                session, told, name, "yes", message_id=told.opened_by, now=datetime.now(UTC)
            )
    expect(page.locator(".row.is-critical")).to_have_count(3, timeout=LIVE)
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()


def test_reply_closes_by_itself_when_the_contact_opts_out(
    open_page: OpenPage, base: Database, case: tuple[Contact, Referral]
) -> None:
    page = open_page()
    page.goto(f"/console/conversations/{case[0].id}")
    expect(page.locator("#body")).to_be_enabled()

    with base.transaction() as session:
        contact = session.get(Contact, case[0].id)
        assert contact is not None
        contact.opted_out_at = datetime.now(UTC)

    expect(page.get_by_text("They wrote STOP")).to_be_visible(timeout=LIVE)
    expect(page.locator("#body")).to_be_disabled()


def test_conversation_is_taken_over_and_handed_back(
    open_page: OpenPage, case: tuple[Contact, Referral]
) -> None:
    page = open_page()
    page.goto(f"/console/referrals/{case[1].reference}")

    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_text("Staff answer. The bot is silent.")).to_be_visible()
    page.get_by_role("button", name="Hand back to the bot").click()
    expect(page.get_by_text("The bot answers.")).to_be_visible()


def test_nothing_stays_on_the_screen_once_the_session_is_over(
    open_page: OpenPage, base: Database, case: tuple[Contact, Referral]
) -> None:
    page = open_page()
    page.goto(f"/console/referrals/{case[1].reference}")

    with base.transaction() as session:
        session.execute(delete(StaffSession))

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=LIVE)
    expect(page.get_by_text("+15550101")).to_have_count(0)


def test_96_going_back_after_sign_out_shows_nothing(
    open_page: OpenPage, case: tuple[Contact, Referral]
) -> None:
    page = open_page()
    page.get_by_role("link", name=case[1].reference).click()
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    page.go_back()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text("+15550101")).to_have_count(0)


@pytest.mark.parametrize("username", DIRECTIONS)
def test_pages_need_no_sideways_scrolling_on_the_smallest_screen(
    open_page: OpenPage, base: Database, case: tuple[Contact, Referral], username: str
) -> None:
    contact, referral = case
    with base.transaction() as session:
        make_inbound(session, contact, "x" * 400, now=datetime.now(UTC))
    page = open_page(username, width=320)

    for path in ("", "conversations", "law?place=nepal", f"referrals/{referral.reference}",
                 f"conversations/{contact.id}", "nowhere"):  # fmt: skip
        page.goto(f"/console/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_96_hostile_words_run_nothing(
    open_page: OpenPage, base: Database, case: tuple[Contact, Referral]
) -> None:
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    with base.transaction() as session:
        make_inbound(session, case[0], hostile, now=datetime.now(UTC))
    page = open_page()

    page.goto(f"/console/conversations/{case[0].id}")

    # `open_page` fails the test if a dialog came up or the policy had to refuse anything.
    expect(page.locator("#messages > li").last.locator(".bubble")).to_have_text(hostile)


def test_pages_can_be_used_by_keyboard_alone(
    open_page: OpenPage, case: tuple[Contact, Referral]
) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    # What comes first is the choice whose cases are shown; j goes on to the first of them.
    expect(page.locator(".quick a").first).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=case[1].reference)).to_be_focused()
    page.keyboard.press("Enter")

    page.get_by_label("Your reply").focus()
    page.keyboard.type("by keyboard")
    # The page's own keys work once it counts what is typed.
    expect(page.locator("#reply-count")).to_contain_text("11 of 1600")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("by keyboard", exact=True)).to_be_visible()


def test_times_are_shown_in_the_browser_s_zone(
    open_page: OpenPage, base: Database, case: tuple[Contact, Referral]
) -> None:
    with base.transaction() as session:
        make_inbound(session, case[0], now=datetime(2020, 11, 23, 20, tzinfo=UTC))
    page = open_page()

    page.goto(f"/console/conversations/{case[0].id}")

    expect(page.locator("#messages")).to_contain_text("24 Nov 2020, 01:45")
