"""Somebody who tells their own age amid police, and names nobody else, writes of themselves."""

from __future__ import annotations

import pytest

from helpline.facts.reading import read_facts


@pytest.mark.parametrize(
    ("text", "language", "age"),
    [
        ("i am 15 police station in birgunj they hit me", "en", "15"),
        ("I am 45, police station birgunj", "en", "45"),
        ("j'ai 16 ans, la police m'a frappé", "fr", "16"),
        ("عمري ١٥ الشرطة ضربوني", "ar", "15"),
        ("म १५ वर्ष, प्रहरी चौकीमा छु", "ne", "15"),
        ("ma 16 barsa ko police le kutyo", "ne", "16"),
        ("من ۱۶ ساله هستم طالبان مرا زد", "prs", "16"),
        ("زه ۱۵ کلن یم پولیس", "ps", "15"),
        ("ကျွန်တော် အသက် ၁၆ နှစ် ရဲစခန်းမှာ", "my", "16"),
    ],
)
def test_it_is_the_writer_who_is_held(text: str, language: str, age: str) -> None:
    facts = read_facts(text, language=language)

    assert facts.who_held is not None
    assert facts.age is not None
    assert (facts.who_held.value, facts.age.value) == ("self", age)


@pytest.mark.parametrize(
    "text",
    [
        "I am 20. What are my rights?",
        "i am 15, can police arrest me?",
        "i am 15. my dad is in jail",
        "I am 30 years old teacher and police took him",
        "سلام مه علی استم ۱۳ ساله. برادر کلانم را پولیس از بازار غزنی برد مادرم گریه میکند",
        "salam man Ali hastam 13 sala. beradar kalanam ra police bord",
    ],
)
def test_it_is_not_where_others_are_named_or_the_law_is_asked(text: str) -> None:
    facts = read_facts(text, language="en")

    assert facts.who_held is None or facts.who_held.value != "self"
    assert facts.age is None
