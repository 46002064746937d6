"""The intake: opening a referral, filling it in answer by answer, and confirming it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from sqlalchemy.orm import Session

from bot.actions.answering import Taken, take
from bot.actions.base import Events, Helpline, HelplineAction, Turn
from bot.actions.clock import clock_lines
from bot.actions.summary import summary_lines
from helpline.referrals import follow_ups, intake
from helpline.referrals.arrests import clock_of
from helpline.referrals.questions import CONFIRMED, LEFT_OUT, NEWS, QUESTION_OF, slots_of
from helpline.referrals.reference import check_word_in
from helpline.storage.referrals import current_facts, find_draft, list_facts
from helpline.storage.tables import Contact, Referral

# After so many hours of silence a person is told where we go on.
_LONG_SILENCE = 3.0
_FORM = "intake_form"
_WHEN = "arrested_when"
_YES, _CHANGE = "yes", "change"


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
        referral = intake.open_referral(
            session, contact,
            message_id=turn.message_id, intent=turn.intent or "",
            now=self.helpline.clock(), rng=self.helpline.rng,
        )  # fmt: skip
        told = intake.told_to(session, contact, referral, turn.text, now=self.helpline.clock())
        intake.record_first(
            session, referral, turn.text, told,
            message_id=turn.message_id, now=self.helpline.clock(),
        )  # fmt: skip
        slots = _slots(session, contact, referral)
        # The wording for somebody who writes for themselves goes by this slot.
        dispatcher.utter_message(response="utter_first_lines", who_held=slots["who_held"])
        return [SlotSet(name, value) for name, value in slots.items()]


class ValidateIntakeForm(FormValidationAction):
    """Takes an answer to the open question and keeps it at once, with all else that the message
    tells, so that breaking off loses nothing.
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
        """Returns the slots that the message fills; none if the message is not an answer.

        Coming back from another action, it returns what is known by then.
        """
        turn = Turn.of(tracker)
        with self.helpline.database.transaction() as session:
            contact = HelplineAction.contact(session, turn)
            referral = find_draft(session, contact.id)
            if referral is None:
                return []
            open_slots: set[str] = set()
            confirmed = None
            question = QUESTION_OF.get(tracker.get_slot("requested_slot") or "")
            if question is not None and not _is_back_from_another_action(tracker):
                known = intake.values_of(session, referral)
                told = intake.told_to(
                    session, contact, referral, turn.text, now=self.helpline.clock()
                )
                taken = take(question, turn, told, known)
                if taken is None:
                    return []
                confirmed = self._keep(session, contact, referral, turn, taken, dispatcher)
                if _WHEN in taken.facts and self._is_unclear(session, referral, taken.facts[_WHEN]):
                    open_slots.add(_WHEN)
                if turn.hours_since >= _LONG_SILENCE:
                    dispatcher.utter_message(response="utter_resume")
            slots = _slots(session, contact, referral)
        slots |= {name: None for name in open_slots} | {CONFIRMED: confirmed}
        tracker.slots.update(slots)
        return [SlotSet(name, value) for name, value in slots.items()]

    def _keep(
        self,
        session: Session,
        contact: Contact,
        referral: Referral,
        turn: Turn,
        taken: Taken,
        dispatcher: CollectingDispatcher,
    ) -> str | None:
        """Records what a message tells; returns "yes" once the whole is confirmed, else None."""
        now = self.helpline.clock()
        facts = dict(taken.facts)
        answer = facts.pop(CONFIRMED, None)
        for name, value in facts.items():
            intake.record_answer(session, contact, name, value, message_id=turn.message_id, now=now)
        if taken.changed:
            dispatcher.utter_message(response="utter_changed", lines=summary_lines(taken.changed))
        if facts.get("safe") == "no":
            contact.discreet = True
            dispatcher.utter_message(response="utter_safe_no")
        if answer in (None, _CHANGE):
            return None
        if answer in (_YES, LEFT_OUT):
            return _YES
        # Words that neither confirm nor change anything that we read: kept for staff, and the
        # second such message is taken as the end.
        noted = any(fact.name == NEWS for fact in list_facts(session, referral.id))
        intake.record_news(session, contact, turn.text, message_id=turn.message_id, now=now)
        dispatcher.utter_message(response="utter_noted")
        return _YES if noted else None

    def _is_unclear(self, session: Session, referral: Referral, words: str) -> bool:
        """Whether the time of the arrest was told for the first time, and not understood."""
        if words == LEFT_OUT:
            return False
        told = [fact for fact in list_facts(session, referral.id) if fact.name == _WHEN]
        return len(told) == 1 and intake.when_told(session, referral) is None


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
        """Asks; on a phone that others read it repeats no facts. After "no" it asks what to
        change.
        """
        contact = self.contact(session, turn)
        referral = find_draft(session, contact.id)
        if turn.chosen == (CONFIRMED, _CHANGE) or (
            turn.intent == "deny" and tracker.get_slot("requested_slot") == CONFIRMED
        ):
            dispatcher.utter_message(response="utter_what_to_change")
            return []
        lines = []
        if referral is not None and not contact.discreet:
            lines = summary_lines(
                intake.values_of(session, referral),
                say_when=lambda words: intake.say_when(session, referral, words, turn.language),
            )
        if lines:
            dispatcher.utter_message(response="utter_ask_confirmed", lines=lines)
        else:
            dispatcher.utter_message(response="utter_ask_confirmed_unseen")
        return []


class ActionNoteInReferral(HelplineAction):
    """Keeps what a person tells between two questions."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_note_in_referral"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Records the words as news, with the facts in them, and says that they are kept."""
        contact = self.contact(session, turn)
        intake.record_telling(
            session, contact, turn.text, message_id=turn.message_id, now=self.helpline.clock()
        )
        dispatcher.utter_message(response="utter_noted")
        return []


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
        facts = current_facts(session, referral.id)
        clock = clock_of(facts, self.helpline.law.book, language=contact.language, now=now)
        follow_ups.plan_after_silence(session, referral, now=now)
        if clock is not None:
            follow_ups.plan_after_clock(session, referral, clock, now=now)
        if clock is not None and not self.helpline.law.is_clock_withheld(clock.limit):
            lines = clock_lines(clock, language=turn.language)
            dispatcher.utter_message(response="utter_clock", lines=lines)
        return []


def _is_back_from_another_action(tracker: Tracker) -> bool:
    """Whether an action other than the form itself has answered the latest message already."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action" and event["name"] != _FORM:
            return True
    return False


def _slots(session: Session, contact: Contact, referral: Referral) -> dict[str, str | None]:
    return slots_of(intake.values_of(session, referral), language=contact.language)
