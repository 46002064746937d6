"""Measures a model on Rasa NLU files: `python bot/evaluation.py MODEL FILE… [--json]`.

Runs in Rasa's environment; `helpline nlu evaluate` calls it. A message counts as asked back if the
fallback takes it; as wrong and sure if it is answered as something else than it is.
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
from rasa.core.agent import Agent
from sklearn.metrics import f1_score

_FALLBACK = "nlu_fallback"
URGENT = frozenset(
    {
        "request_lawyer",
        "report_arrest",
        "find_detainee",
        "report_mistreatment",
        "report_medical_need",
    }
)


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
    }


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


def _print_table(results: dict[str, dict[str, Any]]) -> None:
    columns = list(next(iter(results.values())))
    sys.stdout.write("".join(f"{name:>16}" for name in ["", *columns]) + "\n")
    for name, result in results.items():
        cells = [f"{name:>16}", *(f"{result[column]:>16}" for column in columns)]
        sys.stdout.write("".join(cells) + "\n")


def main(arguments: list[str]) -> None:
    """Evaluates and prints."""
    as_json = "--json" in arguments
    model, *files = [argument for argument in arguments if argument != "--json"]
    logging.disable(logging.WARNING)
    agent = Agent.load(model)
    results = {}
    for path in map(Path, files):
        results[path.stem] = figures(asyncio.run(_read_all(agent, path)))
    if as_json:
        sys.stdout.write(json.dumps(results, indent=2) + "\n")
    else:
        _print_table(results)


if __name__ == "__main__":
    main(sys.argv[1:])
