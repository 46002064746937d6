"""Calls to who is on duty: which were made, so that each is made once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.storage.tables import DutyCall


def list_calls(session: Session, referral_ids: Collection[str]) -> set[tuple[str, str]]:
    """Returns for which of some referrals, and why, a call was made: pairs of id and reason."""
    made = select(DutyCall.referral_id, DutyCall.why).where(DutyCall.referral_id.in_(referral_ids))
    return {(referral_id, why) for referral_id, why in session.execute(made)}


def add_call(session: Session, referral_id: str, why: str, *, now: datetime) -> None:
    """Records a call; raises IntegrityError if another worker made it at the same time."""
    session.add(DutyCall(referral_id=referral_id, why=why, called_at=now))
    session.flush()
