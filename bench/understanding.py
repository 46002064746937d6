"""Measures ways to tell intents on the held-out messages: the table of docs/adr/0009.

Runs in Rasa's environment: `bot/.venv/bin/python -m bench.understanding [--diet]`. Each row is one
way, trained on all training messages, with the macro F1 on the held-out messages of each way of
writing, the smallest recall of the urgent intents among them, and the seconds of fitting. DIET,
with Rasa's default pipeline, is trained on each way of writing by itself: on all of them at once an
epoch takes more than a minute on two cores.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import structlog
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from bot.components.features import Features, Seen
from bot.evaluation import URGENT, examples_of

ROOT = Path(__file__).resolve().parent.parent
VIEWS = {"characters": 2.0, "words": 1.5, "skeleton": 1.0, "skeleton_words": 1.5, "meaning": 0.8}
URGENT_LEAD = 0.2
DIET_PIPELINE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 30, "constrain_similarities": True},
]


@dataclass(frozen=True)
class Messages:
    """Messages with their intents and ways of writing, in parallel."""

    texts: list[str]
    intents: np.ndarray
    writings: np.ndarray

    @classmethod
    def of(cls, paths: dict[str, list[Path]]) -> Messages:
        """Reads Rasa NLU files by way of writing."""
        read = [
            (text, intent, writing)
            for writing, listed in paths.items()
            for path in listed
            for text, intent in examples_of(path)
        ]
        texts, intents, writings = zip(*read, strict=True)
        return cls(list(texts), np.array(intents), np.array(writings))


Way = Callable[[Messages, Messages], np.ndarray]


def linear(views: dict[str, float], model: Any = None) -> Way:
    """Returns a way: views of a message, with weights, under a linear model."""

    def predict(training: Messages, unseen: Messages) -> np.ndarray:
        features = Features(views)
        rows = features.fit([Seen.of(text) for text in training.texts])
        fitted = model or LinearSVC(C=0.5, class_weight="balanced", tol=1e-2)
        fitted.fit(rows, training.intents)
        scores = fitted.decision_function(features.of([Seen.of(text) for text in unseen.texts]))
        scores += URGENT_LEAD * np.isin(fitted.classes_, list(URGENT))
        found: np.ndarray = fitted.classes_[scores.argmax(axis=1)]
        return found

    return predict


def each_by_itself(way: Way) -> Way:
    """Returns a way of one model for each way of writing, its language told beforehand."""

    def predict(training: Messages, unseen: Messages) -> np.ndarray:
        found = np.empty_like(unseen.intents)
        for writing in sorted(set(unseen.writings)):
            found[unseen.writings == writing] = way(
                _only(training, writing), _only(unseen, writing)
            )
        return found

    return predict


def diet(training: Messages, unseen: Messages) -> np.ndarray:
    """Rasa's default pipeline with DIET, 30 epochs."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "config.yml")
        config.write_text(
            yaml.safe_dump(
                {
                    "recipe": "default.v1",
                    "language": "en",
                    "assistant_id": "diet",
                    "pipeline": DIET_PIPELINE,
                }
            )
        )
        data = Path(folder, "nlu.yml")
        data.write_text(_as_nlu(training), encoding="utf-8")
        model = train_nlu(str(config), str(data), folder, domain=str(ROOT / "domain.yml"))
        agent = Agent.load(model)

        async def read() -> list[str]:
            return [
                (await agent.parse_message(text))["intent"]["name"] or "" for text in unseen.texts
            ]

        return np.array(asyncio.run(read()))


def ways() -> Iterator[tuple[str, Way]]:
    """Yields what is compared, each with its name in the table."""
    yield "**what we run**", linear(VIEWS)
    yield "character and word n-grams alone", linear({"characters": 2.0, "words": 1.0})
    yield "without the Latin view", linear(_without("skeleton", "skeleton_words"))
    yield "without concepts", linear(_without("meaning"))
    yield "concepts alone", linear({"meaning": 2.0})
    yield "without words and syllables", linear(_without("words"))
    yield (
        "logistic regression",
        linear(
            VIEWS,
            LogisticRegression(
                C=8.0, solver="liblinear", multi_class="ovr", class_weight="balanced"
            ),
        ),
    )
    yield "one model for each way of writing", each_by_itself(linear(VIEWS))
    if "--diet" in sys.argv:
        yield "DIET, one for each way of writing", each_by_itself(diet)


def main() -> None:
    """Prints the table as Markdown, a row as soon as it is measured."""
    warnings.filterwarnings("ignore")
    # Rasa tells of every message that it parses.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    data = ROOT / "bot" / "data" / "nlu"
    held_out = {path.stem: [path] for path in sorted((ROOT / "tests" / "nlu").glob("*.yml"))}
    training = Messages.of({name: sorted((data / name).glob("*.yml")) for name in held_out})
    unseen = Messages.of(held_out)
    print(f"{len(training.texts)} training messages, {len(unseen.texts)} held out\n")
    print("| | " + " | ".join(held_out) + " | urgent, least | s |")
    print("|" + " --- |" * (len(held_out) + 3))
    for name, way in ways():
        began = time.perf_counter()
        found = way(training, unseen)
        seconds = time.perf_counter() - began
        scores = [_f1(unseen, found, writing) for writing in held_out]
        urgent = min(_urgent_recall(unseen, found, writing) for writing in held_out)
        cells = [*(f"{score:.3f}" for score in scores), f"{urgent:.2f}", f"{seconds:.0f}"]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _as_nlu(messages: Messages) -> str:
    examples: dict[str, list[str]] = {}
    for text, intent in zip(messages.texts, messages.intents, strict=True):
        examples.setdefault(str(intent), []).append(text)
    entries = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in examples.items()
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": entries}, allow_unicode=True, width=10_000)


def _without(*names: str) -> dict[str, float]:
    return {name: weight for name, weight in VIEWS.items() if name not in names}


def _only(messages: Messages, writing: str) -> Messages:
    kept = messages.writings == writing
    texts = [text for text, keep in zip(messages.texts, kept, strict=True) if keep]
    return Messages(texts, messages.intents[kept], messages.writings[kept])


def _f1(unseen: Messages, found: np.ndarray, writing: str) -> float:
    kept = unseen.writings == writing
    return float(f1_score(unseen.intents[kept], found[kept], average="macro", zero_division=0))


def _urgent_recall(unseen: Messages, found: np.ndarray, writing: str) -> float:
    kept = (unseen.writings == writing) & np.isin(unseen.intents, list(URGENT))
    return float(np.isin(found[kept], list(URGENT)).mean())


if __name__ == "__main__":
    main()
