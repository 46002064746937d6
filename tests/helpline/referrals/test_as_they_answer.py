"""Answers in few words, as people write them in a language that is not their first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from helpline.facts import Context, read_facts
from helpline.referrals.health import is_well
from helpline.referrals.phone_safety import is_safe
from helpline.referrals.reading import told_in
from helpline.referrals.wording import (
    is_no_name,
    leaves_out,
    puts_right,
    says_not_known,
    says_released,
)


@pytest.mark.parametrize(
    "text",
    [
        "je c pas",
        "chai pas",
        "i dont no",
        "nobody tell us",
        "k thaha",
        "no one tell us",
        "nobody know",
    ],
)
def test_it_is_not_known(text: str) -> None:
    assert says_not_known(text)


@pytest.mark.parametrize("text", ["bhanna mildaina", "i can not say", "je peux pas dire"])
def test_it_is_not_to_be_said(text: str) -> None:
    assert leaves_out(text)


@pytest.mark.parametrize("text", ["pachi bhanchu", "i will tell later", "plus tard"])
def test_it_is_no_name(text: str) -> None:
    assert is_no_name(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [("thik chhu", "ne"), ("ramrai xa re", "ne"), ("he was ok", "en"), ("sa va hmd", "fr")],
)
def test_they_are_well(text: str, language: str) -> None:
    assert is_well(text, language=language)


@pytest.mark.parametrize(
    ("asked", "language", "text", "told"),
    [
        ("questioned", "ne", "soddai chhan re", ("questioned", "yes")),
        ("questioned", "en", "they did interrogation", ("questioned", "yes")),
        ("questioned", "en", "they made him to sign", ("signed", "yes")),
        ("questioned", "ne", "sodhyo", ("questioned", "yes")),
        ("condition", "ne", "tauko futeko cha", ("condition", "yes")),
        ("questioned", "ne", "sodhpuch garirako cha re", ("questioned", "yes")),
        ("questioned", "fr", "les deux", ("signed", "yes")),
        ("held_by", "fr", "des policiers en civil", ("holder", "police")),
        ("held_by", "en", "police in civil clothes", ("holder", "police")),
        ("held_by", "en", "soldiers and police both come", ("holder", "army")),
    ],
)
def test_what_was_asked_is_told(
    asked: str, language: str, text: str, told: tuple[str, str]
) -> None:
    context = Context(who_held="relative", is_held=True, asked=asked)

    assert told in read_facts(text, language=language, context=context).values().items()


def test_police_or_soldiers_are_neither() -> None:
    context = Context(who_held="relative", is_held=True, asked="held_by")

    assert "holder" not in read_facts("police or army", language="en", context=context).values()


@pytest.mark.parametrize(
    "text",
    [
        "elle est libérée hamdoullah",
        "il est libere",
        "he came out",
        "wait they release him now",
        "buwa chutnu bhayo dhanyabad",
    ],
)
def test_they_were_let_go(text: str) -> None:
    assert says_released(text, language=None)


def test_who_hurries_says_that_it_is_safe() -> None:
    assert is_safe("ho tara chito", language="ne")
    assert not is_safe("yes but my brother plays on it", language="en")


@pytest.mark.parametrize(
    ("text", "known", "is_put_right"),
    [
        ("hijo hoina asti ho", "hijo", True),
        ("she is not 19 she is 17", "19", True),
        ("he is not eating since yesterday", "last night", False),
        ("he is 19", "19", False),
    ],
)
def test_what_was_told_is_put_right_where_it_is_named(
    text: str, known: str, is_put_right: bool
) -> None:
    assert puts_right(text, known) is is_put_right


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "they say court is on sunday in Ofer"),
        ("fr", "audience lundi au tribunal de Tunis"),
        ("ne", "bholi Kathmandu jilla adalat ma pesi cha"),
    ],
)
def test_where_a_court_sits_nobody_is_held(language: str, text: str) -> None:
    context = Context(who_held="relative", is_held=True)

    assert "place" not in read_facts(text, language=language, context=context).values()


def test_a_town_in_the_region_that_is_called_as_another_is_meant() -> None:
    text = "my nephew was took by soldier in Sagaing, Monywa"

    assert read_facts(text, language="en").values()["place"] == "Monywa"


def test_ma_lai_is_who_writes() -> None:
    text = "ma lai police le chowki ma rakheko cha, phone lukayera lekhdai chu"

    assert read_facts(text, language="ne").values()["who_held"] == "self"


@pytest.mark.parametrize(
    ("language", "text", "when"),
    [
        ("ar", "okhti chaddouha fi Kairouan w 3andha bébé 6 mois m3aha", None),
        ("en", "police took my wife with our baby 6 months old in Hebron", None),
        ("fr", "ma soeur est arrêtée depuis 3 mois avec son bébé de 6 mois", "depuis 3 mois"),
    ],
)
def test_how_old_a_baby_is_is_no_time(language: str, text: str, when: str | None) -> None:
    told = told_in(text, language=language, now=datetime(2026, 11, 26, 10, tzinfo=UTC))

    assert told.get("arrested_when") == when


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "police took brother in north okkalapa", ("who_held", "relative")),
        ("fr", "mon frère est au centre de bouchoucha depuis vendredi", ("holder", "police")),
    ],
)
def test_who_and_by_whom_is_read(language: str, text: str, told: tuple[str, str]) -> None:
    assert told in read_facts(text, language=language).values().items()
