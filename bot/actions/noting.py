"""What is told between two questions of the intake, and answers neither."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn
from bot.actions.news import free_in_form
from helpline.referrals import intake


class ActionNoteInReferral(HelplineAction):
    """Keeps what a person tells between two questions."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_note_in_referral"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Records the words as news, with the facts in them, and says that they are kept; who is
        free again is asked about no more.
        """
        contact, now = self.contact(session, turn), self.helpline.clock()
        intake.record_telling(session, contact, turn.text, message_id=turn.message_id, now=now)
        free = free_in_form(session, contact, turn, dispatcher, now=now)
        if free is not None:
            return free
        dispatcher.utter_message(response="utter_noted")
        return []
