"""A text as words: folded, parted by single spaces, each knowing where it stood as written."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from helpline.text.characters import clean, digits_to_ascii
from helpline.text.normalise import fold

_CHUNK = re.compile(r"\n|[^\s\n]+")
_BURMESE = re.compile("[\u1000-\u109f]")
# On phones most write French without accents.
_ACCENTS = re.compile("[\u0300-\u036f]")
# Two signs of one syllable that people type in either order.
_BURMESE_ORDER = ("\u1036\u102f", "\u102f\u1036")
_MARK = re.compile(r"[.!?;\u2026]+|[,()\[\]{}\"«»“”*/|<>=]+|:+")
_SENTENCE_ENDS = frozenset(".!?;\u2026")
# Long vowels for short ones, sibilants, and what is nasal: in Nepali written as they are heard.
_DEVANAGARI = str.maketrans("ीूईऊशषव", "िुइउससब")
_NASAL = re.compile("(?:[ङञणनम]\u094d(?=[क-म])|[ँं])")
# What parts words and means nothing: a hyphen, an apostrophe, an underscore and the like.
_PARTS = re.compile(r"[\s'\u2019`´_~^#@%\\\u2010-\u2015-]+")
_JOINS = re.compile(r"[&+]")
_DIGITS = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
# Persian hangs "his" and "is" on a silent letter without a space, or with one: "محکمه‌اش".
_HUNG = ("\u0647\u200c", "\u0647 ")
END, PAUSE, COLON, AND = ".", ",", ":", "&"


@dataclass(frozen=True)
class Word:
    """A folded word: where it stands in the line, and where its word stands in the text."""

    start: int
    end: int
    written_start: int
    written_end: int


@dataclass(frozen=True)
class Line:
    """A text to look words up in: `folded` begins and ends with a space, and "." ends a sentence
    in it, "," a clause, and ":" and "&" stand as written.
    """

    folded: str
    written: str
    words: tuple[Word, ...]

    def quote(self, start: int, end: int) -> str:
        """Returns the words as written that stand at a stretch of the folded text."""
        first, last = self._word_at(start), self._word_at(max(start, end - 1))
        begin, finish = first.written_start, last.written_end
        if _BURMESE.search(self.folded[start:end]):
            # Without spaces a word is a sentence: take the stretch itself.
            begin += max(start - first.start, 0)
            finish -= max(last.end - end, 0)
        return self.written[begin:finish].strip(" .,;:!?\"'()")

    def _word_at(self, place: int) -> Word:
        at = bisect_right([word.start for word in self.words], place) - 1
        return self.words[max(at, 0)]


def line_of(text: str, *, keep_digits: bool = False) -> Line:
    """Returns a text as a line; `keep_digits` leaves digits in words that they are letters of
    (Arabizi). Never raises.
    """
    # Whether Burmese is Zawgyi shows in the whole only, so it is folded before it is parted.
    written = clean(text.replace(*_HUNG))
    whole = bool(_BURMESE.search(written))
    written = fold(written).replace(*_BURMESE_ORDER) if whole else written
    folded, words = [" "], []
    place = 1
    for chunk in _CHUNK.finditer(written):
        for word in _words_of(chunk[0], whole, keep_digits):
            words.append(Word(place, place + len(word), chunk.start(), chunk.end()))
            if whole and (at := written.find(word, chunk.start(), chunk.end())) >= 0:
                words[-1] = Word(place, place + len(word), at, at + len(word))
            folded.append(word + " ")
            place += len(word) + 1
    return Line("".join(folded), written, tuple(words) or (Word(0, 1, 0, 0),))


def parted(phrase: str) -> list[str]:
    """Returns the folded words of a phrase, as `line_of` would part them; digits stay in words."""
    return _words_of(phrase, whole=False, keep_digits=True)


def _words_of(chunk: str, whole: bool, keep_digits: bool) -> list[str]:
    if chunk == "\n":
        return [END]
    folded = chunk if whole else _folded(chunk)
    marked = _MARK.sub(lambda mark: f" {_sign(mark[0][0])} ", folded)
    words = [word for word in _PARTS.split(_JOINS.sub(f" {AND} ", marked)) if word]
    if keep_digits:
        return words
    return [part for word in words for part in _DIGITS.sub(" ", word).split()]


def _folded(phrase: str) -> str:
    # A Burmese word alone can look like Zawgyi; those of our own files are Unicode.
    if _BURMESE.search(phrase):
        composed = unicodedata.normalize("NFC", phrase).replace(*_BURMESE_ORDER)
        return digits_to_ascii(composed).casefold()
    heard = _NASAL.sub("ं", fold(phrase.replace(*_HUNG)).translate(_DEVANAGARI))
    parts = unicodedata.normalize("NFD", heard.replace("œ", "oe"))
    return unicodedata.normalize("NFC", _ACCENTS.sub("", parts))


def _sign(mark: str) -> str:
    if mark in _SENTENCE_ENDS:
        return END
    return mark if mark == COLON else PAUSE
