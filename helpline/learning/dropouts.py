"""Where families stop: the question at which an intake was left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.referrals.questions import QUESTIONS, is_needed
from helpline.storage.kinds import ReferralState
from helpline.storage.referrals import Fact, current_facts_of
from helpline.storage.tables import Contact, Referral

# Who has not written for so long has left the intake.
LEFT_AFTER = timedelta(hours=24)
_BATCH = 500
_FACTS = frozenset(question.fact for question in QUESTIONS)


def count_dropouts(session: Session, *, now: datetime) -> Counter[str]:
    """Returns how many intakes were left at each question, by the fact it fills, up to a moment
    (aware). An intake is left if its contact has not written for a day.
    """
    left = session.execute(
        select(Referral.id, Referral.language)
        .join(Contact, Contact.id == Referral.contact_id)
        .where(Referral.state == ReferralState.DRAFT)
        .where(Contact.last_inbound_at < now - LEFT_AFTER)
    ).all()
    counts: Counter[str] = Counter()
    for first in range(0, len(left), _BATCH):
        batch = left[first : first + _BATCH]
        told = current_facts_of(session, [row.id for row in batch], _FACTS)
        counts.update(
            stopped
            for row in batch
            if (stopped := _open_question(told[row.id], row.language)) is not None
        )
    return counts


def _open_question(facts: Mapping[str, Fact], language: str | None) -> str | None:
    values = {name: fact.value for name, fact in facts.items()}
    needed = (q.fact for q in QUESTIONS if is_needed(q, values, language=language))
    return next(needed, None)
