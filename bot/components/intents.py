"""What a person wants: a linear model over what a message looks like and what it is about."""

from __future__ import annotations

from typing import Any

import numpy as np
import skops.io
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

from bot.components.features import Features, Seen

_FILE = "intents.skops"
_RANKING = "intent_ranking"
# One message in so many is left out to calibrate on; an intent with fewer cannot spare one.
_CALIBRATION_SHARE = 5
_UNCALIBRATED = 1.0
_SHARPNESSES = np.linspace(0.5, 8.0, 76)
# What a model holds beyond the arrays and estimators that skops trusts by itself.
_TRUSTED = ["scipy.sparse._csr.csr_matrix"]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramIntentClassifier(GraphComponent, IntentClassifier):
    """Classifies a message by its n-grams and meaning; its confidences are calibrated shares."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the settings and their defaults.

        The scores of `urgent` intents are raised by `urgent_lead`, in widths of the model's margin:
        to miss one costs a person more than to ask once too often. `C` is the inverse strength of
        regularisation; `views` the weight of each view of a message.
        """
        return {
            "C": 0.5,
            "urgent": [],
            "urgent_lead": 0.15,
            "views": {
                "characters": 2.0,
                "words": 1.5,
                "skeleton": 1.0,
                "skeleton_words": 1.5,
                "meaning": 0.8,
            },
            "ranking_length": 10,
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
        self._model: LinearSVC | None = None
        self._sharpness = _UNCALIBRATED

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on all messages with an intent, calibrates, and keeps the model."""
        examples = [each for each in training_data.intent_examples if each.get(TEXT)]
        rows = self._features.fit([Seen.of(each.get(TEXT)) for each in examples])
        intents = np.array([each.get(INTENT) for each in examples])
        self._sharpness = self._calibrated(rows, intents)
        self._model = self._fitted(rows, intents)
        self._persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets intent and ranking of each message; one with no letters or digits gets none."""
        for message in messages:
            ranking = self._ranking(message.get(TEXT) or "")
            best = ranking[0] if ranking else {"name": None, "confidence": 0.0}
            message.set(INTENT, best, add_to_output=True)
            message.set(_RANKING, ranking, add_to_output=True)
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
            # skops reads arrays and a short list of types, and runs no code, as unpickling would.
            kept = skops.io.load(folder / _FILE, trusted=_TRUSTED)
        classifier._features = Features(config["views"], kept["views"])
        classifier._model, classifier._sharpness = kept["model"], kept["sharpness"]
        return classifier

    def _persist(self) -> None:
        kept = {
            "views": self._features.views,
            "model": self._model,
            "sharpness": self._sharpness,
        }
        with self._storage.write_to(self._resource) as folder:
            skops.io.dump(kept, folder / _FILE)

    def _fitted(self, rows: csr_matrix, intents: np.ndarray) -> LinearSVC:
        return LinearSVC(C=self._config["C"], class_weight="balanced").fit(rows, intents)

    def _scored(self, model: LinearSVC, rows: csr_matrix) -> np.ndarray:
        """Returns the scores of messages (rows) for the model's intents (columns)."""
        urgent = np.isin(model.classes_, self._config["urgent"])
        return np.atleast_2d(model.decision_function(rows)) + self._config["urgent_lead"] * urgent

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
        right = np.searchsorted(model.classes_, intents[left_out])
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

    def _ranking(self, text: str) -> list[dict[str, Any]]:
        seen = Seen.of(text)
        if self._model is None or not seen.has_words:
            return []
        scores = self._scored(self._model, self._features.of([seen]))
        shares = _shares(scores, self._sharpness)[0]
        best = np.argsort(shares)[::-1][: self._config["ranking_length"]]
        return [
            {"name": str(self._model.classes_[place]), "confidence": float(shares[place])}
            for place in best
        ]


def _shares(scores: np.ndarray, sharpness: float) -> np.ndarray:
    """Returns scores of messages (rows) for intents (columns) as shares that add up to 1."""
    powers = np.exp(sharpness * (scores - scores.max(axis=1, keepdims=True)))
    return powers / powers.sum(axis=1, keepdims=True)
