"""Referrals: what was told, what happened, what is asked afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpline.storage.columns import Base, new_id, one_of
from helpline.storage.kinds import (
    AssignmentState,
    EventExactness,
    EventKind,
    EventSource,
    EventState,
    FollowUpKind,
    FollowUpState,
    Gender,
    PairState,
    ReferralState,
)


class Referral(Base):
    """The request for a lawyer for one person held; drafts included."""

    __tablename__ = "referrals"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"), index=True)
    opened_by: Mapped[str] = mapped_column(String(32), unique=True)
    opened_intent: Mapped[str] = mapped_column(String(64))
    state: Mapped[ReferralState] = mapped_column(one_of(ReferralState), index=True)
    check_word: Mapped[str] = mapped_column(String(32))
    language: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # Since when its family's phone may be in other hands: the bot knows nothing of it any more.
    withheld_at: Mapped[datetime | None]
    # What `updated_at` was when it was last compared with others.
    compared_at: Mapped[datetime | None]


class ReferralFact(Base):
    """One thing told about a referral, with the message that told it, or the event or correction
    of staff from which it is; the newest of a name holds.
    """

    __tablename__ = "referral_facts"
    __table_args__ = (
        UniqueConstraint("referral_id", "name", "message_id"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True, default=new_id)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), index=True)
    name: Mapped[str] = mapped_column(String(32))
    value_sealed: Mapped[bytes]
    message_id: Mapped[str] = mapped_column(String(32))
    # Who of staff wrote it down, and why; None where a message told it.
    staff_id: Mapped[str | None] = mapped_column(String(32))
    reason_sealed: Mapped[bytes | None]
    created_at: Mapped[datetime]


class ReferralEvent(Base):
    """Something that happened in a case and when: told by a family, a lawyer or a paper, and held
    for true once staff confirm it. Moments are a span, from the first possible to the last.
    """

    __tablename__ = "referral_events"
    __table_args__ = (
        UniqueConstraint("referral_id", "kind", "message_id"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True, default=new_id)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), index=True)
    kind: Mapped[EventKind] = mapped_column(one_of(EventKind))
    state: Mapped[EventState] = mapped_column(one_of(EventState))
    source: Mapped[EventSource] = mapped_column(one_of(EventSource))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    exactness: Mapped[EventExactness] = mapped_column(one_of(EventExactness))
    # One of the kind's outcomes, where it has any: "released on bail", "refused".
    outcome: Mapped[str | None] = mapped_column(String(32))
    # Whether a lawyer was there; None where nobody has said.
    lawyer_present: Mapped[bool | None]
    # The words of who told it, or of staff.
    words_sealed: Mapped[bytes | None]
    # The message that told it; None where staff wrote it down.
    message_id: Mapped[str | None] = mapped_column(String(32))
    # Who of staff wrote, confirmed or rejected it.
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class FollowUp(Base):
    """A question that we will ask of a family, or have asked, about one referral."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        UniqueConstraint("referral_id", "kind", "number"),
        Index(None, "state", "due_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"))
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"), index=True)
    kind: Mapped[FollowUpKind] = mapped_column(one_of(FollowUpKind))
    number: Mapped[int] = mapped_column(default=1)
    state: Mapped[FollowUpState] = mapped_column(one_of(FollowUpState))
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]


class ErasedReferral(Base):
    """A tombstone for a referral that was erased: that it happened, and when."""

    __tablename__ = "erased_referrals"

    reference: Mapped[str] = mapped_column(String(16), primary_key=True)
    erased_at: Mapped[datetime] = mapped_column(index=True)


class Lawyer(Base):
    """A lawyer on the roster: what they speak, where and when they work, and for whom."""

    __tablename__ = "lawyers"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name_sealed: Mapped[bytes]
    phone_sealed: Mapped[bytes | None]
    email_sealed: Mapped[bytes | None]
    # Codes of `helpline.i18n`; ids of law files; English names of places as the gazetteer has them.
    languages: Mapped[list[str]] = mapped_column(JSON)
    jurisdictions: Mapped[list[str]] = mapped_column(JSON)
    places: Mapped[list[str]] = mapped_column(JSON)
    gender: Mapped[Gender] = mapped_column(one_of(Gender))
    child_specialist: Mapped[bool] = mapped_column(default=False)
    # As `helpline.office` reads them; empty is at any hour.
    hours: Mapped[str] = mapped_column(String(200), default="")
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    # More open cases than these nobody should give them.
    most_cases: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    # Their own account in the console, if they have one.
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), unique=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Assignment(Base):
    """Who has a referral, or had it: one of staff, or a lawyer who was asked and has taken it."""

    __tablename__ = "assignments"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True, default=new_id)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), index=True)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    lawyer_id: Mapped[str | None] = mapped_column(ForeignKey("lawyers.id"), index=True)
    state: Mapped[AssignmentState] = mapped_column(one_of(AssignmentState))
    # Who of staff gave it to them, and who took it away.
    by_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    ended_by_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    # The link by which a lawyer answers, by its hash, and until when it works.
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    token_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Note(Base):
    """A note by staff for staff: nobody else ever reads it."""

    __tablename__ = "notes"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True, default=new_id)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    body_sealed: Mapped[bytes]
    created_at: Mapped[datetime]


class SavedFilter(Base):
    """A filter of the queue that a staff member gave a name."""

    __tablename__ = "saved_filters"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    name_sealed: Mapped[bytes]
    query: Mapped[str] = mapped_column(String(256))
    created_at: Mapped[datetime]


class SearchToken(Base):
    """By what staff find a referral, by keyed hash: how a name sounds, a place that was told."""

    __tablename__ = "search_tokens"

    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)


class CannedReply(Base):
    """A reply that the office worded anew, in place of the one of `canned.yml`."""

    __tablename__ = "canned_replies"

    purpose: Mapped[str] = mapped_column(String(32), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    updated_at: Mapped[datetime]


class ReferralToken(Base):
    """Something by which another referral of the same person held is found, by keyed hash: a name
    as it sounds with a place or a day, a phone number.
    """

    __tablename__ = "referral_tokens"

    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)


class ReferralPair(Base):
    """Two referrals, of different families' phones, that may be about one person held. `one_id` is
    the older; `reasons` are names of `helpline/referrals/alike.yml`, the strongest first.
    """

    __tablename__ = "referral_pairs"
    __table_args__ = (UniqueConstraint("one_id", "other_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    one_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"))
    other_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), index=True)
    state: Mapped[PairState] = mapped_column(one_of(PairState))
    score: Mapped[int]
    reasons: Mapped[str] = mapped_column(String(128))
    # Who of staff linked or dismissed it.
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
