"""How cases ended, and how much of them is known."""

from __future__ import annotations

from datetime import datetime

from helpline.referrals.events import event_forms
from helpline.reports.case import Case
from helpline.reports.splits.split import Population, Split
from helpline.storage.kinds import EventKind

_OPEN = "open"
# What was not ours to help is counted where lawyers are asked, and not alone again here: from the
# same figure in two tables a hidden one beside it could be worked out.
_OTHER = "other"
_NOT_ALONE = frozenset({"out_of_scope", "transferred", "duplicate"})
_OUTCOMES = tuple(
    each for each in event_forms()[EventKind.CLOSED].outcomes if each not in _NOT_ALONE
)
_KNOWN = (EventKind.FIRST_CONTACT.value, EventKind.JUDGE.value)


def outcome(case: Case, now: datetime) -> str:
    """How a case ended."""
    if case.closed is None:
        return _OPEN
    return case.outcome if case.outcome in _OUTCOMES else _OTHER


def known(case: Case, now: datetime) -> str:
    """Whether a case is closed with arrest, first contact, judge and outcome all known."""
    dated = all(kind in case.stamps and case.stamps[kind].at for kind in _KNOWN)
    complete = case.closed and case.outcome and case.arrested and dated
    return "complete" if complete else "rest"


SPLITS = (
    Split("outcome", Population.WRITTEN, (*_OUTCOMES, _OTHER, _OPEN), outcome),
    Split("known", Population.WRITTEN, ("complete", "rest"), known),
)
