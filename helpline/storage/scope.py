"""Whose cases a staff member sees, as conditions that every list and every single look-up share."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, false, func, select, true
from sqlalchemy.orm import Session

from helpline.storage.kinds import AssignmentState, Role
from helpline.storage.numbers import office_written_to
from helpline.storage.tables import Assignment, Contact, Lawyer, OwnNumber, Referral, Staff

_ALL_CASES = frozenset({Role.INTAKE, Role.SUPERVISOR})


@dataclass(frozen=True)
class Scope:
    """What decides whose cases somebody sees: their role, who they are, and their office (None:
    all offices).
    """

    role: Role
    staff_id: str
    office: str | None

    @property
    def is_everything(self) -> bool:
        """Whether no case is kept from them."""
        return self.role in _ALL_CASES and self.office is None


def referrals_in(scope: Scope) -> ColumnElement[bool]:
    """Returns the condition on `Referral` that holds for the cases in a scope."""
    if scope.is_everything:
        return true()
    if scope.role is Role.LAWYER:
        return Referral.id.in_(_taken_by(scope.staff_id))
    return Referral.contact_id.in_(select(Contact.id).where(contacts_in(scope)))


def contacts_in(scope: Scope) -> ColumnElement[bool]:
    """Returns the condition on `Contact` that holds for the conversations in a scope: a lawyer's
    are those with the families of their cases.
    """
    if scope.is_everything:
        return true()
    if scope.role is Role.LAWYER:
        own = select(Referral.contact_id).where(Referral.id.in_(_taken_by(scope.staff_id)))
        return Contact.id.in_(own)
    return _of_office(scope.office) if scope.role in _ALL_CASES else false()


def is_referral_in(session: Session, scope: Scope, referral_id: str) -> bool:
    """Whether a referral, by its id, is in a scope; an unknown one is not."""
    found = select(Referral.id).where(and_(Referral.id == referral_id, referrals_in(scope)))
    return session.scalar(found) is not None


def is_contact_in(session: Session, scope: Scope, contact_id: str) -> bool:
    """Whether a contact, by id, is in a scope; an unknown one is not."""
    found = select(Contact.id).where(and_(Contact.id == contact_id, contacts_in(scope)))
    return session.scalar(found) is not None


def list_offices(session: Session) -> list[str]:
    """Returns the names of offices that numbers or staff have, in the order of the alphabet."""
    named = [*session.scalars(select(OwnNumber.office)), *session.scalars(select(Staff.office))]
    return sorted({office for office in named if office})


def _taken_by(staff_id: str) -> Select[str]:
    """Selects the referrals that a lawyer, by the id of their account, has taken and still has."""
    return (
        select(Assignment.referral_id)
        .join(Lawyer, Lawyer.id == Assignment.lawyer_id)
        .where(Lawyer.staff_id == staff_id, Assignment.state == AssignmentState.TAKEN)
    )


def _of_office(office: str | None) -> ColumnElement[bool]:
    """Holds for contacts who write to a number (or Messaging Service) of an office, or to one that
    has none.
    """
    if office is None:
        return true()
    return func.coalesce(office_written_to(), "").in_(("", office))
