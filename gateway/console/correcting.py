"""Facts that staff put right: who corrected them, why, and what was told stay visible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import abort, current_app, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from gateway.console.cases import back_to, get_case, words_in
from gateway.console.casework import place_in, zone_in
from gateway.console.dossier import Dossier, read_dossier
from gateway.console.grouping import GROUPS, LEADS
from gateway.console.labels import FACTS, NAMED, VALUES
from gateway.console.language import N_
from gateway.console.language import gettext as _
from gateway.console.local_times import span_of
from gateway.extension import gateway_of
from helpline.referrals.corrections import correct_facts
from helpline.referrals.questions import LEFT_OUT, NEWS, TOLD_FIRST
from helpline.storage.kinds import EventExactness
from helpline.text.characters import digits_to_ascii

# What people wrote stays as they wrote it; how old somebody is says the question of the intake too.
_KEPT = (TOLD_FIRST, NEWS)
_DERIVED = ("age_and_sex",)
_WHEN = "arrested_when"
_NO_REASON = N_("Say why: whoever reads this later must be able to tell.")
_WRONG = N_("One of these values cannot be right. Please look at them again.")
_LONGEST_VALUE, _OLDEST = 300, 120


@dataclass(frozen=True)
class Field:
    """A fact to correct: its name, what it is called, its value now, and those it may have by
    their names (none: any words).
    """

    name: str
    label: str
    value: str
    offered: Mapping[str, str]


def correctable(lead: str) -> bool:
    """Whether staff may correct a fact, or a group of them by the name of its first."""
    return lead in LEADS and lead not in _KEPT


def show_form(reference: str, fact: str) -> str:
    """Shows a fact, or a group of them, to be corrected; 404 for one that staff may not correct."""
    return _form(reference, fact)


def correct(reference: str, fact: str) -> Response | tuple[str, int]:
    """Corrects a fact or a group of them; the form comes back without a reason or with a value
    that cannot be.
    """
    reason, now = words_in("reason"), datetime.now(UTC)
    if not correctable(fact):
        abort(404)
    if not reason:
        return _form(reference, fact, problem=_(_NO_REASON)), 422
    try:
        with gateway_of(current_app).database.transaction() as session:
            referral = get_case(session, reference)
            dossier = read_dossier(session, reference, now=now)
            correct_facts(
                session, referral, _given(dossier, fact, now),
                reason=reason, staff_id=current_user.member.id, now=now,
            )  # fmt: skip
    except ValueError:
        return _form(reference, fact, problem=_(_WRONG)), 422
    return back_to(reference, f"fact-{fact}")


def _form(reference: str, lead: str, *, problem: str | None = None) -> str:
    if not correctable(lead):
        abort(404)
    with gateway_of(current_app).database.reading() as session:
        now = datetime.now(UTC)
        dossier = read_dossier(session, reference, now=now)
    return render_template(
        "console/correct.html",
        dossier=dossier,
        lead=lead,
        fields=[_field(dossier, name) for name in _names(lead)],
        asks_when=lead == _WHEN,
        here=now.astimezone(zone_in(dossier)),
        place=place_in(dossier),
        problem=problem,
    )


def _names(lead: str) -> list[str]:
    return [name for name in GROUPS.get(lead, (lead,)) if name not in _DERIVED]


def _field(dossier: Dossier, name: str) -> Field:
    current = dossier.current.get(name)
    value = current.value if current else ""
    return Field(name, FACTS[name], request.form.get(name, value), _offered(name))


def _offered(name: str) -> Mapping[str, str]:
    """Returns what a fact may be, by name: what its question offers, and that it is not known."""
    if name not in VALUES:
        return {}
    own = {"yes": N_("Yes")} if name in NAMED else {}
    return {**own, **VALUES[name], "unknown": VALUES[name].get("unknown", N_("Not known"))}


def _given(dossier: Dossier, lead: str, now: datetime) -> dict[str, str]:
    """Returns the values that the form gives; raises ValueError for one that cannot be."""
    day, hour = request.form.get("day", ""), request.form.get("hour", "")
    if lead == _WHEN and day:
        return {_WHEN: _moment(day, hour, dossier, now)}
    given = {name: _valid(name, words_in(name, _LONGEST_VALUE)) for name in _names(lead)}
    return {name: value for name, value in given.items() if value}


def _valid(name: str, value: str) -> str:
    offered = _offered(name)
    if name == "age":
        value = digits_to_ascii(value)
        if value and not (value.isdecimal() and int(value) <= _OLDEST):
            raise ValueError("not an age")
    elif value and offered and value not in (*offered, LEFT_OUT):
        raise ValueError("not offered")
    return value


def _moment(day: str, hour: str, dossier: Dossier, now: datetime) -> str:
    """Returns a moment of the past, or a day, as every language's reading of dates knows it."""
    exactness = EventExactness.EXACT if hour else EventExactness.DATE
    span = span_of(day, hour, exactness, zone_in(dossier), now=now)
    if span.starts_at is None or span.starts_at > now:
        raise ValueError("not in the past")
    local = span.starts_at.astimezone(zone_in(dossier))
    return local.strftime("%Y-%m-%d %H:%M" if hour else "%Y-%m-%d")
