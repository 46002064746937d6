"""What concerns the conversation itself: its language, who answers, and what became of a
request.
"""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet, UserUtteranceReverted
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn
from helpline.referrals import intake
from helpline.storage.kinds import Handler, ReferralState
from helpline.storage.referrals import find_latest_referral
from helpline.text.language import named_language


class ActionHandOver(HelplineAction):
    """Gives the conversation to staff: the bot is silent until they hand it back."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_hand_over"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Marks the contact as staff's; erasure is theirs to do as well."""
        self.contact(session, turn).handler = Handler.STAFF
        erasing = turn.intent == "delete_data"
        dispatcher.utter_message(response="utter_delete_data" if erasing else "utter_handed_over")
        return []


class ActionChangeLanguage(HelplineAction):
    """Goes on in the language that the person names; asks which one if none is named."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_change_language"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Keeps the language with the contact, so that staff see it too."""
        chosen = (turn.choice or "").removeprefix("language:") or named_language(turn.text)
        if chosen is None:
            dispatcher.utter_message(response="utter_ask_language")
            return []
        self.contact(session, turn).language = chosen
        dispatcher.utter_message(response="utter_language_changed", language=chosen)
        return [SlotSet("language", chosen)]


class ActionCaseStatus(HelplineAction):
    """Says where the person's request stands."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_case_status"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Answers from the contact's latest referral."""
        referral = find_latest_referral(session, self.contact(session, turn).id)
        if referral is None:
            dispatcher.utter_message(response="utter_status_none")
        elif referral.state is ReferralState.DRAFT:
            dispatcher.utter_message(response="utter_status_draft", reference=referral.reference)
        else:
            dispatcher.utter_message(response="utter_status_open", reference=referral.reference)
        return []


class ActionUpdateCase(HelplineAction):
    """Adds news to the person's referral."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_update_case"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Records the words and says so; asks what happened if there is no referral to add
        them to.
        """
        referral = intake.record_news(
            session,
            self.contact(session, turn),
            turn.text,
            message_id=turn.message_id,
            now=self.helpline.clock(),
        )
        dispatcher.utter_message(
            response="utter_noted" if referral is not None else "utter_status_none"
        )
        return []


class ActionDefaultFallback(HelplineAction):
    """Asks once to say it in other words; at the second miss in a row, offers a person."""

    def name(self) -> str:
        """Returns the name that Rasa calls when nothing is understood."""
        return "action_default_fallback"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Says that the message was not understood, and keeps it out of what rules look back on."""
        again = missed_before(tracker, self.name())
        dispatcher.utter_message(response="utter_offer_human" if again else "utter_please_rephrase")
        return [UserUtteranceReverted()]


def missed_before(tracker: Tracker, action: str) -> bool:
    """Whether the message before the latest one ended in this action."""
    users_seen = 0
    for event in reversed(tracker.events):
        if event["event"] == "user":
            users_seen += 1
        elif users_seen == 1 and event["event"] == "action" and event["name"] == action:
            return True
        if users_seen == 2:
            return False
    return False
