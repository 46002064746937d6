"""What the two lists show: referrals, the most urgent first, and conversations, one row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway.console.filtering import Filter
from gateway.console.labels import is_own_words, value_of
from gateway.console.links import Alike, alike_in_list
from gateway.console.standing import Standing, facts_that_count, order_of, standing_of
from helpline.referrals.questions import LEFT_OUT
from helpline.referrals.steps import steps_of
from helpline.storage.assignments import assignments_of
from helpline.storage.contacts import address_of, writes_zawgyi
from helpline.storage.held import count_held
from helpline.storage.kinds import Author, Channel, Direction
from helpline.storage.lawyers import lawyer_names
from helpline.storage.messages import body_of, last_messages, list_conversations
from helpline.storage.referrals import (
    Fact,
    current_facts_of,
    list_referrals,
    referrals_by_contact,
    unanswered_since,
)
from helpline.storage.scope import Scope
from helpline.storage.staff import list_staff
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
    and when the last message came or went, if that is not when the family began to wait; and what
    who has it is called, among staff and of the lawyers.
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
    holder: str | None
    lawyer: str | None


@dataclass(frozen=True)
class Queue:
    """The referrals that a filter asks for, the most urgent first; `left_out` of them, the least
    urgent, are not shown. `counts` is how many there are by who has them: all, mine, nobody's.
    """

    rows: tuple[ReferralRow, ...]
    left_out: int
    counts: tuple[int, int, int] = (0, 0, 0)
    # How many messages wait until a contact writes, by contact.
    held: Mapping[str, int] = field(default_factory=dict)
    # Which others of the list may be about the same person, by referral.
    alike: Mapping[str, tuple[Alike, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Asks:
    """Who asks for the queue (the id of one of staff), whose cases they see (None: all), and what
    they filter by.
    """

    staff_id: str = ""
    scope: Scope | None = None
    wanted: Filter = Filter()


ASKS_ALL = Asks()


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


def read_queue(session: Session, *, now: datetime, asks: Asks = ASKS_ALL) -> Queue:
    """Returns the queue at a moment (aware), drafts included, in as many queries for one referral
    as for many.
    """
    wanted = asks.wanted
    listed = list_referrals(session, limit=_MOST_READ, scope=asks.scope, closed=wanted.is_closed)
    contacts = [contact.id for _, contact in listed]
    referral_ids = [referral.id for referral, _ in listed]
    names = facts_that_count() | _SHOWN_FACTS
    facts = current_facts_of(session, referral_ids, names)
    assignments = assignments_of(session, referral_ids)
    called = _names(session)
    unanswered = unanswered_since(session, contacts)
    last = last_messages(session, contacts)
    rows = []
    for referral, contact in listed:
        told = facts[referral.id]
        standing = standing_of(
            referral, told,
            unanswered=unanswered.get(contact.id),
            steps=steps_of(referral, assignments[referral.id]), now=now,
        )  # fmt: skip
        rows.append(_referral_row(referral, contact, told, standing, last.get(contact.id), called))
    rows.sort(key=lambda row: (*order_of(row.standing), row.referral.created_at))
    holders = [row.standing.steps.staff_id for row in rows]
    rows = [row for row in rows if wanted.shows(row.referral, row.standing, staff_id=asks.staff_id)]
    return Queue(
        tuple(rows[:MOST_SHOWN]),
        max(len(rows) - MOST_SHOWN, 0),
        (len(holders), holders.count(asks.staff_id), holders.count(None)),
        count_held(session, contacts),
        alike_in_list(session, referral_ids),
    )


def _names(session: Session) -> dict[str, str]:
    """Returns what staff and lawyers are called, by their ids."""
    return {member.id: member.username for member in list_staff(session)} | lawyer_names(session)


def conversation_rows(session: Session, *, scope: Scope | None = None) -> list[ConversationRow]:
    """Returns the conversations of a scope (None: of all), the latest written in first."""
    listed = list_conversations(session, scope=scope)
    contacts = [contact.id for contact, _ in listed]
    referrals = referrals_by_contact(session, contacts, scope=scope)
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
    called: Mapping[str, str],
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
        holder=called.get(standing.steps.staff_id or ""),
        lawyer=called.get(standing.steps.lawyer_id or ""),
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
