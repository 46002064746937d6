"""Referrals that may be about one person held: what they are found by, and pairs of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from helpline.errors import NotFound
from helpline.privacy.vault import Vault
from helpline.storage.database import unseal
from helpline.storage.kinds import PairState, ReferralState
from helpline.storage.scope import Scope, referrals_in
from helpline.storage.tables import Contact, Referral, ReferralFact, ReferralPair, ReferralToken

_ALIKE = "alike"
# A referral that shares something with more others than this is compared with those that it shares
# most with.
_MOST_FOUND = 100

_AMONG = ReferralToken.token.in_(bindparam("tokens", expanding=True))
_SHARING = (
    select(ReferralToken.referral_id, func.count().label("many"))
    .join(Referral, Referral.id == ReferralToken.referral_id)
    .where(
        _AMONG,
        Referral.contact_id != bindparam("contact_id"),
        Referral.state != ReferralState.CLOSED,
        Referral.withheld_at.is_(None),
    )
    .group_by(ReferralToken.referral_id)
    .order_by(func.count().desc(), ReferralToken.referral_id)
    .limit(_MOST_FOUND)
)
_TOKENS_OF = select(ReferralToken.referral_id, ReferralToken.token).where(
    ReferralToken.referral_id.in_(bindparam("referral_ids", expanding=True)), _AMONG
)


@dataclass(frozen=True)
class Pair:
    """Two referrals as one of them sees it: the `other`, what staff hold of the two, and why they
    may be about one person, the strongest reason first.
    """

    other: Referral
    state: PairState
    score: int
    reasons: tuple[str, ...]


def list_changed(
    session: Session, *, limit: int, written_before: datetime
) -> list[tuple[Referral, Contact]]:
    """Returns referrals, with their contacts, that have changed since they were last compared with
    others, the longest changed first. The closed and the withheld are not among them, nor drafts to
    which something was added since a moment (aware).
    """
    rows = session.execute(
        select(Referral, Contact)
        .join(Contact, Contact.id == Referral.contact_id)
        .where(Referral.state != ReferralState.CLOSED, Referral.withheld_at.is_(None))
        .where(or_(Referral.compared_at.is_(None), Referral.compared_at < Referral.updated_at))
        .where(or_(Referral.state != ReferralState.DRAFT, Referral.updated_at <= written_before))
        .order_by(Referral.updated_at)
        .limit(limit)
    )
    return [(referral, contact) for referral, contact in rows]


def put_tokens(session: Session, seen: Referral, words: Iterable[str]) -> bool:
    """Keeps what a referral is found by, hashed, in place of what was kept before, and that it was
    compared as it was `seen`; False if it is gone meanwhile.
    """
    compared = session.execute(
        update(Referral)
        .where(Referral.id == seen.id)
        .values(compared_at=seen.updated_at)
        .returning(Referral.id)
    )
    if compared.first() is None:
        return False
    vault: Vault = session.info["vault"]
    new = {vault.lookup(word, purpose=_ALIKE) for word in words}
    mine = ReferralToken.referral_id == seen.id
    old = set(session.scalars(select(ReferralToken.token).where(mine)))
    if old - new:
        session.execute(delete(ReferralToken).where(mine, ReferralToken.token.in_(old - new)))
    session.add_all(ReferralToken(referral_id=seen.id, token=token) for token in new - old)
    session.flush()
    return True


def find_sharing(
    session: Session, referral: Referral, words: Collection[str]
) -> dict[str, frozenset[str]]:
    """Returns what of some words each other referral is found by too, by its id: those that share
    most, of other contacts, not closed and not withheld.
    """
    vault: Vault = session.info["vault"]
    word_of = {token: word for word in words for token in vault.lookups(word, purpose=_ALIKE)}
    tokens = list(word_of)
    sharing = session.execute(_SHARING, {"tokens": tokens, "contact_id": referral.contact_id})
    found = [referral_id for referral_id, _ in sharing]
    rows = session.execute(_TOKENS_OF, {"tokens": tokens, "referral_ids": found})
    words_of: dict[str, set[str]] = {referral_id: set() for referral_id in found}
    for referral_id, token in rows:
        words_of[referral_id].add(word_of[token])
    return {referral_id: frozenset(each) for referral_id, each in words_of.items()}


def words_told(
    session: Session, referral_ids: Sequence[str], names: Collection[str]
) -> dict[str, str]:
    """Returns, for each of some referrals by id, all that was ever told of some facts, as one
    text.
    """
    rows = session.scalars(
        select(ReferralFact)
        .where(ReferralFact.referral_id.in_(referral_ids), ReferralFact.name.in_(names))
        .order_by(ReferralFact.seq)
    )
    told: dict[str, list[str]] = {referral_id: [] for referral_id in referral_ids}
    for row in rows:
        value = unseal(session, row.value_sealed, column="referral_facts.value", row=row.id)
        told[row.referral_id].append(value)
    return {referral_id: "\n".join(values) for referral_id, values in told.items()}


def forget_comparisons(session: Session) -> None:
    """Lets every referral be compared anew: after the keys of the hashes have changed."""
    session.execute(update(Referral).values(compared_at=None))


def put_candidates(
    session: Session,
    referral: Referral,
    found: Iterable[tuple[Referral, int, Sequence[str]]],
    *,
    now: datetime,
) -> None:
    """Keeps with which others a referral may be about one person, each as (the other, score,
    reasons), in place of the candidates before; what staff have decided stays as it is.
    """
    kept = {_other_id(pair, referral.id): pair for pair in _rows_of(session, [referral.id])}
    likely = {other.id: (other, score, reasons) for other, score, reasons in found}
    for other_id, pair in kept.items():
        if pair.state is PairState.CANDIDATE and other_id not in likely:
            session.delete(pair)
    for other_id, (other, score, reasons) in likely.items():
        before = kept.get(other_id)
        if before is None:
            before = _new_pair(session, referral, other, PairState.CANDIDATE, now)
        if before.state is PairState.CANDIDATE:
            before.score, before.reasons = score, ",".join(reasons)
    session.flush()


def decide_pair(
    session: Session,
    referral: Referral,
    other: Referral,
    state: PairState,
    *,
    staff_id: str,
    now: datetime,
) -> None:
    """Records that staff link two referrals, dismiss that they are about one person, or take either
    back (CANDIDATE). Staff may link two that were not offered. Raises NotFound for two of one
    contact.
    """
    if referral.contact_id == other.contact_id:
        raise NotFound("pair")
    pairs = {_other_id(each, referral.id): each for each in _rows_of(session, [referral.id])}
    pair = pairs.get(other.id) or _new_pair(session, referral, other, state, now)
    pair.state, pair.staff_id, pair.decided_at = state, staff_id, now
    session.flush()
    if state is PairState.CANDIDATE and not pair.reasons:
        session.delete(pair)


def pairs_of(session: Session, referral_ids: Sequence[str]) -> dict[str, list[Pair]]:
    """Returns, for each of some referrals by id, its pairs that are linked, then those that may be,
    the likeliest first. What was dismissed is left out, and so is a pair with a closed referral
    unless it is linked.
    """
    pairs: dict[str, list[Pair]] = {referral_id: [] for referral_id in referral_ids}
    one, other = aliased(Referral), aliased(Referral)
    rows = session.execute(
        select(ReferralPair, one, other)
        .join(one, one.id == ReferralPair.one_id)
        .join(other, other.id == ReferralPair.other_id)
        .where(_is_of(referral_ids), ReferralPair.state != PairState.DISMISSED)
        .order_by(ReferralPair.state.desc(), ReferralPair.score.desc(), ReferralPair.id)
    )
    for row, first, second in rows:
        for mine, theirs in ((first, second), (second, first)):
            is_past = ReferralState.CLOSED in (mine.state, theirs.state)
            if mine.id in pairs and (row.state is PairState.LINKED or not is_past):
                reasons = tuple(filter(None, row.reasons.split(",")))
                pairs[mine.id].append(Pair(theirs, row.state, row.score, reasons))
    return pairs


def those_in(session: Session, scope: Scope, referral_ids: Sequence[str]) -> set[str]:
    """Returns which of some referrals, by id, are in a scope."""
    within = select(Referral.id).where(Referral.id.in_(referral_ids), referrals_in(scope))
    return set(session.scalars(within))


def _new_pair(
    session: Session, referral: Referral, other: Referral, state: PairState, now: datetime
) -> ReferralPair:
    one, two = sorted((referral, other), key=lambda each: (each.created_at, each.id))
    pair = ReferralPair(
        one_id=one.id, other_id=two.id, state=state, score=0, reasons="", created_at=now
    )
    session.add(pair)
    return pair


def _rows_of(session: Session, referral_ids: Sequence[str]) -> Sequence[ReferralPair]:
    return session.scalars(select(ReferralPair).where(_is_of(referral_ids))).all()


def _is_of(referral_ids: Sequence[str]) -> ColumnElement[bool]:
    return or_(ReferralPair.one_id.in_(referral_ids), ReferralPair.other_id.in_(referral_ids))


def _other_id(pair: ReferralPair, referral_id: str) -> str:
    return pair.other_id if pair.one_id == referral_id else pair.one_id
