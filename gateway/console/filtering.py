"""Which referrals of the queue are shown: chosen by address, and kept under names of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import current_app, redirect, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gateway.console.cases import words_in
from gateway.console.casework import is_case_worker
from gateway.console.labels import LEVELS, REFERRAL_STATES
from gateway.console.law_labels import PLACES
from gateway.console.members import members
from gateway.console.standing import Standing
from gateway.extension import gateway_of
from helpline.i18n import LANGUAGES
from helpline.storage.filters import Kept, drop_filter, keep_filter, list_filters
from helpline.storage.kinds import ReferralState
from helpline.storage.queue import Queued
from helpline.storage.tables import Staff
from helpline.triage import Level

ME, NOBODY = "me", "nobody"
_LONGEST_NAME, _MOST_KEPT = 60, 20


@dataclass(frozen=True)
class Filter:
    """What a referral must be to be shown; None leaves it open. `has` is who has it: ME, NOBODY, or
    the id of one of staff; `unread` asks for those of which who asks has something to read. Closed
    ones are shown only where they are asked for.
    """

    has: str | None = None
    urgency: Level | None = None
    jurisdiction: str | None = None
    language: str | None = None
    state: ReferralState | None = None
    unread: bool = False

    @property
    def is_closed(self) -> bool:
        """Whether closed referrals are asked for."""
        return self.state is ReferralState.CLOSED

    @property
    def named(self) -> dict[str, str]:
        """What is chosen, as an address names it."""
        chosen = {
            "has": self.has, "urgency": self.urgency, "jurisdiction": self.jurisdiction,
            "language": self.language, "state": self.state, "unread": "1" if self.unread else None,
        }  # fmt: skip
        return {name: str(value) for name, value in chosen.items() if value is not None}

    def shows(self, referral: Queued, standing: Standing, *, staff_id: str) -> bool:
        """Whether a referral is one of those, for the staff member who asks."""
        return (
            self._has(standing.steps.staff_id, staff_id)
            and self.urgency in (None, standing.triage.level)
            and self.jurisdiction in (None, standing.jurisdiction)
            and self.language in (None, referral.language)
            and self.state in (None, referral.state)
            and (referral.is_unread or not self.unread)
        )

    def _has(self, holder: str | None, staff_id: str) -> bool:
        if self.has is None:
            return True
        wanted = {ME: staff_id, NOBODY: None}.get(self.has, self.has)
        return holder == wanted


@dataclass(frozen=True)
class Choices:
    """What the queue can be filtered by: staff who work on cases, and one's own kept filters."""

    members: tuple[Staff, ...]
    kept: tuple[Kept, ...]


def read_filter(chosen: Mapping[str, str]) -> Filter:
    """Returns the filter that an address asks for; what is none is left out."""
    has, place, spoken = (chosen.get(name) or None for name in ("has", "jurisdiction", "language"))
    urgency, state = chosen.get("urgency", ""), chosen.get("state", "")
    return Filter(
        has=has[:32] if has else None,
        urgency=Level(urgency) if urgency in tuple(Level) else None,
        jurisdiction=place if place in PLACES else None,
        language=spoken if spoken in LANGUAGES else None,
        state=ReferralState(state) if state in tuple(ReferralState) else None,
        unread=chosen.get("unread") == "1",
    )


def read_page(chosen: Mapping[str, str]) -> int:
    """Returns which page of a list an address asks for, from 1."""
    asked = chosen.get("page", "")
    return max(int(asked[:6]), 1) if asked.isdecimal() else 1


def choices(session: Session) -> Choices:
    """Returns what the staff member who asks can filter the queue by."""
    able = tuple(member for member in members(session) if is_case_worker(member))
    return Choices(able, tuple(list_filters(session, current_user.member.id)))


def keep() -> Response:
    """Keeps a filter under a name for whoever asks, and shows the queue by it."""
    wanted, name = read_filter(request.form), words_in("name", _LONGEST_NAME)
    staff_id = current_user.member.id
    with gateway_of(current_app).database.transaction() as session:
        if name and wanted.named and len(list_filters(session, staff_id)) < _MOST_KEPT:
            query = urlencode(wanted.named)
            keep_filter(session, staff_id, name, query, now=datetime.now(UTC))
    return redirect(f"{url_for('console.referrals')}?{urlencode(wanted.named)}", 303)


def drop(filter_id: str) -> Response:
    """Drops a kept filter of whoever asks."""
    with gateway_of(current_app).database.transaction() as session:
        drop_filter(session, current_user.member.id, filter_id)
    return redirect(url_for("console.referrals"), 303)


# What the form offers, by name.
OFFERED = {"urgency": LEVELS, "jurisdiction": PLACES, "state": REFERRAL_STATES}
