"""Saying a time back in a person's language and the calendar of the place, for them to confirm."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date

from helpline.dates.calendars import BIKRAM_SAMBAT, GREGORIAN, SOLAR, month_and_day, year_of
from helpline.dates.when import Kind, When

_CALENDAR_OF_PLACE = {"nepal": BIKRAM_SAMBAT, "afghanistan": SOLAR}
_PLACE_OF_LANGUAGE = {"ne": "nepal", "prs": "afghanistan", "ps": "afghanistan"}
_DEFAULT = "en"
# The tables of Bikram Sambat cover these years of ours.
_KNOWN_YEARS = range(1944, 2043)
# From here on a date without its year may be taken for that of another year.
_NEAR = timedelta(days=270)
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u061c"))


def in_words(
    when: When, language: str, jurisdiction: str | None = None, *, now: datetime | None = None
) -> str:
    """Returns a time in words, with ASCII digits ("Thursday 3 Mangsir, about 22:00"); "" for one
    that is unclear.

    `language` is a code or a way of writing, English is said for one that is not known. The
    calendar is the one of the jurisdiction, or else of the language, where it has names for its
    months. The year is said where `now` (aware) is given and is far from it.
    """
    if when.start is None or when.end is None:
        return ""
    return _Speaker(language.partition("-")[0], jurisdiction, now).say(when, when.start, when.end)


def month_name(calendar: str, month: int, language: str) -> str | None:
    """Returns the name of a month (1 to 12) of Bikram Sambat or Solar Hijri, None where a language
    has no name for it here.
    """
    names = _sayings().get(language, {}).get("months", {}).get(calendar)
    return str(names[month - 1]) if names else None


class _Speaker:
    def __init__(self, language: str, jurisdiction: str | None, now: datetime | None) -> None:
        self._language = language if language in _sayings() else _DEFAULT
        self._place = jurisdiction or _PLACE_OF_LANGUAGE.get(self._language, "")
        self._now = now

    @property
    def _words(self) -> dict[str, Any]:
        return _sayings()[self._language]

    def say(self, when: When, start: datetime, end: datetime) -> str:
        """Returns the words for a time from `start` to `end`."""
        day = self._day(start.date())
        if when.other is not None:
            time, other = sorted(f"{moment:%H:%M}" for moment in (start, when.other))
            return self._put("instant_either", day=day, time=time, other=other)
        if when.kind is Kind.INSTANT:
            form = "instant_about" if when.about else "instant"
            return self._put(form, day=day, time=f"{start:%H:%M}")
        what = self._stretch(when, start, end)
        return self._put("about", what=what) if when.about else what

    def _stretch(self, when: When, start: datetime, end: datetime) -> str:
        day, last = self._day(start.date()), self._day(end.date())
        if when.kind is Kind.DATE:
            return day
        if when.kind is Kind.RANGE:
            return self._put("range", day=day, last=last)
        if when.part == "night":
            return self._put("night", day=day, next=last)
        if when.part is not None:
            return self._put("part", day=day, part=self._words["parts"][when.part])
        if day != last:
            return self._put("range", day=f"{day} {start:%H:%M}", last=f"{last} {end:%H:%M}")
        return self._put("span", day=day, time=f"{start:%H:%M}", until=f"{end:%H:%M}")

    def _day(self, day: date) -> str:
        calendar = _CALENDAR_OF_PLACE.get(self._place, GREGORIAN)
        if calendar not in self._words["months"] or day.year not in _KNOWN_YEARS:
            calendar = GREGORIAN
        month, number = month_and_day(day, calendar)
        name = month_name(calendar, month, self._language) or self._babel(day, "MMMM")
        form = "date" if calendar == GREGORIAN else "local_date"
        said = self._put(form, weekday=self._weekday(day), day=number, month=name)
        if self._now is None or abs(self._now.date() - day) < _NEAR:
            return said
        return self._put("year", date=said, year=year_of(day, calendar))

    def _weekday(self, day: date) -> str:
        names = self._words.get("weekdays")
        return str(names[day.weekday()]) if names else self._babel(day, "EEEE")

    def _babel(self, day: date, pattern: str) -> str:
        locale = self._words["locale"].get(self._place, self._words["locale"]["default"])
        return str(format_date(day, pattern, locale=locale)).translate(_MARKS)

    def _put(self, form: str, **values: object) -> str:
        return str(self._words[form]).format(**values)


@cache
def _sayings() -> dict[str, dict[str, Any]]:
    path = Path(__file__).with_name("sayings.yml")
    read: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read
