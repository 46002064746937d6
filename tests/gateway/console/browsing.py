"""The console in a real browser: served over HTTP, signed in to, and listened to for complaints."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from gateway.app import create_app
from helpline.settings import Settings
from tests.gateway.console.desk import PASSWORD
from tests.gateway.installed import serving

# Pages refresh themselves every four seconds; a machine under load may take longer.
LIVE = 20_000


@contextmanager
def console(environ: dict[str, str], *, host: str = "127.0.0.1") -> Iterator[str]:
    """Serves the gateway of an environment over plain HTTP on loopback; yields its address, which
    is also its public one.
    """
    holder: list[Any] = []
    with serving(lambda env, start: holder[0](env, start)) as port:
        environ["PUBLIC_URL"] = f"http://{host}:{port}"
        holder.append(create_app(Settings.from_env(environ)))
        yield environ["PUBLIC_URL"]


class Tabs:
    """Tabs of a browser at the console, each with cookies of its own.

    Args:
        browser: The browser.
        address: The address of the console, without a path.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def open(self, *, width: int = 1280, scripts: bool = True, **options: Any) -> Page:
        """Opens an empty tab, as wide as told, with or without scripts."""
        options = {"locale": "en-GB", "timezone_id": "Asia/Kathmandu"} | options
        context = self._browser.new_context(
            base_url=self._address,
            viewport={"width": width, "height": 740},
            java_script_enabled=scripts,
            **options,
        )
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        return page

    def sign_in(self, username: str = "amina", **options: Any) -> Page:
        """Opens a tab and signs somebody in who needs no second factor."""
        page = self.open(**options)
        give_password(page, username)
        page.wait_for_url("**/console/")
        return page

    def close(self) -> None:
        """Closes all tabs."""
        for context in self._contexts:
            context.close()


@contextmanager
def tabs(browser: Browser, address: str, *, expected: tuple[str, ...] = ()) -> Iterator[Tabs]:
    """Yields tabs; afterwards no page may have complained of anything but what is expected."""
    opened = Tabs(browser, address)
    yield opened
    opened.close()
    heard = [said for said in opened.complaints if not any(part in said for part in expected)]
    assert heard == [], heard


def give_password(page: Page, username: str, password: str = PASSWORD) -> None:
    """Fills in the form of the sign-in page and sends it."""
    page.goto("/console/sign-in")
    page.fill("#username", username)
    page.fill("#password", password)
    page.press("#password", "Enter")
