"""The roster of lawyers, and moving all cases of somebody who leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gateway.console.cases import words_in
from gateway.console.casework import is_case_worker
from gateway.console.casework_labels import GENDERS
from gateway.console.language import N_
from gateway.console.language import gettext as _
from gateway.console.law_labels import PLACES
from gateway.console.scope import scope_of
from gateway.extension import gateway_of
from helpline.i18n import LANGUAGES
from helpline.law.book import FALLBACK
from helpline.office import OfficeHours
from helpline.referrals.assigning import place_names
from helpline.storage import assignments
from helpline.storage.kinds import Gender, Role
from helpline.storage.lawyers import LawyerTold, get_lawyer, list_lawyers, save_lawyer
from helpline.storage.staff import list_staff
from helpline.storage.tables import Staff
from helpline.text.characters import digits_to_ascii

# A lawyer works under the law of a place.
JURISDICTIONS = {place: name for place, name in PLACES.items() if place != FALLBACK}
_LONGEST_NAME, _LONGEST_LIST, _MOST_CASES = 120, 500, 500
_NO_NAME = N_("A lawyer needs a name.")
_NO_HOURS = N_(
    "Write the hours as “Sun-Thu 09:00-17:00, Fri 09:00-12:00”, and the time zone as "
    "“Asia/Kathmandu”."
)
_NO_NUMBER = N_("Say with a number how many cases they can have at once.")
_TAKEN = N_("Another lawyer has this account already.")


@dataclass(frozen=True)
class Load:
    """Somebody who has cases, or may be given some: their name and how many they have."""

    id: str
    name: str
    cases: int
    active: bool


def show_list() -> str:
    """Shows all lawyers, and how many cases each has."""
    return _list()


def show_form(lawyer_id: str | None = None) -> str:
    """Shows a lawyer, or an empty form for a new one; 404 for an unknown id."""
    with gateway_of(current_app).database.reading() as session:
        lawyer = LawyerTold("") if lawyer_id is None else get_lawyer(session, lawyer_id)
    return _form(lawyer)


def save(lawyer_id: str | None = None) -> Response | tuple[str, int]:
    """Adds or changes a lawyer; the form comes back with what is wrong in it. 404 for who would let
    another account have cases that they do not see themselves.
    """
    told, problem = _told(lawyer_id or "")
    if problem is None:
        try:
            with gateway_of(current_app).database.transaction() as session:
                if told.id and get_lawyer(session, told.id).staff_id != told.staff_id:
                    _check_sees_all_of(session, told.id)
                save_lawyer(session, told, now=datetime.now(UTC))
        except IntegrityError:
            problem = _TAKEN
    if problem is not None:
        return _form(told, problem=_(problem)), 422
    return redirect(url_for("console.lawyers"), 303)


def move_cases() -> Response | tuple[str, int]:
    """Gives the open cases of one of staff to another, or asks another lawyer to take those of one,
    as far as who moves them sees them; 400 where that cannot be.
    """
    kind, now = request.form.get("kind", ""), datetime.now(UTC)
    scope = scope_of(current_user.member)
    from_id, to_id = request.form.get("from", ""), request.form.get("to", "")
    with gateway_of(current_app).database.transaction() as session:
        loads = _loads_of_staff(session) if kind == "staff" else _loads_of_lawyers(session)
        known = {load.id: load for load in loads}
        if from_id == to_id or from_id not in known or not (to_id in known and known[to_id].active):
            abort(400)
        move = assignments.move_staff if kind == "staff" else assignments.move_lawyers
        move(session, from_id, to_id, scope=scope, now=now)
    return redirect(url_for("console.lawyers", _anchor="loads"), 303)


def _check_sees_all_of(session: Session, lawyer_id: str) -> None:
    if assignments.has_outside(session, lawyer_id, scope_of(current_user.member)):
        abort(404)


def _list() -> str:
    with gateway_of(current_app).database.reading() as session:
        return render_template(
            "console/lawyers.html",
            lawyers=list_lawyers(session),
            cases=assignments.count_by_lawyer(session),
            staff_loads=_loads_of_staff(session),
            lawyer_loads=_loads_of_lawyers(session),
        )


def _form(lawyer: LawyerTold, *, problem: str | None = None) -> str:
    with gateway_of(current_app).database.reading() as session:
        accounts = [member for member in list_staff(session) if _is_lawyer(member)]
    return render_template(
        "console/lawyer.html",
        lawyer=lawyer,
        jurisdictions=JURISDICTIONS,
        genders=GENDERS,
        accounts=accounts,
        problem=problem,
    )


def _told(lawyer_id: str) -> tuple[LawyerTold, str | None]:
    """Returns the lawyer that the form tells of, and what is wrong with it, or None."""
    form, most = request.form, digits_to_ascii(words_in("most_cases", 5))
    hours, zone = words_in("hours", 200), words_in("zone", 64) or "UTC"
    gender = form.get("gender", "")
    told = LawyerTold(
        name=words_in("name", _LONGEST_NAME),
        phone=words_in("phone", 40) or None,
        email=words_in("email", 200) or None,
        languages=tuple(code for code in form.getlist("languages") if code in LANGUAGES),
        jurisdictions=tuple(
            place for place in form.getlist("jurisdictions") if place in JURISDICTIONS
        ),
        places=_places(words_in("places", _LONGEST_LIST)),
        gender=Gender(gender) if gender in tuple(Gender) else Gender.UNSAID,
        child_specialist="child_specialist" in form,
        hours=hours,
        zone=zone,
        most_cases=int(most) if most.isdecimal() else 0,
        active="active" in form,
        staff_id=_account(form.get("account", "")),
        id=lawyer_id,
    )
    return told, _fault(told)


def _fault(told: LawyerTold) -> str | None:
    if not told.name:
        return _NO_NAME
    if not 0 < told.most_cases <= _MOST_CASES:
        return _NO_NUMBER
    try:
        OfficeHours.parse(told.hours, told.zone)
    except ValueError:
        return _NO_HOURS
    return None


def _places(words: str) -> tuple[str, ...]:
    """Returns the places of a list, each by its English name if the gazetteer knows it."""
    named = [
        place for each in words.split(",") if each.strip() for place in place_names(each, None)
    ]
    return tuple(dict.fromkeys(named))


def _account(staff_id: str) -> str | None:
    with gateway_of(current_app).database.reading() as session:
        known = {member.id for member in list_staff(session) if _is_lawyer(member)}
    return staff_id if staff_id in known else None


def _is_lawyer(member: Staff) -> bool:
    return member.role is Role.LAWYER


def _loads_of_staff(session: Session) -> list[Load]:
    counts = assignments.count_by_staff(session)
    return [
        Load(member.id, member.username, counts.get(member.id, 0), is_case_worker(member))
        for member in list_staff(session)
        if is_case_worker(member) or member.id in counts
    ]


def _loads_of_lawyers(session: Session) -> list[Load]:
    counts = assignments.count_by_lawyer(session)
    return [
        Load(each.id, each.name, counts.get(each.id, 0), each.active)
        for each in list_lawyers(session)
        if each.active or each.id in counts
    ]
