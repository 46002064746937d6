"""The intake: opening a referral, filling it in answer by answer, and confirming it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from sqlalchemy.orm import Session

from bot.actions.base import Events, Helpline, HelplineAction, Turn
from helpline.referrals import intake
from helpline.referrals.questions import LEFT_OUT, QUESTION_OF, QUESTIONS, TOLD_FIRST, Question
from helpline.referrals.reference import check_word_in
from helpline.storage.referrals import current_facts
from helpline.text.characters import digits_to_ascii

# A message that is surely one of these, while a question is open, is not an answer to it.
INTERRUPTING = frozenset(
    {
        "help",
        "talk_to_human",
        "change_language",
        "delete_data",
        "ask_privacy",
        "check_case_status",
        "ask_rights_overview",
        "ask_right_to_silence",
        "ask_right_to_lawyer",
        "ask_lawyer_cost",
        "ask_detention_time",
        "ask_reason_for_arrest",
        "ask_family_contact",
        "ask_bail",
        "ask_search",
        "ask_child_rights",
        "ask_women_rights",
        "ask_court_process",
        "ask_interpreter",
    }
)
# Kind words interrupt too, but few answers are without any: "evenings" is close to "good evening".
KIND = frozenset({"greet", "thank", "goodbye"})
# Told while a question is open, these are kept as news and the question is asked again: the urgent
# ones always, the others where the question has options, for "police took him to Hebron" is a
# place.
URGENT_TELLING = frozenset({"report_mistreatment", "report_medical_need"})
TELLING = URGENT_TELLING | {
    "report_arrest",
    "request_lawyer",
    "find_detainee",
    "report_bribe",
    "update_case",
}
# A lower confidence than this is a guess, and what a person answers is never given up for a guess.
SURE = 0.6
SURE_OF_KINDNESS = 0.8
_LEAVE_OUT = "0"


class ActionOpenReferral(HelplineAction):
    """Opens a draft, or finds the unfinished one, and says what matters before any questioning."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_open_referral"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Opens the referral and fills the form's slots from what it holds already."""
        contact = self.contact(session, turn)
        referral = intake.open_referral(
            session,
            contact,
            message_id=turn.message_id,
            intent=turn.intent or "",
            now=self.helpline.clock(),
            rng=self.helpline.rng,
        )
        intake.record_answer(
            session, contact, TOLD_FIRST, turn.text,
            message_id=turn.message_id, now=self.helpline.clock(),
        )  # fmt: skip
        facts = current_facts(session, referral.id)
        dispatcher.utter_message(response="utter_first_lines")
        return [
            SlotSet(question.fact, facts[question.fact].value if question.fact in facts else None)
            for question in QUESTIONS
        ]


class ValidateIntakeForm(FormValidationAction):
    """Takes an answer to the open question and keeps it at once, so that breaking off loses
    nothing.
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
        """Returns the slot that the message fills; none if the message is not an answer."""
        question = QUESTION_OF.get(tracker.get_slot("requested_slot") or "")
        if question is None:
            return []
        turn = Turn.of(tracker)
        value = answer_to(question, turn)
        if value is None:
            return []
        with self.helpline.database.transaction() as session:
            contact = HelplineAction.contact(session, turn)
            intake.record_answer(
                session, contact, question.fact, value,
                message_id=turn.message_id, now=self.helpline.clock(),
            )  # fmt: skip
        tracker.slots[question.fact] = value
        return [SlotSet(question.fact, value)]


class ActionNoteInReferral(HelplineAction):
    """Keeps what a person tells between two questions."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_note_in_referral"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Records the words as news and says that they are kept."""
        contact = self.contact(session, turn)
        intake.record_news(
            session, contact, turn.text, message_id=turn.message_id, now=self.helpline.clock()
        )
        dispatcher.utter_message(response="utter_noted")
        return []


class ActionSubmitReferral(HelplineAction):
    """Confirms the referral and tells its reference and check word."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_submit_referral"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Submits the contact's draft; what it promises is said only once it is stored."""
        contact = self.contact(session, turn)
        referral = intake.submit_referral(session, contact, now=self.helpline.clock())
        if referral is None:
            dispatcher.utter_message(response="utter_status_none")
            return []
        dispatcher.utter_message(
            response="utter_referral_received",
            reference=referral.reference,
            check_word=check_word_in(referral.check_word, turn.language),
        )
        return []


def answer_to(question: Question, turn: Turn) -> str | None:
    """Returns what a message answers to a question, or None if it is about something else.

    An offered value where one was chosen or meant, `left_out` for a lone 0, else the person's
    words: an answer is never given up because it is not the one expected.
    """
    if turn.choice and turn.choice.startswith(f"{question.fact}:"):
        return turn.choice.partition(":")[2]
    words = turn.text.strip()
    if digits_to_ascii(words) == _LEAVE_OUT:
        return LEFT_OUT
    meant = question.value_of_intent(turn.intent) if turn.confidence >= SURE else None
    if meant is not None:
        return meant
    return None if _is_about_something_else(question, turn) else words or None


def _is_about_something_else(question: Question, turn: Turn) -> bool:
    if turn.confidence < SURE:
        return False
    if turn.intent in KIND:
        return turn.confidence >= SURE_OF_KINDNESS
    told = TELLING if question.values else URGENT_TELLING
    return turn.intent in INTERRUPTING or turn.intent in told
