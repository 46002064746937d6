"""How people leave a question out, say that they do not know, correct what they said, or tell that
somebody was let go.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from helpline.facts.phrases import expanded
from helpline.facts.reading import names_a_capture
from helpline.referrals.phrases import (
    FEW,
    FEW_LETTERS,
    bare,
    bare_phrase,
    holds,
    is_burmese,
    is_most_of,
    read_phrases,
)
from helpline.text.characters import digits_to_ascii
from helpline.text.lexicon import concepts_in
from helpline.text.normalise import fold

_WORDS = Path(__file__).with_name("words.yml")
_LEAVE_OUT = "0"
_NOT_KNOWN = "dont_know"
# What follows a sign to colour it, or to show it as a picture.
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")
_ONE_THOUGHT = 12
# A refusal has so many words; fewer begin other answers, too ("next to the mosque").
_FEW_TO_REFUSE = 3
# In Burmese "skip" is a name as well, and what refuses is longer.
_LETTERS_TO_REFUSE = 8
# Behind one of these it may be said that the answer is not known.
_NO = frozenset({"no", "non", "لا", "نه", "نی", "na", "la"})
# Not to know in Arabic, Dari and Pashto, in whichever person and spelling ("ma 3refna",
# "nameduanim", "na poegam"), and in romanised Burmese and Nepali.
_KNOWS_NOT = (
    re.compile(
        "(ma|mo|ma n[ei]{1,2}s?ch|man[a-z]{0,4}|mch|mech|mesh|mish|mouch|"
        "ما|مش|موش|مو|مان[ا-ي]{0,3})"
        r" ?\w{0,3}(3[aei]?r[aei]?f|عرف|عارف)\w{0,6}"
    ),
    re.compile("(na|ne|ni|نه|ن) ?(me|mi|mu|mo|m|می|مي|مو) ?(dan|du|fa|دان|فهم|فام)[^ ]{0,8}"),
    re.compile("((za|mung|زه|موږ|مونږ) )?(nah?|نه) ?(p[ou]{1,2}[hyeig]|پو[هی])[^ ]{0,8}"),
    re.compile("ma? ?thi ?((par|pr|pa|ba|bar|thay|tay|ya|yar) ?){0,2}(bu+|boo+|phu+)"),
    re.compile("((malai|hamilai|kehi|kei) )?tha?a?(ha)?a? ?(xa|cha|chha)i?na"),
)


def leaves_out(text: str) -> bool:
    """Whether a message leaves the question out: a lone 0 in any digits, or words that say so,
    with hardly more behind a refusal ("I don't want to write it").
    """
    words = bare(text)
    if digits_to_ascii(text.strip()) == _LEAVE_OUT or words in _folded()["leaves_out"]:
        return True
    return any(_begins_with_refusal(phrase, words) for phrase in _folded()["leaves_out"])


def leaves_out_a_name(text: str) -> bool:
    """Whether a message says that a name is not told, whatever it answers."""
    return leaves_out(text) and _has("of_a_name", text)


def says_not_known(text: str) -> bool:
    """Whether a message says no more than that the answer is not known."""
    words = bare(text)
    if any(is_most_of(phrase, words) for phrase in _folded()["not_known"]):
        return True
    if any(each.fullmatch(words) for each in _KNOWS_NOT):
        return True
    few = len(words) <= FEW_LETTERS if is_burmese(words) else len(words.split()) <= FEW
    return few and has_not_known(text)


def has_not_known(text: str) -> bool:
    """Whether a message has a word for that something is not known, whatever else it says."""
    return _NOT_KNOWN in concepts_in(fold(text))


def doubts_between(text: str) -> bool:
    """Whether a message says that it is not known which of two something is."""
    return has_not_known(text) and _has("either", text)


def begins_not_known(text: str) -> bool:
    """Whether a message of one thought begins or ends by saying that the answer is not known: "i
    dont know they dont let me in"; not where a "but" tells more.
    """
    words = bare(text)
    if len(words.split()) > _ONE_THOUGHT or _has("tells_more", text):
        return False
    # "No, I don't know if they beat him" knows no more.
    first, _, rest = words.partition(" ")
    begins = f"{rest} " if first in _NO else f"{words} "
    if any(_begins_with(each, words) for each in _KNOWS_NOT):
        return True
    return any(
        (len(phrase.split()) > 1 or is_burmese(phrase))
        and (begins.startswith(f"{phrase} ") or _ends_with(phrase, words))
        for phrase in _folded()["not_known"]
    )


def is_no_name(text: str) -> bool:
    """Whether a message that answers a question for a name has none in it: a lone "no", "yes" or
    "no name", or signs without a letter or a digit.
    """
    return bare(text) in _folded()["no_name"] or not any(each.isalnum() for each in text)


def corrects(text: str) -> bool:
    """Whether a message begins as a correction does ("no, Friday …"), or has a "not" in it."""
    return _has("corrects", text)


def puts_right(text: str, known: str) -> bool:
    """Whether a message corrects, and names the value that was told before: "not 19, 17"."""
    return bool(known) and corrects(text) and holds(bare(known), bare(text))


def admits_mistake(text: str) -> bool:
    """Whether a message says that what was told before was wrong: "my mistake, it was Monday"."""
    return _has("mistaken", text)


def says_another(text: str) -> bool:
    """Whether a message says that it is of another than before, or of one more."""
    return _has("another", text)


def tells_more(text: str) -> bool:
    """Whether a message has a "but" in it, behind what it says first."""
    return _has("tells_more", " ".join(text.split()[1:]))


def parted_at_but(text: str) -> list[str]:
    """Returns the parts of a message before, between and behind each "but" in it, bare."""
    parts = [bare(text)]
    for phrase in sorted(_folded()["tells_more"], key=len, reverse=True):
        at = phrase if is_burmese(phrase) else f" {phrase} "
        parts = [piece for part in parts for piece in f" {part} ".split(at)]
    return [part.strip() for part in parts if part.strip()]


def intent_of_signs(text: str) -> str | None:
    """Returns "affirm" or "deny" for a message of signs that say so and nothing else, or None."""
    signs = {sign for sign in _SKIN.sub("", text.strip()) if not sign.isspace()}
    for kind, intent in (("agrees", "affirm"), ("denies", "deny")):
        if signs and signs <= _folded()[kind]:
            return intent
    return None


def says_released(text: str, *, language: str | None) -> bool:
    """Whether a message in a language tells that the person was let go, or came home and by nobody
    who was taken, and neither asks, hopes nor denies it.
    """
    if "?" in fold(text) or _has("not_released", text):
        return False
    came_home = _has("came_home", text) or _has("they_came_home", text)
    is_home = came_home and not names_a_capture(text, language=language)
    return is_home or _has("released", text)


def of_release(text: str) -> list[str]:
    """Returns the words of a message, bare, that tell that somebody was let go, or came home."""
    words = bare(text)
    kinds = ("released", "came_home")
    return [each for kind in kinds for each in _folded()[kind] if holds(each, words)]


def only_came_home(text: str) -> bool:
    """Whether a message that tells of a release says no more than that somebody came home, or out,
    who may be another: "my mother came home, they did not let her see him".
    """
    return not (_has("released", text) or _has("they_came_home", text))


def _has(kind: str, text: str) -> bool:
    words = bare(text)
    return any(holds(phrase, words) for phrase in _folded()[kind])


def _ends_with(phrase: str, words: str) -> bool:
    """Whether a phrase ends a message, or only a word follows it: "we do not know yet"."""
    _, found, rest = words.rpartition(f" {phrase}")
    return bool(found) and (not rest or (rest.startswith(" ") and len(rest.split()) == 1))


def _begins_with(pattern: re.Pattern[str], words: str) -> bool:
    match = pattern.match(words)
    return match is not None and words[match.end() :][:1] in ("", " ")


def _begins_with_refusal(phrase: str, words: str) -> bool:
    if is_burmese(phrase):
        is_long = len(phrase) >= _LETTERS_TO_REFUSE
        return is_long and words.startswith(phrase) and len(words) <= len(phrase) + FEW_LETTERS
    return (
        len(phrase.split()) >= _FEW_TO_REFUSE
        and words.startswith(f"{phrase} ")
        and len(words.split()) <= len(phrase.split()) + FEW
    )


@cache
def _folded() -> dict[str, frozenset[str]]:
    return {
        kind: frozenset(map(bare_phrase, expanded(phrases)))
        for kind, phrases in read_phrases(_WORDS).items()
    }
