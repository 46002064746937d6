"""The connection to the database: SQLite for one machine, PostgreSQL past it; one commit a job."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from select import POLLIN, poll
from typing import Any, TypeVar

from sqlalchemy import DateTime, Engine, create_engine, event, func, select
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session, sessionmaker

from helpline.privacy.vault import Vault
from helpline.settings import Settings
from helpline.storage import audit
from helpline.storage.authorizer import authorize
from helpline.storage.gathering import Gathering
from helpline.storage.installation import InstallationVault
from helpline.storage.turnstile import Turnstile

_T = TypeVar("_T")

_SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    # An acknowledged message must survive a power loss, which needs a sync at every commit.
    "synchronous=FULL",
    "busy_timeout=30000",
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
)
# A server that hangs, a lock that somebody keeps, or a transaction that was forgotten ends in an
# error within seconds: what was to be done stands in the tables and is tried again.
_POSTGRES = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,
    "keepalives_idle": 30,
    # A message takes some fifty statements, many of them seldom the same twice in a row: all are
    # prepared, and kept, so that the server plans none of them again.
    "prepare_threshold": 1,
    "options": "-c lock_timeout=10s -c statement_timeout=60s "
    "-c idle_in_transaction_session_timeout=300s",
}
_PREPARED = 1000
_POOL_SECONDS = 10
_LONGEST_KEPT_SECONDS = 1800


class Database:
    """Hands out transactions; each session carries the vault that opens its sealed columns."""

    def __init__(self, url: str, vault: Vault, *, guarded: bool = False) -> None:
        """Takes an SQLAlchemy URL; creates the folder of an SQLite file if it is missing. On a
        guarded SQLite nothing is possible but reading and changing rows.
        """
        self.engine = _engine(url)
        if guarded and self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", authorize)
        self.vault = vault
        self._sessions = _audited(self.engine)
        self._unsynced = _audited(self.engine.execution_options(helpline_unsynced=True))
        self._installation = InstallationVault()
        self._writing: AbstractContextManager[object] = nullcontext()
        if self.engine.dialect.name == "sqlite" and self.engine.url.database:
            self._writing = Turnstile(f"{self.engine.url.database}-turn")
        self._gathering = Gathering(self.transaction)
        readers = self.engine.execution_options(helpline_reads=True)
        self._readers = sessionmaker(readers, autoflush=False)

    @classmethod
    def from_settings(cls, settings: Settings, *, guarded: bool = False) -> Database:
        """Returns the database that the settings name, guarded or not."""
        return cls(settings.database_url, Vault(settings.keys), guarded=guarded)

    @contextmanager
    def transaction(self, *, synced: bool = True) -> Iterator[Session]:
        """Yields a session that commits at the end of the block, or rolls back on any exception;
        what was done goes into the audit log with it.

        What is not `synced` does not wait for the disk: only a power loss undoes it, with all that
        came after it, unless something synced was committed since. So it is for what is simply done
        again then, and of which nobody outside has been told.
        """
        sessions = self._sessions if synced else self._unsynced
        with self._writing, sessions() as session, session.begin():
            vault = self._installation.for_writing(session, self.vault, synced=synced)
            session.info["vault"] = vault
            yield session
            audit.append_pending(session)

    def together(self, work: Callable[[Session], _T], *, patience: float = 0.0) -> _T:
        """Does a small job in a transaction, and returns what it returns once that is committed; on
        SQLite with the jobs of other threads that wait at the same time, or come within so many
        seconds of `patience`. It may be done twice, of which one is rolled back, so that it must
        change nothing but its session.
        """
        if self.engine.dialect.name == "sqlite":
            return self._gathering.do(work, patience=patience)
        # There writers do not wait for one another, but for rows, of which each should hold few.
        with self.transaction() as session:
            return work(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yields a session for reading only, which on SQLite never waits for a writer."""
        with self._readers() as session:
            session.info["vault"] = self._installation.for_reading(session, self.vault)
            yield session
            # After a rollback the driver forgets all statements that it has prepared; what was
            # changed is dropped all the same.
            session.expunge_all()
            session.commit()

    def truncate_log(self) -> None:
        """Empties SQLite's write-ahead log, so that what was erased does not stay in it."""
        if self.engine.dialect.name == "sqlite":
            with self.engine.execution_options(helpline_reads=True).connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def compact(self) -> None:
        """Writes the database anew without what was deleted; raises OperationalError where somebody
        holds a table for too long.
        """
        if self.engine.dialect.name == "sqlite":
            # What is deleted there is overwritten at once.
            self.truncate_log()
            return
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET lock_timeout = '10s'")
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("VACUUM (FULL)")

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()


def database_now(session: Session) -> datetime:
    """Returns the database server's clock (UTC), so that leases do not depend on a worker's clock.

    SQLite has no server: its clock is this machine's.
    """
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    now: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return now if now.tzinfo else now.replace(tzinfo=UTC)


def database_clock(session: Session) -> Any:
    """Returns the same clock as `database_now`, as part of a statement that then needs no other."""
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    return clock_of_server()


def clock_of_server() -> Any:
    """Returns PostgreSQL's clock as part of a statement."""
    return func.clock_timestamp(type_=DateTime(timezone=True))


def seal(session: Session, text: str, *, column: str, row: str) -> bytes:
    """Seals a text for a column ("messages.body") of a row with the session's vault."""
    vault: Vault = session.info["vault"]
    return vault.seal(text, column=column, row=row)


def unseal(session: Session, sealed: bytes, *, column: str, row: str) -> str:
    """Opens a sealed value with the session's vault; raises SealError if it does not belong
    there.
    """
    vault: Vault = session.info["vault"]
    return vault.open(sealed, column=column, row=row)


def _audited(engine: Engine) -> sessionmaker[Session]:
    sessions = sessionmaker(engine, expire_on_commit=False)
    event.listen(sessions, "after_flush", audit.note_flush)
    event.listen(sessions, "do_orm_execute", audit.note_statement)
    return sessions


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        engine = create_engine(
            url, connect_args=_POSTGRES, pool_size=10, max_overflow=10,
            pool_timeout=_POOL_SECONDS, pool_recycle=_LONGEST_KEPT_SECONDS, hide_parameters=True,
        )  # fmt: skip
        event.listen(engine, "connect", _keep_prepared)
        event.listen(engine, "checkout", _refuse_if_ended)
        return engine
    engine = create_engine(url, connect_args={"timeout": 30}, hide_parameters=True)
    if engine.url.database:
        os.makedirs(os.path.dirname(engine.url.database) or ".", mode=0o700, exist_ok=True)
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def _keep_prepared(connection: Any, _record: Any) -> None:
    connection.prepared_max = _PREPARED


def _refuse_if_ended(connection: Any, _record: Any, _proxy: Any) -> None:
    # A server says nothing to a connection at rest but that it ends it. Looking costs nothing; to
    # ask at each turn would be one more round trip.
    ears = poll()
    ears.register(connection.pgconn.socket, POLLIN)
    if connection.closed or ears.poll(0):
        raise DisconnectionError


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    # The driver must not open transactions by itself: every one begins as IMMEDIATE below.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_sqlite_begin(connection: Any) -> None:
    # A transaction that reads first and writes later would fail with "database is locked"
    # when another wrote in between; taking the write lock at the start makes it wait instead.
    options = connection.get_execution_options()
    if options.get("helpline_reads"):
        connection.exec_driver_sql("BEGIN")
        return
    wanted = "NORMAL" if options.get("helpline_unsynced") else "FULL"
    # Every connection begins with FULL, and most never change it.
    if connection.info.get("synchronous", "FULL") != wanted:
        connection.exec_driver_sql(f"PRAGMA synchronous={wanted}")
        connection.info["synchronous"] = wanted
    connection.exec_driver_sql("BEGIN IMMEDIATE")
