"""What happened in a case, read out of what families write, in every writing."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.actions.news import response_of
from helpline.dates import Kind
from helpline.facts.words import FOLDER as FACTS
from helpline.i18n import LANGUAGES
from helpline.news import News, read_news
from helpline.news.words import AHEAD, FOLDER, list_names, told_by
from helpline.referrals.happenings import Hearing
from helpline.speech import Speech
from helpline.storage.kinds import EventExactness, EventKind
from tests.helpline.dates.table import ZONES

TOLD = Path(__file__).with_name("told")
WRITINGS = sorted(path.stem for path in FOLDER.glob("*.yml"))
TODAY = date(2026, 11, 24)
ROWS = [
    (path.stem, text, expected)
    for path in sorted(TOLD.glob("*.yml"))
    for text, expected in yaml.safe_load(path.read_text("utf-8")).items()
]


def read(writing: str, text: str) -> list[News]:
    zone = ZoneInfo(ZONES[writing])
    now = datetime(2026, 11, 24, 10, 0, tzinfo=zone)
    return read_news(text, language=writing.partition("-")[0], zone=zone, now=now)


def shown(news: News) -> str:
    last = news.told.outcome or news.told.manner
    parts = [f"{news.kind}.{last}" if last else str(news.kind)]
    if news.when is not None and news.when.start is not None:
        days = (news.when.start.date() - TODAY).days
        parts.append(f"{days:+d}" if days else "0")
        if news.when.kind is Kind.INSTANT:
            parts.append(f"{news.when.start:%H:%M}")
    if news.lawyer_present is not None:
        parts.append("with lawyer" if news.lawyer_present else "without lawyer")
    return " ".join(parts)


@pytest.mark.parametrize(("writing", "text", "expected"), ROWS)
def test_a_message_tells_what_happened_and_no_more(
    writing: str, text: str, expected: list[str]
) -> None:
    assert [shown(news) for news in read(writing, text)] == expected


def test_every_writing_has_words_and_a_table() -> None:
    known = {writing for language in LANGUAGES.values() for writing in language.writings}

    assert set(WRITINGS) == known == {path.stem for path in FACTS.glob("*.yml")}
    assert {path.stem for path in TOLD.glob("*.yml")} == known


@pytest.mark.parametrize("writing", WRITINGS)
def test_all_that_words_tell_is_an_event_that_can_be_said_back(writing: str) -> None:
    speech = Speech()
    for name in list_names(writing):
        told = told_by(name)
        if told.kind is EventKind.RELEASED or told.manner == AHEAD:
            continue
        speech.say(response_of(News(told, "")), "en")


def test_a_name_that_no_event_has_is_refused() -> None:
    with pytest.raises(ValueError, match="no outcome"):
        told_by("bail.forgotten")


def test_one_message_tells_several_things_each_with_its_time() -> None:
    text = "they moved him to Ofer on Friday. His court is on Monday at 9:30"

    assert [shown(news) for news in read("en", text)] == ["moved -4", "hearing.ahead +6 09:30"]


def test_the_day_of_the_arrest_is_not_the_hearings() -> None:
    assert [shown(each) for each in read("en", "arrested on Friday, court is on Monday")] == [
        "hearing.ahead +6"
    ]


def test_a_hearing_put_off_replaces_the_one_before() -> None:
    [news] = read("en", "the hearing was postponed to Monday")

    assert news.puts_off
    assert news.told.manner == AHEAD


@pytest.mark.parametrize(
    ("start", "end", "exactness", "kind"),
    [
        ("2026-11-29T00:00", "2026-11-29T23:59", EventExactness.DATE, Kind.DATE),
        ("2026-11-29T10:00", "2026-11-29T10:00", EventExactness.ABOUT, Kind.INSTANT),
        ("2026-11-29T08:00", "2026-11-29T12:00", EventExactness.ABOUT, Kind.PART),
        ("2026-11-29T00:00", "2026-12-05T23:59", EventExactness.ABOUT, Kind.RANGE),
    ],
)
def test_a_stored_hearing_is_said_as_it_was_told(
    start: str, end: str, exactness: EventExactness, kind: Kind
) -> None:
    zone = ZoneInfo("Asia/Hebron")
    first, last = (datetime.fromisoformat(each).replace(tzinfo=zone) for each in (start, end))

    when = Hearing(first, last, exactness).when(zone)

    assert (when.kind, when.start, when.end) == (kind, first, last)


@pytest.mark.parametrize("text", ["", "?", "\x00", "။။။", "9" * 4000, "court " * 300])
def test_no_text_raises(text: str) -> None:
    read("my", text)
    read("en", text)
