"""How a referral comes to be: opened by a first message, filled in answer by answer, confirmed.

Every step is idempotent on the message that caused it: taking the same message twice opens one
referral and records one answer.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from helpline.dates import When, in_words
from helpline.law.places import country_of_number, jurisdiction_of
from helpline.referrals.arrests import arrested_when
from helpline.referrals.questions import NEWS, TOLD_FIRST
from helpline.referrals.reading import is_answered, puts_time_right, told_in, zone_of
from helpline.referrals.reference import new_check_word, new_reference
from helpline.referrals.wording import admits_mistake, puts_right
from helpline.storage import referrals
from helpline.storage.erasures import erased_at
from helpline.storage.kinds import ReferralState
from helpline.storage.tables import Contact, Referral

# What news may overrule: where somebody is changes, who they are does not.
_MAY_CHANGE = frozenset({"place", "held_by", "holder", "condition", "questioned"})
_OF_WHO = frozenset({"age", "age_group", "held_name"})


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


def told_to(
    session: Session,
    contact: Contact,
    referral: Referral,
    text: str,
    *,
    now: datetime,
    is_held: bool = False,
    asked: str | None = None,
    intent: str | None = None,
) -> dict[str, str]:
    """Returns the facts that a message to a referral tells by itself, as {name: value}; `is_held`,
    `asked` and `intent` as for `told_in`.
    """
    known = referrals.current_facts(session, referral.id)
    when = known.get("arrested_when")
    here = country_of_number(contact.country)
    return told_in(
        text,
        language=contact.language,
        now=now,
        here=here,
        known={name: fact.value for name, fact in known.items()},
        known_at=when.told_at if when is not None else None,
        is_held=is_held,
        asked=asked,
        intent=intent,
    )


def record_first(
    session: Session,
    referral: Referral,
    text: str,
    told: Mapping[str, str],
    *,
    message_id: str,
    now: datetime,
) -> None:
    """Records the message that opens a referral (or is told again while it is a draft), and the
    facts in it that were not known before, or were left out.
    """
    referrals.add_fact(session, referral, TOLD_FIRST, text, message_id=message_id, now=now)
    _record_new(session, referral, told, message_id=message_id, now=now)


def record_telling(
    session: Session, contact: Contact, text: str, *, message_id: str, now: datetime
) -> dict[str, str] | None:
    """Adds what a contact tells to their latest referral, as news and as the facts that are new
    or told otherwise; returns these facts, or None if they have no referral.
    """
    referral = record_news(session, contact, text, message_id=message_id, now=now)
    if referral is None:
        return None
    return record_facts(session, contact, referral, text, message_id=message_id, now=now)


def record_facts(
    session: Session,
    contact: Contact,
    referral: Referral,
    text: str,
    *,
    message_id: str,
    now: datetime,
) -> dict[str, str]:
    """Adds the facts in a message to a referral that are new or told otherwise; returns them."""
    told = told_anew(session, contact, referral, text, now=now)
    for name, value in told.items():
        referrals.add_fact(session, referral, name, value, message_id=message_id, now=now)
    return told


def told_anew(
    session: Session, contact: Contact, referral: Referral, text: str, *, now: datetime
) -> dict[str, str]:
    """Returns the facts in a message that are new to a referral or told otherwise. Who somebody is
    and since when they are held is told otherwise only where the message puts it right: "he is 25,
    not 24", "it was Monday, not Tuesday".
    """
    known = values_of(session, referral)
    told = told_to(session, contact, referral, text, now=now)
    may_change = set(_MAY_CHANGE)
    if admits_mistake(text):
        may_change |= _OF_WHO
    if "arrested_when" in told and _puts_time_right(text, told, known, contact.language, now):
        may_change.add("arrested_when")
    if told.get("held_name", "").startswith(known.get("held_name", " ")):
        # "Karim", and later "Karim Ben Ali".
        may_change.add("held_name")
    return {
        name: value
        for name, value in told.items()
        if known.get(name) != value
        and (
            not is_answered(known, name)
            or name in may_change
            or puts_right(text, _named_before(known, name))
        )
    }


def _named_before(known: Mapping[str, str], name: str) -> str:
    """Returns the words by which a correction of a fact names what was told before: of a name the
    first, and of whether somebody is of age how old they are.
    """
    value = known.get("age" if name == "age_group" else name, "")
    return value.partition(" ")[0] if name == "held_name" else value


def _puts_time_right(
    text: str,
    told: Mapping[str, str],
    known: Mapping[str, str],
    language: str | None,
    now: datetime,
) -> bool:
    zone = zone_of(told.get("country") or known.get("country"))
    return puts_time_right(text, language=language, zone=zone, now=now)


def record_told(
    session: Session,
    contact: Contact,
    referral: Referral,
    text: str,
    *,
    message_id: str,
    now: datetime,
) -> None:
    """Adds what a message tells of the person of a referral who is known to be held, as far as it
    is not known yet.
    """
    told = told_to(session, contact, referral, text, now=now, is_held=True)
    _record_new(session, referral, told, message_id=message_id, now=now)


def _record_new(
    session: Session, referral: Referral, told: Mapping[str, str], *, message_id: str, now: datetime
) -> None:
    known = values_of(session, referral)
    for name, value in told.items():
        if not is_answered(known, name):
            referrals.add_fact(session, referral, name, value, message_id=message_id, now=now)


def values_of(session: Session, referral: Referral) -> dict[str, str]:
    """Returns the newest value of each fact of a referral."""
    return {
        name: fact.value for name, fact in referrals.current_facts(session, referral.id).items()
    }


def when_told(session: Session, referral: Referral) -> When | None:
    """Returns what was understood of the time of the arrest, or None."""
    facts = referrals.current_facts(session, referral.id)
    return arrested_when(facts, language=referral.language)


def say_when(session: Session, referral: Referral, words: str, language: str) -> str:
    """Returns the time of the arrest as it was understood, in a language and the calendar of the
    place; the words themselves where they were not.
    """
    when = when_told(session, referral)
    if when is None:
        return words
    facts = referrals.current_facts(session, referral.id)
    return in_words(when, language, jurisdiction_of(facts))


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


def _free_reference(session: Session, rng: random.Random) -> str:
    reference = new_reference(rng)
    # Nor may it be that of a case which was erased.
    while referrals.find_by_reference(session, reference) or erased_at(session, reference):
        reference = new_reference(rng)
    return reference
