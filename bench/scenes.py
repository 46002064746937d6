"""What a subject is put through, one scene after another; each yields figures by name."""

from __future__ import annotations

import itertools
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import yaml

from bench import subjects, talks
from bench.carrier import Carrier
from bench.subjects import READY_SECONDS, Helpline, Subject
from bench.talks import Talked
from helpline.settings import ROOT
from tests.end_to_end.installation import wait_for
from tests.end_to_end.storm import SCRIPT

Figures = dict[str, float]

_QUESTIONS = ROOT / "bot" / "data" / "nlu" / "en" / "rights.yml"
# So many messages of the bot within an hour are as many as it writes to one person.
_BETWEEN_HOURS = 25
_ENDS = 20


@dataclass(frozen=True)
class Size:
    """How much of everything: seconds at a rate, families that talk, turns of the long talk."""

    seconds: float = 20.0
    families: int = 25
    at_once: int = 25
    turns: int = 500
    flood_seconds: float = 6.0


TINY = Size(seconds=3.0, families=3, at_once=3, turns=45, flood_seconds=1.0)
QUICK = Size()
FULL = Size(seconds=60.0, families=100, at_once=40, flood_seconds=20.0)


def all_scenes(subject: Subject, carrier: Carrier, size: Size) -> Figures:
    """Returns the figures of a subject that is not started yet; it is stopped afterwards."""
    figures: Figures = {"start_s": subject.launch()}
    carrier.webhook = subject.webhook
    scenes: tuple[tuple[str, Callable[[], Figures]], ...] = (
        ("alone", lambda: _quiet(carrier)),
        ("a crowd", lambda: crowd(subject, carrier, size)),
        ("a long talk", lambda: _long(subject, carrier, size)),
        ("its memory", lambda: _memory(subject)),
        ("killed", lambda: _killed(subject, carrier, size)),
        ("a flood", lambda: _flood(carrier, size)),
    )
    try:
        for name, play in scenes:
            began = time.perf_counter()
            figures |= play()
            print(f"  {subject.name}: {name} ({time.perf_counter() - began:.0f} s)", flush=True)
    finally:
        subject.stop()
    return figures


def some_scenes(subject: Subject, carrier: Carrier, size: Size) -> Figures:
    """Returns the figures of a crowd only."""
    subject.launch()
    carrier.webhook = subject.webhook
    try:
        return crowd(subject, carrier, size)
    finally:
        subject.stop()


def crowd(subject: Subject, carrier: Carrier, size: Size) -> Figures:
    """Ten messages a second; then as many as are answered, and what each costs each part."""
    steady = carrier.call(talks.at_a_rate(carrier, 10, size.seconds, phones=100))
    before = subjects.processor(subject)
    fast = carrier.call(talks.as_fast_as_answered(carrier, size.families, at_once=size.at_once))
    used = subjects.processor(subject)
    return {
        "answer_10_p50_ms": milliseconds(steady.answered, 50),
        "answer_10_p95_ms": milliseconds(steady.answered, 95),
        "lost_10": steady.unanswered,
        "messages_per_s": fast.per_second,
        "lost_fast": fast.unanswered,
        **{
            f"cpu_{part}_ms": 1000 * (used[part] - before[part]) / len(fast.acknowledged)
            for part in used
        },
    }


def milliseconds(values: list[float], share: int) -> float:
    """Returns a percentile in milliseconds, infinite where there is nothing to count."""
    if len(values) < 2:
        return float("inf")
    return 1000 * statistics.quantiles(values, n=100)[share - 1]


def _quiet(carrier: Carrier) -> Figures:
    talked = carrier.call(talks.alone(carrier, SCRIPT))
    return {
        "ack_quiet_p50_ms": milliseconds(talked.acknowledged, 50),
        "answer_quiet_p50_ms": milliseconds(talked.answered, 50),
        "answer_quiet_p95_ms": milliseconds(talked.answered, 95),
    }


def _long(subject: Subject, carrier: Carrier, size: Size) -> Figures:
    """One family that asks on and on once its request is sent: what the first and the last
    questions take.
    """
    number, questions = talks.fresh_numbers(1)[0], _questions()
    took: list[float] = []
    carrier.call(talks.alone(carrier, SCRIPT, number=number))
    for start in range(len(SCRIPT), size.turns, _BETWEEN_HOURS):
        many = min(_BETWEEN_HOURS, size.turns - start)
        asked = [next(questions) for _ in range(many)]
        if isinstance(subject, Helpline):
            subject.let_hours_pass()
        took += carrier.call(talks.alone(carrier, asked, number=number)).answered
    return {
        "answer_first_turns_ms": 1000 * statistics.median(took[:_ENDS]),
        "answer_last_turns_ms": 1000 * statistics.median(took[-_ENDS:]),
        "turns": len(SCRIPT) + len(took),
    }


def _questions() -> Iterator[str]:
    """Yields a question on each topic in turn: nobody is told the same again and again."""
    topics = yaml.safe_load(_QUESTIONS.read_text(encoding="utf-8"))["nlu"]
    asked = [each["examples"].splitlines() for each in topics]
    for number in itertools.count():
        for lines in asked:
            yield lines[number % len(lines)].removeprefix("- ")


def _memory(subject: Subject) -> Figures:
    held = subjects.memory(subject)
    return {
        **{f"memory_{part}_mib": size for part, size in held.items()},
        "memory_mib": sum(held.values()),
    }


def _killed(subject: Subject, carrier: Carrier, size: Size) -> Figures:
    """Messages come on while every process is killed at once."""
    timer = threading.Timer(size.seconds / 4, subject.kill_all)
    timer.start()
    talked: Talked = carrier.call(talks.at_a_rate(carrier, 5, size.seconds, phones=50))
    timer.join()
    wait_for(subject.is_ready, seconds=READY_SECONDS, what="what was killed")
    return {"killed_written": len(talked.acknowledged), "killed_lost": talked.unanswered}


def _flood(carrier: Carrier, size: Size) -> Figures:
    """A hundred families a second write for the first time."""
    talked = carrier.call(talks.at_a_rate(carrier, 100, size.flood_seconds))
    return {
        "ack_100_p50_ms": milliseconds(talked.acknowledged, 50),
        "ack_100_p99_ms": milliseconds(talked.acknowledged, 99),
        "refused_100": talked.refused,
        "lost_100": talked.unanswered,
    }
