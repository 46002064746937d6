"""Reading what the bot understood, as a reviewer does it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from gateway.cli import main
from helpline.settings import Settings
from helpline.storage.database import Database
from tests.builders import CANARY_TEXT, NOW, make_contact, make_inbound, make_referral


@pytest.fixture
def run(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str, words: str = "") -> Result:
        return CliRunner().invoke(main, ["nlu", "review", *arguments], input=words)

    return run


def add_turn(database: Database, body: str, intent: str, *, number: int = 0) -> None:
    with database.transaction() as session:
        contact = make_contact(session, address=f"+1555012{number}")
        make_inbound(session, contact, body).intent = intent


def test_a_reviewer_reads_without_names_and_says_what_was_meant(
    run, database: Database, settings: Settings
) -> None:
    add_turn(database, CANARY_TEXT, "thank")

    read = run(words="report_arrest\n")
    figures = run("figures").output

    assert "Zarbakht" not in read.output
    assert "brother" in read.output
    assert "0 of 1 right, 1 urgent missed" in figures
    assert "missed: report_arrest taken for thank (en" in figures


def test_enter_says_that_the_bot_was_right_and_nothing_is_shown_twice(
    run, database: Database
) -> None:
    add_turn(database, CANARY_TEXT, "report_arrest")

    run(words="\n")

    assert "1 of 1 right, 0 urgent missed" in run("figures").output
    assert "no more messages to read" in run().output


def test_an_intent_that_there_is_not_is_asked_again(run, database: Database) -> None:
    add_turn(database, CANARY_TEXT, "thank")

    assert "one of: " in run(words="arrest\nreport_arrest\n").output
    assert "0 of 1 right" in run("figures").output


def test_a_reviewer_skips_one_and_ends(run, database: Database) -> None:
    for number in range(3):
        add_turn(database, CANARY_TEXT, "thank", number=number)

    run(words="?\nq\n")

    assert run("figures").output == ""


def test_what_nothing_answered_is_listed_without_names(run, database: Database) -> None:
    add_turn(database, "can the court of Zarbakht help me", "nlu_fallback")
    add_turn(database, "thanks", "thank", number=1)

    shown = run("unanswered").output

    assert "Zarbakht" not in shown
    assert "can the court of ▒▒ help me" in shown
    assert "thanks" not in shown


def test_a_name_told_for_the_referral_is_hidden(run, database: Database) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        make_referral(session, contact, facts={"held_name": "Happy"})
        make_inbound(session, contact, "is happy in the police station").intent = "thank"

    assert "happy" not in run(words="q\n").output


def test_dropouts_are_counted_by_question(run, database: Database) -> None:
    with database.transaction() as session:
        make_referral(session, make_contact(session, now=NOW.replace(year=2025)), submitted=False)

    assert "1 safe" in run("dropouts").output
