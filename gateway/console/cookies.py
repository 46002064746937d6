"""The console's cookies: the token of a session, and what makes a browser known."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address

from flask import Flask, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from gateway.console.browsers import kind_of_browser
from gateway.console.throttling import Visit
from gateway.extension import gateway_of

_KNOWN_FOR = timedelta(days=180)


@dataclass(frozen=True)
class Names:
    """The names of our cookies; over https they bear the prefix that ties them to this host."""

    sign_in: str
    form: str
    device: str


def names_of(app: Flask) -> Names:
    """Returns the names of an application's cookies."""
    secure = gateway_of(app).settings.public_url.startswith("https")
    prefix = "__Host-" if secure else ""
    return Names(f"{prefix}helpline_staff", f"{prefix}helpline_form", f"{prefix}helpline_known")


def is_https() -> bool:
    """Whether the console is reached over https."""
    return gateway_of(current_app).settings.public_url.startswith("https")


def token_of_request() -> str | None:
    """Returns the token of the session that a request came with, or None."""
    return request.cookies.get(names_of(current_app).sign_in) or None


def give_token(answer: Response, token: str) -> None:
    """Has the browser keep the token of a session until it is closed."""
    answer.set_cookie(
        names_of(current_app).sign_in, token,
        secure=is_https(), httponly=True, samesite="Lax", path="/",
    )  # fmt: skip


def take_token(answer: Response) -> None:
    """Has the browser drop the token of its session."""
    answer.delete_cookie(
        names_of(current_app).sign_in, path="/", secure=is_https(), httponly=True, samesite="Lax"
    )


def make_known(answer: Response, username: str) -> None:
    """Has the browser keep a sign that somebody has signed in with it, so that who guesses at their
    name from elsewhere does not slow it down.
    """
    if known_device(username) is not None:
        return
    sign = _signer().dumps([username.casefold(), secrets.token_urlsafe(16)])
    answer.set_cookie(
        names_of(current_app).device, str(sign), max_age=_KNOWN_FOR,
        secure=is_https(), httponly=True, samesite="Strict", path="/",
    )  # fmt: skip


def known_device(username: str) -> str | None:
    """Returns what tells a browser in which this username has signed in from others, or None."""
    sign = request.cookies.get(names_of(current_app).device, "")
    try:
        name, device = _signer().loads(sign, max_age=int(_KNOWN_FOR.total_seconds()))
    except (BadSignature, ValueError, TypeError):
        return None
    return str(device) if name == username.strip().casefold() else None


def visit_of(username: str) -> Visit:
    """Returns from where somebody signs in, by the request."""
    return Visit(
        address=_address(),
        browser=kind_of_browser(request.user_agent.string),
        device=known_device(username),
    )


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="known browser")


def _address() -> str:
    """Returns where the request came from; behind a proxy of our own network, what it saw."""
    address = request.remote_addr or ""
    passed_on = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        if passed_on and ip_address(address).is_private:
            return str(ip_address(passed_on))
    except ValueError:
        return address
    return address
