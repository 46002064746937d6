"""What a "not" takes back that stands behind its word, alone, or at the end of a row; and what it
leaves, as it is of something else.
"""

import pytest

from helpline.facts import Context, read_facts


def read(language: str, text: str, asked: str) -> dict[str, str]:
    context = Context(is_held=True, who_held="relative", asked=asked)
    return read_facts(text, language=language, context=context).values()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ne", "birami hunuhunna"),
        ("ne", "birami chai hoina"),
        ("ne", "birami ghaite kei hoina"),
        ("ne", "बिरामी वा घाइते छैन"),
        ("prs", "mariz nabud zakhmi ham nabud"),
        ("prs", "مریض یا زخمی نیستند"),
        ("prs", "feker nakonom mariz bashad"),
        ("ps", "wagai yam kho zakhmi na yam, na"),
        ("ps", "ناروغ نه یم"),
        ("ne", "na birami na ghaite"),
        ("prs", "نه تکلیف داره نه زخمی است"),
        ("ps", "na narogh dai na zakhmi"),
        ("en", "i dont think he is sick"),
        ("fr", "je crois pas qu'il soit malade"),
    ],
)
def test_who_is_not_ill_is_not(language: str, text: str) -> None:
    assert "condition" not in read(language, text, "condition")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ne", "birami cha tara dherai hoina"),
        ("ne", "बिरामी हुनुहुन्छ, अरू केही होइन"),
        ("prs", "mariz ast na"),
        ("prs", "سرش شکسته، تب هم داره"),
        ("ps", "la sara ye wina rawana da"),
        ("ps", "لا ناروغ دی"),
        ("prs", "na, saresh shekasta"),
        ("en", "she is limping since they took her"),
    ],
)
def test_who_is_ill_is(language: str, text: str) -> None:
    assert read(language, text, "condition").get("condition") == "yes"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("prs", "تحقیق کدن دو شب امضا نگرفتن"),
        ("prs", "bale kho bisyar sawal kadan emza na"),
        ("prs", "tahqiq kardan wali emza nagreftan"),
        ("ps", "پوښتنې یې ترې وکړې خو لاسليک يې نه دی کړی"),
        ("ne", "bayan liyo tara sahi garya chaina"),
        ("ar", "sa2alouh sa3tin w ma s7a7ch"),
        ("en", "no they did question him"),
    ],
)
def test_who_was_asked_and_signed_nothing_did_not_sign(language: str, text: str) -> None:
    told = read(language, text, "questioned")

    assert (told.get("questioned"), told.get("signed", "no")) == ("yes", "no")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ps", "پوښتنې لا نه دي سوي"),
        ("ps", "tahqeeq la na dai shoro shawai"),
        ("prs", "هنوز تحقیق شروع نشده"),
        ("prs", "kase hamrayesh gap nazada"),
        ("ne", "xaina kei sodhya"),
        ("ne", "बयान लिया छैन"),
        ("ar", "التحقيق ما بدا لهلا"),
        ("ar", "ma sta9sawh chay"),
        ("fr", "l'interrogatoire n'a pas commencé"),
        ("en", "the interrogation has not started"),
        ("my", "မေးတာမရှိသေးဘူး"),
    ],
)
def test_who_was_not_asked_yet_was_not(language: str, text: str) -> None:
    assert read(language, text, "questioned").get("questioned") == "no"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ps", "پوښتنې یې کړي او یو کاغذ یې راباندې امضا کړ"),
        ("ps", "ho yaw kaghaz ye rabandi imza kr"),
        ("ne", "4 5 choti sodhe ani euta tarekh kagaj ma sahi gare maile"),
        ("ne", "lyapche lagauna lagayo re"),
        ("prs", "نشان انگشتش را گرفتن"),
        ("ar", "اكيد مضوه على ورقة"),
        ("ar", "ey sa77et"),
        ("fr", "il a mis son empreinte sur le papier"),
        ("en", "they made him put his name"),
        ("en", "i sign a white paper with nothing on it"),
        ("my", "လက်မှတ်အတင်းထိုးခိုင်းတယ်"),
    ],
)
def test_who_put_a_name_or_a_thumb_signed(language: str, text: str) -> None:
    assert read(language, text, "questioned").get("signed") == "yes"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "they want him to put his name on a paper"),
        ("ne", "usle bhannai manena sodhe ki sodhenan"),
        ("ne", "सही गर्यो कि गरेन पत्तो छैन"),
        ("ne", "bayan huna baki"),
        ("ps", "سبا به ترې پوښتنې کوي، اوس نه"),
        ("prs", "saba tahqiq mekunan goftan"),
        ("en", "they will question him tomorrow"),
        ("ar", "غدوة باش يبحثوه"),
        ("my", "လက်မှတ်ထိုးထားလား ကျမတို့မသိရဘူးရှင့်"),
        ("ps", "ښايي ګوته يې لګولې وي خو نه يم ډاډه"),
        ("ps", "ورته يې وويل لاسلیک کړه هغه ونکړ"),
        ("prs", "قبول نکرد که امضا کند"),
        ("ar", "ma 7ada 7aka ma3na"),
        ("ar", "mesh 3arfe"),
    ],
)
def test_what_is_only_wanted_refused_or_of_the_family_is_not_told(language: str, text: str) -> None:
    told = read(language, text, "questioned")

    assert told.get("signed") != "yes"
    assert "questioned" not in told
