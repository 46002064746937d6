"""The work on a case as its page shows it: who has it, what happened, notes, and who did what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_login import current_user
from sqlalchemy.orm import Session

from gateway.console.casework_labels import WORK_ON_CASES
from gateway.console.dossier import Dossier
from gateway.console.history import Deed, Done, history_of, replies_in
from gateway.console.local_times import when_words
from gateway.console.members import members, names_of_members
from gateway.console.thread import Thread
from helpline.law.book import FALLBACK
from helpline.referrals.reading import zone_of
from helpline.referrals.steps import standing_lawyer
from helpline.storage.events import Event, list_events
from helpline.storage.kinds import EventKind, EventState, ReferralState
from helpline.storage.lawyers import lawyer_names
from helpline.storage.notes import list_notes
from helpline.storage.tables import Assignment, Staff


@dataclass(frozen=True)
class EventShown:
    """An event with when it happened in words, and who of staff wrote or decided it."""

    event: Event
    when: str
    by: str | None

    @property
    def may_be_decided(self) -> bool:
        """Whether staff may still confirm or reject it; to undo a closing a case is reopened."""
        return self.event.happening.kind is not EventKind.CLOSED

    @property
    def is_told(self) -> bool:
        """Whether nobody has decided on it yet."""
        return self.event.state is EventState.TOLD


@dataclass(frozen=True)
class NoteShown:
    """A note with the name of who wrote it."""

    id: str
    body: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Casework:
    """The work on a case. `holder` and `lawyer` are names or None, `asked` the lawyer's standing
    assignment; `members` may be given the case.
    """

    holder: str | None
    is_mine: bool
    lawyer: str | None
    asked: Assignment | None
    events: tuple[EventShown, ...]
    notes: tuple[NoteShown, ...]
    history: tuple[Deed, ...]
    members: tuple[Staff, ...]
    is_closed: bool

    @property
    def undecided(self) -> int:
        """How many events were told that nobody has confirmed or rejected."""
        return sum(each.is_told for each in self.events)


def read_casework(session: Session, dossier: Dossier, thread: Thread) -> Casework:
    """Returns the work on a case, for the staff member who asks."""
    referral, steps = dossier.referral, dossier.standing.steps
    staff, names = members(session), names_of_members(session)
    lawyers = lawyer_names(session)
    events = list_events(session, referral.id)
    notes = list_notes(session, referral.id)
    done = Done(dossier.assignments, events, notes, dossier.told, replies_in(thread))
    return Casework(
        holder=names.get(steps.staff_id or ""),
        is_mine=steps.staff_id == current_user.member.id,
        lawyer=lawyers.get(steps.lawyer_id or ""),
        asked=standing_lawyer(dossier.assignments),
        events=shown_events(events, names, dossier),
        notes=tuple(
            NoteShown(each.id, each.body, names.get(each.staff_id, ""), each.created_at)
            for each in notes
        ),
        history=history_of(done, staff=names, lawyers=lawyers),
        members=tuple(member for member in staff if is_case_worker(member)),
        is_closed=referral.state is ReferralState.CLOSED,
    )


def shown_events(
    events: Sequence[Event], names: Mapping[str, str], dossier: Dossier
) -> tuple[EventShown, ...]:
    """Returns events in the order in which they happened, those of an unknown time last; `names`
    are those of staff by id.
    """
    zone, place = zone_in(dossier), place_in(dossier)
    shown = [
        EventShown(event, when_words(event.happening, zone, place), names.get(event.staff_id or ""))
        for event in events
    ]
    return tuple(sorted(shown, key=lambda each: _moment(each.event)))


def zone_in(dossier: Dossier) -> ZoneInfo:
    """Returns the time zone of the place where the person of a case is held."""
    country = dossier.current.get("country")
    return zone_of(country.value if country else None)


def place_in(dossier: Dossier) -> str:
    """Returns the law whose calendar people use in the place of a case."""
    return dossier.standing.jurisdiction or FALLBACK


def is_case_worker(member: Staff) -> bool:
    """Whether a staff member may be given cases."""
    return member.active and member.role in WORK_ON_CASES


def _moment(event: Event) -> datetime:
    return event.happening.starts_at or datetime.max.replace(tzinfo=UTC)
