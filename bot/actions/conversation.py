"""What concerns the conversation itself: its language, and what was not understood."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet, UserUtteranceReverted
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn, open_form
from bot.actions.by_reference import asks_by_reference
from bot.actions.news import ask_back, free_in_form
from bot.actions.noticing import (
    FORM,
    answers_whether_held,
    is_first_of_an_arrest,
    names_somebody,
)
from bot.actions.of_us import answer_of_us
from bot.actions.retelling import is_news
from helpline.intents import URGENT
from helpline.text.wishes import named_language, wanted_encoding

# A doubtful message is taken back to the person as what has at least this confidence.
_LIKELY = 0.1
# To be asked "did you greet us?" helps nobody.
_NEVER_MEANT = frozenset(
    {"nlu_fallback", "out_of_scope", "greet", "goodbye", "thank", "affirm", "deny"}
)
_BURMESE, _ARREST = "my", "report_arrest"


class ActionChangeLanguage(HelplineAction):
    """Goes on in the language that the person names; asks which one if none is named."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_change_language"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Keeps the language with the contact, so that staff see it too."""
        encoding = wanted_encoding(turn.text)
        if encoding is not None:
            return self._go_on_in_burmese(session, turn, dispatcher, encoding)
        picked = _picked(turn)
        now = self.helpline.clock()
        if not picked and answers_whether_held(session, self.contact(session, turn), turn, now):
            # "Three hours ago" names Dari in Pashto.
            return [FollowupAction("action_open_referral")]
        chosen = picked or named_language(turn.text)
        if chosen is None:
            dispatcher.utter_message(response="utter_ask_language")
            return []
        self.contact(session, turn).language = chosen
        dispatcher.utter_message(response="utter_language_changed", language=chosen)
        return [SlotSet("language", chosen)]

    def _go_on_in_burmese(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, encoding: str
    ) -> Events:
        contact = self.contact(session, turn)
        contact.language = _BURMESE
        contact.reads_zawgyi = encoding == "zawgyi"
        said = "utter_zawgyi_on" if contact.reads_zawgyi else "utter_zawgyi_off"
        dispatcher.utter_message(response=said, language=_BURMESE)
        return [SlotSet("language", _BURMESE)]


def _picked(turn: Turn) -> str | None:
    kind, _, language = (turn.choice or "").partition(":")
    return language if kind == "language" else None


class ActionGreet(HelplineAction):
    """Greets; asks for the language if it is not known yet."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_greet"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """A greeting alone is often too short to tell its language; news in it is taken as news."""
        contact, now = self.contact(session, turn), self.helpline.clock()
        if is_news(session, contact, turn, now):
            return [FollowupAction("action_update_case")]
        known = turn.language_known
        dispatcher.utter_message(response="utter_greet" if known else "utter_ask_language")
        return []


class ActionDefaultFallback(HelplineAction):
    """Asks what was meant, or for other words; at the second miss in a row, offers a person."""

    def name(self) -> str:
        """Returns the name that Rasa calls when nothing is understood."""
        return "action_default_fallback"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Says that the message was not understood, and keeps it out of what rules look back on;
        but where its words alone tell of an arrest, or are news, they are taken as that.
        """
        contact, now = self.contact(session, turn), self.helpline.clock()
        if is_first_of_an_arrest(session, contact, turn, now):
            return [FollowupAction("action_open_referral")]
        if is_news(session, contact, turn, now):
            return [FollowupAction("action_update_case")]
        if (of_us := answer_of_us(turn.text)) is not None:
            dispatcher.utter_message(response=of_us)
            return []
        if asks_by_reference(session, contact, turn, now):
            return [FollowupAction("action_case_status")]
        if (events := free_in_form(session, contact, turn, dispatcher, now=now)) is not None:
            return events
        is_again = missed_before(tracker, self.name())
        if open_form(tracker) == FORM and not is_again:
            # It tells or asks what we do not know: staff read it, and nobody is held up by it.
            dispatcher.utter_message(response="utter_noted")
            return [FollowupAction(FORM)]
        likely = meant(turn)
        if not likely and names_somebody(session, contact, turn, now):
            likely = [_ARREST]
        _say_not_understood(turn, likely, dispatcher, is_again=is_again)
        return [UserUtteranceReverted()]


def _say_not_understood(
    turn: Turn, likely: list[str], dispatcher: CollectingDispatcher, *, is_again: bool
) -> None:
    if is_again:
        dispatcher.utter_message(response="utter_offer_human")
    elif not turn.language_known:
        dispatcher.utter_message(response="utter_ask_language")
    elif likely:
        ask_back(likely, dispatcher)
    else:
        dispatcher.utter_message(response="utter_please_rephrase")


def meant(turn: Turn) -> list[str]:
    """Returns up to two intents that a doubtful message may mean, an urgent one always among
    them if it is at all likely; empty if nothing is likely.
    """
    likely = [
        intent
        for intent, confidence in turn.ranking
        if confidence >= _LIKELY and intent not in _NEVER_MEANT
    ]
    urgent = [intent for intent in likely if intent in URGENT]
    first = likely[:2]
    if urgent and not URGENT & set(first):
        first = [likely[0], urgent[0]]
    return first


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
