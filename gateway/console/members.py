"""Everybody of staff, read once for a page, however many of its parts name somebody."""

from __future__ import annotations

from sqlalchemy.orm import Session

from helpline.storage.staff import list_staff
from helpline.storage.tables import Staff

_READ = "console_members"


def members(session: Session) -> list[Staff]:
    """Returns all staff by username, as they were when the session first asked."""
    read: list[Staff] | None = session.info.get(_READ)
    if read is None:
        read = session.info[_READ] = list_staff(session)
    return read


def names_of_members(session: Session) -> dict[str, str]:
    """Returns what each of staff is called, by their id."""
    return {member.id: member.username for member in members(session)}
