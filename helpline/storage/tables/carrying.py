"""What our own numbers stand for, and what sending costs. Nothing here belongs to a contact."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from helpline.storage.columns import Base, new_id, one_of
from helpline.storage.kinds import Channel


class OwnNumber(Base):
    """What an administrator set for one of our own addresses, or a Messaging Service; an empty
    column means that the setting for all holds.
    """

    __tablename__ = "own_numbers"

    channel: Mapped[Channel] = mapped_column(one_of(Channel), primary_key=True)
    address: Mapped[str] = mapped_column(String(64), primary_key=True)
    jurisdiction: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str | None] = mapped_column(String(8))
    office: Mapped[str | None] = mapped_column(String(64))
    office_hours: Mapped[str | None] = mapped_column(String(160))
    office_timezone: Mapped[str | None] = mapped_column(String(64))
    # SMS parts, or WhatsApp messages, that the carrier takes from it each minute; none: we do not
    # wait for it, and the carrier lets messages wait.
    parts_per_minute: Mapped[int | None]
    # Whether the bot answers what comes to it; what does is stored and shown in any case.
    is_active: Mapped[bool] = mapped_column(default=True)
    updated_at: Mapped[datetime]


class Pace(Base):
    """Until when the parts that were given a place are keeping one of our addresses busy."""

    __tablename__ = "paces"

    channel: Mapped[Channel] = mapped_column(one_of(Channel), primary_key=True)
    address: Mapped[str] = mapped_column(String(64), primary_key=True)
    busy_until: Mapped[datetime]


class Spend(Base):
    """What was sent on a day (UTC) to a country ("" where it is not known) on a channel, and what
    it cost, in millionths of a US dollar; `estimated` of the messages have a guessed price.
    """

    __tablename__ = "spend"

    day: Mapped[date] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    channel: Mapped[Channel] = mapped_column(one_of(Channel), primary_key=True)
    messages: Mapped[int] = mapped_column(default=0)
    automatic: Mapped[int] = mapped_column(default=0)
    parts: Mapped[int] = mapped_column(default=0)
    estimated: Mapped[int] = mapped_column(default=0)
    micro_usd: Mapped[int] = mapped_column(BigInteger, default=0)


class PrefixCount(Base):
    """How many messages the bot sent on a day (UTC) to numbers that begin alike, by keyed hash."""

    __tablename__ = "prefix_counts"

    day: Mapped[date] = mapped_column(primary_key=True)
    prefix_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    messages: Mapped[int] = mapped_column(default=0)


class RefusedWebhook(Base):
    """A webhook that was signed and could not be used: which, and what was wrong, in our words."""

    __tablename__ = "refused_webhooks"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    route: Mapped[str] = mapped_column(String(16))
    fault: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
