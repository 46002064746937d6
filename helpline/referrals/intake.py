"""How a referral comes to be: opened by a first message, filled in answer by answer, confirmed.

Every step is idempotent on the message that caused it: taking the same message twice opens one
referral and records one answer.
"""

from __future__ import annotations

import random
from datetime import datetime

from sqlalchemy.orm import Session

from helpline.referrals.questions import LEFT_OUT, NEWS
from helpline.referrals.reference import new_check_word, new_reference
from helpline.storage import referrals
from helpline.storage.kinds import ReferralState
from helpline.storage.tables import Contact, Referral

# What decides whose law applies, where the country alone does: in Palestine it takes who holds the
# person.
_JURISDICTION_OF_COUNTRY = {
    "nepal": "nepal",
    "tunisia": "tunisia",
    "myanmar": "myanmar",
    "afghanistan": "afghanistan",
}


def open_referral(
    session: Session,
    contact: Contact,
    *,
    message_id: str,
    intent: str,
    now: datetime,
    rng: random.Random,
) -> Referral:
    """Returns the draft that a message opens: the contact's unfinished one if there is any, else a
    new one.
    """
    referral = referrals.find_referral_opened_by(session, message_id) or referrals.find_draft(
        session, contact.id
    )
    if referral is not None:
        return referral
    referral = Referral(
        reference=_free_reference(session, rng),
        contact_id=contact.id,
        opened_by=message_id,
        opened_intent=intent,
        state=ReferralState.DRAFT,
        check_word=new_check_word(rng),
        language=contact.language,
        created_at=now,
        updated_at=now,
    )
    session.add(referral)
    session.flush()
    return referral


def record_answer(
    session: Session, contact: Contact, fact: str, value: str, *, message_id: str, now: datetime
) -> None:
    """Records an answer in the contact's draft; does nothing if the contact has none."""
    draft = referrals.find_draft(session, contact.id)
    if draft is not None:
        referrals.add_fact(session, draft, fact, value, message_id=message_id, now=now)


def submit_referral(session: Session, contact: Contact, *, now: datetime) -> Referral | None:
    """Confirms the contact's draft and returns it; the latest confirmed one if there is no
    draft.
    """
    draft = referrals.find_draft(session, contact.id)
    if draft is None:
        return referrals.find_latest_referral(session, contact.id)
    draft.state = ReferralState.OPEN
    draft.submitted_at = now
    draft.updated_at = now
    return draft


def record_news(
    session: Session, contact: Contact, words: str, *, message_id: str, now: datetime
) -> Referral | None:
    """Adds what a contact tells to their latest referral and returns it, or None if they have
    none.
    """
    referral = referrals.find_latest_referral(session, contact.id)
    if referral is not None:
        referrals.add_fact(session, referral, NEWS, words, message_id=message_id, now=now)
    return referral


def jurisdiction_of(facts: dict[str, referrals.Fact]) -> str | None:
    """Returns the id of the law file that the facts point to, or None where they leave it open."""
    country = facts["country"].value if "country" in facts else None
    if country != "palestine":
        return _JURISDICTION_OF_COUNTRY.get(country or "")
    held_by = facts["held_by"].value if "held_by" in facts else LEFT_OUT
    return {"police": "palestine", "army": "israeli-military"}.get(held_by)


def _free_reference(session: Session, rng: random.Random) -> str:
    reference = new_reference(rng)
    while referrals.find_by_reference(session, reference) is not None:
        reference = new_reference(rng)
    return reference
