"""A storm: many families write at once while processes are killed, webhooks come twice and reports
come in the wrong order. Afterwards nothing may be lost, doubled or out of order.
"""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sqlalchemy import func, select

from helpline.storage.kinds import Author, Direction, MessageState
from helpline.storage.messages import body_of, list_messages
from helpline.storage.tables import Contact, Message, Referral
from tests.end_to_end.installation import Installation, wait_for

# An intake with what people write between its questions; each of these is answered.
SCRIPT = (
    "the police arrested my uncle yesterday evening",
    "is it free?",
    "1",
    "Nepal",
    "police",
    "Lalitpur",
    "who are you?",
    "adult",
    "a man",
    "no",
    "what are his rights",
    "they have not questioned him",
    "Hari",
    "yes",
    "thank you",
    "any news of my case?",
    "how long can the police keep him",
    "can we visit him",
    "must he sign what they wrote",
    "thanks, goodbye",
)
_WEIGHTS = {"worker": 12, "gateway": 8, "bot": 5, "actions": 5}


@dataclass
class Found:
    """What went wrong, by contact; all of it must be empty."""

    lost: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    answered_twice: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    sent_otherwise: list[str] = field(default_factory=list)
    referrals: list[str] = field(default_factory=list)


def rage(installation: Installation, *, contacts: int, kills: int, seed: int) -> list[str]:
    """Lets contacts write the whole script while parts are killed; returns their numbers once
    everything is answered.
    """
    rng = random.Random(seed)
    numbers = [f"+1555{seed % 90 + 10}{index:04}" for index in range(contacts)]
    parts = rng.choices(list(_WEIGHTS), list(_WEIGHTS.values()), k=kills)
    installation.faults(duplicates=1, reverse_callbacks=1)
    with ThreadPoolExecutor(8) as phones:
        for turn, words in enumerate(SCRIPT):
            due = parts[turn * kills // len(SCRIPT) : (turn + 1) * kills // len(SCRIPT)]
            moments = sorted(rng.sample(range(contacts), len(due)))
            written = []
            for index, number in enumerate(numbers):
                written.append(phones.submit(installation.write, number, words))
                if moments and index == moments[0]:
                    moments.pop(0)
                    installation.kill(due.pop(0))
            for each in written:
                each.result()
            _wait_for_most(installation, numbers, turn)
    wait_for(lambda: _is_quiet(installation, numbers), seconds=180, what="the last answer")
    return numbers


def look(installation: Installation, numbers: list[str]) -> Found:
    """Compares what phones wrote and received with what stands in the database."""
    found = Found()
    database = installation.database()
    with database.reading() as session:
        for number in numbers:
            contact = installation.contact(session, number)
            rows = list_messages(session, contact.id)
            inbound = [row for row in rows if row.direction is Direction.INBOUND]
            outbound = [row for row in rows if row.direction is Direction.OUTBOUND]
            written = Counter(body_of(session, row) for row in inbound)
            if written != Counter(SCRIPT):
                found.lost.append(number)
            _look_at_answers(found, number, inbound, outbound)
            said = [body_of(session, row) for row in outbound]
            if installation.bodies(number) != said:
                found.sent_otherwise.append(number)
            opened = session.scalar(select(func.count()).where(Referral.contact_id == contact.id))
            if opened != 1:
                found.referrals.append(number)
    database.close()
    return found


def _look_at_answers(
    found: Found, number: str, inbound: list[Message], outbound: list[Message]
) -> None:
    place = {row.id: index for index, row in enumerate(inbound)}
    turns = [row.turn for row in outbound if row.author is Author.BOT]
    places = [place[turn] for turn in turns if turn in place]
    if set(places) != set(place.values()):
        found.unanswered.append(number)
    if places != sorted(places):
        found.out_of_order.append(number)
    if len(turns) != len({(row.turn, row.position) for row in outbound if row.turn in turns}):
        found.answered_twice.append(number)


def _wait_for_most(installation: Installation, numbers: list[str], turn: int) -> None:
    """Waits until most have an answer to what they wrote, so that kills come in mid-turn."""

    def most() -> bool:
        return _waiting(installation) <= len(numbers) // 2

    wait_for(most, seconds=120, what=f"most answers to message {turn + 1}")


def _waiting(installation: Installation) -> int:
    database = installation.database()
    with database.reading() as session:
        waiting = session.scalar(select(func.count()).where(Message.state == MessageState.NEW))
    database.close()
    return waiting or 0


def _is_quiet(installation: Installation, numbers: list[str]) -> bool:
    """Whether everything written was taken in and answered, and every answer was sent."""
    database = installation.database()
    open_states = (MessageState.NEW, MessageState.WAITING, MessageState.SENDING)
    with database.reading() as session:
        taken = session.scalar(
            select(func.count())
            .select_from(Message)
            .join(Contact, Contact.id == Message.contact_id)
            .where(Message.direction == Direction.INBOUND)
        )
        under_way = session.scalar(select(func.count()).where(Message.state.in_(open_states)))
    database.close()
    return taken == len(numbers) * len(SCRIPT) and under_way == 0
