"""The shape of a webhook: what is refused before anybody reads it, and what is wrong with one that
is signed and yet no message.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import datetime

from flask import Response, request
from sqlalchemy.exc import SQLAlchemyError

from gateway.metrics import WEBHOOKS
from helpline.storage.database import Database
from helpline.storage.refusals import add_refusal

logger = logging.getLogger(__name__)

SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
SERVICE_SID = re.compile(r"MG[0-9a-fA-F]{32}")
MAX_ADDRESS = 160
_MAX_STATUS = 32
_MOST_FIELDS = 500
# What is told of from the first request on, so that an alarm sees the first one too.
for _route in ("inbound", "status"):
    WEBHOOKS.labels(_route, "malformed")


def refuse_bodies() -> Response | None:
    """Refuses what Twilio does not send and nobody should read: compressed bodies, of which a small
    one may unfold to a huge one, such as hold files, and more fields than it has names for.
    """
    if "Content-Encoding" in request.headers or request.mimetype == "multipart/form-data":
        return Response("", 415, content_type="text/plain")
    if sum(1 for _ in request.form.items(multi=True)) > _MOST_FIELDS:
        return Response("", 413, content_type="text/plain")
    return None


def fault_of_message(form: Mapping[str, str]) -> str | None:
    """Returns what keeps a form from being a message, in our words, or None."""
    if not form.get("MessageSid"):
        return "no MessageSid"
    if not SID.fullmatch(form["MessageSid"]):
        return "odd MessageSid"
    for name in ("From", "To"):
        if not form.get(name):
            return f"no {name}"
        if len(form[name]) > MAX_ADDRESS:
            return f"long {name}"
    return None if "Body" in form else "no Body"


def fault_of_status(form: Mapping[str, str]) -> str | None:
    """Returns what keeps a form from being a report on a message, in our words, or None."""
    if not SID.fullmatch(form.get("MessageSid", "")):
        return "odd MessageSid"
    return None if 0 < len(form.get("MessageStatus", "")) <= _MAX_STATUS else "odd MessageStatus"


def service_of(form: Mapping[str, str]) -> str | None:
    """Returns the Messaging Service by which a message came, or None."""
    sid = form.get("MessagingServiceSid", "")
    return sid if SERVICE_SID.fullmatch(sid) else None


def set_aside(database: Database, route: str, fault: str, *, now: datetime) -> None:
    """Keeps of a webhook that could not be used what was wrong with it, and nothing of what it
    held. While the database is away only the log tells.
    """
    logger.error("a signed webhook could not be used", extra={"route": route, "fault": fault})
    try:
        with database.transaction() as session:
            add_refusal(session, route, fault, now=now)
    except SQLAlchemyError:
        logger.warning("what was wrong with a webhook could not be kept")
