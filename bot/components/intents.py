"""What a person wants, and what a message means as an answer to each question of the intake: linear
models over what a message looks like and what it is about.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from bot.components.answers import AnswerModel, Example, fits, pieces_in, read_examples
from bot.components.features import Features, Seen, seen_in
from bot.components.side_by_side import side_by_side
from helpline.text import normalise

_FILE = "intents.npz"
_RANKING = "intent_ranking"
# What actions read of a message: what it means as an answer to each question.
_ANSWERS = "answers"
# Files of these kinds are what code is made of, and what it reads.
_READ = frozenset({".py", ".yml", ".json"})
# One message in so many is left out to calibrate on; an intent with fewer cannot spare one.
_CALIBRATION_SHARE = 5
_UNCALIBRATED = 1.0
_SHARPNESSES = np.linspace(0.5, 8.0, 76)
# Nearer than this the classifier does not go to the best separation: it predicts the same.
_TOLERANCE = 1e-2
_ANY = "any message"


@dataclass(frozen=True)
class LinearModel:
    """A fitted linear model as plain arrays: intents, a column of weights for each, and offsets."""

    intents: np.ndarray
    weights: np.ndarray
    offsets: np.ndarray

    @classmethod
    def of(cls, fitted: LinearSVC) -> LinearModel:
        """Takes what scikit-learn has fitted; half the digits of its weights are enough."""
        weights = np.ascontiguousarray(fitted.coef_.T, dtype=np.float32)
        return cls(fitted.classes_.astype(str), weights, fitted.intercept_)

    def scores(self, rows: csr_matrix) -> np.ndarray:
        """Returns the scores of messages (rows) for the intents (columns)."""
        if rows.shape[0] > 1:
            # Of the same precision as the weights: else all of these are copied.
            scores: np.ndarray = rows.astype(np.float32) @ self.weights + self.offsets
            return scores
        here = self.weights[rows.indices].astype(np.float32)
        alone: np.ndarray = rows.data.astype(np.float32) @ here + self.offsets
        return alone[np.newaxis]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramIntentClassifier(GraphComponent, IntentClassifier):
    """Classifies a message by its n-grams and meaning; its confidences are calibrated shares."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the settings and their defaults.

        The scores of `urgent` intents are raised by `urgent_lead`, in widths of the model's margin:
        to miss one costs a person more than to ask once too often. `C` is the inverse strength of
        regularisation; `views` the weight of each view of a message. In the folder `answers` are
        the examples of answers, and `answers_C` is for them what `C` is for intents.
        """
        return {
            "C": 0.5,
            "urgent": [],
            "urgent_lead": 0.2,
            "views": {
                "characters": 2.0,
                "words": 1.5,
                "skeleton": 1.0,
                "skeleton_words": 1.5,
                "meaning": 0.8,
            },
            "ranking_length": 10,
            "answers": "bot/data/answers",
            "answers_C": 5.0,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramIntentClassifier:
        """Returns an untrained classifier."""
        return cls(config, model_storage, resource)

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Takes the settings and where the trained model is kept."""
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._features = Features(config["views"])
        self._model: LinearModel | None = None
        self._answers: AnswerModel | None = None
        self._sharpness = _UNCALIBRATED

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on all messages with an intent, calibrates, and keeps the model; and on all
        examples of answers.
        """
        examples = [each for each in training_data.intent_examples if each.get(TEXT)]
        answers = self._examples_of_answers()
        texts = [each.get(TEXT) for each in examples] + [each.text for each in answers]
        rows = self._features.fit(seen_in(texts))
        intents = np.array([each.get(INTENT) for each in examples])
        of_intents, of_answers = rows[: len(examples)], rows[len(examples) :]
        pieces = pieces_in(of_answers)
        strength = self._config["answers_C"]
        self._model, self._sharpness, *of_questions = side_by_side(
            [
                partial(self._fitted, of_intents, intents),
                partial(self._calibrated, of_intents, intents),
                *fits(of_answers[:, pieces], answers, strength=strength),
            ]
        )
        if of_questions:
            self._answers = AnswerModel.of(pieces, of_questions)
        self._persist(self._model)
        return self._resource

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Returns what stands for all that the model is made of and Rasa does not know of: with
        another of these, what was trained before is not used again.
        """
        examples = Path({**cls.get_default_config(), **config}["answers"])
        digest = hashlib.sha256()
        for folder in (examples, Path(__file__).parent, Path(normalise.__file__).parent):
            for path in sorted(each for each in folder.rglob("*") if each.suffix in _READ):
                digest.update(path.read_bytes())
        return digest.hexdigest()

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets intent and ranking of each message; one with no letters or digits gets none."""
        for message in messages:
            seen = Seen.of(message.get(TEXT) or "")
            row = self._features.of([seen]) if self._model and seen.has_words else None
            ranking = [] if row is None else self._ranking(row)
            best = ranking[0] if ranking else {"name": None, "confidence": 0.0}
            message.set(INTENT, best, add_to_output=True)
            message.set(_RANKING, ranking, add_to_output=True)
            if row is not None and self._answers is not None:
                message.set(_ANSWERS, self._answers.read(row), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves the training data as they are: later components need nothing of this one."""
        return training_data

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramIntentClassifier:
        """Returns the classifier that was trained and kept; raises ValueError if it was not."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            # Plain arrays: nothing in the file can be run, as what is pickled can.
            kept = dict(np.load(folder / _FILE, allow_pickle=False))
        classifier._features = Features.from_arrays(config["views"], kept)
        # As they are kept: what a message needs of them is little.
        classifier._model = LinearModel(kept["intents"], kept["weights"], kept["offsets"])
        classifier._sharpness = float(kept["sharpness"])
        if "answer_weights" in kept:
            classifier._answers = AnswerModel.from_arrays(kept)
        # The first message waits for no word list to be read.
        Seen.of(_ANY)
        return classifier

    def _persist(self, model: LinearModel) -> None:
        with self._storage.write_to(self._resource) as folder:
            np.savez(
                folder / _FILE,
                sharpness=self._sharpness,
                # A quarter of the digits is enough to tell intents apart, and takes half the disk.
                **asdict(replace(model, weights=model.weights.astype(np.float16))),
                **self._features.to_arrays(),
                **(self._answers.to_arrays() if self._answers else {}),
            )

    def _examples_of_answers(self) -> list[Example]:
        return read_examples(Path(self._config["answers"]))

    def _fitted(self, rows: csr_matrix, intents: np.ndarray) -> LinearModel:
        model = LinearSVC(C=self._config["C"], class_weight="balanced", tol=_TOLERANCE)
        return LinearModel.of(model.fit(rows, intents))

    def _scored(self, model: LinearModel, rows: csr_matrix) -> np.ndarray:
        """Returns the scores of messages (rows) for the model's intents (columns)."""
        urgent = np.isin(model.intents, self._config["urgent"])
        return model.scores(rows) + self._config["urgent_lead"] * urgent

    def _calibrated(self, rows: csr_matrix, intents: np.ndarray) -> float:
        """Returns how sharply scores become confidences, so that of the messages with a confidence
        of 0.8 about eight in ten are right: found on a fifth of the messages, left out for it.
        """
        _, counts = np.unique(intents, return_counts=True)
        if counts.min() < _CALIBRATION_SHARE:
            return _UNCALIBRATED
        kept, left_out = train_test_split(
            np.arange(len(intents)),
            test_size=1 / _CALIBRATION_SHARE,
            stratify=intents,
            random_state=0,
        )
        model = self._fitted(rows[kept], intents[kept])
        scores = self._scored(model, rows[left_out])
        right = np.searchsorted(model.intents, intents[left_out])
        return float(
            min(
                _SHARPNESSES,
                key=lambda sharpness: (
                    -np.mean(
                        np.log(_shares(scores, sharpness)[np.arange(len(right)), right] + 1e-12)
                    )
                ),
            )
        )

    def _ranking(self, row: csr_matrix) -> list[dict[str, Any]]:
        if self._model is None:
            return []
        scores = self._scored(self._model, row)
        shares = _shares(scores, self._sharpness)[0]
        best = np.argsort(shares)[::-1][: self._config["ranking_length"]]
        return [
            {"name": str(self._model.intents[place]), "confidence": float(shares[place])}
            for place in best
        ]


def _shares(scores: np.ndarray, sharpness: float) -> np.ndarray:
    """Returns scores of messages (rows) for intents (columns) as shares that add up to 1."""
    powers = np.exp(sharpness * (scores - scores.max(axis=1, keepdims=True)))
    return powers / powers.sum(axis=1, keepdims=True)
