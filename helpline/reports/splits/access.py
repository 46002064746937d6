"""How early a lawyer came: after the arrest, the first message, and before the questioning."""

from __future__ import annotations

from datetime import datetime, timedelta

from helpline.reports.case import UNKNOWN, Case
from helpline.reports.splits.split import Population, Split, within
from helpline.storage.kinds import EventKind

CONTACT, QUESTIONED = EventKind.FIRST_CONTACT.value, EventKind.QUESTIONED.value
ASSIGNED, ACKNOWLEDGED = EventKind.LAWYER_ASSIGNED.value, EventKind.LAWYER_ACKNOWLEDGED.value
REFUSED = EventKind.ACCESS_REFUSED.value
_DAY = timedelta(hours=24)
_NOT_OURS = "out_of_scope"
NOT_QUESTIONED = "not_questioned"

CONTACT_KINDS = ("within_24", "within_48", "later", "none", "too_early", "no_hour")
QUESTIONING_KINDS = (
    "before_present", "before_absent", "before", "during", "after", "absent", "no_order",
    NOT_QUESTIONED, UNKNOWN,
)  # fmt: skip


def first_contact(case: Case, now: datetime) -> str:
    """How soon after the arrest a lawyer first spoke with the person held."""
    arrested = case.hour("arrested")
    if arrested is None:
        return "no_hour"
    hours = case.hours_between("arrested", CONTACT)
    if hours is not None:
        return within(hours, (24, 48), ("within_24", "within_48", "later"))
    if CONTACT in case.stamps:
        return "no_hour"
    return "none" if now - arrested > _DAY else "too_early"


def notice(case: Case, now: datetime) -> str:
    """How soon after the arrest somebody wrote to us."""
    if case.arrested is None:
        return UNKNOWN
    hours = case.hours_between("arrested", "written")
    if hours is None:
        return "no_hour"
    return within(hours, (6, 24, 48), ("within_6", "within_24", "within_48", "later"))


def questioning(case: Case, now: datetime) -> str:
    """Whether a lawyer spoke with the person held before the first questioning, and whether one
    was there.
    """
    event, contact = case.stamps.get(QUESTIONED), case.hour(CONTACT)
    present = event.lawyer if event else None
    if event is None and case.questioned in (UNKNOWN, "no"):
        return NOT_QUESTIONED if case.questioned == "no" else UNKNOWN
    when = case.hour(QUESTIONED)
    if contact is not None and when is not None and contact < when:
        return {True: "before_present", False: "before_absent", None: "before"}[present]
    if present:
        return "during"
    # A questioning told of before a lawyer came was before the lawyer came.
    latest = when or (event.until if event else None) or case.questioned_by
    if contact is not None and latest is not None and contact >= latest:
        return "after"
    return "absent" if present is False else "no_order"


def asked(case: Case, now: datetime) -> str:
    """How soon after the first message a lawyer was asked to take a case that is ours to help."""
    if case.outcome == _NOT_OURS:
        return _NOT_OURS
    if ASSIGNED not in case.stamps:
        return "none" if now - case.written > _DAY else "too_early"
    hours = case.hours_between("written", ASSIGNED)
    if hours is None:
        return "no_hour"
    return within(hours, (1, 24), ("within_1", "within_24", "later"))


def taken(case: Case, now: datetime) -> str:
    """How soon after the first message a lawyer took the case."""
    if ACKNOWLEDGED not in case.stamps:
        return "none"
    hours = case.hours_between("written", ACKNOWLEDGED)
    return (
        "no_hour" if hours is None else within(hours, (1, 24), ("within_1", "within_24", "later"))
    )


def met(case: Case, now: datetime) -> str:
    """How soon after the first message a lawyer spoke with the person held."""
    if CONTACT not in case.stamps:
        return "none"
    hours = case.hours_between("written", CONTACT)
    return (
        "no_hour" if hours is None else within(hours, (24, 48), ("within_24", "within_48", "later"))
    )


def refused(case: Case, now: datetime) -> str:
    """Whether the authority kept a lawyer from the person held."""
    if REFUSED in case.stamps:
        return "refused"
    return "let_in" if CONTACT in case.stamps else "not_tried"


_TAKEN = ("within_1", "within_24", "later", "no_hour", "none")
SPLITS = (
    Split("first_contact", Population.ARRESTED, CONTACT_KINDS, first_contact,
          lambda case: case.hours_between("arrested", CONTACT)),
    Split("notice", Population.WRITTEN,
          ("within_6", "within_24", "within_48", "later", "no_hour", UNKNOWN), notice,
          lambda case: case.hours_between("arrested", "written")),
    Split("questioning", Population.WRITTEN, QUESTIONING_KINDS, questioning),
    Split("asked", Population.WRITTEN, (*_TAKEN, "too_early", _NOT_OURS), asked,
          lambda case: case.hours_between("written", ASSIGNED)),
    Split("taken", Population.WRITTEN, _TAKEN, taken,
          lambda case: case.hours_between("written", ACKNOWLEDGED)),
    Split("met", Population.WRITTEN, ("within_24", "within_48", "later", "no_hour", "none"), met,
          lambda case: case.hours_between("written", CONTACT)),
    Split("refused", Population.WRITTEN, ("refused", "let_in", "not_tried"), refused),
)  # fmt: skip
