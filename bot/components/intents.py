"""What a person wants: a linear model over n-grams of the text, its Latin view and its concepts.

The folded text brings together what is written in one script with different keyboards; the Latin
view brings together native and romanised spellings; the concepts bring together languages, so that
messages in one teach the others.
"""

from __future__ import annotations

from collections.abc import Iterable
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
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from helpline.text.burmese import syllables
from helpline.text.latin import skeleton
from helpline.text.lexicon import concepts_in
from helpline.text.normalise import fold

_FILE = "intents.skops"
_RANKING = "intent_ranking"
# What a model holds beyond the arrays and estimators that skops trusts by itself.
_TRUSTED = ["scipy.sparse._csr.csr_matrix"]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramIntentClassifier(GraphComponent, IntentClassifier):
    """Classifies a message by its n-grams; its confidences are the model's probabilities."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the settings and their defaults.

        `urgent` intents weigh `urgent_weight` times as much as others in training: to miss one
        costs a person more than to ask once too often. `C` is the inverse strength of
        regularisation.
        """
        return {
            "C": 8.0,
            "urgent": [],
            "urgent_weight": 1.5,
            "concept_weight": 0.8,
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
        self._views = _new_views()
        self._model: LogisticRegression | None = None

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on all messages with an intent and keeps the model."""
        examples = [each for each in training_data.intent_examples if each.get(TEXT)]
        texts = [each.get(TEXT) for each in examples]
        intents = [each.get(INTENT) for each in examples]
        features = self._fit(texts)
        self._model = LogisticRegression(
            C=self._config["C"], solver="liblinear", multi_class="ovr", class_weight="balanced"
        )
        self._model.fit(features, intents, sample_weight=self._weights(intents))
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
        classifier._views, classifier._model = kept["views"], kept["model"]
        return classifier

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            skops.io.dump({"views": self._views, "model": self._model}, folder / _FILE)

    def _fit(self, texts: list[str]) -> csr_matrix:
        columns = zip(*(_seen(text) for text in texts), strict=True)
        return self._weighed(
            view.fit_transform(list(column))
            for view, column in zip(self._views, columns, strict=True)
        )

    def _weighed(self, blocks: Iterable[csr_matrix]) -> csr_matrix:
        weights = (1.0, 1.0, 1.0, self._config["concept_weight"])
        return hstack(
            [block * weight for block, weight in zip(blocks, weights, strict=True)]
        ).tocsr()

    def _weights(self, intents: Iterable[str]) -> np.ndarray:
        urgent = set(self._config["urgent"])
        return np.array(
            [self._config["urgent_weight"] if intent in urgent else 1.0 for intent in intents]
        )

    def _ranking(self, text: str) -> list[dict[str, Any]]:
        seen = _seen(text)
        if self._model is None or not any(character.isalnum() for character in seen[0]):
            return []
        features = self._weighed(
            view.transform([column]) for view, column in zip(self._views, seen, strict=True)
        )
        shares = self._model.predict_proba(features)[0]
        best = np.argsort(shares)[::-1][: self._config["ranking_length"]]
        return [
            {"name": str(self._model.classes_[place]), "confidence": float(shares[place])}
            for place in best
        ]


def _seen(text: str) -> tuple[str, str, str, str]:
    """Returns the folded text, its words (Burmese in syllables), its Latin view, its concepts."""
    folded = fold(text)
    words = " ".join(syllables(folded))
    return folded, words, skeleton(folded), " ".join(concepts_in(text))


def _new_views() -> list[TfidfVectorizer]:
    # A word is whatever stands between spaces: the default pattern drops vowel signs of Devanagari.
    words = {"analyzer": "word", "token_pattern": r"\S+", "lowercase": False}
    return [
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, lowercase=False),
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, **words),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, lowercase=False),
        TfidfVectorizer(sublinear_tf=True, **words),
    ]
