"""One message to an open question of the intake: what it is taken for, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.answering import (
    MEDIA,
    Taken,
    as_likeliest,
    sounds_unsafe,
    take,
    take_as_said,
    told_by_the_way,
)
from bot.actions.asides import ASIDE, says_nothing, tells_only_an_aside
from bot.actions.asking import has_told
from bot.actions.base import Helpline, Turn
from bot.actions.careful import may_repeat
from bot.actions.correcting import asked_anew
from bot.actions.interrupting import INTERRUPTING, URGENT_TELLING
from bot.actions.of_us import answer_beside
from bot.actions.repeating import insists, is_asked_often, was_shown_often
from bot.actions.retelling import tells_release
from bot.actions.summary import summary_lines
from helpline.referrals import intake
from helpline.referrals.questions import CONFIRMED, LEFT_OUT, Question
from helpline.referrals.reading import is_answered
from helpline.storage.referrals import list_facts
from helpline.storage.tables import Contact, Referral

# After so many hours of silence a person is told where we go on.
_LONG_SILENCE = 3.0
_SAFE, _WHEN, _CONDITION = "safe", "arrested_when", "condition"
# What is answered to these is no news of the person held.
_OF_THE_FAMILY = frozenset({"held_name", "reach", CONFIRMED})
_YES, _NO, _CHANGE = "yes", "no", "change"


@dataclass(frozen=True)
class OneAnswer:
    """A message to the open question of a contact's draft, in a transaction."""

    helpline: Helpline
    session: Session
    contact: Contact
    referral: Referral
    question: Question
    turn: Turn
    tracker: Tracker
    dispatcher: CollectingDispatcher

    def keep(self, taken: Taken, *, is_often: bool) -> tuple[bool, str | None]:
        """Keeps what an answer tells; returns whether its question is asked again at once, and
        "yes" once the whole is confirmed.
        """
        if tells_only_an_aside(self.question, self.turn, taken):
            self.dispatcher.utter_message(response=ASIDE)
            return True, None
        confirmed = self._kept(taken, is_often=is_often)
        is_read = is_often or was_shown_often(self.tracker, self.question.fact)
        is_open = not is_read and self._is_to_be_asked_again(taken)
        if self.turn.hours_since >= _LONG_SILENCE:
            self.dispatcher.utter_message(response="utter_resume")
        return is_open, confirmed

    def take(self) -> tuple[Taken | None, bool]:
        """Returns what a message is taken for, and whether its question was asked often: then what
        answers nothing settles it.
        """
        taken = self._taken_for()
        is_repeated = taken is not None and not taken.facts
        is_often = is_asked_often(self.tracker, self.question.fact, is_repeated=is_repeated)
        is_beside = taken is None and has_told(self.session, self.referral, self.turn)
        if is_often and not (is_beside or tells_another(self.question, taken)):
            taken = self._settled(taken)
        return taken, is_often

    def _taken_for(self) -> Taken | None:
        """Returns what a message is taken for; None if it is no answer: then what it tells by the
        way is kept, and the question stays open. Words given for the second time mean what they
        most likely do: nobody asks for a third.
        """
        now = self.helpline.clock()
        if self.question.fact not in _OF_THE_FAMILY and tells_release(
            self.session, self.contact, self.turn, now
        ):
            return None
        known = intake.values_of(self.session, self.referral)
        told = intake.told_to(
            self.session,
            self.contact,
            self.referral,
            self.turn.text,
            now=now,
            asked=self.question.fact,
        )
        taken = take(self.question, self.turn, told, known)
        if taken is None:
            besides = told_by_the_way(self.question, self.turn, told)
            new = {name: each for name, each in besides.items() if not is_answered(known, name)}
            self._record(new)
        is_aside = tells_only_an_aside(self.question, self.turn, taken)
        is_answer = taken is not None and self.question.fact in taken.facts and not is_aside
        if not is_answer and insists(self.tracker, self.turn):
            taken = take_as_said(self.question, self.turn, taken)
        is_said_again = any(
            fact.name == self.question.fact for fact in list_facts(self.session, self.referral.id)
        )
        if taken is not None and (taken.is_insisted or is_said_again):
            return as_likeliest(self.question, self.turn, taken)
        return taken

    def ask_anew(self) -> str:
        """Returns the fact whose line was chosen as wrong; what was told of it holds until then."""
        _, fact = self.turn.chosen
        self._record(asked_anew(fact))
        return fact

    def answers_of_us(self) -> bool:
        """Answers a message that asks of ourselves, and tells nothing; False for any other."""
        of_us = answer_beside(self.question, self.turn)
        now = self.helpline.clock()
        if not of_us or intake.told_to(
            self.session, self.contact, self.referral, self.turn.text, now=now
        ):
            return False
        self.dispatcher.utter_message(response=of_us)
        return True

    def _kept(self, taken: Taken, *, is_often: bool) -> str | None:
        """Records what a message tells; returns "yes" once the whole is confirmed, else None."""
        if not (taken.facts or self.turn.choice):
            # It puts right what we can tell no better: staff read it as it was written.
            self._note()
            self.dispatcher.utter_message(response="utter_noted")
        facts = dict(taken.facts)
        answer = facts.pop(CONFIRMED, None)
        self._record(facts)
        if taken.changed and may_repeat(self.contact, self.turn):
            self.dispatcher.utter_message(
                response="utter_changed",
                lines=summary_lines(
                    taken.changed,
                    self.turn.language,
                    say_when=lambda words: intake.say_when(
                        self.session, self.referral, words, self.turn.language
                    ),
                ),
            )
        elif taken.changed:
            self.dispatcher.utter_message(response="utter_noted")
        if _SAFE in facts:
            self.contact.discreet = sounds_unsafe(facts[_SAFE], self.turn)
            if self.contact.discreet and facts[_SAFE] in (_NO, LEFT_OUT):
                self.dispatcher.utter_message(response="utter_safe_no")
        if answer in (None, _CHANGE):
            return None
        if answer in (_YES, LEFT_OUT):
            return _YES
        # Words that neither confirm nor change anything that we read: kept for staff, and the
        # second such message is taken as the end.
        self._note()
        self.dispatcher.utter_message(response="utter_noted")
        return _YES if is_often else None

    def _note(self) -> None:
        """Keeps the words of a message for staff."""
        now = self.helpline.clock()
        intake.record_news(
            self.session, self.contact, self.turn.text, message_id=self.turn.message_id, now=now
        )

    def _record(self, facts: dict[str, str]) -> None:
        now = self.helpline.clock()
        for name, value in facts.items():
            intake.record_answer(
                self.session, self.contact, name, value, message_id=self.turn.message_id, now=now
            )

    def _settled(self, taken: Taken | None) -> Taken | None:
        """Returns what a message is taken for that has answered a question often enough: then a
        lone "yes", an insult or an aside leaves it out, and what is no answer leaves it open.
        """
        if taken is None or self.question.fact not in taken.facts:
            self._leave_open()
            return taken
        if says_nothing(self.question, self.turn) or tells_only_an_aside(
            self.question, self.turn, taken
        ):
            return Taken({**taken.facts, self.question.fact: LEFT_OUT}, taken.changed)
        return as_likeliest(self.question, self.turn, taken)

    def _leave_open(self) -> None:
        """Asks no more what was answered with other things; told later, it is still taken. What has
        no words is no answer of another kind; what may be an illness is kept in the words for it.
        """
        is_wordless = self.turn.chosen[0] == MEDIA
        if self.question.fact == CONFIRMED or self.turn.intent in INTERRUPTING or is_wordless:
            return
        if self.question.fact == _SAFE:
            self.contact.discreet = True
        is_of_harm = self.question.fact == _CONDITION and self.turn.intent in URGENT_TELLING
        said = self.turn.text.strip() if is_of_harm else LEFT_OUT
        self._record({self.question.fact: said})

    def _is_to_be_asked_again(self, taken: Taken) -> bool:
        """Whether an answer was given for the first time and not understood: then its words are
        kept, and it is asked for once more, and says so where the question itself does not.
        """
        words = taken.facts.get(self.question.fact)
        if taken.is_insisted:
            return False
        told = [
            fact
            for fact in list_facts(self.session, self.referral.id)
            if fact.name == self.question.fact
        ]
        if words in (None, LEFT_OUT, *self.question.values) or len(told) != 1:
            return False
        if self.question.fact == _WHEN:
            return intake.when_told(self.session, self.referral) is None
        if self.question.values:
            # The next answer takes its place, and it may have told of something else.
            self._note()
            if self.turn.hours_since < _LONG_SILENCE:
                # "It is me, I wrote two days ago" is to be welcomed back.
                self.dispatcher.utter_message(response="utter_please_rephrase")
        return bool(self.question.values)


def tells_another(question: Question, taken: Taken | None) -> bool:
    """Whether a message tells something of another question than the one that is open."""
    if taken is None or not taken.facts:
        return False
    return question.fact not in {*taken.facts, CONFIRMED}
