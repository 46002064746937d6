"""A case on the desk: what tests of the work on cases begin with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from helpline.storage import referrals
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.referrals import Fact
from helpline.storage.tables import Referral
from tests.builders import make_contact, make_referral
from tests.gateway.console.desk import Desk

FACTS = {"country": "nepal", "held_by": "police", "place": "Patan", "held_name": "Ram Shrestha"}


def open_case(
    database: Database,
    *,
    number: int = 1,
    language: str = "ne",
    channel: Channel = Channel.SMS,
    hours_ago: float = 0,
    submitted: bool = True,
    **facts: str,
) -> str:
    """Adds a case told some hours ago and returns its reference."""
    at = datetime.now(UTC) - timedelta(hours=hours_ago)
    with database.transaction() as session:
        contact = make_contact(
            session, address=f"+155501{number:02}", language=language, channel=channel, now=at
        )
        return make_referral(
            session, contact, facts=facts or FACTS, submitted=submitted, now=at
        ).reference


def case_of(session: Session, reference: str) -> Referral:
    """Returns a case as it is now."""
    referral = referrals.find_by_reference(session, reference)
    assert referral is not None
    return referral


def facts_of(database: Database, reference: str) -> dict[str, Fact]:
    """Returns the facts of a case that hold."""
    with database.reading() as session:
        return referrals.current_facts(session, case_of(session, reference).id)


def page(reference: str) -> str:
    """Returns the address of a case."""
    return f"/console/referrals/{reference}"


def post(desk: Desk, reference: str, path: str, **form: str) -> int:
    """Posts one of the forms of a case's page and returns the status."""
    return desk.submit(page(reference), f"{page(reference)}/{path}", form).status_code
