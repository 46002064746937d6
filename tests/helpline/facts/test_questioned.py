"""Whether somebody was questioned or signed, in answer to just that."""

from __future__ import annotations

import pytest

from helpline.facts import Context, left_open, read_facts

ASKED = Context(who_held="relative", asked="questioned", is_held=True)


SAID_BACK = Context(who_held="relative", asked="confirmed", is_held=True)


def _told(language: str, text: str, context: Context = ASKED) -> dict[str, str]:
    facts = read_facts(text, language=language, context=context).told()
    return {kind: facts[kind].value for kind in ("questioned", "signed") if kind in facts}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "questioned yes. signed idk"),
        ("fr", "interrogé oui signé je sais pas"),
        ("ar", "بحثوه اي، صحح ما نعرش"),
        ("ar", "ba7thouh ey, sa7a7 wala le ma na3rech"),
        ("ne", "सोधपुछ त गरे, सही गरायो कि थाहा छैन"),
        ("prs", "تحقیق خو کدن، امضا ره نمیفامم"),
        ("prs", "tahqiq kho kadan emza ra namefamom"),
        ("ps", "تحقیق خو یې کړی، لاسلیک نه یم خبر"),
        ("my", "စစ်တော့စစ်တယ် လက်မှတ်ထိုးလားတော့ မသိဘူး"),
    ],
)
def test_one_may_be_known_and_not_the_other(language: str, text: str) -> None:
    assert _told(language, text) == {"questioned": "yes"}
    assert left_open(text, language=language) == {"signed"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "ni interrogé ni signé"),
        ("ne", "न सोधेको न सही"),
        ("ne", "na sodheko na sahi"),
        ("prs", "نه پرسان نه امضا"),
        ("prs", "na porsan na emza"),
        ("ps", "نه پوښتنه نه امضا"),
        ("ar", "لا بحثوه لا صحح"),
    ],
)
def test_neither_was_done(language: str, text: str) -> None:
    assert "yes" not in _told(language, text).values()
    assert _told(language, text)["questioned"] == "no"


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("fr", "ils veulent qu'elle signe mais elle a refusé, interrogée oui", "questioned"),
        ("ar", "خلاوني نصحح و انا مانيش فاهم", "signed"),
        ("fr", "ils ont rien signé mais on les a questionnés", "questioned"),
        ("ar", "samm3ouh w ma sa7a7ch", "questioned"),
        ("en", "he signed a paper, dont know what it says", "signed"),
    ],
)
def test_what_was_done_is_told_beside_what_was_not(language: str, text: str, told: str) -> None:
    assert [kind for kind, value in _told(language, text).items() if value == "yes"] == [told]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "can they question him without a lawyer"),
        ("fr", "ils ont le droit de l'interroger sans avocat ?"),
        ("ar", "بيحقلهم يحققو معه بدون محامي؟"),
        ("ne", "वकिल बिना सोध्न पाउँछन् र?"),
        ("prs", "بدون وکیل حق دارن سوال کنن"),
        ("ps", "بې وکیله حق لري پوښتنې وکړي؟"),
        ("ps", "be wakila haq lari pukhtane wakri?"),
    ],
)
def test_who_asks_whether_that_is_allowed_tells_of_none(language: str, text: str) -> None:
    assert _told(language, text) == {}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "he says they want him to sign tomorrow"),
        ("fr", "ils veulent le faire signer demain"),
        ("ar", "بدهم يوقعوه بكرا"),
        ("prs", "میگن صبا ازش امضا میگیریم"),
        ("ps", "وايي سبا به امضا ترې اخلو"),
        ("my", "မနက်ဖြန် လက်မှတ်ထိုးခိုင်းမယ်တဲ့"),
        ("ne", "bholi sahi garaune re"),
    ],
)
def test_what_is_still_to_be_signed_is_left_open(language: str, text: str) -> None:
    assert "signed" not in _told(language, text)
    assert "signed" in left_open(text, language=language)


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("fr", "interrogé, pas signé!", "questioned"),
        ("ar", "samm3ouh w ma sa7a7ch", "questioned"),
        ("ar", "لا راهو صحح على ورقة", "signed"),
        ("ne", "सही गरेको छैन, सोधेको मात्र हो", "questioned"),
        ("ne", "sahi gareko chaina sodheko matra", "questioned"),
        ("ne", "ल्याप्चे लगाइसकेको छ", "signed"),
        ("prs", "faqat suwal, imza nakadom", "questioned"),
        ("ps", "تحقیق ترې شوی امضا نه", "questioned"),
        ("my", "လက်မှတ်မထိုးရသေးဘူး စစ်ပဲစစ်တာ", "questioned"),
    ],
)
def test_it_is_put_right_in_a_few_words(language: str, text: str, told: str) -> None:
    found = _told(language, text, SAID_BACK)
    assert [kind for kind, value in found.items() if value == "yes"] == [told]
