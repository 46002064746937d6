"""Whose people are held: the writer's own, somebody else's, or the writer."""

import pytest

from helpline.facts import read_facts
from helpline.facts.sightings import Context
from helpline.facts.where import names_only_a_place

HELD = Context(who_held="relative")

OF_OTHERS = [
    ("en", "police took my neighbour's son", "male"),
    ("en", "my boss's son was arrested by police", "male"),
    ("en", "they arrested the wife of my landlord", "female"),
    ("fr", "le fils de mon voisin a été arrêté par la police", "male"),
    ("fr", "la fille de ma voisine a été arrêtée", "female"),
    ("ar", "ابن جارنا اخذته الشرطة", "male"),
    ("ar", "chaddou weld jarti el boulis", "male"),
    ("prs", "بچه همسایه ما را پولیس گرفت", "male"),
    ("prs", "dokhtar hamsaya ma ra taliban gereftan", "female"),
    ("ps", "د ګاونډي زوی طالبانو بوتلو", "male"),
    ("ps", "زما د مالک لور پولیسو ونیوله", "female"),
    ("ps", "da gawandi zoy poliso niwalay", "male"),
    ("ne", "छिमेकीको छोरालाई प्रहरीले लग्यो", "male"),
    ("ne", "साहुको छोरीलाई पुलिसले समात्यो", "female"),
    ("ne", "gharbeti ko chora lai police le samatyo", "male"),
    ("my", "အိမ်နီးချင်းသားကို စစ်သားတွေ ခေါ်သွားတယ်", "male"),
    ("my", "သူဌေးရဲ့ သမီးကို ရဲဖမ်းသွားတယ်", "female"),
]


@pytest.mark.parametrize(("language", "text", "sex"), OF_OTHERS)
def test_the_son_of_a_neighbour_or_an_employer_is_nobody_of_the_writers(
    language: str, text: str, sex: str
) -> None:
    told = read_facts(text, language=language).values()

    assert (told["who_held"], told["sex"]) == ("other", sex)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "my neighbour"),
        ("en", "not family, he works with me"),
        ("fr", "un collègue du bureau, pas de la famille"),
        ("ar", "زميلي بالشغل"),
        ("ar", "telmidhi moch mel 3ayla"),
        ("prs", "همسایه ما"),
        ("prs", "hamkarem, khesh nes"),
        ("ps", "زموږ ګاونډی یې ونیو"),
        ("ps", "gawandi me"),
        ("ne", "छिमेकी दाइ"),
        ("ne", "staff ho mero, aafno manxe haina"),
        ("my", "ဆွေမျိုးမတော်ပါဘူး လုပ်ဖော်ကိုင်ဖက်တွေပါ"),
    ],
)
def test_a_neighbour_a_colleague_or_a_pupil_is_somebody_else(language: str, text: str) -> None:
    context = Context(asked="who_held", is_held=True)

    assert read_facts(text, language=language, context=context).values()["who_held"] == "other"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "police took my sister's son"),
        ("ne", "साथीको छोरालाई प्रहरीले लग्यो"),
        ("ps", "د ملګري زوی مې پولیسو ونیو"),
    ],
)
def test_the_son_of_a_sister_or_a_friend_is_of_the_family_or_friends(
    language: str, text: str
) -> None:
    assert read_facts(text, language=language).values()["who_held"] == "relative"


@pytest.mark.parametrize(
    ("language", "text", "sex"),
    [
        ("en", "the brother of my wife", "male"),
        ("fr", "la nièce de mon mari", "female"),
        ("ar", "اخو مرتي", "male"),
        ("ar", "5oy mrati", "male"),
        ("prs", "بیادر خانمم", "male"),
        ("prs", "pesar e khala ma", "male"),
        ("ps", "zama tror zwe", "male"),
        ("ne", "श्रीमतीको भाइ", "male"),
        ("ne", "srimati ko vai", "male"),
        ("my", "အစ်မရဲ့ သားလေး", "male"),
    ],
)
def test_of_somebodys_kin_the_sex_is_their_own(language: str, text: str, sex: str) -> None:
    context = Context(asked="who_held", is_held=True)
    told = read_facts(text, language=language, context=context).values()

    assert (told["who_held"], told["sex"]) == ("relative", sex)


@pytest.mark.parametrize(
    ("language", "text", "who"),
    [
        ("en", "my neighbour told me they took my son", "relative"),
        ("en", "my mother is crying, they took our neighbour", "other"),
        ("fr", "mon fils a été arrêté, mon voisin a tout vu", "relative"),
        ("ne", "chimeki le vanyo mero bhai lai pakryo re", "relative"),
        ("prs", "همسایه ما گفت برادرم را گرفتن", "relative"),
        ("ps", "gawandi mo wwayal che wror me ye niwale dai", "relative"),
        ("my", "အိမ်နီးချင်းက ပြောတာ အစ်ကိုကို ဖမ်းသွားပြီတဲ့", "relative"),
    ],
)
def test_who_told_of_an_arrest_is_not_who_was_taken(language: str, text: str, who: str) -> None:
    told = read_facts(text, language=language, context=Context(is_held=True)).values()

    assert told["who_held"] == who
    assert "people_held" not in told


def test_own_people_and_those_of_a_neighbour_are_two() -> None:
    told = read_facts("भाइ र छिमेकीको छोरालाई प्रहरीले लग्यो", language="ne").values()

    assert told["people_held"] == "2"


SELF = [
    ("ne", "म १५ वर्षको हुँ थानामा छु", "15"),
    ("ne", "ma 15 barsa ko hu thana ma xu dar lagyo", "15"),
    ("ne", "मेरो नागरिकता छैन पुलिसले मलाई थुन्यो", None),
    ("ne", "मलाई र मेरी साथीलाई पुलिसले ल्याएको छ हामी १५ वर्षका हौं", "15"),
    ("ps", "زه شپاړس کلن یم پولیسو حوزې ته راوستلی یم", "16"),
    ("ps", "salam za niwalai yam", None),
    ("my", "ကျွန်တော် ၁၄ နှစ် ရဲက ဖမ်းထားတယ် အမေမသိဘူး", "14"),
    ("en", "i am 14 police arrested me my mother does not know", "14"),
]


@pytest.mark.parametrize(("language", "text", "age"), SELF)
def test_who_writes_from_a_cell_is_held_and_not_the_mother_who_does_not_know(
    language: str, text: str, age: str | None
) -> None:
    told = read_facts(text, language=language).values()

    assert (told["who_held"], told.get("age")) == ("self", age)


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("ps", "بښنه لوګر نه وردګ", "Maidan Wardak"),
        ("prs", "لوگر نی وردک", "Maidan Wardak"),
        ("ps", "له کابل نه یې بوتلو", "Kabul"),
    ],
)
def test_a_not_between_two_places_is_of_the_first_and_beside_one_it_says_from(
    language: str, text: str, place: str
) -> None:
    told = read_facts(text, language=language).values()

    assert told["place"] == place


def test_pyay_is_a_town_but_not_in_the_word_for_a_country() -> None:
    told = read_facts("ပြည်မှာ ညီလေးကို ရဲဖမ်းသွားတယ်", language="my").values()

    assert told["place"] == "Pyay"
    assert names_only_a_place("ပြည်", language="my")
    abroad = read_facts("မြန်မာပြည်မှာ ညီကို ရဲဖမ်းသွားတယ်", language="my").values()
    assert "place" not in abroad


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ne", "प्रहरीले १ लाख दिए छोडिदिन्छु भन्यो, मेरो श्रीमान् कपिलवस्तुमा हुनुहुन्छ"),
        ("ps", "پولیس پنځوس زره افغانۍ غواړي چې ورور مې خوشې کړي"),
        ("my", "ရဲက ဆယ်သိန်းတောင်းတယ် ယောက်ျားကို လွှတ်ဖို့"),
        ("my", "ye ka 5 thein taung nay tal a ko ko lwut phoh"),
        ("en", "the police want 500 dollars to release my brother"),
    ],
)
def test_who_takes_money_to_let_somebody_go_holds_them(language: str, text: str) -> None:
    told = read_facts(text, language=language).values()

    assert (told["who_held"], told["held_by"], told["bribe"]) == ("relative", "police", "yes")


def test_to_let_somebody_go_is_no_arrest_of_another() -> None:
    told = read_facts("လွှတ်ဖို့ ပိုက်ဆံ ၃ သိန်း ပေးရမယ်တဲ့", language="my", context=HELD).values()

    assert told == {"bribe": "yes"}


@pytest.mark.parametrize(
    ("language", "text", "sex"),
    [
        ("en", "i am a girl, police arrested me", "female"),
        ("ne", "म केटी हो मलाई पुलिसले समात्यो", "female"),
        ("ps", "زه هلک یم زه بندي یم", "male"),
        ("my", "ကျွန်မကို ရဲဖမ်းထားတယ်", "female"),
        ("my", "kyanaw ko yae phan htar tal", "male"),
    ],
)
def test_who_writes_of_their_own_arrest_may_tell_their_sex(
    language: str, text: str, sex: str
) -> None:
    told = read_facts(text, language=language).values()

    assert (told["who_held"], told["sex"]) == ("self", sex)


def test_the_sex_of_who_writes_is_not_that_of_who_is_held() -> None:
    told = read_facts("ကျွန်တော့်ညီမကို ရဲဖမ်းထားတယ်", language="my").values()

    assert told["sex"] == "female"


def test_what_is_said_of_somebody_held_tells_who_holds_them_though_not_who_they_are() -> None:
    text = "زما آشنا استخباراتو له دفتره نیولی"
    held = read_facts(text, language="ps", context=Context(is_held=True)).values()

    assert (held["held_by"], held["holder"]) == ("other", "intelligence")
    assert "held_by" not in read_facts(text, language="ps").values()


@pytest.mark.parametrize(
    "text",
    ["da kaka zaman me dwa tana taliban botlal", "وروڼه مې دوه تنه پولیسو ونیول"],
)
def test_people_may_be_counted_behind_the_word_for_them(text: str) -> None:
    assert read_facts(text, language="ps").values()["people_held"] == "2"


def test_a_grandchild_is_of_either_sex_in_burmese() -> None:
    told = read_facts("မြေးလေးကို စစ်သားတွေ ခေါ်သွားပါတယ်", language="my").values()

    assert told["who_held"] == "relative"
    assert "sex" not in told


@pytest.mark.parametrize(
    ("language", "text"),
    [("ne", "mero bidyarthi lai police le lagyo"), ("my", "ကျွန်မတပည့်ကို ရဲဖမ်းသွားတယ်")],
)
def test_a_pupil_is_nobody_of_the_writers_own(language: str, text: str) -> None:
    assert read_facts(text, language=language).values()["who_held"] == "other"


def test_a_sister_and_her_friend_are_two() -> None:
    text = "خور مې او د هغې ملګرې امر بالمعروف له کورسه بوتلې"

    assert read_facts(text, language="ps").values()["people_held"] == "2"


def test_who_is_held_may_tell_that_they_were_beaten() -> None:
    told = read_facts("زه په حوزه کې یم ډېر یې ووهلم", language="ps").values()

    assert (told["who_held"], told["mistreatment"]) == ("self", "yes")


@pytest.mark.parametrize(
    "text",
    [
        "hello ma 12 barsa ko xu mero baba lai police le lagyo",
        "म १२ वर्षको छु मेरो बाबालाई पुलिसले लग्यो",
    ],
)
def test_the_age_of_a_child_who_writes_of_the_father_is_not_the_fathers(text: str) -> None:
    told = read_facts(text, language="ne").values()

    assert (told["who_held"], told["age_group"], told.get("age")) == ("relative", "adult", None)
