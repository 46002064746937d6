"""An office in which there is something to do for every route: what the requests that are made up
are about.
"""

from __future__ import annotations

import base64
import random
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.law.book import LawBook
from helpline.privacy import burning
from helpline.reports.refreshing import refresh
from helpline.settings import Settings
from helpline.simulation.year import simulate_year
from helpline.storage import assignments, exports
from helpline.storage.database import Database
from helpline.storage.kinds import ReferralState, Role
from helpline.storage.lawyers import LawyerTold, save_lawyer
from helpline.storage.referrals import find_by_reference
from helpline.storage.second_factors import add_passkey
from helpline.storage.tables import Contact, Message, Referral
from tests.builders import make_media
from tests.gateway.console.office import Office, open_office

LANGUAGE = "en"
# Few, and yet a month with more of them than the least that figures show.
_INVENTED = 60


def open_busy_office(database: Database, settings: Settings) -> Office:
    """Fills a database with the office, with figures of the year before, and with what waits for
    each of staff.
    """
    now = datetime.now(UTC)
    simulate_year(database, now.year - 1, referrals=_INVENTED, rng=random.Random(5), now=now)
    office = open_office(database)
    with database.transaction() as session:
        _send_file(session, office, settings)
        _ask_lawyer_with_account(session, office, now)
        _ask_for_exports(session, office, now)
        closed = select(Referral.reference).where(Referral.state == ReferralState.CLOSED)
        office.references += session.scalars(closed.limit(1))
        burning.ask(session, office.staff["ar", Role.ADMINISTRATOR].id, "a raid", now=now)
        for (language, role), staff in office.staff.items():
            add_passkey(
                session, staff.id, _credential(f"{language}-{role.value}"), b"key",
                sign_count=0, label="key", now=now,
            )  # fmt: skip
    refresh(database, LawBook.load(), threshold=5, retention_days=9999, now=now)
    return office


def _credential(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")


def _send_file(session: Session, office: Office, settings: Settings) -> None:
    contact = session.get_one(Contact, office.named["contact_id"])
    message = session.scalars(select(Message).where(Message.contact_id == contact.id)).first()
    assert message is not None
    folder = settings.var / "media"
    folder.mkdir(parents=True, exist_ok=True)
    make_media(session, message, b"\x89PNG\r\n\x1a\n" + b"0" * 64, folder)


def _ask_lawyer_with_account(session: Session, office: Office, now: datetime) -> None:
    staff_id = office.staff[LANGUAGE, Role.LAWYER].id
    told = LawyerTold("Ram Karki", languages=("ne",), staff_id=staff_id)
    lawyer_id = save_lawyer(session, told, now=now)
    by = office.staff[LANGUAGE, Role.INTAKE].id
    for number, takes_it in ((2, None), (3, True)):
        referral = find_by_reference(session, office.references[number])
        assert referral is not None
        asked = assignments.ask_lawyer(session, referral, lawyer_id, by=by, now=now)
        if takes_it:
            assignments.answer(asked, takes_it=True, now=now)


def _ask_for_exports(session: Session, office: Office, now: datetime) -> None:
    """One request waits for a second person, another for who asked."""
    chosen = list(session.scalars(select(Referral.id).order_by(Referral.created_at).limit(3)))
    one, other = (office.staff[each, Role.SUPERVISOR].id for each in (LANGUAGE, "ar"))
    at = now - timedelta(minutes=5)
    let_out = exports.ask(session, one, chosen, "for the court", has_names=False, now=at)
    exports.approve(session, let_out.id, other, now=at)
    exports.ask(session, other, chosen, "for the ministry", has_names=True, now=at)
