"""What the family is told of the custody clock, as lines of one message."""

from __future__ import annotations

from helpline.custody.clock import Clock, ClockState, Exactness
from helpline.custody.limits import CustodyLimit, InForce
from helpline.dates import Kind, When, in_words

Line = list[object]


def clock_lines(clock: Clock, *, language: str) -> list[Line]:
    """Returns the lines for a clock, as [response, values]: the rule, the moment in the calendar
    of the place and the person's language, and one thing to do.
    """
    limit, deadline = clock.limit, clock.deadline
    if limit is None or deadline is None:
        return [["utter_clock_silent", {}]]
    moment = in_words(When(Kind.INSTANT, deadline, deadline), language, limit.jurisdiction)
    rule: Line = [f"utter_clock_rule_{_how_sure(limit)}", {"hours": limit.hours}]
    if clock.state is ClockState.PASSED:
        return [rule, ["utter_clock_passed", {"moment": moment}]]
    lines: list[Line] = [rule, [f"utter_clock_by_{limit.before}", {"moment": moment}]]
    if clock.exactness is not Exactness.EXACT:
        lines.append(["utter_clock_about", {}])
    if "journey" in limit.excludes:
        lines.append(["utter_clock_journey", {}])
    return [*lines, ["utter_clock_late", {}]]


def _how_sure(limit: CustodyLimit) -> str:
    if limit.in_force is InForce.STANDARD:
        return "standard"
    return "sure" if limit.confidence == "high" else "likely"
