"""Facts that stand beside the point of a message, in the words of those who told them."""

from __future__ import annotations

import pytest

from helpline.facts import Context, read_facts


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "the soldiers put my grandson in a jeep in Hebron", ("held_by", "army")),
        ("en", "im at police post lazimpat they caught me", ("place", "Lazimpat")),
        ("fr", "salam, khouya arrêté hier par la police, 3andou 20 ans", ("age", "20")),
        ("fr", "mon fils est arrêté, il aura 18 ans en mars", ("age_group", "child")),
        ("ar", "weldi chaddouh lbera7 fi 7ammam lif", ("place", "Hammam-Lif")),
        ("ar", "a5dou 5aly el jesh mn ramallah", ("who_held", "relative")),
        ("ar", "chedou a5i w darbouh w y7ebou 500 dinar bech ysaybouh", ("bribe", "yes")),
        ("ar", "chedou a5i w darbouh w y7ebou 500 dinar", ("mistreatment", "yes")),
        ("ar", "شرطة الاحتلال اخدت صحابي خالد ونضال من باب العامود", ("people_held", "2")),
        ("ar", "اخدوا اخوي امبارح امي بتبكي طول الليل", ("sex", "male")),
        ("ar", "أنا موقوفة في المطار", ("sex", "female")),
        ("ar", "ana bent 17 sne el jeish mwa2efni 3a 7ajez qalandia", ("who_held", "self")),
        ("ar", "ana bent 17 sne el jeish mwa2efni 3a 7ajez qalandia", ("age", "17")),
        ("ar", "ابني اعتقلته قوة إسرائيلية خاصة من الجامعة", ("held_by", "army")),
        ("ar", "عامل عندي مسكوه الشرطة بالطيبة", ("who_held", "other")),
        ("ar", "أختي موقوفة لدى الشرطة وعمرها ست وعشرون سنة", ("age", "26")),
        ("ar", "ابن جيراننا اعتقله الحرس في قفصة وعمره سبع عشرة سنة", ("age", "17")),
        ("ar", "اخدوا خالي من بيته في يعبد", ("place", "Ya'bad")),
        ("ar", "ena 3omri 16 chaddouni m3a wled 7oumti fi sousse", ("who_held", "self")),
        ("prs", "برادرزاده ام عسکر حکومت سابق بود طالبا بردنش", ("held_by", "other")),
        ("prs", "بچه کاکایم را در اسلام قلعه گرفت از ایران آمده بود", ("place", "Islam Qala")),
        ("prs", "emroz oura ba pul charkhi bordand", ("place", "Pul-e-Charkhi Prison")),
    ],
)  # fmt: skip
def test_it_is_read(language: str, text: str, told: tuple[str, str]) -> None:
    context = Context(who_held="relative") if told[0] == "place" else Context()
    assert told in read_facts(text, language=language, context=context).values().items()


@pytest.mark.parametrize(
    ("language", "asked", "text", "told"),
    [
        ("prs", "held_by", "amr belmaruf", ("held_by", "other")),
        ("ne", "questioned", "bayan lio re", ("questioned", "yes")),
        ("my", "condition", "dan yar ya tal", ("condition", "yes")),
    ],
)
def test_an_answer_is_read(language: str, asked: str, text: str, told: tuple[str, str]) -> None:
    context = Context(who_held="relative", is_held=True, asked=asked)

    assert told in read_facts(text, language=language, context=context).values().items()
