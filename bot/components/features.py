"""What the classifier sees of a message: n-grams of three views of it, and its meaning.

The folded text brings together what is written in one script with different keyboards; the Latin
view brings together native and romanised spellings; the concepts bring together languages, so that
messages in one teach the others.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, combinations
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.components.side_by_side import side_by_side
from helpline.text.burmese import syllables
from helpline.text.latin import skeleton
from helpline.text.lexicon import concepts_in
from helpline.text.normalise import fold

# People tell the story first and ask last: the end of a message counts once more, by its concepts.
_SHORTEST_END = 20
_END_SHARE = 3
# Up to how many characters a message counts as very short, short, …
_LENGTHS = (6, 12, 25, 50, 100)


@dataclass(frozen=True)
class Seen:
    """A message as it is looked at: folded, in words, in Latin consonants, and what it is about."""

    folded: str
    words: str
    skeleton: str
    meaning: str

    @classmethod
    def of(cls, text: str) -> Seen:
        """Looks at a message as it was written."""
        folded = fold(text)
        return cls(
            folded=folded,
            words=" ".join(syllables(folded)),
            skeleton=skeleton(folded),
            meaning=" ".join(_meaning(folded)),
        )

    @property
    def has_words(self) -> bool:
        """Whether it holds a letter or a digit."""
        return any(character.isalnum() for character in self.folded)


# So many messages are looked at by a process at a time.
_AT_ONCE = 2000


def seen_in(texts: Sequence[str]) -> list[Seen]:
    """Looks at many messages, on all cores; in their order."""
    shares = [texts[first : first + _AT_ONCE] for first in range(0, len(texts), _AT_ONCE)]
    return list(chain.from_iterable(side_by_side([partial(_look_at, each) for each in shares])))


def _look_at(texts: Sequence[str]) -> list[Seen]:
    return [Seen.of(text) for text in texts]


def _meaning(folded: str) -> Iterator[str]:
    """Yields the concepts of a text, those of its end, its pairs of concepts, and its length."""
    places = concepts_in(folded)
    concepts = sorted(places)
    end = len(folded) - max(_SHORTEST_END, len(folded) // _END_SHARE)
    yield from concepts
    yield from (f"last:{concept}" for concept in concepts if places[concept] >= end)
    yield from ("+".join(pair) for pair in combinations(concepts, 2))
    yield f"length:{sum(len(folded) > length for length in _LENGTHS)}"


# Each view, and what of a message it looks at.
VIEWS = {
    "characters": "folded",
    "words": "words",
    "skeleton": "skeleton",
    "skeleton_words": "skeleton",
    "meaning": "meaning",
}


class Features:
    """Turns messages into rows of numbers; the views of weight 0 are left out."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        """Takes the weight of each view."""
        self._weights = {name: weights[name] for name in VIEWS if weights.get(name)}
        self._tables: list[_Table] = []
        self._learnt: dict[str, np.ndarray] = {}

    def fit(self, messages: list[Seen]) -> csr_matrix:
        """Learns from messages and returns their rows."""
        columns = {name: [_column(seen, name) for seen in messages] for name in self._weights}
        fitted = side_by_side([partial(_fitted, name, texts) for name, texts in columns.items()])
        blocks, self._tables = [], []
        for (name, weight), (rows, pieces, rarity) in zip(
            self._weights.items(), fitted, strict=True
        ):
            blocks.append(rows * weight)
            self._tables.append(_Table(name, weight, pieces, rarity))
            self._learnt[f"{name}_pieces"] = _as_bytes(pieces)
            self._learnt[f"{name}_rarity"] = self._tables[-1].rarity
        return hstack(blocks).tocsr()

    def of(self, messages: list[Seen]) -> csr_matrix:
        """Returns the rows of messages, the same that `fit` would.

        For one message scikit-learn's own way takes 1.6 ms, nearly all of it checks of its input.
        """
        ends, columns, values = [0], [], []
        for seen in messages:
            first = 0
            for table in self._tables:
                found, weighed = table.row_of(seen)
                columns.append(found + first)
                values.append(weighed)
                first += table.width
            ends.append(ends[-1] + sum(map(len, columns[-len(self._tables) :])))
        width = sum(table.width for table in self._tables)
        return csr_matrix(
            (np.concatenate(values), np.concatenate(columns), ends), shape=(len(messages), width)
        )

    def to_arrays(self) -> dict[str, np.ndarray]:
        """Returns what `fit` has learnt as plain arrays, to be kept in a file; what was read from
        one keeps only what it takes to look messages up.
        """
        return dict(self._learnt)

    @classmethod
    def from_arrays(cls, weights: Mapping[str, float], kept: Mapping[str, np.ndarray]) -> Features:
        """Returns the features that `to_arrays` gave the arrays of; raises KeyError for a view
        that they do not hold.
        """
        features = cls(weights)
        for name, weight in features._weights.items():
            pieces = kept[f"{name}_pieces"].tobytes().decode().split(_BETWEEN_PIECES)
            features._tables.append(_Table(name, weight, pieces, kept[f"{name}_rarity"]))
        return features


def _fitted(name: str, texts: list[str]) -> tuple[csr_matrix, list[str], np.ndarray]:
    """Returns the rows of texts in a view, unweighted, its pieces by column, and how rare each
    is.
    """
    view = _new_view(name)
    rows = view.fit_transform(texts)
    return rows, sorted(view.vocabulary_, key=view.vocabulary_.__getitem__), view.idf_


# Between the pieces of a message that a file holds; no folded text has it.
_BETWEEN_PIECES = "\n"


def _as_bytes(pieces: list[str]) -> np.ndarray:
    return np.frombuffer(_BETWEEN_PIECES.join(pieces).encode(), dtype=np.uint8)


class _Table:
    """A fitted view as plain tables, to look one message up quickly. Of the pieces it keeps no more
    than Python's own hashes, of 64 bits with a secret of the process: the pieces themselves take
    ten times the memory, and that two of half a million are alike does not happen.
    """

    def __init__(self, name: str, weight: float, pieces: list[str], rarity: np.ndarray) -> None:
        """Takes a view's name and weight, its pieces by column, and how rare each is."""
        self.name = name
        self.rarity = np.asarray(rarity, dtype=np.float32)
        self.width = len(pieces)
        self._weight = weight
        hashes = _hashes(pieces)
        self._columns = hashes.argsort().astype(np.int32)
        self._hashes = hashes[self._columns]
        self._cut = _new_view(name).build_analyzer()

    def row_of(self, seen: Seen) -> tuple[np.ndarray, np.ndarray]:
        """Returns the columns that a message has something in, in order, and what it has there:
        term frequency, damped, times rarity, scaled to the view's weight.
        """
        hashes = _hashes(self._cut(_column(seen, self.name)))
        places = np.minimum(self._hashes.searchsorted(hashes), self.width - 1)
        known = self._columns[places[self._hashes[places] == hashes]]
        columns, times = np.unique(known, return_counts=True)
        values = (1.0 + np.log(times)) * self.rarity[columns]
        length = math.sqrt(float(values @ values))
        return columns, values * (self._weight / length) if length else values


def _hashes(pieces: list[str]) -> np.ndarray:
    return np.fromiter(map(hash, pieces), dtype=np.int64, count=len(pieces))


def _column(seen: Seen, view: str) -> str:
    return str(getattr(seen, VIEWS[view]))


def _new_view(name: str) -> TfidfVectorizer:
    # A piece that only one message holds teaches nothing about others; of words, of which there
    # are few, even such a one helps.
    common: dict[str, Any] = {
        "sublinear_tf": True,
        "lowercase": False,
        "min_df": 1 if name == "words" else 2,
    }
    if name == "characters":
        return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **common)
    if name == "skeleton":
        return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), **common)
    # A word is whatever stands between spaces: the default pattern drops vowel signs of Devanagari.
    common |= {"analyzer": "word", "token_pattern": r"\S+"}
    longest = 1 if name == "meaning" else 2
    return TfidfVectorizer(ngram_range=(1, longest), **common)
