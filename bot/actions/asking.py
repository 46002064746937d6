"""Questions of the intake that take more than a sentence to ask."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn
from bot.actions.careful import may_repeat
from bot.actions.correcting import lines_offered
from bot.actions.news import hearing_lines
from bot.actions.of_us import answer_beside
from bot.actions.repeating import is_back_from_another_action
from bot.actions.summary import summary_lines
from helpline.referrals import intake
from helpline.referrals.questions import CONFIRMED, NEWS, NOT_ASKED, QUESTION_OF
from helpline.storage.referrals import current_facts, find_draft, list_facts
from helpline.storage.tables import Referral

_WHEN, _CHANGE = "arrested_when", "change"


class ActionAskArrestedWhen(HelplineAction):
    """Asks since when; the second time with other words, because the first were not understood."""

    def name(self) -> str:
        """Returns the name by which the form calls the action."""
        return "action_ask_arrested_when"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Asks; changes nothing."""
        referral = find_draft(session, self.contact(session, turn).id)
        told = referral is not None and _WHEN in current_facts(session, referral.id)
        dispatcher.utter_message(
            response="utter_ask_arrested_when_again" if told else "utter_ask_arrested_when"
        )
        return []


class ActionAskConfirmed(HelplineAction):
    """Says back what was told, and asks whether it is right."""

    def name(self) -> str:
        """Returns the name by which the form calls the action."""
        return "action_ask_confirmed"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Asks; on a phone that others read it repeats no facts. After "no", and after words that
        change nothing that we can tell, it asks which line is wrong.
        """
        contact = self.contact(session, turn)
        referral = find_draft(session, contact.id)
        if referral is not None and _is_wrong(session, referral, turn, tracker):
            offered = lines_offered(intake.values_of(session, referral))
            dispatcher.utter_message(response="utter_ask_confirmed_again", offered=offered)
            return []
        lines = []
        if referral is not None and may_repeat(contact, turn):
            lines = summary_lines(
                intake.values_of(session, referral),
                turn.language,
                say_when=lambda words: intake.say_when(session, referral, words, turn.language),
            )
            lines += hearing_lines(session, contact, turn, now=self.helpline.clock())
        if lines:
            dispatcher.utter_message(response="utter_ask_confirmed", lines=lines)
        else:
            dispatcher.utter_message(response="utter_ask_confirmed_unseen")
        return []


def _is_wrong(session: Session, referral: Referral, turn: Turn, tracker: Tracker) -> bool:
    """Whether a message says that what was said back is wrong, and not what, as far as we can tell
    it.
    """
    if turn.chosen == (CONFIRMED, _CHANGE):
        return True
    is_answer = tracker.get_slot("requested_slot") == CONFIRMED
    if not is_answer or is_back_from_another_action(tracker) or turn.choice:
        return False
    is_of_us = answer_beside(QUESTION_OF[CONFIRMED], turn) is not None
    return not is_of_us and not has_told(session, referral, turn)


def has_told(session: Session, referral: Referral, turn: Turn) -> bool:
    """Whether a message has told a fact: "no, not police, military" says what to change."""
    return any(
        fact.message_id == turn.message_id and fact.name != NEWS
        for fact in list_facts(session, referral.id)
    )


def put_off(slots: dict[str, str | None], fact: str) -> dict[str, str | None]:
    """Returns what a slot holds so that its question is asked after another one; nothing where no
    other is open.
    """
    others = {name for name, value in slots.items() if value is None} - {fact, CONFIRMED}
    return {fact: NOT_ASKED} if others else {}
