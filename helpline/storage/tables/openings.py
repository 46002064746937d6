"""Cases that staff opened outside those that they see, in an emergency."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from helpline.storage.columns import Base, new_id


class CaseOpening(Base):
    """That somebody opened a case which is not among those that they see: why, and until when."""

    __tablename__ = "case_openings"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    reason_sealed: Mapped[bytes]
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
