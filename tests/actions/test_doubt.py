"""What is asked back about a doubtful message."""

import pytest

from bot.actions.base import Turn
from bot.actions.conversation import meant


@pytest.mark.parametrize(
    ("ranking", "asked"),
    [
        # The two likeliest.
        (
            [("ask_bail", 0.3), ("ask_search", 0.2), ("ask_privacy", 0.15)],
            ["ask_bail", "ask_search"],
        ),
        # What is unlikely, and small talk, is not asked about.
        ([("ask_bail", 0.3), ("ask_search", 0.05)], ["ask_bail"]),
        ([("greet", 0.3), ("ask_bail", 0.2), ("out_of_scope", 0.2)], ["ask_bail"]),
        ([("greet", 0.3), ("thank", 0.2)], []),
        ([], []),
        # What is urgent is never left out of the question.
        (
            [("ask_bail", 0.3), ("ask_search", 0.2), ("report_arrest", 0.12)],
            ["ask_bail", "report_arrest"],
        ),
    ],
)  # fmt: skip
def test_what_is_likely_is_asked_about(ranking: list[tuple[str, float]], asked: list[str]) -> None:
    fallback = ("nlu_fallback", 0.4)
    turn = Turn("c", "m", "…", "en", True, "nlu_fallback", 0.4, None, 0.0, (fallback, *ranking))

    assert meant(turn) == asked
