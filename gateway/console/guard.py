"""What guards the console: nothing under /console is answered but to staff, bar a short list; to
each role only what it may open, and of cases only those that the member sees.
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, redirect, request, url_for
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from gateway.console import access
from gateway.console.cookies import is_https, names_of, token_of_request
from gateway.console.needs import FIRST_PAGE, HELD, Need, home_of
from gateway.console.scope import CHECKS, may_see_all
from gateway.extension import gateway_of
from helpline.storage.kinds import Role

PREFIX = "/console"
# What strangers may ask for. Everything else asks for a sign-in first.
OPEN = frozenset(
    {
        "console.sign_in",
        "console.sign_in_form",
        "console.static",
        # Who has given the password only; these pages look for that themselves.
        "console.code_form",
        "console.code",
        "console.set_up_form",
        "console.set_up",
        # Who holds the link.
        "console.invitation_form",
        "console.invitation",
        "console.asked",
        "console.answer",
    }
)
# What scripts ask for: refused with a status that they understand, and no use by a person.
LIVE = frozenset(
    {
        "console.live_referrals",
        "console.live_referral",
        "console.live_conversations",
        "console.live_conversation",
        "console.live_alarms",
    }
)
_FOR_SCRIPTS = LIVE | {"console.parts"}

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# Of what people send nothing runs, whatever it is.
_SENT = "console.media"
_SANDBOX = "sandbox; default-src 'none'"
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
_FOR_MACHINES = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
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


def register(app: Flask) -> None:
    """Puts the guard before every request under /console, and the headers on every answer."""
    app.config.update(
        SESSION_COOKIE_NAME=names_of(app).form,
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


def may_open(role: Role, endpoint: str) -> bool:
    """Whether a role may open an endpoint of the console; one of which no need is known, nobody."""
    needs: dict[str, Need] = current_app.extensions["helpline_needs"]
    return endpoint in needs and needs[endpoint] in HELD[role]


def is_own_path(target: str) -> bool:
    """Whether an address leads to a page of the console and nowhere else."""
    parts = urlsplit(target)
    plain = target.isascii() and target.isprintable() and "\\" not in target
    inside = parts.path == PREFIX or parts.path.startswith(f"{PREFIX}/")
    return plain and inside and not parts.scheme and not parts.netloc and ".." not in parts.path


def _load_visitor(request: Request) -> Visitor | None:
    token = token_of_request()
    if token is None:
        return None
    gateway = gateway_of(current_app)
    member = access.find_member(gateway.database, token, now=datetime.now(UTC))
    # Who signed in while none was required sets one up now.
    if member is None or (gateway.settings.second_factor_required and not member.has_totp):
        return None
    return Visitor(member, token)


def _guard() -> AnyResponse | None:
    if not _is_console(request):
        return None
    if request.endpoint == "console.static":
        return None
    if request.endpoint not in OPEN and not current_user.is_authenticated:
        return _turn_away()
    if _is_foreign(request):
        abort(403)
    _refuse_null(request)
    _csrf.protect()
    if not current_user.is_authenticated:
        return None
    if request.endpoint not in LIVE:
        access.note_use(gateway_of(current_app).database, current_user.token, now=datetime.now(UTC))
    return _keep_within(current_user.member)


def _keep_within(member: access.Member) -> AnyResponse | None:
    """Answers 404 (ids are not to be guessed at) for what a member's role may not open, and for
    cases that they do not see.
    """
    endpoint = request.endpoint
    if endpoint is None or endpoint in OPEN:
        return None
    if not may_open(member.role, endpoint):
        if endpoint == FIRST_PAGE:
            return redirect(url_for(home_of(member.role)), 303)
        abort(404)
    named = request.view_args or {}
    if not CHECKS.keys() & named.keys():
        return None
    with gateway_of(current_app).database.reading() as session:
        if not may_see_all(session, member, named):
            abort(404)
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


def _refuse_null(request: Request) -> None:
    """Answers 404 or 400 where an address, a query or a form holds a null byte, which no browser
    sends and PostgreSQL neither keeps nor looks for.
    """
    if any("\0" in str(value) for value in (request.view_args or {}).values()):
        abort(404)
    if any("\0" in value for _, value in request.values.items(multi=True)):
        abort(400)


def _add_headers(response: Response) -> Response:
    if not _is_console(request):
        # Answers to machines: nothing to show, to load or to keep.
        response.headers.update(_FOR_MACHINES)
        return response
    response.headers.update(_HEADERS)
    if request.endpoint == _SENT and response.status_code < 300:
        response.headers["Content-Security-Policy"] = _SANDBOX
    if is_https():
        response.headers["Strict-Transport-Security"] = f"max-age={_ONE_YEAR}"
    if request.endpoint == "console.static" and response.status_code == 200:
        # The address of a file holds a hash of what is in it.
        response.headers["Cache-Control"] = f"public, max-age={_ONE_YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
