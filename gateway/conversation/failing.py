"""What follows when a carrier did not deliver a message: it is tried again, or staff are told."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.carrier import Act, Mark, Meaning
from gateway.metrics import CARRIER_ALARMS
from helpline.storage.contacts import get_contact
from helpline.storage.deliveries import count_failures
from helpline.storage.kinds import MessageForm, MessageState
from helpline.storage.tables import Message

logger = logging.getLogger(__name__)


def follow_failure(session: Session, message: Message, meaning: Meaning, *, now: datetime) -> None:
    """Does what a failure of a message means: a time for the next try, a mark, an alarm, or another
    way, which the worker then finds: as words alone, by SMS, or once the contact writes.
    """
    if meaning.marks is Mark.OPTED_OUT:
        get_contact(session, message.contact_id).opted_out_at = now
    elif meaning.marks is not None:
        get_contact(session, message.contact_id).undeliverable = meaning.marks.value
    if _has_another_way(session, message, meaning):
        message.state = MessageState.WAITING
        # Its next attempt gets a sid of its own; reports of this one must not touch it.
        message.provider_sid = None
        message.next_at = None
        message.released_at = now
    failures = count_failures(session, message)
    if 0 < failures <= len(meaning.again_after):
        message.next_at = now + meaning.again_after[failures - 1]
    alarm(meaning, message.error_code)


def _has_another_way(session: Session, message: Message, meaning: Meaning) -> bool:
    if message.form is MessageForm.TEMPLATE:
        # It asks them to write, and can do nothing else.
        return False
    if meaning.as_text and message.form is MessageForm.OPTIONS:
        message.form = MessageForm.TEXT
        return True
    if meaning.act is Act.WAIT:
        return True
    agreed = get_contact(session, message.contact_id).sms_agreed_at is not None
    return agreed and meaning.marks in (Mark.BLOCKED, Mark.INVALID)


def alarm(meaning: Meaning, code: str | None) -> None:
    """Tells operators of a failure whose cause is with us or with the account."""
    if meaning.act is Act.PAGE:
        CARRIER_ALARMS.labels(code or "none").inc()
        logger.error("the carrier reports a fault of ours", extra={"code": code})
