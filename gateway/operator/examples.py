"""The training messages as data: what is missing, what stands twice, what is hardly new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import yaml

from helpline.i18n import LANGUAGES
from helpline.text.normalise import fold

# Fewer messages than this and an intent is guessed at, by how a language is written.
_ENOUGH = {"ar-Latn": 25, "prs-Latn": 25, "ps-Latn": 25}
_ENOUGH_ELSEWHERE = 40
# Two messages of one intent that share so much of their three-letter pieces teach little more
# than one.
_NEARLY_A_COPY = 0.8


@dataclass(frozen=True)
class Example:
    """One message: its way of writing ("ne-Latn"), its intent, its words."""

    writing: str
    intent: str
    text: str


@dataclass(frozen=True)
class Findings:
    """What a check found, a sentence each: errors stop the build, warnings do not."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def read_training(folder: Path) -> list[Example]:
    """Returns the messages of `<folder>/<writing>/<topic>.yml`; raises ValueError naming a file
    that is not Rasa NLU data.
    """
    return [
        example
        for path in sorted(folder.glob("*/*.yml"))
        for example in _read(path, path.parent.name)
    ]


def read_held_out(folder: Path) -> list[Example]:
    """Returns the messages of `<folder>/<writing>.yml`; raises ValueError as above."""
    return [example for path in sorted(folder.glob("*.yml")) for example in _read(path, path.stem)]


def check(training: list[Example], held_out: list[Example], intents: set[str]) -> Findings:
    """Checks the messages against each other and against the intents that the bot knows."""
    return Findings(
        errors=(
            *_missing(training, intents),
            *_twice(training),
            *_held_out_in_training(training, held_out),
            *_unknown([*training, *held_out], intents),
        ),
        warnings=(*_few(training, intents), *_near_copies(training)),
    )


def _read(path: Path, writing: str) -> Iterator[Example]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), loader)["nlu"]  # noqa: S506
        for entry in entries:
            for line in entry["examples"].splitlines():
                if line.strip():
                    yield Example(writing, entry["intent"], line.strip().removeprefix("- "))
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is not Rasa NLU data") from error


def _writings() -> list[str]:
    return [writing for language in LANGUAGES.values() for writing in language.writings]


def _counted(training: list[Example]) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for example in training:
        counts[example.writing, example.intent] += 1
    return counts


def _missing(training: list[Example], intents: set[str]) -> Iterator[str]:
    counts = _counted(training)
    for writing in _writings():
        for intent in sorted(intents):
            if not counts.get((writing, intent)):
                yield f"{writing} has no message for {intent}"


def _few(training: list[Example], intents: set[str]) -> Iterator[str]:
    counts = _counted(training)
    for writing in _writings():
        enough = _ENOUGH.get(writing, _ENOUGH_ELSEWHERE)
        for intent in sorted(intents):
            if 0 < (count := counts.get((writing, intent), 0)) < enough:
                yield f"{writing} has {count} messages for {intent}, fewer than {enough}"


def _unknown(examples: list[Example], intents: set[str]) -> Iterator[str]:
    for writing, intent in sorted({(each.writing, each.intent) for each in examples}):
        if intent not in intents:
            yield f"{writing} has messages for {intent}, which the bot does not know"


def _twice(training: list[Example]) -> Iterator[str]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for example in training:
        found[example.writing, fold(example.text)].add(example.intent)
    for (writing, text), intents in sorted(found.items()):
        if len(intents) > 1:
            yield f"{writing} has under {' and '.join(sorted(intents))}: {text}"


def _held_out_in_training(training: list[Example], held_out: list[Example]) -> Iterator[str]:
    # A lone word can hardly be held out: there is one way to write "yes".
    trained = {fold(each.text) for each in training}
    for example in held_out:
        folded = fold(example.text)
        if folded in trained and len(folded.split()) > 2:
            yield f"{example.writing} is trained on a message held out: {example.text}"


def _near_copies(training: list[Example]) -> Iterator[str]:
    groups: dict[tuple[str, str], list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for example in training:
        folded = fold(example.text)
        pieces = frozenset(folded[start : start + 3] for start in range(len(folded) - 2))
        groups[example.writing, example.intent].append((example.text, pieces))
    for (writing, intent), group in sorted(groups.items()):
        for (one, first), (other, second) in combinations(group, 2):
            shared, apart = len(first & second), len(first | second)
            if apart and shared / apart >= _NEARLY_A_COPY:
                yield f"{writing} has near copies for {intent}: {one} | {other}"
