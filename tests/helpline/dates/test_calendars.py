from datetime import date, timedelta

import pytest

from helpline.custody.calendars import in_local_calendar
from helpline.dates.calendars import Told, find_date, has_day, month_and_day, month_span, year_of


@pytest.mark.parametrize(
    ("told", "day"),
    [
        (Told("bikram_sambat", 2083, 7, 1), date(2026, 10, 18)),
        (Told("bikram_sambat", 2083, 1, 1), date(2026, 4, 14)),
        (Told("bikram_sambat", 2083, 8, 1), date(2026, 11, 17)),
        (Told("solar_hijri", 1405, 1, 1), date(2026, 3, 21)),
        (Told("solar_hijri", 1405, 9, 1), date(2026, 11, 22)),
        (Told("solar_hijri", 1403, 12, 30), date(2025, 3, 20)),
        # By the arithmetic calendar, which may be a day off what was seen.
        (Told("lunar_hijri", 1448, 1, 1), date(2026, 6, 17)),
        (Told("lunar_hijri", 1447, 9, 1), date(2026, 2, 18)),
        (Told("gregorian", 2026, 2, 28), date(2026, 2, 28)),
        (Told("gregorian", 2026, 2, 29), None),
        (Told("bikram_sambat", 2083, 7, 33), None),
        (Told("solar_hijri", 1405, 12, 30), None),
        (Told("bikram_sambat", 3000, 1, 1), None),
    ],
)
def test_a_day_is_found_in_our_calendar(told: Told, day: date | None) -> None:
    assert find_date(told) == day


@pytest.mark.parametrize("calendar", ["bikram_sambat", "solar_hijri", "gregorian"])
def test_days_go_there_and_back(calendar: str) -> None:
    for number in range(0, 1500, 7):
        day = date(2024, 1, 1) + timedelta(days=number)
        month, of_month = month_and_day(day, calendar)

        assert find_date(Told(calendar, year_of(day, calendar), month, of_month)) == day


def test_a_month_ends_the_day_before_the_next() -> None:
    today = date(2026, 11, 22)

    assert month_span("bikram_sambat", 2083, 7, today) == (date(2026, 10, 18), date(2026, 11, 16))
    assert month_span("gregorian", None, 12, today) == (date(2025, 12, 1), date(2025, 12, 31))


def test_a_day_without_a_year_may_be_one_that_some_years_lack() -> None:
    assert has_day(Told("gregorian", None, 2, 29))
    assert not has_day(Told("gregorian", None, 2, 30))


@pytest.mark.parametrize(
    ("jurisdiction", "language", "words"),
    [
        ("nepal", "en", "1 Kartik 2083"),
        ("nepal", "ne", "1 कात्तिक 2083"),
        ("nepal", "ar", "1 Kartik 2083"),
        ("afghanistan", "en", "26 Mizan 1405"),
        ("afghanistan", "prs", "26 میزان 1405"),
        ("afghanistan", "ps", "26 تله 1405"),
        ("tunisia", "fr", None),
    ],
)
def test_a_date_is_told_in_the_calendar_of_the_place(
    jurisdiction: str, language: str, words: str | None
) -> None:
    assert in_local_calendar(date(2026, 10, 18), jurisdiction, language) == words
