"""An invented year in the tables of a database that holds nobody: `helpline simulate year`."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from helpline.errors import HelplineError
from helpline.referrals.reference import new_check_word, new_reference
from helpline.simulation.people import Invented, invent
from helpline.storage.contacts import lookup_hash
from helpline.storage.database import Database, seal
from helpline.storage.kinds import (
    Author,
    Direction,
    EventExactness,
    EventKind,
    EventSource,
    EventState,
    Handler,
    MessageState,
    ReferralState,
)
from helpline.storage.tables import (
    Contact,
    Message,
    Referral,
    ReferralEvent,
    ReferralFact,
    new_id,
)

_BATCH = 500
# Numbers that nobody can have: 555 01 of North America, and far more digits than a phone has.
_NUMBER = "+155501{:07}"
_OURS = "+15550100"
_SAID = "An invented message."

Rows = dict[Any, list[dict[str, Any]]]


class HoldsPeople(HelplineError):
    """The database holds contacts: nothing invented may be put among them."""

    code = "holds_people"


def simulate_year(
    database: Database,
    year: int,
    *,
    referrals: int,
    rng: random.Random,
    now: datetime,
    progress: Callable[[int], object] = lambda done: None,
) -> None:
    """Puts so many invented referrals of a year, up to a moment (aware), into a database; raises
    HoldsPeople if there is any contact in it.
    """
    with database.reading() as session:
        if session.scalar(select(Contact.id).limit(1)) is not None:
            raise HoldsPeople("the database holds contacts; give one that is empty")
    references: set[str] = set()
    for first in range(0, referrals, _BATCH):
        with database.transaction() as session:
            rows: Rows = {
                table: [] for table in (Contact, Message, Referral, ReferralFact, ReferralEvent)
            }
            for number in range(first, min(first + _BATCH, referrals)):
                while (reference := new_reference(rng)) in references:
                    continue
                references.add(reference)
                case = invent(rng, year, now=now)
                _add(session, rows, case, number=number, reference=reference, rng=rng)
            for table, values in rows.items():
                if values:
                    session.execute(insert(table), values)
        progress(min(first + _BATCH, referrals))


def _add(
    session: Session,
    rows: Rows,
    case: Invented,
    *,
    number: int,
    reference: str,
    rng: random.Random,
) -> None:
    contact_id, address = new_id(), _NUMBER.format(number)
    language, _, latin = case.writing.partition("-")
    rows[Contact].append(
        {
            "id": contact_id,
            "channel": case.channel,
            "address_hash": lookup_hash(session, case.channel, address),
            "address_sealed": seal(session, address, column="contacts.address", row=contact_id),
            "own_address": _OURS,
            "language": language,
            "script": latin or None,
            "country": case.region,
            "handler": Handler.BOT,
            "last_inbound_at": case.written,
            "created_at": case.written,
        }
    )
    opened_by = _add_messages(session, rows, case, contact_id, language)
    _add_referral(session, rows, case, contact_id, opened_by, reference, language, rng)


def _add_messages(
    session: Session, rows: Rows, case: Invented, contact_id: str, language: str
) -> str:
    opening = _message(
        session, contact_id, language, Direction.INBOUND, Author.CONTACT, case.written
    )
    rows[Message].append(opening)
    if case.first_reply is not None:
        at = case.written + timedelta(seconds=case.first_reply)
        law = None if case.rights == "none" else "invented/rights@0"
        state = MessageState.SENT if case.rights == "sent" else MessageState.DELIVERED
        rows[Message].append(_reply(session, contact_id, language, Author.BOT, at, state, law))
    if case.by_person is not None:
        at = case.written + timedelta(seconds=case.by_person)
        state = MessageState.UNDELIVERED if case.has_undelivered else MessageState.DELIVERED
        arrived = MessageState.DELIVERED
        rows[Message].append(_reply(session, contact_id, language, Author.STAFF, at, arrived, None))
        if state is MessageState.UNDELIVERED:
            rows[Message].append(_reply(session, contact_id, language, Author.BOT, at, state, None))
    return str(opening["id"])


def _reply(
    session: Session,
    contact_id: str,
    language: str,
    author: Author,
    at: datetime,
    state: MessageState,
    law: str | None,
) -> dict[str, Any]:
    sent = _message(session, contact_id, language, Direction.OUTBOUND, author, at)
    return sent | {"state": state, "law": law, "priced_at": at}


def _message(
    session: Session,
    contact_id: str,
    language: str,
    direction: Direction,
    author: Author,
    at: datetime,
) -> dict[str, Any]:
    message_id = new_id()
    return {
        "id": message_id,
        "contact_id": contact_id,
        "direction": direction,
        "author": author,
        "state": MessageState.DONE,
        "body_sealed": seal(session, _SAID, column="messages.body", row=message_id),
        "language": language,
        "law": None,
        "own_address": _OURS,
        "priced_at": None,
        "created_at": at,
        "updated_at": at,
    }


def _add_referral(
    session: Session,
    rows: Rows,
    case: Invented,
    contact_id: str,
    opened_by: str,
    reference: str,
    language: str,
    rng: random.Random,
) -> None:
    referral_id = new_id()
    submitted = case.written + timedelta(minutes=9) if case.is_complete else None
    state = ReferralState.OPEN if submitted else ReferralState.DRAFT
    rows[Referral].append(
        {
            "id": referral_id,
            "reference": reference,
            "contact_id": contact_id,
            "opened_by": opened_by,
            "opened_intent": "report_arrest",
            "state": ReferralState.CLOSED if case.closed else state,
            "check_word": new_check_word(rng),
            "language": language,
            "created_at": case.written,
            "updated_at": case.closed or submitted or case.written,
            "submitted_at": submitted,
            "closed_at": case.closed,
        }
    )
    for name, value in case.facts.items():
        fact_id = new_id()
        rows[ReferralFact].append(
            {
                "id": fact_id,
                "referral_id": referral_id,
                "name": name,
                "value_sealed": seal(session, value, column="referral_facts.value", row=fact_id),
                "message_id": opened_by,
                "created_at": case.written,
            }
        )
    _add_events(rows, case, referral_id)


def _add_events(rows: Rows, case: Invented, referral_id: str) -> None:
    state = EventState.CONFIRMED if case.is_confirmed else EventState.TOLD
    events = [
        (each.kind, each.source, each.starts_at, each.ends_at, each.exactness, each.outcome,
         each.lawyer_present)
        for each in case.happenings
    ]  # fmt: skip
    if case.closed:
        events.append(
            (EventKind.CLOSED, EventSource.STAFF, case.closed, case.closed, EventExactness.EXACT,
             case.outcome, None)
        )  # fmt: skip
    rows[ReferralEvent] += [
        {
            "id": new_id(),
            "referral_id": referral_id,
            "kind": kind,
            "state": EventState.CONFIRMED if kind is EventKind.CLOSED else state,
            "source": source,
            "starts_at": starts,
            "ends_at": ends,
            "exactness": exactness,
            "outcome": outcome,
            "lawyer_present": lawyer,
            "created_at": starts or case.written,
        }
        for kind, source, starts, ends, exactness, outcome, lawyer in events
    ]
