"""A carrier's report that comes while its own answer to the send is being noted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from gateway.carrier import Reported
from gateway.conversation.carrying import Carrying
from gateway.conversation.reports import take_report
from gateway.twilio.errors import meaning_of
from helpline.storage.kinds import MessageState
from helpline.storage.messages import get_message
from tests.end_to_end.installation import wait_for
from tests.gateway.conversation.conftest import Setup, echo

_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


def test_a_report_that_overtakes_the_answer_waits_for_it_and_is_not_undone(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    charge, reports, pool = Carrying.charge, [], ThreadPoolExecutor(1)
    on_postgres = setup.database.engine.dialect.name == "postgresql"

    def report() -> object:
        sid, sent = setup.carrier.taken[-1]
        take = partial(
            take_report, reported=Reported("delivered", None), sid=sid,
            message_id=sent.id, meaning_of=meaning_of, now=datetime.now(UTC),
        )  # fmt: skip
        return setup.database.together(take)

    def is_waiting() -> bool:
        if not on_postgres:
            return not reports[-1].done()
        with setup.database.engine.connect() as connection:
            return bool(connection.execute(_WAITING).scalar())

    def while_charging(*args: Any, **more: Any) -> None:
        reports.append(pool.submit(report))
        wait_for(lambda: is_waiting() or reports[-1].done(), seconds=10, what="the report")
        charge(*args, **more)

    monkeypatch.setattr(Carrying, "charge", while_charging)
    setup.write("a message")
    setup.bot.script = echo("an answer")

    setup.serve()

    [reported] = reports
    assert reported.result(10) is not None
    with setup.database.reading() as session:
        message = get_message(session, setup.carrier.taken[-1][1].id)
        assert message.state is MessageState.DELIVERED
    pool.shutdown()
