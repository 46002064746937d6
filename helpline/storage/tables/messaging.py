"""Contacts, messages in and out, and what became of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpline.storage.columns import Base, new_id, one_of
from helpline.storage.kinds import (
    Author,
    Awaited,
    Channel,
    CopyState,
    CopyTask,
    Direction,
    Forwarded,
    Handler,
    HeldBecause,
    MessageForm,
    MessageState,
    PriceBasis,
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
    # What most people write to the number of ours that they wrote to, as set for it.
    likely_language: Mapped[str | None] = mapped_column(String(8))
    # The Messaging Service by which they reached that number.
    own_service: Mapped[str | None] = mapped_column(String(34))
    # Whose law they asked about, as they chose it; "elsewhere" where none of ours holds.
    jurisdiction: Mapped[str | None] = mapped_column(String(32))
    # Others read their phone: no fact is said back to them.
    discreet: Mapped[bool] = mapped_column(default=False)
    handler: Mapped[Handler] = mapped_column(one_of(Handler), default=Handler.BOT)
    # Since when they wait for an answer of staff; until staff have written, or hand them back.
    awaits_staff_since: Mapped[datetime | None]
    opted_out_at: Mapped[datetime | None]
    # When somebody wrote from this phone that it is not, or no more, who wrote before.
    in_other_hands_at: Mapped[datetime | None]
    # Why nothing reaches them, as the carrier said last; until they write again.
    undeliverable: Mapped[str | None] = mapped_column(String(16))
    # When they were told that the bot is away; until it answers them again.
    told_away_at: Mapped[datetime | None]
    last_inbound_at: Mapped[datetime | None]
    # Contacts of one person, as they said themselves, share this.
    person_id: Mapped[str | None] = mapped_column(String(32), index=True)
    # When they were asked whether another contact with their number is theirs too.
    same_asked_at: Mapped[datetime | None]
    # When they were asked whether an SMS may come where WhatsApp does not reach them; since when
    # it may.
    sms_asked_at: Mapped[datetime | None]
    sms_agreed_at: Mapped[datetime | None]
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
    # Of an inbound one: the message of ours to which it replies, and which of its options was
    # tapped, from 1 on.
    replies_to: Mapped[str | None] = mapped_column(String(32))
    picked: Mapped[int | None]
    # Of an outbound one: as what it went out last, and why it waits for the contact to write.
    form: Mapped[MessageForm | None] = mapped_column(one_of(MessageForm))
    held_because: Mapped[HeldBecause | None] = mapped_column(one_of(HeldBecause))
    # What came with it: files and places, a row each in `media`.
    media_count: Mapped[int] = mapped_column(default=0)
    forwarded: Mapped[Forwarded | None] = mapped_column(one_of(Forwarded))
    parts: Mapped[int | None]
    # How many messages before it are answered with it, in a flood.
    stands_for: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    # How often the carrier was asked what became of it, since it did not say.
    status_asks: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    error_code: Mapped[str | None] = mapped_column(String(32))
    # Since when it may be sent, where that is not since it was written.
    released_at: Mapped[datetime | None]
    # What the present attempt costs, in millionths of a US dollar, and how we know.
    price_micro_usd: Mapped[int | None] = mapped_column(BigInteger)
    price_basis: Mapped[PriceBasis | None] = mapped_column(one_of(PriceBasis))
    # When the carrier took the present attempt.
    priced_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    # Inbound: when its turn ended. Outbound: when staff were done with one that did not arrive.
    handled_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class ReceivedSid(Base):
    """A tombstone for every message taken in, by keyed hash: a replay has no effect, even after
    erasure.
    """

    __tablename__ = "received_sids"

    sid_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    received_at: Mapped[datetime]


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


class CarrierCopy(Base):
    """A message that the carrier holds and is to redact or to erase. Nothing here tells whose it
    was. Its id at the carrier goes once that is done; what stays is the proof: when, and the HTTP
    status with which the carrier answered.
    """

    __tablename__ = "carrier_copies"
    __table_args__ = (Index(None, "state", "next_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    sid_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sid_sealed: Mapped[bytes | None]
    # Our message, until it is erased here.
    message_id: Mapped[str | None] = mapped_column(String(32), index=True)
    task: Mapped[CopyTask] = mapped_column(one_of(CopyTask))
    state: Mapped[CopyState] = mapped_column(one_of(CopyState))
    attempts: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[str | None] = mapped_column(String(32))
    next_at: Mapped[datetime]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    proof: Mapped[int | None]


class CarrierRound(Base):
    """What the carrier is asked again and again: up to which moment it was, and when it is next."""

    __tablename__ = "carrier_rounds"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    asked_up_to: Mapped[datetime | None]
    next_at: Mapped[datetime]


class Heartbeat(Base):
    """When a long-running process last said that it is alive."""

    __tablename__ = "heartbeats"

    process: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]


class Safeguard(Base):
    """What protects a contact whose phone others may read. `word_hash` is of their own word, by a
    key that is not in the database; nothing else of the word is kept.
    """

    __tablename__ = "safeguards"

    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    word_hash: Mapped[str | None] = mapped_column(String(64))
    word_set_at: Mapped[datetime | None]
    # How many wrong words, or unfit new ones, came in a row.
    tries: Mapped[int] = mapped_column(default=0)
    # When we last held it for sure that it was them who wrote.
    familiar_at: Mapped[datetime | None]
    awaited: Mapped[Awaited | None] = mapped_column(one_of(Awaited))
    # The message that is answered once they have proved that it is them.
    message_id: Mapped[str | None] = mapped_column(String(32))
    asked_at: Mapped[datetime | None]
