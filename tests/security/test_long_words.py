"""Reading a message takes time by its length, and not by its length squared, whatever stands in it:
one message must not keep the bot from all others.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from helpline.referrals.reading import told_in
from tests.builders import NOW

SHORT = 240
# Twice the length is twice the work; where it is squared, four times.
MOST = 3
SEEDS = [
    "a", "1", ".", ",", " a", " 1", "1/", "1.", "12:", "1-", " of", " and", " du", " و",
    " في", " न",
    "၁", " monday", " night", " between", " from", " since", " ago", " 5 pm", " my brother",
    " from monday to", " he is 20",
]  # fmt: skip


def work(read: Callable[[str], object], text: str) -> int:
    """Returns how many functions are called to read a text: a measure of time that does not depend
    on the machine.
    """
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("seed", SEEDS)
def test_a_message_of_twice_the_length_takes_twice_the_work(seed: str) -> None:
    text = seed * (2 * SHORT)
    read("he was taken yesterday")

    once, twice = work(read, text[:SHORT]), work(read, text[: 2 * SHORT])

    assert twice < MOST * once


def read(text: str) -> object:
    """Reads the facts of a message in whichever language it is."""
    return told_in(text, language=None, now=NOW)
