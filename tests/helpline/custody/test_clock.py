"""The custody clock: which rule holds, when its hours end, and when no number is safe."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.custody.clock import Arrest, Clock, ClockState, Exactness, custody_clock
from helpline.custody.limits import CountedFrom, InForce
from helpline.custody.sentences import for_family, for_staff
from helpline.law.book import LawBook


@cache
def book() -> LawBook:
    """Returns the law, read when a test first asks for it."""
    return LawBook.load()


def clock(
    jurisdiction: str,
    at: str = "2026-11-22T17:15",
    *,
    now: str = "2026-11-22T18:00",
    exactness: str = "exact",
    age: int | None = 34,
    offence: str | None = "ordinary",
    held_by: str | None = "police",
) -> Clock:
    law = book().jurisdictions[jurisdiction].custody
    zone = ZoneInfo(law.timezone)
    moment = datetime.fromisoformat(at).replace(tzinfo=zone)
    arrest = Arrest(moment, Exactness(exactness), zone, age, offence, held_by)
    return custody_clock(law, arrest, now=datetime.fromisoformat(now).replace(tzinfo=zone))


def ends(clock: Clock) -> str | None:
    return clock.deadline.strftime("%a %Y-%m-%d %H:%M %z") if clock.deadline else None


@pytest.mark.parametrize(
    ("jurisdiction", "facts", "limit", "hours"),
    [
        # Nepal: every kind of offence has 24 hours, so that an unknown one does not matter.
        ("nepal", {}, "np-code", 24),
        ("nepal", {"age": 15}, "np-child", 24),
        ("nepal", {"age": None}, "np-code", 24),
        ("nepal", {"offence": None}, "np-code", 24),
        ("nepal", {"offence": "money-laundering"}, "np-money-laundering", 24),
        ("nepal", {"held_by": None}, "np-code", 24),
        ("nepal", {"age": 9}, None, None),
        ("nepal", {"offence": "preventive-detention"}, None, None),
        # Tunisia: the kind of offence decides, and no number is safe for a child.
        ("tunisia", {"offence": "contravention"}, "tn-contravention", 24),
        ("tunisia", {"offence": "delit"}, "tn-delit", 48),
        ("tunisia", {"offence": "crime"}, "tn-crime", 48),
        ("tunisia", {"offence": "terrorism"}, "tn-terrorism", 120),
        ("tunisia", {"offence": "ordinary"}, None, None),
        ("tunisia", {"offence": None}, None, None),
        ("tunisia", {"offence": "delit", "age": 15}, None, None),
        ("tunisia", {"offence": "delit", "age": None}, None, None),
        ("tunisia", {"offence": "delit", "held_by": None}, "tn-delit", 48),
        # Palestine: the Palestinian law does not hold for whom the army has, or may have.
        ("palestine", {}, "ps-police", 24),
        ("palestine", {"age": 13}, "ps-child", 24),
        ("palestine", {"age": None}, "ps-police", 24),
        ("palestine", {"age": 11}, None, None),
        ("palestine", {"held_by": "army"}, None, None),
        ("palestine", {"held_by": None}, None, None),
        # Israeli military law: by age, and by whether it is a security offence.
        ("israeli-military", {"offence": "security"}, "il-security", 96),
        ("israeli-military", {"offence": "not-security"}, "il-non-security", 48),
        ("israeli-military", {"offence": "ordinary"}, "il-non-security", 48),
        ("israeli-military", {"offence": None}, None, None),
        ("israeli-military", {"offence": "administrative"}, None, None),
        ("israeli-military", {"age": 12}, "il-child-12", 24),
        ("israeli-military", {"age": 15, "offence": "security"}, "il-child-14", 48),
        ("israeli-military", {"age": 15, "offence": "administrative"}, None, None),
        ("israeli-military", {"age": 17}, None, None),
        ("israeli-military", {"age": 11}, None, None),
        ("israeli-military", {"age": None}, None, None),
        # Myanmar: nothing is counted where the army holds, and section 7 is suspended.
        ("myanmar", {}, "mm-police", 24),
        ("myanmar", {"offence": "serious"}, "mm-serious", 24),
        ("myanmar", {"age": 16}, "mm-child", 24),
        ("myanmar", {"age": None}, "mm-police", 24),
        ("myanmar", {"offence": "martial-law"}, None, None),
        ("myanmar", {"held_by": "army"}, None, None),
        ("myanmar", {"held_by": "army", "age": 16}, None, None),
        ("myanmar", {"held_by": None}, None, None),
        # Afghanistan: ten days, for police and intelligence alone; the old 72 hours are never told.
        ("afghanistan", {}, "af-investigation", 240),
        ("afghanistan", {"held_by": "intelligence"}, "af-investigation", 240),
        ("afghanistan", {"held_by": "vice-and-virtue"}, None, None),
        ("afghanistan", {"held_by": None}, None, None),
        ("afghanistan", {"age": 16}, None, None),
        ("afghanistan", {"age": None}, None, None),
        # The international standard: something to ask for.
        ("international", {}, "int-adult", 48),
        ("international", {"age": 12}, "int-child", 24),
        ("international", {"age": None}, None, None),
    ],
)
def test_the_rule_that_holds(
    jurisdiction: str, facts: dict[str, object], limit: str | None, hours: int | None
) -> None:
    found = clock(jurisdiction, **facts)  # type: ignore[arg-type]

    assert (found.limit.id if found.limit else None, found.hours) == (limit, hours)
    assert (found.state is ClockState.SILENT) == (limit is None)


@pytest.mark.parametrize(
    ("jurisdiction", "at", "end"),
    [
        ("nepal", "2026-11-22T17:15", "Mon 2026-11-23 17:15 +0545"),
        ("myanmar", "2026-02-28T23:59", "Sun 2026-03-01 23:59 +0630"),
        ("afghanistan", "2026-11-20T02:00", "Mon 2026-11-30 02:00 +0430"),
        # Hebron changes its clocks: in spring an hour is missing, in autumn one comes twice.
        ("palestine", "2026-03-27T20:00", "Sat 2026-03-28 21:00 +0300"),
        ("palestine", "2026-10-23T20:00", "Sat 2026-10-24 19:00 +0200"),
    ],
)
def test_the_hours_are_real_hours(jurisdiction: str, at: str, end: str) -> None:
    assert ends(clock(jurisdiction, at)) == end


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-11-22T17:15", ClockState.RUNNING),
        ("2026-11-23T11:15", ClockState.RUNNING),
        ("2026-11-23T11:16", ClockState.NEAR),
        ("2026-11-23T17:14", ClockState.NEAR),
        ("2026-11-23T17:15", ClockState.PASSED),
        ("2026-12-24T00:00", ClockState.PASSED),
    ],
)
def test_the_state_of_the_clock(now: str, state: ClockState) -> None:
    assert clock("nepal", now=now).state is state


def test_a_day_alone_ends_as_late_as_it_can() -> None:
    found = clock("nepal", "2026-11-22T12:00", exactness="date-only", now="2026-11-23T20:00")

    assert ends(found) == "Tue 2026-11-24 00:00 +0545"
    assert found.earliest is not None
    assert found.earliest.strftime("%a %H:%M") == "Mon 00:00"
    assert found.state is ClockState.NEAR


@pytest.mark.parametrize(
    ("at", "zone", "first", "last"),
    [
        # A day is that of where the arrest was, whatever the day elsewhere.
        ("2026-11-22T20:00+00:00", "Asia/Kathmandu", "2026-11-22T18:15", "2026-11-23T18:15"),
        ("2026-11-22T17:00+00:00", "Asia/Kathmandu", "2026-11-21T18:15", "2026-11-22T18:15"),
        # Where clocks change, a day has 23 hours, or 25.
        ("2026-03-28T12:00+00:00", "Asia/Hebron", "2026-03-27T22:00", "2026-03-28T21:00"),
        ("2026-10-24T12:00+00:00", "Asia/Hebron", "2026-10-23T21:00", "2026-10-24T22:00"),
    ],
)
def test_a_day_alone_lasts_from_one_local_midnight_to_the_next(
    at: str, zone: str, first: str, last: str
) -> None:
    arrest = Arrest(datetime.fromisoformat(at), Exactness.DATE_ONLY, ZoneInfo(zone))

    assert [moment.isoformat() for moment in arrest.window] == [
        f"{first}:00+00:00",
        f"{last}:00+00:00",
    ]


def test_a_rule_not_in_force_or_counted_from_an_order_is_never_told() -> None:
    for jurisdiction in book().jurisdictions.values():
        custody = jurisdiction.custody
        asked = [
            (age, offence)
            for age in (None, 11, 13, 15, 17, 34)
            for offence in (None, "ordinary", *(limit.offence for limit in custody.limits))
        ]
        told = [custody.limit_for(age=age, offence=kind, held_by="police") for age, kind in asked]

        assert all(
            limit.in_force in (InForce.YES, InForce.STANDARD)
            and limit.counted_from is not CountedFrom.ORDER
            for limit in told
            if limit is not None
        )


@given(
    jurisdiction=st.deferred(lambda: st.sampled_from(sorted(book().jurisdictions))),
    age=st.none() | st.integers(0, 99),
    offence=st.none() | st.sampled_from(["ordinary", "delit", "security", "serious", "crime"]),
    held_by=st.none() | st.sampled_from(["police", "army", "other"]),
    at=st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    after=st.timedeltas(timedelta(0), timedelta(days=20)),
)
def test_every_clock_has_words_and_its_hours(
    jurisdiction: str,
    age: int | None,
    offence: str | None,
    held_by: str | None,
    at: datetime,
    after: timedelta,
) -> None:
    law = book().jurisdictions[jurisdiction].custody
    arrest = Arrest(at, Exactness.EXACT, ZoneInfo(law.timezone), age, offence, held_by)

    found = custody_clock(law, arrest, now=at + after)

    assert for_family(found, jurisdiction)
    assert for_staff(found, jurisdiction)
    if found.deadline is not None:
        assert found.deadline - at == timedelta(hours=found.hours or 0)
