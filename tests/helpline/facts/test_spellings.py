"""Words in the spellings of people who write as they hear: romanised, and in Devanagari."""

import pytest

from helpline.facts import Context, read_facts


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


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        (
            "ps",
            "زه پرون د امر بالمعروف له خوا ونیول شوم په کابل کې",
            {"who_held": "self", "holder": "vice-and-virtue"},
        ),
        ("ps", "زه شکر لرم، بندي یم", {"ill": "yes"}),
        ("ps", "za parun Kabul ke wniwal shwam", {"who_held": "self", "place": "Kabul"}),
        ("ne", "मेरो दाजुलाई प्रहरीले लग्यो, उहाँ ४१ वर्ष", {"age": "41"}),
        (
            "ne",
            "mero 2 jana bhai haru lai hijo saanjh Dhading besi bata police le lagyo",
            {"people_held": "2", "place": "Dhading Besi"},
        ),
        (
            "ne",
            "namaste dai hamro chimeki ko chora lai asti police le lagyo",
            {"who_held": "other", "sex": "male"},
        ),
        (
            "ps",
            "زما پلار یې له جوماته بوتلی په پکتیا کې، ۷۰ کلن دی",
            {"who_held": "relative", "sex": "male", "age": "70"},
        ),
        ("ps", "zama plar ye la jumata botlay pa Paktia ke", {"sex": "male", "place": "Paktia"}),
        ("ps", "زما شاګرده یې نیولې په مزار کې", {"who_held": "other", "sex": "female"}),
        (
            "ne",
            "malai police le thana ma rakheko cha ma 14 barsa ki keti ho",
            {"who_held": "self", "sex": "female", "age": "14"},
        ),
        ("ps", "زما نږور طالبانو په کندوز کې بندي کړې", {"sex": "female", "place": "Kunduz"}),
        ("my", "ကျွန်မညီမနဲ့ သူ့သူငယ်ချင်းကို ရဲတွေ ဖမ်းသွားတယ်", {"people_held": "2"}),
        ("my", "kya naw ako ko Monywa htaung mhar htar tal", {"sex": "male", "place": "Monywa"}),
        ("my", "ညီကို ဖမ်းထားတယ် ပိုက်ဆံ ၁၀ သိန်း ပေးရင် လွှတ်ပေးမယ်တဲ့", {"bribe": "yes"}),
    ],
)
def test_what_families_of_the_east_tell_is_read(
    language: str, text: str, values: dict[str, str]
) -> None:
    told = read_facts(text, language=language).values()

    assert {name: told.get(name) for name in values} == values


@pytest.mark.parametrize(
    ("language", "asked", "text", "values"),
    [
        ("my", "held_name", "thami nan mal ka Ei Phyu Zin par", {"held_name": "Ei Phyu Zin"}),
        ("my", "questioned", "မေးပြီးပြီ", {"questioned": "yes"}),
        ("my", "arrested_when", "၇၂ နှစ်ပါ", {"age": "72"}),
        ("my", "arrested_when", "သူက ၁၉ နှစ်", {"age": "19"}),
        ("my", "arrested_when", "၁၄ နှစ် ယောက်ျားလေး", {"age": "14"}),
        ("ne", "condition", "नाम भीमबहादुर वली", {"held_name": "भीमबहादुर वली"}),
        ("ne", "arrested_when", "21 ko ho", {"age": "21"}),
        ("my", "held_name", "ကိုကျော်မင်းထက်ပါ", {"held_name": "ကိုကျော်မင်းထက်"}),
        ("my", "condition", "ko win shi tal 4 la", {"pregnant": "yes"}),
        ("ps", "condition", "pokhtane ye rana wakre", {"questioned": "yes"}),
        ("ne", "questioned", "सोधे", {"questioned": "yes"}),
        ("ne", "questioned", "kaha rakheko tha chaina", {"whereabouts_unknown": "yes"}),
    ],
)
def test_a_short_answer_is_read_by_what_was_asked(
    language: str, asked: str, text: str, values: dict[str, str]
) -> None:
    context = Context(who_held="relative", asked=asked)
    told = read_facts(text, language=language, context=context).values()

    assert {name: told.get(name) for name in values} == values


@pytest.mark.parametrize(
    ("first", "text", "age"),
    [
        ("मेरो नातिलाई पुलिसले लगेको छ", "नाति १९ वर्षको भयो", "19"),
        ("मेरो छोरालाई प्रहरीले राखेको छ", "छोरो २६ वर्षको", "26"),
        ("mero choralai police le lagyo", "choro 26 barsa ko", "26"),
        ("मेरो छोरालाई प्रहरीले राखेको छ", "छोरी २६ वर्षकी", None),
    ],
)
def test_who_was_named_first_is_nobody_new_whatever_hangs_on_the_word(
    first: str, text: str, age: str | None
) -> None:
    context = Context(who_held="relative", first=first, asked="place")

    assert read_facts(text, language="ne", context=context).values().get("age") == age
