"""The clock that a lawyer asks by hand."""

import json

import pytest
from click.testing import CliRunner

from gateway.cli import main

ARREST = ["--jurisdiction", "nepal", "--arrested", "2026-11-22T17:15", "--held-by", "police"]


def ask(*arguments: str) -> dict[str, object]:
    result = CliRunner().invoke(main, ["law", "clock", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    read: dict[str, object] = json.loads(result.output)
    return read


def test_the_clock_of_an_ordinary_arrest() -> None:
    told = ask(
        *ARREST, "--age", "34", "--sex", "male", "--offence", "ordinary", "--exactness", "exact",
        "--now", "2026-11-23T14:00", "--tz", "Asia/Kathmandu",
    )  # fmt: skip

    assert (told["limit"], told["hours"], told["state"]) == ("np-code", 24, "near")
    assert told["deadline"] == "2026-11-23T17:15+05:45"
    assert "Monday 23 November 2026, 17:15 (7 Mangsir 2083)" in str(told["family"])
    assert "art. 20(3)" in str(told["staff"])


def test_what_is_not_known_is_said_so() -> None:
    told = ask(
        "--jurisdiction", "tunisia", "--arrested", "2026-11-22", "--exactness", "date-only",
        "--age", "unknown", "--offence", "unknown", "--held-by", "unknown",
    )  # fmt: skip

    assert (told["limit"], told["hours"], told["deadline"]) == (None, None, None)
    assert told["state"] == "silent"
    assert "We cannot tell you a safe number" in str(told["family"])


def test_both_moments_may_bear_their_own_time_zone() -> None:
    told = ask(
        "--jurisdiction", "nepal", "--arrested", "2026-11-22T11:30:00+00:00",
        "--now", "2026-11-23T11:31:00Z",
    )  # fmt: skip

    assert (told["deadline"], told["state"]) == ("2026-11-23T17:15+05:45", "passed")


@pytest.mark.parametrize(
    "wrong",
    [
        ["--jurisdiction", "atlantis", "--arrested", "2026-11-22"],
        [*ARREST, "--tz", "Asia/Nowhere"],
        [*ARREST, "--age", "old"],
        [*ARREST, "--now", "yesterday"],
        [*ARREST, "--exactness", "roughly"],
    ],
)
def test_what_cannot_be_read_is_refused(wrong: list[str]) -> None:
    assert CliRunner().invoke(main, ["law", "clock", *wrong]).exit_code == 2
