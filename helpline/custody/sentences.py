"""What a clock says in words: to the family, and to staff."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_datetime

from helpline.custody.calendars import in_local_calendar
from helpline.custody.clock import Clock, ClockState, Exactness
from helpline.custody.limits import CountedFrom, CustodyLimit, InForce

_MOMENT = "EEEE d MMMM y, HH:mm"
_LOCALE = "en"


def for_family(clock: Clock, jurisdiction: str) -> str:
    """Returns what the family is told, in English: the moment first, then one thing to do."""
    limit, deadline = clock.limit, clock.deadline
    if limit is None or deadline is None:
        return _silent(clock)
    moment = moment_in_words(deadline, jurisdiction)
    if clock.state is ClockState.PASSED:
        return (
            f"{_by_what(limit)} {limit.hours} hours: that time ended on {moment}. "
            f"Ask now, politely, whether they have been before the {_whom(limit)}. "
            "If not, write LATE to us."
        )
    about = " at the latest" if clock.exactness is Exactness.DATE_ONLY else ""
    about = ", or soon after" if clock.exactness is Exactness.ABOUT else about
    journey = " A journey is not counted." if "journey" in limit.excludes else ""
    return (
        f"{_by_what(limit)} {limit.hours} hours: they should be before the {_whom(limit)} by "
        f"{moment}{about}.{journey} If that does not happen, write LATE to us."
    )


def for_staff(clock: Clock, jurisdiction: str) -> str:
    """Returns what staff see, in English: the rule, its moment, and what limits it."""
    limit, deadline = clock.limit, clock.deadline
    if limit is None or deadline is None:
        return f"No safe number. {_range(clock) or 'Find out who holds them, age and accusation.'}"
    parts = [
        f"{limit.id}: {limit.hours} h from {_counted_from(limit)}, before {limit.before_whom}.",
        f"{clock.state.value.capitalize()}: ends {moment_in_words(deadline, jurisdiction)}"
        + _window(clock, jurisdiction),
        f"Longer: {_extension(limit)}.",
        f"Leaves out: {limit.excludes}.",
        f"{limit.basis}. Confidence: {limit.confidence}.",
    ]
    if limit.in_force is InForce.STANDARD:
        parts.insert(0, "A standard to ask for, not local law.")
    return " ".join(parts)


def moment_in_words(moment: datetime, jurisdiction: str) -> str:
    """Returns a local moment with its weekday, and the date in the calendar used there as well."""
    words = format_datetime(moment, _MOMENT, locale=_LOCALE)
    local = in_local_calendar(moment.date(), jurisdiction)
    return f"{words} ({local})" if local else words


def _by_what(limit: CustodyLimit) -> str:
    if limit.in_force is InForce.STANDARD:
        return "International rules ask for"
    return "The law allows" if limit.confidence == "high" else "As far as we know the rule is"


def _whom(limit: CustodyLimit) -> str:
    return limit.before_whom.partition(" (")[0]


def _silent(clock: Clock) -> str:
    return (
        f"We cannot tell you a safe number of hours. {_range(clock)}Write down the day and hour of "
        "the arrest, and ask politely when they will see a judge."
    )


def _range(clock: Clock) -> str:
    if len(clock.possible_hours) < 2:
        return ""
    least, most = clock.possible_hours[0], clock.possible_hours[-1]
    return f"It may be {least} to {most} hours, by age and accusation. "


def _counted_from(limit: CustodyLimit) -> str:
    if limit.counted_from is CountedFrom.REGISTER:
        return "the entry in the custody register (counted here from the arrest)"
    return "the arrest"


def _extension(limit: CustodyLimit) -> str:
    if not limit.extendable:
        return "not under this rule"
    total = f", {limit.total_hours} h in all" if limit.total_hours else ""
    return f"{limit.extended_by}{total}"


def _window(clock: Clock, jurisdiction: str) -> str:
    if clock.earliest is None or clock.earliest == clock.deadline:
        return "."
    return f"; at the earliest {moment_in_words(clock.earliest, jurisdiction)}."
