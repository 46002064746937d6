"""Installations with real processes; the model is trained before the tests run (`make test`)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import pytest_socket

from tests.end_to_end.installation import Installation


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One installation on SQLite that tests share, each with phones of its own."""
    pytest_socket.enable_socket()
    installation = Installation(tmp_path_factory.mktemp("installation"))
    installation.start()
    yield installation
    installation.stop()
