"""The second factor as the pages ask for it: one field for any code, and the passkey beside it."""

from __future__ import annotations

from datetime import datetime

from flask import current_app, request
from sqlalchemy.orm import Session

from gateway.console import cookies, factors, passkeys
from gateway.console.access import token_hash
from gateway.console.throttling import Denied
from gateway.extension import gateway_of
from helpline.storage.sessions import keep, take_kept
from helpline.storage.tables import Staff

_CHALLENGE = "passkey challenge"
_MOST = 16_384


def site() -> passkeys.Site | None:
    """Returns what passkeys are bound to here; None where browsers have none."""
    return passkeys.site_of(gateway_of(current_app).settings.public_url)


def passkey_options(token: str, staff_id: str) -> str | None:
    """Returns what a browser does to prove a passkey, as JSON, and keeps the challenge with its
    session; None if the staff member has none or browsers have none here.
    """
    here = site()
    if here is None:
        return None
    with gateway_of(current_app).database.transaction() as session:
        asked = passkeys.using(session, here, staff_id)
        if asked is None:
            return None
        keep(session, token_hash(token), _CHALLENGE, asked.challenge)
    return asked.options


def check_given(token: str, staff_id: str, username: str, *, now: datetime) -> Denied | None:
    """Checks the code or the passkey of the form that was posted; None if it is right."""
    database, visit = gateway_of(current_app).database, cookies.visit_of(username)
    credential = request.form.get("credential", "")[:_MOST]
    if not credential:
        code = request.form.get("code", "")
        return factors.check_code(database, staff_id, code, visit=visit, now=now)

    def is_right(session: Session, staff: Staff) -> bool:
        # Whatever comes of it, a challenge is answered once.
        here, challenge = site(), take_kept(session, token_hash(token), _CHALLENGE)
        return (
            here is not None
            and isinstance(challenge, str)
            and passkeys.is_proved(
                session, here, staff.id, credential, challenge=challenge, now=now
            )
        )

    return factors.check_factor(database, staff_id, is_right, visit=visit, now=now)
