import json

import pytest
from click.testing import CliRunner

from gateway.cli import main


def run(*arguments: str):
    return CliRunner().invoke(main, ["when", *arguments])


def test_the_command_prints_what_was_understood() -> None:
    result = run(
        "हिजो राति ११ बजे लगे",
        *("--language", "ne", "--tz", "Asia/Kathmandu", "--now", "2026-11-22T10:00", "--json"),
    )

    assert json.loads(result.output) == {
        "kind": "instant",
        "from": "2026-11-21T23:00",
        "to": "2026-11-21T23:00",
        "about": False,
        "quote": "हिजो राति ११ बजे",
        "says": "शनिबार, मंसिर 5 गते, 23:00 बजे",
    }


def test_what_is_not_understood_has_no_moments() -> None:
    result = run("when it rained", "--language", "en", "--json")

    assert json.loads(result.output) == {
        "kind": "unclear", "from": None, "to": None, "about": False, "quote": "", "says": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [("--tz", "Mars/Olympus"), ("--now", "soon"), ("--tz", "../etc/passwd")]
)
def test_a_wrong_option_is_named(wrong: tuple[str, str]) -> None:
    result = run("yesterday", *wrong)

    assert result.exit_code == 2
    assert wrong[0] in result.output
