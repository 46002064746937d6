"""Operators learn of what the carrier does not let go of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gateway.app import create_app
from gateway.operator.checkups.finding import Level
from gateway.operator.checkups.stored import check_database
from helpline.settings import Settings
from helpline.storage.copies import COPIES_OVERDUE_AFTER, add_copy
from helpline.storage.database import Database
from helpline.storage.kinds import CopyTask
from tests.gateway.twilio.requests import new_sid


def wait_since(database: Database, age: timedelta) -> None:
    """Has the carrier erase a message since so long ago."""
    since = datetime.now(UTC) - age
    with database.transaction() as session:
        add_copy(session, new_sid(), CopyTask.ERASE, due_at=since, now=since)


@pytest.mark.parametrize(
    ("age", "warned"),
    [
        (COPIES_OVERDUE_AFTER - timedelta(hours=1), False),
        (COPIES_OVERDUE_AFTER + timedelta(hours=1), True),
    ],
)
def test_the_doctor_warns_of_what_should_be_gone_from_twilio(
    settings: Settings, database: Database, age: timedelta, warned: bool
) -> None:
    wait_since(database, age)

    levels = {each.level for each in check_database(settings)}

    assert (Level.WARNING in levels) is warned
    assert Level.BROKEN not in levels


def test_metrics_count_what_waits_to_be_erased_and_what_is_overdue(
    settings: Settings, database: Database
) -> None:
    for days in (0, 1, 9):
        wait_since(database, timedelta(days=days))

    text = create_app(settings).test_client().get("/metrics").text

    assert 'helpline_carrier_copies_waiting{overdue="no"} 2.0' in text
    assert 'helpline_carrier_copies_waiting{overdue="yes"} 1.0' in text
