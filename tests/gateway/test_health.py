import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from gateway.app import create_app
from gateway.conversation.worker import WORKER
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.heartbeats import beat
from helpline.storage.kinds import MessageState
from tests.builders import make_contact, make_inbound, make_referral


@pytest.fixture
def app(any_settings: Settings, any_database: Database) -> Flask:
    return create_app(any_settings)


def test_a_living_process_says_so_without_anything_else_running(settings: Settings) -> None:
    assert create_app(settings).test_client().get("/healthz").status_code == 200


def test_readiness_names_each_part_that_is_missing(app: Flask) -> None:
    answer = app.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json == {
        "ready": False,
        "database": True,
        "worker": False,
        "bot": False,
        "actions": False,
    }


@pytest.mark.parametrize(("silence", "ready"), [(2, True), (60, False)])
def test_a_worker_is_ready_while_it_beats(
    app: Flask, any_database: Database, silence: int, ready: bool
) -> None:
    with any_database.transaction() as session:
        beat(session, WORKER, now=datetime.now(UTC) - timedelta(seconds=silence))

    answer = app.test_client().get("/readyz")

    assert answer.json is not None
    assert answer.json["worker"] is ready


def test_a_database_without_tables_is_not_ready(settings: Settings) -> None:
    answer = create_app(settings).test_client().get("/readyz")

    assert answer.json is not None
    assert answer.json["database"] is False


def test_metrics_count_messages_and_tell_how_long_the_oldest_waits(
    app: Flask, any_database: Database
) -> None:
    now = datetime.now(UTC)
    with any_database.transaction() as session:
        contact = make_contact(session)
        make_referral(session, contact)
        make_inbound(session, contact, state=MessageState.NEW, now=now - timedelta(seconds=90))

    text = app.test_client().get("/metrics").text

    assert 'helpline_messages{direction="in",state="new"} 1.0' in text
    assert 'helpline_referrals{state="open"} 1.0' in text
    [waiting] = [
        float(line.split()[1])
        for line in text.splitlines()
        if line.startswith("helpline_oldest_unanswered_seconds ")
    ]
    assert 90 <= waiting < 150


@pytest.mark.parametrize(
    ("remote", "headers"),
    [("8.8.4.4", {}), ("127.0.0.1", {"X-Forwarded-For": "203.0.113.5"})],
)
def test_metrics_are_not_for_the_internet(
    settings: Settings, database: Database, remote: str, headers: dict[str, str]
) -> None:
    client = create_app(settings).test_client()

    answer = client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": remote})

    assert answer.status_code == 404


def test_who_asks_while_somebody_asks_already_is_answered_at_once(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(settings)
    hangs, asked, answers = threading.Event(), threading.Event(), []

    def ask_slowly(_gateway: object) -> dict[str, bool]:
        asked.set()
        hangs.wait(30)
        return {"bot": True}

    monkeypatch.setattr("gateway.health.parts_ready", ask_slowly)
    first = threading.Thread(
        target=lambda: answers.append(app.test_client().get("/readyz").status_code)
    )
    first.start()
    assert asked.wait(30)

    # Nobody waits for a second answer: were it asked for, the test would not come to its end.
    for _ in range(20):
        assert app.test_client().get("/readyz").status_code == 503
    hangs.set()
    first.join(30)

    assert answers == [200]
