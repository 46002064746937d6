"""Makes the peer's project: the configuration that `rasa init` proposes, left as it is, and our own
English training data.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from gateway.commands import BOT_PYTHON_FOLDER, RASA_ENVIRON
from helpline.settings import ROOT

FOLDER = ROOT / ".bench" / "rival"
_HERE = Path(__file__).parent
_DIALOGUE = _HERE / "dialogue.yml"
_EDGE = _HERE / "edge"
_TRAINING_DATA = ROOT / "bot" / "data" / "nlu" / "en"
_FORM = "intake_form"
_NAME = "assistant_id: placeholder_default"
# Of each intent: with all of ours, some 2,900, this pipeline trains for an hour on two cores.
EXAMPLES = 25


def prepare(examples: int = EXAMPLES) -> float:
    """Writes the project and trains it with so many examples of each intent, unless a model of just
    this project is there; returns how many seconds the training took when it was done.
    """
    project = _files(examples)
    digest = hashlib.sha256(json.dumps(project, sort_keys=True).encode()).hexdigest()
    note = FOLDER / "trained.json"
    if note.is_file():
        trained = json.loads(note.read_text(encoding="utf-8"))
        if trained["digest"] == digest and model().is_file():
            return float(trained["seconds"])
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name, content in project.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    began = time.monotonic()
    _rasa("train", "--fixed-model-name", "rival", log=FOLDER / "train.log")
    seconds = time.monotonic() - began
    note.write_text(json.dumps({"digest": digest, "seconds": seconds}), encoding="utf-8")
    return seconds


def model() -> Path:
    """Returns where the trained model lies."""
    return FOLDER / "models" / "rival.tar.gz"


def serving(
    port: int, *, carrier_url: str, account: str, token: str, number: str
) -> dict[str, Any]:
    """Returns how the peer is served as `Popen` takes it; writes its credentials."""
    twilio = {"account_sid": account, "auth_token": token, "twilio_number": number}
    (FOLDER / "credentials.yml").write_text(_yaml({"twilio": twilio}), encoding="utf-8")
    return {
        "args": [
            str(BOT_PYTHON_FOLDER / "rasa"), "run", "--model", str(model()),
            "--interface", "127.0.0.1", "--port", str(port),
            "--credentials", "credentials.yml", "--endpoints", "endpoints.yml",
        ],
        "cwd": FOLDER,
        "env": _environ() | {"PYTHONPATH": str(_EDGE), "BENCH_CARRIER_URL": carrier_url},
    }  # fmt: skip


def _rasa(*arguments: str, log: Path) -> None:
    with log.open("wb") as out:
        subprocess.run(
            [str(BOT_PYTHON_FOLDER / "rasa"), *arguments],
            cwd=FOLDER, env=_environ(), stdout=out, stderr=out, check=True,
        )  # fmt: skip


def _environ() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {**RASA_ENVIRON, "PYTHONPATH": str(FOLDER)}


def _files(examples: int) -> dict[str, str]:
    """Returns the project's files by their paths in it."""
    dialogue = yaml.safe_load(_DIALOGUE.read_text(encoding="utf-8"))
    return {
        "data/nlu.yml": _yaml({"version": "3.1", "nlu": list(_nlu(examples))}),
        "config.yml": _proposed().replace(_NAME, "assistant_id: rival"),
        "endpoints.yml": "{}\n",
        "domain.yml": _yaml(_domain(dialogue)),
        "data/rules.yml": _yaml({"version": "3.1", "rules": list(_rules(dialogue))}),
        "data/stories.yml": _yaml({"version": "3.1", "stories": list(_stories(dialogue))}),
    }


def _nlu(examples: int) -> Iterator[dict[str, Any]]:
    for path in sorted(_TRAINING_DATA.glob("*.yml")):
        for topic in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = topic["examples"].splitlines(keepends=True)
            yield {"intent": topic["intent"], "examples": "".join(lines[:examples])}


def _proposed() -> str:
    """Returns the configuration that the installed Rasa gives to a new project."""
    found = (BOT_PYTHON_FOLDER.parent / "lib").glob(
        "python*/site-packages/rasa/cli/initial_project/config.yml"
    )
    return next(found).read_text(encoding="utf-8")


def _yaml(content: Any) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def _domain(dialogue: dict[str, Any]) -> dict[str, Any]:
    questions, answers = dialogue["questions"], dialogue["answers"]
    asks = [intent for intent in answers if intent not in ("affirm", "deny")]
    responses = {
        **{f"utter_{intent}": answers[intent] for intent in answers},
        **{f"utter_ask_{slot}": questions[slot] for slot in questions},
        "utter_begin": dialogue["begin"],
        "utter_end": dialogue["end"],
        "utter_default": "Please say it in other words.",
    }
    return {
        "version": "3.1",
        "session_config": {
            "session_expiration_time": 0,
            "carry_over_slots_to_new_session": True,
        },
        "intents": [*dialogue["begins"], *answers, "nlu_fallback"],
        "slots": {
            slot: {
                "type": "text",
                "influence_conversation": False,
                "mappings": [
                    {
                        "type": "from_text",
                        "not_intent": asks,
                        "conditions": [{"active_loop": _FORM, "requested_slot": slot}],
                    }
                ],
            }
            for slot in questions
        },
        "forms": {_FORM: {"required_slots": list(questions)}},
        "responses": {name: [{"text": text}] for name, text in responses.items()},
    }


def _rules(dialogue: dict[str, Any]) -> Iterator[dict[str, Any]]:
    in_form, outside = {"active_loop": _FORM}, {"active_loop": None}
    for intent in dialogue["begins"]:
        begun = [{"intent": intent}, {"action": "utter_begin"}, {"action": _FORM}, in_form]
        yield {"rule": f"begin by {intent}", "condition": [outside], "steps": begun}
    said = {intent: f"utter_{intent}" for intent in dialogue["answers"]}
    for intent, response in {**said, "nlu_fallback": "utter_default"}.items():
        answer = [{"intent": intent}, {"action": response}]
        yield {"rule": f"answer {intent}", "condition": [outside], "steps": answer}
        within = [*answer, {"action": _FORM}, in_form]
        yield {"rule": f"answer {intent} within", "condition": [in_form], "steps": within}
    yield {
        "rule": "end",
        "condition": [in_form],
        "steps": [
            {"action": _FORM},
            outside,
            {"slot_was_set": [{"requested_slot": None}]},
            {"action": "utter_end"},
        ],
    }


def _stories(dialogue: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Two short talks, as `rasa init` has them: without any, its policies have nothing to learn."""
    for intent in ("ask_right_to_lawyer", "ask_detention_time"):
        steps = [
            step
            for each in ("greet", intent, "thank", "goodbye")
            for step in ({"intent": each}, {"action": f"utter_{each}"})
        ]
        yield {"story": f"a question: {intent}", "steps": steps}
