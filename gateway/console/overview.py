"""What the two lists show: referrals, the most urgent first, and conversations, one row each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway.console.filtering import Filter
from gateway.console.labels import is_own_words, value_of
from gateway.console.links import Alike, alike_in_list
from gateway.console.members import names_of_members
from gateway.console.standing import Standing
from gateway.console.standings import standings_of
from helpline.referrals.questions import LEFT_OUT
from helpline.storage.contacts import address_of, writes_zawgyi
from helpline.storage.held import count_held
from helpline.storage.kinds import Author, Channel, Direction
from helpline.storage.lawyers import lawyer_names
from helpline.storage.messages import body_of, last_messages, list_conversations
from helpline.storage.queue import Queued, list_queued
from helpline.storage.referrals import (
    Fact,
    current_facts_of,
    referrals_by_contact,
    with_contacts,
)
from helpline.storage.scope import Scope
from helpline.storage.tables import Contact, Message, Referral
from helpline.storage.unread import unread_among
from helpline.text.characters import truncate_graphemes, without_bidi
from helpline.text.zawgyi import in_unicode
from helpline.triage import Reason

_PREVIEW = 160
# So many stand on a page: a shift's work, and light enough for a bad connection.
MOST_SHOWN = 50
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
    held_by: str | None
    since: str | None
    last_at: datetime | None
    is_unread: bool
    holder: str | None
    lawyer: str | None


@dataclass(frozen=True)
class Queue:
    """A page of the referrals that a filter asks for, the most urgent first, out of `found`.
    `counts` is how many there are: all, mine, nobody's, and of which I have something to read.
    """

    rows: tuple[ReferralRow, ...]
    found: int
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    # How many messages wait until a contact writes, by contact.
    held: Mapping[str, int] = field(default_factory=dict)
    # Which others of the list may be about the same person, by referral.
    alike: Mapping[str, tuple[Alike, ...]] = field(default_factory=dict)
    page: int = 1

    @property
    def first(self) -> int:
        """Which of those found stands first on this page, counted from 1."""
        return (self.page - 1) * MOST_SHOWN + 1

    @property
    def last(self) -> int:
        """Which of those found stands last on this page."""
        return self.first + len(self.rows) - 1

    @property
    def has_more(self) -> bool:
        """Whether another page follows."""
        return self.last < self.found and bool(self.rows)


@dataclass(frozen=True)
class Asks:
    """Who asks for the queue (the id of one of staff), whose cases they see (None: all), what they
    filter by, and which page of it, from 1.
    """

    staff_id: str = ""
    scope: Scope | None = None
    wanted: Filter = Filter()
    page: int = 1


ASKS_ALL = Asks()


@dataclass(frozen=True)
class ConversationRow:
    """A conversation in the list, with the beginning of its last message, and whether that has no
    answer yet, by the bot or by staff.
    """

    contact: Contact
    address: str
    referrals: tuple[Referral, ...]
    preview: str
    media_count: int
    preview_language: str | None
    author: Author
    last_at: datetime
    is_unread: bool
    is_unanswered: bool


def read_queue(session: Session, *, now: datetime, asks: Asks = ASKS_ALL) -> Queue:
    """Returns a page of the queue at a moment (aware), drafts included, in as many queries for one
    referral as for many.
    """
    wanted = asks.wanted
    queued = list_queued(session, scope=asks.scope, closed=wanted.is_closed, reader=asks.staff_id)
    standings = standings_of(session, queued, now=now)
    placed = [(each, standings[each.id]) for each in queued if each.id in standings]
    holders = [standing.steps.staff_id for _, standing in placed]
    shown = [
        (each, standing)
        for each, standing in placed
        if wanted.shows(each, standing, staff_id=asks.staff_id)
    ]
    # Of those that are alike the oldest stays first, as they are listed.
    shown.sort(key=lambda pair: pair[1].order)
    first = (asks.page - 1) * MOST_SHOWN
    on_page = shown[first : first + MOST_SHOWN]
    contacts = [each.contact_id for each, _ in on_page]
    return Queue(
        _rows(session, on_page),
        len(shown),
        (
            len(holders),
            holders.count(asks.staff_id),
            holders.count(None),
            sum(each.is_unread for each, _ in placed),
        ),
        count_held(session, contacts),
        alike_in_list(session, [each.id for each, _ in on_page]),
        asks.page,
    )


def _rows(session: Session, on_page: Sequence[tuple[Queued, Standing]]) -> tuple[ReferralRow, ...]:
    ids = [each.id for each, _ in on_page]
    contacts = [each.contact_id for each, _ in on_page]
    facts = current_facts_of(session, ids, _SHOWN_FACTS)
    called, last = _names(session), last_messages(session, contacts)
    found = {referral.id: (referral, contact) for referral, contact in with_contacts(session, ids)}
    return tuple(
        _referral_row(
            each, *found[each.id], facts[each.id], standing, last.get(each.contact_id), called
        )
        for each, standing in on_page
        if each.id in found
    )


def _names(session: Session) -> dict[str, str]:
    """Returns what staff and lawyers are called, by their ids."""
    return names_of_members(session) | lawyer_names(session)


@dataclass(frozen=True)
class Conversations:
    """A page of the conversations, from 1, and whether another follows."""

    rows: tuple[ConversationRow, ...]
    page: int
    has_more: bool


def read_conversations(
    session: Session, *, reader: str, scope: Scope | None = None, page: int = 1
) -> Conversations:
    """Returns a page of the conversations of a scope (None: of all), the latest written in first,
    as a member of staff, by id, has read them.
    """
    first = (page - 1) * MOST_SHOWN
    listed = list_conversations(session, limit=MOST_SHOWN + 1, offset=first, scope=scope)
    rows = _conversation_rows(session, listed[:MOST_SHOWN], reader=reader, scope=scope)
    return Conversations(rows, page, len(listed) > MOST_SHOWN)


def _conversation_rows(
    session: Session,
    listed: Sequence[tuple[Contact, Message]],
    *,
    reader: str,
    scope: Scope | None,
) -> tuple[ConversationRow, ...]:
    contacts = [contact.id for contact, _ in listed]
    referrals = referrals_by_contact(session, contacts, scope=scope)
    unread = unread_among(session, reader, contacts)
    return tuple(
        ConversationRow(
            contact=contact,
            address=address_of(session, contact),
            referrals=tuple(referrals[contact.id]),
            preview=_preview(in_unicode(body_of(session, message), before=writes_zawgyi(contact))),
            media_count=message.media_count,
            preview_language=message.language,
            author=message.author,
            last_at=message.created_at,
            is_unread=contact.id in unread,
            is_unanswered=_is_unanswered(contact, message),
        )
        for contact, message in listed
    )


def _referral_row(
    queued: Queued,
    referral: Referral,
    contact: Contact,
    facts: Mapping[str, Fact],
    standing: Standing,
    last: Message | None,
    called: Mapping[str, str],
) -> ReferralRow:
    told = {name: fact.value for name, fact in facts.items()}
    where = (_told(told, name) for name in ("place", "country"))
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
        held_by=_told(told, "held_by"),
        since=_told(told, "arrested_when"),
        last_at=_last_at(last, standing.waiting_since),
        is_unread=queued.is_unread,
        holder=called.get(standing.steps.staff_id or ""),
        lawyer=called.get(standing.steps.lawyer_id or ""),
    )


def _last_at(last: Message | None, waiting_since: datetime | None) -> datetime | None:
    if last is None:
        return None
    together = waiting_since and last.created_at - waiting_since < _TOGETHER
    return None if together else last.created_at


def _is_unanswered(contact: Contact, last: Message) -> bool:
    """Whether nobody, neither bot nor staff, has answered a contact's last message, and may."""
    return contact.opted_out_at is None and last.direction is Direction.INBOUND


def _told(told: dict[str, str], name: str) -> str | None:
    value = told.get(name)
    if value is None or value in _UNKNOWN:
        return None
    return _preview(value) if is_own_words(name, value) else value_of(name, value)


def _preview(text: str) -> str:
    return truncate_graphemes(without_bidi(" ".join(text.split())), _PREVIEW)
