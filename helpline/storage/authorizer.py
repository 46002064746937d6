"""What a guarded SQLite connection may do: read and change rows, begin and end transactions, and
ask for the shape of tables. An injected statement gets no further.
"""

from __future__ import annotations

import sqlite3
from typing import Any

_ALLOWED = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_INSERT,
        sqlite3.SQLITE_UPDATE,
        sqlite3.SQLITE_DELETE,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
        sqlite3.SQLITE_RECURSIVE,
    }
)
_WRITES = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})
# With an argument each of them names a table or a way to check, and changes no setting.
_PRAGMAS = frozenset({"table_info", "table_xinfo", "table_list", "wal_checkpoint"})
_REFUSED_FUNCTIONS = frozenset(
    {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer", "sqlite_attach"}
)
_LOG = "audit_entries"


def authorize(connection: Any, _record: Any) -> None:
    """Holds a new connection to what it may do (SQLAlchemy's "connect")."""
    connection.set_authorizer(_decide)


def _decide(
    action: int, first: str | None, second: str | None, _database: str | None, _inner: str | None
) -> int:
    return sqlite3.SQLITE_OK if _is_allowed(action, first, second) else sqlite3.SQLITE_DENY


def _is_allowed(action: int, first: str | None, second: str | None) -> bool:
    if action == sqlite3.SQLITE_FUNCTION:
        return second not in _REFUSED_FUNCTIONS
    if action == sqlite3.SQLITE_PRAGMA:
        return first in _PRAGMAS
    if action in _WRITES and (first or "").startswith("sqlite_"):
        return False
    if action in (sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE) and first == _LOG:
        return False
    return action in _ALLOWED
