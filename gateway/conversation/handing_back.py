"""Giving a conversation back to the bot when staff have left it unanswered for too long."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway.conversation.notices import HANDED_BACK, Notices
from helpline.law.places import country_of_number
from helpline.referrals.follow_ups import outside_quiet
from helpline.referrals.reading import zone_of
from helpline.storage.contacts import get_contact, language_for
from helpline.storage.database import Database
from helpline.storage.handovers import hand_back, list_unanswered
from helpline.storage.tables import Contact

# Who has just written is awake, and may be answered at night.
_AWAKE = timedelta(hours=1)


class HandBacks:
    """Gives conversations back, each once, and says so to the person."""

    def __init__(self, database: Database, says: Notices, *, after: timedelta) -> None:
        """Takes the database, what says our notices, and after how long without an answer of
        staff.
        """
        self._database = database
        self._says = says
        self._after = after

    def hand_back_due(self, *, now: datetime) -> list[str]:
        """Gives back what is due, not at night where the person is; returns the ids of contacts
        who have something to be sent. They stay marked as waiting for staff.
        """
        before = now - self._after
        with self._database.reading() as session:
            due = [
                contact_id
                for contact_id in list_unanswered(session, before=before)
                if not _sleeps(get_contact(session, contact_id), now)
            ]
        handed = []
        for contact_id in due:
            with self._database.transaction() as session:
                since = hand_back(session, contact_id, before=before)
                if since is not None:
                    self._say(session, get_contact(session, contact_id), since, now)
                    handed.append(contact_id)
        return handed

    def _say(self, session: Session, contact: Contact, since: datetime, now: datetime) -> None:
        self._says.put(
            session, contact, HANDED_BACK,
            language=language_for(contact),
            turn=f"back:{contact.id}:{since:%Y%m%d%H%M%S%f}", now=now,
        )  # fmt: skip


def _sleeps(contact: Contact, now: datetime) -> bool:
    last = contact.last_inbound_at
    if last is not None and now - last < _AWAKE:
        return False
    return outside_quiet(now, zone_of(country_of_number(contact.country))) != now
