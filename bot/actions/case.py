"""What became of a request: its status, news of it, and answers to what we asked afterwards."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn
from bot.actions.by_reference import WORD, named_in
from bot.actions.careful import asks_first, may_repeat
from bot.actions.news import ASK_NEWS, GLAD, HEARING, NEWS, decide, lines_of, take_hearing
from bot.actions.noticing import answers_whether_held, is_first_of_an_arrest
from bot.actions.summary import Line, summary_lines
from helpline.news import News
from helpline.referrals import follow_ups, happenings, intake
from helpline.referrals.reference import reference_in
from helpline.referrals.urgency import signs_in
from helpline.referrals.wording import only_came_home, says_released
from helpline.storage.kinds import ReferralState
from helpline.storage.referrals import find_latest_referral
from helpline.storage.tables import Contact, Referral

# Facts that a person's answers after the request give rise to.
LATE, FREE = "late", "free"
_STATUS = "check_case_status"
_OF_HARM = frozenset({"report_mistreatment", "report_medical_need"})
_WITH_ADVICE = _OF_HARM | {"report_bribe"}


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
        if kind == HEARING and referral is not None:
            now = self.helpline.clock()
            if not asks_first(session, turn, dispatcher, now=now):
                take_hearing(session, referral, turn, value, dispatcher, now=now)
            return []
        if kind in ("follow", "late") and referral is not None:
            self._take(session, turn, referral, value if kind == "follow" else LATE)
            said = f"utter_follow_up_{value}" if kind == "follow" else "utter_late_noted"
            # What they answered stands; what it leads to is said once we know who they are.
            is_open = kind == "late" or value == "stop"
            if is_open or not asks_first(session, turn, dispatcher, now=self.helpline.clock()):
                dispatcher.utter_message(response=said)
            return []
        named = named_in(session, contact, turn, self.helpline.clock())
        if named is None and asks_first(session, turn, dispatcher, now=self.helpline.clock()):
            return []
        referral = named or referral
        if referral is None:
            if answers_whether_held(session, contact, turn, self.helpline.clock()):
                return [FollowupAction("action_open_referral")]
            is_named = kind == WORD or reference_in(turn.text)
            said = "utter_status_word" if is_named else "utter_status_none"
            dispatcher.utter_message(response=said)
        elif referral.state is ReferralState.DRAFT:
            dispatcher.utter_message(response="utter_status_draft", reference=referral.reference)
        else:
            dispatcher.utter_message(response="utter_status_open", reference=referral.reference)
        # Where the reference alone led here, no rule leads on.
        is_ruled = turn.choice or turn.intent == _STATUS
        return [] if is_ruled else [FollowupAction("action_listen")]

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
        """Records the words, what they change and what they tell that happened, and says so; asks
        what happened if there is no referral to add them to. A yes or no to what was said back is
        taken.
        """
        contact, now = self.contact(session, turn), self.helpline.clock()
        kind, value = turn.chosen
        if kind == NEWS:
            return self._decide(session, contact, turn, value, dispatcher)
        changed = intake.record_telling(
            session, contact, turn.text, message_id=turn.message_id, now=now
        )
        referral = find_latest_referral(session, contact.id)
        told: list[News] = []
        if changed is None or referral is None:
            if is_first_of_an_arrest(session, contact, turn, now):
                return [FollowupAction("action_open_referral")]
            is_free = _tells_release(turn)
            said = f"utter_follow_up_{FREE}" if is_free else "utter_status_none"
            dispatcher.utter_message(response=said)
        else:
            told = happenings.record_happenings(
                session, contact, referral, turn.text, message_id=turn.message_id, now=now
            )
            lines = summary_lines(
                changed if may_repeat(contact, turn) else {},
                turn.language,
                say_when=lambda words: intake.say_when(session, referral, words, turn.language),
            )
            self._say(session, contact, referral, told, lines, turn, dispatcher)
            follow_ups.plan_after_silence(session, referral, now=now)
        return _after(turn, told)

    def _say(
        self,
        session: Session,
        contact: Contact,
        referral: Referral,
        told: list[News],
        lines: list[Line],
        turn: Turn,
        dispatcher: CollectingDispatcher,
    ) -> None:
        """Says what was understood, and asks if it is right; on a phone that others read nothing of
        it. Where advice follows, nothing is asked: a number would then answer nothing.
        """
        repeats = may_repeat(contact, turn)
        if any(each.is_sure_release for each in told):
            dispatcher.utter_message(response=GLAD if repeats else f"utter_follow_up_{FREE}")
        elif _tells_release(turn):
            dispatcher.utter_message(response=f"utter_follow_up_{FREE}")
        elif told and repeats and not _is_advised(turn, told):
            now = self.helpline.clock()
            said = lines_of(session, referral, told, turn, now=now)
            dispatcher.utter_message(response=ASK_NEWS, lines=[*said, *lines])
        elif lines:
            dispatcher.utter_message(response="utter_changed", lines=lines)
        else:
            dispatcher.utter_message(response="utter_noted")

    def _decide(
        self,
        session: Session,
        contact: Contact,
        turn: Turn,
        answer: str,
        dispatcher: CollectingDispatcher,
    ) -> Events:
        referral = find_latest_referral(session, contact.id)
        if referral is None:
            dispatcher.utter_message(response="utter_status_none")
            return []
        now = self.helpline.clock()
        return decide(session, referral, contact, turn, answer, dispatcher, now=now)


def _after(turn: Turn, told: list[News]) -> Events:
    """Returns what follows where the words were news and no rule was asked: for what is urgent,
    what to do; else nothing.
    """
    if turn.intent == "update_case":
        return []
    is_advised = _is_advised(turn, told)
    return [FollowupAction("action_answer_right" if is_advised else "action_listen")]


def _tells_release(turn: Turn) -> bool:
    """Whether a message says that somebody was let go, and not only that one came home."""
    told = says_released(turn.text, language=turn.language)
    return told and not only_came_home(turn.text)


def _is_advised(turn: Turn, told: list[News]) -> bool:
    """Whether what to do is said after news: where these are of harm, or of nothing that happened
    otherwise ("he is before the court on Monday" may sound like an illness).
    """
    is_of_harm = turn.intent in _OF_HARM
    return turn.intent in _WITH_ADVICE and not (is_of_harm and told and not signs_in(turn.text))
