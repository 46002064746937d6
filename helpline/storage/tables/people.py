"""Staff, how they prove who they are, their sessions, invitations, and failed sign-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpline.storage.columns import Base, new_id, one_of
from helpline.storage.kinds import Role


class Staff(Base):
    """A person who signs in to the console."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(256))
    role: Mapped[Role] = mapped_column(one_of(Role))
    language: Mapped[str] = mapped_column(String(8), default="en")
    # Whose numbers' cases they work on; None: all.
    office: Mapped[str | None] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True)
    # The secret that their authenticator app holds too; None until they have set one up.
    totp_sealed: Mapped[bytes | None]
    # The time step (RFC 6238) of the last code that was taken: none of it or before is taken again.
    totp_last_step: Mapped[int | None]
    created_at: Mapped[datetime]


class StaffSession(Base):
    """A signed-in browser, found by the hash of its token, so that the database opens no
    session.
    """

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    # By which its owner ends it; opens nothing.
    id: Mapped[str] = mapped_column(String(32), unique=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    # False while only the password was right: it opens nothing but the second step.
    complete: Mapped[bool] = mapped_column(default=True)
    # The kind of browser and of system, coarse ("Firefox, Android").
    browser: Mapped[str] = mapped_column(String(48), default="")
    # What its next pages need and nobody else may read: a secret being set up, codes to be shown.
    kept_sealed: Mapped[bytes | None]
    # When its owner last gave password and second factor.
    confirmed_at: Mapped[datetime]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class Passkey(Base):
    """A WebAuthn credential of a staff member: a second factor that no false page can ask for."""

    __tablename__ = "passkeys"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    # What the authenticator calls it, in url-safe base64.
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes]
    # How often it has signed, as it last said: one that goes back has been copied.
    sign_count: Mapped[int] = mapped_column(BigInteger)
    label: Mapped[str] = mapped_column(String(48))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that stands in for a lost second factor, by its hash; erased when it is used."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("staff_id", "code_hash"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    code_hash: Mapped[str] = mapped_column(String(64))


class Invitation(Base):
    """A link by which somebody becomes staff, or (with `staff_id`) sets password and second factor
    anew; found by the hash of its token, and erased when it is used.
    """

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    role: Mapped[Role] = mapped_column(one_of(Role))
    language: Mapped[str] = mapped_column(String(8))
    office: Mapped[str | None] = mapped_column(String(64))
    # None where it was made on the command line.
    invited_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInAttempt(Base):
    """A failed sign-in, by keyed hash of who was tried, so that guessing slows down."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index(None, "subject_hash", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    subject_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
