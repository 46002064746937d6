"""What is spent, as figures for Prometheus."""

from __future__ import annotations

from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Gauge

from gateway.extension import Gateway
from helpline.carrying.prices import usd_of
from helpline.storage.holding import count_held
from helpline.storage.spending import day_of, list_spend


def add_money(registry: CollectorRegistry, gateway: Gateway) -> None:
    """Adds what was spent today (UTC), the cap of a day, and how much waits since it is reached."""
    spent = Gauge(
        "helpline_spend_usd", "Spend of this day (UTC) in US dollars, by country and channel",
        ["country", "channel"], registry=registry,
    )  # fmt: skip
    cap = Gauge(
        "helpline_spend_cap_usd", "What a day may cost in US dollars; 0: no cap", registry=registry
    )
    held = Gauge(
        "helpline_held_for_money", "Messages that wait for a day with money", registry=registry
    )
    with gateway.database.reading() as session:
        for each in list_spend(session, since=day_of(datetime.now(UTC))):
            labels = spent.labels(each.country or "unknown", each.channel.value)
            labels.set(float(usd_of(each.micro_usd)))
        held.set(count_held(session))
    cap.set(float(usd_of(gateway.settings.limits.spend_micro_usd or 0)))
