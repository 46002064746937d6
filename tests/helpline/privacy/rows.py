"""Rows of every table that belongs to a contact, made from the tables themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Enum, Integer, LargeBinary, Table, select
from sqlalchemy.orm import Session

from helpline.storage.columns import UtcDateTime
from helpline.storage.tables import Base, Contact, new_id
from tests.builders import NOW

Rows = dict[str, list[tuple[Any, ...]]]

TABLES = Base.metadata.sorted_tables


def belonging_to(root: str) -> list[Table]:
    """Returns the tables whose rows point to a table's, directly or by others, and the table."""
    found, grew = {root}, True
    while grew:
        more = {each.name for each in TABLES if _pointed_to(each) & found} - found
        found, grew = found | more, bool(more)
    return [each for each in TABLES if each.name in found]


def add_rows(
    session: Session, *, also: Iterable[str] = (), **given: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """Adds a contact with a row in every table that belongs to a contact, in others if they are
    named, and in those to which these point; takes values by table and column, and returns the rows
    so.
    """
    wanted, grew = {each.name for each in belonging_to(Contact.__tablename__)} | {*also}, True
    while grew:
        more = {name for each in TABLES if each.name in wanted for name in _pointed_to(each)}
        grew, wanted = not more <= wanted, wanted | more
    made: dict[str, dict[str, Any]] = {}
    for table in TABLES:
        if table.name in wanted:
            made[table.name] = _made_up(table, made) | given.get(table.name, {})
            session.execute(table.insert().values(made[table.name]))
    return made


def add_row(session: Session, model: type[Base], **given: Any) -> str:
    """Adds a row of a table that takes what is given, the keys of other tables among it, and else
    made-up values; returns its id if it has one.
    """
    session.flush()
    table = Base.metadata.tables[model.__tablename__]
    made = {key.column.table.name: {key.column.name: None} for key in table.foreign_keys}
    row = _made_up(table, made) | given
    session.execute(table.insert().values(row))
    return str(row.get("id"))


def rows_in(session: Session) -> Rows:
    """Returns all rows of all tables that belong to a contact, by table."""
    return {
        table.name: sorted(map(tuple, session.execute(select(table)).all()), key=repr)
        for table in belonging_to(Contact.__tablename__)
    }


def _pointed_to(table: Table) -> set[str]:
    return {key.column.table.name for key in table.foreign_keys}


def _made_up(table: Table, made: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {each.name: _value(each, made) for each in table.columns if not _counts(each)}


def _counts(column: Column[Any]) -> bool:
    return column.primary_key and isinstance(column.type, Integer)


def _value(column: Column[Any], made: dict[str, dict[str, Any]]) -> Any:
    for key in column.foreign_keys:
        return made[key.column.table.name][key.column.name]
    kind = column.type
    if isinstance(kind, Enum):
        return next(iter(kind.enum_class or ()))
    if isinstance(kind, UtcDateTime):
        return NOW - timedelta(minutes=1)
    for each, value in ((Boolean, False), (Integer, 1), (JSON, []), (LargeBinary, b"sealed")):
        if isinstance(kind, each):
            return value
    return new_id()[: kind.length]
