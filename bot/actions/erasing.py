"""Erasure at a person's own wish: asked twice, done by the worker once they have confirmed both."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn
from helpline.privacy.erasure import FAREWELL
from helpline.storage.persons import list_linked

_ASKED, _ASKED_AGAIN = "utter_ask_delete", "utter_ask_delete_again"
_LINKED = "utter_delete_linked"
_ONCE, _SURE = ("delete", "once"), ("delete", "sure")


class ActionErase(HelplineAction):
    """Asks whether everything is to be erased, asks again, and takes the second confirmation."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_erase"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Asks; erases nothing itself, since the conversation goes on until it is answered.

        The second question is answered only by its option: "yes" or the wish said again asks it
        once more. The last message is what the worker erases on, before it sends it.
        """
        contact = self.contact(session, turn)
        if turn.chosen == _SURE:
            dispatcher.utter_message(response=FAREWELL)
        elif turn.chosen == _ONCE or last_said(tracker) in (_ASKED, _ASKED_AGAIN):
            dispatcher.utter_message(response=_ASKED_AGAIN)
        else:
            if list_linked(session, contact):
                dispatcher.utter_message(response=_LINKED)
            dispatcher.utter_message(response=_ASKED)
        return []


def last_said(tracker: Tracker) -> str | None:
    """Returns the response that the bot said last before the latest message, or None."""
    for event in reversed(tracker.events):
        if event["event"] == "bot":
            response = (event.get("metadata") or {}).get("utter_action")
            return None if response is None else str(response)
    return None
