"""The page of figures in a real browser, in both directions: charts, their tables, filters, print,
download.
"""

from __future__ import annotations

import csv

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from helpline.storage.database import Database
from helpline.storage.kinds import Role
from tests.gateway.console.browsing import console, tabs
from tests.gateway.console.desk import make_staff


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_figures_are_seen_read_aloud_chosen_printed_and_taken_along(
    environ: dict[str, str],
    browser: Browser,
    database: Database,
    year: None,
    language: str,
    direction: str,
) -> None:
    with database.transaction() as session:
        make_staff(session, role=Role.SUPERVISOR, language=language)
    with console(environ) as address, tabs(browser, address) as opened:
        page = opened.sign_in(width=320)
        page.goto("/console/reports")
        expect(page.locator("html")).to_have_attribute("dir", direction)
        widths = "[document.documentElement.scrollWidth, innerWidth]"
        assert page.evaluate(widths) == [320, 320]
        assert Axe().run(page).violations_count == 0

        # What a bar shows stands beside it in words, in a table that has a name.
        chart = page.get_by_role("figure").first
        bars = chart.locator("td[aria-hidden='true'] svg")
        assert bars.count() == chart.get_by_role("row").count() > 6
        assert all(words.strip() for words in chart.locator(".chart-words").all_inner_texts())
        assert chart.locator("caption").inner_text().strip()

        page.select_option("#month", "2026-06")
        page.select_option("#by", "writing")
        page.locator(".report-choice button").click()
        page.wait_for_url("**/reports?month=2026-06&by=writing")
        expect(page.locator("#by")).to_have_value("writing")

        with page.expect_download() as download:
            page.locator(".report-files a[href*='data.csv']").click()
        with download.value.path().open(encoding="utf-8", newline="") as file:
            assert {row["year"] for row in csv.DictReader(file)} == {"2026"}

        page.locator(".report-files a[href$='/print']").click()
        page.emulate_media(media="print")
        expect(page.locator("nav")).to_be_hidden()
        expect(page.locator("html")).to_have_attribute("dir", direction)
        assert page.get_by_role("figure").count() == 3
