from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from helpline.dates import Kind, When, in_words, understand
from helpline.i18n import LANGUAGES
from tests.helpline.dates.table import SPANS, now

ZONE = ZoneInfo("Asia/Kathmandu")
NOW = now(ZONE)
THURSDAY = datetime(2026, 11, 19, 22, 0, tzinfo=ZONE)
NIGHT = When(Kind.PART, THURSDAY.replace(hour=18), THURSDAY + timedelta(hours=8), part="night")


@pytest.mark.parametrize(
    ("language", "jurisdiction", "words"),
    [
        ("en", "nepal", "Thursday 3 Mangsir, about 22:00"),
        ("en", "tunisia", "Thursday 19 November, about 22:00"),
        ("en", None, "Thursday 19 November, about 22:00"),
        ("fr", "tunisia", "jeudi 19 novembre, vers 22:00"),
        ("ar", "tunisia", "الخميس 19 نوفمبر، حوالي الساعة 22:00"),
        ("ar", "palestine", "الخميس 19 تشرين الثاني، حوالي الساعة 22:00"),
        ("ne", None, "बिहिबार, मंसिर 3 गते, 22:00 बजेतिर"),
        ("ne-Latn", "nepal", "बिहिबार, मंसिर 3 गते, 22:00 बजेतिर"),
        ("prs", None, "پنجشنبه 28 عقرب، حدود ساعت 22:00"),
        ("ps", None, "پنجشنبه، 28 لړم، شاوخوا 22:00 بجې"),
        ("my", "myanmar", "နိုဝင်ဘာလ 19 ရက်၊ ကြာသပတေးနေ့၊ 22:00 နာရီခန့်"),
        ("xx", "nepal", "Thursday 3 Mangsir, about 22:00"),
    ],
)
def test_a_moment_is_said_in_the_language_and_calendar(
    language: str, jurisdiction: str | None, words: str
) -> None:
    when = When(Kind.INSTANT, THURSDAY, THURSDAY, about=True)

    assert in_words(when, language, jurisdiction, now=NOW) == words


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (When(Kind.INSTANT, THURSDAY, THURSDAY), "Thursday 19 November, 22:00"),
        (When(Kind.DATE, THURSDAY, THURSDAY), "Thursday 19 November"),
        (When(Kind.DATE, THURSDAY, THURSDAY, about=True), "about Thursday 19 November"),
        (NIGHT, "the night from Thursday 19 November to Friday 20 November"),
        (When(Kind.PART, THURSDAY, THURSDAY, part="evening"), "Thursday 19 November, evening"),
        (
            When(Kind.RANGE, THURSDAY, THURSDAY + timedelta(days=2)),
            "Thursday 19 November to Saturday 21 November",
        ),
        (
            When(Kind.PART, THURSDAY.replace(hour=14), THURSDAY.replace(hour=16)),
            "Thursday 19 November, 14:00 to 16:00",
        ),
        (When(Kind.UNCLEAR), ""),
    ],
)
def test_each_kind_is_said_in_its_own_way(when: When, words: str) -> None:
    assert in_words(when, "en", "tunisia") == words


@pytest.mark.parametrize(
    ("language", "words", "said"),
    [
        ("en", "yesterday at 4", "Tuesday 17 November, 04:00 or 16:00"),
        ("en", "yesterday at 4 pm", "Tuesday 17 November, 16:00"),
        ("en", "yesterday at 12", "Tuesday 17 November, about 12:00"),
        ("fr", "hier à 5h", "mardi 17 novembre, 05:00 ou 17:00"),
        ("ar", "امبارح الساعة 9", "الثلاثاء 17 نوفمبر، الساعة 09:00 أو 21:00"),
        ("prs", "دیروز ساعت ۴", "سه‌شنبه 17 نومبر، ساعت 04:00 یا 16:00"),
        # Only one of the two is past today.
        ("en", "today at 9", "Wednesday 18 November, about 09:00"),
    ],
)
def test_an_hour_that_may_be_of_either_half_of_a_day_is_said_as_both(
    language: str, words: str, said: str
) -> None:
    zone = ZoneInfo("Africa/Tunis")

    when = understand(
        words, language=language, zone=zone, now=datetime(2026, 11, 18, 12, 0, tzinfo=zone)
    )

    assert in_words(when, language, "tunisia") == said


def test_the_year_is_said_where_it_is_not_plain() -> None:
    long_ago = THURSDAY - timedelta(days=400)

    said = in_words(When(Kind.DATE, long_ago, long_ago), "en", "nepal", now=NOW)

    assert said == "Wednesday 29 Aswin 2082"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", SPANS)
def test_each_part_of_a_day_has_words_in_each_language(language: str, part: str) -> None:
    said = in_words(When(Kind.PART, THURSDAY, THURSDAY + timedelta(days=1), part=part), language)

    assert said != in_words(When(Kind.DATE, THURSDAY, THURSDAY), language)
    assert "{" not in said
