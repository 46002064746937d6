"""What the classifier sees of a message: n-grams of three views of it, and its meaning.

The folded text brings together what is written in one script with different keyboards; the Latin
view brings together native and romanised spellings; the concepts bring together languages, so that
messages in one teach the others.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

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

    def fit(self, messages: list[Seen]) -> csr_matrix:
        """Learns from messages and returns their rows."""
        blocks, self._tables = [], []
        for name, weight in self._weights.items():
            view = _new_view(name)
            rows = view.fit_transform([_column(seen, name) for seen in messages])
            blocks.append(rows * weight)
            self._tables.append(_Table(name, weight, view.vocabulary_, view.idf_))
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
        """Returns what was learnt as plain arrays, to be kept in a file."""
        kept = {}
        for table in self._tables:
            kept[f"{table.name}_pieces"] = _as_bytes(table.pieces)
            kept[f"{table.name}_rarity"] = table.rarity
        return kept

    @classmethod
    def from_arrays(cls, weights: Mapping[str, float], kept: Mapping[str, np.ndarray]) -> Features:
        """Returns the features that `to_arrays` gave the arrays of; raises KeyError for a view
        that they do not hold.
        """
        features = cls(weights)
        for name, weight in features._weights.items():
            pieces = kept[f"{name}_pieces"].tobytes().decode().split(_BETWEEN_PIECES)
            places = {piece: place for place, piece in enumerate(pieces)}
            table = _Table(name, weight, places, kept[f"{name}_rarity"])
            features._tables.append(table)
        return features


# Between the pieces of a message that a file holds; no folded text has it.
_BETWEEN_PIECES = "\n"


def _as_bytes(pieces: list[str]) -> np.ndarray:
    return np.frombuffer(_BETWEEN_PIECES.join(pieces).encode(), dtype=np.uint8)


class _Table:
    """A fitted view as plain tables, to look one message up quickly."""

    def __init__(
        self, name: str, weight: float, places: Mapping[str, int], rarity: np.ndarray
    ) -> None:
        """Takes a view's name and weight, the column of each piece, and how rare each is."""
        self.name = name
        self.rarity = np.asarray(rarity, dtype=np.float32)
        self.width = len(places)
        self._weight = weight
        self._places = places
        self._cut = _new_view(name).build_analyzer()

    @property
    def pieces(self) -> list[str]:
        """The pieces in the order of their columns."""
        return sorted(self._places, key=self._places.__getitem__)

    def row_of(self, seen: Seen) -> tuple[np.ndarray, np.ndarray]:
        """Returns the columns that a message has something in, in order, and what it has there:
        term frequency, damped, times rarity, scaled to the view's weight.
        """
        known = map(self._places.get, self._cut(_column(seen, self.name)))
        counts = Counter(column for column in known if column is not None)
        columns = np.array(sorted(counts), dtype=np.int32)
        times = np.array([counts[column] for column in columns.tolist()], dtype=float)
        values = (1.0 + np.log(times)) * self.rarity[columns]
        length = math.sqrt(float(values @ values))
        return columns, values * (self._weight / length) if length else values


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
