"""Which hours of which days a mention means.

A bare hour ("yesterday at 3") is read as the afternoon's from 1 to 6 and as written from 7 to 12,
or, where only one of today's two readings is past, as that one; and it is told with "about", so
that it is said back, with the other reading where that is past too. A part of the day told with it
("at night", "after noon") decides instead.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from helpline.dates.here import DAY, Here, Span, spans
from helpline.dates.mention import Mention
from helpline.dates.when import Kind, When
from helpline.dates.which_days import Days, direction_of, single, stands_beside

_LONGEST = timedelta(days=400)
_BY_MIDNIGHT = (11, 12, 0, 1, 2)
_NOON, _WHOLE_DAY = 12, 24
_LATE = timedelta(hours=22)


def hours_from_now(mention: Mention, here: Here) -> When | None:
    """Returns the moments of hours or minutes told from now ("2 hours ago"), always with "about":
    nobody counts them to the minute. None where no such length is told.
    """
    count, clock = mention.count, mention.clock
    if count is not None and _unit(count.value[2]) in ("hour", "minute"):
        least, most, unit = count.value
        one = bool(count.extra.get("one"))
    elif clock is not None and clock.extra.get("count") and not (mention.day or mention.weekday):
        # "3 heures", "دو ساعت": a length where it is told to be past, else a time.
        least, most, unit = clock.value[0], clock.extra.get("until", clock.value[0]), "hour"
        more = (clock.value[1] + clock.extra.get("shift", 0)) / 60
        least, most, one = least + more, most + more, False
        if not mention.has("ago", "lasting", "since", "ahead", "ahead_before", "last"):
            return None
        if _is_since_then(mention, most):
            return None
    else:
        return None
    direction = direction_of(mention)
    if direction == 0 or (one and not _is_adjacent(mention)):
        return None
    size = timedelta(minutes=1) if _unit(unit) == "minute" else timedelta(hours=1)
    if most * size > _LONGEST:
        return When(Kind.UNCLEAR)
    moments = sorted(_moved(here, direction * each * size) for each in (least, most))
    kind = Kind.INSTANT if moments[0] == moments[1] else Kind.PART
    return When(kind, moments[0], moments[1], about=True)


def _is_since_then(mention: Mention, hours: float) -> bool:
    """Tells whether "depuis 22h" is since that hour: hours of a length are seldom so many."""
    return mention.has("since") and not mention.has("ago") and _NOON < hours < _WHOLE_DAY


def _is_adjacent(mention: Mention) -> bool:
    """Tells whether "an hour ago" is meant: the word for "ago" or "since" stands right beside."""
    if mention.count is None:
        return False
    first, last = mention.count.first, mention.count.last
    places = (mention.modifiers.get(kind) for kind in ("ago", "since", "ahead_before"))
    return any(place is not None and first - 1 <= place <= last + 1 for place in places)


def _moved(here: Here, by: timedelta) -> datetime:
    return datetime.fromtimestamp(here.now.timestamp() + by.total_seconds(), here.zone)


def _unit(unit: str) -> str:
    return "hour" if unit == "hour_or_clock" else unit


def whole_days(days: Days, here: Here) -> When:
    """Returns the days from midnight to the last minute."""
    kind = Kind.DATE if days.first == days.last else Kind.RANGE
    end = here.moment(days.last, timedelta(hours=23, minutes=59))
    return When(kind, here.moment(days.first, timedelta(0)), end, about=days.about)


def in_part(mention: Mention, days: Days | None, part: str, here: Here) -> When:
    """Returns the span of a part of the days, or of the last such part begun."""
    span = spans()[part]
    dated = days is not None or mention.has("last", "this")
    if days is None:
        days = _day_of_part(mention, part, span, here)
    elif mention.day is not None and mention.day.value == "today" and part in ("night", "midnight"):
        days = single(here.this_night)
    start, end = here.moment(days.first, span.start), here.moment(days.last, span.end)
    kind = Kind.PART if days.first == days.last else Kind.RANGE
    # "Friday at midnight" may be where that day begins or where it ends.
    on_date = mention.weekday is not None or (
        mention.day is not None and mention.day.kind == "date"
    )
    either = part == "midnight" and on_date
    either = either or (mention.part is not None and stands_beside(mention, mention.part))
    return When(kind, start, end, about=days.about or either, part=part, dated=dated)


def _day_of_part(mention: Mention, part: str, span: Span, here: Here) -> Days:
    if mention.has("last"):
        return single(here.today - DAY)
    if mention.has("this"):
        return single(here.this_night if part == "night" else here.today)
    nightly = span.half == "night" and not here.ahead
    # The night that has just begun is hardly the one in which somebody was taken.
    begun = here.moment(here.today, max(span.start, _LATE) if nightly else span.start) <= here.now
    if here.ahead:
        return single(here.today + DAY if begun else here.today, about=True)
    return single(here.today if begun else here.today - DAY, about=True)


def at_clock(mention: Mention, days: Days | None, part: str | None, here: Here) -> When | None:
    """Returns the moment of a clock time, or from the first to the last of two."""
    clock = mention.clock
    if clock is None:
        return None
    if days is not None and days.first != days.last:
        return whole_days(days, here)
    part = part or clock.extra.get("part")
    hours = [clock.value[0]] + ([clock.extra["until"]] if "until" in clock.extra else [])
    minute = clock.value[1] + clock.extra.get("shift", 0)
    read = [_read_clock(hour, minute, mention, part, days, here) for hour in hours]
    if days is not None and _is_last_weekday(mention, read[0][0], here):
        days = single(days.first - 7 * DAY, about=True)
        read = [_read_clock(hour, minute, mention, part, days, here) for hour in hours]
    moments = sorted(moment for moment, _about in read)
    about = any(doubtful for _moment, doubtful in read) or (days is not None and days.about)
    about = about or stands_beside(mention, clock)
    # "Ten, at midnight": one of them was read wrongly.
    about = about or (part == "midnight" and clock.value[0] not in _BY_MIDNIGHT)
    # "Depuis 22h" may be a length as well.
    about = about or (days is None and bool(clock.extra.get("count")) and mention.has("since"))
    kind = Kind.INSTANT if moments[0] == moments[-1] else Kind.PART
    other = _other_half(moments[0], mention, here) if len(moments) == 1 and not part else None
    return When(
        kind, moments[0], moments[-1], about=about, part=part, other=other, dated=days is not None
    )


def _other_half(moment: datetime, mention: Mention, here: Here) -> datetime | None:
    """Returns the moment of an hour in the other half of the day, if the hour may be of either and
    is past in both; twelve is noon.
    """
    clock = mention.clock
    if clock is None or clock.extra.get("half") or clock.extra.get("sure") or here.ahead:
        return None
    other = moment.replace(hour=(moment.hour + _NOON) % _WHOLE_DAY)
    return other if clock.value[0] != _NOON and other <= here.now else None


def _is_last_weekday(mention: Mention, moment: datetime, here: Here) -> bool:
    """Tells whether an hour that is still to come is the last week's: "since Sunday 2 pm", written
    on a Sunday morning.
    """
    named = mention.weekday is not None and mention.day is None
    return named and moment > here.now and not (here.ahead or mention.has("next"))


def _read_clock(
    hour: int, minute: int, mention: Mention, part: str | None, days: Days | None, here: Here
) -> tuple[datetime, bool]:
    """Returns the moment of an hour as it was told, and whether another reading is as good."""
    if mention.clock is None:
        raise ValueError("no clock time is told")
    half, sure = mention.clock.extra.get("half"), mention.clock.extra.get("sure")
    day = days.first if days is not None else None
    shift = timedelta(minutes=minute)
    if part is not None:
        return _read_in_part(timedelta(hours=_within(part, hour)) + shift, mention, part, day, here)
    if half is not None:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if half is not None or sure:
        moment = _on_day_or_last(day, timedelta(hours=hour) + shift, here)
        # Of another day than today one names the day, in words that were not understood perhaps.
        return moment, day is None and moment.date() != here.today
    likely = timedelta(hours=hour + 12 if 1 <= hour <= 6 else hour) + shift
    readings = [timedelta(hours=hour) + shift, timedelta(hours=hour % 12 + 12) + shift]
    past = [each for each in readings if here.moment(day or here.today, each) <= here.now]
    # What is to come is in the day as a rule: "court at 9", written at 10, is tomorrow's.
    one_is_past = len(past) == 1 and not here.ahead
    return _on_day_or_last(day, past[0] if one_is_past else likely, here), True


def _read_in_part(
    since_midnight: timedelta, mention: Mention, part: str, day: date | None, here: Here
) -> tuple[datetime, bool]:
    span = spans()[part]
    nightly = span.half == "night"
    either = nightly and mention.weekday is not None and since_midnight >= DAY
    if either and _is_hour_of_night(mention):
        since_midnight -= DAY
    base = day if day is not None else _day_of_part(mention, part, span, here).first
    if nightly and mention.is_today:
        base = here.this_night
    moment = here.moment(base, since_midnight)
    today = nightly and (mention.is_today or _is_this_night(mention))
    if (day is None or today) and moment > here.now and not here.ahead:
        moment = here.moment(base - DAY, since_midnight)
    # "Friday night at 2" may be said of either night that Friday has a part in.
    return moment, either or day is None


def _is_hour_of_night(mention: Mention) -> bool:
    """Tells whether "at night" only says which hour is meant: "Monday, at 2 at night", but not
    "Monday night at 2".
    """
    clock, part = mention.clock, mention.part
    return clock is not None and part is not None and part.first > clock.last


def _is_this_night(mention: Mention) -> bool:
    day = mention.day
    return day is not None and day.kind == "nights" and day.value == "this_night"


def _on_day_or_last(day: date | None, since_midnight: timedelta, here: Here) -> datetime:
    if day is not None:
        return here.moment(day, since_midnight)
    moment = here.moment(here.today, since_midnight)
    if here.ahead:
        return moment if moment >= here.now else here.moment(here.today + DAY, since_midnight)
    return moment if moment <= here.now else here.moment(here.today - DAY, since_midnight)


def _within(part: str, hour: int) -> int:
    """Returns the hour, counted from the part's day, that a bare hour means in a part of a day."""
    half = spans()[part].half
    if hour > 12 or (hour == 0 and half != "night"):
        return hour
    if half == "night":
        # From six it is the evening's, before that the next day's.
        return 24 + hour % 12 if hour % 12 <= 5 else hour % 12 + 12
    if half == "am":
        return hour % 12
    # "दिउँसो ११ बजे": a word for the day from noon on is said of the hours before it as well.
    before_noon = {"noon": range(5, 12), "afternoon": range(10, 12)}
    return hour if hour in before_noon.get(part, ()) else hour % 12 + 12
