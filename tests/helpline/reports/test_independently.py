"""Figures of an invented year, against the same figures counted another way, by pandas."""

from __future__ import annotations

import json
import math
import random
from functools import cache

import pandas as pd
import pytest

from helpline.reports.case import Case
from helpline.reports.figures import figure_of_year, gaps
from helpline.reports.indicators import indicators
from helpline.reports.publication import Publication, publish
from helpline.simulation.people import invent
from tests.helpline.reports.made import NOW
from tests.helpline.reports.population import population

HOUR = 3600.0
GOOD_ENDS = ["released_without_charge", "diverted", "bail", "acquitted"]
CHILDREN = ["under_12", "12_13", "14_15", "16_17", "child"]


@cache
def frame() -> pd.DataFrame:
    """Returns a row for each case of 2026, its moments in hours; a day or a stretch is no hour."""
    rows = [row_of(case) for case in population()]
    return pd.DataFrame(rows)


def row_of(case: Case) -> dict[str, object]:
    told = json.loads(case.to_json())
    row = {"written": told["written"] / HOUR, "submitted": told.get("submitted")}
    for name, stamp in {**told.get("stamps", {}), "arrested": told.get("arrested")}.items():
        if stamp is None:
            continue
        row[f"has_{name}"] = True
        width = (stamp["until"] or 0) - (stamp["at"] or 0)
        if stamp["exactness"] in ("exact", "about") and width <= 6 * HOUR:
            hour = "questioned_hour" if name == "questioned" else name
            row[hour] = (stamp["at"] + width / 2) / HOUR
        row[f"{name}_outcome"], row[f"{name}_lawyer"] = stamp["outcome"], stamp["lawyer"]
        row[f"{name}_at"] = math.inf if stamp["at"] is None else stamp["at"] / HOUR
        row[f"{name}_until"] = math.nan if stamp["until"] is None else stamp["until"] / HOUR
    for name in ("age", "gender", "ill", "outcome", "closed", "writer", "questioned", "language"):
        row[name] = told.get(name)
    row["script"] = told.get("script")
    if told.get("questioned_by"):
        row["questioned_by"] = told["questioned_by"] / HOUR
    row |= {f"n_{name}": count for name, count in told.get("counts", {}).items()}
    row |= {f"is_{name}": True for name in told.get("flags", [])}
    row |= {f"s_{name}": value for name, value in told["service"].items()}
    if limit := told.get("limit"):
        row |= {"first": limit["first"], "last": limit["last"], "before": limit["before"]}
        kinds = {
            "judge": ["judge"],
            "prosecutor": ["prosecutor", "judge"],
            "court": ["judge", "hearing"],
        }
        seen = [
            told["stamps"][kind]
            for kind in kinds[limit["before"]]
            if kind in told.get("stamps", {})
        ]
        seen.sort(key=lambda each: (not each["confirmed"], each["at"]))
        if seen:
            row |= {"seen_at": seen[0]["at"], "seen_until": seen[0]["until"]}
    return row


def cases() -> pd.DataFrame:
    data = frame()
    return data[data["submitted"].notna() & (data["outcome"] != "duplicate")]


def by_arrest() -> pd.DataFrame:
    """Returns those whose arrest is dated in 2026; the invented ones who wrote in its first days
    may have been arrested in the year before.
    """
    data = cases()
    ours = [case for case in population() if case.submitted and case.outcome != "duplicate"]
    in_year = [case.arrested is not None and local_year(case) == 2026 for case in ours]
    return data[pd.Series(in_year, index=data.index)]


def local_year(case: Case) -> int:
    return int(pd.Timestamp(case.arrested.at).tz_convert(case.zone).year)  # type: ignore[union-attr]


def contact_hours() -> pd.Series:
    data = by_arrest()
    hours = data["first_contact"] - data["arrested"]
    return hours[hours >= 0]


def share(mask: pd.Series, of: pd.Series) -> tuple[int, int]:
    return int((mask & of).sum()), int(of.sum())


def lawyer_within(hours: float, data: pd.DataFrame) -> tuple[int, int]:
    passed = data["first_contact"] - data["arrested"]
    known = passed.notna() & (passed >= 0)
    old = NOW.timestamp() / HOUR - data["arrested"] > 24
    none = data["arrested"].notna() & data["has_first_contact"].isna() & old
    return share(known & (passed <= hours), known | none)


def limit_kept() -> tuple[int, int]:
    data = by_arrest()
    kept, over = data["seen_until"] <= data["first"], data["seen_at"] > data["last"]
    return int(kept.sum()), int((kept | over).sum())


def judge_within(hours: float, data: pd.DataFrame) -> tuple[int, int]:
    passed = data["judge"] - data["arrested"]
    known = passed.notna() & (passed >= 0)
    return share(passed <= hours, known)


def column(name: str) -> pd.Series:
    data = cases()
    return data[name] if name in data else pd.Series(index=data.index, dtype=object)


def is_true(name: str) -> pd.Series:
    return column(name) == True  # noqa: E712


def closed() -> pd.Series:
    return column("closed").notna() & (column("outcome") != "duplicate")


def family() -> tuple[int, int]:
    data = by_arrest()
    by, passed = data["family_told_outcome"], data["family_told"] - data["arrested"]
    timely = (by == "by_authority") & (passed >= 0)
    return int((timely & (passed <= 24)).sum()), int(
        (timely | by.isin(["by_detainee", "by_other"])).sum()
    )


def complete() -> tuple[int, int]:
    known = closed() & column("has_arrested").notna()
    for name in ("first_contact", "judge"):
        known &= column(f"has_{name}").notna()
    return int(known.sum()), int(closed().sum())


def questioned() -> pd.DataFrame:
    """Returns the questionings told of: whether a lawyer came before, and whether one was there."""
    data = cases()
    data = data[data["has_questioned"].notna() | data["questioned"].isin(["questioned", "signed"])]
    contact, when = data["first_contact"], data["questioned_hour"]
    latest = when.fillna(data["questioned_until"]).fillna(data["questioned_by"])
    before = contact < when
    present = data["questioned_lawyer"] == True  # noqa: E712
    absent = data["questioned_lawyer"] == False  # noqa: E712
    after = ~before & ~present & (contact >= latest)
    return pd.DataFrame(
        {
            "before": before,
            "order": before | present | after,
            "there": present,
            "told": present | (absent & (before | ~after)),
        }
    )


def first_hearing(lawyer: bool) -> tuple[int, int]:
    data, ends = cases(), []
    for _, row in data.iterrows():
        seen = [
            (row[f"{kind}_at"], row[f"{kind}_outcome"], row[f"{kind}_lawyer"])
            for kind in ("prosecutor", "judge")
            if row[f"has_{kind}"] is True and row[f"{kind}_lawyer"] in (True, False)
        ]
        if seen:
            _, outcome, present = min(seen, key=lambda each: each[0])
            ends.append((outcome, present))
    found = pd.DataFrame(ends, columns=["outcome", "lawyer"])
    found = found[found["outcome"].isin(["released", "held_on"]) & (found["lawyer"] == lawyer)]
    return int((found["outcome"] == "released").sum()), len(found)


def asked_for_lawyer() -> tuple[pd.Series, pd.Series]:
    """Returns the hours until a lawyer was asked, and of which cases ours to help it is said."""
    data = cases()
    old = NOW.timestamp() / HOUR - data["written"] > 24
    asked = data["has_assigned"].notna()
    return data["assigned"] - data["written"], (asked | old) & (data["outcome"] != "out_of_scope")


def not_in_a_day() -> tuple[int, int]:
    hours, ours = asked_for_lawyer()
    no_hour = column("has_assigned").notna() & ~(hours >= 0)
    return share((hours > 24) | column("has_assigned").isna(), ours & ~no_hour)


def stage() -> tuple[int, int]:
    data = by_arrest()
    free, how = data["has_released"].notna(), data["released_outcome"]
    sentenced = column("has_sentenced").notna()[data.index]
    ended = data["closed"].notna() | sentenced
    tried = free & (sentenced | how.isin(["acquitted", "served"]))
    return share(free & ~tried, free | ended)


def held_hours() -> pd.Series:
    data = by_arrest()
    passed = [data[kind] - data["arrested"] for kind in ("released", "charged")]
    return pd.concat([each[each >= 0] for each in passed], axis=1).min(axis=1)


def bail(*outcomes: str) -> pd.Series:
    return sum((column(f"n_bail:{each}").fillna(0) > 0 for each in outcomes), start=False)  # type: ignore[return-value]


def left() -> tuple[int, int]:
    data = frame()
    data = data[data["outcome"] != "duplicate"]
    old = NOW.timestamp() / HOUR - data["written"] > 24
    open_, done = data["submitted"].isna(), data["submitted"].notna()
    return share(open_ & old, done | (open_ & old))


def children_home() -> tuple[int, int]:
    child = column("age").isin(CHILDREN)
    return share(column("outcome").isin(["diverted", "released_without_charge"]), child & closed())


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


def lawyer_in_a_day(data: pd.DataFrame) -> float:
    timely, known = lawyer_within(24, data.loc[data.index.intersection(by_arrest().index)])
    return timely / known


def hours_to_be_assigned(data: pd.DataFrame) -> float:
    hours = (data["assigned"] - data["written"])[data["outcome"] != "out_of_scope"]
    return -float(hours[hours >= 0].median())


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


def close_to(hours: float) -> object:
    """Returns what a time is shown as: to the hour, below an hour to the second."""
    return pytest.approx(hours, abs=0.51 if hours >= 1 else 1 / HOUR)


def test_the_same_seed_invents_the_same_people() -> None:
    one, other = (invent(random.Random(3), 2026, now=NOW) for _ in range(2))

    assert one == other
