"""Every word of `keywords.yml`, in the ways in which people write it."""

from __future__ import annotations

import pytest
import yaml

from helpline.i18n import LANGUAGES
from helpline.settings import ROOT
from helpline.text.keywords import Keyword, keyword_of, language_of_keyword

WORDS = yaml.safe_load((ROOT / "helpline/text/keywords.yml").read_text(encoding="utf-8"))
LISTED = [
    (name, language, word)
    for name, languages in WORDS.items()
    for language, words in languages.items()
    for word in words
]
TWILIOS = {"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"}


def test_every_keyword_has_words_in_every_language() -> None:
    assert set(WORDS) == {keyword.value for keyword in Keyword}
    for name, languages in WORDS.items():
        assert set(LANGUAGES) <= set(languages), name


@pytest.mark.parametrize(("name", "language", "word"), LISTED)
def test_each_word_is_known_however_it_is_dressed(name: str, language: str, word: str) -> None:
    for written in (word, f"  {word}\n", f"{word}!!!", word.upper(), f"«{word}» 🙏🏽", f"*{word}*"):
        assert keyword_of(written) is Keyword(name), written


def test_the_words_by_which_carriers_opt_out_are_all_stops() -> None:
    assert {word for word in TWILIOS if keyword_of(word) is Keyword.STOP} == TWILIOS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙏🏽",
        "yes",
        "stop hitting him",
        "make them stop",
        "help me",
        "start again with my brother",
        "they will end it",
        "بند",
        "حبس",
        "إيقاف",
        "توقيف",
        "थुना",
    ],
)
def test_anything_more_or_else_is_no_keyword(text: str) -> None:
    assert keyword_of(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("रोक", "ne"),
        ("ရပ်ပါ", "my"),
        ("arrêt", "fr"),
        ("بس کړه", "ps"),
        ("stop", None),
        ("parar", None),
        ("معلومات", None),
        ("something else", None),
    ],
)
def test_a_word_tells_its_language_if_it_is_of_one_alone(text: str, language: str | None) -> None:
    assert language_of_keyword(text) == language
