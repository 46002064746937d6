"""Answers in few words, as people write them in a language that is not their first."""

from __future__ import annotations

import pytest

from helpline.facts import Context, read_facts
from helpline.referrals.answers import is_well
from helpline.referrals.wording import is_no_name, leaves_out, says_not_known


@pytest.mark.parametrize(
    "text", ["je c pas", "chai pas", "i dont no", "nobody tell us", "k thaha", "only god knows"]
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
