"""Measures a model on Rasa NLU files: `python bot/evaluation.py MODEL PICTURE FILE…`.

Runs in Rasa's environment and prints JSON; `helpline nlu evaluate` calls it. A message counts as
asked back if the fallback takes it; as wrong and sure if it is answered as something else than it
is. PICTURE is where the confusion of all files together is drawn, as PNG.
"""

from __future__ import annotations

import asyncio
import json
import logging
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from matplotlib.figure import Figure
from rasa.core.agent import Agent
from sklearn.metrics import ConfusionMatrixDisplay, f1_score

from helpline.intents import URGENT

_FALLBACK = "nlu_fallback"
_WORST = 15


@dataclass(frozen=True)
class Reading:
    """How one message was understood: what it is, what it was taken for, in how many seconds."""

    text: str
    intent: str
    best: str
    understood: str
    confidence: float
    seconds: float


def examples_of(path: Path) -> list[tuple[str, str]]:
    """Returns (message, intent) of a Rasa NLU file."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        (line.strip()[2:], entry["intent"])
        for entry in data["nlu"]
        for line in entry["examples"].splitlines()
        if line.strip().startswith("- ")
    ]


def figures(readings: list[Reading]) -> dict[str, Any]:
    """Returns the figures of a list of readings; shares are from 0 to 1, times in milliseconds."""
    urgent = [reading for reading in readings if reading.intent in URGENT]
    asked = [reading for reading in readings if reading.understood == _FALLBACK]
    wrong = [r for r in readings if r.understood not in (r.intent, _FALLBACK)]
    return {
        "messages": len(readings),
        "accuracy": _share(sum(r.best == r.intent for r in readings), len(readings)),
        "macro_f1": round(
            float(
                f1_score([r.intent for r in readings], [r.best for r in readings], average="macro")
            ),
            4,
        ),
        "urgent_recall": _share(sum(r.best in URGENT for r in urgent), len(urgent)),
        "asked_back": _share(len(asked), len(readings)),
        "wrong_and_sure": _share(len(wrong), len(readings)),
        "median_ms": round(1000 * statistics.median(r.seconds for r in readings), 2),
        "worst": [_described(reading) for reading in _worst(readings)],
    }


def _worst(readings: list[Reading]) -> list[Reading]:
    """Returns the messages that were answered wrongly, an urgent one that was missed first."""
    wrong = [r for r in readings if r.understood not in (r.intent, _FALLBACK)]
    wrong.sort(key=lambda r: (r.intent in URGENT and r.best not in URGENT, r.confidence))
    return wrong[: -_WORST - 1 : -1]


def _described(reading: Reading) -> dict[str, Any]:
    return {
        "text": reading.text,
        "intent": reading.intent,
        "understood": reading.understood,
        "confidence": round(reading.confidence, 2),
    }


def draw_confusion(readings: list[Reading], path: Path) -> None:
    """Draws what was taken for what: a row for each intent, coloured by shares."""
    names = sorted({r.intent for r in readings} | {r.best for r in readings})
    figure = Figure(figsize=(2 + len(names) * 0.35, 2 + len(names) * 0.35), dpi=110)
    axes = figure.add_subplot()
    ConfusionMatrixDisplay.from_predictions(
        [r.intent for r in readings],
        [r.best for r in readings],
        labels=names,
        normalize="true",
        include_values=False,
        xticks_rotation="vertical",
        cmap="magma_r",
        ax=axes,
    )
    axes.set(xlabel="understood as", ylabel="is", title=f"{len(readings)} messages")
    figure.tight_layout()
    figure.savefig(path)


async def _read_all(agent: Agent, path: Path) -> list[Reading]:
    readings = []
    for text, intent in examples_of(path):
        began = time.perf_counter()
        parsed = await agent.parse_message(text)
        seconds = time.perf_counter() - began
        ranking = [each["name"] for each in parsed.get("intent_ranking", [])]
        best = next((name for name in ranking if name != _FALLBACK), "none")
        found = parsed["intent"]
        readings.append(
            Reading(text, intent, best, found["name"] or "none", found["confidence"], seconds)
        )
    return readings


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def main(model: str, picture: str, *files: str) -> None:
    """Evaluates, draws and prints {name of the file: figures}."""
    logging.disable(logging.WARNING)
    agent = Agent.load(model)
    readings = {path.stem: asyncio.run(_read_all(agent, path)) for path in map(Path, files)}
    draw_confusion([each for listed in readings.values() for each in listed], Path(picture))
    results = {name: figures(listed) for name, listed in readings.items()}
    sys.stdout.write(json.dumps(results) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
