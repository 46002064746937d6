"""Several people of one family who are held at once: a referral each, the next opened with what
they share.
"""

from __future__ import annotations

import random
from datetime import datetime

from sqlalchemy.orm import Session

from helpline.referrals import intake
from helpline.referrals.questions import PEOPLE_HELD, TOLD_FIRST
from helpline.storage import referrals
from helpline.storage.referrals import Fact
from helpline.storage.tables import Contact, Referral

# Which of several people held a referral is about (none: the first).
PERSON_NUMBER = "person_number"
# What is the same for all who were taken together, and of who writes.
_SHARED = (
    TOLD_FIRST, PEOPLE_HELD, "safe", "reach", "who_held", "country", "place", "held_by", "holder",
    "arrested_when",
)  # fmt: skip
_INTENT = "report_arrest"


def has_next(session: Session, referral: Referral) -> bool:
    """Whether a family told of more people held than they have referrals for."""
    facts = referrals.current_facts(session, referral.id)
    return _number(facts, PERSON_NUMBER) < _number(facts, PEOPLE_HELD)


def open_next(
    session: Session, contact: Contact, *, message_id: str, now: datetime, rng: random.Random
) -> Referral | None:
    """Opens the referral of the next person, with all that is shared in it, and returns it; None if
    the family has no referral. The same message opens one only.
    """
    before = referrals.find_latest_referral(session, contact.id)
    if before is None or before.opened_by == message_id:
        return before
    facts = referrals.current_facts(session, before.id)
    draft = intake.open_referral(
        session, contact, message_id=message_id, intent=_INTENT, now=now, rng=rng
    )
    shared = (*_SHARED, *(["sex"] if _is_of_all(facts, "sex") else []))
    for name in shared:
        if name in facts:
            # Told when it was told: "last night" is the night before that.
            fact = facts[name]
            referrals.add_fact(
                session, draft, name, fact.value, message_id=fact.message_id, now=fact.told_at
            )
    number = str(_number(facts, PERSON_NUMBER) + 1)
    referrals.add_fact(session, draft, PERSON_NUMBER, number, message_id=message_id, now=now)
    return draft


def _is_of_all(facts: dict[str, Fact], name: str) -> bool:
    """Whether a fact was told by the words for all who are held: "my two daughters"."""
    told = [facts[each].message_id for each in (name, PEOPLE_HELD) if each in facts]
    return len(told) > 1 and len(set(told)) == 1


def _number(facts: dict[str, Fact], name: str) -> int:
    value = facts[name].value if name in facts else ""
    return int(value) if value.isdecimal() else 1
