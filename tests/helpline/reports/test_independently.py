"""Figures of an invented year, against the same figures counted another way, by pandas."""

from __future__ import annotations

import random
from functools import cache

import pytest

from helpline.reports.figures import figure_of_year, gaps
from helpline.reports.indicators import indicators
from helpline.reports.publication import Publication, publish
from helpline.simulation.people import invent
from tests.helpline.reports.made import NOW
from tests.helpline.reports.population import population, present
from tests.helpline.reports.recounted import (
    CHILDREN,
    GOOD_ENDS,
    HOUR,
    asked_for_lawyer,
    bail,
    by_arrest,
    cases,
    children_home,
    closed,
    column,
    complete,
    contact_hours,
    counts,
    family,
    first_hearing,
    held_hours,
    hours_to_be_assigned,
    is_true,
    judge_within,
    lawyer_in_a_day,
    lawyer_within,
    left,
    limit_kept,
    not_in_a_day,
    over_limit,
    questioned,
    share,
    stage,
    without_sentence,
)

FIGURES = {
    "A3": lambda: share(questioned()["before"], questioned()["order"]),
    "A4": lambda: share(questioned()["there"], questioned()["told"]),
    "A6b": lambda: share(
        (column("written") - column("arrested")).between(0, 24),
        (column("written") - column("arrested")) >= 0,
    ),
    "A7": lambda: share(column("has_assigned").notna(), asked_for_lawyer()[1]),
    "B5": stage,
    "B6a": lambda: first_hearing(True),
    "B6b": lambda: first_hearing(False),
    "B7": lambda: share(
        bail("paid", "not_paid", "granted"),
        bail("paid", "not_paid", "granted", "refused", "asked"),
    ),
    "B7b": lambda: share(bail("paid"), bail("paid", "not_paid")),
    "C3": lambda: share(
        column("has_found").notna(), column("has_found").notna() | is_true("is_whereabouts_unknown")
    ),
    "D5": children_home,
    "D8": lambda: (int(is_true("is_pregnant").sum()), None),
    "E2": lambda: share(is_true("s_own_language"), column("s_own_language").notna()),
    "E5": not_in_a_day,
    "F4": left,
    "A2": lambda: lawyer_within(24, by_arrest()),
    "A2b": lambda: lawyer_within(48, by_arrest()),
    "A8": lambda: share(
        is_true("has_access_refused"), is_true("has_access_refused") | is_true("has_first_contact")
    ),
    "B1": limit_kept,
    "B3b": lambda: judge_within(48, by_arrest()),
    "C2": family,
    "C4": lambda: (int(is_true("is_mistreatment").sum()), None),
    "C4b": lambda: share(column("n_medical:done") > 0, is_true("is_mistreatment")),
    "C4c": lambda: share(is_true("has_complaint"), is_true("is_mistreatment")),
    "C5": lambda: share(column("n_medical:done") > 0, column("ill") == "yes"),
    "C6": lambda: (int(is_true("is_bribe").sum()), None),
    "C7": lambda: (int(is_true("is_signed").sum()), None),
    "D1": lambda: share(column("age").isin(CHILDREN), column("age").notna()),
    "D2": lambda: lawyer_within(24, by_arrest()[by_arrest()["age"].isin(CHILDREN)]),
    "D2b": lambda: judge_within(24, by_arrest()[by_arrest()["age"].isin(CHILDREN)]),
    "E1": lambda: share(column("s_first_reply").notna(), column("written").notna()),
    "E6": lambda: share(column("writer") == "self", column("writer").notna()),
    "F1b": lambda: share(column("s_first_reply") <= 60, column("written").notna()),
    "F3": lambda: share(column("s_by_person").notna(), column("written").notna()),
    "F5": lambda: share(is_true("s_rights"), column("written").notna()),
    "F10": lambda: share(column("s_undelivered") > 0, column("written").notna()),
    "G1": lambda: share(column("outcome").isin(GOOD_ENDS), closed()),
    "G6": complete,
}  # fmt: skip


@cache
def publication() -> Publication:
    return publish(population(), 2026, threshold=1, now=NOW)


@cache
def figures() -> dict[str, object]:
    return {name: figure_of_year(publication(), each) for name, each in indicators().items()}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_what_pandas_counts(name: str) -> None:
    found = figures()[name]

    assert (found.counted, found.whole) == FIGURES[name]()
    assert found.counted


MEDIANS = {
    "A1": contact_hours,
    "A5a": lambda: (column("assigned") - column("written"))[column("outcome") != "out_of_scope"],
    "A5b": lambda: column("acknowledged") - column("written"),
    "A5c": lambda: column("first_contact") - column("written"),
    "A6": lambda: column("written") - column("arrested"),
    "B4": held_hours,
    "C5b": lambda: (column("medical") - column("written"))[
        (column("medical_outcome") == "done") & (column("ill") == "yes")
    ],
    "C3b": lambda: column("found") - column("written"),
    "B3": lambda: by_arrest()["judge"] - by_arrest()["arrested"],
    "F1": lambda: column("s_first_reply") / HOUR,
    "F3b": lambda: column("s_by_person") / HOUR,
}


@pytest.mark.parametrize("name", MEDIANS)
def test_a_median_and_a_ninth_tenth_are_what_pandas_finds(name: str) -> None:
    times = MEDIANS[name]().astype(float).dropna()
    times = times[times >= 0]
    found = figures()[name]

    assert found.whole == len(times)
    assert found.times.median == close_to(times.median())
    # Of fewer than fifty the ninth tenth would be nearly the longest time of one person.
    assert found.times.p90 == (close_to(times.quantile(0.9)) if len(times) >= 50 else None)


GAPS = {
    "E3a": lawyer_in_a_day,
    "E3b": hours_to_be_assigned,
    "E3c": lambda data: float((data["s_first_reply"] <= 60).mean()),
}


@pytest.mark.parametrize("name", GAPS)
def test_how_far_a_language_is_behind_is_what_pandas_finds(name: str) -> None:
    found = gaps(publication(), indicators()[indicators()[name].gap])

    romanised = (column("script") == "Latn") & ~column("language").isin(["en", "fr"])
    writing = column("language") + romanised.map({True: "-Latn", False: ""})
    groups = {(each,): GAPS[name](data) for each, data in cases().groupby(writing)}
    assert len(found) >= 2
    best = max(groups[gap.values] for gap in found)
    for gap in found:
        exact = 1.01 if name == "E3b" else 1e-9
        assert gap.behind == pytest.approx(best - groups[gap.values], abs=exact), gap.values


# What of the moment is counted from cases; the rest tells of the office, which nobody invents.
PRESENT = {
    "over_limit": over_limit,
    "without_sentence": without_sentence,
    "hearings": lambda: (
        counts("hearing+"), counts("hearing+") + counts("hearing-"), counts("hearing?"),
    ),
    "motions": lambda: (
        counts("motion:granted"),
        counts("motion:granted") + counts("motion:refused"),
        counts("motion:made"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PRESENT)
def test_a_figure_of_the_moment_is_what_pandas_counts(name: str) -> None:
    found = present()[name]

    assert (found.counted, found.whole, found.unknown) == PRESENT[name]()
    assert found.counted


def close_to(hours: float) -> object:
    """Returns what a time is shown as: to the hour, below an hour to the second."""
    return pytest.approx(hours, abs=0.51 if hours >= 1 else 1 / HOUR)


def test_the_same_seed_invents_the_same_people() -> None:
    one, other = (invent(random.Random(3), 2026, now=NOW) for _ in range(2))

    assert one == other
