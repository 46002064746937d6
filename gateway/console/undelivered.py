"""Messages that did not arrive and are not tried again by themselves: each is a task for staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from gateway.console.language import gettext as _
from gateway.console.replies import closed_because
from gateway.console.scope import scope_of
from gateway.extension import gateway_of
from gateway.twilio.errors import meaning_of
from helpline.storage.contacts import address_of
from helpline.storage.holding import (
    Missed,
    be_done,
    count_missed_for_staff,
    list_missed_for_staff,
    send_again,
)
from helpline.storage.messages import body_of
from helpline.storage.referrals import referrals_by_contact
from helpline.storage.scope import contacts_in
from helpline.storage.tables import Contact, Message, Referral
from helpline.text.characters import truncate_graphemes

# What is older has been overtaken by events; it still stands in its conversation.
_SHOWN_FOR = timedelta(days=30)
_PREVIEW = 300


@dataclass(frozen=True)
class MissedRow:
    """A message that did not arrive: to whom, its words, why, and whether it may be sent again."""

    message: Message
    contact: Contact
    address: str
    words: str
    why: str
    referrals: tuple[Referral, ...]

    @property
    def may_be_sent(self) -> bool:
        """Whether anything may be sent to them at all."""
        return closed_because(self.contact) is None


def show() -> str:
    """Shows the messages that did not arrive, the newest first."""
    scope = scope_of(current_user.member)
    with gateway_of(current_app).database.reading() as session:
        missed = list_missed_for_staff(session, since=_since(), where=contacts_in(scope))
        contact_ids = [each.contact.id for each in missed]
        referrals = referrals_by_contact(session, contact_ids, scope=scope)
        rows = [_row(session, each, referrals[each.contact.id]) for each in missed]
    return render_template("console/undelivered.html", rows=rows)


def settle(message_id: str) -> AnyResponse:
    """Sends a message once more, or notes that staff are done with it; 400 for neither. Doing it
    twice is harmless; 404 for one that is none of those.
    """
    act, gateway, now = request.form.get("act"), gateway_of(current_app), datetime.now(UTC)
    if act not in ("again", "done"):
        abort(400)
    with gateway.database.transaction() as session:
        if act == "done":
            be_done(session, message_id, now=now)
            contact_id = None
        else:
            contact_id = send_again(session, message_id, now=now).id
    if contact_id is not None:
        gateway.doorbell.ring(contact_id)
    return redirect(url_for("console.undelivered"), 303)


def count_undelivered() -> int:
    """Returns how many messages wait for staff to settle them, of those that the visitor sees; 0
    while the database is away.
    """
    where = contacts_in(scope_of(current_user.member))
    try:
        with gateway_of(current_app).database.reading() as session:
            return count_missed_for_staff(session, since=_since(), where=where)
    except SQLAlchemyError:
        return 0


def _since() -> datetime:
    return datetime.now(UTC) - _SHOWN_FOR


def _row(session: Session, missed: Missed, referrals: list[Referral]) -> MissedRow:
    message, contact = missed.message, missed.contact
    return MissedRow(
        message,
        contact,
        address_of(session, contact),
        truncate_graphemes(body_of(session, message), _PREVIEW),
        _why(message),
        tuple(referrals),
    )


def _why(message: Message) -> str:
    """Returns why a message did not arrive; of tries that it tells of, that these failed too."""
    taken = message.provider_sid is not None
    meaning = meaning_of(message.error_code or "", reported=taken)
    words = _(meaning.staff)
    return f"{words} {_('These tries have failed too.')}" if meaning.again_after else words
