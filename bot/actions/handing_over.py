"""Giving a conversation to staff, and saying when somebody will be there."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn, open_form
from bot.actions.noticing import FORM, is_first_of_an_arrest
from bot.actions.of_us import WHO
from bot.actions.repeating import said_before
from bot.actions.wishing import wishes_for_a_person
from helpline.dates import Kind, When, in_words
from helpline.law.places import country_of_number
from helpline.office import OfficeHours
from helpline.referrals.listening import open_if_told
from helpline.referrals.reading import zone_of
from helpline.referrals.who_answers import asks_who_answers
from helpline.storage.handovers import hand_over
from helpline.storage.numbers import office_hours_of
from helpline.storage.referrals import find_latest_referral
from helpline.storage.tables import Contact


class ActionHandOver(HelplineAction):
    """Gives the conversation to staff: the bot is silent until it is handed back."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_hand_over"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Marks the contact as staff's; outside the office's hours it says when these begin."""
        contact, now = self.contact(session, turn), self.helpline.clock()
        if not turn.choice and asks_who_answers(turn.text):
            if is_first_of_an_arrest(session, contact, turn, now):
                return [FollowupAction("action_open_referral")]
            # They ask whether it is a machine: told, they choose for themselves.
            dispatcher.utter_message(response=WHO)
            return []
        if _may_be_an_answer(turn, tracker):
            # Between two questions half of such are answers: told how, they wish for one again.
            dispatcher.utter_message(response=WHO)
            return [FollowupAction(FORM)]
        hand_over(contact, now=now)
        if not turn.choice and find_latest_referral(session, contact.id) is None:
            # What the wish itself tells of somebody held has a clock from now on.
            open_if_told(
                session, contact, turn.text,
                message_id=turn.message_id, now=now, rng=self.helpline.rng,
            )  # fmt: skip
        office = office_hours_of(session, contact, self.helpline.office)
        if office.is_open(now):
            dispatcher.utter_message(response="utter_handed_over")
        else:
            moment = self._opening(contact, office, turn.language)
            dispatcher.utter_message(response="utter_handed_over_later", moment=moment)
        return _keeps_the_question_open(tracker)

    def _opening(self, contact: Contact, office: OfficeHours, language: str) -> str:
        """Returns when somebody is there again, in the time and the calendar of the person's place
        as far as their number tells it, else in the office's.
        """
        now = self.helpline.clock()
        opens = office.opens_at(now)
        country = country_of_number(contact.country)
        if country is not None:
            opens = opens.astimezone(zone_of(country))
        return in_words(When(Kind.INSTANT, opens, opens), language, country, now=now)


def _may_be_an_answer(turn: Turn, tracker: Tracker) -> bool:
    """Whether a question stands open, and a message that only sounds like a wish for a person comes
    without their having been told just before how to wish for one.
    """
    if open_form(tracker) is None or turn.choice or wishes_for_a_person(turn):
        return False
    return WHO not in said_before(tracker)


def _keeps_the_question_open(tracker: Tracker) -> Events:
    """Returns what lets a form that this interrupts take the next message, once the bot answers
    again: Rasa would leave it aside for one message, and lose an answer.
    """
    form = open_form(tracker)
    return [ActiveLoop(form), FollowupAction("action_listen")] if form else []
