"""The roster: the lawyers whom staff may ask to take a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.errors import NotFound
from helpline.storage.database import seal, unseal
from helpline.storage.kinds import Gender
from helpline.storage.tables import Lawyer, new_id


@dataclass(frozen=True)
class LawyerTold:
    """A lawyer as the roster has them. `languages` are codes of `helpline.i18n`, `jurisdictions`
    ids of law files, `places` names as the gazetteer has them in English or in staff's own words;
    `hours` are as `helpline.office` reads them in `zone`, empty is at any hour.
    """

    name: str
    phone: str | None = None
    email: str | None = None
    languages: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    gender: Gender = Gender.UNSAID
    child_specialist: bool = False
    hours: str = ""
    zone: str = "UTC"
    most_cases: int = 10
    active: bool = True
    staff_id: str | None = None
    id: str = ""


def save_lawyer(session: Session, told: LawyerTold, *, now: datetime) -> str:
    """Adds a lawyer (without an id) or changes one, and returns the id; raises NotFound for an
    unknown id, and IntegrityError where another lawyer has the same account.
    """
    row = _row(session, told.id) if told.id else Lawyer(id=new_id(), created_at=now)
    row.name_sealed = seal(session, told.name, column="lawyers.name", row=row.id)
    row.phone_sealed = _sealed(session, told.phone, "lawyers.phone", row.id)
    row.email_sealed = _sealed(session, told.email, "lawyers.email", row.id)
    row.languages = list(told.languages)
    row.jurisdictions = list(told.jurisdictions)
    row.places = list(told.places)
    row.gender = told.gender
    row.child_specialist = told.child_specialist
    row.hours, row.zone = told.hours, told.zone
    row.most_cases = told.most_cases
    row.active = told.active
    row.staff_id = told.staff_id
    row.updated_at = now
    session.add(row)
    session.flush()
    return row.id


def get_lawyer(session: Session, lawyer_id: str) -> LawyerTold:
    """Returns a lawyer; raises NotFound."""
    return _told(session, _row(session, lawyer_id))


def list_lawyers(session: Session) -> list[LawyerTold]:
    """Returns all lawyers, those who take no cases too, by name."""
    told = [_told(session, row) for row in session.scalars(select(Lawyer))]
    return sorted(told, key=lambda lawyer: (not lawyer.active, lawyer.name.casefold()))


def lawyer_names(session: Session) -> dict[str, str]:
    """Returns the name of each lawyer by their id."""
    return {
        row.id: unseal(session, row.name_sealed, column="lawyers.name", row=row.id)
        for row in session.execute(select(Lawyer.id, Lawyer.name_sealed))
    }


def _row(session: Session, lawyer_id: str) -> Lawyer:
    row = session.get(Lawyer, lawyer_id)
    if row is None:
        raise NotFound("lawyer")
    return row


def _told(session: Session, row: Lawyer) -> LawyerTold:
    return LawyerTold(
        name=unseal(session, row.name_sealed, column="lawyers.name", row=row.id),
        phone=_opened(session, row.phone_sealed, "lawyers.phone", row.id),
        email=_opened(session, row.email_sealed, "lawyers.email", row.id),
        languages=tuple(row.languages),
        jurisdictions=tuple(row.jurisdictions),
        places=tuple(row.places),
        gender=row.gender,
        child_specialist=row.child_specialist,
        hours=row.hours,
        zone=row.zone,
        most_cases=row.most_cases,
        active=row.active,
        staff_id=row.staff_id,
        id=row.id,
    )


def _sealed(session: Session, text: str | None, column: str, row: str) -> bytes | None:
    return seal(session, text, column=column, row=row) if text else None


def _opened(session: Session, sealed: bytes | None, column: str, row: str) -> str | None:
    return None if sealed is None else unseal(session, sealed, column=column, row=row)
