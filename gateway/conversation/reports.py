"""Reports: what a carrier says of its own accord of a message that we sent, in any order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from gateway.carrier import Meaning, Reported
from gateway.conversation.failing import follow_failure
from helpline.errors import NotFound
from helpline.storage.contacts import is_held
from helpline.storage.copies import add_copy, is_known_copy
from helpline.storage.deliveries import record_status
from helpline.storage.kinds import CopyTask, MessageState
from helpline.storage.messages import find_message_by_sid, get_message
from helpline.storage.tables import Message


class Heard(NamedTuple):
    """Of a message to whom a report was, and whether there is something to do for them now."""

    contact_id: str
    is_due: bool


def take_report(
    session: Session,
    *,
    reported: Reported,
    sid: str,
    message_id: str,
    meaning_of: Callable[[str], Meaning],
    now: datetime,
) -> Heard | None:
    """Records a report and does what a failure means; returns None for a message that is not here.

    `sid` is the carrier's id, `message_id` ours, "" if the carrier did not give it back.
    `meaning_of` tells what a code means of a message that the carrier had taken. A message that
    went out with an id of ours and was erased since is erased at the carrier too.
    """
    # A report may come while what the carrier answered is being noted: one after the other.
    message = find_message_by_sid(session, sid, locked=True) or _find(session, message_id)
    if message is None:
        if message_id and not is_known_copy(session, sid):
            add_copy(session, sid, CopyTask.ERASE, due_at=now, now=now)
        return None
    code, was_open = reported.error_code, message.state is MessageState.SENDING
    failed = record_status(session, message, reported.status, error_code=code, sid=sid, now=now)
    if failed:
        follow_failure(session, message, meaning_of(code or ""), now=now)
    # What comes after a message of unknown outcome has waited for it; who is sending it just now
    # looks themselves what comes next.
    waited = was_open and not is_held(session, message.contact_id)
    return Heard(message.contact_id, is_due=failed or waited)


def _find(session: Session, message_id: str) -> Message | None:
    """Returns a message by our id: its report overtook the answer to our own call, or that answer
    never came, or the report is of an earlier attempt.
    """
    try:
        return get_message(session, message_id, locked=True)
    except NotFound:
        return None
