"""A scripted conversation: what a family writes, and what must be true once it ends.

A file has `about` (a sentence), `writing` (a way of writing of `helpline.i18n`), `messages` and
`end`. A message is words, or a mapping: `say` with any of `asked` (the question that must stand
open before), `has` and `lacks` (words that its replies must or must not contain), `after_hours` of
silence, `on` (another phone) and `silent` (no reply is due); or `rest`, the answers {question:
words} to whatever is asked until the request is sent, 0 for a question without one. `end` has any
of `state` (draft, open or none), `facts` {name: value, or null for one that must not be there},
`language`, `handler`, `has` and `lacks` (over all replies).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import update

from helpline.storage.contacts import find_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, Direction, MessageState
from helpline.storage.messages import list_messages
from helpline.storage.referrals import current_facts, find_latest_referral
from helpline.storage.tables import Message
from tests.end_to_end.installation import Installation, wait_for

CONFIRMED = "confirmed"
NONE = "none"
_MOST_QUESTIONS = 14
_PATIENCE = 20.0


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
            self._answer_the_rest({name: str(said) for name, said in step["rest"].items()})
            return
        if "after_hours" in step:
            self._let_pass(timedelta(hours=step["after_hours"]))
        before = self._asked()
        if "asked" in step:
            assert before == step["asked"], self._so_far()
        turn = self._say(str(step["say"]), on=step.get("on"))
        assert bool(turn.replies) != step.get("silent", False), self._so_far()
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
        for name, value in expected.get("facts", {}).items():
            assert facts.get(name) == (None if value is None else str(value)), (name, facts, shown)
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
        written = self._count(number, Direction.INBOUND)
        self.installation.write(number, words)
        wait_for(
            lambda: self._is_answered(number, written + 1), seconds=_PATIENCE, what="the replies"
        )
        turn = Turn(words, self.installation.bodies(number)[had:], before, self._asked())
        self.turns.append(turn)
        return turn

    def _is_answered(self, number: str, written: int) -> bool:
        """Whether so many messages were handled, and all that was said to them has arrived."""
        with self.database.reading() as session:
            contact = find_contact(session, Channel.SMS, number)
            if contact is None or Installation.waiting(session, contact.id):
                return False
            messages = list_messages(session, contact.id)
        inbound = [each for each in messages if each.direction is Direction.INBOUND]
        assert all(each.state is not MessageState.PARKED for each in inbound), self._so_far()
        sent = len(messages) - len(inbound)
        return len(inbound) >= written and len(self.installation.bodies(number)) >= sent

    def _count(self, number: str, direction: Direction) -> int:
        with self.database.reading() as session:
            contact = find_contact(session, Channel.SMS, number)
            messages = list_messages(session, contact.id) if contact else []
        return sum(each.direction is direction for each in messages)

    def _asked(self) -> str:
        """Returns the question that stands open, by its fact; "" for none."""
        with self.database.reading() as session:
            contact = find_contact(session, Channel.SMS, self.number)
            messages = list_messages(session, contact.id) if contact else []
        out = [each.response or "" for each in messages if each.direction is Direction.OUTBOUND]
        last = out[-1] if out else ""
        _, is_question, fact = last.partition("utter_ask_")
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

    def _is_asked_thrice(self) -> bool:
        last = [turn.replies[-1] for turn in self.turns if turn.replies][-3:]
        return len(last) == 3 and len(set(last)) == 1

    def _so_far(self) -> str:
        lines = []
        for turn in self.turns:
            lines.append(f"[{turn.asked_before}] >> {turn.said}")
            lines += [f"      << {reply}".replace("\n", "\n         ") for reply in turn.replies]
        return "\n" + "\n".join(lines)


def check(replies: list[str], expected: dict[str, Any], shown: str) -> None:
    """Checks that replies contain what they must, and nothing that they must not."""
    said = "\n".join(replies)
    for words in expected.get("has", ()):
        assert str(words) in said, (words, shown)
    for words in expected.get("lacks", ()):
        assert str(words) not in said, (words, shown)


def read_script(path: Path) -> dict[str, Any]:
    """Returns a script; every scalar but what is no text as it stands in the file."""
    script: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return script
