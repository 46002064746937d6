"""A scripted conversation: what a family writes, and what must be true once it ends.

A file has `about` (a sentence), `writing` (a way of writing of `helpline.i18n`), `messages` and
`end`. A message is words, or a mapping: `say` with any of `asked` (the question that must stand
open before), `has` and `lacks` (words that its replies must or must not contain), `after_hours` of
silence, `on` (another phone) and `silent` (no reply is due); or `rest`, the answers {question:
words} to whatever is asked until the request is sent, 0 for a question without one. `end` has any
of `state` (draft, open or none), `facts` {name: value}, `untold` (facts that must not be there),
`events` (all events of the referral in order, "hearing told"), `referrals` (how many there are),
`language`, `handler`, `has` and `lacks` (over all replies).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select, update

from helpline.storage.contacts import find_contact
from helpline.storage.database import Database
from helpline.storage.events import list_events
from helpline.storage.kinds import Channel, Direction, MessageState
from helpline.storage.messages import last_offered, list_messages
from helpline.storage.referrals import (
    current_facts,
    find_latest_referral,
    referrals_by_contact,
)
from helpline.storage.safeguards import find_safeguard
from helpline.storage.tables import Message
from tests.end_to_end.installation import Installation, wait_for

CONFIRMED = "confirmed"
NONE = "none"
_MOST_QUESTIONS = 14
_PATIENCE = 40.0
# A message in these was not answered yet, or has not reached the phone.
_UNSETTLED = (MessageState.NEW, MessageState.WAITING, MessageState.SENDING)


@dataclass(frozen=True)
class Turn:
    """A message and the replies to it, with what was asked before and after it."""

    said: str
    replies: list[str]
    asked_before: str
    asked: str


@dataclass
class Conversation:
    """A conversation while it is played, from one phone or two."""

    installation: Installation
    database: Database
    number: str
    turns: list[Turn] = field(default_factory=list)

    def play(self, message: str | dict[str, Any]) -> None:
        """Writes a message of a script and checks what its replies must be."""
        step = {"say": message} if isinstance(message, str) else message
        if "rest" in step:
            self._answer_the_rest(step["rest"])
            return
        if "after_hours" in step:
            self._let_pass(timedelta(hours=float(step["after_hours"])))
        before = self._asked()
        if "asked" in step:
            assert before == step["asked"], self._so_far()
        turn = self._say(step["say"], on=step.get("on"))
        assert bool(turn.replies) != ("silent" in step), self._so_far()
        check(turn.replies, step, self._so_far())
        assert not self._is_asked_thrice(), self._so_far()

    def end(self, expected: dict[str, Any]) -> None:
        """Checks what must be true once everything was said."""
        shown = self._so_far()
        with self.database.reading() as session:
            contact = find_contact(session, Channel.SMS, self.number)
            assert contact is not None
            referral = find_latest_referral(session, contact.id)
            state = NONE if referral is None else referral.state.value
            assert state == expected.get("state", state), shown
            assert contact.language == expected.get("language", contact.language), shown
            assert contact.handler.value == expected.get("handler", contact.handler.value), shown
            told = current_facts(session, referral.id) if referral else {}
            facts = {name: fact.value for name, fact in told.items()}
            happened = list_events(session, referral.id) if referral else []
            events = [f"{event.happening.kind} {event.state}" for event in happened]
            many = len(referrals_by_contact(session, [contact.id])[contact.id])
        for name, value in expected.get("facts", {}).items():
            assert facts.get(name) == value, (name, facts, shown)
        assert events == expected.get("events", events), (events, shown)
        assert many == int(expected.get("referrals", many)), (many, shown)
        for name in expected.get("untold", ()):
            assert name not in facts, (name, facts, shown)
        check([reply for turn in self.turns for reply in turn.replies], expected, shown)

    def _answer_the_rest(self, answers: dict[str, str]) -> None:
        for _ in range(_MOST_QUESTIONS):
            question = self._asked()
            turn = self._say(answers.get(question, "1" if question == CONFIRMED else "0"))
            assert turn.replies, self._so_far()
            assert not self._is_asked_thrice(), self._so_far()
            if question == CONFIRMED and self._asked() != CONFIRMED:
                return
        raise AssertionError(f"the questions did not end\n{self._so_far()}")

    def _say(self, words: str, *, on: str | None = None) -> Turn:
        number = f"{self.number}{on}" if on else self.number
        before, had = self._asked(), len(self.installation.bodies(number))
        written, _ = self._counted(number)
        self.installation.write(number, words)
        wait_for(
            lambda: self._is_answered(number, written + 1), seconds=_PATIENCE, what="the replies"
        )
        turn = Turn(words, self.installation.bodies(number)[had:], before, self._asked())
        self.turns.append(turn)
        return turn

    def _is_answered(self, number: str, written: int) -> bool:
        """Whether so many messages were handled, and all that was said to them has been sent."""
        handled, unsettled = self._counted(number)
        return handled >= written and not unsettled

    def _counted(self, number: str) -> tuple[int, int]:
        """Returns how many messages of a phone were handled, and how many, in or out, were not."""
        with self.database.reading() as session:
            contact = find_contact(session, Channel.SMS, number)
            if contact is None:
                return 0, 0
            rows = session.execute(
                select(Message.direction, Message.state, func.count())
                .where(Message.contact_id == contact.id)
                .group_by(Message.direction, Message.state)
            ).all()
        done = sum(many for direction, state, many in rows if _is_done(direction, state))
        unsettled = sum(many for _, state, many in rows if state in _UNSETTLED)
        assert all(state is not MessageState.PARKED for _, state, _ in rows), self._so_far()
        return done, unsettled

    def _asked(self) -> str:
        """Returns the question that stands open, by its fact; "" for none."""
        with self.database.reading() as session:
            contact = find_contact(session, Channel.SMS, self.number)
            last = last_offered(session, contact.id) if contact else None
        response = (last.response or "") if last else ""
        _, is_question, fact = response.partition("utter_ask_")
        return fact.removesuffix("_unseen").removesuffix("_again") if is_question else ""

    def _let_pass(self, silence: timedelta) -> None:
        """Makes all that was written so far that much older."""
        with self.database.transaction() as session:
            contact = find_contact(session, Channel.SMS, self.number)
            assert contact is not None
            for message in list_messages(session, contact.id):
                session.execute(
                    update(Message)
                    .where(Message.id == message.id)
                    .values(created_at=message.created_at - silence)
                )
            safeguard = find_safeguard(session, contact.id)
            if safeguard is not None and safeguard.familiar_at is not None:
                safeguard.familiar_at -= silence

    def _is_asked_thrice(self) -> bool:
        last = [turn.replies[-1] for turn in self.turns if turn.replies][-3:]
        return len(last) == 3 and len(set(last)) == 1

    def _so_far(self) -> str:
        lines = []
        for turn in self.turns:
            lines.append(f"[{turn.asked_before}] >> {turn.said}")
            lines += [f"      << {reply}".replace("\n", "\n         ") for reply in turn.replies]
        return "\n" + "\n".join(lines)


def _is_done(direction: Direction, state: MessageState) -> bool:
    return direction is Direction.INBOUND and state is MessageState.DONE


def check(replies: list[str], expected: dict[str, Any], shown: str) -> None:
    """Checks that replies contain what they must, and nothing that they must not."""
    said = "\n".join(replies)
    for words in expected.get("has", ()):
        assert words in said, (words, shown)
    for words in expected.get("lacks", ()):
        assert words not in said, (words, shown)


def read_script(path: Path) -> dict[str, Any]:
    """Returns a script, every scalar as text: "yes" and "0" are what people write."""
    read = path.read_text(encoding="utf-8")
    script: dict[str, Any] = yaml.load(read, yaml.BaseLoader)
    return script
