"""Rights kept, and abuses told of."""

from __future__ import annotations

from datetime import datetime

from helpline.reports.case import UNKNOWN, Case
from helpline.reports.splits.split import Population, Split
from helpline.storage.kinds import EventKind

FAMILY, FOUND = EventKind.FAMILY_TOLD.value, EventKind.FOUND.value
MEDICAL, COMPLAINT = EventKind.MEDICAL.value, EventKind.COMPLAINT.value
NOT_TOLD = "not_told"


def family(case: Case, now: datetime) -> str:
    """Who told the family of the arrest, and how soon."""
    told = case.stamps.get(FAMILY)
    if told is None or told.outcome is None:
        return UNKNOWN
    if told.outcome != "by_authority":
        return told.outcome
    hours = case.hours_between("arrested", FAMILY)
    if hours is None:
        return "authority_no_hour"
    return "authority_within_24" if hours <= 24 else "authority_later"


def whereabouts(case: Case, now: datetime) -> str:
    """Whether it was unknown where the person is held, and is known now."""
    if FOUND in case.stamps:
        return "found_no_hour" if case.hours_between("written", FOUND) is None else "found"
    return "not_found" if "whereabouts_unknown" in case.flags else NOT_TOLD


def mistreatment(case: Case, now: datetime) -> str:
    """Whether mistreatment was told of, and whether a doctor or a complaint followed."""
    if "mistreatment" not in case.flags:
        return NOT_TOLD
    examined = bool(case.counts.get("medical:done"))
    complained = COMPLAINT in case.stamps
    if examined or complained:
        return "both" if examined and complained else "examined" if examined else "complained"
    return "asked" if case.counts.get("medical:asked") else "nothing"


def care(case: Case, now: datetime) -> str:
    """Whether the person held needs a doctor, and whether they had one."""
    if case.ill != "yes":
        return "no_need" if case.ill == "no" else UNKNOWN
    if case.counts.get("medical:done"):
        return "done" if care_hours(case) is not None else "done_no_hour"
    for outcome in ("refused", "asked"):
        if case.counts.get(f"medical:{outcome}"):
            return outcome
    return "nothing"


def care_hours(case: Case) -> float | None:
    """Returns the hours from the first message to the medical care, or None."""
    seen = case.stamps.get(MEDICAL)
    if seen is None or seen.outcome != "done":
        return None
    return case.hours_between("written", MEDICAL)


def _flag(name: str, yes: str) -> Split:
    return Split(
        name,
        Population.WRITTEN,
        (yes, NOT_TOLD),
        lambda case, _now: yes if name in case.flags else NOT_TOLD,
    )


SPLITS = (
    Split("family", Population.ARRESTED,
          ("authority_within_24", "authority_later", "authority_no_hour", "by_detainee",
           "by_other", UNKNOWN), family,
          lambda case: case.hours_between("arrested", FAMILY)),
    Split("whereabouts", Population.WRITTEN, ("found", "found_no_hour", "not_found", NOT_TOLD),
          whereabouts,
          lambda case: case.hours_between("written", FOUND)),
    Split("mistreatment", Population.WRITTEN,
          ("both", "examined", "complained", "asked", "nothing", NOT_TOLD), mistreatment),
    Split("care", Population.WRITTEN,
          ("done", "done_no_hour", "refused", "asked", "nothing", "no_need", UNKNOWN), care,
          care_hours),
    _flag("bribe", "told"),
    _flag("signed", "signed"),
    _flag("pregnant", "pregnant"),
)  # fmt: skip
