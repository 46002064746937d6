"""Figures of an invented year, against the same figures counted another way, by pandas."""

from __future__ import annotations

import json
import random
from functools import cache

import pandas as pd
import pytest

from helpline.reports.case import Case
from helpline.reports.figures import figure_of_year
from helpline.reports.indicators import indicators
from helpline.reports.publication import publish
from helpline.simulation.people import invent
from tests.helpline.reports.made import NOW
from tests.helpline.reports.population import population

HOUR = 3600.0
GOOD_ENDS = ["released_without_charge", "diverted", "bail", "acquitted"]
CHILDREN = ["under_12", "12_13", "14_15", "16_17", "child"]


@cache
def frame() -> pd.DataFrame:
    """Returns a row for each case of 2026, its moments in hours; a day or a stretch is no hour."""
    rows = [row_of(case) for case in population(1200)]
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
            row[name] = (stamp["at"] + width / 2) / HOUR
        row[f"{name}_outcome"], row[f"{name}_lawyer"] = stamp["outcome"], stamp["lawyer"]
    for name in ("age", "gender", "ill", "outcome", "closed", "writer", "questioned"):
        row[name] = told.get(name)
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
    ours = [case for case in population(1200) if case.submitted and case.outcome != "duplicate"]
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


FIGURES = {
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
def figures() -> dict[str, object]:
    publication = publish(population(1200), 2026, threshold=1, now=NOW)
    return {name: figure_of_year(publication, each) for name, each in indicators().items()}


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
    exact = times.median(), times.quantile(0.9)
    for shown, expected in zip((found.times.median, found.times.p90), exact, strict=True):
        assert shown == pytest.approx(expected, abs=0.51 if expected >= 1 else 1 / HOUR)


def test_the_same_seed_invents_the_same_people() -> None:
    one, other = (invent(random.Random(3), 2026, now=NOW) for _ in range(2))

    assert one == other
