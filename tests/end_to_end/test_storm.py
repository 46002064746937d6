"""A thousand messages of fifty families through real processes, thirty of which are killed.

It takes about ten minutes, most of it the pauses before a process that was killed again and again
is started anew, so `make test` leaves it out and `make storm` runs it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import pytest_socket

from tests.end_to_end.installation import Installation
from tests.end_to_end.storm import Found, look, rage

pytestmark = pytest.mark.skipif("HELPLINE_STORM" not in os.environ, reason="make storm runs it")


@pytest.fixture(params=["sqlite", "postgresql"])
def stormy(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation with short leases: a killed worker's contacts are free again soon."""
    pytest_socket.enable_socket()
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    installation = Installation(
        tmp_path_factory.mktemp("stormy"), database_url=url, lease_seconds=6
    )
    installation.start()
    yield installation
    installation.stop()


def test_59_66_67_68_69_70_84_a_storm_loses_nothing_doubles_nothing_and_keeps_the_order(
    stormy: Installation,
) -> None:
    numbers = rage(stormy, contacts=50, kills=30, seed=20261125)

    assert look(stormy, numbers) == Found()
