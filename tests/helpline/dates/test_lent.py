"""A time in words of another language than the rest of a message."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from helpline.dates import understand

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "text", "quote"),
    [
        ("en", "Asia/Hebron", "army took my brother مبارح from hebron", "مبارح"),
        ("fr", "Africa/Tunis", "mon frère a été arrêté البارحة à gabès", "البارحة"),
        ("fr", "Africa/Tunis", "weldi mineur tchad mel lycée yesterday", "yesterday"),
        ("fr", "Africa/Tunis", "urgent mon frère chaddouh lyoum fi gafsa", "lyoum"),
        ("en", "Africa/Tunis", "they took him lbera7 fel lil", "lbera7 fel lil"),
        ("en", "Asia/Kabul", "my father ra taliban az ghazni bord diroz subh", "diroz subh"),
    ],
)
def test_a_day_in_the_language_of_the_place_is_read(
    language: str, zone: str, text: str, quote: str
) -> None:
    when = understand(text, language=language, zone=ZoneInfo(zone), now=NOW, is_of_an_arrest=True)

    assert (when.is_clear, when.quote) == (True, quote)


@pytest.mark.parametrize(
    ("language", "zone", "text"),
    [
        ("fr", "Africa/Tunis", "erreur de ma part c'est mon cousin pas mon frère"),
        ("fr", "Africa/Tunis", "quand verra t il le juge"),
        ("en", "Africa/Tunis", "he is only a baker, help him in the court"),
        ("en", "Asia/Kabul", "my father ra taliban az ghazni bord"),
        ("en", "Europe/Paris", "they took him lbera7"),
    ],
)
def test_a_word_that_only_looks_like_one_is_no_time(language: str, zone: str, text: str) -> None:
    when = understand(text, language=language, zone=ZoneInfo(zone), now=NOW, is_of_an_arrest=True)

    assert not when.quote
