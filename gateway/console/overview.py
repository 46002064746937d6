"""What the two lists show: referrals, and conversations, one row each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.console.labels import is_own_words, value_of
from helpline.referrals.questions import LEFT_OUT
from helpline.referrals.urgency import MEDICAL_SIGN, MISTREATMENT_SIGN
from helpline.storage.contacts import address_of, writes_zawgyi
from helpline.storage.kinds import Author, Channel, Direction
from helpline.storage.messages import body_of, last_messages, list_conversations
from helpline.storage.referrals import (
    Fact,
    facts_by_referral,
    list_referrals,
    referrals_by_contact,
)
from helpline.storage.tables import Contact, Message, Referral
from helpline.text.characters import truncate_graphemes, without_bidi
from helpline.text.zawgyi import in_unicode

_PREVIEW = 160
_UNKNOWN = ("unknown", LEFT_OUT)


@dataclass(frozen=True)
class ReferralRow:
    """A referral in the list: what was told, as told, and how long the family has waited."""

    referral: Referral
    channel: Channel
    held: str | None
    who: str | None
    where: tuple[str, ...]
    since: str | None
    is_child: bool
    is_hurt: bool
    is_mistreated: bool
    waiting_since: datetime
    last_at: datetime | None
    is_unread: bool


@dataclass(frozen=True)
class ConversationRow:
    """A conversation in the list, with the beginning of its last message."""

    contact: Contact
    address: str
    referrals: tuple[Referral, ...]
    preview: str
    media_count: int
    preview_language: str | None
    author: Author
    last_at: datetime
    is_unread: bool


def referral_rows(session: Session) -> list[ReferralRow]:
    """Returns the referrals that are not closed, drafts included, the latest changed first."""
    listed = list_referrals(session)
    facts = facts_by_referral(session, [referral.id for referral, _ in listed])
    last = last_messages(session, [contact.id for _, contact in listed])
    return [
        _referral_row(referral, contact, facts[referral.id], last.get(contact.id))
        for referral, contact in listed
    ]


def conversation_rows(session: Session) -> list[ConversationRow]:
    """Returns the conversations, the latest written in first."""
    listed = list_conversations(session)
    referrals = referrals_by_contact(session, [contact.id for contact, _ in listed])
    return [
        ConversationRow(
            contact=contact,
            address=address_of(session, contact),
            referrals=tuple(referrals[contact.id]),
            preview=_preview(in_unicode(body_of(session, message), before=writes_zawgyi(contact))),
            media_count=message.media_count,
            preview_language=message.language,
            author=message.author,
            last_at=message.created_at,
            is_unread=_is_unread(contact, message),
        )
        for contact, message in listed
    ]


def _referral_row(
    referral: Referral, contact: Contact, facts: list[Fact], last: Message | None
) -> ReferralRow:
    told = {fact.name: fact.value for fact in facts}
    where = (_told(told, name) for name in ("place", "country", "held_by"))
    return ReferralRow(
        referral=referral,
        channel=contact.channel,
        held=_told(told, "held_name"),
        who=_told(told, "who_held"),
        where=tuple(value for value in where if value),
        since=_told(told, "arrested_when"),
        is_child=told.get("age_group") == "child",
        is_hurt=told.get("condition") == "yes" or MEDICAL_SIGN in told,
        is_mistreated=MISTREATMENT_SIGN in told or referral.opened_intent == "report_mistreatment",
        waiting_since=referral.submitted_at or referral.created_at,
        last_at=last.created_at if last else None,
        is_unread=_is_unread(contact, last),
    )


def _is_unread(contact: Contact, last: Message | None) -> bool:
    """Whether nobody, neither bot nor staff, has answered a contact's last message, and may."""
    if last is None or contact.opted_out_at is not None:
        return False
    return last.direction is Direction.INBOUND


def _told(told: dict[str, str], name: str) -> str | None:
    value = told.get(name)
    if value is None or value in _UNKNOWN:
        return None
    return _preview(value) if is_own_words(name, value) else value_of(name, value)


def _preview(text: str) -> str:
    return truncate_graphemes(without_bidi(" ".join(text.split())), _PREVIEW)
