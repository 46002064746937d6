"""The intake: filling in a referral, answer by answer."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from bot.actions.answering import Taken
from bot.actions.asking import put_off
from bot.actions.base import Events, Helpline, HelplineAction, Turn
from bot.actions.correcting import WRONG
from bot.actions.one_answer import OneAnswer, tells_another
from bot.actions.repeating import is_back_from_another_action, was_shown_often
from helpline.referrals import intake
from helpline.referrals.questions import CONFIRMED, QUESTION_OF, slots_of
from helpline.storage.referrals import find_draft


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
            if question is not None and is_new:
                answer = OneAnswer(
                    self.helpline, session, contact, referral, question, turn, tracker, dispatcher
                )
                if answer.answers_of_us():
                    open_slots.add(question.fact)
                elif turn.chosen[0] == WRONG:
                    open_slots.add(answer.ask_anew())
                else:
                    taken, is_often = answer.take()
                    if taken is None:
                        return []
                    is_open, confirmed = answer.keep(taken, is_often=is_often)
                    open_slots |= {question.fact} if is_open else set()
            slots = slots_of(intake.values_of(session, referral), language=contact.language)
            is_other = question is not None and (not is_new or tells_another(question, taken))
            if question is not None and is_other and was_shown_often(tracker, question.fact):
                slots |= put_off(slots, question.fact)
        slots |= {name: None for name in open_slots} | {CONFIRMED: confirmed}
        tracker.slots.update(slots)
        return [SlotSet(name, value) for name, value in slots.items()]
