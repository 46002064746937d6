"""Events of a case: written down by staff, and told ones confirmed or rejected."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import abort, current_app, render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gateway.console.cases import back_to, get_case, words_in
from gateway.console.casework import place_in, zone_in
from gateway.console.casework_labels import EVENTS, OUTCOMES, SOURCES, WRITTEN_ELSEWHERE
from gateway.console.dossier import Dossier, read_dossier
from gateway.console.language import N_
from gateway.console.language import gettext as _
from gateway.console.local_times import span_of
from gateway.extension import gateway_of
from helpline.errors import NotFound
from helpline.referrals.consequences import record_consequences, take_back_consequences
from helpline.referrals.events import event_forms
from helpline.storage.events import Event, Happening, add_event, decide_event, list_events
from helpline.storage.kinds import EventExactness, EventKind, EventSource, EventState

# The kinds that staff may write down, in the order in which they are offered.
KINDS = tuple(kind for kind in EVENTS if kind not in WRITTEN_ELSEWHERE)
_LAWYER_THERE = {"yes": True, "no": False, "": None}
_WRONG_TIME = N_("Give the day, and the time too unless only the day is known.")


def show_form(reference: str) -> str:
    """Shows what is asked of the kind of event that was chosen; 404 for no such kind."""
    return _form(reference, _kind(request.args.get("kind", "")))


def add(reference: str) -> Response | tuple[str, int]:
    """Writes down an event; the form comes back where its time is wanting or wrong."""
    kind, now = _kind(request.form.get("kind", "")), datetime.now(UTC)
    with gateway_of(current_app).database.transaction() as session:
        referral = get_case(session, reference)
        try:
            happening = _happening(read_dossier(session, reference, now=now), kind, now)
        except ValueError:
            happening = None
        if happening is not None:
            staff_id = current_user.member.id
            event_id = add_event(session, referral, happening, staff_id=staff_id, now=now)
            if event_id is not None:
                record_consequences(
                    session, referral, event_id, happening, staff_id=staff_id, now=now
                )
    if happening is None:
        return _form(reference, kind, problem=_(_WRONG_TIME)), 422
    return back_to(reference, "events-heading")


def decide(reference: str, event_id: str) -> Response:
    """Confirms or rejects an event; what it tells of the person held goes with it."""
    state = request.form.get("state", "")
    if state not in (EventState.CONFIRMED, EventState.REJECTED):
        abort(400)
    now, staff_id = datetime.now(UTC), current_user.member.id
    with gateway_of(current_app).database.transaction() as session:
        referral = get_case(session, reference)
        event = _event(session, referral.id, event_id)
        if event.state is not EventState(state):
            decide_event(session, referral, event_id, EventState(state), staff_id=staff_id, now=now)
            if state == EventState.CONFIRMED:
                record_consequences(
                    session, referral, event_id, event.happening, staff_id=staff_id, now=now
                )
            else:
                take_back_consequences(session, referral, event, staff_id=staff_id, now=now)
    return back_to(reference, "events-heading")


def _form(reference: str, kind: EventKind, *, problem: str | None = None) -> str:
    with gateway_of(current_app).database.reading() as session:
        now = datetime.now(UTC)
        dossier = read_dossier(session, reference, now=now)
    zone = zone_in(dossier)
    return render_template(
        "console/event.html",
        dossier=dossier,
        kind=kind,
        form=event_forms()[kind],
        outcomes=OUTCOMES.get(kind, {}),
        zone=zone,
        place=place_in(dossier),
        here=now.astimezone(zone),
        problem=problem,
    )


def _kind(name: str) -> EventKind:
    if name not in {kind.value for kind in KINDS}:
        abort(404)
    return EventKind(name)


def _happening(dossier: Dossier, kind: EventKind, now: datetime) -> Happening:
    """Returns the event that the form tells of; raises ValueError where its time is wrong."""
    told, form = request.form, event_forms()[kind]
    exactness = EventExactness(told.get("exactness", ""))
    span = span_of(told.get("day", ""), told.get("hour", ""), exactness, zone_in(dossier), now=now)
    outcome = told.get("outcome", "")
    source = told.get("source", "")
    return Happening(
        kind=kind,
        source=EventSource(source)
        if source in {each.value for each in SOURCES}
        else EventSource.STAFF,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        exactness=span.exactness,
        outcome=outcome if outcome in form.outcomes else None,
        lawyer_present=_LAWYER_THERE.get(told.get("lawyer", "")) if form.asks_lawyer else None,
        words=words_in("words") or None,
    )


def _event(session: Session, referral_id: str, event_id: str) -> Event:
    for event in list_events(session, referral_id):
        if event.id == event_id and event.happening.kind is not EventKind.CLOSED:
            return event
    raise NotFound("event")
