from itertools import permutations

import pytest
from sqlalchemy import func, select

from helpline.storage.database import Database
from helpline.storage.deliveries import record_status
from helpline.storage.kinds import MessageState
from helpline.storage.tables import DeliveryEvent
from tests.builders import NOW, make_contact, make_outbound


@pytest.mark.parametrize("order", list(permutations(["queued", "sent", "delivered", "read"])))
def test_84_reports_in_any_order_end_in_the_furthest_state(
    database: Database, order: tuple[str, ...]
) -> None:
    with database.transaction() as session:
        message = make_outbound(session, make_contact(session))

        for status in order:
            record_status(session, message, status, error_code=None, now=NOW)

        assert message.state is MessageState.READ


@pytest.mark.parametrize(
    ("reports", "state"),
    [
        (["sent", "undelivered"], MessageState.UNDELIVERED),
        (["sent", "failed", "sent"], MessageState.FAILED),
        (["delivered", "undelivered"], MessageState.DELIVERED),
        (["delivered", "read"], MessageState.READ),
        (["sent", "never heard of"], MessageState.SENT),
    ],
)
def test_84_a_final_report_stands(
    database: Database, reports: list[str], state: MessageState
) -> None:
    with database.transaction() as session:
        message = make_outbound(session, make_contact(session))

        for status in reports:
            record_status(session, message, status, error_code=None, now=NOW)

        assert message.state is state


def test_84_a_report_that_comes_twice_is_one_event(any_database: Database) -> None:
    with any_database.transaction() as session:
        message = make_outbound(session, make_contact(session))

        record_status(session, message, "sent", error_code=None, now=NOW)
        session.flush()
        record_status(session, message, "sent", error_code=None, now=NOW)
        session.flush()

        assert session.scalar(select(func.count()).select_from(DeliveryEvent)) == 1
