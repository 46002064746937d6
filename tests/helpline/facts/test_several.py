"""How many people a message says are held."""

import pytest

from helpline.facts import read_facts


@pytest.mark.parametrize(
    ("language", "text", "people"),
    [
        ("en", "they took my two sons last night in Herat", "2"),
        ("en", "police arrested my husband and my brother", "2"),
        ("en", "police arrested my husband and brother in Kabul", "2"),
        ("en", "they took my two sons and my husband", "3"),
        ("en", "police arrested my father, my uncle and my brother", "3"),
        ("fr", "ils ont arrêté mon mari et mon frère", "2"),
        ("fr", "la police a arrêté mes trois fils hier", "3"),
        ("ar", "اعتقلوا زوجي وأخي", "2"),
        ("ar", "اعتقلوا أولادي الاثنين", "2"),
        ("prs", "شوهرم و برادرم را بردند", "2"),
        ("prs", "دو پسرم را گرفتند", "2"),
        ("ps", "دوه زامن مې یې بوتلل", "2"),
        ("ps", "زوی مې او ورور مې یې ونیول", "2"),
        ("ne", "मेरो दुई छोरालाई प्रहरीले समात्यो", "2"),
        ("ne", "श्रीमान र भाइलाई पक्राउ गरे", "2"),
        ("ne", "mero dui chora lai prahari le samatyo", "2"),
        ("my", "သားနှစ်ယောက်ကို ရဲက ဖမ်းသွားတယ်", "2"),
        ("my", "ယောက်ျားနဲ့ အစ်ကိုကို ဖမ်းသွားတယ်", "2"),
    ],
)
def test_several_who_are_held_are_counted(language: str, text: str, people: str) -> None:
    facts = read_facts(text, language=language).values()

    assert facts["people_held"] == people
    assert facts["who_held"] == "relative"
    assert "age" not in facts


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "they arrested my brother"),
        ("en", "my two sons are crying, they took my husband"),
        ("en", "they arrested my son, my daughter is alone"),
        ("en", "my brother and my father went to the station, they arrested my brother"),
        ("en", "my two sons need help with school"),
        ("ar", "اعتقلوا أخي"),
        ("ne", "भाइलाई पक्राउ गरे"),
        ("my", "အစ်ကိုကို ဖမ်းသွားတယ်"),
    ],
)
def test_one_who_is_held_is_no_list(language: str, text: str) -> None:
    assert "people_held" not in read_facts(text, language=language).values()
