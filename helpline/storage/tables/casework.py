"""Referrals: what was told, what happened, what is asked afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpline.storage.columns import Base, new_id, one_of
from helpline.storage.kinds import (
    EventExactness,
    EventKind,
    EventSource,
    EventState,
    FollowUpKind,
    FollowUpState,
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


class ReferralFact(Base):
    """One thing told about a referral, with the message that told it; the newest of a name
    holds.
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
