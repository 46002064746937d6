"""Counting in the database, by many processes at once: the insert that knows of conflicts."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

# Statements that were made before, by dialect, table and columns.
_MADE: dict[tuple[str, ...], postgresql.Insert | sqlite.Insert] = {}


def insert_for(session: Session, table: type[Any]) -> postgresql.Insert | sqlite.Insert:
    """Returns the session's own kind of INSERT into a table, which can say what is done about a row
    that is there already.
    """
    # Into the table itself: what ORM does for an entity costs more than the statement.
    into = table.__table__
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(into)
    return postgresql.insert(into)


def add_once(session: Session, table: type[Any], key: dict[str, Any], rest: dict[str, Any]) -> None:
    """Adds a row with a unique key, and the rest of its values, unless there is one already."""
    made = session.get_bind().dialect.name, table.__tablename__, *key, *rest
    if made not in _MADE:
        insert = insert_for(session, table)
        _MADE[made] = insert.on_conflict_do_nothing(index_elements=list(key))
    session.execute(_MADE[made], {**key, **rest})


def add_up(session: Session, table: type[Any], key: dict[str, Any], more: dict[str, int]) -> None:
    """Adds to the figures in the row with a key, which is made where it is missing."""
    dialect, name = session.get_bind().dialect.name, table.__tablename__
    made = dialect, name, *key, *more
    if made not in _MADE:
        insert = insert_for(session, table)
        _MADE[made] = insert.on_conflict_do_update(
            index_elements=list(key),
            set_={each: insert.table.c[each] + insert.excluded[each] for each in more},
        )
    session.execute(_MADE[made], {**key, **more})
