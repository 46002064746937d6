"""Answers to questions about rights, from the law book."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn
from helpline.referrals.intake import jurisdiction_of
from helpline.storage.referrals import current_facts, find_latest_referral
from helpline.storage.tables import Contact

TOPIC_OF_INTENT = {
    "ask_rights_overview": "rights_overview",
    "ask_right_to_silence": "right_to_silence",
    "ask_right_to_lawyer": "right_to_lawyer",
    "ask_lawyer_cost": "lawyer_cost",
    "ask_detention_time": "detention_time",
    "ask_reason_for_arrest": "reason_for_arrest",
    "ask_family_contact": "family_contact",
    "ask_bail": "bail",
    "ask_search": "search",
    "ask_child_rights": "child_rights",
    "ask_women_rights": "women_rights",
    "ask_court_process": "court_process",
    "ask_interpreter": "interpreter",
    "report_mistreatment": "mistreatment",
    "report_medical_need": "medical_need",
    "report_bribe": "bribe",
    "find_detainee": "find_detainee",
}


class ActionAnswerRight(HelplineAction):
    """Says what the law of the place gives on the topic that was asked about."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_answer_right"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Answers in the person's language, whole or not at all; in English with a word of excuse
        otherwise.
        """
        jurisdiction = self._jurisdiction(session, self.contact(session, turn))
        answer = self.helpline.law.answer(
            jurisdiction, TOPIC_OF_INTENT[turn.intent or ""], turn.language
        )
        if answer.language != turn.language:
            dispatcher.utter_message(response="utter_law_only_in_english")
        dispatcher.utter_message(
            text=answer.text,
            language=answer.language,
            law={"entry": answer.entry, "version": answer.version},
        )
        if jurisdiction is None:
            dispatcher.utter_message(response="utter_law_of_which_place")
        return []

    @staticmethod
    def _jurisdiction(session: Session, contact: Contact) -> str | None:
        referral = find_latest_referral(session, contact.id)
        return jurisdiction_of(current_facts(session, referral.id)) if referral else None
