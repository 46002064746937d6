"""Where somebody is held and by whom, where a text names more than one place, or nobody."""

from __future__ import annotations

import pytest

from helpline.facts import Context, read_facts
from helpline.facts.sounding import sound_of

HELD = Context(is_held=True)


@pytest.mark.parametrize(
    ("language", "text", "country", "place"),
    [
        # Whose police they are tells the country, without "in".
        ("prs", "پولیس مشهد برادرم را گرفت مدرک نداشت", "elsewhere", "Mashhad"),
        ("prs", "shab gozashta polis islamabad baradarem ra gereft", "elsewhere", "Islamabad"),
        ("en", "thai police took my husband, no passport", "elsewhere", None),
        ("en", "israeli soldiers took my son", "palestine", None),
        ("ne", "policele Milan lai lagyo", None, None),
        ("en", "they arrested Jordan my friend", None, None),
        # Where the writer is.
        ("en", "i work in mae sot, my father was taken in our village by the army", None, None),
        ("en", "we are in Hpa-An, the army took my brother", "myanmar", "Hpa-An"),
        ("en", "we live in Nepal, my brother was arrested in Qatar", "elsewhere", None),
        ("prs", "همسایه ما ره عسکرا بردن ما ده بامیان هستیم", "afghanistan", "Bamyan"),
        ("ar", "احنا من طوباس اخذو زوجي الجيش", "palestine", "Tubas"),
        ("my", "ကျွန်မကထိုင်းမဲဆောက်မှာအလုပ်လုပ်နေတာပါအဖေကိုရွာမှာစစ်တပ်ကဖမ်းထားတယ်", None, None),
        # The clause that tells of the arrest.
        ("fr", "il est parti de Zarzis, il est arrêté en Italie", "elsewhere", None),
        ("fr", "mon fils a été arrêté par la police, son père est en Italie", None, None),
        # Where somebody came from or was going, and whose police hold them.
        ("ar", "وقفوها ع الجسر باريحا وهي راجعه من عمان", "palestine", "Jericho"),
        (
            "ne",
            "मेरा दाजु भारतबाट घर फर्किदै थिए, काकडभिट्टा नाकामा प्रहरीले समात्यो",
            "nepal",
            "Kakarbhitta",
        ),
        ("en", "pakistani police took my brother at Torkham", "elsewhere", None),
        ("prs", "پسرم د پاکستان اردو نمیفامه", None, None),
        ("ne", "sathi haru butwal ma samatiye police le, dubai ko phone off xa", "nepal", "Butwal"),
        ("ne", "dai dubai ma cha, tya police le samatyo re", "elsewhere", "Dubai"),
        # A name in the word for soldiers, and in one for a station.
        ("en", "my brother is in Hebron police station, they took him", "palestine", "Hebron"),
        ("my", "ပြည်သူ့စစ်တွေက သားကို လားရှိုးဂိတ်မှာ ဆွဲထားတယ်", "myanmar", "Lashio"),
        # A town beside the one that names the land around.
        ("ar", "اخذو ابني من حوارة قضاء نابلس", "palestine", "Huwara"),
        ("ps", "ورور مې پولیسو د کندهار په ارغنداب کې ونیو", "afghanistan", "Arghandab"),
        ("en", "they took my son in Nablus, others say Ramallah", "palestine", None),
        # Spelt as it is heard.
        ("ar", "a5oy a5do el jesh mn 5anyounis", "palestine", "Khan Younis"),
        ("ps", "ورور مې پولیسو له ګردېزه بوتلو", "afghanistan", "Gardez"),
        ("ps", "نیولی یې یم د حوزې په کوټه کې یم", None, None),
    ],
)
def test_where_somebody_is_held_is_told_from_where_somebody_else_is(
    language: str, text: str, country: str | None, place: str | None
) -> None:
    facts = read_facts(text, language=language, context=HELD).values()

    assert (facts.get("country"), facts.get("place")) == (country, place)


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("ne", "कतारमा छ", "elsewhere"),
        ("ar", "هو بتركيا واحنا بغزة", "elsewhere"),
        ("ne", "म नेपालमा, श्रीमान मलेसिया", "elsewhere"),
        ("en", "he is in malaysia, we are in nepal", "elsewhere"),
        ("en", "we are in nepal", "nepal"),
        ("en", "not qatar, nepal", "nepal"),
        ("en", "he went from Nepal to Qatar", None),
    ],
)
def test_a_country_is_an_answer_without_a_word_for_an_arrest(
    language: str, text: str, country: str | None
) -> None:
    context = Context("relative", is_held=True, asked="country")

    assert read_facts(text, language=language, context=context).values().get("country") == country


@pytest.mark.parametrize(
    ("language", "text", "held_by"),
    [
        ("en", "my uncle was formerly a soldier of the national army, they took him", None),
        ("en", "my formerly soldier uncle was taken by police", "police"),
        ("ne", "दाजु पहिले आर्मीमा हुनुहुन्थ्यो, हिजो समातेर लगे", None),
        ("ne", "buwa pahila prahari ma hunuhunthyo, aile sena le samatyo", "army"),
        ("ps", "plar me da jamhuriat pa wakht askar wo talibano botlo", "other"),
        ("en", "it was not the army, it was the police who took him", "police"),
        ("prs", "نه اردو نه پولیس، استخبارات برادرم را برد", "other"),
        ("en", "settlers together with soldiers took my dad from his land", "army"),
        ("en", "settlers took my dad from his land", "other"),
        ("ar", "المستوطنين ومعهم جنود اخذو عمي", "army"),
        ("ps", "د طالبانو عسکرو مې ماما ونیوه", "other"),
        ("en", "preventive security took my brother", "other"),
        ("en", "they took my son, men with covered faces", "unknown"),
        ("en", "nobody knows who took my son", "unknown"),
        ("en", "masked soldiers took my son", "army"),
        ("ar", "هزو ولدي ناس مسكرين وجوههم", "unknown"),
        ("ne", "ko ho thaha chaina, mukh chopeka manche le baba lai lage", "unknown"),
        ("my", "ဘယ်သူတွေခေါ်သွားမှန်းမသိဘူး အဖေ့ကို", "unknown"),
        ("prs", "چند نفر نقابدار آمدن بچیم را بردن نمیدانیم کی بودن", "unknown"),
        # What is unknown is where they are.
        ("prs", "بچیم را به جای نامعلوم بردن", None),
        ("ar", "اخذو ابني الى جهة مجهولة", None),
        ("en", "they took my son, dont know who to call", None),
    ],
)
def test_who_holds_somebody_is_told_from_who_they_were_and_who_came_along(
    language: str, text: str, held_by: str | None
) -> None:
    facts = read_facts(text, language=language, context=HELD).values()

    assert facts.get("held_by") == held_by
    assert facts.get("holder") != "unknown"


@pytest.mark.parametrize(
    ("one", "other"),
    [("5anyounis", "khanyunis"), ("7awwara", "hawara"), ("kathmandoo", "kathmandu")],
)
def test_names_sound_alike_however_they_are_spelt(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other)


def test_a_short_word_and_one_of_other_letters_have_no_sound() -> None:
    assert sound_of("tubas") is None
    assert sound_of("नेपाल") is None
