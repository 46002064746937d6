"""Templates and shapes of messages as the carrier holds them: their ids and approvals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from helpline.storage.database import Database
from helpline.storage.kinds import ApprovalState
from helpline.storage.tables import CarrierContent, CarrierTemplate

_LONGEST_REASON = 512


def find_template(session: Session, name: str, language: str) -> CarrierTemplate | None:
    """Returns a template in a language as it was handed in last, or None."""
    return session.get(CarrierTemplate, (name, language))


def list_templates(session: Session) -> list[CarrierTemplate]:
    """Returns all templates that were handed in, by name and language."""
    listed = select(CarrierTemplate).order_by(CarrierTemplate.name, CarrierTemplate.language)
    return list(session.scalars(listed))


def record_submission(
    session: Session, name: str, language: str, *, digest: str, sid: str, now: datetime
) -> CarrierTemplate:
    """Records that words, by their digest, were handed in under an id of the carrier's."""
    template = find_template(session, name, language)
    if template is None:
        template = CarrierTemplate(name=name, language=language)
        session.add(template)
    template.digest, template.sid = digest, sid
    template.state, template.reason = ApprovalState.RECEIVED, None
    template.submitted_at, template.checked_at = now, None
    session.flush()
    return template


def record_approval(
    template: CarrierTemplate, state: ApprovalState, *, reason: str, now: datetime
) -> None:
    """Records how far a template's approval is, and why it was refused ("" if it was not)."""
    template.state = state
    template.reason = reason[:_LONGEST_REASON] or None
    template.checked_at = now


class StoredContents:
    """Remembers shapes of messages in the database."""

    def __init__(self, database: Database) -> None:
        """Takes the database."""
        self._database = database

    def find(self, digest: str) -> str | None:
        """Returns the carrier's id of a shape by its digest, or None."""
        with self._database.reading() as session:
            return session.scalar(select(CarrierContent.sid).where(CarrierContent.digest == digest))

    def keep(self, digest: str, sid: str, *, now: datetime) -> None:
        """Keeps the carrier's id of a shape; of two at the same time the first one stays."""
        try:
            with self._database.transaction() as session:
                session.add(CarrierContent(digest=digest, sid=sid, created_at=now))
        except IntegrityError:
            return
