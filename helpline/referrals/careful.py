"""When somebody must show that it is still them before anything of their request is said to the
phone that they write from.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from helpline.care import CareLimits
from helpline.storage.kinds import Proof
from helpline.storage.messages import previous_inbound_at, written_at
from helpline.storage.referrals import find_draft, find_latest_referral
from helpline.storage.safeguards import find_safeguard, get_safeguard
from helpline.storage.tables import Contact, Message

# So many wrong words, and staff take over.
MOST_TRIES = 3


def note_arrival(
    session: Session, contact: Contact, message: Message, limits: CareLimits
) -> Proof | None:
    """Returns what a contact must show before anything is said to them that they told us before, or
    None; and notes that it is them who write where it is None. Noting the same message again
    changes nothing.
    """
    proof, since = _due(session, contact, message, limits)
    safeguard = find_safeguard(session, contact.id)
    if proof is not None:
        # From now on that silence is no proof, however soon the next message comes.
        safeguard = safeguard or get_safeguard(session, contact.id)
        safeguard.familiar_at = since
    elif safeguard is not None:
        safeguard.familiar_at = message.created_at
    return proof


def may_be_told(contact: Contact, proof: str | None, *, has_word: bool) -> bool:
    """Whether what a contact told may be said back to them: never before they have shown that it is
    them, and on a phone that others read only to who has a word of their own.
    """
    return proof is None and (has_word or not contact.discreet)


def goes_on(session: Session, contact: Contact) -> bool:
    """Whether a contact has an unfinished request that goes on after a silence; one that a message
    since then has opened tells nothing of who wrote before it.
    """
    draft, safeguard = find_draft(session, contact.id), find_safeguard(session, contact.id)
    if draft is None:
        return False
    since = safeguard.familiar_at if safeguard is not None else None
    opened = written_at(session, draft.opened_by)
    return since is None or opened is None or opened <= since


def _due(
    session: Session, contact: Contact, message: Message, limits: CareLimits
) -> tuple[Proof | None, datetime | None]:
    safeguard = find_safeguard(session, contact.id)
    since = safeguard.familiar_at if safeguard is not None else None
    since = since or previous_inbound_at(session, message)
    if since is None or find_latest_referral(session, contact.id) is None:
        return None, since
    silence = message.created_at - since
    if safeguard is not None and safeguard.word_hash is not None:
        longest = limits.word if contact.discreet else limits.still_you
        return (Proof.WORD if silence > longest else None), since
    longest = limits.discreet if contact.discreet else limits.still_you
    return (Proof.STILL_YOU if silence > longest else None), since
