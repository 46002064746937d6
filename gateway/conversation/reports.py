"""Reports: what a carrier says of its own accord of a message that we sent, in any order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.carrier import Meaning, Reported
from gateway.conversation.failing import follow_failure
from helpline.errors import NotFound
from helpline.storage.copies import add_copy, is_known_copy
from helpline.storage.deliveries import record_status
from helpline.storage.kinds import CopyTask
from helpline.storage.messages import find_message_by_sid, get_message
from helpline.storage.tables import Message


def take_report(
    session: Session,
    reported: Reported,
    *,
    sid: str,
    message_id: str,
    meaning_of: Callable[[str], Meaning],
    now: datetime,
) -> str | None:
    """Records a report and does what a failure means; returns the contact's id, None for a message
    that is not here.

    `sid` is the carrier's id, `message_id` ours, "" if the carrier did not give it back.
    `meaning_of` tells what a code means of a message that the carrier had taken. A message that
    went out with an id of ours and was erased since is erased at the carrier too.
    """
    message = find_message_by_sid(session, sid) or _find(session, message_id)
    if message is None:
        if message_id and not is_known_copy(session, sid):
            add_copy(session, sid, CopyTask.ERASE, due_at=now, now=now)
        return None
    code = reported.error_code
    if record_status(session, message, reported.status, error_code=code, sid=sid, now=now):
        follow_failure(session, message, meaning_of(code or ""), now=now)
    return message.contact_id


def _find(session: Session, message_id: str) -> Message | None:
    """Returns a message by our id: its report overtook the answer to our own call, or that answer
    never came, or the report is of an earlier attempt.
    """
    try:
        return get_message(session, message_id)
    except NotFound:
        return None
