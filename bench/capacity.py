"""`python -m bench capacity`: a mass arrest on paper. Families write in bursts; their messages
queue for the machine, the answers for Twilio, the requests for staff. Writes docs/capacity.md.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import simpy
import yaml

from bench import report
from helpline.settings import ROOT

_PAGE = ROOT / "docs" / "capacity.md"
_CASE = Path(__file__).with_name("capacity.yml")
_URGENT, _OTHER = 0, 1
_CORES = 2
_MINUTE, _HOUR = 60.0, 3600.0

Steps = Generator[simpy.Event, Any, None]


@dataclass
class Waited:
    """Seconds that people waited: for an answer, of it for the machine and for Twilio, and for a
    first look of staff, by urgency.
    """

    answers: list[float] = field(default_factory=list)
    machine: list[float] = field(default_factory=list)
    carrier: list[float] = field(default_factory=list)
    staff: dict[int, list[float]] = field(default_factory=lambda: {_URGENT: [], _OTHER: []})
    last_answer: float = 0.0


class MassArrest:
    """One run over a way of being equipped."""

    def __init__(self, case: Mapping[str, Any], way: Mapping[str, Any], rate: float) -> None:
        """Takes the case, the way, and how many messages a second one machine answers."""
        self._case = case
        self._rng = random.Random(case["seed"])
        self._env = simpy.Environment()
        self._machine = simpy.Resource(self._env, capacity=_CORES)
        self._work = _CORES / (rate * way.get("machines", 1))
        self._carrier = simpy.Resource(self._env, capacity=1)
        self._part = 1 / way["parts_per_second"]
        self._staff = simpy.PriorityResource(self._env, capacity=way.get("staff", case["staff"]))
        self.waited = Waited()

    def run(self) -> Waited:
        """Returns how long people waited."""
        for burst in self._case["bursts"]:
            for _ in range(round(self._case["families"] * burst["share"])):
                begins = self._rng.uniform(burst["from_minute"], burst["to_minute"])
                self._env.process(self._family(begins * _MINUTE))
        self._env.run(until=self._case["until_hours"] * _HOUR)
        return self.waited

    def _family(self, begins: float) -> Steps:
        yield self._env.timeout(begins)
        # The request stands from the first message on, as a draft that staff see.
        self._env.process(self._look())
        for _ in range(round(self._draw("messages_of_a_family"))):
            yield self._env.process(self._answer())
            yield self._env.timeout(self._draw("seconds_between_messages"))

    def _answer(self) -> Steps:
        written = self._env.now
        with self._machine.request() as core:
            yield core
            self.waited.machine.append(self._env.now - written)
            yield self._env.timeout(self._work)
        ready = self._env.now
        with self._carrier.request() as number:
            yield number
            self.waited.carrier.append(self._env.now - ready)
            yield self._env.timeout(self._part * round(self._draw("parts_of_an_answer")))
        self.waited.answers.append(self._env.now - written)
        self.waited.last_answer = self._env.now

    def _look(self) -> Steps:
        written = self._env.now
        urgency = _URGENT if self._rng.random() < self._case["urgent_share"] else _OTHER
        with self._staff.request(priority=urgency) as somebody:
            yield somebody
            self.waited.staff[urgency].append(self._env.now - written)
            yield self._env.timeout(self._draw("minutes_of_a_first_look") * _MINUTE)

    def _draw(self, what: str) -> float:
        of = self._case[what]
        return self._rng.triangular(of["least"], of["most"], of["likely"])


def main() -> None:
    """Runs every way, prints the table, and writes the page."""
    figures, case = report.load(), yaml.safe_load(_CASE.read_text(encoding="utf-8"))
    if report.OURS not in figures:
        raise SystemExit("no figures yet: run `python -m bench` first")
    rate = figures[report.OURS]["messages_per_s"]
    rows = [_row(way, MassArrest(case, way, rate).run()) for way in case["ways"]]
    for row in rows:
        print(row)
    _PAGE.write_text("\n".join(_page(figures, case, rate, rows)) + "\n", encoding="utf-8")


def _row(way: Mapping[str, Any], waited: Waited) -> str:
    looks = waited.staff
    cells = (
        way["name"],
        f"{_shown(_p(waited.answers, 50))} / {_shown(_p(waited.answers, 95))}",
        _shown(max(waited.machine)),
        _shown(max(waited.carrier)),
        _shown(waited.last_answer),
        *(f"{_shown(_p(looks[each], 95))}" for each in (_URGENT, _OTHER)),
    )
    return f"| {' | '.join(cells)} |"


def _p(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100)[share - 1] if len(values) > 1 else 0.0


def _shown(seconds: float) -> str:
    scales: tuple[tuple[float, str, Callable[[float], float]], ...] = (
        (90.0, "s", lambda each: each),
        (5400.0, "min", lambda each: each / _MINUTE),
    )
    for limit, unit, of in scales:
        if seconds < limit:
            return f"{of(seconds):.{0 if of(seconds) >= 10 else 1}f} {unit}"
    return f"{seconds / _HOUR:.1f} h"


def _page(
    figures: Mapping[str, Any], case: Mapping[str, Any], rate: float, rows: list[str]
) -> list[str]:
    return [
        "# Capacity: a mass arrest on paper",
        "",
        f"{case['families']:,} families write within one hour, most of them in its first half; "
        f"{case['staff']} of staff. `python -m bench capacity` simulates it",
        "from [what was measured](performance.md) "
        f"({rate:.0f} answers a second on {figures['machine']}, {figures['date']})",
        "and from what is assumed in",
        "[bench/capacity.yml](../bench/capacity.yml), where an operator puts figures of their own.",
        "",
        "| | an answer takes, p50 / p95 | longest wait for the machine | … for Twilio "
        "| the last is answered after | first look of staff, p95, urgent | … others |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
        "## Where it queues, and what one adds",
        "",
        "1. **At Twilio's rate for the number.** An answer is one to four parts, a long code sends "
        "one a second. What waits there is no more in our",
        "   hands, and what waits there for four hours is sent no more. Ask for a short code or "
        "more numbers before it happens; WhatsApp sends 80 messages a second.",
        "2. **At the staff.** No machine shortens that queue. The urgent go first, which is why "
        "urgency is counted from the first message; with the figures",
        "   above each of staff sees some six families an hour. Ask other offices to help on the "
        "first day, and give them accounts beforehand.",
        "3. **At the machine**, only while more families write at once than it answers: with the "
        "rate above it keeps up with the whole case. If it does",
        "   not: PostgreSQL and a second machine with `helpline up --workers 2 --bots 2` "
        "([operations.md](operations.md)).",
        "",
        "The webhook is not among them: it stores a message in milliseconds, and what it has "
        "stored waits without harm.",
        "",
        *_checked(figures),
    ]


def _checked(figures: Mapping[str, Any]) -> list[str]:
    load = figures.get("load")
    if load is None:
        return [
            "It was not checked against a real run yet: `python -m bench load` plays "
            "2,000 conversations.",
        ]
    return [
        "## Checked against a real run",
        "",
        f"`python -m bench load` let {load['conversations']:,} families talk on the machine named "
        f"above, {load['at_once']} at once and none of them",
        f"waiting longer than it takes to read: {load['messages']:,} messages in "
        f"{load['seconds'] / _MINUTE:.0f} minutes, {load['per_s']:.1f} answers a second, "
        f"p50 {load['answer_p50_ms']:.0f} ms, p95 {load['answer_p95_ms']:.0f} ms, "
        f"{load['lost']} without an answer.",
        "The simulation takes a machine as "
        f"{_CORES} cores that answer {figures[report.OURS]['messages_per_s']:.1f} messages a "
        "second together.",
    ]
