"""What figures are made from: each referral as codes and moments, and each year counted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from helpline.storage.columns import Base


class CaseFigures(Base):
    """A referral as it is counted: codes and moments, no words; and when this was made of it."""

    __tablename__ = "case_figures"

    # That of the referral.
    id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), primary_key=True)
    data_sealed: Mapped[bytes]
    made_at: Mapped[datetime]


class YearFigures(Base):
    """What was counted for a year, before small cells are hidden, and as of when."""

    __tablename__ = "year_figures"

    # The year and the way of counting: "2026-1".
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    data_sealed: Mapped[bytes]
    as_of: Mapped[datetime]
