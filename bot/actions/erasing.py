"""Erasure at a person's own wish: asked twice, done by the worker once they have confirmed both."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn
from helpline.privacy.erasure import FAREWELL
from helpline.referrals.answers import yes_or_no
from helpline.storage.persons import list_linked
from helpline.text.lexicon import concepts_in
from helpline.text.normalise import fold

_ASKED, _ASKED_AGAIN = "utter_ask_delete", "utter_ask_delete_again"
_LINKED = "utter_delete_linked"
_ONCE, _SURE = ("delete", "once"), ("delete", "sure")
# The concept in which the wish to erase is told.
_WISH = "delete_erase"


class ActionErase(HelplineAction):
    """Asks whether everything is to be erased, asks again, and takes the second confirmation."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_erase"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Asks; erases nothing itself, since the conversation goes on until it is answered.

        The second question is answered by its option, or by a yes and the wish in one. A lone yes
        may be the first one sent twice: it asks once more, and is taken the second time. The last
        message is what the worker erases on, before it sends it.
        """
        contact = self.contact(session, turn)
        said = _said_last(tracker)
        if turn.chosen == _SURE or (not turn.choice and _is_sure(turn, said)):
            dispatcher.utter_message(response=FAREWELL)
        elif turn.chosen == _ONCE or (said and said[0] in (_ASKED, _ASKED_AGAIN)):
            dispatcher.utter_message(response=_ASKED_AGAIN)
        else:
            if list_linked(session, contact):
                dispatcher.utter_message(response=_LINKED)
            dispatcher.utter_message(response=_ASKED)
        return []


def _said_last(tracker: Tracker) -> list[str]:
    """Returns the responses that the bot said before the latest message, the last one first."""
    return [
        str((event.get("metadata") or {}).get("utter_action"))
        for event in reversed(tracker.events)
        if event["event"] == "bot"
    ]


def _is_sure(turn: Turn, said: list[str]) -> bool:
    if said[:1] != [_ASKED_AGAIN] or yes_or_no(turn.text, language=turn.language) != "affirm":
        return False
    return said[:2] == [_ASKED_AGAIN, _ASKED_AGAIN] or _WISH in concepts_in(fold(turn.text))
