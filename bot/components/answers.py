"""What an answer in a person's own words means: a linear model for each question of the intake,
over the same views of a message as those that tell intents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

# What answers no question, or another one than was asked.
NO_ANSWER = "none"
# A question of its own to every message: whether it answers none, as "wait, somebody comes" does.
_ASIDE, _IS_ONE = "aside", "yes"
_UNKNOWN = "unknown"
# Questions whose answers may look alike: those to one are no examples of what does not answer the
# other.
_ALIKE = (
    frozenset({"who_held", "age", "sex", "foreigner"}),
    frozenset({"condition", "questioned"}),
    frozenset({"place", "held_by", "country", "foreigner"}),
    frozenset({"safe", "reach", "arrested_when"}),
)
# Not to know is said alike of everything: to these questions it means so whatever was asked. Of
# the others more of it would drown what "no" means.
_NOT_KNOWN_ALIKE = frozenset({"condition", "questioned", "held_by"})
# Who was just asked a question mostly answers it: by so much, in logarithms of odds, it is likelier
# than among the examples.
_EXPECTED = 1.5
# A piece of one example only teaches nothing about others; fitted more finely, or on more of the
# answers to other questions, a model reads no more.
_SEEN, _TOLERANCE, _OF_OTHERS = 2, 1.0, 3
# Less likely is no more than a guess.
_LIKELY = 0.5


@dataclass(frozen=True)
class Example:
    """An answer as somebody may write it: the question, the value it means, and the words."""

    question: str
    value: str
    text: str


def read_examples(folder: Path) -> list[Example]:
    """Returns the examples in a folder, which has a file for each way of writing: a mapping of
    question to value to messages.
    """
    return [
        Example(question, value, text)
        for path in sorted(folder.glob("*.yml"))
        for question, values in yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader).items()
        for value, texts in values.items()
        for text in texts
    ]


@dataclass(frozen=True)
class OfQuestion:
    """What was fitted for a question: its values, their weights (pieces by values), offsets."""

    question: str
    values: np.ndarray
    weights: np.ndarray
    offsets: np.ndarray


@dataclass(frozen=True)
class AnswerModel:
    """Fitted linear models as plain arrays: the columns of all questions side by side, each named
    by question and value, with weights and an offset. Of what a message may hold only the `pieces`
    that stand in two examples have weights: the columns of its row, in order.
    """

    questions: np.ndarray
    values: np.ndarray
    pieces: np.ndarray
    weights: np.ndarray
    offsets: np.ndarray

    @classmethod
    def of(cls, pieces: np.ndarray, fitted: Sequence[OfQuestion]) -> AnswerModel:
        """Joins what was fitted for each question, on rows of these pieces."""
        questions = np.repeat(
            [each.question for each in fitted], [len(each.values) for each in fitted]
        )
        return cls(
            questions,
            np.concatenate([each.values for each in fitted]),
            pieces,
            np.ascontiguousarray(np.hstack([each.weights for each in fitted])),
            np.concatenate([each.offsets for each in fitted]),
        )

    def read(self, row: csr_matrix) -> dict[str, tuple[str, float]]:
        """Returns what the message of a row means as an answer to each question, if just that was
        asked, where it is likely to be one: the value, and how likely, from 0.5 to 1.
        """
        places = np.minimum(np.searchsorted(self.pieces, row.indices), len(self.pieces) - 1)
        known = self.pieces[places] == row.indices
        here = self.weights[places[known]].astype(np.float32)
        scores = row.data[known] @ here + self.offsets
        read = {}
        for question, columns, values, expected in self._by_question:
            those = scores[columns] - expected
            powers = np.exp(those - those.max())
            best = int(powers.argmax())
            share = float(powers[best] / powers.sum())
            if values[best] != NO_ANSWER and share >= _LIKELY:
                read[question] = (values[best], round(share, 3))
        return read

    @cached_property
    def _by_question(self) -> list[tuple[str, slice, list[str], np.ndarray]]:
        """Each question with its columns, their values, and by how much less likely each is to
        somebody who was just asked.
        """
        names, first, counts = np.unique(self.questions, return_index=True, return_counts=True)
        columns = [slice(begin, begin + count) for begin, count in zip(first, counts, strict=True)]
        values = [self.values[each] for each in columns]
        return [
            (str(name), where, each.tolist(), _EXPECTED * (each == NO_ANSWER) * (name != _ASIDE))
            for name, where, each in zip(names, columns, values, strict=True)
        ]

    def to_arrays(self) -> dict[str, np.ndarray]:
        """Returns the model as arrays for a file."""
        return {
            "answer_questions": self.questions,
            "answer_values": self.values,
            "answer_pieces": self.pieces,
            # A quarter of the digits is enough to tell values apart.
            "answer_weights": self.weights.astype(np.float16),
            "answer_offsets": self.offsets,
        }

    @classmethod
    def from_arrays(cls, kept: Mapping[str, Any]) -> AnswerModel:
        """Returns the model that `to_arrays` gave the arrays of; raises KeyError without them."""
        names = ("questions", "values", "pieces", "weights", "offsets")
        return cls(*(kept[f"answer_{name}"] for name in names))


def pieces_in(rows: csr_matrix) -> np.ndarray:
    """Returns which columns of the rows of examples teach something about other messages."""
    return np.flatnonzero(np.bincount(rows.indices) >= _SEEN)


def fits(
    rows: csr_matrix, examples: list[Example], *, strength: float
) -> list[Callable[[], OfQuestion]]:
    """Returns what fits a model on examples and their rows, for each question in its order and for
    whether a message answers any; `strength` is the inverse strength of regularisation.
    """
    asked = sorted({each.question for each in examples} - {NO_ANSWER})
    return [partial(_fitted, each, rows, examples, strength) for each in [_ASIDE, *asked]]


def _fitted(
    question: str, rows: csr_matrix, examples: list[Example], strength: float
) -> OfQuestion:
    meant = [_meaning_for(question, each) for each in examples]
    used = _used(meant, examples)
    fitted = LogisticRegression(C=strength, class_weight="balanced", max_iter=300, tol=_TOLERANCE)
    fitted.fit(rows[used], np.array([meant[place] for place in used]))
    coefficients, intercepts = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:
        coefficients = np.vstack([-coefficients, coefficients]) / 2
        intercepts = np.concatenate([-intercepts, intercepts]) / 2
    weights = coefficients.T.astype(np.float32)
    return OfQuestion(question, fitted.classes_.astype(str), weights, intercepts)


def _used(meant: list[str | None], examples: list[Example]) -> list[int]:
    """Returns the places of the examples that a question is learnt from: of the answers to others
    some do.
    """
    means = [place for place, value in enumerate(meant) if value not in (None, NO_ANSWER)]
    nothing = [place for place, value in enumerate(meant) if value == NO_ANSWER]
    of_none = [place for place in nothing if examples[place].question == NO_ANSWER]
    of_others = [place for place in nothing if examples[place].question != NO_ANSWER]
    return means + of_none + of_others[::_OF_OTHERS]


def _meaning_for(question: str, example: Example) -> str | None:
    """Returns what an example means as an answer to a question, None where that cannot be said."""
    if question == _ASIDE:
        return _IS_ONE if example.question == NO_ANSWER else NO_ANSWER
    if example.question == question:
        return example.value
    if example.question == NO_ANSWER:
        return NO_ANSWER
    if example.value == _UNKNOWN:
        return _UNKNOWN if question in _NOT_KNOWN_ALIKE else None
    is_alike = any({question, example.question} <= group for group in _ALIKE)
    return None if is_alike else NO_ANSWER
