"""Who did what on a case, out of what each deed left behind; no words of anybody are repeated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.console.casework_labels import EVENTS
from gateway.console.labels import FACTS
from gateway.console.language import gettext as _
from gateway.console.thread import Thread
from helpline.storage.events import Event
from helpline.storage.kinds import AssignmentState, Author, EventKind, EventState
from helpline.storage.notes import NoteTold
from helpline.storage.referrals import Fact
from helpline.storage.tables import Assignment


@dataclass(frozen=True)
class Deed:
    """What somebody did, in words, and when; `by` is None where it was not one of staff."""

    at: datetime
    by: str | None
    says: str


@dataclass(frozen=True)
class Done:
    """What was done on a case: assignments, events, notes, facts, and by whom (the id of one of
    staff) and when replies were written.
    """

    assignments: Sequence[Assignment]
    events: Sequence[Event]
    notes: Sequence[NoteTold]
    facts: Sequence[Fact]
    replies: Sequence[tuple[str, datetime]]


def replies_in(thread: Thread) -> list[tuple[str, datetime]]:
    """Returns who of staff replied in a conversation, and when."""
    return [
        (said.message.staff_id or "", said.message.created_at)
        for said in thread.said
        if said.message.author is Author.STAFF
    ]


def history_of(
    done: Done, *, staff: Mapping[str, str], lawyers: Mapping[str, str]
) -> tuple[Deed, ...]:
    """Returns what was done on a case, the latest first; `staff` and `lawyers` are names by id."""
    deeds = [
        *_of_assignments(done.assignments, staff, lawyers),
        *_of_events(done.events, staff),
        *_of_facts(done.facts, staff),
        *(
            Deed(each.created_at, staff.get(each.staff_id), _("wrote a note"))
            for each in done.notes
        ),
        *(Deed(at, staff.get(by), _("replied to the family")) for by, at in done.replies),
    ]
    return tuple(sorted(deeds, key=lambda deed: deed.at, reverse=True))


def _of_assignments(
    assignments: Sequence[Assignment], staff: Mapping[str, str], lawyers: Mapping[str, str]
) -> Iterator[Deed]:
    for each in assignments:
        by = staff.get(each.by_id)
        ended_by = staff.get(each.ended_by_id or "")
        if each.staff_id is not None:
            whose = staff.get(each.staff_id, "")
            own = each.staff_id == each.by_id
            yield Deed(
                each.created_at,
                by,
                _("took the case") if own else _("gave it to %(name)s", name=whose),
            )
            if each.ended_at is not None:
                yield Deed(each.ended_at, ended_by, _("took it from %(name)s", name=whose))
            continue
        lawyer = lawyers.get(each.lawyer_id or "", "")
        yield Deed(each.created_at, by, _("asked %(name)s to take it", name=lawyer))
        if each.answered_at is not None:
            yield Deed(each.answered_at, None, _answer(each, lawyer))
        if each.ended_at is not None and each.ended_by_id is not None:
            yield Deed(each.ended_at, ended_by, _("took it from %(name)s", name=lawyer))


def _answer(assignment: Assignment, lawyer: str) -> str:
    if assignment.state is AssignmentState.DECLINED:
        return _("%(name)s cannot take it", name=lawyer)
    return _("%(name)s has taken it", name=lawyer)


def _of_events(events: Sequence[Event], staff: Mapping[str, str]) -> Iterator[Deed]:
    for event in events:
        if event.happening.kind in (EventKind.LAWYER_ASSIGNED, EventKind.LAWYER_ACKNOWLEDGED):
            # Told by the assignment already.
            continue
        what = _(EVENTS[event.happening.kind])
        by = staff.get(event.staff_id or "")
        if event.message_id is not None:
            yield Deed(event.created_at, None, _("the family told: %(what)s", what=what))
        elif event.decided_at == event.created_at:
            yield Deed(event.created_at, by, _("wrote down: %(what)s", what=what))
        if event.decided_at is not None and event.decided_at != event.created_at:
            yield Deed(event.decided_at, by, _decision(event, what))


def _decision(event: Event, what: str) -> str:
    if event.happening.kind is EventKind.CLOSED:
        return _("opened the case again")
    if event.state is EventState.REJECTED:
        return _("rejected: %(what)s", what=what)
    return _("confirmed: %(what)s", what=what)


def _of_facts(facts: Sequence[Fact], staff: Mapping[str, str]) -> Iterator[Deed]:
    corrected: dict[tuple[str, datetime, str], list[str]] = {}
    for fact in facts:
        if fact.staff_id is not None:
            key = (fact.message_id, fact.told_at, fact.staff_id)
            corrected.setdefault(key, []).append(_(FACTS[fact.name]))
    for (_source, at, staff_id), names in corrected.items():
        what = ", ".join(dict.fromkeys(names))
        yield Deed(at, staff.get(staff_id), _("changed: %(what)s", what=what))
