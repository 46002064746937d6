"""The mass arrest on paper: what is added where it queues shortens the queue, and only there."""

from __future__ import annotations

from typing import Any

import yaml

from bench import capacity
from bench.capacity import MassArrest, Waited
from helpline.settings import ROOT

_CASE = yaml.safe_load((ROOT / "bench" / "capacity.yml").read_text(encoding="utf-8"))


def _run(rate: float = 30.0, **way: Any) -> Waited:
    case = {**_CASE, "families": 60}
    return MassArrest(case, {"parts_per_second": 1, **way}, rate).run()


def test_a_family_waits_for_the_number_that_sends_a_part_a_second() -> None:
    one, hundred = _run(), _run(parts_per_second=100)

    assert max(one.carrier) > 10 * max(one.machine)
    assert max(hundred.carrier) < 1.0
    assert len(one.answers) >= 60 * _CASE["messages_of_a_family"]["least"]


def test_more_staff_shorten_their_own_queue_alone_and_the_urgent_go_first() -> None:
    five, twenty = _run(), _run(staff=20)

    for urgency, looked in five.staff.items():
        assert max(twenty.staff[urgency]) < max(looked)
    urgent, others = five.staff.values()
    assert max(urgent) < max(others)
    assert len(urgent) + len(others) == 60
    assert max(twenty.carrier) > 10 * max(twenty.machine)


def test_a_machine_that_is_too_slow_is_where_they_wait() -> None:
    slow, quick = _run(rate=0.2, parts_per_second=100), _run(parts_per_second=100)

    assert max(slow.machine) > 60 > max(quick.machine)
    assert max(slow.carrier) < 1.0


def test_waits_are_written_as_people_say_them() -> None:
    assert [capacity._shown(each) for each in (0.25, 42, 300, 7200)] == [
        "0.2 s", "42 s", "5.0 min", "2.0 h",
    ]  # fmt: skip
