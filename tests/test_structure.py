"""The rules of the tree that no linter knows."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from bot.actions.server import ACTIONS
from helpline.i18n import LANGUAGES
from helpline.referrals.questions import QUESTIONS
from helpline.settings import ROOT

PACKAGES = ("helpline", "gateway", "bot")
LONGEST = 300
LONGEST_TEST = 400

# What each package may not import: imports run one way, from the edges to the core.
FORBIDDEN = {
    "helpline": {"gateway", "bot", "flask", "rasa", "rasa_sdk", "twilio", "huey"},
    "gateway": {"rasa", "rasa_sdk"},
    "bot/actions": {"rasa", "twilio", "huey"},
}


def python_files(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if ".venv" not in path.parts)


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def domain() -> dict:
    return yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("package", FORBIDDEN)
def test_imports_run_from_the_edges_to_the_core(package: str) -> None:
    found = {
        str(path.relative_to(ROOT)): names
        for path in python_files(package)
        if (names := imported(path) & FORBIDDEN[package])
    }

    assert found == {}


def test_files_can_be_read_at_one_sitting() -> None:
    found = {}
    for folder, limit in [*((package, LONGEST) for package in PACKAGES), ("tests", LONGEST_TEST)]:
        for path in python_files(folder):
            lines = path.read_text(encoding="utf-8").count("\n")
            if lines > limit and "migrations" not in path.parts:
                found[str(path.relative_to(ROOT))] = lines

    assert found == {}


def test_every_question_has_a_slot_a_place_in_the_form_and_a_sentence() -> None:
    facts = [question.fact for question in QUESTIONS]

    assert [*facts, "language", "law_topic", "law_place"] == list(domain()["slots"])
    assert domain()["forms"]["intake_form"]["required_slots"] == facts
    assert [f"utter_ask_{fact}" for fact in facts if f"utter_ask_{fact}" in domain()["responses"]]


def test_every_question_offers_the_values_that_the_referral_knows() -> None:
    for question in QUESTIONS:
        for sentence in domain()["responses"][f"utter_ask_{question.fact}"]:
            offered = [button["payload"] for button in sentence.get("buttons", [])]

            assert offered == [f"{question.fact}:{value}" for value in question.values]


def test_every_action_of_the_domain_is_served_and_no_other() -> None:
    served = {action.name(action) for action in ACTIONS}  # type: ignore[arg-type]

    assert served == set(domain()["actions"])


def test_every_sentence_that_code_speaks_is_in_the_domain() -> None:
    spoken = set()
    for path in python_files("bot/actions"):
        # One that ends in "_" is completed by a value.
        code = path.read_text(encoding="utf-8")
        spoken |= {
            name
            for name in re.findall(r"\butter_(?!(?:message|action)\b)\w+", code)
            if name[-1] != "_"
        }

    assert spoken <= set(domain()["responses"])


def test_every_intent_has_a_rule() -> None:
    ruled = set()
    for path in (ROOT / "bot/data/rules").glob("*.yml"):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            if not rule.get("condition"):
                ruled |= {step["intent"] for step in rule["steps"] if "intent" in step}

    assert ruled == set(domain()["intents"])


def test_every_choice_that_means_an_intent_names_one() -> None:
    for sentences in domain()["responses"].values():
        for sentence in sentences:
            for button in sentence.get("buttons", []):
                kind, _, value = button["payload"].partition(":")
                assert kind != "intent" or value in domain()["intents"]
                assert kind != "language" or value in LANGUAGES


def test_no_sentence_offers_a_word_by_which_a_carrier_opts_people_out() -> None:
    # Twilio takes a message of one such word as an opt-out, whatever we asked.
    words = {"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"}
    for sentences in domain()["responses"].values():
        for sentence in sentences:
            titles = [button["title"].lower() for button in sentence.get("buttons", [])]
            assert not words & set(titles)
            assert not {word.upper() for word in words} & set(re.findall(r"\w+", sentence["text"]))
