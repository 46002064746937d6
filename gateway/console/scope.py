"""Whose cases a member sees: asked of every address that names one, before its view runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from gateway.console.access import Member
from helpline.errors import NotFound
from helpline.storage.media import find_media
from helpline.storage.messages import get_message
from helpline.storage.openings import MAY_OPEN, is_contact_open_to, is_open_to
from helpline.storage.referrals import find_by_reference
from helpline.storage.scope import Scope, is_contact_in, is_referral_in
from helpline.storage.tables import Referral


def scope_of(member: Member) -> Scope:
    """Returns what decides whose cases a member sees."""
    return Scope(member.role, member.id, member.office)


def may_see_case(session: Session, member: Member, referral: Referral) -> bool:
    """Whether a member may see a referral: a lawyer their own, others those of their office, and
    for a time what they opened in an emergency.
    """
    if is_referral_in(session, scope_of(member), referral.id):
        return True
    now = datetime.now(UTC)
    return member.role in MAY_OPEN and is_open_to(session, member.id, referral.id, now=now)


def may_see_contact(session: Session, member: Member, contact_id: str) -> bool:
    """Whether a member may see a conversation: a lawyer those with the families of their cases,
    others those of their office, and for a time that of a case opened in an emergency.
    """
    if is_contact_in(session, scope_of(member), contact_id):
        return True
    now = datetime.now(UTC)
    return member.role in MAY_OPEN and is_contact_open_to(session, member.id, contact_id, now=now)


def may_see_all(session: Session, member: Member, named: Mapping[str, Any]) -> bool:
    """Whether a member may see all that an address names, by the names of its parameters.

    What is not there is for the view to say, unless the member sees only some cases.
    """
    scope = scope_of(member)
    if scope.is_everything:
        return True
    return all(
        is_in(session, member, str(value))
        for name, value in named.items()
        if (is_in := CHECKS.get(name)) is not None
    )


def _may_see_reference(session: Session, member: Member, reference: str) -> bool:
    referral = find_by_reference(session, reference)
    return referral is not None and may_see_case(session, member, referral)


def _may_see_media(session: Session, member: Member, media_id: str) -> bool:
    media = find_media(session, media_id)
    return media is not None and may_see_contact(session, member, media.contact_id)


def _may_see_message(session: Session, member: Member, message_id: str) -> bool:
    try:
        message = get_message(session, message_id)
    except NotFound:
        return False
    return may_see_contact(session, member, message.contact_id)


# By the name of an address's parameter, what decides whether a member may see what it names.
CHECKS: Mapping[str, Callable[[Session, Member, str], bool]] = {
    "message_id": _may_see_message,
    "reference": _may_see_reference,
    "contact_id": may_see_contact,
    "media_id": _may_see_media,
}
# Parameters that name nothing of a case; a test holds every other one to `CHECKS`.
UNSCOPED = frozenset(
    {
        "filename", "_rest", "staff_id", "session_id", "passkey_id", "token", "invitation_id",
        "event_id", "fact", "filter_id", "lawyer_id", "assignment_id", "purpose",
        "month", "kind", "export_id",
    }
)  # fmt: skip
