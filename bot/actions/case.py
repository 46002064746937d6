"""What became of a request: its status, news of it, and answers to what we asked afterwards."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn
from bot.actions.noticing import is_first_of_an_arrest
from bot.actions.summary import summary_lines
from helpline.referrals import follow_ups, intake
from helpline.referrals.reference import check_word_in, reference_in
from helpline.referrals.wording import says_released
from helpline.storage.kinds import ReferralState
from helpline.storage.referrals import find_by_reference, find_latest_referral
from helpline.storage.tables import Referral
from helpline.text.normalise import fold

# Facts that a person's answers after the request give rise to.
LATE, FREE = "late", "free"
_WITH_ADVICE = frozenset({"report_mistreatment", "report_medical_need", "report_bribe"})


class ActionCaseStatus(HelplineAction):
    """Says where a request stands, and takes what was chosen after we asked for news."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_case_status"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Answers from the contact's latest referral, or, from another phone, from the one whose
        reference and check word the message tells.
        """
        kind, value = turn.chosen
        contact = self.contact(session, turn)
        referral = find_latest_referral(session, contact.id)
        if kind in ("follow", "late") and referral is not None:
            self._take(session, turn, referral, value if kind == "follow" else LATE)
            said = f"utter_follow_up_{value}" if kind == "follow" else "utter_late_noted"
            dispatcher.utter_message(response=said)
            return []
        referral = named_in(session, turn) or referral
        if referral is None:
            dispatcher.utter_message(response="utter_status_none")
        elif referral.state is ReferralState.DRAFT:
            dispatcher.utter_message(response="utter_status_draft", reference=referral.reference)
        else:
            dispatcher.utter_message(response="utter_status_open", reference=referral.reference)
        return []

    def _take(self, session: Session, turn: Turn, referral: Referral, answer: str) -> None:
        follow_ups.record_answer(
            session, referral, answer, message_id=turn.message_id, now=self.helpline.clock()
        )


class ActionUpdateCase(HelplineAction):
    """Adds news to the person's referral."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_update_case"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Records the words and what they change, and says so; asks what happened if there is no
        referral to add them to.
        """
        contact, now = self.contact(session, turn), self.helpline.clock()
        changed = intake.record_telling(
            session, contact, turn.text, message_id=turn.message_id, now=now
        )
        lines = [] if contact.discreet else summary_lines(changed or {}, turn.language)
        referral = find_latest_referral(session, contact.id)
        if changed is None or referral is None:
            if is_first_of_an_arrest(session, contact, turn, now):
                return [FollowupAction("action_open_referral")]
            dispatcher.utter_message(response="utter_status_none")
        elif says_released(turn.text):
            follow_ups.record_answer(session, referral, FREE, message_id=turn.message_id, now=now)
            dispatcher.utter_message(response=f"utter_follow_up_{FREE}")
        elif lines:
            dispatcher.utter_message(response="utter_changed", lines=lines)
        else:
            dispatcher.utter_message(response="utter_noted")
        return _after(turn)


def _after(turn: Turn) -> Events:
    """Returns what follows where the words were news and no rule was asked: for what is urgent,
    what to do; else nothing.
    """
    if turn.intent == "update_case":
        return []
    asks = turn.intent in _WITH_ADVICE
    return [FollowupAction("action_answer_right" if asks else "action_listen")]


def named_in(session: Session, turn: Turn) -> Referral | None:
    """Returns the referral whose reference and check word, in the writer's language or English,
    both stand in a message.
    """
    reference = reference_in(turn.text)
    referral = find_by_reference(session, reference) if reference else None
    if referral is None:
        return None
    words = {check_word_in(referral.check_word, each) for each in (turn.language, "en")}
    written = fold(turn.text)
    return referral if any(fold(word) in written for word in words) else None
