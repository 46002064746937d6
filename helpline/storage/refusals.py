"""Webhooks that were signed and could not be used: when, which, and what was wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from helpline.storage.tables import RefusedWebhook

_KEPT = timedelta(days=30)


def add_refusal(session: Session, route: str, fault: str, *, now: datetime) -> None:
    """Keeps what was wrong with a webhook; forgets what is a month old."""
    session.execute(delete(RefusedWebhook).where(RefusedWebhook.at < now - _KEPT))
    session.add(RefusedWebhook(route=route, fault=fault, at=now))


def count_refusals(session: Session, *, since: datetime) -> list[tuple[str, str, int]]:
    """Returns how many webhooks were refused since a moment, by route and fault, the most first."""
    number = func.count()
    rows = session.execute(
        select(RefusedWebhook.route, RefusedWebhook.fault, number)
        .where(RefusedWebhook.at >= since)
        .group_by(RefusedWebhook.route, RefusedWebhook.fault)
        .order_by(number.desc(), RefusedWebhook.route, RefusedWebhook.fault)
    )
    return [(route, fault, count) for route, fault, count in rows]
