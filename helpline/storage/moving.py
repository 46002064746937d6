"""Moving a database to another one: all rows in one transaction, each compared before it counts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    create_engine,
    event,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import make_url

from helpline.errors import HelplineError
from helpline.storage.columns import UtcDateTime
from helpline.storage.tables import AuditHead, Base, Heartbeat

_IN_BATCHES = {"yield_per": 500}
# Any fixed number: one move at a time into a PostgreSQL database.
_ADVISORY_LOCK = 5_318_009
# Who is alive does not move.
_LEFT_BEHIND = {Heartbeat.__tablename__}
# Holds a row from the first migration on.
_NEVER_EMPTY = {AuditHead.__tablename__}

# As bot/tracker.py makes it, in an environment of other libraries.
TRACKERS = Table(
    "bot_trackers",
    MetaData(),
    Column("conversation_id", String(64), primary_key=True),
    Column("blob", LargeBinary, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
# The bot's sign of life, which each bot writes anew.
_PROBE = "probe"


class MoveRefused(HelplineError):
    """The rows cannot be moved as things are; the text says why, and quotes no row."""

    code = "move_refused"


@dataclass(frozen=True)
class Moved:
    """A table whose rows are the same here and there: how many, and a digest over all of them."""

    table: str
    rows: int
    digest: str


def our_tables() -> list[Table]:
    """Returns the tables that move, each after those that it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in _LEFT_BEHIND]


def memory_engine(url: str) -> Engine:
    """Returns an engine for the address of the bot's memory, whose driver there is another one. On
    SQLite what it begins keeps all others from writing.
    """
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        return create_engine(address.set(drivername="postgresql+psycopg"), hide_parameters=True)
    engine = create_engine(address, hide_parameters=True)
    event.listen(
        engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None)
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def has_rows(target: Engine, tables: list[Table]) -> bool:
    """Whether any of the tables holds more than what is there from the beginning."""
    with target.connect() as connection:
        return not _is_empty(connection, _there(connection, tables))


def move(source: Engine, target: Engine, tables: list[Table]) -> list[Moved]:
    """Copies all rows to an empty target and compares each. A target with the very same rows is
    left as it is, so that a move that was broken off may be run again. Nobody can write to the
    source meanwhile. Raises MoveRefused, and then nothing was changed.
    """
    with _alone(source) as here, target.begin() as there:
        _lock(there)
        tables = _there(here, tables)
        if _is_empty(there, tables):
            for table in tables:
                _copy(here, there, table)
                _set_sequence(here, there, table)
        return [_compared(here, there, table) for table in tables]


def _alone(source: Engine) -> Any:
    if source.dialect.name == "sqlite":
        # What the helpline begins on SQLite is IMMEDIATE: whoever wants to write waits.
        return source.begin()
    return source.execution_options(isolation_level="SERIALIZABLE").begin()


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:lock)")
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(lock, {"lock": _ADVISORY_LOCK})


def _there(connection: Connection, tables: list[Table]) -> list[Table]:
    names = set(inspect(connection).get_table_names())
    return [table for table in tables if table.name in names]


def _is_empty(connection: Connection, tables: list[Table]) -> bool:
    return all(
        connection.execute(_rows(table).limit(1)).first() is None
        for table in tables
        if table.name not in _NEVER_EMPTY
    )


def _copy(here: Connection, there: Connection, table: Table) -> None:
    there.execute(table.delete())
    found = here.execute(_rows(table), execution_options=_IN_BATCHES)
    for rows in found.mappings().partitions():
        there.execute(table.insert(), [dict(row) for row in rows])


def _set_sequence(here: Connection, there: Connection, table: Table) -> None:
    """Lets the target go on counting where the source would have: no number comes twice, not even
    that of a row that was erased.
    """
    column = table.autoincrement_column
    if column is None or there.dialect.name != "postgresql":
        return
    last = max(
        there.execute(select(func.max(column))).scalar() or 0, _last_number(here, table, column)
    )
    sequence = func.pg_get_serial_sequence(table.name, column.name)
    there.execute(select(func.setval(sequence, max(last, 1), last > 0)))


def _last_number(here: Connection, table: Table, column: Column[Any]) -> int:
    if here.dialect.name == "sqlite":
        if not inspect(here).has_table("sqlite_sequence"):
            return 0
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return int(here.execute(query, {"name": table.name}).scalar() or 0)
    sequence = here.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar()
    if sequence is None:
        return 0
    return int(here.execute(text(f"SELECT last_value FROM {sequence}")).scalar() or 0)  # noqa: S608


def _compared(here: Connection, there: Connection, table: Table) -> Moved:
    rows, whole = 0, hashlib.sha256()
    for ours, theirs in zip_longest(_digests(here, table), _digests(there, table)):
        if ours != theirs:
            raise MoveRefused(
                f"the target holds other rows in {table.name}: it must be an empty database"
            )
        rows += 1
        whole.update(ours)
    return Moved(table.name, rows, whole.hexdigest())


def _digests(connection: Connection, table: Table) -> Iterator[bytes]:
    """Yields a digest of each row in the order of the primary key, the same on every database."""
    order = [_ordered(connection, column) for column in table.primary_key]
    rows = _rows(table).order_by(*order)
    for row in connection.execute(rows, execution_options=_IN_BATCHES):
        yield hashlib.sha256(repr([_plain(value) for value in row]).encode()).digest()


def _ordered(connection: Connection, column: Column[Any]) -> Any:
    # Other collations of PostgreSQL know no bytes.
    is_text = isinstance(column.type, String)
    return column.collate("C") if is_text and connection.dialect.name == "postgresql" else column


def _plain(value: Any) -> object:
    """Returns a value as the same words from every database."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    return value


def _rows(table: Table) -> Select[Any]:
    rows = select(table)
    return rows.where(table.c.conversation_id != _PROBE) if table is TRACKERS else rows
