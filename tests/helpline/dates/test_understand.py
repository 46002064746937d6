from datetime import datetime
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from helpline.dates import Kind, understand
from helpline.dates.times import times_in
from tests.helpline.dates.table import ZONES, expected, got, now, told, untold

WORDS = Path(__file__).parents[3] / "helpline" / "dates" / "words"
KATHMANDU = ZoneInfo("Asia/Kathmandu")
# Tunisian and Palestinian are not languages of their own: the place tells them apart.
LANGUAGES = {"ar-TN": "ar", "ar-PS": "ar"}


def understood(writing: str, text: str):
    zone = ZoneInfo(ZONES[writing])
    return understand(text, language=LANGUAGES.get(writing, writing), zone=zone, now=now(zone))


@pytest.mark.parametrize(("writing", "text", "expectation"), told())
def test_a_time_is_understood_as_it_was_told(writing: str, text: str, expectation: str) -> None:
    assert got(understood(writing, text)) == expected(expectation)


@pytest.mark.parametrize(("writing", "text", "expectation"), told())
def test_the_quote_alone_means_the_same(writing: str, text: str, expectation: str) -> None:
    when = understood(writing, text)
    again = understood(writing, when.quote)

    assert got(again)[:3] == got(when)[:3] or not when.is_clear


@pytest.mark.parametrize(("writing", "text"), untold())
def test_a_message_without_a_time_of_an_arrest_tells_none(writing: str, text: str) -> None:
    assert understood(writing, text).kind is Kind.UNCLEAR


def test_each_way_of_writing_has_its_table() -> None:
    counted = [writing for writing, _text, _expectation in told()]

    assert {each: counted.count(each) >= 25 for each in ZONES} == dict.fromkeys(ZONES, True)


def test_the_script_alone_tells_what_words_to_try() -> None:
    zone = ZoneInfo("Asia/Kabul")
    texts = {
        "hijo rati": "part",
        "dishab": "part",
        "hier soir": "part",
        "पर्सि": "date",
        "lbare7": "date",
    }

    found = {
        text: understand(text, language=None, zone=zone, now=now(zone)).kind.value for text in texts
    }

    assert found == texts


def test_the_same_words_mean_the_day_of_the_place() -> None:
    # At 20:00 in Greenwich it is already the next day in Kathmandu.
    moment = datetime.fromisoformat("2026-11-22T20:00:00+00:00")

    days = [
        understand("yesterday", language="en", zone=ZoneInfo(zone), now=moment).start.day
        for zone in ("UTC", "Asia/Kathmandu")
    ]

    assert days == [21, 22]


def test_79_hours_ago_are_counted_over_a_change_of_clocks() -> None:
    # Clocks in Palestine went back an hour in the night to 24 October 2026.
    zone = ZoneInfo("Asia/Hebron")
    moment = datetime(2026, 10, 24, 10, 0, tzinfo=zone)

    when = understand("12 hours ago", language="en", zone=zone, now=moment)

    assert when.start.strftime("%Y-%m-%dT%H:%M") == "2026-10-23T23:00"


@pytest.mark.parametrize(
    ("zone", "text", "days"),
    [("Africa/Tunis", "الجمعة اللي فاتت", 7), ("Asia/Hebron", "الجمعة اللي فاتت", 1)],
)
def test_a_word_means_what_it_means_in_the_place(zone: str, text: str, days: int) -> None:
    when = understand(text, language="ar", zone=ZoneInfo(zone), now=now(ZoneInfo(zone)))

    assert (when.end.date() - when.start.date()).days + 1 == days


@pytest.mark.parametrize(
    ("told_at", "text", "start"),
    [
        ("2026-11-22T02:00", "this night", "2026-11-21T18:00"),
        ("2026-11-22T23:00", "this night", "2026-11-22T18:00"),
        ("2026-11-20T10:00", "friday", "2026-11-20T00:00"),
        ("2026-11-20T10:00", "last friday", "2026-11-13T00:00"),
        ("2026-11-20T10:00", "friday evening", "2026-11-13T17:00"),
        ("2026-11-22T10:00", "they came at 3", "2026-11-22T03:00"),
        ("2026-11-22T20:00", "they came at 3", "2026-11-22T15:00"),
        ("2026-11-22T02:00", "they came at 3", "2026-11-21T15:00"),
        ("2026-01-02T10:00", "31 December", "2025-12-31T00:00"),
        ("2026-11-22T10:00", "saturday evening", "2026-11-21T17:00"),
        ("2026-11-21T10:00", "saturday evening", "2026-11-14T17:00"),
        ("2026-11-22T00:30", "this morning", "2026-11-21T05:00"),
        ("2026-11-22T04:30", "this morning", "2026-11-22T00:00"),
        ("2026-11-22T04:30", "at 3 this morning", "2026-11-22T03:00"),
        ("2026-11-22T04:30", "today at 2 pm", "2026-11-21T14:00"),
        ("2026-11-22T00:30", "they took him today", "2026-11-21T00:00"),
        ("2026-11-22T05:30", "they took him today", "2026-11-22T00:00"),
    ],
)
def test_the_last_such_time_is_meant(told_at: str, text: str, start: str) -> None:
    moment = datetime.fromisoformat(told_at).replace(tzinfo=KATHMANDU)

    when = understand(text, language="en", zone=KATHMANDU, now=moment)

    assert when.start.strftime("%Y-%m-%dT%H:%M") == start


@pytest.mark.parametrize(
    ("told_at", "text", "about"),
    [
        ("2026-11-21T23:00", "saturday evening", True),
        ("2026-11-22T10:00", "saturday evening", False),
        ("2026-11-22T10:00", "last week", True),
        ("2026-11-25T10:00", "last week", False),
    ],
)
def test_a_weekday_of_today_and_a_week_where_weeks_begin_are_doubtful(
    told_at: str, text: str, about: bool
) -> None:
    moment = datetime.fromisoformat(told_at).replace(tzinfo=KATHMANDU)

    when = understand(text, language="en", zone=KATHMANDU, now=moment)

    assert when.about is about


@pytest.mark.parametrize(
    "text", ["31 February", "35 कार्तिक", "05/06", "on 12/11/2026", "13/13/2026"]
)
def test_48_a_day_that_does_not_exist_or_may_be_two_is_unclear(text: str) -> None:
    when = understand(text, language="ne", zone=KATHMANDU, now=now(KATHMANDU))

    assert when.kind is Kind.UNCLEAR


_ALL_WORDS = sorted(
    {
        token
        for path in WORDS.glob("*.yml")
        for token in path.read_text(encoding="utf-8").replace(",", " ").replace("]", " ").split()
    }
)
_SAID = st.lists(
    st.sampled_from(_ALL_WORDS) | st.integers(0, 3000).map(str) | st.sampled_from("./-:,"),
    max_size=12,
).map(" ".join)


@settings(deadline=None, max_examples=300)
@given(
    st.text(max_size=80) | _SAID,
    st.sampled_from([None, "en", "fr", "ar", "prs", "ps", "ne", "my", "xx", "ne-Latn"]),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001 - zoned below
    st.sampled_from(["Asia/Kathmandu", "Africa/Tunis", "Asia/Hebron", "Asia/Yangon", "UTC"]),
)
def test_no_text_raises_or_turns_a_time_around(
    text: str, language: str | None, moment: datetime, zone: str
) -> None:
    place = ZoneInfo(zone)

    when = understand(text, language=language, zone=place, now=moment.replace(tzinfo=place))

    assert (when.start is None) == (when.end is None) == (when.kind is Kind.UNCLEAR)
    assert when.start is None or when.start <= when.end
    assert when.kind is not Kind.INSTANT or when.start == when.end


@pytest.mark.parametrize("path", sorted(WORDS.glob("*.yml")), ids=lambda path: path.stem)
def test_word_lists_hold_words_only(path: Path) -> None:
    def wrong(value: object) -> list[object]:
        if isinstance(value, dict):
            return [each for part in value.values() for each in wrong(part)]
        return [each for each in value if not isinstance(each, str)]

    listed = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert {kind: wrong(value) for kind, value in listed.items() if wrong(value)} == {}


def test_a_message_is_read_in_a_few_milliseconds() -> None:
    messages = [(writing, text) for writing, text, _expectation in told()]
    for writing, text in messages:
        understood(writing, text)

    begun = perf_counter()
    for writing, text in messages:
        understood(writing, text)

    assert (perf_counter() - begun) / len(messages) < 0.003


@pytest.mark.parametrize(
    ("told_at", "text", "start"),
    [
        ("2026-11-22T10:00", "court is on Monday", "2026-11-23T00:00"),
        ("2026-11-22T10:00", "court is on Sunday", "2026-11-29T00:00"),
        ("2026-11-22T10:00", "on 5 December at 9:30", "2026-12-05T09:30"),
        ("2026-11-22T10:00", "the hearing is on the 3rd", "2026-12-03T00:00"),
        ("2026-11-22T10:00", "tomorrow hearing at 10", "2026-11-23T10:00"),
        ("2026-11-22T10:00", "court at 9", "2026-11-23T09:00"),
        ("2026-11-22T10:00", "court in the morning", "2026-11-23T05:00"),
        ("2026-11-22T10:00", "court was last Monday", "2026-11-16T00:00"),
        ("2026-12-30T10:00", "on 4 January", "2027-01-04T00:00"),
    ],
)
def test_of_what_is_to_come_the_next_such_time_is_meant(
    told_at: str, text: str, start: str
) -> None:
    moment = datetime.fromisoformat(told_at).replace(tzinfo=KATHMANDU)

    [time] = times_in(text, language="en", zone=KATHMANDU, now=moment, ahead=True).told

    assert time.when.start.strftime("%Y-%m-%dT%H:%M") == start


def test_all_times_of_a_text_are_found_where_they_stand() -> None:
    text = "they arrested him Thursday, his court is Friday, not Monday, and visits are every day"
    moment = datetime.fromisoformat("2026-11-22T10:00").replace(tzinfo=KATHMANDU)

    times = times_in(text, language="en", zone=KATHMANDU, now=moment)

    assert [text[time.start : time.end] for time in times.told] == ["Thursday", "Friday"]
    assert text[slice(*times.arrests[0])] == "arrested"
