"""What guards every route: sign-in, CSRF, origin, and the headers of every answer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from flask import Flask

from gateway.app import create_app
from helpline.settings import ROOT, Settings
from helpline.storage.database import Database
from tests.builders import make_contact, make_referral
from tests.gateway.console.desk import Desk

OPEN = {
    "/console/sign-in",
    "/console/static/<path:filename>",
    # These look for a session that is not complete, or for a link, themselves.
    "/console/sign-in/code",
    "/console/sign-in/authenticator",
    "/console/invitation/<token>",
    "/console/asked/<token>",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; "
    "base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}


@pytest.fixture
def case(app: Flask, database: Database) -> dict[str, str]:
    """A contact with a referral: what the routes' parameters stand for. All others are ids of
    nothing.
    """
    others = {name: "0" * 32 for rule in app.url_map.iter_rules() for name in rule.arguments}
    with database.transaction() as session:
        contact = make_contact(session)
        referral = make_referral(session, contact)
        return others | {
            "contact_id": contact.id,
            "reference": referral.reference,
            "filename": "console.css",
            "_rest": "nowhere",
        }


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Yields method, rule and the rule with its parameters still in braces, of the console."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/console"):
            path = rule.rule.replace("<path:", "<").replace("<", "{").replace(">", "}")
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule.rule, path


def test_every_route_turns_strangers_away_unless_it_is_listed_as_open(
    app: Flask, stranger: Desk, case: dict[str, str]
) -> None:
    walked = list(routes(app))
    assert len(walked) > 15

    for method, rule, path in walked:
        answer = stranger.client.open(
            path.format(**case), method=method, base_url="https://helpline.example", buffered=True
        )
        if rule in OPEN:
            assert answer.status_code in (200, 303, 400, 404), (method, rule)
            continue
        refused = answer.status_code == 401 or (
            answer.status_code == 303 and answer.location.startswith("/console/sign-in")
        )
        assert refused, f"{method} {rule} answers strangers: see OPEN in gateway/console/guard.py"
        assert case["reference"] not in answer.text.replace(f"/{case['reference']}", "")


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"])
def test_no_method_opens_a_page_to_strangers(stranger: Desk, method: str) -> None:
    answer = stranger.client.open(
        "/console/", method=method, base_url="https://helpline.example", buffered=True
    )

    assert answer.status_code in (303, 405)


def test_fault_94_every_post_is_refused_without_the_form_s_token(
    app: Flask, desk: Desk, case: dict[str, str]
) -> None:
    posts = [path for method, _, path in routes(app) if method == "POST"]
    assert len(posts) >= 6

    for path in posts:
        for form in ({}, {"csrf_token": "made-up"}):
            assert desk.post(path.format(**case), form).status_code == 400, path


def test_fault_94_a_post_as_plain_text_is_refused_whatever_it_says(desk: Desk) -> None:
    answer = desk.client.post(
        "/console/sign-out",
        base_url="https://helpline.example",
        data="csrf_token=x",
        content_type="text/plain",
    )

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Origin": "https://helpline.example"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://helpline.example"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "https://helpline.example.evil.example"}, 403),
    ],
)
def test_fault_94_a_post_from_another_site_is_refused_even_with_the_token(
    desk: Desk, headers: dict[str, str], code: int
) -> None:
    answer = desk.submit("/console/", "/console/language", {"language": "en"}, headers=headers)

    assert answer.status_code == code


@pytest.mark.parametrize(
    ("address", "code"),
    [("/referrals/%00", 404), ("/search?q=%00", 400), ("/?has=a&has=%00b", 400)],
)
def test_an_address_that_holds_a_null_byte_is_refused(desk: Desk, address: str, code: int) -> None:
    assert desk.get(f"/console{address}").status_code == code


def test_a_form_that_holds_a_null_byte_is_refused_of_strangers_too(
    stranger: Desk, desk: Desk
) -> None:
    assert stranger.sign_in("ami\0na").status_code == 400
    assert desk.submit("/console/", "/console/search", {"q": "Zar\0bakht"}).status_code == 400


def test_every_answer_bears_the_headers(app: Flask, desk: Desk, case: dict[str, str]) -> None:
    paths = [(method, path.format(**case)) for method, _, path in routes(app)]
    paths += [("GET", "/console"), ("GET", "/console/no/such/page"), ("PUT", "/console/")]

    for method, path in paths:
        answer = desk.client.open(
            path, method=method, base_url="https://helpline.example", buffered=True
        )
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value, (method, path, name)
        assert "camera=()" in answer.headers["Permissions-Policy"]
        if not path.startswith("/console/static"):
            assert answer.headers["Cache-Control"] == "no-store", (method, path)


def test_files_of_the_pages_may_be_kept_by_browsers(stranger: Desk) -> None:
    page = stranger.get("/console/sign-in").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]

    answer = stranger.get(address, buffered=True)

    assert "v=" in address
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/console/static/../__init__.py", "/console/static/%2e%2e/access.py"]
)
def test_98_files_outside_the_folder_are_not_served(stranger: Desk, path: str) -> None:
    assert stranger.get(path).status_code in (303, 404)


def test_pages_load_nothing_from_elsewhere_and_hold_no_inline_code(
    app: Flask, desk: Desk, case: dict[str, str]
) -> None:
    for method, _, path in routes(app):
        if method != "GET" or "static" in path:
            continue
        page = desk.get(path.format(**case)).text.lower()
        assert "http://" not in page
        assert "https://" not in page
        for inline in ("<style", " style=", " onclick=", " onload=", "<script>", "javascript:"):
            assert inline not in page, (path, inline)


def test_pages_over_plain_http_set_cookies_that_work_there(environ: dict[str, str]) -> None:
    environ["PUBLIC_URL"] = "http://127.0.0.1:8000"
    answer = create_app(Settings.from_env(environ)).test_client().get("/console/sign-in")

    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers["Set-Cookie"].startswith("helpline_form=")
    assert "Secure" not in answer.headers["Set-Cookie"]


def test_webhooks_need_no_form_token(app: Flask) -> None:
    # 403 is the signature's refusal; a missing form token would be 400.
    assert app.test_client().post("/twilio/inbound", data={}).status_code == 403


def test_the_command_line_imports_access_without_starting_to_count() -> None:
    code = "import gateway.console.access, sys; sys.exit('prometheus_client' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
