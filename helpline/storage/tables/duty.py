"""Whom of the office a message has called to a case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from helpline.storage.columns import Base


class DutyCall(Base):
    """That the numbers on duty were told of a referral, once for each reason why."""

    __tablename__ = "duty_calls"

    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), primary_key=True)
    why: Mapped[str] = mapped_column(String(32), primary_key=True)
    called_at: Mapped[datetime]
