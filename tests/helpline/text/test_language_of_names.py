"""Names of people and places are in no language, whatever their letters look like."""

from __future__ import annotations

import pytest

from helpline.settings import ROOT
from helpline.text.language import LanguageGuesser, next_language


@pytest.fixture(scope="module")
def guesser() -> LanguageGuesser:
    return LanguageGuesser.from_training(ROOT / "bot" / "data" / "nlu")


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Beit Fajjar near Bethlehem", "en"),
        ("his name is Mahmoud Abdel Rahman Khalil", "en"),
        ("Hamid Karimi from Tarin Kot", "en"),
        ("in Bhojpur, Saptari district", "en"),
        ("Abdelkader Ben Youssef, mon frère", "fr"),
    ],
)
def test_names_move_nobody_to_another_language(
    guesser: LanguageGuesser, text: str, known: str
) -> None:
    assert next_language(guesser.guess(text, known=known), known) == known


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("khouya chaddouh el bere7 fi Sfax", "ar"),
        ("mero dai lai hijo police le lagyo", "ne"),
        ("bradar mara diroz polis dastgir kard", "prs"),
        ("ils ont arrêté mon frère hier soir", "fr"),
    ],
)
def test_words_of_another_language_do(guesser: LanguageGuesser, text: str, language: str) -> None:
    assert next_language(guesser.guess(text, known="en"), "en") == language
