"""Second factors of staff: an authenticator's secret, recovery codes, passkeys. A code or a counter
is taken once, however many requests bring it at the same time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from helpline.storage.database import seal, unseal
from helpline.storage.tables import Passkey, RecoveryCode, Staff, new_id

_TOTP = "staff.totp"


def set_totp(session: Session, staff: Staff, secret: str, *, step: int) -> None:
    """Sets the secret of a staff member's authenticator, of which the code of a step was given."""
    staff.totp_sealed = seal(session, secret, column=_TOTP, row=staff.id)
    staff.totp_last_step = step


def totp_of(session: Session, staff: Staff) -> str | None:
    """Returns the secret of a staff member's authenticator, or None."""
    if staff.totp_sealed is None:
        return None
    return unseal(session, staff.totp_sealed, column=_TOTP, row=staff.id)


def take_step(session: Session, staff_id: str, step: int) -> bool:
    """Takes the code of a time step; False if one of that step or of a later one was taken."""
    taken = session.execute(
        update(Staff)
        .where(Staff.id == staff_id)
        .where(or_(Staff.totp_last_step.is_(None), Staff.totp_last_step < step))
        .values(totp_last_step=step)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def set_recovery_codes(session: Session, staff_id: str, hashes: Sequence[str]) -> None:
    """Puts recovery codes, by their hashes, in place of all that there were."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    session.add_all(
        [RecoveryCode(id=new_id(), staff_id=staff_id, code_hash=each) for each in hashes]
    )


def take_recovery_code(session: Session, staff_id: str, code_hash: str) -> bool:
    """Takes a recovery code; False if it is none of theirs, or was taken."""
    taken = session.execute(
        delete(RecoveryCode).where(
            RecoveryCode.staff_id == staff_id, RecoveryCode.code_hash == code_hash
        )
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def count_recovery_codes(session: Session, staff_id: str) -> int:
    """Returns how many recovery codes a staff member has left."""
    count = select(func.count()).where(RecoveryCode.staff_id == staff_id)
    return session.scalar(count) or 0


def add_passkey(
    session: Session,
    staff_id: str,
    credential_id: str,
    public_key: bytes,
    *,
    sign_count: int,
    label: str,
    now: datetime,
) -> None:
    """Adds a passkey; raises IntegrityError if somebody has it already."""
    session.add(
        Passkey(
            staff_id=staff_id,
            credential_id=credential_id,
            public_key=public_key,
            sign_count=sign_count,
            label=label,
            created_at=now,
        )
    )
    session.flush()


def list_passkeys(session: Session, staff_id: str) -> list[Passkey]:
    """Returns a staff member's passkeys, the oldest first."""
    rows = select(Passkey).where(Passkey.staff_id == staff_id).order_by(Passkey.created_at)
    return list(session.scalars(rows))


def find_passkey(session: Session, staff_id: str, credential_id: str) -> Passkey | None:
    """Returns a staff member's passkey by what its authenticator calls it, or None."""
    return session.scalar(
        select(Passkey).where(Passkey.staff_id == staff_id, Passkey.credential_id == credential_id)
    )


def use_passkey(
    session: Session, passkey_id: str, *, before: int, sign_count: int, now: datetime
) -> bool:
    """Records a use; False if the passkey's count is not what it was any more."""
    used = session.execute(
        update(Passkey)
        .where(Passkey.id == passkey_id, Passkey.sign_count == before)
        .values(sign_count=sign_count, last_used_at=now)
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


def remove_passkey(session: Session, staff_id: str, passkey_id: str) -> None:
    """Removes a staff member's passkey; does nothing if it is not theirs."""
    session.execute(delete(Passkey).where(Passkey.staff_id == staff_id, Passkey.id == passkey_id))


def forget_factors(session: Session, staff: Staff) -> None:
    """Erases every second factor of a staff member."""
    staff.totp_sealed = staff.totp_last_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))
    session.execute(delete(Passkey).where(Passkey.staff_id == staff.id))
