"""Two families of one person held: what may be the same is shown to staff, who link it or not.

What one family told stands beside what the other told for staff alone; neither family is told of
the other, and each conversation stays its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import abort, current_app, request
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gateway.console.alike_labels import REASONS
from gateway.console.cases import back_to, get_case
from gateway.console.grouping import LEADS
from gateway.console.labels import FACTS, is_own_words, value_of
from gateway.console.language import gettext as _
from gateway.console.lawbook import law_answers
from gateway.console.scope import may_see_case
from gateway.extension import gateway_of
from helpline.errors import NotFound
from helpline.law.places import jurisdiction_of
from helpline.referrals.arrests import clock_of
from helpline.referrals.questions import LEFT_OUT, NEWS, TOLD_FIRST
from helpline.referrals.reference import reference_in
from helpline.storage.kinds import PairState
from helpline.storage.pairs import Pair, decide_pair, pairs_of, those_in
from helpline.storage.referrals import Fact, current_facts_of, find_by_reference
from helpline.storage.scope import Scope
from helpline.storage.tables import Referral

# What families write in their own words of everything is read in their conversations.
_COMPARED = tuple(name for name in LEADS if name not in (TOLD_FIRST, NEWS, "safe", "reach"))
_MORE = ("age", "age_group", "sex", "holder")
_NOTHING = ("unknown", LEFT_OUT)


@dataclass(frozen=True)
class Alike:
    """Another referral that may be, or is, about the same person, and why in words."""

    referral: Referral
    is_linked: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """What one of two families told: of which referral, as staff read it."""

    reference: str
    words: str
    is_own_words: bool


@dataclass(frozen=True)
class Compared:
    """A fact as each family told it; `differs` if they told it otherwise."""

    label: str
    values: tuple[Value, ...]
    differs: bool


@dataclass(frozen=True)
class Links:
    """What a referral's page shows of others: those alike, the facts of the linked side by side,
    and of these the clock that ends first, as (reference, moment, jurisdiction).
    """

    alike: tuple[Alike, ...]
    compared: tuple[Compared, ...]
    earliest: tuple[str, datetime, str] | None


def read_links(session: Session, referral: Referral, scope: Scope, *, now: datetime) -> Links:
    """Returns what may be about the same person as a referral, as far as a scope reaches."""
    found = pairs_of(session, [referral.id])[referral.id]
    seen = those_in(session, scope, [pair.other.id for pair in found])
    pairs = [pair for pair in found if pair.other.id in seen]
    linked = [pair.other for pair in pairs if pair.state is PairState.LINKED]
    if not linked:
        return Links(tuple(_alike(pair) for pair in pairs), (), None)
    referrals = [referral, *linked]
    facts = current_facts_of(session, [each.id for each in referrals], (*_COMPARED, *_MORE))
    return Links(
        tuple(_alike(pair) for pair in pairs),
        _compared(referrals, facts),
        _earliest(referrals, facts, now),
    )


def alike_in_list(session: Session, referral_ids: Sequence[str]) -> Mapping[str, tuple[Alike, ...]]:
    """Returns, for each referral of a list by id, those of the same list that are alike, in one
    query.
    """
    listed = set(referral_ids)
    return {
        referral_id: tuple(_alike(pair) for pair in pairs if pair.other.id in listed)
        for referral_id, pairs in pairs_of(session, referral_ids).items()
    }


def decide(reference: str) -> Response:
    """Links two referrals, dismisses that they are one person's, or takes either back."""
    decision, _space, chosen = request.form.get("decision", "").partition(" ")
    if decision not in tuple(PairState):
        abort(400)
    other_reference = reference_in(chosen or request.form.get("other", ""))
    with gateway_of(current_app).database.transaction() as session:
        referral = get_case(session, reference)
        other = find_by_reference(session, other_reference) if other_reference else None
        if other is None or not may_see_case(session, current_user.member, other):
            raise NotFound("referral")
        decide_pair(
            session, referral, other, PairState(decision),
            staff_id=current_user.member.id, now=datetime.now(UTC),
        )  # fmt: skip
    return back_to(reference, "alike-heading")


def _alike(pair: Pair) -> Alike:
    reasons = tuple(_(REASONS[name]) for name in pair.reasons if name in REASONS)
    return Alike(pair.other, pair.state is PairState.LINKED, reasons)


def _compared(
    referrals: Sequence[Referral], facts: Mapping[str, Mapping[str, Fact]]
) -> tuple[Compared, ...]:
    compared = []
    for name in dict.fromkeys((*_COMPARED, *_MORE)):
        values = [
            Value(each.reference, value_of(name, told.value), is_own_words(name, told.value))
            for each in referrals
            if (told := facts[each.id].get(name)) is not None and told.value not in _NOTHING
        ]
        if values:
            differs = len({value.words.casefold() for value in values}) > 1
            compared.append(Compared(_(FACTS[name]), tuple(values), differs))
    return tuple(compared)


def _earliest(
    referrals: Sequence[Referral], facts: Mapping[str, Mapping[str, Fact]], now: datetime
) -> tuple[str, datetime, str] | None:
    ends = []
    for each in referrals:
        told = facts[each.id]
        clock = clock_of(told, law_answers().book, language=each.language, now=now)
        jurisdiction = jurisdiction_of(told)
        if clock is not None and clock.deadline is not None and jurisdiction is not None:
            ends.append((each.reference, clock.deadline, jurisdiction))
    return min(ends, key=lambda end: end[1]) if len(ends) > 1 else None
