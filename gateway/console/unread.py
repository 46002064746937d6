"""What who is signed in has read: noted as a page shows it to them."""

from __future__ import annotations

from flask import current_app, request
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from gateway.console.thread import Reader, Thread
from gateway.extension import gateway_of
from helpline.storage.unread import mark_read

# How far somebody had read when they opened a page, in the address of its live parts.
_OPENED_AFTER = "after"
# By this header the script says that the page is before somebody's eyes, not behind others.
_IN_SIGHT = "Helpline-In-Sight"


def who_reads() -> Reader:
    """Returns who asks for a page or for its live parts."""
    after = request.args.get(_OPENED_AFTER, "")[:18]
    return Reader(current_user.member.id, int(after) if after.isdecimal() else None)


def mark_live(thread: Thread) -> None:
    """Records what live parts show as read, if they are before somebody's eyes."""
    if request.headers.get(_IN_SIGHT) == "1":
        mark_shown(thread)


def mark_shown(thread: Thread) -> None:
    """Records what a page shows as read by who is signed in."""
    last = max((said.message.seq for said in thread.said if said.is_inbound), default=0)
    if last <= thread.reading.up_to:
        return
    try:
        with gateway_of(current_app).database.transaction() as session:
            mark_read(session, current_user.member.id, thread.contact.id, last)
    except IntegrityError:
        # Erased meanwhile: nothing of it is read any more.
        return
