"""How the system stands: processes, queues, what did not arrive, what is spent. No content."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import current_app, render_template
from sqlalchemy.orm import Session

from gateway.console.language import N_
from gateway.console.lawbook import law_answers
from gateway.console.money import Sum
from gateway.extension import Gateway, gateway_of
from gateway.health import parts_ready
from gateway.prices import price_table
from gateway.twilio.errors import meaning_of
from helpline.carrying.limits import Limits
from helpline.law.reviews import ReviewState
from helpline.storage.holding import count_held, count_missed_by_code
from helpline.storage.numbers import OwnAddress, list_numbers
from helpline.storage.pacing import busy_until
from helpline.storage.refusals import count_refusals
from helpline.storage.spending import DaySpend, day_of, list_spend, most_to_alike
from helpline.storage.standing import Queues, list_beats, read_queues

_WEEK = timedelta(days=7)
_SHOWN_DAYS = 14

PARTS = {
    "database": N_("Database"),
    "worker": N_("Worker: takes turns and sends"),
    "bot": N_("Bot"),
    "actions": N_("The bot's actions"),
}
ROUTES = {"inbound": N_("A message"), "status": N_("A report on a message")}


@dataclass(frozen=True)
class MissedShown:
    """How many messages did not arrive for one reason: the carrier's code, and what it means."""

    code: str
    means: str
    count: int


@dataclass(frozen=True)
class DayShown:
    """What a day cost in all."""

    day: date
    messages: int
    parts: int
    cost: Sum


@dataclass(frozen=True)
class System:
    """All that the page shows."""

    parts: Mapping[str, bool]
    beats: Mapping[str, datetime]
    queues: Queues
    missed: tuple[MissedShown, ...]
    refused: tuple[tuple[str, str, int], ...]
    today: Sum
    held: int
    days: tuple[DayShown, ...]
    countries: tuple[DaySpend, ...]
    limits: Limits
    most_to_alike: int
    behind: Mapping[OwnAddress, datetime]
    switched_off: tuple[OwnAddress, ...]
    law: Mapping[ReviewState, int]
    disk_free: int
    disk_size: int
    has_guesses: bool


def show() -> str:
    """Shows how the system stands now."""
    now, gateway = datetime.now(UTC), gateway_of(current_app)
    with gateway.database.reading() as session:
        system = read_system(session, gateway, now=now)
    return render_template("console/system.html", system=system, parts=PARTS, routes=ROUTES)


def read_system(session: Session, gateway: Gateway, *, now: datetime) -> System:
    """Returns how the system stands at a moment (aware)."""
    settings, today = gateway.settings, day_of(now)
    spend = list_spend(session, since=today - timedelta(days=_SHOWN_DAYS - 1))
    numbers = list_numbers(session)
    busy = busy_until(session)
    free, size = _disk(settings.var)
    return System(
        parts=parts_ready(gateway),
        beats=list_beats(session),
        queues=read_queues(session),
        missed=tuple(_missed(session, now)),
        refused=tuple(count_refusals(session, since=now - _WEEK)),
        today=_sum([each for each in spend if each.day == today]),
        held=count_held(session),
        days=tuple(_days(spend)),
        countries=tuple(each for each in spend if each.day == today),
        limits=settings.limits,
        most_to_alike=most_to_alike(session, today),
        behind={OwnAddress(*key): until for key, until in busy.items() if until > now},
        switched_off=tuple(own for own, chosen in numbers.items() if not chosen.is_active),
        law=_law(),
        disk_free=free,
        disk_size=size,
        has_guesses=any(price.is_estimate for *_, price in price_table(settings).rows()),
    )


def _missed(session: Session, now: datetime) -> list[MissedShown]:
    """Returns what did not arrive within a week, by reason."""
    return [
        MissedShown(code, meaning_of(code, reported=was_taken).staff, count)
        for code, was_taken, count in count_missed_by_code(session, since=now - _WEEK)
    ]


def _days(spend: list[DaySpend]) -> list[DayShown]:
    by_day: dict[date, list[DaySpend]] = defaultdict(list)
    for each in spend:
        by_day[each.day].append(each)
    return [
        DayShown(
            day, sum(each.messages for each in of_day), sum(each.parts for each in of_day),
            _sum(of_day),
        )
        for day, of_day in by_day.items()
    ]  # fmt: skip


def _sum(spend: list[DaySpend]) -> Sum:
    return Sum(
        sum(each.micro_usd for each in spend), is_guess=any(each.estimated for each in spend)
    )


def _law() -> Mapping[ReviewState, int]:
    answers = law_answers()
    return Counter(answers.reviews.state_of(entry) for entry in answers.book.entries())


def _disk(folder: Path) -> tuple[int, int]:
    """Returns the bytes that are free where a folder is, or will be, and how many there are."""
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return usage.free, usage.total
