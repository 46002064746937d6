"""Every route of the gateway: what an answer tells browsers of itself, and which verbs it has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

PUBLIC_URL = "https://helpline.example"
EVERYWHERE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
VERBS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND"}


def paths(app: Flask) -> Iterator[tuple[str, set[str]]]:
    """Yields the address of every route, its parameters filled in, and its methods."""
    for rule in app.url_map.iter_rules():
        named = {name: "0" * 32 for name in rule.arguments}
        _, path = rule.build(named, append_unknown=False) or ("", rule.rule)
        yield path, set(rule.methods or ())


def ask(app: Flask, path: str, method: str) -> TestResponse:
    return app.test_client().open(path, method=method, base_url=PUBLIC_URL, buffered=True)


def allowed(app: Flask) -> dict[str, set[str]]:
    """Returns the methods of each address, of all routes that share it."""
    found: dict[str, set[str]] = {}
    for path, methods in paths(app):
        found.setdefault(path, set()).update(methods)
    return found


def test_every_answer_of_every_route_says_what_browsers_may_do_with_it(app: Flask) -> None:
    walked = 0
    for path, methods in paths(app):
        for method in methods | {"PUT"}:
            answer = ask(app, path, method)
            walked += 1
            said = {name: answer.headers.get(name) for name in EVERYWHERE}
            assert said == EVERYWHERE, (method, path)
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'"), (method, path)
            assert "frame-ancestors 'none'" in policy, (method, path)
            assert "unsafe" not in policy, (method, path)
            if "static" not in path:
                assert answer.headers["Cache-Control"] == "no-store", (method, path)
            if path.startswith("/console"):
                assert answer.headers["X-Frame-Options"] == "DENY", (method, path)
                assert "max-age=" in answer.headers["Strict-Transport-Security"], (method, path)
                assert "camera=()" in answer.headers["Permissions-Policy"], (method, path)
            assert not {"Server", "X-Powered-By"} & set(answer.headers.keys())
    assert walked > 200


def test_no_route_has_a_verb_that_it_does_not_need(app: Flask) -> None:
    for path, methods in paths(app):
        assert methods <= {"GET", "HEAD", "OPTIONS"} or methods <= {"POST", "OPTIONS"}, path


@pytest.mark.parametrize("method", sorted(VERBS - {"GET", "HEAD", "OPTIONS"}))
def test_another_verb_is_refused_on_every_address(app: Flask, method: str) -> None:
    for path, methods in allowed(app).items():
        if method not in methods:
            answer = ask(app, path, method)
            # Strangers are sent to the sign-in before anything else is said.
            assert answer.status_code == 405 or answer.location == "/console/sign-in", path


@pytest.mark.parametrize("method", ["OPTIONS", "GET", "POST"])
def test_no_other_site_may_read_an_answer(app: Flask, method: str) -> None:
    for path in allowed(app):
        answer = app.test_client().open(
            path, method=method, base_url=PUBLIC_URL, headers={"Origin": "https://evil.example"}
        )
        assert not [name for name in answer.headers.keys() if name.startswith("Access-Control")]


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-Original-URL", "X-Rewrite-URL"])
def test_no_header_makes_a_request_another_one(app: Flask, name: str) -> None:
    value = "POST" if "Method" in name else "/console/"
    answer = app.test_client().get("/healthz", base_url=PUBLIC_URL, headers={name: value})

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
