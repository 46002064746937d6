"""Fills a database with very many messages of people who wrote before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, inspect

from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.kinds import MessageState
from helpline.storage.migrate import upgrade
from helpline.storage.tables import Message, new_id
from tests.builders import make_contact, make_inbound, make_outbound

_OF_EACH = 50
_AT_ONCE = 5_000
_ALSO_UNIQUE = ("seq", "id", "turn", "provider_sid")


def fill(environ: Mapping[str, str], messages: int) -> None:
    """Adds so many messages, half of them ours, of contacts with fifty each."""
    database = Database.from_settings(Settings.from_env(environ))
    upgrade(database.engine)
    at = datetime.now(UTC) - timedelta(days=30)
    for number in range(messages // _OF_EACH):
        if number % (_AT_ONCE // _OF_EACH) == 0:
            _add(database, number, min(_AT_ONCE, messages - number * _OF_EACH) // _OF_EACH, at)
    database.close()


def _add(database: Database, first: int, contacts: int, at: datetime) -> None:
    with database.transaction() as session:
        for number in range(first, first + contacts):
            contact = make_contact(session, address=f"+1556{number:07}", now=at)
            patterns = [
                make_inbound(session, contact, "is there any news of my brother", now=at),
                make_outbound(session, contact, "The team reads what you write.", now=at),
            ]
            patterns[1].state = MessageState.DELIVERED
            session.flush()
            rows = [_row(patterns[turn % 2]) for turn in range(_OF_EACH - len(patterns))]
            session.execute(insert(Message), rows)


def _row(pattern: Message) -> dict[str, object]:
    names = [each.key for each in inspect(Message).mapper.column_attrs]
    row = {name: getattr(pattern, name) for name in names if name not in _ALSO_UNIQUE}
    row["id"] = new_id()
    row["turn"] = new_id() if pattern.turn else None
    return row
