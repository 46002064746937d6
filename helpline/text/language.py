"""The language of a message: a guess that says when it is not sure, and when to follow it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pycld2

from helpline.i18n import LANGUAGES
from helpline.text.characters import UNKNOWN_SCRIPT, clean, script_of
from helpline.text.normalise import words_of

_ONE_LANGUAGE = {"Deva": "ne", "Mymr": "my"}
_PASHTO = frozenset("ټډړږښګڼځڅېۍ")
_SCRIPT_OF_WRITING = {"ar": "Arab", "prs": "Arab", "ps": "Arab", "ne": "Deva", "my": "Mymr"}
_LANGUAGE_OF_WRITING = {
    writing: language.code for language in LANGUAGES.values() for writing in language.writings
}
_LONGEST_GRAM = 4
# A text with fewer letters never moves a conversation to another language.
_SHORT = 7
LONG = 15
# How far, in nats a letter, the best language must lead the second to be sure.
_SURE_MARGIN = 0.2
# One letter of so many in a script of one language's own, among Latin ones, tells that language.
_ENOUGH = 6
# Names of people and places lead as much as this to a language in which their owners speak, amid
# words of another: what leads by less must be told by words.
_NAMES_MARGIN = 0.65
# A word is of a language if that many training messages have it; one in so many must be.
_COMMON, _OF_ALL = 2, 3
# A first message too short to be sure of still decides if it leads by this much ("wakil", "hello").
_FAIR_MARGIN = 0.3
# What Google's compact language detector calls the languages that we have in Arabic script.
_DETECTED_MARGIN = 1.0
_DETECTED = {"ar": "ar", "fa": "prs", "ps": "ps"}
# Words of Burmese in Latin letters, for which there are few training messages, and of no other
# language of ours: two of them, or one in so many words, tell it.
_ROMANISED_BURMESE = frozenset(
    """kyama kyanaw kyawnaw kyanor phan phann htar htarr thwar thwarr tal dal mhar hmar sittat tat
    sakhan yesakhan nya tharr thamee thami nyi nyilay nyima ako ahko amay aphay yaukkya yaukkyar
    yout mainma meinma kunyi bu buu myar twe tway hote hoke kae thibu mathi mathibu yae pyi khinbya
    zanee thi loh taung manay manet nyanay nar naryi yi htaung shaynay yite lote kyayzu
    lwut phoh thein thaung hnit nhit athet achoke""".split()
)
_TOLD_BY, _OF_SO_MANY = 2, 5
# By its letters "namaste" is as near to Dari.
_GREETINGS = {"namaste": "ne", "namaskar": "ne", "namaskaar": "ne", "mingalaba": "my"}
_EXAMPLE = re.compile(r"^\s+- (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Guess:
    """A guessed language (one of ours, or None), the script, whether it is sure, and its lead."""

    language: str | None
    script: str
    sure: bool
    margin: float
    letters: int


class _Model:
    """Character n-grams counted over the training messages of each way of writing one script."""

    def __init__(self, messages: dict[str, list[str]]) -> None:
        counts = {writing: Counter(_grams_of(texts)) for writing, texts in messages.items()}
        known = len(set().union(*counts.values())) if counts else 0
        self._scores = {
            writing: self._log(counted, sum(counted.values()) + known + 1)
            for writing, counted in counts.items()
        }

    @staticmethod
    def _log(counted: Counter[str], total: int) -> tuple[dict[str, float], float]:
        scores = {gram: math.log((count + 1) / total) for gram, count in counted.items()}
        return scores, math.log(1 / total)

    def rank(self, text: str) -> list[tuple[float, str]]:
        """Returns (score a gram, language), the best first, one entry for each language."""
        grams = list(_grams(text))
        best: dict[str, float] = {}
        for writing, (scores, unseen) in self._scores.items():
            score = sum(scores.get(gram, unseen) for gram in grams) / max(len(grams), 1)
            language = _LANGUAGE_OF_WRITING[writing]
            best[language] = max(score, best.get(language, -math.inf))
        return sorted(((score, language) for language, score in best.items()), reverse=True)


class _Words:
    """The words that more than one training message of a language has."""

    def __init__(self, messages: dict[str, list[str]]) -> None:
        self._counts: dict[str, Counter[str]] = {}
        for writing, texts in messages.items():
            counted = self._counts.setdefault(_LANGUAGE_OF_WRITING[writing], Counter())
            counted.update(word for text in texts for word in set(words_of(text)))

    def tell(self, text: str, language: str, instead_of: str) -> bool:
        """Whether more words of a text are of a language than of another, and not few of all."""
        words = words_of(text)
        theirs, others = (
            [self._counts.get(each, Counter())[word] for word in words]
            for each in (language, instead_of)
        )
        pairs = list(zip(theirs, others, strict=True))
        told = sum(1 for its, other in pairs if its >= _COMMON and its > other)
        against = sum(1 for its, other in pairs if other >= _COMMON and other >= its)
        return told > against and told * _OF_ALL >= len(words)


class LanguageGuesser:
    """Guesses among the languages for whose writing there are training messages."""

    def __init__(self, messages: dict[str, list[str]]) -> None:
        """Takes training messages by way of writing ("en", "ne-Latn", …)."""
        self._models = {
            script: _Model(
                {
                    writing: texts
                    for writing, texts in messages.items()
                    if _SCRIPT_OF_WRITING.get(writing, "Latn") == script
                }
            )
            for script in ("Latn", "Arab")
        }
        self._words = _Words(messages)

    @classmethod
    def from_training(cls, folder: Path) -> LanguageGuesser:
        """Reads the messages of Rasa NLU files `<folder>/<writing>/*.yml`; any may be missing."""
        return cls(
            {
                writing: [
                    message
                    for path in sorted((folder / writing).glob("*.yml"))
                    for message in messages_of(path)
                ]
                for writing in _LANGUAGE_OF_WRITING
                if (folder / writing).is_dir()
            }
        )

    def guess(self, text: str, *, known: str | None = None) -> Guess:
        """Returns the language of a text; `known`, the contact's, settles what is in doubt."""
        text = clean(text)
        script = _script_in(text)
        letters = sum(character.isalpha() for character in text)
        if script == UNKNOWN_SCRIPT or letters == 0:
            return Guess(None, script, sure=False, margin=0.0, letters=letters)
        if script in _ONE_LANGUAGE:
            return Guess(_ONE_LANGUAGE[script], script, sure=True, margin=math.inf, letters=letters)
        if script == "Arab" and _PASHTO & set(text):
            return Guess("ps", script, sure=True, margin=math.inf, letters=letters)
        if script == "Latn" and (own := _told_by_words(words_of(text), known)):
            return Guess(own, script, sure=True, margin=_DETECTED_MARGIN, letters=letters)
        ranked = self._ranked(text, script, letters, known)
        # Where our own messages lead to one, they are right more often than the detector.
        is_led = ranked.margin >= _FAIR_MARGIN
        if script == "Arab" and not is_led and (language := _detected(text)):
            sure = letters >= _SHORT
            return Guess(language, script, sure=sure, margin=_DETECTED_MARGIN, letters=letters)
        return ranked

    def _ranked(self, text: str, script: str, letters: int, known: str | None) -> Guess:
        ranked = self._models[script].rank(text)
        if not ranked:
            return Guess(None, script, sure=False, margin=0.0, letters=letters)
        margin = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else math.inf
        language = ranked[0][1]
        sure = letters >= _SHORT and margin >= _SURE_MARGIN
        # Nor do letters alone lead away from a language of which we know none in this script.
        is_weak = margin < _NAMES_MARGIN or known not in {candidate for _, candidate in ranked}
        if sure and script == "Latn" and known not in (None, language) and is_weak:
            sure = self._words.tell(text, language, known or language)
        if not sure and known in {candidate for _, candidate in ranked}:
            language = known or language
        return Guess(language, script, sure=sure, margin=margin, letters=letters)


def _told_by_words(words: list[str], known: str | None) -> str | None:
    """Returns the language that a few words in Latin letters tell by themselves, or None."""
    if _is_romanised_burmese(words, known):
        return "my"
    # Whoever goes on in English greets so, too.
    greeted = {_GREETINGS[word] for word in words if word in _GREETINGS}
    is_all = len(words) <= _OF_SO_MANY
    return greeted.pop() if len(greeted) == 1 and is_all else None


def _is_romanised_burmese(words: list[str], known: str | None) -> bool:
    """Whether enough words of a text are of Burmese; of somebody who writes it, one is enough."""
    told = sum(1 for word in words if word in _ROMANISED_BURMESE)
    return told >= (1 if known == "my" else _TOLD_BY) and told * _OF_SO_MANY >= len(words)


def _script_in(text: str) -> str:
    """Returns the script of most letters, or one in which a single language of ours is written if
    enough of them are: English words and names stand in Latin letters in every language.
    """
    script = script_of(text)
    if script != "Latn":
        return script
    letters = [each for each in text if each.isalpha()]
    for own in _ONE_LANGUAGE:
        if sum(script_of(each) == own for each in letters) >= len(letters) / _ENOUGH:
            return own
    return script


def _detected(text: str) -> str | None:
    """Returns which of ours a text in Arabic script is in, or None where that cannot be told."""
    try:
        _reliable, _bytes, found = pycld2.detect(text, isPlainText=True, bestEffort=True)
    except pycld2.error:
        return None
    return _DETECTED.get(found[0][1])


def next_language(guess: Guess, known: str | None) -> str | None:
    """Returns the language in which a conversation goes on after a message.

    The first message decides if nothing is known yet, unless it is a coin's toss: then None, and
    the next one decides. After that only clear evidence does: a script that the known language is
    not written in, or a sure guess over fifteen letters or more.
    """
    if known is None:
        return guess.language if guess.sure or guess.margin >= _FAIR_MARGIN else None
    if guess.language is None:
        return known
    if guess.language == known:
        return known
    if guess.letters < _SHORT:
        return known
    # A name of a place amid few words weighs as much as they do.
    is_clear = guess.sure and guess.margin >= _FAIR_MARGIN
    if is_clear and (guess.letters >= LONG or guess.margin == math.inf):
        return guess.language
    return known


def messages_of(path: Path) -> list[str]:
    """Returns the messages of a Rasa NLU file."""
    return _EXAMPLE.findall(path.read_text(encoding="utf-8"))


def language_of_writing(writing: str) -> str | None:
    """Returns the language of a way of writing ("ne-Latn" is Nepali), or None for another name."""
    return _LANGUAGE_OF_WRITING.get(writing)


def _grams_of(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _grams(text)


def _grams(text: str) -> Iterator[str]:
    padded = f" {' '.join(clean(text).casefold().split())} "
    for length in range(1, _LONGEST_GRAM + 1):
        for start in range(len(padded) - length + 1):
            yield padded[start : start + length]
