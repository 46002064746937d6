"""What WhatsApp's carrier keeps for us: templates that WhatsApp approves, and shapes of messages
with options. Neither holds anything of a person.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from helpline.storage.columns import Base, one_of
from helpline.storage.kinds import ApprovalState


class CarrierTemplate(Base):
    """A template in one language as it was handed in last, and how far its approval is."""

    __tablename__ = "carrier_templates"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    # Of the words that were handed in: other words are another template.
    digest: Mapped[str] = mapped_column(String(64))
    sid: Mapped[str] = mapped_column(String(64))
    state: Mapped[ApprovalState] = mapped_column(one_of(ApprovalState))
    # Why WhatsApp refused it, in its words.
    reason: Mapped[str | None] = mapped_column(String(512))
    submitted_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]


class CarrierContent(Base):
    """A shape of messages with options (so many lines, these titles) that the carrier holds under
    an id of its own, so that each is made there once.
    """

    __tablename__ = "carrier_contents"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    sid: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
