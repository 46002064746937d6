"""Choices: what a message picks of what was offered, and what a lone word chooses."""

from __future__ import annotations

from sqlalchemy.orm import Session

from helpline.facts import Context, read_facts
from helpline.i18n import DEFAULT_LANGUAGE
from helpline.intents import URGENT
from helpline.referrals.answers import yes_or_no
from helpline.referrals.reference import check_words_at, reference_in
from helpline.referrals.wording import leaves_out
from helpline.storage.messages import last_law_told, last_offered
from helpline.storage.tables import Message
from helpline.storage.taps import offered_to, picked_option
from helpline.text.keywords import Keyword, keyword_of
from helpline.text.lexicon import concepts_in
from helpline.text.normalise import fold
from helpline.text.options import chosen

# A choice that says what the message before it meant: it is that message that is then answered.
MEANT = "meant:"
_INTENT = f"{MEANT}intent:"
# Whoever answers 0, or leaves it, to what may be kept or refused wants none of it.
_NO = "intent:deny"
# The check word alone, behind the reference that was written alone.
_ASKS_FOR_WORD, _WORD = "utter_status_word", "word:"
_NEXT, _HELD = "next:yes", Context(is_held=True)
# "Yes please do": more words behind a yes tell something.
_WORDS_OF_YES = 3
# The choice of a country, whose law is told.
_PLACE, _ELSEWHERE, _WHO_HOLDS = "place:", "place:elsewhere", "place:who-holds"
_WORDS_OF_A_PLACE = 6
_OK = frozenset({"yes", "good_ok_filler"})


def choice_of(session: Session, message: Message, text: str) -> str | None:
    """Returns the payload that an inbound message chooses by a tap, a number, the words of an
    option or a lone word, or None. `text` are its words, in Unicode.
    """
    picked = picked_option(session, message, now=message.created_at)
    if picked is not None:
        return picked.payload
    return (
        _of_options(session, message, text)
        or _of_keyword(session, message.contact_id, text)
        or _of_check_word(session, message, text)
    )


def _of_options(session: Session, message: Message, text: str) -> str | None:
    options = offered_to(session, message)
    payloads = [option.payload for option in options]
    number = chosen(text, len(options), [option.title for option in options]) if options else None
    if number is not None:
        return payloads[number - 1]
    if (place := _of_place(payloads, text, message.language)) is not None:
        return place
    if _NO in payloads and leaves_out(text):
        return _NO
    if _NEXT in payloads and _goes_on(text, message.language):
        return _NEXT
    return _of_yes(payloads, message, text)


def _of_place(payloads: list[str], text: str, language: str | None) -> str | None:
    """Returns the payload of the country that words name, where it was asked for: "tunis"."""
    if _ELSEWHERE not in payloads or len(text.split()) > _WORDS_OF_A_PLACE:
        return None
    country = read_facts(text, language=language, context=_HELD).country
    if country is None:
        return None
    named = _WHO_HOLDS if country.value == "palestine" else f"{_PLACE}{country.value}"
    return named if named in payloads else None


def _of_yes(offered: list[str], message: Message, text: str) -> str | None:
    """Returns which meaning a "yes" to "did you mean" takes: the most urgent one, or the only one;
    None where it would be a guess.
    """
    meanings = [each for each in offered if each.startswith(_INTENT)]
    if not meanings or len(text.split()) > _WORDS_OF_YES:
        return None
    if not _agrees(text, message.language):
        return None
    urgent = [each for each in meanings if each.removeprefix(_INTENT) in URGENT]
    if urgent:
        return urgent[0]
    return meanings[0] if len(meanings) == 1 else None


def _goes_on(text: str, language: str | None) -> bool:
    """Whether an answer to "and the next person?" takes it: a yes with whatever behind it, or words
    that name somebody ("and my brother?").
    """
    said = yes_or_no(text, language=language)
    if said is not None:
        return said == "affirm"
    return read_facts(text, language=language, context=_HELD).who_held is not None


def _agrees(text: str, language: str | None) -> bool:
    said = yes_or_no(text, language=language)
    concepts = concepts_in(fold(text)).keys()
    # "Ok" is no yes to a question of the intake, and takes what was offered here.
    return said == "affirm" or (said is None and bool(concepts) and concepts <= _OK)


def _of_keyword(session: Session, contact_id: str, text: str) -> str | None:
    keyword = keyword_of(text)
    if keyword is Keyword.LATE:
        return "late:"
    told = last_law_told(session, contact_id) if keyword is Keyword.WHY else None
    return f"why:{told}" if told else None


def _of_check_word(session: Session, message: Message, text: str) -> str | None:
    """Returns that a message tells the check word of a request, where it was just asked for."""
    asked = last_offered(session, message.contact_id)
    if asked is None or asked.response != _ASKS_FOR_WORD or reference_in(text):
        return None
    return _WORD if check_words_at(text, message.language or DEFAULT_LANGUAGE) else None
