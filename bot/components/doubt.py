"""Doubt: when the classifier is not sure enough, the person is asked instead of being answered."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

_RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DoubtClassifier(GraphComponent, IntentClassifier):
    """Puts the fallback before a ranking that is in doubt; the ranking itself stays behind it."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the settings and their defaults, all confidences from 0 to 1.

        An answer needs `threshold`, and a lead of `lead` over the second. Between two `urgent`
        intents no lead is needed: either opens a referral, and to ask would only cost time. An
        intent that is not urgent is asked about if an urgent one has `urgent_doubt` or more.
        """
        return {"threshold": 0.5, "lead": 0.1, "urgent_doubt": 0.15, "urgent": []}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DoubtClassifier:
        """Returns the component; it has nothing to train."""
        return cls(config)

    def __init__(self, config: dict[str, Any]) -> None:
        """Takes the settings."""
        self._config = config
        self._urgent = frozenset(config["urgent"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Makes the fallback the intent of every message that is in doubt."""
        for message in messages:
            ranking = message.get(_RANKING) or []
            if not self._is_clear(ranking):
                fallback = {
                    "name": DEFAULT_NLU_FALLBACK_INTENT_NAME,
                    "confidence": self._config["threshold"],
                }
                message.set(INTENT, fallback, add_to_output=True)
                message.set(_RANKING, [fallback, *ranking], add_to_output=True)
        return messages

    def _is_clear(self, ranking: list[dict[str, Any]]) -> bool:
        if not ranking:
            return False
        first, *others = ranking
        rivals = [
            each
            for each in others
            if not (first["name"] in self._urgent and each["name"] in self._urgent)
        ]
        lead = first["confidence"] - max((each["confidence"] for each in rivals), default=0.0)
        urgent = [each["confidence"] for each in rivals if each["name"] in self._urgent]
        return (
            first["confidence"] >= self._config["threshold"]
            and lead >= self._config["lead"]
            and max(urgent, default=0.0) < self._config["urgent_doubt"]
        )
