"""Words in the spellings of people who write as they hear: romanised, and in Devanagari."""

import pytest

from helpline.facts import read_facts


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        (
            "ps",
            "zama wrara talibano neewalay day Jalalabad ke",
            {"who_held": "relative", "sex": "male", "holder": "other", "place": "Jalalabad"},
        ),
        ("ps", "wror me bandi day, wahalay ye day", {"mistreatment": "yes"}),
        ("ne", "mero daai lai puleesh le samaateko xa", {"who_held": "relative", "sex": "male"}),
        ("ne", "mero bhaaee lai police le pakreko, kutyeko xa", {"who_held": "relative"}),
        ("prs", "beradaram ra taleban bordand az Herat", {"who_held": "relative"}),
    ],
)
def test_a_romanised_word_is_read_in_any_spelling_of_its_sounds(
    language: str, text: str, values: dict[str, str]
) -> None:
    told = read_facts(text, language=language).values()

    assert {name: told.get(name) for name in values} == values


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("मेरो दाजुलाई कालिमाटी प्रहरीले पक्राउ गर्यो", "Kalimati"),
        ("मेरो दाइलाई बिरगंज मा पूलिसले समात्यो", "Birgunj"),
        ("मेरो दाइलाई जनकपूर मा पुलीसले समात्यो", "Janakpur"),
        ("मेरो श्रीमानलाई मुग्लिनमा पुलिसले समातेर लग्यो", "Mugling"),
    ],
)
def test_nepali_is_read_with_long_vowels_for_short_ones_and_any_nasal(
    text: str, place: str
) -> None:
    told = read_facts(text, language="ne").values()

    assert (told["place"], told["holder"]) == (place, "police")


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("ps", "ورور مې په ګرېشک کې ونیول شو", "Gereshk"),
        ("ps", "wror me pa Khogyani ke bandi day", "Khogyani"),
        ("prs", "برادرم را در جاغوری گرفتند", "Jaghori"),
        ("ne", "bhai lai Besisahar ma pakryo", "Besisahar"),
        ("my", "သားကို ချမ်းအေးသာစံမှာ ဖမ်းသွားတယ်", "Chanayethazan"),
        ("my", "အဖေကို ဒိုက်ဦးထောင်မှာ ထားတယ်", "Daik-U Prison"),
        ("my", "thami ko Yankin mhar phan thwar tal", "Yankin"),
    ],
)
def test_towns_and_prisons_that_families_name_are_known(
    language: str, text: str, place: str
) -> None:
    assert read_facts(text, language=language).values()["place"] == place
