"""Phones that others read: what is not said to them, and what is asked first."""

from __future__ import annotations

from datetime import datetime

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, AllSlotsReset, FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn, open_form
from helpline.referrals.careful import may_be_told
from helpline.storage.handovers import hand_over
from helpline.storage.kinds import Proof
from helpline.storage.tables import Contact

_LEFT = ("still", "no")
_ON, _OFF, _WORD = "discreet:on", "discreet:off", "word:new"
_ASKS = {Proof.STILL_YOU: "utter_ask_still_you", Proof.WORD: "utter_ask_word"}


class ActionPrivacy(HelplineAction):
    """Says who can read what is written here, and offers what protects a phone; forgets who had the
    phone before.
    """

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_privacy"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Answers; between two questions of the intake it offers nothing, so that a number goes on
        answering these. To who is not the one who wrote before it says sorry and no more.
        """
        contact = self.contact(session, turn)
        if turn.chosen == _LEFT:
            dispatcher.utter_message(response="utter_wrong_number")
            return [AllSlotsReset(), ActiveLoop(None), FollowupAction("action_listen")]
        in_form = open_form(tracker) is not None
        offered = [] if in_form else _offered(contact, turn)
        dispatcher.utter_message(response="utter_privacy_keeping")
        dispatcher.utter_message(response="utter_privacy", offered=offered)
        return []


def may_repeat(contact: Contact, turn: Turn) -> bool:
    """Whether what a person told may be said back to them now."""
    return may_be_told(contact, turn.proof, has_word=turn.has_word)


def asks_first(
    session: Session, turn: Turn, dispatcher: CollectingDispatcher, *, now: datetime
) -> bool:
    """Whether a person must show first that it is them: then it asks for that, or leaves them to
    staff after too many wrong words, and the answer waits.
    """
    if turn.proof is None:
        return False
    if turn.proof in _ASKS:
        dispatcher.utter_message(response=_ASKS[Proof(turn.proof)])
        return True
    hand_over(HelplineAction.contact(session, turn), now=now)
    dispatcher.utter_message(response="utter_word_to_staff")
    return True


def delete_hint(contact: Contact, turn: Turn) -> str:
    """Returns the sentence that tells a person at the end of an intake to delete messages."""
    offers_word = contact.discreet and not turn.has_word
    return "utter_delete_hint_word" if offers_word else "utter_delete_hint"


def _offered(contact: Contact, turn: Turn) -> list[str]:
    if not contact.discreet:
        return [_ON]
    return [_OFF] if turn.has_word else [_OFF, _WORD]
