"""What a message means while a question is open: an answer, a correction, or something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.actions.base import Turn
from bot.actions.few_words import told_in_few_words
from bot.actions.interrupting import (
    AS_IT_IS,
    KIND,
    URGENT_TELLING,
    is_about_something_else,
    is_an_insult,
    is_surely_about_something_else,
    only_states,
)
from bot.actions.learnt import likeliest_meant, likely_meant, surely_meant
from bot.actions.options import meant_by, numbered, offered_in, only_sounds_so, tells_only
from bot.actions.putting_right import (
    changed_in,
    corrects_again,
    denies_another,
    names_a_holder,
    tells_safe,
    tells_unsafe,
    way_told,
    without_owner,
)
from bot.actions.wishing import is_heard_first
from helpline.facts import left_open
from helpline.facts.where import names_only_a_place
from helpline.referrals.answers import guesses, is_name_like_a_word, is_not_taken
from helpline.referrals.health import is_well
from helpline.referrals.phrases import is_burmese
from helpline.referrals.questions import CONFIRMED, LEFT_OUT, NEWS, PEOPLE_HELD, Question, told_by
from helpline.referrals.reading import is_answered
from helpline.referrals.wording import (
    begins_not_known,
    doubts_between,
    has_not_known,
    is_no_name,
    leaves_out,
    leaves_out_a_name,
    says_not_known,
)
from helpline.text.normalise import fold

# The choice of who sends a photo, a voice note or a place: an action of its own takes it.
MEDIA = "media"
_NAME, _PLACE = "held_name", "place"
_AGE_AND_SEX = "age_and_sex"
# Facts that answer a question in part.
_TELLING_OF = {_AGE_AND_SEX: frozenset({_AGE_AND_SEX, "age", "age_group", "sex"})}
# What tells of a person only, and in how few words it does so, where a place was asked for.
_OF_A_PERSON = frozenset({"age", "age_group", "sex", "ill", "hurt", "pregnant", "condition"})
_FEW_OF_A_PERSON = 5
_WORDS_OF_YES = 2
_CONDITION, _SAFE, _WHEN = "condition", "safe", "arrested_when"
_QUESTIONED, _HELD_BY, _UNKNOWN = "questioned", "held_by", "unknown"
_DONE = frozenset({_QUESTIONED, "signed"})
_OF_A_CAPTURE = frozenset({_WHEN, _PLACE, _HELD_BY})
_OF_A_HOLDER = frozenset({_HELD_BY, "holder"})
# What a sentence tells that stands where a name was asked for, and no name does.
_OF_CIRCUMSTANCES = frozenset({_CONDITION, _QUESTIONED, "ill", "hurt", "pregnant", "medicine"})


@dataclass(frozen=True)
class Taken:
    """What a message is taken for: the facts that it tells, which it tells anew, and whether it is
    an answer only because it was said again word for word.
    """

    facts: dict[str, str]
    changed: dict[str, str]
    is_insisted: bool = False


def take(
    question: Question, turn: Turn, told: Mapping[str, str], known: Mapping[str, str]
) -> Taken | None:
    """Returns what a message means while a question is open, or None if it is about something
    else. `told` is what was read from its words, `known` what was told before.
    """
    told = told_by_the_way(question, turn, told)
    if taken := _in_doubt(question, turn, told, known) or _changed(question, turn, told, known):
        return taken
    if tells_unsafe(question, turn, known):
        told = {**told, _SAFE: "no"}
        return Taken({name: value for name, value in told.items() if known.get(name) != value}, {})
    if tells_safe(question, turn):
        return Taken({} if is_answered(known, _SAFE) else {_SAFE: "yes"}, {})
    if question.fact != _NAME and leaves_out_a_name(turn.text) and not turn.choice:
        return Taken({_NAME: LEFT_OUT}, {})
    if question.fact in _OF_A_CAPTURE and is_not_taken(turn.text, language=turn.language):
        # Who is only sought has no time of an arrest, and nobody holds them; staff read the words.
        asked = {_WHEN, question.fact} - {_PLACE}
        left = {name: LEFT_OUT for name in asked if not is_answered(known, name)}
        return Taken({**left, NEWS: turn.text.strip()}, {})
    answer = answer_to(question, turn, told)
    new = {name: value for name, value in told.items() if not is_answered(known, name)}
    if (
        corrects_again(question, turn, told, known)
        or denies_another(question, turn, told)
        or names_a_holder(question, turn, new)
    ):
        return Taken(new, {})
    if question.fact == _NAME and told.keys() & _OF_CIRCUMSTANCES and _NAME not in told:
        return Taken(new, {})
    if answer is None:
        # Once all was said back, what only states something puts it right, told or not.
        is_told = bool(new) or question.fact == CONFIRMED
        is_stated = only_states(turn) or (bool(new) and turn.intent in KIND)
        return Taken(new, {}) if is_told and is_stated else None
    if new and _answers_another(question, turn, answer, told):
        # What it tells is taken, and this question is asked again.
        return Taken(new, {})
    return Taken({**new, **told_by(question.fact, answer)}, {})


def _in_doubt(
    question: Question, turn: Turn, told: Mapping[str, str], known: Mapping[str, str]
) -> Taken | None:
    """Returns that who holds somebody is not known, where it is said which of two it may be:
    "police or army, I don't know".
    """
    if question.fact != _HELD_BY or turn.choice or not doubts_between(turn.text):
        return None
    rest = told.keys() - _OF_A_HOLDER
    new = {name: told[name] for name in rest if not is_answered(known, name)}
    return Taken({**new, _HELD_BY: _UNKNOWN}, {})


def _changed(
    question: Question, turn: Turn, told: Mapping[str, str], known: Mapping[str, str]
) -> Taken | None:
    """Returns what a message tells anew of what was known, or None."""
    changed = changed_in(question, turn, told, known)
    if not changed:
        return None
    return Taken(dict(changed if question.fact == CONFIRMED else told), changed)


def sounds_unsafe(answer: str, turn: Turn) -> bool:
    """Whether an answer to whether the phone is safe is no clear yes; to leave it out is none."""
    return answer != "yes" and not leaves_out(turn.text)


def _answers_another(question: Question, turn: Turn, answer: str, told: Mapping[str, str]) -> bool:
    """Whether an answer that tells something new tells nothing of what was asked."""
    if question.fact == _SAFE and answer == LEFT_OUT and not leaves_out(turn.text):
        # "I don't know, some hours ago" is of when.
        return True
    if answer == LEFT_OUT or question.fact in told:
        return False
    if question.fact == _PLACE:
        # A place that we do not know stands beside what we do: "at the police in ...".
        few = len(turn.text.split()) <= _FEW_OF_A_PERSON
        return few and told.keys() <= _OF_A_PERSON
    is_of_options = bool(question.values) and answer not in question.values
    return question.fact == _WHEN or is_of_options


def take_as_said(question: Question, turn: Turn, taken: Taken | None) -> Taken | None:
    """Returns the words of a message as the answer to a question, beside what it was `taken` for,
    for somebody who has written them before and was not understood; only the latter where the words
    ask for what must be heard.
    """
    words = turn.text.strip()
    if is_heard_first(turn) or turn.choice or not words or question.fact == CONFIRMED:
        return taken
    # Who curses twice answers nothing.
    said = LEFT_OUT if question.values and is_an_insult(words) else words
    told = taken.facts if taken else {}
    return Taken({question.fact: said} | told, {}, is_insisted=True)


def as_likeliest(question: Question, turn: Turn, taken: Taken) -> Taken:
    """Returns what a message was taken for, its own words as the value that they likely mean."""
    value = likeliest_meant(question, turn)
    is_said = taken.facts.get(question.fact) == turn.text.strip()
    if value is None or not is_said or _is_left_open(question, turn, value):
        return taken
    return replace(taken, facts={**taken.facts, **told_by(question.fact, value)})


def told_by_the_way(question: Question, turn: Turn, told: Mapping[str, str]) -> dict[str, str]:
    """Returns which of the facts read from a message may be taken, whatever it answers, with what
    its few words tell of just this question.
    """
    if question.fact == _NAME and "?" in fold(turn.text):
        # "To whom do you tell this name?" has none in it.
        told = {name: value for name, value in told.items() if name != _NAME}
    if question.fact == _NAME and _NAME in told and not turn.choice:
        return {name: told[name] for name in (_NAME, PEOPLE_HELD) if name in told}
    if question.fact == _NAME and told and told.keys() <= _OF_CIRCUMSTANCES and not turn.choice:
        return dict(told)
    if question.fact in AS_IT_IS or turn.choice:
        # "Ahmad and Omar" are two, whatever else their names mean.
        is_name = question.fact == _NAME and not turn.choice
        return {name: told[name] for name in (PEOPLE_HELD,) if is_name and name in told}
    if way := way_told(question, turn):
        return way
    if _tells_well(question, turn):
        told = {_CONDITION: "no", **told}
    return {**without_owner(question, turn, told), **told_in_few_words(question, turn, told)}


def _tells_well(question: Question, turn: Turn) -> bool:
    """Whether a message says how somebody is though that was not asked; "ok" alone agrees."""
    is_asked = question.fact in {_CONDITION, _SAFE, CONFIRMED, *AS_IT_IS}
    is_more = len(turn.text.split()) > _WORDS_OF_YES or is_burmese(turn.text)
    return not is_asked and is_more and is_well(turn.text, language=turn.language)


def answer_to(question: Question, turn: Turn, told: Mapping[str, str]) -> str | None:
    """Returns what a message answers to a question, or None if it is about something else.

    An offered value where one was chosen or meant or read from the words, `left_out` for a lone 0,
    else the person's words: an answer is never given up because it is not the one expected.
    """
    kind, chosen = turn.chosen
    if kind == MEDIA:
        return None
    if kind == question.fact:
        return chosen
    words = turn.text.strip()
    if leaves_out(words):
        return LEFT_OUT
    offered = offered_in(question, told)
    # "Tubas" is near to a wish to delete.
    is_place = question.fact == _PLACE and names_only_a_place(words, language=turn.language)
    is_other = is_surely_about_something_else(turn) and not (
        is_place or tells_only(question, turn, told)
    )
    if offered and not is_other:
        return _unless_gainsaid(question, turn, offered)
    is_guess = question.fact in told or guesses(words, language=turn.language)
    is_doubt = question.fact == _HELD_BY and has_not_known(words)
    if (is_doubt or says_not_known(words)) and not is_guess:
        return "unknown" if "unknown" in question.values else LEFT_OUT
    is_urgent = turn.intent in URGENT_TELLING or is_other
    if "unknown" in question.values and begins_not_known(words) and not (is_guess or is_urgent):
        return "unknown"
    if question.fact == _NAME and words and (name := _as_a_name(words, turn)):
        return name
    meant = _meant(question, turn, told)
    if meant is not None:
        return meant
    tells = told.keys() & _TELLING_OF.get(question.fact, {question.fact})
    if tells and not is_other:
        # Of a place alone the name we know is the answer; in more words, these say where.
        is_read = is_place or question.fact in {_NAME, PEOPLE_HELD}
        return told[question.fact] if is_read else words
    # What asks is no option and no name, though we may not know what it asks.
    is_asked = (question.values or question.fact == _NAME) and "?" in fold(words)
    return None if is_asked or is_about_something_else(question, turn) else words or None


def _meant(question: Question, turn: Turn, told: Mapping[str, str]) -> str | None:
    """Returns the offered value that an answer means, but none that its words leave open."""
    meant = _near_to(question, turn, told)
    return None if _is_left_open(question, turn, meant) else meant


def _is_left_open(question: Question, turn: Turn, value: str | None) -> bool:
    """Whether the words of an answer say that just this is not known, or still to come."""
    is_done = question.fact == _QUESTIONED and value in _DONE
    return is_done and value in left_open(turn.text, language=turn.language)


def _near_to(question: Question, turn: Turn, told: Mapping[str, str]) -> str | None:
    """Returns the offered value that an answer means, by its number, by what it was taken for or by
    examples.
    """
    if surely := numbered(question, turn, told) or surely_meant(question, turn, told):
        return surely
    meant = question.value_of_intent(meant_by(question, turn, told))
    if question.fact in told or not (meant is None or only_sounds_so(question, turn)):
        return meant
    return likely_meant(question, turn) or meant


def _unless_gainsaid(question: Question, turn: Turn, offered: str) -> str:
    """Returns what the words of an answer tell, or what it surely means by examples: "the
    questioning has not begun" has a word for one. "Questioned yes, signed no idea" tells enough.
    """
    meant = surely_meant(question, turn, {}) if question.fact == _QUESTIONED else None
    is_half = meant == _UNKNOWN and bool(left_open(turn.text, language=turn.language))
    return offered if is_half or meant is None else meant


def _as_a_name(words: str, turn: Turn) -> str | None:
    """Returns a name that is a word for something else too, LEFT_OUT for words that say that there
    is none, and None for any others.
    """
    if is_no_name(words):
        return LEFT_OUT
    return words if is_name_like_a_word(words, language=turn.language) else None
