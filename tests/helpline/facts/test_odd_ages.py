"""Ages that no person has are read as none; digits of every script are read."""

from __future__ import annotations

import pytest

from helpline.facts import read_facts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("my son was arrested, he is 999 years old", "en"),
        ("my son was arrested, he is -1 years old", "en"),
        ("my son was arrested, he is 0 years old", "en"),
        ("my son was arrested, age 150", "en"),
        ("الشرطة اعتقلت ابني عمره ٩٩٩ سنة", "ar"),
        ("मेरो ९९९ वर्षको छोरालाई पक्राउ गरे", "ne"),
    ],
)
def test_48_an_age_that_no_person_has_is_left_open(text: str, language: str) -> None:
    told = read_facts(text, language=language).values()

    assert "age" not in told
    assert "age_group" not in told


@pytest.mark.parametrize("digits", ["15", "١٥", "۱۵", "१५", "၁၅", "１５"])
def test_48_an_age_is_read_in_the_digits_of_every_script(digits: str) -> None:
    text = f"my son was arrested, he is {digits} years old"

    assert read_facts(text, language="en").values()["age"] == "15"
