"""Every page of the console, in both directions of writing, on a narrow phone: for screen readers
(axe-core), without sideways scrolling, and light enough for a bad connection.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.migrate import upgrade
from tests.gateway.console.office import LANGUAGES, QUERIES, Office, open_office, pages, serving

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HEAVIEST = 100_000
# Shown only after something was made; tests of theirs look at them (test_access_in_browser.py).
SHOWN_ONCE = {"recovery_codes", "staff_link"}
_OPEN_ALL = "document.querySelectorAll('details').forEach((each) => (each.open = true))"
_SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def office(environ: dict[str, str]) -> Iterator[Office]:
    """An office at work."""
    environ["PUBLIC_URL"] = "http://127.0.0.1"
    database = Database.from_settings(Settings.from_env(environ))
    upgrade(database.engine)
    yield open_office(database)
    database.close()


def barriers(page: Page) -> list[object]:
    """Returns what axe-core finds on a page with everything opened."""
    page.evaluate(_OPEN_ALL)
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_barriers_or_needs_sideways_scrolling(
    environ: dict[str, str], browser: Browser, office: Office, language: str
) -> None:
    direction = {"en": "ltr", "ar": "rtl"}[language]
    found: dict[str, object] = {}
    with serving(environ) as address:
        context = browser.new_context(viewport={"width": 320, "height": 720}, locale=language)
        page = context.new_page()
        for route, role in pages():
            context.clear_cookies()
            if token := office.token_for(route, role, language):
                context.add_cookies([{"name": "helpline_staff", "value": token, "url": address}])
            path = office.path_of(route, language)
            page.goto(address + path + QUERIES.get(route.name, ""))
            if not page.url.startswith(address + path) and route.name not in SHOWN_ONCE:
                found[f"{route.name} leads to"] = page.url
            if (wide := page.evaluate(_SIDEWAYS)) > 0:
                found[f"{route.name} is too wide by"] = wide
            if (runs := page.locator("html").get_attribute("dir")) != direction:
                found[f"{route.name} runs"] = runs
            if violations := barriers(page):
                found[route.name] = violations
        context.close()
    assert found == {}
