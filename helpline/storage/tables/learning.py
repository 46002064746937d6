"""What people found when they read what the bot had understood."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from helpline.storage.columns import Base


class TurnReview(Base):
    """A turn that a person has read: what the bot took it for, and what it meant. It holds no words
    and outlives the message, whose id then leads nowhere.
    """

    __tablename__ = "turn_reviews"

    message_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    # The language, or the language and its script ("ne-Latn").
    writing: Mapped[str | None] = mapped_column(String(8))
    understood: Mapped[str] = mapped_column(String(64))
    meant: Mapped[str] = mapped_column(String(64))
    reviewed_at: Mapped[datetime]
