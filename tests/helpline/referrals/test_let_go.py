"""When somebody was taken who was let go since: each of both has a time of its own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from helpline.referrals.reading import told_in

NOW = datetime(2026, 11, 26, 13, tzinfo=UTC)


def _when(language: str, text: str) -> str | None:
    told = told_in(text, language=language, now=NOW, is_held=True, intent="report_arrest")
    return told.get("arrested_when")


@pytest.mark.parametrize(
    ("language", "text", "when"),
    [
        ("en", "they released him yesterday, they arrested him on Sunday", "Sunday"),
        ("fr", "il a été relâché hier, ils l'ont arrêté dimanche au barrage", "dimanche"),
        ("ar", "سيبوه البارح اما كانو شدوه نهار الاحد", "نهار الاحد"),
        ("ar", "chedouni la7ad w saybouni lyoum", "la7ad"),
        ("ne", "मलाई हिजो थानामा राखेर कुटे आज बल्ल छोडे", "हिजो"),
        ("prs", "مره چهار روز پیش پولیس گرفته بود امروز ایلا کدن", "چهار روز پیش"),
        ("ps", "د یکشنبې په ورځ استخباراتو ونیولم نن یې پریښودم", "یکشنبې په ورځ"),
    ],
)
def test_the_day_beside_the_arrest_is_told(language: str, text: str, when: str) -> None:
    assert when in (_when(language, text) or "")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "they released him yesterday from the police"),
        ("fr", "mon frère a été relâché hier soir"),
        ("ar", "سيبوه البارح من المركز"),
        ("ne", "हिजो छोडे भाइलाई"),
        ("prs", "دیروز ایلایش کدن"),
        ("ps", "پرون یې خوشې کړ"),
    ],
)
def test_the_day_of_letting_go_is_none_of_the_arrest(language: str, text: str) -> None:
    assert _when(language, text) is None


@pytest.mark.parametrize(
    ("language", "text", "when"),
    [
        ("fr", "mon fils est au poste, ils l'ont embarqué mardi pour un telephone volé", "mardi"),
        ("prs", "چهار روز پیش بردیش، لطفا جواب بتین", "چهار روز پیش"),
    ],
)
def test_any_word_for_an_arrest_has_a_time(language: str, text: str, when: str) -> None:
    assert when in (_when(language, text) or "")
