"""Health: is the process alive, is everything ready, and the figures for Prometheus."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import requests
from flask import Blueprint, Response, abort, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy.exc import SQLAlchemyError

from gateway.conversation.bot import Bot
from gateway.conversation.worker import WORKER
from gateway.extension import Gateway, gateway_of
from gateway.money_gauges import add_money
from helpline.storage.copies import COPIES_OVERDUE_AFTER, count_waiting_copies
from helpline.storage.heartbeats import last_beat
from helpline.storage.messages import count_by_state, oldest_unanswered
from helpline.storage.migrate import is_current
from helpline.storage.referrals import count_referrals


class OneAtATime:
    """Lets one caller at a time ask what takes seconds: strangers who ask many times at once must
    not keep every thread of the gateway from Twilio and from staff while the bot hangs.
    """

    def __init__(self) -> None:
        """Begins without an answer."""
        self._asking = threading.Lock()
        self._last: dict[str, bool] = {}

    def get(self, ask: Callable[[], dict[str, bool]]) -> dict[str, bool]:
        """Returns what is asked for; to who comes while somebody asks what was answered last, and
        nothing before the first answer.
        """
        if not self._asking.acquire(blocking=False):
            return self._last
        try:
            self._last = ask()
        finally:
            self._asking.release()
        return self._last


blueprint = Blueprint("health", __name__)
blueprint.record(lambda state: state.app.extensions.update(helpline_readiness=OneAtATime()))

# The worker beats every two seconds; a worker silent for this long is dead or stuck.
_WORKER_SILENCE = timedelta(seconds=15)
_ACTIONS_SECONDS = 3


@blueprint.get("/healthz")
def healthz() -> Response:
    """Answers 200 while the process can answer at all."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Answers 200 once database, worker, bot (with its model) and actions are ready, else 503,
    naming each.
    """
    asking: OneAtATime = current_app.extensions["helpline_readiness"]
    parts = asking.get(lambda: parts_ready(gateway_of(current_app)))
    ready = bool(parts) and all(parts.values())
    return jsonify(ready=ready, **parts), 200 if ready else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """Gives the figures in Prometheus' format to callers on this machine or its private network."""
    if not _is_near():
        abort(404)
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    _add_gauges(registry, gateway_of(current_app))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def parts_ready(gateway: Gateway) -> dict[str, bool]:
    """Returns whether each part is ready, by name; asks the bot and the actions, for up to seconds
    each.
    """
    return {
        "database": _database_ready(gateway),
        "worker": _worker_ready(gateway),
        "bot": Bot(gateway.settings).is_ready(),
        "actions": _actions_ready(gateway),
    }


def _database_ready(gateway: Gateway) -> bool:
    try:
        return is_current(gateway.database.engine)
    except SQLAlchemyError:
        return False


def _worker_ready(gateway: Gateway) -> bool:
    try:
        with gateway.database.reading() as session:
            beat = last_beat(session, WORKER)
    except SQLAlchemyError:
        return False
    return beat is not None and datetime.now(UTC) - beat < _WORKER_SILENCE


def _actions_ready(gateway: Gateway) -> bool:
    try:
        address = f"{gateway.settings.actions_url}/health"
        return requests.get(address, timeout=_ACTIONS_SECONDS).status_code == 200
    except requests.RequestException:
        return False


def _is_near() -> bool:
    # A request that a proxy passed on comes from outside, whatever address the proxy itself has.
    if "X-Forwarded-For" in request.headers or request.remote_addr is None:
        return False
    return ip_address(request.remote_addr).is_private


def _add_gauges(registry: CollectorRegistry, gateway: Gateway) -> None:
    stored = Gauge(
        "helpline_messages", "Messages by direction and state", ["direction", "state"],
        registry=registry,
    )  # fmt: skip
    referrals = Gauge("helpline_referrals", "Referrals by state", ["state"], registry=registry)
    waiting = Gauge(
        "helpline_oldest_unanswered_seconds",
        "Age of the oldest message that waits for an answer or its sending",
        registry=registry,
    )
    add_money(registry, gateway)
    copies = Gauge(
        "helpline_carrier_copies_waiting", "Messages that the carrier has yet to redact or erase",
        ["overdue"], registry=registry,
    )  # fmt: skip
    with gateway.database.reading() as session:
        late = count_waiting_copies(session, since=datetime.now(UTC) - COPIES_OVERDUE_AFTER)
        copies.labels("yes").set(late)
        copies.labels("no").set(count_waiting_copies(session) - late)
        for (direction, state), count in count_by_state(session).items():
            stored.labels(direction.value, state.value).set(count)
        for referral_state, count in count_referrals(session).items():
            referrals.labels(referral_state.value).set(count)
        oldest = oldest_unanswered(session)
    waiting.set((datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0)
