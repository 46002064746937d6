"""The end of the intake: a confirmed referral goes to staff."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn
from bot.actions.careful import delete_hint, may_repeat
from bot.actions.clock import clock_lines
from bot.actions.next_person import ASK_NEXT
from helpline.referrals import follow_ups, happenings, intake
from helpline.referrals.arrests import clock_of
from helpline.referrals.next_person import has_next
from helpline.referrals.reference import check_word_in
from helpline.storage.referrals import current_facts


class ActionSubmitReferral(HelplineAction):
    """Confirms the referral and tells its reference and check word, and what the law allows."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_submit_referral"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Submits the contact's draft; what it promises is said only once it is stored."""
        contact = self.contact(session, turn)
        now = self.helpline.clock()
        referral = intake.submit_referral(session, contact, now=now)
        if referral is None:
            dispatcher.utter_message(response="utter_status_none")
            return []
        dispatcher.utter_message(
            response="utter_referral_received",
            reference=referral.reference,
            check_word=check_word_in(referral.check_word, turn.language),
        )
        dispatcher.utter_message(response=delete_hint(contact, turn))
        facts = current_facts(session, referral.id)
        clock = clock_of(facts, self.helpline.law.book, language=contact.language, now=now)
        follow_ups.plan_after_silence(session, referral, now=now)
        happenings.plan_for_hearing(session, referral, now=now)
        if clock is not None:
            follow_ups.plan_after_clock(session, referral, clock, now=now)
        # It names a judge: nothing for a phone that others read.
        withheld = not may_repeat(contact, turn) or (
            clock is not None and self.helpline.law.is_clock_withheld(clock.limit)
        )
        if clock is not None and not withheld:
            lines = clock_lines(clock, language=turn.language)
            dispatcher.utter_message(response="utter_clock", lines=lines)
        if has_next(session, referral):
            dispatcher.utter_message(response=ASK_NEXT)
        return []
