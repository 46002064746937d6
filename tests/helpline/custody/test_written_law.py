"""Custody limits as a law file has them: each key is read, what is wrong is named, and what it
comes to is said in whole sentences to the family and to staff.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from helpline.custody.calendars import in_local_calendar
from helpline.custody.clock import Arrest, Clock, ClockState, Exactness, custody_clock
from helpline.custody.limits import (
    CountedFrom,
    CustodyLaw,
    CustodyLimit,
    InForce,
    SeenBy,
    Silence,
    read_custody_law,
)
from helpline.custody.sentences import for_family, for_staff
from helpline.errors import HelplineError

LIMIT: dict[str, Any] = {
    "id": "np-code", "in_force": True, "from": "arrest", "ages": [18, None], "offence": "any",
    "who": "everybody", "applies_to": "police", "hours": 24, "before": "court",
    "before_whom": "judge (of a district)", "extendable": True, "extended_by": "a judge",
    "total_hours": 600, "basis": "Code s. 14", "excludes": "journey to the court",
    "confidence": "high",
}  # fmt: skip
CHILD = LIMIT | {"id": "np-child", "ages": [None, 17], "hours": 12, "extendable": False}
LAW: dict[str, Any] = {"timezone": "Asia/Kathmandu", "custody_limits": [LIMIT]}
ZONE = ZoneInfo("Asia/Kathmandu")
FAMILY = (
    "The law allows 24 hours: they should be before the judge by Monday 23 November 2026, 17:15 "
    "(7 Mangsir 2083){about}.{journey} If that does not happen, write LATE to us."
)
JOURNEY = " A journey is not counted."
STAFF = (
    "np-code: 24 h from the arrest, before judge (of a district). Running: ends Monday 23 November "
    "2026, 17:15 (7 Mangsir 2083). Longer: a judge, 600 h in all. Leaves out: journey to the "
    "court. Code s. 14. Confidence: high."
)
SILENT = (
    "We cannot tell you a safe number of hours. {range}Write down the day and hour of the arrest, "
    "and ask politely when they will see a judge."
)


def clock(
    *limits: dict[str, Any], exactness: str = "exact", age: int | None = 34, day: int = 22
) -> Clock:
    law = read_custody_law("nepal", LAW | {"custody_limits": [*limits]}, "law/nepal.yml")
    arrest = Arrest(
        datetime(2026, 11, 22, 17, 15, tzinfo=ZONE), Exactness(exactness), ZONE, age, "theft", None
    )
    return custody_clock(law, arrest, now=datetime(2026, 11, day, 18, tzinfo=ZONE))


def test_every_key_of_a_limit_is_read() -> None:
    told = LAW | {"no_number_for": [{"offences": ["spying"], "why": "No law says."}]}
    told["no_number_for"].append({"held_by": ["army"], "why": "The army does not say."})

    law = read_custody_law("nepal", told, "law/nepal.yml")

    assert law.limits == (
        CustodyLimit(
            id="np-code", jurisdiction="nepal", in_force=InForce.YES,
            counted_from=CountedFrom.ARREST, ages=(18, None), offence="any", who="everybody",
            applies_to="police", hours=24, before_whom="judge (of a district)",
            before=SeenBy.COURT, extendable=True, extended_by="a judge", total_hours=600,
            basis="Code s. 14", excludes="journey to the court", confidence="high",
        ),
    )  # fmt: skip
    assert law.silences == (
        Silence(frozenset({"spying"}), frozenset(), "No law says."),
        Silence(frozenset(), frozenset({"army"}), "The army does not say."),
    )
    assert (law.jurisdiction, law.timezone) == ("nepal", "Asia/Kathmandu")
    assert law.limits[0].key == "nepal/limit/np-code"


def test_a_limit_that_cannot_be_extended_need_not_say_by_whom() -> None:
    told = {key: value for key, value in LIMIT.items() if key != "extended_by"}

    (limit,) = read_custody_law("x", LAW | {"custody_limits": [told]}, "x.yml").limits

    assert limit.extended_by == ""


@pytest.mark.parametrize(
    ("told", "read"),
    [(True, "YES"), (False, "NO"), ("unknown", "UNKNOWN"), ("standard", "STANDARD")],
)
def test_whether_a_limit_holds_is_one_of_four_words(told: object, read: str) -> None:
    (limit,) = read_custody_law(
        "x", LAW | {"custody_limits": [LIMIT | {"in_force": told}]}, "x.yml"
    ).limits

    assert limit.in_force is InForce[read]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"confidence": "sure"},
            r"custody_limits\[1\] \(np-code\).confidence: high, medium or low",
        ),
        ({"in_force": "often"}, "in_force must be true, false, unknown or standard"),
        ({"in_force": 1}, "in_force must be true, false, unknown or standard"),
        ({"in_force": None}, "in_force must be true, false, unknown or standard"),
        ({"from": "dawn"}, r"\(np-code\).from must be arrest, .* or "),
        ({"before": "nobody"}, r"\(np-code\).before must be .* or "),
        ({"ages": [18]}, r"\(np-code\).ages must be \[youngest, oldest\], null for no bound"),
        ({"ages": "18-"}, "ages must be"),
        ({"ages": [18, "old"]}, "ages must be"),
        ({"ages": [18, 20, 30]}, "ages must be"),
        ({"hours": 0}, r"\(np-code\).hours must be a whole number of hours, or null"),
        ({"hours": -1}, "hours must be"),
        ({"hours": True}, "hours must be"),
        ({"hours": 2.5}, "hours must be"),
        ({"total_hours": "many"}, r"\(np-code\).total_hours must be"),
        ({"extendable": "yes"}, "extendable"),
        ({"basis": None}, "basis"),
    ],
)
def test_what_is_wrong_in_a_limit_is_named(change: dict[str, Any], says: str) -> None:
    with pytest.raises(HelplineError, match=says):
        read_custody_law("x", LAW | {"custody_limits": [LIMIT | change]}, "law/x.yml")


@pytest.mark.parametrize("key", ["hours", "total_hours", "ages", "from", "before", "in_force"])
def test_a_limit_that_leaves_out_a_key_is_refused(key: str) -> None:
    told = {name: value for name, value in LIMIT.items() if name != key}

    with pytest.raises(HelplineError, match=f"{key} must be"):
        read_custody_law("x", LAW | {"custody_limits": [told]}, "law/x.yml")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"custody_limits": [LIMIT, LIMIT]}, "an id of custody_limits stands twice"),
        ({"timezone": None}, "timezone"),
        ({"custody_limits": None}, "custody_limits"),
        (
            {"no_number_for": [{"why": "x"}]},
            r"no_number_for\[1\] needs a list: offences, or held_by",
        ),
        ({"no_number_for": [{"why": "x", "offences": "a"}]}, "needs a list"),
        ({"no_number_for": [{"why": "x", "offences": [], "held_by": "a"}]}, "needs a list"),
        ({"no_number_for": [{"offences": ["a"]}]}, "why"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_place(change: dict[str, Any], says: str) -> None:
    with pytest.raises(HelplineError, match=says) as refused:
        read_custody_law("x", LAW | change, "law/x.yml")

    assert str(refused.value).startswith("law/x.yml")


@pytest.mark.parametrize(
    ("change", "exactness", "about", "journey"),
    [
        ({}, "exact", "", JOURNEY),
        ({}, "about", ", or soon after", JOURNEY),
        ({"excludes": "nothing"}, "exact", "", ""),
        ({"before_whom": "judge"}, "exact", "", JOURNEY),
        ({"before_whom": "judge (of a district) (or a deputy)"}, "exact", "", JOURNEY),
    ],
)
def test_a_family_is_told_the_moment_and_one_thing_to_do(
    change: dict[str, Any], exactness: str, about: str, journey: str
) -> None:
    found = clock(LIMIT | change, exactness=exactness)

    assert for_family(found, "nepal") == FAMILY.format(about=about, journey=journey)


def test_where_only_the_day_is_known_the_last_moment_is_told_and_staff_see_the_first() -> None:
    found = clock(LIMIT, exactness="date-only")

    assert " at the latest. A journey is not counted. If that" in for_family(found, "nepal")
    assert (
        "ends Tuesday 24 November 2026, 00:00 (8 Mangsir 2083); at the earliest Monday 23 November "
        "2026, 00:00 (7 Mangsir 2083). Longer"
    ) in for_staff(found, "nepal")


def test_the_language_of_the_machine_changes_no_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("babel.dates.LC_TIME", "fr_FR")

    assert for_family(clock(LIMIT), "nepal") == FAMILY.format(about="", journey=JOURNEY)


@pytest.mark.parametrize(
    ("day", "jurisdiction", "local"),
    [
        (date(1944, 1, 1), "nepal", "17 Poush 2000"),
        (date(2042, 12, 31), "nepal", "16 Poush 2099"),
        # What the tables do not cover is told in our calendar alone.
        (date(1943, 12, 31), "nepal", None),
        (date(2043, 1, 1), "nepal", None),
        (date(2050, 1, 1), "afghanistan", "12 Jadi 1428"),
        (date(2026, 11, 22), "tunisia", None),
    ],
)
def test_a_date_is_told_in_the_local_calendar_as_far_as_it_is_known(
    day: date, jurisdiction: str, local: str | None
) -> None:
    assert in_local_calendar(day, jurisdiction) == local
    # Solar Hijri needs no table.
    assert in_local_calendar(day, "afghanistan") is not None


def test_a_family_whose_time_has_passed_is_told_what_to_ask() -> None:
    assert for_family(clock(LIMIT, day=24), "nepal") == (
        "The law allows 24 hours: that time ended on Monday 23 November 2026, 17:15 (7 Mangsir "
        "2083). Ask now, politely, whether they have been before the judge. If not, write LATE to "
        "us."
    )


def test_how_sure_a_rule_is_stands_before_it() -> None:
    likely = for_family(clock(LIMIT | {"confidence": "medium"}), "nepal")
    standard = clock(LIMIT | {"in_force": "standard"})

    assert likely.startswith("As far as we know the rule is 24 hours: they")
    assert for_family(standard, "nepal").startswith("International rules ask for 24 hours: they")
    assert for_staff(standard, "nepal") == f"A standard to ask for, not local law. {STAFF}"


def test_where_no_number_is_safe_the_family_is_told_the_range_and_what_to_do() -> None:
    unsure = clock(LIMIT, CHILD, age=None)
    none = clock(LIMIT | {"hours": None})

    said = "It may be 12 to 24 hours, by age and accusation. "
    assert for_family(unsure, "nepal") == SILENT.format(range=said)
    assert for_staff(unsure, "nepal") == f"No safe number. {said}"
    assert for_family(none, "nepal") == SILENT.format(range="")
    assert for_staff(none, "nepal") == (
        "No safe number. Find out who holds them, age and accusation."
    )


@pytest.mark.parametrize(
    ("change", "part", "other"),
    [
        ({}, "", ""),
        ({"extendable": False}, "a judge, 600 h in all", "not under this rule"),
        ({"total_hours": None}, ", 600 h in all", ""),
        (
            {"from": "custody-register"},
            "from the arrest",
            "from the entry in the custody register (counted here from the arrest)",
        ),
    ],
)
def test_staff_see_the_rule_its_moment_and_what_limits_it(
    change: dict[str, Any], part: str, other: str
) -> None:
    assert for_staff(clock(LIMIT | change), "nepal") == STAFF.replace(part, other, 1)


def test_where_people_use_our_calendar_there_is_one_date() -> None:
    assert "Monday 23 November 2026, 17:15. Longer" in for_staff(clock(LIMIT), "tunisia")
    assert "17:15 (2 Qaws 1405)." in for_staff(clock(LIMIT), "afghanistan")


@pytest.mark.parametrize(
    ("ages", "hours"),
    [
        (range(18, 30), [24]),
        (range(15, 18), [12]),
        (range(15, 20), [24, 12]),
        (range(17, 18), [12]),
        (None, [24, 12]),
        (16, [12]),
    ],
)
def test_of_an_age_that_is_known_in_part_only_what_may_hold_is_told(
    ages: int | range | None, hours: list[int]
) -> None:
    law = read_custody_law("nepal", LAW | {"custody_limits": [LIMIT, CHILD]}, "law/nepal.yml")

    found = law.possible(age=ages, offence=None, held_by=None)

    assert [limit.hours for limit in found] == hours
    one = law.limit_for(age=ages, offence=None, held_by=None)
    assert (one.hours if one else None) == (hours[0] if len(hours) == 1 else None)


THEFT, MURDER = ({"offence": "theft", "hours": 24}, {"offence": "murder", "hours": 48})
SPYING = {"offence": "spying", "hours": 12}
ORDERED = {"offence": "administrative", "from": "order", "hours": 96}


def law_of(*changes: dict[str, Any], **file: Any) -> CustodyLaw:
    limits = [LIMIT | {"id": f"{number}"} | change for number, change in enumerate(changes)]
    return read_custody_law("nepal", LAW | {"custody_limits": limits} | file, "law/nepal.yml")


def test_a_limit_may_be_of_one_hour() -> None:
    assert law_of({"hours": 1}).limits[0].hours == 1


@pytest.mark.parametrize(
    ("offence", "held_by", "hours"),
    [
        ("theft", "police", [24]),
        ("murder", "police", [48]),
        (None, "police", [24, 48, 12]),
        ("spying", "police", []),
        ("theft", "army", []),
        ("theft", None, []),
        # It starts with an order, and has no number for an arrest.
        ("administrative", "police", []),
        ("unheard of", "police", []),
    ],
)
def test_what_may_hold_is_told_where_the_law_is_not_silent(
    offence: str | None, held_by: str | None, hours: list[int]
) -> None:
    silent = [{"offences": ["spying"], "why": "x"}, {"held_by": ["army"], "why": "x"}]
    law = law_of(THEFT, MURDER, ORDERED, SPYING, no_number_for=silent)

    found = law.possible(age=34, offence=offence, held_by=held_by)

    assert [limit.hours for limit in found] == hours


@pytest.mark.parametrize(
    ("age", "offence", "held_by", "hours"),
    [
        (34, "theft", "police", (24, 36)),
        (34, None, "police", (24, 36, 48)),
        (None, None, "police", (12, 24, 36, 48)),
        (34, "theft", None, ()),
        (34, "theft", "army", ()),
    ],
)
def test_a_silent_clock_has_the_hours_that_may_be_meant_and_its_arrest(
    age: int | None, offence: str | None, held_by: str | None, hours: tuple[int, ...]
) -> None:
    child = {"ages": [None, 17], "hours": 12, "offence": "theft"}
    longer = THEFT | {"hours": 36}
    law = law_of(THEFT, longer, MURDER, child, no_number_for=[{"held_by": ["army"], "why": "x"}])
    at = datetime(2026, 11, 22, 17, 15, tzinfo=ZONE)
    arrest = Arrest(at, Exactness.ABOUT, ZONE, age, offence, held_by)

    found = custody_clock(law, arrest, now=at)

    assert (found.state, found.possible_hours, found.hours) == (ClockState.SILENT, hours, None)
    said = f"It may be {hours[0]} to {hours[-1]} hours, by age and accusation. " if hours else ""
    assert for_family(found, "nepal") == SILENT.format(range=said)
    assert (found.arrest, found.exactness) == (arrest, Exactness.ABOUT)


def test_a_rule_for_all_but_an_offence_does_not_hold_for_that_offence() -> None:
    law = law_of({"offence": "not-security", "hours": 48}, {"offence": "any", "hours": 24})

    told = {
        offence: [limit.hours for limit in law.possible(age=34, offence=offence, held_by=None)]
        for offence in ("security", "theft")
    }

    assert told == {"security": [24], "theft": [48]}


def test_what_holds_from_the_birthday_on_after_a_limit_ends_is_told_first() -> None:
    law = law_of({"ages": [None, 17], "hours": 12}, {"ages": [None, None], "hours": 24})

    told = {
        ages: [limit.hours for limit in law.possible(age=ages, offence=None, held_by=None)]
        for ages in (None, range(19), range(18), range(18, 19))
    }

    assert told == {None: [24, 12], range(19): [24, 12], range(18): [12, 24], range(18, 19): [24]}


def test_a_stretch_of_an_arrest_ends_later_than_it_begins() -> None:
    law = law_of({})
    at = datetime(2026, 11, 22, 22, tzinfo=ZONE)
    until = datetime(2026, 11, 23, 5, tzinfo=ZONE)
    arrest = Arrest(at, Exactness.ABOUT, ZONE, 34, "theft", "police", until)

    found = custody_clock(law, arrest, now=at)

    assert found.earliest == datetime(2026, 11, 23, 22, tzinfo=ZONE)
    assert found.deadline == datetime(2026, 11, 24, 5, tzinfo=ZONE)
