"""What guards the console: nothing under /console is answered but to staff, bar a short list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, redirect, request, url_for
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from gateway.console import access
from gateway.extension import gateway_of

PREFIX = "/console"
# What strangers may ask for. Everything else asks for a sign-in first.
OPEN = frozenset({"console.sign_in", "console.sign_in_form", "console.static"})
# What scripts ask for: refused with a status that they understand, and no use by a person.
LIVE = frozenset(
    {
        "console.live_referrals",
        "console.live_referral",
        "console.live_conversations",
        "console.live_conversation",
    }
)
_FOR_SCRIPTS = LIVE | {"console.parts"}

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-read=(), "
        "display-capture=(), browsing-topics=()"
    ),
}
_ONE_YEAR = 31_536_000

_csrf = CSRFProtect()


class Visitor:
    """Who makes a request, in the form that Flask-Login wants; kept fresh from the database."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, member: access.Member, token: str) -> None:
        """Takes the staff member and the token of their session."""
        self.member = member
        self.token = token

    def get_id(self) -> str:
        """Returns the staff member's id."""
        return self.member.id


@dataclass(frozen=True)
class _Cookies:
    """The names of our cookies; over https they bear the prefix that ties them to this host."""

    sign_in: str
    form: str


def register(app: Flask) -> None:
    """Puts the guard before every request under /console, and the headers on every answer."""
    cookies = _cookie_names(app)
    app.config.update(
        SESSION_COOKIE_NAME=cookies.form,
        WTF_CSRF_CHECK_DEFAULT=False,
        # A page may stay open for as long as its session lasts.
        WTF_CSRF_TIME_LIMIT=None,
        # Pages send no referrer; `_is_foreign` looks at where a request comes from instead.
        WTF_CSRF_SSL_STRICT=False,
    )
    _csrf.init_app(app)
    manager = LoginManager(app)
    manager.request_loader(_load_visitor)
    app.before_request(_guard)
    app.after_request(_add_headers)


def sign_in_cookie() -> str:
    """Returns the name of the cookie that holds a session's token."""
    return _cookie_names(current_app).sign_in


def is_https() -> bool:
    """Whether the console is reached over https."""
    return gateway_of(current_app).settings.public_url.startswith("https")


def is_own_path(target: str) -> bool:
    """Whether an address leads to a page of the console and nowhere else."""
    parts = urlsplit(target)
    plain = target.isascii() and target.isprintable() and "\\" not in target
    inside = parts.path == PREFIX or parts.path.startswith(f"{PREFIX}/")
    return plain and inside and not parts.scheme and not parts.netloc and ".." not in parts.path


def _cookie_names(app: Flask) -> _Cookies:
    secure = gateway_of(app).settings.public_url.startswith("https")
    prefix = "__Host-" if secure else ""
    return _Cookies(f"{prefix}helpline_staff", f"{prefix}helpline_form")


def _load_visitor(request: Request) -> Visitor | None:
    token = request.cookies.get(sign_in_cookie())
    if not token:
        return None
    member = access.find_member(gateway_of(current_app).database, token, now=datetime.now(UTC))
    return None if member is None else Visitor(member, token)


def _guard() -> AnyResponse | None:
    if not _is_console(request):
        return None
    if request.endpoint == "console.static":
        return None
    if request.endpoint not in OPEN and not current_user.is_authenticated:
        return _turn_away()
    if _is_foreign(request):
        abort(403)
    _csrf.protect()
    if current_user.is_authenticated and request.endpoint not in LIVE:
        access.note_use(gateway_of(current_app).database, current_user.token, now=datetime.now(UTC))
    return None


def _is_console(request: Request) -> bool:
    inside = request.path == PREFIX or request.path.startswith(f"{PREFIX}/")
    return inside or request.blueprint == "console"


def _turn_away() -> AnyResponse:
    if request.endpoint in _FOR_SCRIPTS:
        abort(401)
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("console.sign_in_form", next=request.path), 303)
    return redirect(url_for("console.sign_in_form"), 303)


def _is_foreign(request: Request) -> bool:
    """Whether another site made the browser send a request that changes something.

    A page without referrer sends the origin "null", so the fetch metadata, which every current
    browser sends to a secure address, are looked at first. Neither replaces the CSRF token.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None or origin == "null":
        return False
    own = urlsplit(gateway_of(current_app).settings.public_url).netloc
    return urlsplit(origin).netloc not in (own, request.host)


def _add_headers(response: Response) -> Response:
    if not _is_console(request):
        return response
    response.headers.update(_HEADERS)
    if is_https():
        response.headers["Strict-Transport-Security"] = f"max-age={_ONE_YEAR}"
    if request.endpoint == "console.static" and response.status_code == 200:
        # The address of a file holds a hash of what is in it.
        response.headers["Cache-Control"] = f"public, max-age={_ONE_YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
