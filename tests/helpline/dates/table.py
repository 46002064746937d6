"""What the tables under told/ expect: "night -1", "at -1 15:00 ?", "days -3 -2", "day 2026-11-05",
"span -1T02:00 -1T04:00".
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import yaml

from helpline.dates import When

FOLDER = Path(__file__).parent
ZONES = {
    "en": "Asia/Kathmandu", "fr": "Africa/Tunis", "ar": "Asia/Hebron", "ar-TN": "Africa/Tunis",
    "ar-PS": "Asia/Hebron", "ar-Latn": "Africa/Tunis", "prs": "Asia/Kabul", "ps": "Asia/Kabul",
    "ne": "Asia/Kathmandu", "ne-Latn": "Asia/Kathmandu", "my": "Asia/Yangon",
    "prs-Latn": "Asia/Kabul", "ps-Latn": "Asia/Kabul",
}  # fmt: skip
TODAY = date(2026, 11, 22)
NOW = "2026-11-22T10:00"
SPANS = yaml.safe_load((Path(__file__).parents[3] / "helpline/dates/spans.yml").read_text("utf-8"))


class Expected(NamedTuple):
    """A kind, its two local moments (None for unclear), and whether "about" is asked for."""

    kind: str
    start: str | None
    end: str | None
    about: bool


def told() -> list[tuple[str, str, str]]:
    """Returns (writing, text, expectation) of every table."""
    return [
        (path.stem, str(text), expected)
        for path in sorted((FOLDER / "told").glob("*.yml"))
        for text, expected in yaml.safe_load(path.read_text("utf-8")).items()
    ]


def untold() -> list[tuple[str, str]]:
    """Returns (writing, text) of every message that tells no time of an arrest."""
    return [
        (path.stem, str(text))
        for path in sorted((FOLDER / "untold").glob("*.yml"))
        for text in yaml.safe_load(path.read_text("utf-8"))
    ]


def expected(words: str) -> Expected:
    """Returns what one cell of a table asks for."""
    about = words.endswith("?")
    name, *rest = words.rstrip(" ?").split()
    if name == "unclear":
        return Expected("unclear", None, None, about)
    if name == "at":
        moment = f"{_day(rest[0])}T{rest[1]}"
        return Expected("instant", moment, moment, about)
    if name in ("day", "days"):
        kind = "date" if name == "day" else "range"
        return Expected(kind, f"{_day(rest[0])}T00:00", f"{_day(rest[-1])}T23:59", about)
    if name == "span":
        return Expected("part", *(f"{_day(each[:-6])}{each[-6:]}" for each in rest), about)
    start, end = (_moment(_day(rest[0]), SPANS[name][each]) for each in ("from", "to"))
    return Expected("part", start, end, about)


def got(when: When) -> Expected:
    """Returns a result in the form of an expectation."""
    start, end = (each and each.strftime("%Y-%m-%dT%H:%M") for each in (when.start, when.end))
    return Expected(when.kind.value, start, end, when.about)


def now(zone: ZoneInfo) -> datetime:
    """Returns the moment at which every table was written."""
    return datetime.fromisoformat(NOW).replace(tzinfo=zone)


def _day(told: str) -> date:
    return date.fromisoformat(told) if len(told) == 10 else TODAY + timedelta(days=int(told))


def _moment(day: date, clock: str) -> str:
    hours, minutes = map(int, clock.split(":"))
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a clock on the wall
    moment = midnight + timedelta(hours=hours, minutes=minutes)
    return moment.strftime("%Y-%m-%dT%H:%M")
