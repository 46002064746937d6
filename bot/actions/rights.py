"""Answers to questions about rights, from the law book."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn, open_form
from bot.actions.noticing import (
    FORM,
    NO_REQUEST,
    is_first_of_an_arrest,
    may_tell_of_somebody,
)
from bot.actions.retelling import retells
from helpline.intents import NOT_UNDERSTOOD, URGENT
from helpline.law.book import CHILD, WOMAN, Entry
from helpline.law.places import (
    JURISDICTION_OF_COUNTRY,
    assumed_jurisdiction,
    held_as,
    jurisdiction_of,
)
from helpline.referrals.happenings import release_told
from helpline.referrals.urgency import MEDICAL_SIGN, MISTREATMENT_SIGN, signs_in
from helpline.storage.messages import last_offered
from helpline.storage.numbers import number_of
from helpline.storage.referrals import Fact, current_facts, find_draft, find_latest_referral
from helpline.storage.tables import Contact, Referral

TOPIC_OF_INTENT = {
    "ask_rights_overview": "rights_overview",
    "ask_right_to_silence": "right_to_silence",
    "ask_right_to_lawyer": "right_to_lawyer",
    "ask_lawyer_cost": "lawyer_cost",
    "ask_detention_time": "detention_time",
    "ask_reason_for_arrest": "reason_for_arrest",
    "ask_family_contact": "family_contact",
    "ask_bail": "bail",
    "ask_search": "search",
    "ask_child_rights": "child_rights",
    "ask_women_rights": "women_rights",
    "ask_court_process": "court_process",
    "ask_interpreter": "interpreter",
    "report_mistreatment": "mistreatment",
    "report_medical_need": "medical_need",
    "report_bribe": "bribe",
    "find_detainee": "find_detainee",
    "other_legal_problem": "other_help",
}
# A question beside a report of an arrest: "they took him, can I see him?". Of reports that ask
# nothing, two in a hundred and forty are so much like a question.
_REPORTS = frozenset({"report_arrest", "request_lawyer", *NOT_UNDERSTOOD})
_LIKE_A_QUESTION, _WITH_ITS_MARK = 0.1, 0.05
_CLEARLY = 2.0
_MARKS = "?؟"
_NOTHING = ("", 0.0)
# What opens a referral and is answered by the rules themselves before they go on to its questions.
ANSWERED_BY_RULES = URGENT & TOPIC_OF_INTENT.keys()
# Who asks after these rights asks for somebody who is one.
_ASKED_FOR = {"ask_child_rights": frozenset({CHILD}), "ask_women_rights": frozenset({WOMAN})}
# Topics that yield to blows in the same message.
_YIELDING = frozenset({"child_rights", "women_rights", "rights_overview"})
# The slots that carry an answer over the question whose law it is to be from.
TOPIC, PLACE = "law_topic", "law_place"
# What the slot PLACE holds: the person was asked, or was told what we assumed.
_ASKED, _ASSUMED = "asked", "assumed"
_WHICH_COUNTRY, _WHO_HOLDS, _ELSEWHERE = "which-country", "who-holds", "elsewhere"
# Of these two who holds the person decides, and is asked.
_OF_HOLDER = ("palestine", "israeli-military")
# The questions for it.
_ASK_COUNTRY, _ASK_HOLDER = _ASK_WHOSE_LAW = ("utter_ask_law_country", "utter_ask_law_holder")
_LONGEST_BASIS = 300


class ActionAnswerRight(HelplineAction):
    """Says what the law of the place gives on the topic that was asked about."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_answer_right"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Answers a question, or what was chosen after one: the place, or the reason."""
        kind, _, value = (turn.choice or "").partition(":")
        if kind == "why":
            return self._give_reason(value, dispatcher)
        contact = self.contact(session, turn)
        if is_first_of_an_arrest(session, contact, turn, self.helpline.clock()):
            return [FollowupAction("action_open_referral")]
        if turn.intent not in URGENT and retells(session, contact, turn, self.helpline.clock()):
            return [FollowupAction("action_update_case")]
        topic = waiting_topic(session, contact, turn, tracker) or topic_of(turn)
        if kind == "place":
            if value == _WHICH_COUNTRY:
                dispatcher.utter_message(response=_ASK_COUNTRY)
                return []
            if value == _WHO_HOLDS:
                dispatcher.utter_message(response=_ASK_HOLDER)
                return []
            known = value in self.helpline.law.book.jurisdictions
            contact.jurisdiction = value if known else _ELSEWHERE
            topic = tracker.get_slot(TOPIC) or topic
        events = self._answer(session, contact, turn, topic, dispatcher, tracker)
        # The message opened a referral by its words alone: no rule leads on to the questions.
        if _opened_beside_rules(session, contact, turn):
            return [*events, FollowupAction(FORM)]
        # Or it was news of one, and the rules would ask those questions again.
        draft = find_draft(session, contact.id)
        is_over = turn.intent in URGENT and (draft is None or _is_free(session, draft))
        return [*events, FollowupAction("action_listen")] if is_over else events

    def _answer(
        self,
        session: Session,
        contact: Contact,
        turn: Turn,
        topic: str,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> Events:
        facts = _facts(session, contact)
        place = jurisdiction_of(facts) or contact.jurisdiction
        own = number_of(session, contact).jurisdiction
        assumed = None if place else assumed_jurisdiction(contact.country, own)
        # In the form, and on the way into it, its own questions ask for the place.
        in_form = open_form(tracker) is not None or turn.intent in URGENT
        in_form = in_form or _opened_beside_rules(session, contact, turn)
        may_ask = not in_form and tracker.get_slot(PLACE) is None
        if place is None and assumed is None and may_ask:
            holder = contact.country == "PS" or _country(facts) == "palestine" or own in _OF_HOLDER
            dispatcher.utter_message(response=_ASK_HOLDER if holder else _ASK_COUNTRY)
            return [SlotSet(TOPIC, topic), SlotSet(PLACE, _ASKED)]
        told = place or assumed
        told = told if told in self.helpline.law.book.jurisdictions else None
        self._tell(told, topic, turn, facts, dispatcher)
        if told is None:
            dispatcher.utter_message(response="utter_law_of_which_place")
        elif not in_form and may_tell_of_somebody(session, contact, turn, self.helpline.clock()):
            # Who asks about one of theirs is told that nobody looks after them yet.
            dispatcher.utter_message(response=NO_REQUEST)
        if assumed and may_ask:
            dispatcher.utter_message(response=f"utter_law_assumed_{assumed}")
            return [SlotSet(TOPIC, topic), SlotSet(PLACE, _ASSUMED)]
        return []

    def _tell(
        self,
        jurisdiction: str | None,
        topic: str,
        turn: Turn,
        facts: dict[str, Fact],
        dispatcher: CollectingDispatcher,
    ) -> None:
        held = held_as(facts) | _ASKED_FOR.get(asked_in(turn) or "", frozenset())
        answer = self.helpline.law.answer(jurisdiction, topic, turn.language, held=held)
        if answer.withheld:
            dispatcher.utter_message(response="utter_law_withheld")
            return
        if answer.language != turn.language:
            dispatcher.utter_message(response="utter_law_only_in_english")
        dispatcher.utter_message(
            response="utter_law_answer",
            answer=answer.text,
            language=answer.language,
            law={"entry": answer.entry, "version": answer.version},
        )

    def _give_reason(self, key: str, dispatcher: CollectingDispatcher) -> Events:
        entry = self.helpline.law.book.find(key)
        if entry is None:
            dispatcher.utter_message(response="utter_what_now")
            return []
        reviewed = self.helpline.law.reviews.is_approved(entry)
        dispatcher.utter_message(
            response="utter_law_basis" if reviewed else "utter_law_basis_unreviewed",
            basis=_basis(entry),
            as_of=entry.as_of.isoformat(),
        )
        return []


def waiting_topic(session: Session, contact: Contact, turn: Turn, tracker: Tracker) -> str | None:
    """Returns the topic of a question that waits until we know whose law it is of, where a message
    tells that by its story and asks nothing; None if none waits.
    """
    last = last_offered(session, contact.id)
    is_waiting = last is not None and last.response in _ASK_WHOSE_LAW
    return tracker.get_slot(TOPIC) if is_waiting and not (turn.choice or asked_in(turn)) else None


def topic_of(turn: Turn) -> str:
    """Returns what a message asks about. Where a child or a woman is beaten, what to do about that
    goes before their other rights, in the words for a child or a woman; so does a child's illness.
    """
    topic = TOPIC_OF_INTENT.get(asked_in(turn) or "", "rights_overview")
    signs = signs_in(turn.text) if topic in _YIELDING and not turn.choice else []
    if MISTREATMENT_SIGN in signs:
        return "mistreatment"
    return "medical_need" if MEDICAL_SIGN in signs and topic == "child_rights" else topic


def asked_in(turn: Turn) -> str | None:
    """Returns the intent of a question that a message asks, or that it clearly asks beside a report
    of an arrest.
    """
    if turn.intent in TOPIC_OF_INTENT:
        return turn.intent
    if turn.choice or turn.intent not in _REPORTS:
        return None
    likely = [each for each in turn.ranking if each[0] not in _REPORTS]
    (asked, likeness), (_, next_likeness) = [*likely, _NOTHING, _NOTHING][:2]
    has_mark = any(mark in turn.text for mark in _MARKS)
    is_asked = likeness >= (_WITH_ITS_MARK if has_mark else _LIKE_A_QUESTION)
    is_clear = likeness >= _CLEARLY * next_likeness
    is_question = asked.startswith("ask_") and asked in TOPIC_OF_INTENT
    return asked if is_question and is_asked and is_clear else None


def _is_free(session: Session, referral: Referral) -> bool:
    """Whether the person of a referral was let go, so that nothing more is asked of them."""
    return release_told(session, referral) is not None


def _opened_beside_rules(session: Session, contact: Contact, turn: Turn) -> bool:
    """Whether a message opened a referral where no rule leads from the answer to the questions."""
    referral = find_latest_referral(session, contact.id)
    if referral is None or turn.intent in ANSWERED_BY_RULES or _is_free(session, referral):
        return False
    return referral.opened_by == turn.message_id


def _facts(session: Session, contact: Contact) -> dict[str, Fact]:
    referral = find_latest_referral(session, contact.id)
    return current_facts(session, referral.id) if referral else {}


def _country(facts: dict[str, Fact]) -> str | None:
    value = facts["country"].value if "country" in facts else None
    return value if value in {*JURISDICTION_OF_COUNTRY, "palestine"} else None


def _basis(entry: Entry) -> str:
    """Returns the articles that an entry rests on, as many as fit into one answer."""
    told: list[str] = []
    for each in entry.basis:
        if told and len("; ".join([*told, each])) > _LONGEST_BASIS:
            break
        told.append(each)
    return "; ".join(told)
