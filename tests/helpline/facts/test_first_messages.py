"""However a family says that one of theirs was taken, it is read."""

from __future__ import annotations

import pytest

from helpline.facts import read_facts

TOLD = {
    "ar": [
        "ابني اخذه الجيش", "أخي قبضت عليه الشرطة", "ولدي هزاتو الشرطة", "خويا شداتو البوليسية",
        "اخوي مسكه الجيش على الحاجز", "زوجي اقتادته الشرطة", "ابني مقبوض عليه", "قبضوا على ابني",
        "حاجزين اخوي", "ابني تم توقيفه", "تم احتجاز والدي", "احتجزوا اختي في المطار",
        "خويا رفعوه من القهوة", "حبسوا بابا",
    ],
}  # fmt: skip
NOT_TOLD = {
    "ar": ["ماذا يحدث إذا اعتقلت الشرطة أخي", "اذا اخذوا ابني شو اعمل", "لو شدو خويا"],
}


@pytest.mark.parametrize(
    ("language", "text"), [(each, text) for each in TOLD for text in TOLD[each]]
)
def test_who_was_taken_is_read_whatever_the_words(language: str, text: str) -> None:
    who = read_facts(text, language=language).who_held

    assert who is not None
    assert who.value == "relative"


@pytest.mark.parametrize(
    ("language", "text"), [(each, text) for each in NOT_TOLD for text in NOT_TOLD[each]]
)
def test_what_would_happen_if_somebody_were_taken_tells_of_nobody_held(
    language: str, text: str
) -> None:
    assert read_facts(text, language=language).who_held is None


def test_who_was_arrested_themselves_is_told_from_whose_relative_was() -> None:
    himself = read_facts("قبضوا علي الشرطة", language="ar").who_held
    son = read_facts("قبضوا على العامل اللي عندي في المحل", language="ar").who_held

    assert himself is not None
    assert himself.value == "self"
    assert son is None
