"""From a mention to moments."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from helpline.dates.here import DAY, Here
from helpline.dates.mention import Mention
from helpline.dates.when import Kind, When
from helpline.dates.which_days import Days, days_of
from helpline.dates.which_hours import at_clock, hours_from_now, in_part, whole_days

_DAWNS = ("dawn", "after_dawn_prayer")
_MORNINGS = (*_DAWNS, "morning")


def resolved(mention: Mention, here: Here) -> When | None:
    """Returns what a mention means, `unclear` for a day that does not exist or may be two, None
    where it tells no time by itself. The quote is left empty.
    """
    try:
        first, second = _shared(mention)
        found = _resolved(first, here)
        if found is not None and mention.is_of_today and here.is_small_hours and not here.ahead:
            found = _past_midnight(found, here)
        if found is not None and second is not None:
            last = _resolved(second, here)
            found = _through(_before(found, last, mention), last, either=mention.either)
    except (OverflowError, ValueError):
        return When(Kind.UNCLEAR)
    if found is None or not mention.has("about", "about_hour"):
        return found
    return replace(found, about=found.is_clear)


def _past_midnight(found: When, here: Here) -> When:
    """Returns what "today" means in the small hours: what would be to come was the day before, and
    a whole day may be either. "This morning", written before it dawns, is since midnight.
    """
    if found.start is None or found.end is None:
        return found
    if found.kind is Kind.DATE:
        return replace(found, kind=Kind.RANGE, start=found.start - DAY, about=True)
    if found.start <= here.now:
        return found
    if found.part in _MORNINGS and not here.is_before_sleep:
        return replace(found, start=here.moment(found.start.date(), timedelta(0)), about=True)
    return replace(found, start=found.start - DAY, end=found.end - DAY, about=True)


def _shared(mention: Mention) -> tuple[Mention, Mention | None]:
    """Returns both ends of a range, the day and the part told for one of them with the other too:
    "yesterday from 2 to 4".
    """
    last = mention.until
    if last is None or mention.clock is None or last.clock is None:
        return mention, last
    if mention.has_day and not last.has_day:
        last = replace(last, day=mention.day, weekday=mention.weekday)
    elif last.has_day and not mention.has_day:
        mention = replace(mention, day=last.day, weekday=last.weekday)
    part = mention.part or last.part
    return replace(mention, part=part), replace(last, part=part)


def _resolved(mention: Mention, here: Here) -> When | None:
    if mention.day is not None and mention.day.kind == "bad":
        return When(Kind.UNCLEAR)
    if mention.day is not None and mention.day.kind == "just_now":
        if mention.clock is None and mention.count is None:
            return When(Kind.INSTANT, here.now, here.now, about=True)
        mention = replace(mention, day=None)
    hours = hours_from_now(mention, here)
    if hours is not None:
        return hours
    days = days_of(mention, here)
    if days is None and mention.has_day and mention.count is not None and mention.clock is None:
        return None
    part = mention.part.value if mention.part is not None else None
    part = part or (days.part if days is not None else None)
    if days is not None and part in _DAWNS and mention.day is not None:
        days = _at_its_end(days) if mention.day.kind == "nights" else days
    if mention.clock is not None:
        return at_clock(mention, days, part, here)
    if part is not None:
        return in_part(mention, days, part, here)
    return None if days is None else whole_days(days, here)


def _at_its_end(days: Days) -> Days:
    """Returns the days on which nights end: "last night at dawn" is this morning."""
    return days._replace(first=days.first + DAY, last=days.last + DAY)


def _before(first: When, last: When | None, mention: Mention) -> When:
    """Returns the first weekday of "between Sunday and Tuesday" in the week of the last one."""
    if mention.weekday is None or mention.either or last is None:
        return first
    if not (first.start and first.end and last.end) or first.start <= last.end:
        return first
    return replace(first, start=first.start - 7 * DAY, end=first.end - 7 * DAY)


def _through(first: When, last: When | None, *, either: bool) -> When:
    """Joins the two ends of "from … to …", or the two of "either … or …"."""
    if last is None or not (first.is_clear and last.is_clear):
        return first
    if first.part == "night" and last.kind is Kind.DATE and first.end and last.start:
        # "In the night from Thursday to Friday" is one night.
        return first if first.end.date() in (last.start.date(), last.start.date() - DAY) else last
    if first.kind is Kind.INSTANT and last.kind is Kind.DATE:
        # "At two, in the night from Thursday to Friday".
        either = True
    moments = [each for each in (first.start, first.end, last.start, last.end) if each is not None]
    days = {moment.date() for moment in moments}
    whole = {first.kind, last.kind} <= {Kind.DATE, Kind.RANGE}
    kind = Kind.RANGE if whole or len(days) > 2 else Kind.PART
    return When(kind, min(moments), max(moments), about=first.about or last.about or either)
