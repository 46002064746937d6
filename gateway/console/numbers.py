"""Our own numbers: what each stands for, and setting it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from gateway.console.language import N_
from gateway.console.law_labels import PLACES
from gateway.console.lawbook import law_answers
from gateway.extension import gateway_of
from helpline.carrying.numbers import FIELDS, read_number
from helpline.law.book import FALLBACK
from helpline.storage.numbers import (
    USUAL_PACE,
    NumberSettings,
    OwnAddress,
    list_numbers,
    set_number,
)

FAULTS = {
    "office": N_("Use at most 64 characters."),
    "jurisdiction": N_("Choose one of the places in the list."),
    "language": N_("Choose one of the languages in the list."),
    "office_hours": N_("Write days and hours like this: Sun-Thu 09:00-17:00, Fri 09:00-12:00"),
    "office_timezone": N_("Write a time zone like this: Asia/Kathmandu"),
    "parts_per_minute": N_("Write a whole number from 1 to 60000."),
}


@dataclass(frozen=True)
class NumberShown:
    """One of our addresses with what is written in its fields, and which of these cannot be used.
    One that is not `listed` is not in TWILIO_NUMBERS any more.
    """

    own: OwnAddress
    written: Mapping[str, str]
    is_active: bool
    is_listed: bool
    wrong: frozenset[str] = frozenset()

    @property
    def usual_pace(self) -> int:
        """How many parts a minute a number of this kind usually sends."""
        return USUAL_PACE[self.own.channel]


def show() -> str:
    """Shows all our numbers."""
    return _page(None)


def save() -> AnyResponse | tuple[str, int]:
    """Sets what a number stands for; what cannot be used comes back with what is wrong; 404 for an
    address that is not ours.
    """
    own = OwnAddress.parse(request.form.get("address", ""))
    position = next((at for at, each in enumerate(_numbers(), 1) if each.own == own), None)
    if position is None:
        abort(404)
    written = {name: request.form.get(name, "") for name in FIELDS}
    is_active = request.form.get("active") == "yes"
    chosen, wrong = read_number(written, is_active=is_active, jurisdictions=_jurisdictions())
    if wrong:
        return _page(NumberShown(own, written, is_active, True, wrong)), 422
    with gateway_of(current_app).database.transaction() as session:
        set_number(session, own, chosen, now=datetime.now(UTC))
    return redirect(url_for("console.numbers", saved=position, _anchor=f"n{position}"), 303)


def _page(refused: NumberShown | None) -> str:
    shown = [refused if refused and each.own == refused.own else each for each in _numbers()]
    return render_template(
        "console/numbers.html",
        numbers=shown,
        places=[(each, PLACES.get(each, each)) for each in _jurisdictions()],
        faults=FAULTS,
        saved=request.args.get("saved", 0, type=int),
    )


def _numbers() -> list[NumberShown]:
    """Returns our addresses, in the order of TWILIO_NUMBERS, then those that are set and are not in
    it any more.
    """
    gateway = gateway_of(current_app)
    with gateway.database.reading() as session:
        chosen = list_numbers(session)
    listed = [OwnAddress.parse(each) for each in gateway.settings.twilio_numbers]
    left = [own for own in chosen if own not in listed]
    return [
        _shown(own, chosen.get(own, NumberSettings()), is_listed=own in listed)
        for own in [*listed, *left]
    ]


def _shown(own: OwnAddress, chosen: NumberSettings, *, is_listed: bool) -> NumberShown:
    written = {name: str(value) for name in FIELDS if (value := getattr(chosen, name)) is not None}
    return NumberShown(own, written, chosen.is_active, is_listed)


def _jurisdictions() -> list[str]:
    """Returns the places whose law may be begun with, by id."""
    return [each for each in law_answers().book.jurisdictions if each != FALLBACK]
