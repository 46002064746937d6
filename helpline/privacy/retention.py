"""How long each kind of data is kept: `retention.yml`, under the ceiling of RETENTION_DAYS."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("retention.yml")


class Kept(enum.StrEnum):
    """A kind of data that ends."""

    CONTACTS_WITH_CASE = "contacts_with_case"
    CONTACTS_WITHOUT_CASE = "contacts_without_case"
    CLOSED_CASES = "closed_cases"
    MESSAGES = "messages"
    FILES = "files"
    DELIVERY_REPORTS = "delivery_reports"
    CARRIER_PROOFS = "carrier_proofs"
    REFUSED_WEBHOOKS = "refused_webhooks"
    RECEIVED_TOMBSTONES = "received_tombstones"
    ERASED_CASES = "erased_cases"
    AUDIT = "audit"


# What is of a person: the ceiling holds for it.
OF_PEOPLE = frozenset(
    {
        Kept.CONTACTS_WITH_CASE,
        Kept.CONTACTS_WITHOUT_CASE,
        Kept.CLOSED_CASES,
        Kept.MESSAGES,
        Kept.FILES,
        Kept.DELIVERY_REPORTS,
    }
)


@dataclass(frozen=True)
class Policy:
    """How many days each kind is kept, for adults and for children, in general and under a
    jurisdiction's law; and the ceiling in days.
    """

    terms: Mapping[tuple[str | None, Kept], tuple[int, int]]
    ceiling: int

    def term(
        self, kind: Kept, *, jurisdiction: str | None = None, is_child: bool = False
    ) -> timedelta:
        """Returns how long something of a kind is kept."""
        general = self.terms[None, kind]
        days = self.terms.get((jurisdiction, kind), general)[is_child]
        return timedelta(days=min(days, self.ceiling) if kind in OF_PEOPLE else days)

    def shortest(self, kind: Kept) -> timedelta:
        """Returns the shortest term of a kind: what is younger is not due under any law."""
        found = [min(days) for (_, each), days in self.terms.items() if each is kind]
        return timedelta(days=min(*found, self.ceiling) if kind in OF_PEOPLE else min(found))


def load_policy(ceiling: int) -> Policy:
    """Returns the terms of the file under a ceiling in days; raises ValueError where the file says
    something that cannot be meant.
    """
    return Policy(_terms(), ceiling)


def read_terms(written: Mapping[str, Any]) -> dict[tuple[str | None, Kept], tuple[int, int]]:
    """Returns the terms of a file's content, by jurisdiction (None: in general) and kind."""
    terms: dict[tuple[str | None, Kept], tuple[int, int]]
    terms = {(None, Kept(kind)): _days(days) for kind, days in written["kinds"].items()}
    if missing := set(Kept) - {kind for _, kind in terms}:
        raise ValueError(f"no term for {', '.join(sorted(missing))}")
    for jurisdiction, kinds in (written.get("jurisdictions") or {}).items():
        terms |= {(jurisdiction, Kept(kind)): _days(days) for kind, days in kinds.items()}
    return terms


@cache
def _terms() -> dict[tuple[str | None, Kept], tuple[int, int]]:
    return read_terms(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def _days(written: Mapping[str, int]) -> tuple[int, int]:
    days = written["days"]
    child = written.get("child", days)
    if not 0 < child <= days:
        raise ValueError("a term is a whole number of days, and a child's is not the longer one")
    return days, child
