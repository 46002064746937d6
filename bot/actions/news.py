"""News of a case: what was understood is said back, and taken back if it is not so; small talk
with news in it, and yes or no to what was asked last.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn, open_form
from bot.actions.by_reference import asks_by_reference
from bot.actions.careful import may_repeat
from bot.actions.interrupting import has_kind_words
from bot.actions.next_person import ASK_NEXT, open_next_person
from bot.actions.noticing import (
    FORM,
    answers_whether_held,
    is_first_of_an_arrest,
    names_somebody,
)
from bot.actions.of_us import answer_of_us
from bot.actions.retelling import retells, tells_happenings
from bot.actions.summary import Line
from helpline.dates import in_words
from helpline.facts.denials import denies_somebody
from helpline.law.places import jurisdiction_of
from helpline.news import News
from helpline.news.words import AHEAD
from helpline.referrals import follow_ups, happenings
from helpline.storage.kinds import EventKind, ReferralState
from helpline.storage.messages import last_offered
from helpline.storage.referrals import current_facts, find_latest_referral
from helpline.storage.tables import Contact, Referral

ASK_NEWS, GLAD = "utter_ask_news", "utter_news_free"
# What kind of choice answers each, and what a choice after a hearing leads to.
NEWS, HEARING = "news", "hearing"
_NO, _YES = "no", "yes"
_WHAT_NOW = "utter_what_now"
# A "no" after one of these needs nothing more.
_FAREWELLS = frozenset({"utter_wrong_number", "utter_thank", "utter_goodbye"})
_SMALL_TALK = {
    "thank": "utter_thank",
    "goodbye": "utter_goodbye",
    "out_of_scope": "utter_out_of_scope",
    "help": "utter_help",
}
_HELP, _ARREST, _SOMETHING_ELSE = "help", "report_arrest", "intent:nlu_fallback"
_OUTCOMES = {"held_on": "utter_follow_up_yes", "adjourned": "utter_hearing_other"}


class ActionSmallTalk(HelplineAction):
    """Answers small talk, and what is none of our business; but news in it is taken as news."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_small_talk"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Answers; between two questions of the intake a release ends them. Of whom a first message
        names and tells nothing ("please, my father") it asks whether they are held.
        """
        contact, now = self.contact(session, turn), self.helpline.clock()
        in_form = open_form(tracker) is not None
        if not in_form and is_first_of_an_arrest(session, contact, turn, now):
            return [FollowupAction("action_open_referral")]
        if not in_form and asks_by_reference(session, contact, turn, now):
            return [FollowupAction("action_case_status")]
        if not in_form and retells(session, contact, turn, now):
            return [FollowupAction("action_update_case")]
        if tells_happenings(session, contact, turn, now):
            if not in_form:
                return [FollowupAction("action_update_case")]
            if (events := free_in_form(session, contact, turn, dispatcher, now=now)) is not None:
                return events
        if (of_us := answer_of_us(turn.text)) is not None:
            dispatcher.utter_message(response=of_us)
        elif not (in_form or has_kind_words(turn)) and names_somebody(session, contact, turn, now):
            ask_back([_ARREST], dispatcher)
        else:
            dispatcher.utter_message(response=_SMALL_TALK.get(turn.intent or "", _WHAT_NOW))
        return []


class ActionYesOrNo(HelplineAction):
    """Takes a yes or a no that comes after the questions outside of the intake."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_yes_or_no"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Takes it as an answer to what the bot asked last; asks what is needed if that was
        nothing, and takes news in it as news.
        """
        contact, now = self.contact(session, turn), self.helpline.clock()
        referral = find_latest_referral(session, contact.id)
        answer = _YES if turn.intent == "affirm" else _NO
        asked = last_offered(session, contact.id)
        response = asked.response if asked is not None else None
        if referral is not None and (
            tells_happenings(session, contact, turn, now)
            or retells(session, contact, turn, now)
            or denies_somebody(turn.text, language=turn.language)
        ):
            return [FollowupAction("action_update_case")]
        if answer == _NO and response in _FAREWELLS:
            dispatcher.utter_message(response="utter_goodbye")
        elif referral is None and answers_whether_held(session, contact, turn, now):
            return [FollowupAction("action_open_referral")]
        elif referral is None or response is None:
            dispatcher.utter_message(response=_WHAT_NOW)
        elif response in (ASK_NEWS, GLAD):
            return decide(session, referral, contact, turn, answer, dispatcher, now=now)
        elif response == "utter_follow_up":
            follow_ups.record_answer(session, referral, answer, message_id=turn.message_id, now=now)
            dispatcher.utter_message(response=f"utter_follow_up_{answer}")
        elif response == "utter_follow_up_hearing":
            value = "right" if answer == _YES else "other"
            take_hearing(session, referral, turn, value, dispatcher, now=now)
        elif response == ASK_NEXT and answer == _YES:
            return open_next_person(session, contact, turn, self.helpline, dispatcher)
        else:
            dispatcher.utter_message(response=_WHAT_NOW)
        return []


def ask_back(likely: list[str], dispatcher: CollectingDispatcher) -> None:
    """Asks which of some intents a message meant, or something else."""
    offered = [f"meant:intent:{intent}" for intent in likely]
    dispatcher.utter_message(response="utter_did_you_mean", offered=[*offered, _SOMETHING_ELSE])


def decide(
    session: Session,
    referral: Referral,
    contact: Contact,
    turn: Turn,
    answer: str,
    dispatcher: CollectingDispatcher,
    *,
    now: datetime,
) -> Events:
    """Takes a yes or a no to what was said back last: "no" takes back what the message told that it
    answered, and leads back to the questions that are open still.
    """
    asked = last_offered(session, contact.id)
    turn_of = asked.turn if asked is not None else None
    if answer == _YES or turn_of is None:
        is_free = turn_of is not None and happenings.confirm_release(
            session, referral, turn_of, message_id=turn.message_id, now=now
        )
        dispatcher.utter_message(response="utter_follow_up_free" if is_free else "utter_noted")
        return []
    happenings.take_back(session, referral, turn_of, message_id=turn.message_id, now=now)
    dispatcher.utter_message(response="utter_news_wrong")
    return [FollowupAction(FORM)] if referral.state is ReferralState.DRAFT else []


def take_hearing(
    session: Session,
    referral: Referral,
    turn: Turn,
    value: str,
    dispatcher: CollectingDispatcher,
    *,
    now: datetime,
) -> None:
    """Takes what was chosen about a hearing: "right", "other" (another day), or an outcome; raises
    KeyError for anything else.
    """
    if value == "right":
        dispatcher.utter_message(response="utter_noted")
        return
    if value == "other":
        happenings.put_off_hearing(session, referral, message_id=turn.message_id, now=now)
        dispatcher.utter_message(response="utter_hearing_other")
        return
    said = _OUTCOMES[value]
    happenings.record_outcome(session, referral, value, message_id=turn.message_id, now=now)
    dispatcher.utter_message(response=said)


def free_in_form(
    session: Session,
    contact: Contact,
    turn: Turn,
    dispatcher: CollectingDispatcher,
    *,
    now: datetime,
) -> Events | None:
    """Takes a release that is told between two questions: it is kept, and nothing more is asked;
    of who only came home, whether it was one. None if a message tells of none, or of one that
    cannot be asked about on a phone that others read.
    """
    referral = find_latest_referral(session, contact.id)
    if referral is None:
        return None
    told = happenings.record_happenings(
        session, contact, referral, turn.text, message_id=turn.message_id, now=now
    )
    if not any(each.kind is EventKind.RELEASED for each in told):
        return None
    if any(each.is_sure_release for each in told):
        dispatcher.utter_message(response=GLAD)
    elif not may_repeat(contact, turn):
        return None
    else:
        # Who came home may be another: they are asked, and "no" leads back to the questions.
        lines = lines_of(session, referral, told, turn, now=now)
        dispatcher.utter_message(response=ASK_NEWS, lines=lines)
    return [ActiveLoop(None), SlotSet("requested_slot", None), FollowupAction("action_listen")]


def lines_of(
    session: Session, referral: Referral, news: Iterable[News], turn: Turn, *, now: datetime
) -> list[Line]:
    """Returns the lines in which events are said back, as [response, values], with their times in
    the calendar of the place.
    """
    place = jurisdiction_of(current_facts(session, referral.id))
    lines: list[Line] = []
    for each in news:
        when = in_words(each.when, turn.language, place, now=now) if each.when else ""
        if each.told.manner == AHEAD:
            lines.append(["utter_event_hearing", {"value": when}])
            continue
        lines.append([response_of(each)])
        if when:
            lines.append(["utter_event_when", {"value": when}])
    return lines


def response_of(news: News) -> str:
    """Returns the response that names an event."""
    last = news.told.outcome or news.told.manner
    return f"utter_event_{news.kind}" + (f"_{last}" if last else "")


def hearing_lines(session: Session, contact: Contact, turn: Turn, *, now: datetime) -> list[Line]:
    """Returns the line that says the next hearing of a contact's latest referral; none if there is
    no hearing.
    """
    referral = find_latest_referral(session, contact.id)
    hearing = happenings.next_hearing(session, referral, now=now) if referral else None
    if referral is None or hearing is None:
        return []
    when = hearing.when(happenings.zone_for(session, contact, referral))
    place = jurisdiction_of(current_facts(session, referral.id))
    return [["utter_event_hearing", {"value": in_words(when, turn.language, place, now=now)}]]
