"""Replies that the office has worded anew, in place of those of `helpline/referrals/canned.yml`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.storage.tables import CannedReply


def set_wording(
    session: Session, purpose: str, language: str, body: str, *, staff_id: str, now: datetime
) -> None:
    """Words a reply anew in a language; an empty one brings the file's own back."""
    row = session.get(CannedReply, (purpose, language))
    if not body:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = CannedReply(purpose=purpose, language=language)
        session.add(row)
    row.body, row.staff_id, row.updated_at = body, staff_id, now


def list_wordings(session: Session) -> dict[tuple[str, str], str]:
    """Returns what was worded anew, by purpose and language."""
    rows = session.execute(select(CannedReply.purpose, CannedReply.language, CannedReply.body))
    return {(purpose, language): body for purpose, language, body in rows}
