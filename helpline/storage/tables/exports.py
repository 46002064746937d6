"""What staff ask to take out of the helpline: which cases, and who let them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from helpline.storage.columns import Base, new_id


class CaseExport(Base):
    """That somebody asks for a file of some cases, why, and who let it out. The file itself is
    never kept: it is made while it is downloaded, and then this row goes.
    """

    __tablename__ = "case_exports"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    reason_sealed: Mapped[bytes]
    has_names: Mapped[bool]
    asked_at: Mapped[datetime]
    approved_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    approved_at: Mapped[datetime | None]


class ExportedCase(Base):
    """A case that an export asks for."""

    __tablename__ = "exported_cases"

    export_id: Mapped[str] = mapped_column(ForeignKey("case_exports.id"), primary_key=True)
    referral_id: Mapped[str] = mapped_column(
        ForeignKey("referrals.id"), primary_key=True, index=True
    )
