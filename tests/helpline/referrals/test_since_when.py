"""What is answered to "since when?", and what tells too little of it."""

from datetime import UTC, datetime

import pytest

from helpline.dates import When
from helpline.referrals.reading import told_in, when_of, zone_of

# A Thursday, in the afternoon or the evening in each of the places.
NOW = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
COUNTRY = {
    "en": "palestine", "fr": "tunisia", "ar": "palestine", "ne": "nepal", "my": "myanmar",
    "prs": "afghanistan", "ps": "afghanistan",
}  # fmt: skip
WHEN = "arrested_when"


def answered(language: str, text: str) -> When | None:
    """Returns what an answer to "since when?" tells, None where it tells nothing."""
    country = COUNTRY[language]
    known = {"who_held": "relative", "country": country}
    told = told_in(text, language=language, now=NOW, known=known, asked=WHEN)
    if WHEN not in told:
        return None
    return when_of(told[WHEN], language=language, zone=zone_of(country), told_at=NOW)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "6 days already", 20),
        ("fr", "5 jours", 21),
        ("ar", "اربع ايام", 22),
        ("ar", "4 ayyem", 22),
        ("ne", "पाँच दिन", 21),
        ("ne", "5 din", 21),
        ("my", "ငါးရက်", 21),
        ("prs", "پنج روز", 21),
        ("ps", "شپږ ورځې", 20),
        ("ps", "shpag wraze", 20),
    ],
)
def test_a_bare_length_is_how_long_ago(language: str, text: str, day: int) -> None:
    when = answered(language, text)

    assert when is not None
    assert when.start is not None
    assert when.start.day == day


@pytest.mark.parametrize("text", ["17 years", "in 5 days", "every 3 days"])
def test_other_lengths_are_no_answer(text: str) -> None:
    when = answered("en", text)

    assert when is None or not when.is_clear


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "at night"),
        ("fr", "la nuit"),
        ("ar", "بالليل"),
        ("ne", "राति"),
        ("ne", "rati"),
        ("prs", "شب"),
        ("ps", "shpa"),
        # 24 days, or the 24th.
        ("my", "၂၄ ရက်"),
    ],
)
def test_a_part_of_any_day_is_asked_for_again(language: str, text: str) -> None:
    when = answered(language, text)

    assert when is None or not when.is_clear


@pytest.mark.parametrize(
    ("language", "text", "is_told"),
    [
        ("en", "they took my brother at night from the house", False),
        ("ne", "rati ghar bata lageko ho chora lai", False),
        ("ps", "زوی مې یې د شپې له کوره بوتلو", False),
        # It is evening: the morning is today's.
        ("en", "they took my brother in the morning from the house", True),
        ("en", "they took my brother last night from the house", True),
    ],
)
def test_a_part_of_any_day_told_in_passing_is_no_time(
    language: str, text: str, is_told: bool
) -> None:
    told = told_in(text, language=language, now=NOW, here=COUNTRY[language], intent="report_arrest")

    assert (WHEN in told) == is_told
