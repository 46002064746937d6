"""Keeping a database as it is and making it that again: a file is copied, and on PostgreSQL a whole
database, by its server.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg


class Keeping(Protocol):
    """Keeps a database that nobody has open, and restores it."""

    def keep(self) -> None:
        """Keeps it as it is now."""

    def restore(self) -> None:
        """Makes it what it was when it was kept."""


@dataclass(frozen=True)
class KeptFile:
    """An SQLite file, kept beside itself."""

    path: Path

    @property
    def _kept(self) -> Path:
        return self.path.with_suffix(".kept")

    def keep(self) -> None:
        """Copies the file."""
        shutil.copyfile(self.path, self._kept)

    def restore(self) -> None:
        """Copies it back, without what had been written beside it."""
        for rest in ("-wal", "-shm"):
            self.path.with_name(self.path.name + rest).unlink(missing_ok=True)
        shutil.copyfile(self._kept, self.path)


@dataclass(frozen=True)
class KeptOnServer:
    """A PostgreSQL database of a server, kept as another one there."""

    server: str
    name: str

    @property
    def url(self) -> str:
        """The address of the database."""
        return self.server.replace("/postgres?", f"/{self.name}?", 1)

    def begin(self, template: str) -> None:
        """Makes the database a copy of another one."""
        self._copy(template, self.name)

    def keep(self) -> None:
        """Copies the database."""
        self._copy(self.name, f"{self.name}_kept")

    def restore(self) -> None:
        """Copies it back."""
        self._copy(f"{self.name}_kept", self.name)

    def _copy(self, name: str, to: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {to} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {to} TEMPLATE {name} STRATEGY FILE_COPY")
