"""When a message that was taken for a wish for a person of the team is one."""

from __future__ import annotations

from bot.actions.base import Turn
from helpline.referrals.answers import yes_or_no
from helpline.text.lexicon import concepts_in
from helpline.text.normalise import fold

SURE_OF_A_WISH = 0.9
# Whoever asks for these is heard, whatever else the message tells.
PERSON, LANGUAGE, DELETE = "talk_to_human", "change_language", "delete_data"
FIRST = frozenset({PERSON, LANGUAGE, DELETE})
# The concepts in which a wish for a person is told.
STAFF, WANT = "human_staff", frozenset({"want_need"})
WISHED_BY = frozenset({STAFF, "phone_call"}) | WANT
_MAN, _MACHINE = "man_boy", "robot_machine"
OF_AN_HOUR = frozenset({"night_morning", "hour", "day", "tomorrow_date"})
_WISHES = frozenset(
    {
        "want_need", "please", "phone_call", "answer_question", "understand_speak_lang",
        "write_statement", "tell_family", "help_word", "q_can_allowed",
    }
)  # fmt: skip


def is_heard_first(turn: Turn) -> bool:
    """Whether a message is surely a wish that is heard whatever stands open; a word must wish for a
    person.
    """
    return turn.intent in FIRST and not may_be_no_wish(turn)


def may_be_no_wish(turn: Turn) -> bool:
    """Whether a message was taken for a wish for a person, and may be none."""
    return turn.intent == PERSON and not wishes_for_a_person(turn)


def wishes_for_a_person(turn: Turn) -> bool:
    """Whether a message that was taken for a wish for a person is surely one: a word of it wishes.
    Who asks whether we are one wishes for nobody yet.
    """
    return turn.confidence >= SURE_OF_A_WISH and bool(_WISHES & concepts_in(fold(turn.text)).keys())


def is_a_doubtful_wish(turn: Turn) -> bool:
    """Whether a message was taken for a wish for a person, and no word of it wishes: with some
    doubt, or because it names one ("men in plain clothes" are persons, too, in Nepali). Amid the
    questions, half of such are answers ("mother and father, two grown people"), or only ask us to
    be quick.
    """
    if turn.intent != PERSON:
        return False
    concepts = concepts_in(fold(turn.text)).keys()
    is_in_doubt = turn.confidence < SURE_OF_A_WISH or _MAN in concepts
    return is_in_doubt and not (_WISHES | {_MACHINE}) & concepts


def answers_first(turn: Turn) -> bool:
    """Whether a message that was taken for a wish for a person begins with a yes or a no, and names
    none: "no, it is the phone of my father-in-law".
    """
    if turn.intent != PERSON or yes_or_no(turn.text, language=turn.language) is None:
        return False
    return STAFF not in concepts_in(fold(turn.text))
