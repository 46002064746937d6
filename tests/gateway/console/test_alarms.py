"""The alarm on every page, the keys, and the help page, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from gateway.console.helping import KEYS
from gateway.console.navigation import GROUPS
from gateway.console.routes import ROUTES
from helpline.storage.assignments import claim
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from tests.gateway.console.browsing import console
from tests.gateway.console.cases import case_of, open_case
from tests.gateway.console.desk import Desk, words
from tests.gateway.console.office import Office

ALARMS = "/console/live/alarms"
NEAR = {
    "country": "nepal", "held_by": "police", "age_group": "adult", "arrested_when": "20 hours ago",
}  # fmt: skip
LIVE = 30_000
# Counts the tones that are begun: no machine of ours has ears.
_COUNT_TONES = """
  window.tones = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    window.tones += 1;
    start.apply(this, when);
  };
"""


def test_alarms_name_urgent_cases_that_nobody_has_and_time_that_is_about_to_end(
    desk: Desk, database: Database
) -> None:
    urgent = open_case(database, number=1, mistreatment="yes")
    near = open_case(database, number=2, **NEAR)
    calm = open_case(database, number=3, country="nepal")

    said = words(desk.get(ALARMS).text)
    assert f"Urgent, and nobody has it: {urgent}" in said
    assert f"The time that the law allows is about to end: {near}" in said
    assert calm not in said

    for reference in (urgent, near):
        desk.submit(f"/console/referrals/{reference}", f"/console/referrals/{reference}/claim", {})
    said = words(desk.get(ALARMS).text)
    assert urgent not in said
    assert near in said


def test_an_alarm_says_nothing_of_a_case_but_its_reference(desk: Desk, database: Database) -> None:
    open_case(database, held_name="Ram Shrestha", place="Patan", mistreatment="yes")

    said = desk.get(ALARMS).text

    for part in ("Ram", "Patan", "Mistreatment", "+1555"):
        assert part not in said


@pytest.fixture
def tab(environ: dict[str, str], browser: Browser, office: Office) -> Iterator[Page]:
    """A browser at the queue, in which somebody of the intake has signed in."""
    with console(environ) as address:
        context = browser.new_context(base_url=address)
        context.add_init_script(_COUNT_TONES)
        token = office.sign_in(Role.INTAKE, "en")
        context.add_cookies([{"name": "helpline_staff", "value": token, "url": address}])
        page = context.new_page()
        page.goto("/console/")
        yield page
        context.close()


def test_a_new_alarm_is_in_the_title_and_sounds_once_if_somebody_wants_it(
    tab: Page, office: Office
) -> None:
    # The queue says at its head what is urgent; other pages have a line for it.
    expect(tab).to_have_title(re.compile("[(][0-9]+[)] Referrals"))
    expect(tab.locator("#alarm")).to_be_hidden()
    tab.goto("/console/conversations")
    expect(tab.locator("#alarm a").first).to_be_visible()
    before = tab.locator("#alarm li").count()
    expect(tab).to_have_title(f"({before}) Conversations · the helpline")
    assert tab.evaluate("tones") == 0

    tab.get_by_role("button", name="Sound").click()
    expect(tab.get_by_role("button", name="Sound")).to_have_attribute("aria-pressed", "true")
    assert tab.evaluate("tones") == 4
    reference = open_case(office.database, mistreatment="yes")

    expect(tab.locator("#alarm")).to_contain_text(reference, timeout=LIVE)
    assert tab.evaluate("tones") == 8
    expect(tab).to_have_title(f"({before + 1}) Conversations · the helpline")

    tab.goto("/console/law")
    expect(tab.locator("#alarm")).to_contain_text(reference)
    assert tab.evaluate("tones") == 0
    with office.database.transaction() as session:
        staff = office.staff["en", Role.INTAKE]
        claim(session, case_of(session, reference), staff.id, now=datetime.now(UTC))
    expect(tab.locator("#alarm")).not_to_contain_text(reference, timeout=LIVE)


def test_the_keys_walk_through_the_list_open_search_and_never_write_over_words(
    tab: Page, office: Office
) -> None:
    rows = tab.locator(".row .row-link")
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    tab.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/console/referrals/*")
    expect(tab.locator("h1")).to_have_text(office.references[0])

    tab.keyboard.press("r")
    expect(tab.locator("#body")).to_be_focused()
    tab.keyboard.type("j/k?")
    expect(tab.locator("#body")).to_have_value("j/k?")

    tab.locator("h1").click()
    tab.keyboard.press("/")
    tab.wait_for_url("**/console/search")
    tab.locator("h1").click()
    tab.keyboard.press("?")
    tab.wait_for_url("**/console/help")
    for key, does in KEYS:
        expect(tab.locator(".keys div", has_text=does).locator("kbd")).to_have_text(key)
    tab.keyboard.press("g")
    tab.wait_for_url("**/console/")


def test_every_entry_of_the_navigation_is_a_page() -> None:
    pages = {route.name for route in ROUTES if route.method == "GET"}

    assert {entry.name for group in GROUPS for entry in group.entries} <= pages
