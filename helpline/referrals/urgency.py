"""Signs of urgency in what a family writes, whatever else the message is about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from helpline.storage import referrals
from helpline.storage.tables import Contact
from helpline.text.lexicon import concepts_in
from helpline.text.normalise import fold

# Facts that words alone give rise to, and the concepts of the lexicon that do.
MISTREATMENT_SIGN = "sign_mistreatment"
MEDICAL_SIGN = "sign_medical"
SEEN = "seen"

_CONCEPTS = {
    MISTREATMENT_SIGN: frozenset({"beat_hit", "torture", "rape_sexual", "starve_sleep"}),
    MEDICAL_SIGN: frozenset(
        {"blood_wound", "chronic_disease", "pregnant", "sick_ill", "pain_breath"}
    ),
}


def signs_in(text: str) -> list[str]:
    """Returns the signs that a message holds, by its words alone: for staff to look, no more."""
    found = concepts_in(fold(text)).keys()
    return [sign for sign, concepts in _CONCEPTS.items() if concepts & found]


def record_signs(
    session: Session, contact: Contact, text: str, *, message_id: str, now: datetime
) -> None:
    """Adds the signs in a message to the contact's latest referral, if they have one."""
    signs = signs_in(text)
    referral = referrals.find_latest_referral(session, contact.id) if signs else None
    if referral is None:
        return
    for sign in signs:
        referrals.add_fact(session, referral, sign, SEEN, message_id=message_id, now=now)
