"""The intake: filling in a referral, answer by answer."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from sqlalchemy.orm import Session

from bot.actions.answering import (
    MEDIA,
    Taken,
    as_likeliest,
    says_nothing,
    sounds_unsafe,
    take,
    take_as_said,
    told_by_the_way,
)
from bot.actions.asking import has_told, put_off
from bot.actions.base import Events, Helpline, HelplineAction, Turn
from bot.actions.careful import may_repeat
from bot.actions.correcting import WRONG, asked_anew
from bot.actions.interrupting import INTERRUPTING, URGENT_TELLING
from bot.actions.of_us import answer_beside
from bot.actions.repeating import (
    insists,
    is_asked_often,
    is_back_from_another_action,
    was_shown_often,
)
from bot.actions.retelling import tells_release
from bot.actions.summary import summary_lines
from helpline.referrals import intake
from helpline.referrals.questions import (
    CONFIRMED,
    LEFT_OUT,
    QUESTION_OF,
    Question,
    slots_of,
)
from helpline.referrals.reading import is_answered
from helpline.storage.referrals import find_draft, list_facts
from helpline.storage.tables import Contact, Referral

# After so many hours of silence a person is told where we go on.
_LONG_SILENCE = 3.0
_SAFE, _WHEN, _CONDITION = "safe", "arrested_when", "condition"
# What is answered to these is no news of the person held.
_OF_THE_FAMILY = frozenset({"held_name", "reach", CONFIRMED})
_YES, _NO, _CHANGE = "yes", "no", "change"


class ValidateIntakeForm(FormValidationAction):
    """Takes an answer to the open question and keeps it at once, with all else that the message
    tells, so that breaking off loses nothing.
    """

    def __init__(self, helpline: Helpline) -> None:
        """Takes what the action works with."""
        self.helpline = helpline

    def name(self) -> str:
        """Returns the name by which Rasa calls the validation of the form."""
        return "validate_intake_form"

    async def get_extraction_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Events:
        """Returns the slots that the message fills; none if the message is not an answer.

        Coming back from another action, it returns what is known by then.
        """
        turn = Turn.of(tracker)
        with self.helpline.database.transaction() as session:
            contact = HelplineAction.contact(session, turn)
            referral = find_draft(session, contact.id)
            if referral is None:
                return []
            # What is asked again at once.
            open_slots: set[str] = set()
            confirmed = None
            question = QUESTION_OF.get(tracker.get_slot("requested_slot") or "")
            is_new = question is not None and not is_back_from_another_action(tracker)
            taken: Taken | None = None
            if (
                question is not None
                and is_new
                and self._answers_of_us(session, contact, referral, question, turn, dispatcher)
            ):
                open_slots.add(question.fact)
            elif question is not None and is_new and turn.chosen[0] == WRONG:
                open_slots.add(self._ask_anew(session, contact, turn))
            elif question is not None and is_new:
                taken = self._take(session, contact, referral, question, turn, tracker)
                is_repeated = taken is not None and not taken.facts
                is_often = is_asked_often(tracker, question.fact, is_repeated=is_repeated)
                is_beside = taken is None and has_told(session, referral, turn)
                if is_often and not (is_beside or _tells_another(question, taken)):
                    taken = self._settled(session, contact, question, turn, taken)
                if taken is None:
                    return []
                confirmed = self._keep(
                    session, contact, referral, turn, taken, dispatcher, is_often=is_often
                )
                is_read = is_often or was_shown_often(tracker, question.fact)
                if not is_read and self._is_to_be_asked_again(
                    session, contact, referral, question, turn, taken, dispatcher
                ):
                    open_slots.add(question.fact)
                if turn.hours_since >= _LONG_SILENCE:
                    dispatcher.utter_message(response="utter_resume")
            slots = slots_of(intake.values_of(session, referral), language=contact.language)
            is_other = question is not None and (not is_new or _tells_another(question, taken))
            if question is not None and is_other and was_shown_often(tracker, question.fact):
                slots |= put_off(slots, question.fact)
        slots |= {name: None for name in open_slots} | {CONFIRMED: confirmed}
        tracker.slots.update(slots)
        return [SlotSet(name, value) for name, value in slots.items()]

    def _take(
        self,
        session: Session,
        contact: Contact,
        referral: Referral,
        question: Question,
        turn: Turn,
        tracker: Tracker,
    ) -> Taken | None:
        """Returns what a message is taken for; None if it is no answer: then what it tells by the
        way is kept, and the question stays open. Words given for the second time mean what they
        most likely do: nobody asks for a third.
        """
        now = self.helpline.clock()
        if question.fact not in _OF_THE_FAMILY and tells_release(session, contact, turn, now):
            return None
        known = intake.values_of(session, referral)
        told = intake.told_to(session, contact, referral, turn.text, now=now, asked=question.fact)
        taken = take(question, turn, told, known)
        if taken is None:
            besides = told_by_the_way(question, turn, told)
            new = {name: each for name, each in besides.items() if not is_answered(known, name)}
            self._record(session, contact, new, turn)
        if (taken is None or question.fact not in taken.facts) and insists(tracker, turn):
            taken = take_as_said(question, turn, taken)
        is_said_again = any(fact.name == question.fact for fact in list_facts(session, referral.id))
        if taken is not None and (taken.is_insisted or is_said_again):
            return as_likeliest(question, turn, taken)
        return taken

    def _ask_anew(self, session: Session, contact: Contact, turn: Turn) -> str:
        """Returns the fact whose line was chosen as wrong; what was told of it holds until then."""
        _, fact = turn.chosen
        self._record(session, contact, asked_anew(fact), turn)
        return fact

    def _answers_of_us(
        self,
        session: Session,
        contact: Contact,
        referral: Referral,
        question: Question,
        turn: Turn,
        dispatcher: CollectingDispatcher,
    ) -> bool:
        """Answers a message that asks of ourselves, and tells nothing; False for any other."""
        of_us = answer_beside(question, turn)
        now = self.helpline.clock()
        if not of_us or intake.told_to(session, contact, referral, turn.text, now=now):
            return False
        dispatcher.utter_message(response=of_us)
        return True

    def _keep(
        self,
        session: Session,
        contact: Contact,
        referral: Referral,
        turn: Turn,
        taken: Taken,
        dispatcher: CollectingDispatcher,
        *,
        is_often: bool,
    ) -> str | None:
        """Records what a message tells; returns "yes" once the whole is confirmed, else None."""
        if not (taken.facts or turn.choice):
            # It puts right what we can tell no better: staff read it as it was written.
            self._note(session, contact, turn)
            dispatcher.utter_message(response="utter_noted")
        facts = dict(taken.facts)
        answer = facts.pop(CONFIRMED, None)
        self._record(session, contact, facts, turn)
        if taken.changed and may_repeat(contact, turn):
            dispatcher.utter_message(
                response="utter_changed",
                lines=summary_lines(
                    taken.changed,
                    turn.language,
                    say_when=lambda words: intake.say_when(session, referral, words, turn.language),
                ),
            )
        elif taken.changed:
            dispatcher.utter_message(response="utter_noted")
        if _SAFE in facts:
            contact.discreet = sounds_unsafe(facts[_SAFE], turn)
            if contact.discreet and facts[_SAFE] in (_NO, LEFT_OUT):
                dispatcher.utter_message(response="utter_safe_no")
        if answer in (None, _CHANGE):
            return None
        if answer in (_YES, LEFT_OUT):
            return _YES
        # Words that neither confirm nor change anything that we read: kept for staff, and the
        # second such message is taken as the end.
        self._note(session, contact, turn)
        dispatcher.utter_message(response="utter_noted")
        return _YES if is_often else None

    def _note(self, session: Session, contact: Contact, turn: Turn) -> None:
        """Keeps the words of a message for staff."""
        now = self.helpline.clock()
        intake.record_news(session, contact, turn.text, message_id=turn.message_id, now=now)

    def _record(
        self, session: Session, contact: Contact, facts: dict[str, str], turn: Turn
    ) -> None:
        now = self.helpline.clock()
        for name, value in facts.items():
            intake.record_answer(session, contact, name, value, message_id=turn.message_id, now=now)

    def _settled(
        self,
        session: Session,
        contact: Contact,
        question: Question,
        turn: Turn,
        taken: Taken | None,
    ) -> Taken | None:
        """Returns what a message is taken for that has answered a question often enough: then a
        lone "yes", or an insult, leaves it out, and what is no answer leaves it open.
        """
        if taken is None or question.fact not in taken.facts:
            self._leave_open(session, contact, question, turn)
            return taken
        if says_nothing(question, turn):
            return Taken({**taken.facts, question.fact: LEFT_OUT}, taken.changed)
        return as_likeliest(question, turn, taken)

    def _leave_open(
        self, session: Session, contact: Contact, question: Question, turn: Turn
    ) -> None:
        """Asks no more what was answered with other things; told later, it is still taken. What has
        no words is no answer of another kind; what may be an illness is kept in the words for it.
        """
        is_wordless = turn.chosen[0] == MEDIA
        if question.fact == CONFIRMED or turn.intent in INTERRUPTING or is_wordless:
            return
        if question.fact == _SAFE:
            contact.discreet = True
        is_of_harm = question.fact == _CONDITION and turn.intent in URGENT_TELLING
        said = turn.text.strip() if is_of_harm else LEFT_OUT
        self._record(session, contact, {question.fact: said}, turn)

    def _is_to_be_asked_again(
        self,
        session: Session,
        contact: Contact,
        referral: Referral,
        question: Question,
        turn: Turn,
        taken: Taken,
        dispatcher: CollectingDispatcher,
    ) -> bool:
        """Whether an answer was given for the first time and not understood: then its words are
        kept, and it is asked for once more, and says so where the question itself does not.
        """
        words = taken.facts.get(question.fact)
        if taken.is_insisted:
            return False
        told = [fact for fact in list_facts(session, referral.id) if fact.name == question.fact]
        if words in (None, LEFT_OUT, *question.values) or len(told) != 1:
            return False
        if question.fact == _WHEN:
            return intake.when_told(session, referral) is None
        if question.values:
            # The next answer takes its place, and it may have told of something else.
            self._note(session, contact, turn)
            if turn.hours_since < _LONG_SILENCE:
                # "It is me, I wrote two days ago" is to be welcomed back.
                dispatcher.utter_message(response="utter_please_rephrase")
        return bool(question.values)


def _tells_another(question: Question, taken: Taken | None) -> bool:
    """Whether a message tells something of another question than the one that is open."""
    if taken is None or not taken.facts:
        return False
    return question.fact not in {*taken.facts, CONFIRMED}
