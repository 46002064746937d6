"""When somebody of the team is there."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from helpline.office import OfficeHours

KATHMANDU = ZoneInfo("Asia/Kathmandu")
WEEK = "Sun-Thu 09:00-18:00, Fri 09:00-12:30"


def local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=KATHMANDU)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        # 22 November 2026 is a Sunday.
        ("2026-11-22T08:59", "2026-11-22T09:00"),
        ("2026-11-22T09:00", "2026-11-22T09:00"),
        ("2026-11-22T17:59", "2026-11-22T17:59"),
        ("2026-11-22T18:00", "2026-11-23T09:00"),
        ("2026-11-26T23:00", "2026-11-27T09:00"),
        # After Friday noon it is Sunday before anybody is there again.
        ("2026-11-27T12:29", "2026-11-27T12:29"),
        ("2026-11-27T12:30", "2026-11-29T09:00"),
        ("2026-11-28T10:00", "2026-11-29T09:00"),
    ],
)
def test_the_office_opens_at_its_next_hour(moment: str, opens: str) -> None:
    office = OfficeHours.parse(WEEK, "Asia/Kathmandu")

    assert office.opens_at(local(moment)) == local(opens)
    assert office.is_open(local(moment)) == (moment == opens)


def test_moments_of_other_zones_are_told_in_the_offices() -> None:
    office = OfficeHours.parse(WEEK, "Asia/Kathmandu")

    opens = office.opens_at(datetime(2026, 11, 24, 20, 0, tzinfo=UTC))

    assert (opens.isoformat(), office.is_open(datetime(2026, 11, 24, 4, 0, tzinfo=UTC))) == (
        "2026-11-25T09:00:00+05:45",
        True,
    )


@pytest.mark.parametrize("words", ["", " , "])
def test_no_hours_are_all_hours(words: str) -> None:
    assert OfficeHours.parse(words, "UTC").is_open(datetime(2026, 11, 28, 3, 0, tzinfo=UTC))


@pytest.mark.parametrize("words", ["Sun-Sat 00:00-24:00", "Mon-Sun 00:00-24:00"])
def test_a_team_may_be_there_day_and_night(words: str) -> None:
    office = OfficeHours.parse(words, "Africa/Tunis")

    assert all(office.is_open(datetime(2026, 11, day, 23, 59, tzinfo=UTC)) for day in range(1, 8))


def test_an_office_open_once_a_week_is_waited_for() -> None:
    office = OfficeHours.parse("Wed 10:00-11:00", "UTC")

    assert office.opens_at(datetime(2026, 11, 25, 11, 0, tzinfo=UTC)) == datetime(
        2026, 12, 2, 10, 0, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        # In Hebron clocks go forward in the night to 28 March 2026, and back in that to 31 October.
        ("2026-03-27T20:00", "2026-03-28T08:00"),
        ("2026-10-30T20:00", "2026-10-31T08:00"),
    ],
)
def test_hours_are_those_of_the_clock_on_the_wall(moment: str, opens: str) -> None:
    hebron = ZoneInfo("Asia/Hebron")
    office = OfficeHours.parse("Sun-Sat 08:00-16:00", "Asia/Hebron")

    at = office.opens_at(datetime.fromisoformat(moment).replace(tzinfo=hebron))

    assert at.replace(tzinfo=None) == datetime.fromisoformat(opens)


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("9-5", "UTC"),
        ("Mon 09:00", "UTC"),
        ("Mon 9:00-17:00", "UTC"),
        ("Mon 09:00-25:00", "UTC"),
        ("Mon 09:70-17:00", "UTC"),
        ("Mon 17:00-09:00", "UTC"),
        ("Mon 09:00-09:00", "UTC"),
        ("Moo 09:00-17:00", "UTC"),
        ("Mon-Moo 09:00-17:00", "UTC"),
        ("Mon 09:00-17:00", "Nowhere/Land"),
        ("Mon 09:00-17:00", ""),
    ],
)
def test_what_is_no_hours_or_no_zone_is_refused(words: str, zone: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        OfficeHours.parse(words, zone)
