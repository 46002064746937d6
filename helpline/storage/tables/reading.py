"""What each member of staff has read."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from helpline.storage.columns import Base


class ReadMark(Base):
    """How far a member of staff has read the messages of a contact: up to the one with `seq`."""

    __tablename__ = "read_marks"

    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    seq: Mapped[int]
