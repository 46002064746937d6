"""Who is held and how old they are, in the words of a first message."""

import pytest

from helpline.facts import read_facts
from helpline.facts.sightings import Context

HELD = Context(is_held=True)


def read(language: str, text: str, context: Context = HELD) -> dict[str, str]:
    told = read_facts(text, language=language, context=context).told()
    kinds = ("who_held", "age", "age_group", "sex", "people_held")
    return {name: told[name].value for name in kinds if name in told}


@pytest.mark.parametrize(
    ("language", "text", "who", "people"),
    [
        ("en", "they took two boys from our street, my neighbours sons", "other", "2"),
        ("en", "they arrested 3 guys from my village", "other", "3"),
        ("fr", "les soldats ont pris deux jeunes de notre quartier", "other", "2"),
        ("ar", "اخذوا شابين من حارتنا", "other", "2"),
        ("en", "they arrested my two sons", "relative", "2"),
        ("ar", "2o5ti w jozha el tnein a5adoohom", "relative", "2"),
        ("ar", "راجلي وخوه شدوهم الحرس في القصرين", "relative", "2"),
        ("my", "ကျမမောင်နှစ်ယောက်လုံးကို ဂိတ်မှာဖမ်းထားတယ်", "relative", "2"),
        ("ps", "zama dwa wrorona ye botlal", "relative", "2"),
        ("prs", "padar o beradarem ra bordan", "relative", "2"),
    ],
)
def test_several_are_the_writers_own_or_anybodys(
    language: str, text: str, who: str, people: str
) -> None:
    told = read(language, text)

    assert (told["who_held"], told["people_held"]) == (who, people)


def test_two_boys_told_in_an_answer_make_nobodys_son_a_relative() -> None:
    context = Context("other", is_held=True, asked="age_and_sex")

    assert "who_held" not in read("en", "two boys of 13", context)


@pytest.mark.parametrize(
    ("language", "text", "who", "sex"),
    [
        ("en", "my didi's husband was taken by police in doha", "relative", "male"),
        ("en", "an old school friend got arrested back home", "relative", None),
        ("ar", "انا محامي وموكلي موقوف في مركز رام الله", "other", "male"),
        ("ar", "na5dem m3a wa7ed ml soudan hazzouh el bouliss", "other", "male"),
        ("ne", "sangai kam garne bahini lai police le lagyo", "other", "female"),
        ("ne", "हाम्रो पसलमा काम गर्ने भाइलाई लगे", "other", "male"),
        ("ne", "mero premika lai samatyo police le", "relative", "female"),
        ("ne", "छिमेकी दिदीको छोरालाई प्रहरीले लगेको छ", "other", "male"),
        ("ne", "mero sathi ko sahu lai police le lagyo", "other", "male"),
        ("ne", "मेरो दिदीको नन्दलाई समात्यो", "relative", "female"),
        ("ne", "mero kaka kaki lai police le lagyo", "relative", None),
        ("my", "ဘေးအိမ်က ဆရာမကြီးကို ခေါ်သွားတယ်", "other", "female"),
        ("prs", "khawar zada ma ra police bord", "relative", None),
        ("prs", "pedar kalanem dar jaghori gereft shod", "relative", "male"),
        ("prs", "yak shagerd e dokanem ra askara gereftan", "other", None),
        ("prs", "نامزدم را طالبان گرفتند", "relative", None),
        ("ps", "wraray me pa muzahira ke niwal shaway", "relative", "male"),
        ("ps", "da dukan malik me polis botlo", "other", "male"),
    ],
)
def test_whose_they_are_is_read_in_many_words(
    language: str, text: str, who: str, sex: str | None
) -> None:
    told = read(language, text)

    assert (told["who_held"], told.get("sex")) == (who, sex)


@pytest.mark.parametrize(
    ("language", "text", "age", "sex"),
    [
        ("ar", "انا ولد عمري 15 شدني البوليس و انا خايف نقول لبابا", "15", "male"),
        ("my", "ကျနော်အသက်၁၅ပါဗျာ စစ်သားတွေက ဖမ်းပြီး အမေမသိသေးဘူး", "15", "male"),
        ("ne", "म १६ वर्षको हुँ मलाई चौकीमा राखेको छ बुबालाई कसरी भनौं", "16", None),
    ],
)
def test_a_child_who_writes_from_inside_names_a_parent(
    language: str, text: str, age: str, sex: str | None
) -> None:
    told = read(language, text)

    assert (told["who_held"], told["age"], told["age_group"]) == ("self", age, "child")
    assert told.get("sex") == sex


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ps", "زه ۱۳ کلن یم پلار می سرحدي عسکرو په سپین بولدک کې بند کړی"),
        ("ps", "za 16 kalana jinai yam mor me pa faryab maimana ke police botlale"),
        ("ne", "ma 15 barsako ho mero buwa lai police le lagyo"),
        ("fr", "j'ai 16 ans la police a embarqué ma mère ce matin"),
        ("my", "ကျမ အသက် ၁၆ နှစ်ပါ အဖေကို စစ်တပ်က ဖမ်းသွားတယ်"),
    ],
)
def test_how_old_a_writer_is_is_no_age_of_a_parent_held(language: str, text: str) -> None:
    told = read(language, text)

    assert (told["who_held"], told["age_group"]) == ("relative", "adult")
    assert "age" not in told


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "18 next month"),
        ("en", "hasnt turned 18"),
        ("fr", "elle a 18 ans le mois prochain"),
        ("fr", "il n'a pas encore 18 ans"),
        ("ar", "لسا ما صار 18"),
        ("ar", "18 sna el chahr ej jey"),
        ("ne", "१८ पुगेको छैन"),
        ("ne", "18 pugna 3 mahina baki"),
        ("my", "နောက်လ ၁၈ ပြည့်မယ်"),
        ("prs", "هژده ساله نشده"),
        ("prs", "hanoz 18 sala nashoda"),
        ("ps", "لا اتلس کلن شوی نه دی"),
        ("ps", "la 18 na de pora"),
    ],
)
def test_who_is_not_yet_of_age_is_a_child_and_not_18(language: str, text: str) -> None:
    context = Context("relative", is_held=True, asked="age_group")
    told = read(language, text, context)

    assert told["age_group"] == "child"
    assert "age" not in told


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "il vient d'avoir 18"),
        ("ne", "भर्खर १८ पुग्यो"),
        ("my", "၁၈ ပြည့်ပြီးပြီ"),
        ("ar", "كمل ال18 من شهر"),
    ],
)
def test_who_is_just_of_age_is_no_child(language: str, text: str) -> None:
    context = Context("relative", is_held=True, asked="age_group")

    assert read(language, text, context)["age_group"] == "adult"


def test_both_are_minors_in_an_answer_to_how_old_they_are() -> None:
    context = Context("relative", is_held=True, asked="age_and_sex")

    assert read("fr", "deux garçons mineurs", context)["age_group"] == "child"
    assert "age_group" not in read("fr", "mes deux fils mineurs et mon mari sont arrêtés")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "police looking for me they came to my room in pokhara, what i do"),
        ("en", "i was released yesterday but police say come back tomorow to the station"),
        ("fr", "jviens de sortir de garde a vue a Bizerte"),
        ("ar", "طلعوني اول امبارح وقعوني ع تعهد بالعبري"),
        ("ar", "ena hareb lboulis ylawjou 3lia mel a7ad"),
        ("ne", "मलाई प्रहरीले खोजिरहेछ, घरमा दुईचोटि आइसक्यो"),
        ("ne", "malai hijo chhodyo tara feri bholi aau bhanxa thana bata"),
        ("prs", "استخبارات پشت مه میگرده خانه ما ره پالیدن"),
        ("ps", "ma pasi gerzi police, kor ta raghli wu"),
    ],
)
def test_who_is_sought_or_was_let_go_writes_of_themselves(language: str, text: str) -> None:
    assert read(language, text)["who_held"] == "self"


def test_who_was_let_go_may_write_of_a_brother_still_held() -> None:
    assert "who_held" not in read("en", "they released me, my brother is still inside")
    assert read("en", "they released me but they arrested my brother")["who_held"] == "relative"


def test_an_old_neighbour_whose_grandson_is_held_makes_nobody_grown() -> None:
    told = read("fr", "j'écris pour ma voisine, une femme agée. on a arreté son petit fils")

    assert "age_group" not in told


def test_who_a_relative_is_told_right_behind_is_nobody_else() -> None:
    told = read("ne", "mero shriman school ko sir, mukh chopeko 4 jana le lagyo")

    assert (told["who_held"], told["sex"]) == ("relative", "male")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "ختيار من الحارة قال انهم اخذوا ابني"),
        ("ne", "बुढो मान्छेले भन्यो मेरो छोरालाई लगे"),
        ("prs", "یک ریش سفید گفت بچیم را طالبان بردند"),
        ("ps", "yaw spin giray wayal che zoy me ye botlay"),
    ],
)
def test_an_old_man_who_told_of_a_son_makes_him_nobody_grown(language: str, text: str) -> None:
    assert "age_group" not in read(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "he turned 18 in january"),
        ("fr", "il a eu 18 ans en janvier"),
        ("ar", "صار عمره 18 الشهر الماضي"),
        ("my", "မနှစ်က ၁၈ ပြည့်တယ်"),
        ("prs", "هژده ساله شد"),
    ],
)
def test_who_has_turned_18_is_no_child(language: str, text: str) -> None:
    context = Context("relative", is_held=True, asked="age_group")

    assert read(language, text, context)["age_group"] == "adult"
