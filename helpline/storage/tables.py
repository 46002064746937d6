"""The tables. Columns that end in `_sealed` hold what `helpline.privacy.vault` sealed for that
row.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpline.storage.columns import Base as Base
from helpline.storage.columns import new_id as new_id
from helpline.storage.columns import one_of
from helpline.storage.kinds import (
    Author,
    Channel,
    Direction,
    FollowUpKind,
    FollowUpState,
    Handler,
    MessageState,
    ReferralState,
    Role,
)


class Contact(Base):
    """An address that writes to us on one channel; the same person may be several contacts."""

    __tablename__ = "contacts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    address_hash: Mapped[str] = mapped_column(String(64), unique=True)
    address_sealed: Mapped[bytes]
    own_address: Mapped[str] = mapped_column(String(64))
    bot_conversation: Mapped[str] = mapped_column(String(32), unique=True, default=new_id)
    language: Mapped[str | None] = mapped_column(String(8))
    script: Mapped[str | None] = mapped_column(String(4))
    # Their phone shows Burmese only in Zawgyi: what is sent to them goes out in it.
    reads_zawgyi: Mapped[bool] = mapped_column(default=False)
    country: Mapped[str | None] = mapped_column(String(2))
    # Whose law they asked about, as they chose it; "elsewhere" where none of ours holds.
    jurisdiction: Mapped[str | None] = mapped_column(String(32))
    # Others read their phone: no fact is said back to them.
    discreet: Mapped[bool] = mapped_column(default=False)
    handler: Mapped[Handler] = mapped_column(one_of(Handler), default=Handler.BOT)
    # Since when they wait for an answer of staff; until staff have written, or hand them back.
    awaits_staff_since: Mapped[datetime | None]
    opted_out_at: Mapped[datetime | None]
    # Why nothing reaches them, as the carrier said last; until they write again.
    undeliverable: Mapped[str | None] = mapped_column(String(16))
    # When they were told that the bot is away; until it answers them again.
    told_away_at: Mapped[datetime | None]
    last_inbound_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Message(Base):
    """A message in or out. `seq` is the order of arrival; `turn` is what an outbound one
    answers.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("turn", "position"),
        Index(None, "contact_id", "seq"),
        Index(None, "state", "next_at"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True, default=new_id)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"))
    direction: Mapped[Direction] = mapped_column(one_of(Direction))
    author: Mapped[Author] = mapped_column(one_of(Author))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[MessageState] = mapped_column(one_of(MessageState))
    body_sealed: Mapped[bytes]
    language: Mapped[str | None] = mapped_column(String(8))
    own_address: Mapped[str] = mapped_column(String(64))
    provider_sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    turn: Mapped[str | None] = mapped_column(String(64))
    position: Mapped[int | None]
    response: Mapped[str | None] = mapped_column(String(64))
    intent: Mapped[str | None] = mapped_column(String(64))
    law: Mapped[str | None] = mapped_column(String(96))
    options_sealed: Mapped[bytes | None]
    media_count: Mapped[int] = mapped_column(default=0)
    parts: Mapped[int | None]
    # How many messages before it are answered with it, in a flood.
    stands_for: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    error_code: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class ReceivedSid(Base):
    """A tombstone for every message taken in, by keyed hash: a replay has no effect, even after
    erasure.
    """

    __tablename__ = "received_sids"

    sid_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    received_at: Mapped[datetime]


class ErasedReferral(Base):
    """A tombstone for a referral that was erased: that it happened, and when."""

    __tablename__ = "erased_referrals"

    reference: Mapped[str] = mapped_column(String(16), primary_key=True)
    erased_at: Mapped[datetime] = mapped_column(index=True)


class Farewell(Base):
    """The last message to a contact who was erased. Nothing else knows where it goes, and it is
    erased itself once it was sent. `began_at` is when a send began whose outcome is not known.
    """

    __tablename__ = "farewells"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    address_sealed: Mapped[bytes]
    own_address: Mapped[str] = mapped_column(String(64))
    body_sealed: Mapped[bytes]
    attempts: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime | None]
    next_at: Mapped[datetime] = mapped_column(index=True)
    created_at: Mapped[datetime]


class DeliveryEvent(Base):
    """What the provider reported of one attempt to send, appended once for each status."""

    __tablename__ = "delivery_events"
    __table_args__ = (UniqueConstraint("message_id", "sid", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"))
    sid: Mapped[str] = mapped_column(String(64), default="")
    status: Mapped[str] = mapped_column(String(32))
    error_code: Mapped[str | None] = mapped_column(String(32))
    received_at: Mapped[datetime]


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


class Staff(Base):
    """A person who signs in to the console."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(256))
    role: Mapped[Role] = mapped_column(one_of(Role))
    language: Mapped[str] = mapped_column(String(8), default="en")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class StaffSession(Base):
    """A signed-in browser, found by the hash of its token, so that the database opens no
    session.
    """

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class SignInAttempt(Base):
    """A failed sign-in, by keyed hash of who was tried, so that guessing slows down."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index(None, "subject_hash", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    subject_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Heartbeat(Base):
    """When a long-running process last said that it is alive."""

    __tablename__ = "heartbeats"

    process: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]
