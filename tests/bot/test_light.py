"""Rasa without TensorFlow: what serves and trains does not load it."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from bot.light import STOOD_IN_FOR

_LOADS = """
import asyncio, sys
from bot.light import leave_out_tensorflow

leave_out_tensorflow()
import rasa.api, rasa.core.run
from rasa.core.agent import load_agent

agent = asyncio.run(load_agent(model_path=sys.argv[1]))
parsed = asyncio.run(agent.parse_message("hello"))
assert parsed["intent"]["name"], parsed
assert "tensorflow" not in sys.modules
"""
_CONFIGURES = """
from bot.light import leave_out_tensorflow

leave_out_tensorflow()
from rasa.nlu.classifiers.diet_classifier import DIETClassifier

DIETClassifier.create({}, None, None, None)
"""


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_model_is_loaded_and_understands_without_it(model: Path) -> None:
    ended = _run(_LOADS, str(model))

    assert ended.returncode == 0, ended.stderr


def test_who_configures_what_needs_it_is_told() -> None:
    ended = _run(_CONFIGURES)

    assert "DIETClassifier needs TensorFlow, which is left out" in ended.stderr


@pytest.mark.parametrize("name", sorted(STOOD_IN_FOR))
def test_what_is_stood_in_for_is_a_module_of_rasa_that_imports_it(name: str) -> None:
    spec = importlib.util.find_spec(name)

    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).read_text(encoding="utf-8")
    assert "import tensorflow" in source or "from tensorflow" in source
