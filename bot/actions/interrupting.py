"""When a message, while a question is open, is about something else than its answer."""

from __future__ import annotations

from bot.actions.base import Turn
from bot.actions.wishing import (
    DELETE,
    FIRST,
    LANGUAGE,
    OF_AN_HOUR,
    PERSON,
    STAFF,
    WANT,
    WISHED_BY,
    answers_first,
    is_a_doubtful_wish,
)
from helpline.referrals.answers import names_a_way
from helpline.referrals.questions import CONFIRMED, Question
from helpline.referrals.urgency import signs_in
from helpline.text.lexicon import concepts_in
from helpline.text.normalise import fold
from helpline.text.wishes import named_language

# A message that is surely one of these, while a question is open, is not an answer to it.
INTERRUPTING = frozenset(
    {
        "help",
        "talk_to_human",
        "change_language",
        "delete_data",
        "ask_privacy",
        "check_case_status",
        "ask_rights_overview",
        "ask_right_to_silence",
        "ask_right_to_lawyer",
        "ask_lawyer_cost",
        "ask_detention_time",
        "ask_reason_for_arrest",
        "ask_family_contact",
        "ask_bail",
        "ask_search",
        "ask_child_rights",
        "ask_women_rights",
        "ask_court_process",
        "ask_interpreter",
    }
)
# Kind words interrupt too, but few answers are without any: "evenings" is close to "good evening".
_CONCEPT_OF_KIND = {"greet": "greet", "thank": "thanks", "goodbye": "goodbye"}
KIND = frozenset(_CONCEPT_OF_KIND)
# Told while a question is open, these are kept as news and the question is asked again: the urgent
# ones always, the others where the question has options, for "police took him to Hebron" is a
# place.
URGENT_TELLING = frozenset({"report_mistreatment", "report_medical_need"})
TELLING = URGENT_TELLING | {
    "report_arrest",
    "request_lawyer",
    "find_detainee",
    "report_bribe",
    "update_case",
}
# A lower confidence than this is a guess, and what a person answers is never given up for a guess.
SURE = 0.6
SURE_OF_KINDNESS = 0.8
SURE_OF_A_QUESTION = 0.8
# What a word that we do not know sounds like is a guess: "Gopal" is nearly a yes. The yes and no
# that were learnt are surer than any name.
BARE = frozenset({"affirm", "deny"})
SURE_OF_A_BARE_WORD = 0.985
OF_A_BARE_WORD = frozenset({"yes", "no", "negation", "good_ok_filler"})
# "In the night of Saturday" is near to what is told of beatings.
_SURE_OF_HARM, _FEW_WORDS_OF_HARM = 0.9, 6
_HELP = "help"
_OF_SPEECH = frozenset({"language_word", "understand_speak_lang"})
_WISHING_FOR_A_LANGUAGE = _OF_SPEECH | {"please", "write_statement"}
# What a few words must hold to be one of these.
_LANGUAGE_WORDS = _OF_SPEECH | {
    f"lang_{each}"
    for each in ("arabic", "burmese_other", "dari", "english", "french", "nepali", "pashto")
}
_HELP_WORDS = frozenset({"help_word", "menu_options"})
_BACKED_BY = {
    PERSON: WISHED_BY,
    DELETE: frozenset({"delete_erase"}),
    _HELP: _HELP_WORDS,
    LANGUAGE: _LANGUAGE_WORDS,
}
_FEW_WORDS = 4
# Answers to these are taken as they are: a name may be a place's, an hour to call is no arrest's.
_NAME, _REACH, _PLACE = "held_name", "reach", "place"
AS_IT_IS = frozenset({_NAME, _REACH})
_NAME_WORDS = 2
# A way is told in so many words, and in fewer where they may wish for somebody at once.
_MOST_OF_A_WAY, _FEW_OF_A_WAY = 10, 5
_MOST_NAMES = 4
# What an answer sounds like that only states: "he is 15", "they signed a paper".
_STATED = {
    "safe": frozenset({"ask_privacy"}),
    "age_group": frozenset({"ask_child_rights"}),
    "age_and_sex": frozenset({"ask_child_rights", "ask_women_rights"}),
    "condition": frozenset({"ask_child_rights", "ask_women_rights"}),
    "questioned": frozenset({"ask_right_to_silence", "ask_court_process"}),
    "foreigner": frozenset({"ask_interpreter", "change_language"}),
    "arrested_when": frozenset({"ask_detention_time"}),
}
# All of these, in which a statement is often seen.
STATING = frozenset().union(*_STATED.values())
_INSULT = "insult_at_bot"
# The concepts of what asks, in any language.
_ASKING = "q_"


def is_surely_about_something_else(turn: Turn) -> bool:
    """Whether even a message that tells what was asked must not be taken for an answer alone."""
    if turn.confidence < SURE:
        return False
    if _has_no_word_for_it(turn) or is_a_doubtful_wish(turn) or answers_first(turn):
        # "They asked many things" is near to "I want to ask somebody", and answers.
        return False
    if is_a_mere_sound(turn):
        return False
    asks = "?" in fold(turn.text)
    return turn.intent in FIRST | URGENT_TELLING or (asks and turn.intent in INTERRUPTING)


def _has_no_word_for_it(turn: Turn) -> bool:
    """Whether a few words that were taken for a wish for a person, or to delete, name neither."""
    return len(turn.text.split()) <= _FEW_WORDS and not is_backed(turn)


def is_backed(turn: Turn) -> bool:
    """Whether a message holds a word for what it was taken for, or that needs none."""
    words = _BACKED_BY.get(turn.intent or "")
    return words is None or bool(words & concepts_in(fold(turn.text)).keys())


def is_named_like_a_language(question: Question, turn: Turn) -> bool:
    """Whether an answer in free words only sounds like a wish for another language: "Buddhiram
    Tharu" is a name, and "Pashtunabad" a place.
    """
    if turn.intent != LANGUAGE or turn.choice or question.fact not in AS_IT_IS | {_PLACE}:
        return False
    if question.fact == _NAME and named_language(turn.text) == turn.language:
        return True
    is_alone = len(turn.text.split()) == 1
    is_wished = asks(turn) or _WISHING_FOR_A_LANGUAGE & concepts_in(fold(turn.text)).keys()
    return not is_alone and not is_wished


def is_a_mere_sound(turn: Turn) -> bool:
    """Whether a message was taken by its sound alone for a yes, a no or a kind word, though we know
    none of its words, or in a few words for harm, of which none of them tells.
    """
    if turn.intent in URGENT_TELLING:
        is_short = len(turn.text.split()) <= _FEW_WORDS_OF_HARM
        return is_short and turn.confidence < _SURE_OF_HARM and not signs_in(turn.text)
    is_unsure = turn.confidence < SURE_OF_A_BARE_WORD
    concepts = concepts_in(fold(turn.text)).keys()
    if turn.intent in BARE and len(turn.text.split()) > _FEW_WORDS:
        # A sentence is a yes, or a no, by a word for it.
        return is_unsure and not concepts & OF_A_BARE_WORD
    return turn.intent in BARE | KIND and is_unsure and not concepts


def is_stated(question: Question, turn: Turn) -> bool:
    """Whether a message is what an answer to a question is near to, and asks nothing: "an Afghan,
    but speaks Pashto" is no wish for another language where that was asked.
    """
    return turn.intent in _STATED.get(question.fact, ()) and not asks(turn)


def is_about_something_else(question: Question, turn: Turn) -> bool:
    """Whether a message that tells nothing of what was asked is surely no answer to it."""
    if turn.confidence < SURE:
        return False
    if question.fact == _NAME and (_may_be_a_name(turn) or _is_named_like_a_right(turn)):
        return False
    if _only_sounds_like_it(question, turn):
        return False
    if turn.intent in KIND:
        return _is_kindness(question, turn)
    if question.fact in AS_IT_IS and turn.confidence < SURE_OF_KINDNESS:
        return False
    if question.fact == _REACH and _tells_a_way(turn):
        # "Call me tomorrow" is how to reach them, and no wish for somebody at once.
        return turn.intent in FIRST - {PERSON}
    is_of_the_case = turn.intent in INTERRUPTING - FIRST - {_HELP}
    if question.fact == _REACH and is_of_the_case and not asks(turn):
        # "I come back to this lady at six" is near to a question on visits, and "I write to you
        # myself" to one on what became of the request.
        return False
    told = TELLING if question.values else URGENT_TELLING
    if turn.intent in told:
        return not is_a_mere_sound(turn)
    # "The ones in green" is near to a question of rights, and asks nothing.
    is_asked = turn.confidence >= SURE_OF_A_QUESTION or asks(turn) or not _is_of_rights(turn)
    return turn.intent in INTERRUPTING and is_asked


def _tells_a_way(turn: Turn) -> bool:
    """Whether a few words name a way to reach somebody, or some more that wish for nobody, or in a
    few who should at which hour: "ring me in the morning".
    """
    concepts = concepts_in(fold(turn.text)).keys()
    is_few = len(turn.text.split()) <= _FEW_WORDS and not WANT & concepts
    is_at_an_hour = is_few and STAFF in concepts and bool(OF_AN_HOUR & concepts)
    is_wish = bool((WANT | {STAFF}) & concepts) and not OF_AN_HOUR & concepts
    most = _FEW_OF_A_WAY if is_wish or "?" in fold(turn.text) else _MOST_OF_A_WAY
    return is_at_an_hour or names_a_way(turn.text, language=turn.language, most=most)


def _only_sounds_like_it(question: Question, turn: Turn) -> bool:
    """Whether a message was taken for a wish or a question that no word of it tells, or that is
    near to what answers this question.
    """
    # However many words of how to reach somebody there are, "write to this number" asks no help.
    is_of_reach = question.fact == _REACH and turn.intent == _HELP and not is_backed(turn)
    has_no_word = turn.intent in (DELETE, _HELP, LANGUAGE) and _has_no_word_for_it(turn)
    is_near = is_named_like_a_language(question, turn) or is_stated(question, turn)
    return is_of_reach or has_no_word or is_near or is_a_doubtful_wish(turn)


def has_kind_words(turn: Turn) -> bool:
    """Whether a message that was taken for a greeting, thanks or a farewell has a word for it."""
    concept = _CONCEPT_OF_KIND.get(turn.intent or "")
    return concept is not None and concept in concepts_in(fold(turn.text))


def _is_kindness(question: Question, turn: Turn) -> bool:
    """Whether a message that was taken for a greeting, thanks or a farewell is one and no more."""
    # "Ram" greets in Nepal, and is a name; "Ali" is nearly a goodbye, and so is "bukhar hai".
    is_short = question.fact == _NAME and len(turn.text.split()) <= _NAME_WORDS
    is_kind = has_kind_words(turn)
    is_name = is_short and (turn.intent == "greet" or not is_kind)
    is_meant = is_kind or question.fact == CONFIRMED
    # "He is allergic, that is all" is no farewell.
    is_long = turn.intent == "goodbye" and len(turn.text.split()) > _FEW_WORDS
    if is_long and question.fact != CONFIRMED:
        return False
    is_sure = turn.confidence >= SURE_OF_KINDNESS and not is_a_mere_sound(turn)
    return is_sure and is_meant and not is_name


def _is_of_rights(turn: Turn) -> bool:
    return (turn.intent or "").startswith("ask_")


def _is_named_like_a_right(turn: Turn) -> bool:
    """Whether a few words that ask nothing sound like a question on rights: "Hari Adhikari"."""
    return _is_of_rights(turn) and len(turn.text.split()) <= _MOST_NAMES and not asks(turn)


def is_an_insult(text: str) -> bool:
    """Whether a few words insult us, and say no more."""
    return len(text.split()) <= _FEW_WORDS and _INSULT in concepts_in(fold(text))


def only_states(turn: Turn) -> bool:
    """Whether a message that was taken for a question has nothing of one: "17 years"."""
    return turn.intent in STATING and not asks(turn)


def asks(turn: Turn) -> bool:
    """Whether a message has the sign or a word of a question."""
    folded = fold(turn.text)
    return "?" in folded or any(each.startswith(_ASKING) for each in concepts_in(folded))


def _may_be_a_name(turn: Turn) -> bool:
    """Whether a few words mean nothing to us, as a name does, whatever they were taken for."""
    folded = fold(turn.text)
    words = len(folded.split())
    if words == 1 and turn.intent in TELLING and "?" not in folded:
        # Nobody tells in a word what was done: "Keshav" sounds like an insult.
        return True
    is_short = words <= _MOST_NAMES and "?" not in folded
    return is_short and turn.intent not in FIRST and not concepts_in(folded)
