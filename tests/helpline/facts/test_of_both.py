"""What is said of whether somebody, or two who are held, are children or of age."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpline.facts import Context, read_facts

HELD = Context(who_held="relative", is_held=True)


def answered(language: str, text: str) -> dict[str, str]:
    """Returns what a text tells that answers how old somebody is."""
    context = replace(HELD, asked="age_group")
    return read_facts(text, language=language, context=context).values()


@pytest.mark.parametrize(
    ("language", "text", "group"),
    [
        ("en", "both minors, 15 and 17", "child"),
        ("en", "21 and 24", "adult"),
        ("en", "14 and 19", None),
        ("fr", "deux garçons 14 et 16 ans", "child"),
        ("ar", "zouz wled, 15 w 16", "child"),
        ("prs", "هر دویش خورد اس بچه ۱۶ و ۱۷", "child"),
        ("ps", "دواړه لویان دي ۲۱ او ۲۷", "adult"),
        ("ne", "दुवै जना केटा, १५ र १६ वर्ष", "child"),
        ("my", "၂ ယောက်လုံး ကောင်လေး ၁၅ နဲ့ ၁၆", "child"),
    ],
)
def test_two_ages_tell_of_both_whether_they_are_children(
    language: str, text: str, group: str | None
) -> None:
    told = answered(language, text)

    assert told.get("age_group") == group
    assert "age" not in told


@pytest.mark.parametrize(
    ("language", "text", "group"),
    [
        ("en", "not a minor", "adult"),
        ("fr", "c'est plus un mineur", "adult"),
        ("ar", "مش قاصر", "adult"),
        ("ne", "nabalik hoinan", "adult"),
        ("ne", "18 vayo asti", "adult"),
        ("ne", "अठार पुग्यो कि पुगेन", None),
        ("ps", "ماشوم نه دی", "adult"),
        ("ps", "atalas pora kri", "adult"),
        ("prs", "hazhda ra por kada", "adult"),
        ("prs", "ne arosi karda do tefl darad", None),
        ("my", "အသက် ၁၈ ပြည့်ပြီး", "adult"),
    ],
)
def test_who_is_no_minor_or_turned_eighteen_is_of_age(
    language: str, text: str, group: str | None
) -> None:
    assert answered(language, text).get("age_group") == group


def test_a_son_who_is_small_has_no_name_by_it() -> None:
    assert "held_name" not in read_facts("ابني صغير", language="ar", context=HELD).values()
