"""What somebody told in the messages before the one that opens a referral: beside a question, or in
words that we did not understand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy.orm import Session

from helpline.law.places import country_of_number
from helpline.referrals.intake import told_to, values_of
from helpline.referrals.reading import is_answered, told_in
from helpline.storage.kinds import Author
from helpline.storage.messages import body_of
from helpline.storage.referrals import add_fact, referrals_by_contact
from helpline.storage.tables import Contact, Referral
from helpline.storage.traffic import written_since

# Longer ago it may be of something else.
_LATELY, _MOST = timedelta(hours=6), 6
# So few words are half of what somebody says: "brother" - "jail" - "yesterday".
_FEW_WORDS = 3
# Who is told of otherwise here is somebody else.
_OF_WHOM = frozenset({"who_held", "sex", "age", "age_group", "people_held"})


@dataclass(frozen=True)
class Earlier:
    """A message written before: its id, its moment, and the facts that it alone tells."""

    message_id: str
    written_at: datetime
    facts: Mapping[str, str]


def told_earlier(
    session: Session,
    contact: Contact,
    text: str,
    told: Mapping[str, str],
    *,
    message_id: str,
    language: str | None,
    now: datetime,
    is_held: bool = False,
) -> list[Earlier]:
    """Returns what a contact wrote shortly before a message tells of who is held, the newest first:
    only what neither the message (`told`) nor a newer one did, and nothing that is of another
    person. What single words tell together is told by the message itself. `is_held` says that
    somebody is held: then "my brother", written alone before, is who.
    """
    known, found = dict(told), []
    written = written_since(session, contact.id, (Author.CONTACT,), since=now - _LATELY)
    ids = [message.id for message in written]
    later = ids.index(message_id) + 1 if message_id in ids else 0
    before = written[later : later + _MOST]
    bodies = [body_of(session, message) for message in before]
    said = [(each.id, each.created_at, body) for each, body in zip(before, bodies, strict=True)]
    for each_id, moment, body in [(message_id, now, _joined(text, bodies)), *said]:
        facts = told_in(
            body,
            language=language,
            now=moment,
            here=country_of_number(contact.country),
            known=known,
            is_held=is_held and len(body.split()) <= _FEW_WORDS,
        )
        if any(known.get(name, value) != value for name, value in facts.items() & _whom(facts)):
            continue
        new = {name: value for name, value in facts.items() if not is_answered(known, name)}
        if new:
            found.append(Earlier(each_id, moment, new))
            known |= new
    return found


def _joined(text: str, bodies: list[str]) -> str:
    """Returns a message behind the few words that were each a message before it, if any were."""
    few = list(takewhile(lambda body: len(body.split()) <= _FEW_WORDS, bodies))
    return ", ".join([*reversed(few), text]) if few else ""


def record_earlier(
    session: Session,
    contact: Contact,
    referral: Referral,
    text: str,
    *,
    message_id: str,
    now: datetime,
) -> None:
    """Adds what a contact told shortly before the message that opened their first referral, each
    fact with the message and the moment in which it was told; and what the message itself says of
    whom those named.
    """
    has_other = len(referrals_by_contact(session, [contact.id])[contact.id]) > 1
    if has_other or referral.opened_by != message_id:
        return
    told = values_of(session, referral)
    earlier = told_earlier(
        session, contact, text, told,
        message_id=message_id, language=contact.language, now=now, is_held=True,
    )  # fmt: skip
    for each in earlier:
        for name, value in each.facts.items():
            add_fact(
                session, referral, name, value, message_id=each.message_id, now=each.written_at
            )
    if earlier:
        # Its own words say more now: "the police, in Pokhara" is of the friend named before.
        known = values_of(session, referral)
        again = told_to(session, contact, referral, text, now=now)
        for name in again.keys() - known.keys():
            add_fact(session, referral, name, again[name], message_id=message_id, now=now)


def _whom(facts: Mapping[str, str]) -> set[tuple[str, str]]:
    return {(name, value) for name, value in facts.items() if name in _OF_WHOM}
