"""Every figure on cases that were counted by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.console.report_labels import INDICATORS
from helpline.reports.case import Case, Service, age_group, joined
from helpline.reports.figures import Figure, FigureState, figure_of_month, figures_by, gaps
from helpline.reports.indicators import cuts, indicators
from helpline.reports.publication import publish
from helpline.reports.splits import SPLITS
from helpline.settings import ROOT
from helpline.storage.kinds import EventExactness
from tests.helpline.reports.made import NOW, WRITTEN, a_case, a_limit, stamp

# So low a threshold hides nothing: what is counted is looked at here, not what is hidden.
ALL = 1


def figure(name: str, cases: list[Case], threshold: int = ALL) -> Figure:
    publication = publish(cases, 2026, threshold=threshold, now=NOW)
    return figure_of_month(publication, indicators()[name], "10")


def numbers(name: str, cases: list[Case]) -> tuple[int | None, int | None, int | None, int | None]:
    found = figure(name, cases)
    return found.counted, found.whole, found.unknown, found.left_out


# Twelve people, all arrested six hours before the first message: contacts, judges and limits.
TWELVE = [
    a_case(contact=10, judge=30, limit=a_limit(18)),  # contact after 16 h, judge after 36 h: over
    a_case(contact=18, judge=18, limit=a_limit(18)),  # just 24 h; judge just in time
    a_case(contact=18.5, judge=10, limit=a_limit(18)),  # 24.5 h
    a_case(contact=42, judge=10, limit=a_limit(18)),  # just 48 h
    a_case(contact=43),  # 49 h
    a_case(),  # no contact told of, arrest long ago
    a_case(),
    a_case(arrested=None, contact=4),  # not among those by arrest
    a_case(stamps={"first_contact": stamp(4, exactness=EventExactness.DATE)}),  # a day only
    a_case(judge=20, limit=a_limit(10, 34)),  # the day of the arrest only: cannot be told
    a_case(limit=a_limit(18)),  # nobody saw them, as far as is known
    a_case(contact=2, judge=1, limit=a_limit(18), age="14_15"),
]


@pytest.mark.parametrize(
    ("name", "counted", "whole", "unknown", "left_out"),
    [
        ("A2", 3, 10, 4, 1),
        ("A2b", 5, 10, 4, 1),
        ("A1", 6, 6, 4, 1),
        ("B1", 4, 5, 1, 5),
        ("B3", 6, 6, 5, 0),
        ("B3b", 6, 6, 5, 0),
        ("A8", 0, 8, 0, 4),
        ("D1", 1, 1, 11, 0),
        ("E1", 12, 12, 0, 0),
        ("F1b", 12, 12, 0, 0),
    ],
)
def test_twelve_cases_are_counted_as_by_hand(
    name: str, counted: int, whole: int, unknown: int, left_out: int
) -> None:
    assert numbers(name, TWELVE) == (counted, whole, unknown, left_out)


def test_the_median_is_of_the_hours_from_the_arrest_to_the_lawyer() -> None:
    # 16, 24, 24.5, 48, 49 and 8 hours.
    found = figure("A1", TWELVE)

    assert found.times is not None
    assert found.times.median == 24
    # Of so few a tenth would be one person.
    assert found.times.p90 is None


def test_a_time_that_is_not_told_is_no_share_of_those_that_have_one() -> None:
    few = figure("A1", [*TWELVE, *[a_case() for _ in range(9)]], threshold=7)
    none = figure("A1", [a_case() for _ in range(12)])

    assert (few.state, few.counted) == (FigureState.HIDDEN, None)
    assert none.state in (FigureState.EMPTY, FigureState.HIDDEN)


def test_a_case_whose_arrest_is_less_than_a_day_old_does_not_count_as_late() -> None:
    young = a_case(written=NOW - timedelta(hours=1))
    fresh = Case(
        written=NOW - timedelta(hours=1),
        submitted=NOW,
        arrested=stamp((NOW - WRITTEN).total_seconds() / 3600 - 2),
    )
    found = publish([*TWELVE, fresh, young], 2026, threshold=ALL, now=NOW)
    row = figure_of_month(found, indicators()["A2"], "11")

    assert (row.counted, row.whole, row.left_out) == (0, 0, 1)


def test_questioning_is_sorted_by_when_the_lawyer_came_and_whether_one_was_there() -> None:
    def one(contact: float | None, *, lawyer: bool | None, at: float | None = 5) -> Case:
        event = {} if at is None else {"questioned": stamp(at, lawyer=lawyer)}
        return a_case(contact=contact, stamps=event)

    cases = [
        one(4, lawyer=True),  # before, and there
        one(4, lawyer=False),  # before, and not there
        one(4, lawyer=None),  # before; nobody says whether there
        one(6, lawyer=True),  # there, without contact before
        one(6, lawyer=False),  # after
        one(None, lawyer=False),  # absent, order not known
        one(None, lawyer=None),
        a_case(questioned="no"),
        a_case(),
        # Told of before the lawyer came, so before it.
        a_case(contact=9, questioned="signed", questioned_by=WRITTEN),
    ]

    assert numbers("A3", cases) == (3, 6, 3, 1)
    assert numbers("A4", cases) == (2, 4, 5, 1)


def test_bail_families_complaints_and_ends_are_counted() -> None:
    cases = [
        a_case(counts={"bail:granted": 1, "bail:paid": 1}, closed=NOW, outcome="bail"),
        a_case(counts={"bail:granted": 1, "bail:not_paid": 1}, closed=NOW, outcome="died"),
        a_case(counts={"bail:refused": 1}, flags=frozenset({"mistreatment", "bribe"})),
        a_case(
            flags=frozenset({"mistreatment"}),
            counts={"medical:done": 1},
            stamps={"complaint": stamp(9), "family_told": stamp(3, outcome="by_authority")},
        ),
        a_case(stamps={"family_told": stamp(30, outcome="by_authority")}, ill="yes"),
        a_case(
            stamps={"family_told": stamp(2, outcome="by_detainee")},
            closed=NOW,
            outcome="out_of_scope",
        ),
    ]  # fmt: skip

    assert numbers("B7", cases) == (2, 3, 0, 3)
    assert numbers("B7b", cases) == (1, 2, 0, 4)
    assert numbers("C2", cases) == (1, 3, 3, 0)
    assert numbers("C4", cases)[0] == 2
    assert numbers("C4b", cases)[:2] == (1, 2)
    assert numbers("C4c", cases)[:2] == (1, 2)
    assert numbers("C5", cases)[:2] == (0, 1)
    assert numbers("C6", cases)[0] == 1
    assert numbers("G1", cases) == (1, 3, 0, 3)


def test_no_share_is_told_of_fewer_than_ten() -> None:
    assert figure("A2", TWELVE).share == 0.3
    assert figure("A2", TWELVE[:4]).share is None


def test_what_nobody_collects_says_so_and_is_not_zero() -> None:
    found = figure("C1", TWELVE)

    assert found.state is FigureState.NOT_COLLECTED
    assert found.counted is None
    assert found.reason == "not_asked"


def test_a_duplicate_is_no_person_more_and_two_linked_referrals_are_one() -> None:
    duplicate = a_case(closed=NOW, outcome="duplicate")
    first, second = a_case(contact=None, age="14_15"), a_case(contact=2, gender="woman")

    both = joined([second, first])

    assert numbers("E1", [duplicate, *TWELVE])[1] == 12
    assert (both.gender, both.age) == ("woman", "14_15")
    assert both.hours_between("arrested", "first_contact") == 8


def test_a_draft_is_no_case_but_counts_as_an_intake_that_was_left() -> None:
    cases = [*TWELVE, Case(written=WRITTEN)]

    found = publish(cases, 2026, threshold=ALL, now=NOW)
    intake = found.find("intake")

    assert numbers("E1", cases)[1] == 12
    assert intake is not None
    assert intake.kind_sums[:2] == (12, 1)


def test_months_are_those_of_the_place() -> None:
    # 20:00 in UTC is the first of November in Kathmandu.
    late = WRITTEN.replace(day=31, hour=20)
    cases = [*TWELVE, Case(written=late, submitted=late, zone="Asia/Kathmandu")]
    publication = publish(cases, 2026, threshold=ALL, now=NOW)

    assert figure_of_month(publication, indicators()["E1"], "11").whole == 1


def test_figures_are_cut_by_what_the_file_says_and_by_nothing_else() -> None:
    cases = [*TWELVE, a_case(contact=1, jurisdiction="nepal"), a_case(jurisdiction="nepal")]
    publication = publish(cases, 2026, threshold=ALL, now=NOW)
    by = {
        row.values: (row.figure.counted, row.figure.whole)
        for row in figures_by(publication, indicators()["A2"], "jurisdiction")
    }

    assert by == {("nepal",): (1, 2), ("unknown",): (3, 10)}
    # Abuse is never told by place or of children.
    assert "child" not in cuts()["mistreatment"]
    assert not {"area", "child"} & {
        by for name in ("bribe", "signed") for by in cuts().get(name, ())
    }


def test_a_language_is_as_far_behind_as_its_share_is_below_that_of_the_best() -> None:
    cases = [
        a_case(language=language, contact=2 if number < early else None)
        for language, early in (("ne", 9), ("ar", 6), ("my", 3))
        for number in range(12)
    ]
    publication = publish(cases, 2026, threshold=ALL, now=NOW)
    found = gaps(publication, indicators()["A2"])

    assert [gap.values for gap in found] == [("ne",), ("ar",), ("my",)]
    assert [round(gap.behind, 2) for gap in found] == [0, 0.25, 0.5]
    assert gaps(publish(cases[:12], 2026, threshold=ALL, now=NOW), indicators()["A2"]) == []


def test_every_kind_that_a_split_finds_is_one_of_its_own() -> None:
    services = (Service(), Service(first_reply=30, own_language=True, by_person=9, rights=False))
    for split in SPLITS.values():
        for case in (*TWELVE, *(a_case(service=each, closed=NOW) for each in services)):
            assert not split.kinds or split.sort(case, NOW) in split.kinds


@pytest.mark.parametrize(
    ("age", "group", "expected"),
    [(11, None, "under_12"), (12, None, "12_13"), (17, "child", "16_17"), (18, None, "18_24"),
     (59, None, "25_59"), (60, None, "60_up"), (None, "child", "child"), (None, None, "unknown")],
)  # fmt: skip
def test_ages_fall_into_their_groups(age: int | None, group: str | None, expected: str) -> None:
    assert age_group(age, group) == expected


def test_a_case_comes_back_from_json_as_it_was() -> None:
    case = a_case(contact=3, limit=a_limit(4), flags=frozenset({"bribe"}), counts={"bail:paid": 1})

    assert Case.from_json(case.to_json()) == case


def test_every_indicator_stands_in_the_documentation_and_has_a_name() -> None:
    written = (ROOT / "docs" / "indicators.md").read_text(encoding="utf-8")

    assert {
        name for name in indicators() if f"\n| {name} | {INDICATORS[name]} |" not in written
    } == set()
