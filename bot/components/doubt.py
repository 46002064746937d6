"""Doubt: when the classifier is not sure enough, the person is asked instead of being answered."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from helpline.text.lexicon import concepts_in
from helpline.text.normalise import fold

_RANKING = "intent_ranking"
# So few words, none of which we know, are rather a name than what they look like.
_FEW_WORDS, _FEW_LETTERS = 3, 30


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DoubtClassifier(GraphComponent, IntentClassifier):
    """Puts the fallback before a ranking that is in doubt; the ranking itself stays behind it."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the settings and their defaults, all confidences from 0 to 1.

        An answer needs `threshold`, and a lead of `lead` over the second. Between two `urgent`
        intents no lead is needed: either opens a referral, and to ask would only cost time. An
        intent that is not urgent is asked about if an urgent one has `urgent_doubt` or more. Where
        a message of few words holds none that means something to us, as a name does, an intent
        needs `strange`; not so `small_talk`, which has words of its own.
        """
        return {
            "threshold": 0.5,
            "lead": 0.1,
            "urgent_doubt": 0.15,
            "urgent": [],
            "strange": 0.9,
            "small_talk": ["affirm", "deny", "greet", "goodbye", "thank", "out_of_scope"],
        }

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
            if not self._is_clear(ranking) or self._is_strange(message, ranking):
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

    def _is_strange(self, message: Message, ranking: list[dict[str, Any]]) -> bool:
        first = ranking[0]
        if first["confidence"] >= self._config["strange"]:
            return False
        if first["name"] in self._config["small_talk"]:
            return False
        folded = fold(message.get(TEXT) or "")
        is_short = len(folded.split()) <= _FEW_WORDS and len(folded) <= _FEW_LETTERS
        return bool(folded) and is_short and not concepts_in(folded)
