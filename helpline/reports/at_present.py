"""Figures of this moment, which no month has: who is held over the limit now, and our own work."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from helpline.intents import URGENT
from helpline.privacy.erasure import list_silent_contacts
from helpline.reports.areas import area_of
from helpline.reports.case import UNKNOWN, Case
from helpline.reports.protection import is_small
from helpline.reports.splits.custody import RELEASED, SENTENCED, is_over_now
from helpline.storage.assignments import count_by_lawyer
from helpline.storage.lawyers import list_lawyers
from helpline.storage.turn_reviews import review_figures

_DECIDED = ("motion:granted", "motion:refused")


@dataclass(frozen=True)
class Present:
    """A count, of how many (None: of none), of how many it is not known, and a median in hours.
    `of_people` says whether it counts people held, of whom few may not be told.
    """

    counted: int
    whole: int | None = None
    unknown: int | None = None
    hours: float | None = None
    of_people: bool = True


def read_present(
    session: Session, cases: Sequence[Case], *, retention_days: int, now: datetime
) -> dict[str, Present]:
    """Returns the figures of a moment (aware) by the name that `indicators.yml` has for each, of
    all cases and of what the database holds.
    """
    ours = [case for case in cases if case.submitted and case.outcome != "duplicate"]
    before = now - timedelta(days=retention_days)
    overdue = len(list_silent_contacts(session, before=before))
    return {
        "over_limit": _over_limit(ours, now),
        "without_sentence": _without_sentence(ours),
        "hearings": _of_counts(ours, "hearing+", ("hearing+", "hearing-"), "hearing?"),
        "motions": _of_counts(ours, "motion:granted", _DECIDED, "motion:made"),
        "coverage": _coverage(session, ours),
        "understood": _understood(session),
        "over_caseload": _over_caseload(session),
        "past_retention": Present(overdue, of_people=False),
    }  # fmt: skip


def protected(figure: Present, threshold: int) -> Present | None:
    """Returns a figure of this moment as it may be shown; None where too few people are behind it,
    or behind what is left of the whole.
    """
    if not figure.of_people:
        return figure
    rest = 0 if figure.whole is None else figure.whole - figure.counted
    if is_small(figure.counted, threshold) or is_small(rest, threshold):
        return None
    hidden = figure.unknown is not None and is_small(figure.unknown, threshold)
    return Present(
        figure.counted,
        figure.whole,
        None if hidden else figure.unknown,
        figure.hours and float(round(figure.hours)),
    )


def to_json(figures: dict[str, Present], threshold: int) -> str:
    """Returns figures as they may be shown, as JSON."""
    shown = {name: protected(figure, threshold) for name, figure in figures.items()}
    return json.dumps({name: figure and asdict(figure) for name, figure in shown.items()})


def from_json(text: str) -> dict[str, Present | None]:
    """Returns the figures that `to_json` wrote; None is one that is hidden."""
    return {name: told and Present(**told) for name, told in json.loads(text).items()}


def _over_limit(cases: Sequence[Case], now: datetime) -> Present:
    over = [each for case in cases if (each := is_over_now(case, now)) is not None]
    running = [case for case in cases if case.limit and not case.closed]
    held = [case for case in running if RELEASED not in case.stamps]
    hours = [each.total_seconds() / 3600 for each in over]
    unknown = sum(not case.closed and case.limit is None for case in cases)
    return Present(len(over), len(held), unknown, statistics.median(hours) if hours else None)


def _without_sentence(cases: Sequence[Case]) -> Present:
    held = [case for case in cases if not case.closed and RELEASED not in case.stamps]
    return Present(sum(SENTENCED not in case.stamps for case in held), len(held))


def _of_counts(
    cases: Sequence[Case], counted: str, whole: tuple[str, ...], unknown: str
) -> Present:
    def total(*names: str) -> int:
        return sum(case.counts.get(name, 0) for case in cases for name in names)

    return Present(total(counted), total(*whole), total(unknown))


def _coverage(session: Session, cases: Sequence[Case]) -> Present:
    """Areas with a case for which a lawyer is on the roster; one without places goes anywhere."""
    needed = {(case.jurisdiction, case.area) for case in cases if case.area != UNKNOWN}
    lawyers = [each for each in list_lawyers(session) if each.active]
    covered = {
        (jurisdiction, area)
        for jurisdiction, area in needed
        for lawyer in lawyers
        if (not lawyer.jurisdictions or jurisdiction in lawyer.jurisdictions)
        and (
            not lawyer.places
            or area in {area_of(place, country=None, language="en") for place in lawyer.places}
        )
    }
    return Present(len(covered), len(needed), of_people=False)


def _understood(session: Session) -> Present:
    figures = review_figures(session, URGENT)
    right, read = sum(each.right for each in figures), sum(each.read for each in figures)
    return Present(right, read, sum(each.urgent_missed for each in figures), of_people=False)


def _over_caseload(session: Session) -> Present:
    lawyers = [each for each in list_lawyers(session) if each.active]
    cases = count_by_lawyer(session)
    over = sum(cases.get(each.id, 0) > each.most_cases for each in lawyers)
    return Present(over, len(lawyers), of_people=False)
