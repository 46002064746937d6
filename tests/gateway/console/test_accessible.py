"""Every page of the console, in both directions of writing, on a narrow phone: for screen readers
(axe-core), without sideways scrolling, and light enough for a bad connection.
"""

from __future__ import annotations

import gzip
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from gateway.app import create_app
from helpline.settings import Settings
from tests.gateway.console.browsing import console
from tests.gateway.console.office import LANGUAGES, QUERIES, Office, pages

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HEAVIEST = 100_000
# Shown only after something was made; tests of theirs look at them (test_access_in_browser.py).
SHOWN_ONCE = {"recovery_codes", "staff_link"}
_OPEN_ALL = "document.querySelectorAll('details').forEach((each) => (each.open = true))"
_SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"


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
    with console(environ) as address:
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


def test_every_page_is_light_enough_for_a_bad_connection(
    environ: dict[str, str], office: Office
) -> None:
    client = create_app(Settings.from_env(environ)).test_client()
    heavy: dict[str, int] = {}

    def weight(path: str) -> tuple[int, str]:
        answer = client.get(path, headers={"Accept-Encoding": "gzip"}, follow_redirects=True)
        packed = answer.headers.get("Content-Encoding") == "gzip"
        plain = gzip.decompress(answer.data) if packed else answer.data
        return len(answer.data), plain.decode(errors="replace")

    for route, role in pages():
        client.delete_cookie("helpline_staff")
        if token := office.token_for(route, role, "ar"):
            client.set_cookie("helpline_staff", token)
        path = office.path_of(route, "ar") + QUERIES.get(route.name, "")
        total, shown = weight(path)
        loads = re.findall(r'(?:href|src)="(/console/static/[^"]+)"', shown)
        assert loads, path
        total += sum(weight(each)[0] for each in loads)
        if total > HEAVIEST or len(shown) > 4 * HEAVIEST:
            heavy[route.name] = total
    assert heavy == {}


def test_a_packed_page_is_the_page_and_tells_nothing_by_its_length(
    environ: dict[str, str], office: Office
) -> None:
    client = create_app(Settings.from_env(environ)).test_client()
    address = "/console/sign-in"
    shown = client.get(address).text
    (style,) = re.findall(r'href="(/console/static/[^"]+[.]css[^"]*)"', shown)[:1]

    plain = client.get(style)
    packed = [client.get(style, headers={"Accept-Encoding": "br, gzip"}) for _ in range(20)]

    assert "Content-Encoding" not in plain.headers
    assert all(gzip.decompress(each.data) == plain.data for each in packed)
    assert all("Accept-Encoding" in each.headers["Vary"] for each in packed)
    assert len({len(each.data) for each in packed}) > 5
    assert len(packed[0].data) < len(plain.data) / 2
    refused = client.get(style, headers={"Accept-Encoding": "gzip;q=0"})
    assert refused.data == plain.data
