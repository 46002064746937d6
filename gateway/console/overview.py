"""What the two lists show: referrals, the most urgent first, and conversations, one row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway.console.labels import is_own_words, value_of
from gateway.console.standing import Standing, facts_that_count, order_of, standing_of
from helpline.referrals.questions import LEFT_OUT
from helpline.storage.contacts import address_of, writes_zawgyi
from helpline.storage.kinds import Author, Channel, Direction
from helpline.storage.messages import body_of, last_messages, list_conversations
from helpline.storage.referrals import (
    Fact,
    current_facts_of,
    list_referrals,
    referrals_by_contact,
    unanswered_since,
)
from helpline.storage.tables import Contact, Message, Referral
from helpline.text.characters import truncate_graphemes, without_bidi
from helpline.text.zawgyi import in_unicode
from helpline.triage import Reason

_PREVIEW = 160
# So many are looked at, and of these so many shown: past that nobody works through a list.
_MOST_READ = 1000
MOST_SHOWN = 100
_MOST_REASONS = 3
# A last message that came with the one that is waited for since is not told twice.
_TOGETHER = timedelta(minutes=1)
_SHOWN_FACTS = frozenset({"held_name", "who_held", "place", "country", "held_by", "arrested_when"})
_UNKNOWN = ("unknown", LEFT_OUT)


@dataclass(frozen=True)
class ReferralRow:
    """A referral in the list: where it stands and the first reasons why, what was told, as told,
    and when the last message came or went, if that is not when the family began to wait.
    """

    referral: Referral
    channel: Channel
    standing: Standing
    reasons: tuple[Reason, ...]
    more_reasons: int
    held: str | None
    who: str | None
    where: tuple[str, ...]
    since: str | None
    last_at: datetime | None
    is_unread: bool


@dataclass(frozen=True)
class Queue:
    """The referrals that are not closed, the most urgent first; `left_out` of them, the least
    urgent, are not shown.
    """

    rows: tuple[ReferralRow, ...]
    left_out: int


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


def read_queue(session: Session, *, now: datetime) -> Queue:
    """Returns the queue at a moment (aware), drafts included, in as many queries for one referral
    as for many.
    """
    listed = list_referrals(session, limit=_MOST_READ)
    contacts = [contact.id for _, contact in listed]
    names = facts_that_count() | _SHOWN_FACTS
    facts = current_facts_of(session, [referral.id for referral, _ in listed], names)
    unanswered = unanswered_since(session, contacts)
    last = last_messages(session, contacts)
    rows = []
    for referral, contact in listed:
        told = facts[referral.id]
        standing = standing_of(referral, told, unanswered=unanswered.get(contact.id), now=now)
        rows.append(_referral_row(referral, contact, told, standing, last.get(contact.id)))
    rows.sort(key=lambda row: (*order_of(row.standing), row.referral.created_at))
    return Queue(tuple(rows[:MOST_SHOWN]), max(len(rows) - MOST_SHOWN, 0))


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
    referral: Referral,
    contact: Contact,
    facts: Mapping[str, Fact],
    standing: Standing,
    last: Message | None,
) -> ReferralRow:
    told = {name: fact.value for name, fact in facts.items()}
    where = (_told(told, name) for name in ("place", "country", "held_by"))
    reasons = standing.triage.reasons
    return ReferralRow(
        referral=referral,
        channel=contact.channel,
        standing=standing,
        reasons=reasons[:_MOST_REASONS],
        more_reasons=max(len(reasons) - _MOST_REASONS, 0),
        held=_told(told, "held_name"),
        who=_told(told, "who_held"),
        where=tuple(value for value in where if value),
        since=_told(told, "arrested_when"),
        last_at=_last_at(last, standing.waiting_since),
        is_unread=_is_unread(contact, last),
    )


def _last_at(last: Message | None, waiting_since: datetime | None) -> datetime | None:
    if last is None:
        return None
    together = waiting_since and last.created_at - waiting_since < _TOGETHER
    return None if together else last.created_at


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
