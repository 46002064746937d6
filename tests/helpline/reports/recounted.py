"""The invented year in a table, counted by pandas: what our own figures are held against."""

from __future__ import annotations

import json
import math
from functools import cache

import pandas as pd

from helpline.reports.case import Case
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


def lawyer_in_a_day(data: pd.DataFrame) -> float:
    timely, known = lawyer_within(24, data.loc[data.index.intersection(by_arrest().index)])
    return timely / known


def hours_to_be_assigned(data: pd.DataFrame) -> float:
    hours = (data["assigned"] - data["written"])[data["outcome"] != "out_of_scope"]
    return -float(hours[hours >= 0].median())


def counts(name: str) -> int:
    return int(column(f"n_{name}").fillna(0).sum())


def still_held() -> pd.Series:
    return column("closed").isna() & column("has_released").isna()


def over_limit() -> tuple[int, int, int]:
    limited = column("before").notna()
    over = limited & still_held() & column("seen_at").isna() & (column("last") < NOW.timestamp())
    open_without = column("closed").isna() & ~limited
    return int(over.sum()), int((limited & still_held()).sum()), int(open_without.sum())


def without_sentence() -> tuple[int, int, None]:
    held = still_held()
    return int((held & column("has_sentenced").isna()).sum()), int(held.sum()), None
