"""Links by which somebody becomes staff or is let in again; made by administrators here and on the
command line.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.console.access import token_hash
from gateway.console.passwords import UNUSABLE
from helpline.storage.invitations import Place, add_invitation
from helpline.storage.second_factors import forget_factors
from helpline.storage.staff import set_password
from helpline.storage.tables import Staff


def invite(session: Session, place: Place, *, invited_by: str | None, now: datetime) -> str:
    """Makes an invitation and returns its token: 256 random bits, of which only the hash is kept.

    `invited_by` is a staff member's id; None for the command line.
    """
    return _add(session, place, staff_id=None, invited_by=invited_by, now=now)


def let_in_again(session: Session, staff: Staff, *, invited_by: str | None, now: datetime) -> str:
    """Takes password, second factors and sessions from a staff member, and returns the token of the
    link by which they set them anew: until then nobody signs in as them.
    """
    forget_factors(session, staff)
    set_password(session, staff, UNUSABLE)
    place = Place(staff.role, staff.language, staff.office)
    return _add(session, place, staff_id=staff.id, invited_by=invited_by, now=now)


def link_of(public_url: str, token: str) -> str:
    """Returns the address of a link."""
    return f"{public_url}/console/invitation/{token}"


def _add(
    session: Session,
    place: Place,
    *,
    staff_id: str | None,
    invited_by: str | None,
    now: datetime,
) -> str:
    token = secrets.token_urlsafe(32)
    add_invitation(
        session, token_hash(token), place, staff_id=staff_id, invited_by=invited_by, now=now
    )
    return token
