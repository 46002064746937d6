"""The installation key: random, kept in the database, wrapped by HELPLINE_KEYS. What is sealed
needs both, so that nothing opens any more once it is destroyed (`helpline/privacy/burning.py`).
"""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime

from sqlalchemy import Connection, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from helpline.errors import SealError
from helpline.privacy.vault import Vault
from helpline.storage.tables import InstallationKey

_ID = "data"
_COLUMN = "installation_keys.key"
_WRAPPED = select(InstallationKey.wrapped).where(InstallationKey.id == _ID)
# The same as a driver takes it: every transaction begins with it.
_WRAPPED_SQL = f"SELECT wrapped FROM {InstallationKey.__tablename__} WHERE id = '{_ID}'"  # noqa: S608
# On PostgreSQL that of one which does not wait for the disk.
_UNSYNCED_SQL = _WRAPPED_SQL.replace(
    "wrapped FROM", "wrapped, set_config('synchronous_commit', 'off', true) FROM"
)


class InstallationVault:
    """Finds the vault that seals under the installation key as it stands in a transaction: it is
    read in each, so that none seals under a key that another process has burned.
    """

    def __init__(self) -> None:
        """Knows of no key yet."""
        self._has_table = False
        self._known: tuple[Vault, bytes, Vault] | None = None

    def for_reading(self, session: Session, vault: Vault) -> Vault:
        """Returns the vault for a session that only reads."""
        connection = session.connection()
        if not self._exists(connection):
            return vault
        wrapped = _wrapped(connection)
        return vault if wrapped is None else self._mixed(vault, wrapped)

    def for_writing(self, session: Session, vault: Vault, *, synced: bool = True) -> Vault:
        """Returns the vault for a session that may seal; makes the key if there is none. Unless
        `synced`, its transaction does not wait for PostgreSQL's disk.
        """
        connection = session.connection()
        if not self._exists(connection):
            return vault
        wrapped = _wrapped(connection, synced=synced)
        if wrapped is None:
            wrapped = _make(connection, vault)
        return self._mixed(vault, wrapped)

    def _exists(self, connection: Connection) -> bool:
        # Before the first migration there is none; a table does not go again.
        name = InstallationKey.__tablename__
        self._has_table = self._has_table or inspect(connection).has_table(name)
        return self._has_table

    def _mixed(self, vault: Vault, wrapped: bytes) -> Vault:
        known = self._known
        if known is None or known[0] is not vault or known[1] != wrapped:
            known = (vault, wrapped, vault.with_installation_key(_unwrap(vault, wrapped)))
            self._known = known
        return known[2]


def rewrap(session: Session, vault: Vault) -> None:
    """Wraps the installation key anew under the first of a (plain) vault's keys."""
    wrapped = session.scalar(_WRAPPED)
    if wrapped is not None and not vault.is_current(wrapped):
        session.get_one(InstallationKey, _ID).wrapped = _wrap(vault, _unwrap(vault, wrapped))


def _wrapped(connection: Connection, *, synced: bool = True) -> bytes | None:
    unsynced = not synced and connection.dialect.name == "postgresql"
    statement = _UNSYNCED_SQL if unsynced else _WRAPPED_SQL
    wrapped: bytes | None = connection.exec_driver_sql(statement).scalar()
    return wrapped


def _make(connection: Connection, vault: Vault) -> bytes:
    values = {
        "id": _ID,
        "wrapped": _wrap(vault, secrets.token_bytes(32)),
        "created_at": datetime.now(UTC),
    }
    # Another process may make it at the same time: one of the two keys counts.
    if connection.dialect.name == "postgresql":
        connection.execute(
            postgresql.insert(InstallationKey).values(values).on_conflict_do_nothing()
        )
    else:
        connection.execute(sqlite.insert(InstallationKey).values(values).on_conflict_do_nothing())
    wrapped: bytes = connection.execute(_WRAPPED).scalar_one()
    return wrapped


def _wrap(vault: Vault, key: bytes) -> bytes:
    text = base64.b64encode(key).decode("ascii")
    return vault.seal(text, column=_COLUMN, row=_ID)


def _unwrap(vault: Vault, wrapped: bytes) -> bytes:
    try:
        return base64.b64decode(vault.open(wrapped, column=_COLUMN, row=_ID))
    except SealError as error:
        raise SealError("no key of HELPLINE_KEYS opens the installation key") from error
