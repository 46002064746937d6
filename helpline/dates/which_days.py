"""Which days a mention means."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from helpline.dates import calendars
from helpline.dates.calendars import LUNAR, Told
from helpline.dates.here import DAY, Here, Span, spans
from helpline.dates.items import Atom
from helpline.dates.mention import Mention

_DAYS = {
    "today": 0, "yesterday": -1, "day_before_yesterday": -2, "three_days_ago": -3,
    "tomorrow": 1, "day_after_tomorrow": 2,
}  # fmt: skip
_NIGHTS = {"last_night": -1, "night_before_last": -2, "tonight": 0}
_DAY_PARTS = {
    "this_morning": (0, "morning"), "this_afternoon": (0, "afternoon"),
    "this_evening": (0, "evening"), "yesterday_evening": (-1, "evening"),
    "yesterday_afternoon": (-1, "afternoon"),
}  # fmt: skip
_BESIDE, _BESIDE_REACH = ("ago", "ahead", "beside"), 2
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LENGTH = {"day": 1, "night": 1, "week": 7, "fortnight": 14}
_WEEK_MAY_BEGIN = frozenset(map(_WEEKDAYS.index, ("saturday", "sunday")))
_MONTH_DAYS, _YEAR_DAYS = 30.44, 365.25
# "On 5 November" without a year is doubtful where the last one is longer ago.
_LONG_AGO = timedelta(days=183)
_LONGEST_COUNT = 400


class Days(NamedTuple):
    """The first and the last day, whether they are vague, and a part of the day told with them."""

    first: date
    last: date
    about: bool = False
    part: str | None = None


def direction_of(mention: Mention) -> int:
    """Returns -1 for what is told as past, 1 as to come, 0 where neither is told."""
    if mention.has("ago", "lasting", "since", "last"):
        return -1
    return 1 if mention.has("ahead", "ahead_before", "next") else 0


def days_of(mention: Mention, here: Here) -> Days | None:
    """Returns the days that a mention tells, None where it tells none."""
    day = mention.day
    if day is not None and not (mention.counts_to_today and direction_of(mention)):
        return _told_by(day, mention, here)
    if mention.weekday is not None:
        days = _weekday(mention, here)
        return days and days._replace(about=days.about or stands_beside(mention, mention.weekday))
    if mention.count is not None:
        return _counted(mention, here)
    return _unit_span(mention, here) if mention.unit is not None else None


def _told_by(day: Atom, mention: Mention, here: Here) -> Days | None:
    match day.kind:
        case "days":
            days = _named(str(day.value), mention, here)
            return days and days._replace(about=days.about or stands_beside(mention, day))
        case "nights":
            return single(_night(day.value, here), part="night")
        case "day_parts":
            offset, part = _DAY_PARTS[day.value]
            if day.value == "this_evening" and here.is_small_hours and not here.ahead:
                offset = -1
            return single(here.today + offset * DAY, part=part)
        case "few_days":
            return Days(here.today - 5 * DAY, here.today - 2 * DAY, about=True)
        case "date":
            days = _if_its_weekday(_dated(day.value, mention, here), mention)
            return days and days._replace(about=days.about or stands_beside(mention, day))
        case _:
            # "The first Friday of March" is one day, but not any that is known here.
            days = _in_month(day.value, mention, here)
            return days and days._replace(about=days.about or mention.weekday is not None)


def single(day: date, *, about: bool = False, part: str | None = None) -> Days:
    """Returns one day as days."""
    return Days(day, day, about, part)


def _named(name: str, mention: Mention, here: Here) -> Days | None:
    """Returns "yesterday" and the like. In Nepali "अस्ति शुक्रबार" is a Friday some days ago."""
    if name == "yesterday_or_before":
        return Days(here.today - 2 * DAY, here.today - DAY, about=True)
    # "Three weeks today": since when, or until when?
    doubtful = mention.counts_to_today or mention.is_nth_day
    days = single(here.today + _DAYS[name] * DAY, about=doubtful)
    if name != "day_before_yesterday" or here.calendar != calendars.BIKRAM_SAMBAT:
        return _if_its_weekday(days, mention)
    told = _weekday(mention, here)
    return days if told is None or told.first == days.first else told._replace(about=True)


def _if_its_weekday(days: Days | None, mention: Mention) -> Days | None:
    """Returns days with "about" where the weekday told with them is another one's."""
    if days is None or mention.weekday is None:
        return days
    fits = _WEEKDAYS.index(mention.weekday.value) == days.first.weekday()
    return days if fits else days._replace(about=True)


def _night(name: str, here: Here) -> date:
    past = name == "tonight" and here.is_small_hours and not here.ahead
    if name == "this_night" or past:
        return here.this_night
    return here.today + _NIGHTS[name] * DAY


def _dated(told: Told, mention: Mention, here: Here) -> Days | None:
    if told.month == 0:
        return _day_of_month(told, here)
    if told.year is not None:
        day = calendars.find_date(told)
        doubtful = False
    else:
        ahead = mention.has("next") or (here.ahead and not mention.has("last"))
        day = (calendars.nearest_future if ahead else calendars.nearest_past)(told, here.today)
        doubtful = day is not None and abs(here.today - day) > _LONG_AGO
    return None if day is None else single(day, about=doubtful or told.calendar == LUNAR)


def _day_of_month(told: Told, here: Here) -> Days | None:
    step = DAY if here.ahead else -DAY
    for distance in range(70):
        day = here.today + distance * step
        if calendars.month_and_day(day, told.calendar)[1] == told.day:
            return single(day)
    return None


def _in_month(value: tuple[str, int, int | None], mention: Mention, here: Here) -> Days | None:
    calendar, month, year = value
    span = calendars.month_span(calendar, year, month, here.today)
    return None if span is None else Days(span[0], span[1], about=calendar == LUNAR)


def _weekday(mention: Mention, here: Here) -> Days | None:
    if mention.weekday is None:
        return None
    wanted = _WEEKDAYS.index(mention.weekday.value)
    back = (here.today.weekday() - wanted) % 7
    if mention.unit is not None and mention.unit.value == "week" and mention.has("last", "ago"):
        week = _unit_span(mention, here)
        if week is not None:
            # "Wednesday, a week ago": the one nearest to it.
            first = week.first if mention.has("last") else week.first - 3 * DAY
            day = first + (wanted - first.weekday()) % 7 * DAY
            return single(day, about=week.about)
    count = mention.count
    if count is not None and count.value[2] == "week" and direction_of(mention) < 0:
        # "Thursday, a week now": the one nearest to it.
        near = here.today - round(count.value[0] * 7) * DAY + 3 * DAY
        return single(near - (near.weekday() - wanted) % 7 * DAY, about=True)
    if mention.has("next"):
        return single(here.today + (7 - back if back else 7) * DAY)
    if here.ahead and not mention.has("last"):
        # Of today one says "today": on a Sunday, "Sunday" is rather the next.
        return single(here.today + (7 - back) * DAY, about=back == 0)
    today = back == 0
    if today and mention.has("last", "ago"):
        # A word for "ago" may be said of something else: Pashto شو.
        back, today = 7, not mention.has("last")
    day = here.today - back * DAY
    part = mention.part
    if part is not None and part.value == "night" and here.eve and _precedes(mention):
        return single(day - DAY, about=True)
    start, _end, _half = spans()[part.value] if part is not None else Span(timedelta(0), DAY, "")
    if back == 0 and here.moment(day, start) > here.now:
        day -= 7 * DAY
    # Of today one says "today": on a Friday, "Friday" may be the last one.
    return single(day, about=today and mention.until is None)


def stands_beside(mention: Mention, told: Atom) -> bool:
    """Tells whether "before" or "after" stands by a day or a part of it: "قبل الجمعة"."""
    if mention.count is not None or mention.unit is not None:
        return False
    after = mention.modifiers.get("beside_after", told.last) - told.last
    if mention.has("since", "last"):
        # "Since" and "ago" may be one word: منذ.
        return 0 < after <= _BESIDE_REACH
    before = (told.first - mention.modifiers.get(each, told.first) for each in _BESIDE)
    return any(0 < each <= _BESIDE_REACH for each in (*before, after))


def _precedes(mention: Mention) -> bool:
    """Tells whether "night" stands right before the day: "ليلة الجمعة", "shab e jomah", but not
    "ليلا الجمعة" (at night).
    """
    part, weekday = mention.part, mention.weekday
    if part is None or weekday is None or weekday.extra.get("through"):
        return False
    if part.extra.get("adverb"):
        return False
    return 0 <= weekday.first - part.last <= 2


def _counted(mention: Mention, here: Here) -> Days | None:
    if mention.count is None:
        return None
    least, most, unit = mention.count.value
    sign = direction_of(mention)
    if sign == 0 or most > _LONGEST_COUNT or unit not in (*_LENGTH, "month", "year"):
        return None
    about = mention.has("about") or bool(mention.count.extra.get("vague"))
    if unit in ("month", "year"):
        days = _MONTH_DAYS if unit == "month" else _YEAR_DAYS
        middle = [here.today + timedelta(days=round(sign * each * days)) for each in (least, most)]
        return Days(
            min(middle) - timedelta(days=days // 2), max(middle) + timedelta(days=days // 2), True
        )
    length = _LENGTH[unit]
    if about and least == most:
        slack = 1 if length == 1 else 3
        least, most = max(least - slack / length, 0), most + slack / length
    if length == 1 and least % 1:
        # Two days and a half ago is one of two days.
        least, most = least - 0.5, most + 0.5
    edges = sorted(here.today + round(sign * each * length) * DAY for each in (least, most))
    part = "night" if unit == "night" else None
    return Days(edges[0], edges[1], about or length > 1, part)


def _unit_span(mention: Mention, here: Here) -> Days | None:
    if mention.unit is None:
        return None
    unit, today = mention.unit.value, here.today
    step = _step(mention, unit)
    if step == 0 and not mention.has("this"):
        return None
    whole = mention.has("last", "next", "this")
    if unit in _LENGTH and not (whole and unit == "week"):
        part = "night" if unit == "night" else None
        if unit == "day" and (step == 0 or not _stands_by(mention, "last", "next")):
            return None
        # A word that nobody knows may stand for a number before it: "सय दिन अघि".
        vague = unit == "week" or (step < 0 and not whole)
        return single(today + step * _LENGTH[unit] * DAY, about=vague, part=part)
    if unit == "week":
        first = today - (today.weekday() - here.first_weekday) % 7 * DAY + step * 7 * DAY
        # Who says "this week" on its first day may mean the last seven; on the days on which weeks
        # begin in some places, "last week" may be either of two.
        about = first == today if step == 0 else today.weekday() in _WEEK_MAY_BEGIN
        return Days(first, today if step == 0 else first + 6 * DAY, about=about)
    if not whole:
        days = _MONTH_DAYS if unit == "month" else _YEAR_DAYS
        middle = today + timedelta(days=round(step * days))
        return Days(middle - timedelta(days=days // 2), middle + timedelta(days=days // 2), True)
    return _calendar_span(unit, step, here)


def _stands_by(mention: Mention, *kinds: str) -> bool:
    """Tells whether each of these modifiers that is told stands right beside the unit."""
    unit = mention.unit
    places = [mention.modifiers[kind] for kind in kinds if kind in mention.modifiers]
    return unit is not None and all(unit.first - 1 <= each <= unit.last + 1 for each in places)


def _step(mention: Mention, unit: str) -> int:
    """Returns -1 for "last week" and "a week ago", 1 for "next week", 0 for neither."""
    if mention.has("last", "ago", "lasting") or (mention.has("since") and unit != "day"):
        return -1
    return 1 if mention.has("next", "ahead_before") and not mention.has("this") else 0


def _calendar_span(unit: str, step: int, here: Here) -> Days | None:
    calendar, today = here.calendar, here.today
    year = calendars.year_of(today, calendar)
    month = calendars.month_and_day(today, calendar)[0]
    if unit == "month":
        month += step
        year, month = (
            (year - 1, 12) if month == 0 else (year + 1, 1) if month == 13 else (year, month)
        )
        span = calendars.month_span(calendar, year, month, today)
    else:
        first = calendars.month_span(calendar, year + step, 1, today)
        last = calendars.month_span(calendar, year + step, 12, today)
        span = (first[0], last[1]) if first and last else None
    if span is None:
        return None
    return Days(span[0], min(span[1], today) if step == 0 else span[1])
