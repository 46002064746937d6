"""What people send, in a real browser: a voice note plays in the page, all else is downloaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from gateway.simulator.samples import sample
from helpline.media.files import media_folder
from helpline.media.places import Place
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.kinds import Forwarded, MediaKind
from helpline.storage.media import Attachment, add_attachments, add_place
from tests import samples
from tests.builders import NOW, make_contact, make_inbound, make_media
from tests.gateway.console.browsing import console, tabs
from tests.gateway.console.desk import make_staff

OpenPage = Callable[..., Page]
DIRECTIONS = {"amina": "ltr", "samir": "rtl"}
# Waits until some of it was played.
HEARD = """player => new Promise((done) => {
  player.ontimeupdate = () => { if (player.currentTime > 0.2) done(); };
})"""
RULES = "wcag2a,wcag2aa,wcag21a,wcag21aa,wcag22aa"


@pytest.fixture
def conversation(settings: Settings, database: Database) -> str:
    """The path of a conversation in which everything was sent that people send."""
    folder: Path = media_folder(settings.var)
    with database.transaction() as session:
        make_staff(session, "amina", language="en")
        make_staff(session, "samir", language="ar")
        contact = make_contact(session)
        for content, announced in (
            (sample("voice").content, "audio/ogg; codecs=opus"),
            (sample("photo").content, "image/png"),
            (samples.HTML, "image/jpeg"),
            (samples.CARD, "text/vcard"),
        ):
            message = make_inbound(session, contact, "")
            make_media(session, message, content, folder, announced=announced)
        message.forwarded = Forwarded.OFTEN
        message = make_inbound(session, contact, "")
        add_place(session, message, Place(27.7042, 85.3067, "مخفر", "Hanuman Dhoka"), now=NOW)
        message = make_inbound(session, contact, "see this")
        add_attachments(session, message, [Attachment(MediaKind.VIDEO)], now=NOW)
        return f"/console/conversations/{contact.id}"


@pytest.fixture
def open_page(environ: dict[str, str], browser: Browser, conversation: str) -> Iterator[OpenPage]:
    """Opens the conversation, with somebody signed in; no page may have complained of anything."""

    def open_it(username: str = "amina", **options: Any) -> Page:
        page = opened.sign_in(username, **options)
        page.goto(conversation)
        return page

    with console(environ) as address, tabs(browser, address) as opened:
        yield open_it


def test_a_voice_note_plays_in_the_page_and_goes_on_while_the_page_refreshes_itself(
    open_page: OpenPage,
) -> None:
    page = open_page()
    audio = page.locator("audio")
    expect(audio).to_have_count(1)

    with page.expect_response(lambda answer: "/console/media/" in answer.url) as heard:
        audio.evaluate("player => player.play()")
    audio.evaluate(HEARD)
    duration = audio.evaluate("player => player.duration")
    audio.evaluate("player => { player.loop = true; }")
    with page.expect_response(lambda answer: "/console/live/" in answer.url):
        pass

    assert heard.value.headers["content-type"] == "audio/ogg"
    assert 2 < duration < 4
    assert not audio.evaluate("player => player.paused")


@pytest.mark.parametrize("scripts", [True, False])
def test_whatever_else_was_sent_is_downloaded_and_shown_by_nobody(
    open_page: OpenPage, scripts: bool
) -> None:
    page = open_page(scripts=scripts)
    endings = []
    for link in page.locator(".came-with a").all():
        with page.expect_download() as given:
            link.click()
        endings.append(given.value.suggested_filename.rpartition(".")[2])

    assert endings == ["ogg", "png", "bin", "vcf"]
    assert page.locator("#messages img, #messages iframe, #messages object").count() == 0


def test_a_page_that_was_sent_runs_nowhere_even_if_it_is_opened(open_page: OpenPage) -> None:
    page = open_page()
    address = page.locator(".came-with a").nth(2).get_attribute("href")

    given = page.request.get(f"{page.url.partition('/console')[0]}{address}")

    assert given.body() == samples.HTML
    assert given.headers["content-type"] == "application/octet-stream"
    assert given.headers["content-disposition"].startswith("attachment")
    assert given.headers["content-security-policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(("username", "direction"), DIRECTIONS.items())
def test_what_was_sent_can_be_read_by_everybody_at_every_width(
    open_page: OpenPage, username: str, direction: str, width: int
) -> None:
    page = open_page(username, width=width)
    expect(page.locator("html")).to_have_attribute("dir", direction)
    expect(page.locator(".came-with")).to_have_count(6)

    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    found = Axe().run(
        page,
        context=".messages",
        options={"runOnly": {"type": "tag", "values": RULES.split(",")}},
    )

    assert overflow <= 0
    assert found.response["violations"] == []
