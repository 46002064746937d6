"""The index by which staff find referrals: keyed hashes of what is sealed, so that a copy of the
database tells no name.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, bindparam, delete, exists, select
from sqlalchemy.orm import Session

from helpline.privacy.vault import Vault
from helpline.storage.scope import Scope, referrals_in
from helpline.storage.tables import Contact, Referral, ReferralFact, SearchToken

_PURPOSE = "search"
_KNOWN = select(SearchToken.token).where(
    SearchToken.referral_id == bindparam("referral_id"),
    SearchToken.token.in_(bindparam("tokens", expanding=True)),
)


def put_tokens(session: Session, referral_id: str, tokens: Collection[str]) -> None:
    """Adds words to those by which a referral is found; what it was found by before stays."""
    vault: Vault = session.info["vault"]
    hashes = {vault.lookup(token, purpose=_PURPOSE) for token in tokens}
    if not hashes:
        return
    known = set(session.scalars(_KNOWN, {"referral_id": referral_id, "tokens": list(hashes)}))
    session.add_all(SearchToken(referral_id=referral_id, token=each) for each in hashes - known)


def forget_tokens(session: Session) -> None:
    """Drops all words by which referrals are found; they are made anew when staff search next."""
    session.execute(delete(SearchToken))


def find_by_tokens(
    session: Session, tokens: Collection[str], *, scope: Scope, limit: int
) -> list[tuple[Referral, Contact]]:
    """Returns the referrals of a scope that are found by any of some words, closed ones too, the
    latest changed first.
    """
    vault: Vault = session.info["vault"]
    hashes = {each for token in tokens for each in vault.lookups(token, purpose=_PURPOSE)}
    found = select(SearchToken.referral_id).where(SearchToken.token.in_(hashes))
    return _rows(session, Referral.id.in_(found), scope=scope, limit=limit)


def find_of_contacts(
    session: Session, contact_ids: Collection[str], *, scope: Scope, limit: int
) -> list[tuple[Referral, Contact]]:
    """Returns the referrals of some contacts within a scope, the latest changed first."""
    return _rows(session, Referral.contact_id.in_(contact_ids), scope=scope, limit=limit)


def list_unindexed(session: Session, names: Collection[str], *, limit: int) -> list[Referral]:
    """Returns referrals that tell a fact of some names and that no word finds."""
    told = exists().where(ReferralFact.referral_id == Referral.id, ReferralFact.name.in_(names))
    indexed = exists().where(SearchToken.referral_id == Referral.id)
    return list(session.scalars(select(Referral).where(told, ~indexed).limit(limit)))


def _rows(
    session: Session, which: ColumnElement[bool], *, scope: Scope, limit: int
) -> list[tuple[Referral, Contact]]:
    rows = session.execute(
        select(Referral, Contact)
        .join(Contact, Contact.id == Referral.contact_id)
        .where(which, referrals_in(scope))
        .order_by(Referral.updated_at.desc())
        .limit(limit)
    )
    return [(referral, contact) for referral, contact in rows]
