"""Finding a case: by its reference, a phone number, the name of the person held, or the place."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers
from sqlalchemy.orm import Session

from helpline.referrals.reference import reference_in
from helpline.referrals.searching import (
    NAME,
    PLACE,
    SEARCHED,
    is_in_place,
    is_named,
    sought_in,
    tokens_in,
)
from helpline.storage.contacts import find_contact
from helpline.storage.kinds import Channel
from helpline.storage.referrals import current_facts_of, find_by_reference, list_facts
from helpline.storage.scope import Scope, is_contact_in, is_referral_in
from helpline.storage.search import (
    find_by_tokens,
    find_of_contacts,
    list_unindexed,
    put_tokens,
)
from helpline.storage.tables import Contact, Referral
from helpline.text.characters import digits_to_ascii, without_bidi

# Where a number without its country's code may be from.
_REGIONS = ("NP", "TN", "PS", "IL", "MM", "AF")
_FEWEST_DIGITS = 6
_AT_ONCE = 200
_MOST = 50


class By(enum.StrEnum):
    """By what a case was found."""

    REFERENCE = "reference"
    PHONE = "phone"
    NAME = "name"
    PLACE = "place"


@dataclass(frozen=True)
class Hit:
    """A case that was found, with its contact, the name and the place that were told of the person
    held (None: not told), and by what it was found.
    """

    referral: Referral
    contact: Contact
    name: str | None
    place: str | None
    by: By


@dataclass(frozen=True)
class Found:
    """Cases, the best first, and contacts that a number belongs to and who have no case."""

    hits: tuple[Hit, ...]
    contacts: tuple[Contact, ...]


def find(session: Session, text: str, *, scope: Scope) -> Found:
    """Returns what a text finds among the cases of a scope."""
    text = without_bidi(text).strip()
    contacts = [
        contact for contact in _contacts(session, text) if is_contact_in(session, scope, contact.id)
    ]
    theirs = find_of_contacts(session, [each.id for each in contacts], scope=scope, limit=_MOST)
    hits = [
        *_by_reference(session, text, scope),
        *_hits(session, theirs, By.PHONE),
        *_by_words(session, text, scope),
    ]
    first = {hit.referral.id: hit for hit in reversed(hits)}
    told = list(dict.fromkeys(hit.referral.id for hit in hits))
    with_case = {hit.contact.id for hit in hits}
    return Found(
        tuple(first[referral_id] for referral_id in told[:_MOST]),
        tuple(contact for contact in contacts if contact.id not in with_case),
    )


def index_missing(session: Session) -> int:
    """Makes findable some of the cases that are not yet, as after a change of keys or an upgrade,
    and returns how many.
    """
    missing = list_unindexed(session, SEARCHED, limit=_AT_ONCE)
    for referral in missing:
        for fact in list_facts(session, referral.id):
            put_tokens(session, referral.id, tokens_in(fact.name, fact.value, referral.language))
            session.flush()
    return len(missing)


def numbers_in(text: str) -> list[str]:
    """Returns the phone numbers (E.164) that a text may be, however it is spelled: with 00 or + or
    neither, with or without the country's code, in any script's digits.
    """
    digits = "".join(each for each in digits_to_ascii(text) if each.isdecimal())
    others = "".join(each for each in text if not (each.isdecimal() or each in "+-() ./\u00a0"))
    if len(digits) < _FEWEST_DIGITS or others.strip():
        return []
    bare = digits.removeprefix("00")
    spelled = [f"+{bare}", *(_local(digits, region) for region in _REGIONS)]
    # A Palestinian mobile is reached by either code.
    twins = {"+970": "+972", "+972": "+970"}
    spelled += [twins[each[:4]] + each[4:] for each in spelled if each[:4] in twins]
    return list(dict.fromkeys(each for each in spelled if each))


def _local(digits: str, region: str) -> str:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _contacts(session: Session, text: str) -> list[Contact]:
    found = (
        find_contact(session, channel, number) for number in numbers_in(text) for channel in Channel
    )
    return list({contact.id: contact for contact in found if contact is not None}.values())


def _by_reference(session: Session, text: str, scope: Scope) -> list[Hit]:
    reference = reference_in(text)
    referral = find_by_reference(session, reference) if reference else None
    if referral is None or not is_referral_in(session, scope, referral.id):
        return []
    contact = session.get_one(Contact, referral.contact_id)
    return _hits(session, [(referral, contact)], By.REFERENCE)


def _by_words(session: Session, text: str, scope: Scope) -> list[Hit]:
    tokens = sought_in(text, None)
    if not tokens:
        return []
    rows = find_by_tokens(session, tokens, scope=scope, limit=_MOST * 4)
    named, placed = [], []
    for hit in _hits(session, rows, By.NAME):
        if hit.name is not None and is_named(text, hit.name):
            named.append(hit)
        elif hit.place is not None and is_in_place(text, hit.place, hit.referral.language):
            placed.append(Hit(hit.referral, hit.contact, hit.name, hit.place, By.PLACE))
    return named + placed


def _hits(session: Session, rows: Sequence[tuple[Referral, Contact]], by: By) -> list[Hit]:
    facts = current_facts_of(session, [referral.id for referral, _ in rows], SEARCHED)
    hits = []
    for referral, contact in rows:
        told = {name: fact.value for name, fact in facts[referral.id].items()}
        hits.append(Hit(referral, contact, told.get(NAME), told.get(PLACE), by))
    return hits
