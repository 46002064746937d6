"""`make screenshots`: pictures of the console for docs/screenshots, of an office that is made up.

With `--all FOLDER` of every page instead, to be looked at: wide and narrow, in both directions.
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from gateway.console.routes import Route
from helpline.settings import ROOT, Settings
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from helpline.storage.migrate import upgrade
from tests.gateway.console.browsing import console
from tests.gateway.console.office import (
    LANGUAGES,
    QUERIES,
    Office,
    environment,
    open_office,
    pages,
)

SHOWN = (
    "referrals", "referral", "conversations", "suggestions", "search_form", "law", "lawyers",
    "system", "help", "account",
)  # fmt: skip
WIDTHS = {"wide": (1280, 860), "narrow": (360, 740)}
# So many colours tell all that a page shows, at a third of the size.
_COLOURS = 96
_HEAVIEST = 150_000


def main() -> None:
    """Takes the pictures, and says how heavy they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page, into a folder")
    parser.add_argument("--dark", action="store_true", help="as in a dark room")
    options = parser.parse_args()
    folder = options.all or ROOT / "docs" / "screenshots"
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var, sync_playwright() as playwright:
        environ = environment(Path(var))
        database = Database.from_settings(Settings.from_env(environ))
        upgrade(database.engine)
        office = open_office(database)
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox"],
        )
        with console(environ) as address:
            sizes = [
                _keep(folder / f"{name}.png", picture, whole=bool(options.all))
                for name, picture in _pictures(
                    browser, address, office, every=bool(options.all), dark=options.dark
                )
            ]
        browser.close()
        database.close()
    print(
        f"{len(sizes)} pictures, {sum(sizes) / 1e6:.1f} MB, the heaviest {max(sizes) / 1e3:.0f} kB"
    )


def _pictures(
    browser: Browser, address: str, office: Office, *, every: bool, dark: bool
) -> Iterator[tuple[str, bytes]]:
    for width, (across, down) in WIDTHS.items():
        for language in LANGUAGES:
            context = browser.new_context(
                viewport={"width": across, "height": down},
                locale=language,
                timezone_id="Asia/Kathmandu",
                color_scheme="dark" if dark else "light",
            )
            page = context.new_page()
            for route, role in pages():
                if every or route.name in SHOWN:
                    context.clear_cookies()
                    _enter(page, address, office, route, role, language)
                    page.goto(
                        address + office.path_of(route, language) + QUERIES.get(route.name, "")
                    )
                    yield f"{route.name}-{width}-{language}", page.screenshot(full_page=every)
            context.close()


def _enter(
    page: Page, address: str, office: Office, route: Route, role: Role | None, language: str
) -> None:
    token = office.token_for(route, role, language)
    if token is not None:
        page.context.add_cookies([{"name": "helpline_staff", "value": token, "url": address}])


def _keep(path: Path, picture: bytes, *, whole: bool) -> int:
    """Writes a picture in few colours and returns its size; raises ValueError if it is too heavy
    for the repository.
    """
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(_COLOURS).save(path, optimize=True)
    size = path.stat().st_size
    if size > _HEAVIEST and not whole:
        raise ValueError(f"{path.name} takes {size} bytes")
    return size


if __name__ == "__main__":
    main()
