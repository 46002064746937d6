"""What the words of a message tell though the bot took it for something else, or for nothing."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.actions.base import Turn
from bot.actions.interrupting import asks
from helpline.facts import names_an_arrest, people_in
from helpline.intents import NOT_UNDERSTOOD, REPORT_ARREST, URGENT
from helpline.law.places import country_of_number
from helpline.news.reading import sentences_in
from helpline.referrals import intake
from helpline.referrals.answers import yes_or_no
from helpline.referrals.earlier import told_earlier
from helpline.referrals.phone_words import PhoneWords, says
from helpline.referrals.questions import TOLD_FIRST
from helpline.referrals.reading import tells_of_an_arrest, told_in
from helpline.referrals.wording import says_another, says_released
from helpline.storage.kinds import Author, ReferralState
from helpline.storage.referrals import find_latest_referral
from helpline.storage.tables import Contact
from helpline.storage.traffic import bodies_since, was_said
from helpline.text.normalise import fold

_JUST_NOW = timedelta(hours=1)

# What is said of somebody who is held, and of nobody else; less likely, it is a guess.
_LIKELY_HELD = 0.7
_LIKELY_SOMEBODY, _WHO = 0.8, "who_held"
# Land is seized, too, and a file is taken.
_OF_SOMETHING_ELSE = frozenset({"other_legal_problem", "check_case_status"})
_OF_SOMEBODY_HELD = URGENT | {"report_bribe", "update_case"}

# What asks somebody without a request whether one of theirs is held, and what answers that.
NO_REQUEST = "utter_status_none"
_OF_AN_ARREST = frozenset({_WHO, "held_by", "place", "arrested_when"})
_OF_ONE_PERSON = frozenset({"arrested_when", "place", "age"})

FORM = "intake_form"


def is_first_of_an_arrest(session: Session, contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether a contact without a referral tells that somebody is held: who, and when, where or by
    whom; or names somebody in what is likely to be said of who is held only.
    """
    if turn.choice or find_latest_referral(session, contact.id) is not None:
        return False
    if answers_whether_held(session, contact, turn, now):
        return True
    told = _told(contact, turn, now)
    is_told = is_of_somebody_held(turn) and _states(turn)
    if is_told and names_somebody(session, contact, turn, now):
        return True
    # "Police got him": who is not said, but that somebody is held.
    is_of_somebody = likeliest(turn) in URGENT or "sex" in told
    if tells_of_an_arrest(told) or ("held_by" in told and is_of_somebody):
        return True
    names_arrest = names_an_arrest(turn.text, language=contact.language or turn.language)
    if turn.intent not in _OF_SOMETHING_ELSE:
        of_held = _told(contact, turn, now, is_held=True).keys()
        # Three of who is held, by whom, since when and where, whatever word there is for an arrest
        # and whatever is asked besides.
        if len(of_held & _OF_AN_ARREST) > 2:
            return True
        if _tells_of_somebody(turn, of_held, names_arrest=names_arrest):
            return True
    if not (told or names_arrest):
        return False
    if names_arrest and told.keys() >= {"who_held", "age"} and _states(turn):
        # "They took my son, he's only 15": what sounds like a question of children's rights tells.
        return True
    told = _with_earlier(session, contact, turn, told, now)
    # "My son is in jail": of one who is held, and no question.
    is_stated = "who_held" in told and _states(turn) and not asks(turn)
    return tells_of_an_arrest(told) or is_stated or _has_sentence_of_an_arrest(contact, turn, now)


def _has_sentence_of_an_arrest(contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether one of a message's sentences tells of somebody who is held, and asks nothing: "who
    are you? my husband is in jail".
    """
    sentences = sentences_in(turn.text)
    parts = [replace(turn, text=each) for each in sentences if len(sentences) > 1]
    return any(
        _states(part)
        and not asks(part)
        and names_an_arrest(part.text, language=contact.language or part.language)
        and _WHO in _told(contact, part, now)
        for part in parts
    )


def answers_whether_held(session: Session, contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether a contact who has no referral, and was asked within the hour whether somebody is
    held, says yes, or tells who, where, since when or by whom.
    """
    if turn.choice or not _states(turn):
        return False
    if not was_said(session, contact.id, NO_REQUEST, since=now - _JUST_NOW):
        return False
    says_yes = yes_or_no(turn.text, language=contact.language or turn.language) == "affirm"
    return says_yes or bool(_told(contact, turn, now, is_held=True).keys() & _OF_AN_ARREST)


def _tells_of_somebody(turn: Turn, told: Set[str], *, names_arrest: bool) -> bool:
    """Whether a message that only sounds like a question is of somebody held: it tells of which
    age they are, since when and where ("a boy of 15, at the post in Hebron since an hour"), or is
    likely to name one, by examples, and tells who holds them, or of an arrest. `told` are the
    facts in it, read as of somebody held.
    """
    _, share = turn.learnt.get(_WHO, ("", 0.0))
    may_name, sounds_asked = share >= _LIKELY_SOMEBODY, (turn.intent or "").startswith("ask_")
    if not _states(turn):
        return False
    is_taken = "held_by" in told or (names_arrest and not asks(turn))
    return (sounds_asked and told >= _OF_ONE_PERSON) or (may_name and is_taken)


def _told(contact: Contact, turn: Turn, now: datetime, *, is_held: bool = False) -> dict[str, str]:
    """Returns what the words of a message tell; `is_held` says that it is of somebody held."""
    return told_in(
        turn.text,
        language=contact.language or turn.language,
        now=now,
        here=country_of_number(contact.country),
        is_held=is_held,
        intent=REPORT_ARREST if is_held else None,
    )


def _with_earlier(
    session: Session, contact: Contact, turn: Turn, told: dict[str, str], now: datetime
) -> dict[str, str]:
    """Returns what a message tells together with those just before it: "where is my mother held" -
    "in Janakpur, the police".
    """
    language = contact.language or turn.language
    earlier = told_earlier(
        session, contact, turn.text, told,
        message_id=turn.message_id, language=language, now=now,
    )  # fmt: skip
    return {name: value for each in earlier for name, value in each.facts.items()} | told


def is_of_somebody_held(turn: Turn) -> bool:
    """Whether a message is likely to say, of what it may mean at all, what is said of somebody who
    is held only: whether that they were taken, or beaten, or cannot be found.
    """
    said = _ranked(turn)
    likely = sum(confidence for intent, confidence in said if intent in _OF_SOMEBODY_HELD)
    return said[0][0] in _OF_SOMEBODY_HELD and likely >= _LIKELY_HELD


def likeliest(turn: Turn) -> str | None:
    """Returns the intent that a message is most likely to be of, understood or not."""
    return _ranked(turn)[0][0] or None


def _ranked(turn: Turn) -> list[tuple[str, float]]:
    understood = [each for each in turn.ranking if each[0] not in NOT_UNDERSTOOD]
    return understood or [(turn.intent or "", turn.confidence)]


def _states(turn: Turn) -> bool:
    """Whether a message neither asks nor tells that somebody is free, or has the wrong number."""
    if says(PhoneWords.WRONG_NUMBER, turn.text) or "?" in fold(turn.text):
        return False
    return not says_released(turn.text, language=turn.language)


def names_somebody(session: Session, contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether the words of a contact without a referral name one who may be held: "help my son"."""
    if turn.choice or find_latest_referral(session, contact.id) is not None:
        return False
    return _WHO in _told(contact, turn, now, is_held=True)


def may_tell_of_somebody(session: Session, contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether a contact without a referral may have told of somebody held, be it in a question: in
    the message that is answered or, where that picks an option, in those of the last hour.
    """
    if find_latest_referral(session, contact.id) is not None:
        return False
    written = [turn.text]
    if turn.choice:
        written = bodies_since(session, contact.id, (Author.CONTACT,), since=now - _JUST_NOW)
    return any(
        names_an_arrest(each, language=contact.language or turn.language)
        or _WHO in _told(contact, replace(turn, text=each), now, is_held=True)
        for each in written
    )


def is_more_of_the_same(session: Session, contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether a message that sounds like a new arrest names nobody, or in the same words whom the
    latest referral is of, which stands before staff: then it tells more of that one ("they took
    him to Jenin", "they took my son to Jenin").
    """
    referral = find_latest_referral(session, contact.id)
    is_chosen = turn.choice is not None and not turn.is_meant
    if is_chosen or referral is None or referral.state is ReferralState.DRAFT:
        return False
    if referral.opened_by == turn.message_id:
        return False
    language = contact.language or turn.language
    if "who_held" not in told_in(turn.text, language=language, now=now):
        return True
    first = intake.values_of(session, referral).get(TOLD_FIRST, "")
    named = people_in(turn.text, language=language)
    is_again = bool(named) and named <= people_in(first, language=language)
    return is_again and referral.state is ReferralState.OPEN and not says_another(turn.text)


def may_be_more_of_the_same(session: Session, contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether a message that sounds like a new arrest may as well tell more of the latest referral,
    which stands before staff: whom it names is to the writer what that one is, of the same sex, and
    no day is told.
    """
    referral = find_latest_referral(session, contact.id)
    if turn.choice or referral is None or referral.state is not ReferralState.OPEN:
        return False
    told = told_in(turn.text, language=contact.language or turn.language, now=now)
    known = intake.values_of(session, referral)
    is_alike = all(told.get(name) == known.get(name) for name in ("who_held", "sex"))
    return is_alike and "arrested_when" not in told and not says_another(turn.text)
