"""Who saw or did what, the key that burning destroys, and requests to burn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from helpline.storage.columns import Base, new_id


class AuditEntry(Base):
    """That somebody saw or did something, and to which case; never what it said. Each entry's hash
    covers the one before, so that none can be changed, taken out or put in between.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "actor", "object", "at"), Index(None, "object"))

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    # The id of a staff member, or one of `helpline.storage.audit.Actor`.
    actor: Mapped[str] = mapped_column(String(32))
    # One of `Action` and one of `Kind` there; words of a version that is gone stay readable.
    action: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str | None] = mapped_column(String(16))
    # A reference, or a random id of ours.
    object: Mapped[str | None] = mapped_column(String(32))
    # How many it was: cases erased, sign-ins that failed.
    number: Mapped[int | None]
    key_id: Mapped[str] = mapped_column(String(8))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The end of the audit log, a single row that who appends holds meanwhile; and up to where the
    log was cut off because it had become old.
    """

    __tablename__ = "audit_heads"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    pruned_to: Mapped[int]


class InstallationKey(Base):
    """The random key under which values are sealed together with HELPLINE_KEYS; wrapped by them. A
    single row, which burning destroys.
    """

    __tablename__ = "installation_keys"

    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    wrapped: Mapped[bytes]
    created_at: Mapped[datetime]


class BurnRequest(Base):
    """What one administrator asked and another has yet to confirm: that everything be destroyed."""

    __tablename__ = "burn_requests"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    reason_sealed: Mapped[bytes]
    asked_at: Mapped[datetime]
