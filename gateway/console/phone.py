"""What staff see and do about a contact's phone: that others read it, that it is in other hands,
and that there is a word of the contact's own, which nobody can see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import abort, current_app, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gateway.console.cases import back_to_talk
from gateway.extension import gateway_of
from helpline.referrals.careful import MOST_TRIES
from helpline.storage import safeguards
from helpline.storage.contacts import get_contact
from helpline.storage.tables import Contact


@dataclass(frozen=True)
class Phone:
    """A contact's phone: whether others read it, since when somebody else has it, and since when
    the contact has a word of their own; locked once too many wrong ones were written.
    """

    contact_id: str
    is_discreet: bool
    in_other_hands_at: datetime | None
    word_set_at: datetime | None
    is_locked: bool

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to tell of it."""
        return not (self.is_discreet or self.in_other_hands_at or self.word_set_at)


def read_phone(session: Session, contact: Contact) -> Phone:
    """Returns what there is to tell of a contact's phone."""
    found = safeguards.find_safeguard(session, contact.id)
    has_word = found is not None and found.word_hash is not None
    return Phone(
        contact_id=contact.id,
        is_discreet=contact.discreet,
        in_other_hands_at=contact.in_other_hands_at,
        word_set_at=found.word_set_at if found is not None and has_word else None,
        is_locked=has_word and found is not None and found.tries >= MOST_TRIES,
    )


def change(contact_id: str) -> Response:
    """Takes a contact's own word away, or notes that their phone is or is not in other hands."""
    now = datetime.now(UTC)
    wanted = request.form.get("phone", "")
    with gateway_of(current_app).database.transaction() as session:
        contact = get_contact(session, contact_id)
        if wanted == "forget-word":
            safeguards.forget_word(safeguards.get_safeguard(session, contact_id))
        elif wanted == "other-hands":
            safeguards.leave_phone(session, contact, at=now)
        elif wanted == "same-person":
            safeguards.give_back(session, contact, now=now)
        else:
            abort(400)
    return back_to_talk(contact_id, "phone")
