"""The pages on numbers, spend and what did not arrive, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from gateway.console.access import complete_session, open_session
from helpline.storage.database import Database
from helpline.storage.kinds import Author, Channel, MessageState, Role
from helpline.storage.numbers import NumberSettings, OwnAddress, list_numbers
from helpline.storage.tables import Staff
from tests.builders import OWN_NUMBER, make_contact, make_outbound
from tests.gateway.console.browsing import console
from tests.gateway.console.desk import make_staff


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    return environ | {"SPEND_CAP_DAY": "20"}


@pytest.fixture
def site(environ: dict[str, str], database: Database) -> Iterator[str]:
    with console(environ) as address:
        yield address


def enter(page: Page, site: str, database: Database, member: Staff) -> None:
    with database.transaction() as session:
        now = datetime.now(UTC)
        opened = open_session(session, member, browser="Firefox", required=False, now=now)
        token = complete_session(session, opened.token, now=now)
    page.context.add_cookies([{"name": "helpline_staff", "value": token, "url": site}])


def staff(database: Database, role: Role, language: str = "en") -> Staff:
    with database.transaction() as session:
        return make_staff(session, role=role, language=language)


def violations(page: Page) -> list[str]:
    return [each["id"] for each in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_can_be_read_by_all_and_fit_the_screen(
    page: Page, site: str, database: Database, width: int, language: str
) -> None:
    member = staff(database, Role.ADMINISTRATOR, language)
    page.set_viewport_size({"width": width, "height": 800})
    enter(page, site, database, member)

    for name in ("numbers", "system", "settings"):
        page.goto(f"{site}/console/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert violations(page) == [], name


def test_a_number_is_set_by_keyboard_and_a_fault_is_told_at_its_field(
    page: Page, site: str, database: Database
) -> None:
    enter(page, site, database, staff(database, Role.ADMINISTRATOR))
    page.goto(f"{site}/console/numbers")
    form = page.locator("form.carrying-form").first

    form.get_by_label("When somebody is there").fill("always")
    page.keyboard.press("Enter")

    assert "Write days and hours" in form.get_by_role("alert").inner_text()
    wrong = form.get_by_label("When somebody is there")
    assert wrong.get_attribute("aria-invalid") == "true"
    assert violations(page) == []

    wrong.fill("Sun-Fri 10:00-17:00")
    form.get_by_label("Office").fill("Kathmandu")
    page.keyboard.press("Enter")

    page.get_by_role("status").get_by_text("Saved").wait_for()
    with database.reading() as session:
        assert list_numbers(session) == {
            OwnAddress(Channel.SMS, OWN_NUMBER): NumberSettings(
                office="Kathmandu", office_hours="Sun-Fri 10:00-17:00"
            )
        }


def test_staff_settle_what_did_not_arrive_and_see_what_a_reply_costs(
    page: Page, site: str, database: Database
) -> None:
    member = staff(database, Role.INTAKE)
    with database.transaction() as session:
        contact = make_contact(session, address="+9779812345678", now=datetime.now(UTC))
        missed = make_outbound(
            session, contact, "Call us.", author=Author.STAFF, now=datetime.now(UTC)
        )
        missed.state, missed.error_code = MessageState.UNDELIVERED, "30003"
    enter(page, site, database, member)
    page.goto(f"{site}/console/")

    page.get_by_role("link", name="Not delivered 1").click()
    assert violations(page) == []
    page.get_by_role("link", name="+9779812345678").click()
    page.get_by_label("Your reply").fill("Bring the paper to Mr. Kovač " + "x" * 60)
    page.locator("#reply-hint", has_text="LATIN SMALL LETTER C WITH CARON").wait_for()
    assert "2 SMS · about $0.6044 (estimate)" in page.locator("#reply-count").inner_text()
    page.get_by_label("Your reply").fill("")
    page.locator("#reply-hint:empty").wait_for(state="attached")

    page.get_by_role("link", name="Not delivered 1").click()
    page.get_by_role("button", name="Done with it").click()

    page.get_by_text("Everything has arrived, or is on its way.").wait_for()
