"""Which of the offered values a message means while a question is open."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.actions.base import Turn
from bot.actions.interrupting import (
    BARE,
    SURE,
    SURE_OF_A_BARE_WORD,
    URGENT_TELLING,
    is_a_mere_sound,
    is_named_like_a_language,
    is_stated,
    is_surely_about_something_else,
)
from bot.actions.wishing import FIRST, answers_first
from helpline.referrals.answers import (
    begins_neither,
    counts_something,
    is_not_yet,
    leaves_age_open,
    yes_or_no,
)
from helpline.referrals.health import is_told_well, is_well, says_well
from helpline.referrals.phone_safety import is_half_sure, is_safe, is_unsafe, says_yes_but
from helpline.referrals.questions import CONFIRMED, Question
from helpline.referrals.wording import corrects, intent_of_signs, says_not_known, tells_more
from helpline.text.lexicon import concepts_in
from helpline.text.normalise import fold
from helpline.text.options import behind_number, number_first

_SENTENCES = re.compile(r"[.!\n]+")
_AGE_AND_SEX, _AGE_GROUP = "age_and_sex", "age_group"
_SEX = "sex"
_OF_AGE_AND_SEX = frozenset({"age", _AGE_GROUP, _SEX})
_CONDITION, _QUESTIONED, _SAFE = "condition", "questioned", "safe"
# "The Nepali army" is no wish for another language, nor is "three nights" in Pashto.
_LANGUAGE = "change_language"
_NAMED_LIKE_LANGUAGES = frozenset({"held_by", "country", "arrested_when"})
_FEW_OF_A_PERSON = 5
# "Yes thank you" confirms; with more behind the yes, the rest may change something.
_WORDS_OF_CONSENT = 3
_PERSON, _WISHING_FOR_ONE = "talk_to_human", frozenset({"want_need", "phone_call", "please"})
# "Wasn't hurt" sounds like an illness.
_NEGATIONS = frozenset({"no", "negation"})
_NEEDS = frozenset({"medicine", "doctor"})
_BY_AGE_AND_SEX = {
    ("adult", "male"): "man",
    ("adult", "female"): "woman",
    ("child", "male"): "boy",
    ("child", "female"): "girl",
}


def tells_only(question: Question, turn: Turn, told: Mapping[str, str]) -> bool:
    """Whether a few words only tell what was asked for, though they sound like something else."""
    is_like_one = turn.intent == _LANGUAGE and question.fact in _NAMED_LIKE_LANGUAGES
    if is_like_one or is_named_like_a_language(question, turn):
        return True
    few = len(turn.text.split()) <= _FEW_OF_A_PERSON
    if question.fact == _AGE_AND_SEX:
        # The word for a person is that for staff, too: "a young man" in Nepali.
        return few and "sex" in told
    is_answer = question.fact in told and told.keys() <= {question.fact} | _OF_AGE_AND_SEX
    if turn.intent == _PERSON and is_answer and question.values:
        # "One person said that they asked him" wants nobody, nor does "a person of thirty".
        return not _WISHING_FOR_ONE & concepts_in(fold(turn.text)).keys()
    is_urgent = turn.intent in URGENT_TELLING and question.fact == _QUESTIONED
    return is_urgent and few and told.keys() == {question.fact}


def numbered(question: Question, turn: Turn, told: Mapping[str, str]) -> str | None:
    """Returns the value whose number stands before the words of an answer that tell no other: "3
    two papers that I could not read"; None also where the number counts what they name.
    """
    found = number_first(turn.text, len(question.values))
    if found is None or question.fact in {_AGE_AND_SEX, CONFIRMED, *told} or "?" in fold(turn.text):
        return None
    words = behind_number(turn.text)
    if is_surely_about_something_else(turn) or counts_something(words, language=turn.language):
        return None
    if question.fact == _SAFE and (
        is_unsafe(words, language=turn.language) or tells_more(turn.text)
    ):
        return None
    if says_not_known(words):
        return "unknown" if "unknown" in question.values else None
    # "3 no, I mean yes."
    return question.values[found - 1] if yes_or_no(words, language=turn.language) is None else None


def meant_by(question: Question, turn: Turn, told: Mapping[str, str]) -> str | None:
    """Returns the intent of an answer: what its signs or its first word say, else what it was
    taken for; None where a "no", or an age, sounds like an illness of which no word tells.
    """
    is_guess = turn.confidence < SURE or is_a_mere_sound(turn) or _says_neither(turn)
    intent = None if is_guess else turn.intent
    is_to_confirm = question.fact == CONFIRMED
    is_short = len(turn.text.split()) <= _WORDS_OF_CONSENT and not told
    begins = None
    if is_short or not is_to_confirm:
        begins = yes_or_no(turn.text, language=turn.language)
    if is_to_confirm and (begins != "affirm" or corrects(turn.text)):
        begins = None
    if question.fact == _SAFE and (said := _said_of_the_phone(turn, begins, told)) is not None:
        return said or None
    if question.fact == _AGE_GROUP and leaves_age_open(turn.text, language=turn.language):
        # Of age, or under it: no one can tell, and a guess would be a wrong right.
        return None
    if _says_no_in_words(question, turn):
        return "deny"
    if question.fact == _QUESTIONED and not begins and is_well(turn.text, language=turn.language):
        # "Fine" is of how they are, and not that they were questioned.
        return None
    is_of_condition = question.fact == _CONDITION and turn.intent in URGENT_TELLING
    if is_of_condition and (begins == "deny" or _tells_else(turn, told) or _denies(turn)):
        return turn.intent if _CONDITION in told else None
    if is_of_condition and _CONDITION not in told and not concepts_in(fold(turn.text)):
        # "I am fine" may sound like an illness; where no word names one it is asked about again.
        return begins
    if question.fact == _CONDITION and intent == "affirm" and not _says_yes(turn, begins):
        # "They are ok" is no yes to whether they are hurt.
        return None
    is_heard_first = intent in FIRST | URGENT_TELLING and not answers_first(turn)
    is_other = is_heard_first or is_surely_about_something_else(turn)
    # "Yes, Burmese" is near to a wish for a language.
    is_other = is_other and not is_stated(question, turn)
    return intent_of_signs(turn.text.strip()) or (None if is_other else begins) or intent


def only_sounds_so(question: Question, turn: Turn) -> bool:
    """Whether an answer was taken for a yes or a no by its sound, with no word for it: "there was
    no way to know". What is learnt from examples knows it better.
    """
    if turn.intent not in BARE or turn.confidence >= SURE_OF_A_BARE_WORD:
        return False
    if yes_or_no(turn.text, language=turn.language) or _says_no_in_words(question, turn):
        return False
    if question.fact == _CONDITION and turn.learnt.get(_CONDITION, ("", 0.0))[0] == "yes":
        # "He cannot walk" has a "not", and is no "no".
        return True
    # "Not ill, not hurt" says so without beginning with it.
    return not ({"yes"} | _NEGATIONS) & concepts_in(fold(turn.text)).keys()


def _said_of_the_phone(turn: Turn, begins: str | None, told: Mapping[str, str]) -> str | None:
    """Returns what a message says of whether it is safe to write: an intent, "" where it is no yes
    and no no, or None where its words leave it to what it was taken for.
    """
    text, language = turn.text, turn.language
    if is_unsafe(text, language=language):
        return "deny"
    is_said = is_safe(text, language=language, is_asked=True)
    if is_said or any(is_safe(part, language=language) for part in _SENTENCES.split(text)):
        # "No. wait, it is safe" is asked about again.
        return "" if begins == "deny" else "affirm"
    is_half = is_half_sure(text, language=language)
    if begins == "deny" or not (is_half or says_yes_but(text, language=language)):
        return None
    # "Maybe" is no yes where others may read it, nor is "yes but my brother plays on it"; examples
    # may know better what follows a "but".
    is_else = told or "?" in fold(text) or is_surely_about_something_else(turn)
    is_yes = turn.learnt.get(_SAFE, ("", 0.0))[0] == "yes"
    return "" if is_else or (is_yes and not is_half) else "deny"


def _says_yes(turn: Turn, begins: str | None) -> bool:
    concepts = concepts_in(fold(turn.text)).keys()
    is_well_so = says_well(turn.text, language=turn.language)
    return begins == "affirm" or (concepts <= {"yes"} and not is_well_so)


def _denies(turn: Turn) -> bool:
    concepts = concepts_in(fold(turn.text)).keys()
    is_denied = bool(_NEGATIONS & concepts) and not _NEEDS & concepts
    return is_denied or says_well(turn.text, language=turn.language)


def _says_neither(turn: Turn) -> bool:
    """Whether words that begin as no yes and no no do were taken for one: "any time" in Arabic."""
    return turn.intent in BARE and begins_neither(turn.text, language=turn.language)


def _tells_else(turn: Turn, told: Mapping[str, str]) -> bool:
    """Whether a few words tell something, which is then what they say: "60 years"."""
    return bool(told.keys() - {_SEX}) and len(turn.text.split()) <= _FEW_OF_A_PERSON


def _says_no_in_words(question: Question, turn: Turn) -> bool:
    """Whether an answer says, without a "no", that nothing is wrong, or nothing was done yet."""
    if question.fact == _CONDITION:
        is_hurt = turn.learnt.get(_CONDITION, ("", 0.0))[0] == "yes"
        is_hurt |= turn.intent in URGENT_TELLING and turn.confidence >= SURE
        is_told = not is_hurt and is_told_well(turn.text, language=turn.language)
        return is_told or is_well(turn.text, language=turn.language)
    return question.fact == _QUESTIONED and is_not_yet(turn.text, language=turn.language)


def offered_in(question: Question, told: Mapping[str, str]) -> str | None:
    """Returns the offered value that was read from the words of a message, or None."""
    if question.fact == _AGE_AND_SEX:
        return _BY_AGE_AND_SEX.get((told.get("age_group", ""), told.get("sex", "")))
    value = told.get(question.fact)
    return value if value in question.values else None
