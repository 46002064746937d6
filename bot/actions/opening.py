"""Opening a referral by the first message that tells of somebody held."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn
from bot.actions.learnt import who_is_meant
from bot.actions.news import ask_back, free_in_form
from bot.actions.next_person import NEXT, open_next_person
from bot.actions.noticing import (
    FORM,
    is_more_of_the_same,
    is_of_somebody_held,
    likeliest,
    may_be_more_of_the_same,
)
from bot.actions.rights import ANSWERED_BY_RULES, asked_in, waiting_topic
from helpline.intents import URGENT
from helpline.referrals import happenings, intake
from helpline.referrals.earlier import record_earlier
from helpline.referrals.questions import PEOPLE_HELD, slots_of
from helpline.referrals.urgency import signs_in

# What a referral is opened with that its first message told of without the bot knowing it.
_TOLD = "report_arrest"
_NEWS = "update_case"
_WHEN = "arrested_when"


class ActionOpenReferral(HelplineAction):
    """Opens a draft, or finds the unfinished one, and says what matters before any questioning."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_open_referral"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Opens the referral with all that the message tells already, and fills the form's slots
        from it.
        """
        contact = self.contact(session, turn)
        if turn.chosen == NEXT:
            return open_next_person(session, contact, turn, self.helpline, dispatcher)
        if is_more_of_the_same(session, contact, turn, self.helpline.clock()):
            return [FollowupAction("action_update_case")]
        if may_be_more_of_the_same(session, contact, turn, self.helpline.clock()):
            ask_back([_NEWS, _TOLD], dispatcher)
            return [FollowupAction("action_listen")]
        # In which language the first message was answered the questions go on: "ho" decides none.
        contact.language = contact.language or turn.language
        # Where the words alone told of an arrest, no rule leads on from here.
        is_ruled = turn.intent in URGENT
        referral = intake.open_referral(
            session, contact,
            message_id=turn.message_id, intent=(turn.intent or _TOLD) if is_ruled else _TOLD,
            now=self.helpline.clock(), rng=self.helpline.rng,
        )  # fmt: skip
        # It is of somebody held, though no word that we know may say that they are.
        told = intake.told_to(
            session, contact, referral, turn.text,
            now=self.helpline.clock(), is_held=is_ruled or is_of_somebody_held(turn),
            intent=likeliest(turn),
        )  # fmt: skip
        told = who_is_meant(turn) | told
        intake.record_first(
            session, referral, turn.text, told,
            message_id=turn.message_id, now=self.helpline.clock(),
        )  # fmt: skip
        record_earlier(
            session, contact, referral, turn.text,
            message_id=turn.message_id, now=self.helpline.clock(),
        )  # fmt: skip
        is_waiting = waiting_topic(session, contact, turn, tracker) is not None
        asks = (is_waiting or asked_in(turn)) and turn.intent not in ANSWERED_BY_RULES
        now = self.helpline.clock()
        if turn.is_meant:
            # Who says that this is of somebody held is asked, whatever we read before.
            happenings.take_back_release(session, referral, message_id=turn.message_id, now=now)
        # Who was let go and writes of it themselves, or of harm, is asked, too.
        has_reason = turn.is_meant or told.get("who_held") == "self" or bool(signs_in(turn.text))
        free = None if has_reason else free_in_form(session, contact, turn, dispatcher, now=now)
        if free:
            # Who is free needs no "stay calm" and no questions; one of theirs is answered.
            return [*free[:-1], FollowupAction("action_answer_right")] if asks else free
        slots = slots_of(intake.values_of(session, referral), language=contact.language)
        # The wording for somebody who writes for themselves goes by this slot.
        is_told = slots.get("place") and slots.get(_WHEN)
        lines = "utter_first_lines_told" if is_told else "utter_first_lines"
        dispatcher.utter_message(response=lines, who_held=slots["who_held"])
        if PEOPLE_HELD in told:
            dispatcher.utter_message(response="utter_several", count=told[PEOPLE_HELD])
        events: Events = [SlotSet(name, value) for name, value in slots.items()]
        if asks:
            return [*events, FollowupAction("action_answer_right")]
        return events if is_ruled else [*events, FollowupAction(FORM)]
