"""The terms of retention as their file has them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from helpline.privacy.retention import Kept, Policy, read_terms

ALL: dict[str, Any] = {kind.value: {"days": 40, "child": 20} for kind in Kept}


def test_each_kind_has_its_term_for_adults_and_for_children_and_under_a_law() -> None:
    terms = read_terms(
        {
            "kinds": ALL | {"audit": {"days": 700}},
            "jurisdictions": {"nepal": {"files": {"days": 9, "child": 4}}, "tunisia": {}},
        }
    )

    assert terms == {
        **{(None, kind): (40, 20) for kind in Kept},
        (None, Kept.AUDIT): (700, 700),
        ("nepal", Kept.FILES): (9, 4),
    }


@pytest.mark.parametrize("jurisdictions", [{}, {"jurisdictions": None}, {"jurisdictions": {}}])
def test_a_file_may_name_no_jurisdiction(jurisdictions: dict[str, Any]) -> None:
    assert len(read_terms({"kinds": ALL} | jurisdictions)) == len(Kept)


def test_what_has_no_term_is_named() -> None:
    told = {kind: days for kind, days in ALL.items() if kind not in ("files", "audit")}

    with pytest.raises(ValueError, match=r"^no term for audit, files$"):
        read_terms({"kinds": told})


@pytest.mark.parametrize("days", [{"days": 0}, {"days": -1}, {"days": 5, "child": 6}])
def test_a_term_that_cannot_be_meant_is_refused(days: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"^a term is a whole number of days, and a child's"):
        read_terms({"kinds": ALL | {"files": days}})


@pytest.mark.parametrize("kind", Kept)
def test_the_ceiling_holds_for_what_is_of_people_and_for_nothing_else(kind: Kept) -> None:
    terms = read_terms({"kinds": ALL, "jurisdictions": {"nepal": {kind.value: {"days": 10}}}})
    policy, low = Policy(terms, ceiling=100), Policy(terms, ceiling=15)
    capped = kind not in {
        Kept.CARRIER_PROOFS,
        Kept.REFUSED_WEBHOOKS,
        Kept.RECEIVED_TOMBSTONES,
        Kept.ERASED_CASES,
        Kept.AUDIT,
    }

    assert policy.term(kind) == timedelta(days=40)
    assert policy.term(kind, is_child=True) == timedelta(days=20)
    assert policy.term(kind, jurisdiction="nepal") == timedelta(days=10)
    assert policy.term(kind, jurisdiction="tunisia") == timedelta(days=40)
    assert policy.shortest(kind) == timedelta(days=10)
    assert low.term(kind) == timedelta(days=15 if capped else 40)
    assert low.shortest(kind) == timedelta(days=10)
    assert Policy(terms, ceiling=5).shortest(kind) == timedelta(days=5 if capped else 10)
