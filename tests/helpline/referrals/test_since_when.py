"""What is answered to "since when?", and what tells too little of it."""

from datetime import UTC, datetime, timedelta

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


@pytest.mark.parametrize(
    ("language", "text", "day", "hour"),
    [
        # A clause between the day and the hour.
        ("en", "sunday when they made the protest, about 4 pm", 22, 16),
        ("ar", "el a7ad lamma kan fi mosira 7awali el sa3a 4 el 3aser", 22, 16),
        ("ne", "mangalbar diuso 2 baje school bata farkida", 24, 14),
        ("ps", "د جمعې ورځ د لمانځه نه مخکې شاوخوا ۱۱ بجې", 20, 11),
        ("ps", "سه شنبه له جومات نه چې راوتو شاوخوا یوه نیمه بجه غرمه", 24, 13),
        # Put right within one message.
        ("en", "thurs, no sorry the thurs before, a week now", 19, 0),
        ("fr", "pardon c jeudi pas vendredi, jeudi de la semaine passée", 19, 0),
        ("ar", "letnin la sorry el talat", 24, 0),
        ("ne", "सोमबार, होइन मंगलबार बिहान", 24, 5),
        ("ne", "बिहीबार दिउँसो, अहँ अघिल्लो बिहीबार एक हप्ता भयो", 19, 12),
        ("ne", "सोमबार राति ११ बजे होइन १० बजे", 23, 22),
        ("my", "တနင်္လာနေ့ည ၁၁ နာရီ မဟုတ်ဘူး ၁ဝ နာရီ", 23, 22),
        ("ps", "دوشنبه شپه یوولس نه لس بجې", 23, 22),
        # What is no time, or another one.
        ("ar", "اخدوهم التنين مع بعض يوم السبت الفجر", 21, 4),
        ("ar", "التنين بالليل", 23, 18),
        ("ar", "el 5amees el ma6i", 19, 0),
        ("prs", "دیروز صبح ۸ بجه بچیم گم شوه", 25, 8),
        ("prs", "dina roz digar waqt", 25, 12),
        ("prs", "emroz taqriban 11", 26, 11),
    ],
)
def test_one_time_is_read_of_what_is_told_around_it(
    language: str, text: str, day: int, hour: int
) -> None:
    when = answered(language, text)

    assert when is not None
    assert when.start is not None
    assert (when.start.day, when.start.hour) == (day, hour)


def test_since_the_days_of_school_is_no_time() -> None:
    assert answered("ar", "9a7bi mn ayam el madrase") is None


def corrected(language: str, known: str, text: str, **told: datetime) -> When | None:
    """Returns the time of an arrest after a message that comes after it was told."""
    facts = {"who_held": "relative", "country": COUNTRY[language], WHEN: known}
    read = told_in(text, language=language, now=NOW, known=facts, asked="condition", **told)
    if WHEN not in read:
        return None
    zone = zone_of(COUNTRY[language])
    return when_of(read[WHEN], language=language, zone=zone, told_at=NOW)


@pytest.mark.parametrize(
    ("language", "known", "text", "day", "hour"),
    [
        ("en", "monday night 11", "sorry it was 10 pm not 11", 23, 22),
        ("fr", "samedi 20h", "pardon 21h", 21, 21),
        ("ar", "امبارح الساعة 7 المسا", "عفوا الساعة 8", 25, 20),
        ("ar", "mbare7 el sobo7", "la2 el 3aser", 25, 12),
        ("my", "မနေ့က ည ၉ နာရီ", "မဟုတ်ဘူး ၁ဝ နာရီ", 25, 22),
        ("ps", "د دوشنبې په شپه یوولس بجې", "بخښنه غواړم غلط مې ولیکل یوولس نه لس بجې وې", 23, 22),
        # The day itself is put right.
        ("en", "on friday", "no sorry i wrote wrong it was saturday not friday", 21, 0),
        ("fr", "jeudi", "j'ai mal écrit c'était mercredi", 25, 0),
        ("ne", "sukrabar", "galat lekhechu sanibar ho sukrabar hoina", 21, 0),
    ],
)
def test_a_correction_keeps_the_day_that_it_does_not_name(
    language: str, known: str, text: str, day: int, hour: int
) -> None:
    when = corrected(language, known, text)

    assert when is not None
    assert when.start is not None
    assert (when.start.day, when.start.hour) == (day, hour)


def test_an_hour_corrects_no_yesterday_of_another_day() -> None:
    told = {"known_at": NOW - timedelta(days=1)}

    assert corrected("en", "yesterday at 7 pm", "sorry it was 8 pm", **told) is None
