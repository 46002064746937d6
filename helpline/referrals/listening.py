"""What a message tells while staff hold its conversation, or the bot cannot answer it: it is not
lost on the queue of urgency.
"""

from __future__ import annotations

import random
from datetime import datetime

from sqlalchemy.orm import Session

from helpline.law.places import country_of_number
from helpline.news.gravest import gravest_in
from helpline.referrals import intake
from helpline.referrals.happenings import hear_happenings
from helpline.referrals.reading import tells_of_an_arrest, told_in
from helpline.referrals.urgency import record_signs, signs_in
from helpline.storage.referrals import find_latest_referral
from helpline.storage.tables import Contact

# What a draft is opened as whose first message no bot has read.
_INTENT = "report_arrest"


def listen(
    session: Session,
    contact: Contact,
    text: str,
    *,
    message_id: str,
    now: datetime,
    rng: random.Random,
) -> None:
    """Records the signs of urgency, the facts, and what happened, in a message that the bot does
    not answer, in the contact's latest referral. For who has none, a draft is opened if it tells
    that somebody is held.
    """
    referral = find_latest_referral(session, contact.id)
    if referral is not None:
        intake.record_facts(session, contact, referral, text, message_id=message_id, now=now)
    else:
        open_if_told(session, contact, text, message_id=message_id, now=now, rng=rng)
    record_signs(session, contact, text, message_id=message_id, now=now)
    hear_happenings(session, contact, text, message_id=message_id, now=now)


def open_if_told(
    session: Session,
    contact: Contact,
    text: str,
    *,
    message_id: str,
    now: datetime,
    rng: random.Random,
) -> None:
    """Opens a draft of a contact who has none, with what a message tells, if it tells that somebody
    is held, or of a death, or that they want to die.
    """
    here = country_of_number(contact.country)
    told = told_in(text, language=contact.language, now=now, here=here)
    tells_gravely = gravest_in(text, language=contact.language) is not None
    is_of_somebody = "who_held" in told and bool(signs_in(text))
    if not (tells_of_an_arrest(told) or is_of_somebody or tells_gravely):
        return
    draft = intake.open_referral(
        session, contact, message_id=message_id, intent=_INTENT, now=now, rng=rng
    )
    intake.record_first(session, draft, text, told, message_id=message_id, now=now)
