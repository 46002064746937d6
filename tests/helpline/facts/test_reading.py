"""Reading facts: a table of messages for each way of writing, and what must not be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from helpline.facts import Context, Facts, read_facts
from helpline.facts.facts import HELD_BY, OF_AGE
from helpline.facts.words import get_writing
from helpline.i18n import LANGUAGES
from helpline.text.language import language_of_writing

FOLDER = Path(__file__).parent / "messages"
WRITINGS = [writing for language in LANGUAGES.values() for writing in language.writings]
MEDICAL = {"ill", "hurt", "pregnant", "medicine"}


def read(writing: str) -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((FOLDER / f"{writing}.yml").read_text(encoding="utf-8"))
    return table


def expected(message: dict[str, Any]) -> dict[str, str]:
    """The facts of a row, and the coarser ones that they imply."""
    facts = {name: str(value) for name, value in message.items() if name != "text"}
    if "holder" in facts:
        facts["held_by"] = HELD_BY[facts["holder"]]
    if "age" in facts:
        facts["age_group"] = "child" if int(facts["age"]) < OF_AGE else "adult"
    if MEDICAL & facts.keys():
        facts["condition"] = "yes"
    return facts


TOLD = [(writing, message) for writing in WRITINGS for message in read(writing)["told"]]
NOTHING = [(writing, text) for writing in WRITINGS for text in read(writing)["nothing"]]


@pytest.mark.parametrize(
    ("writing", "message"), TOLD, ids=[f"{writing}: {message['text']}" for writing, message in TOLD]
)
def test_a_message_gives_its_facts_and_no_others(writing: str, message: dict[str, Any]) -> None:
    facts = read_facts(message["text"], language=language_of_writing(writing))

    assert facts.values() == expected(message)


@pytest.mark.parametrize(("writing", "text"), NOTHING)
def test_a_message_that_tells_of_nobody_held_gives_none(writing: str, text: str) -> None:
    assert read_facts(text, language=language_of_writing(writing)) == Facts()


@pytest.mark.parametrize("writing", WRITINGS)
def test_each_way_of_writing_has_its_messages(writing: str) -> None:
    assert len(read(writing)["told"]) >= 20
    assert len(read(writing)["nothing"]) >= 10


def test_who_holds_stays_open_where_it_is_not_told() -> None:
    facts = read_facts("they took my 15 year old son from Hebron yesterday night", language="en")

    assert facts.values() == {
        "who_held": "relative",
        "age": "15",
        "age_group": "child",
        "sex": "male",
        "country": "palestine",
        "place": "Hebron",
    }
    assert facts.years == 15


@pytest.mark.parametrize(
    ("text", "language", "fact", "quote"),
    [
        ("They took my 15-year-old SON from Hebron!", "en", "who_held", "my 15-year-old SON"),
        ("They took my 15-year-old SON from Hebron!", "en", "place", "Hebron"),
        ("الشرطة اعتقلت ابني عمره ١٥ سنة", "ar", "age", "عمره ١٥ سنة"),
        ("मेरो १५ वर्षको छोरालाई पक्राउ गरे", "ne", "age", "१५ वर्षको"),
        ("ရဲတွေက သားကို ရန်ကုန်မှာ ဖမ်းသွားတယ်", "my", "place", "ရန်ကုန်"),
        (
            "they made him sign. His name is Karim Said, help",
            "en",
            "held_name",
            "His name is Karim Said",
        ),
    ],
)
def test_a_fact_carries_the_words_as_they_were_written(
    text: str, language: str, fact: str, quote: str
) -> None:
    assert read_facts(text, language=language).told()[fact].quote == quote


@pytest.mark.parametrize(
    ("text", "language", "unread"),
    [
        ("they took my son, i am ill", "en", "ill"),
        ("they took my husband, his mother is sick", "en", "ill"),
        ("they arrested my husband, he has not been beaten", "en", "mistreatment"),
        ("they arrested my son, he did not sign", "en", "bribe"),
        ("they arrested my brother and my son, he is 15 years old", "en", "age"),
        ("my brother was arrested, sentenced to 15 years", "en", "age"),
        ("i live in Qatar, my brother was arrested", "en", "country"),
        ("my brother was arrested in Kabul or in Pokhara", "en", "country"),
        ("the police and the army took my brother", "en", "held_by"),
        ("they took my son. please do not tell the police", "en", "held_by"),
        ("my brother was arrested, his name is not on the list", "en", "held_name"),
        ("my father Mon Abbas was arrested", "en", "place"),
        ("ils ont pris mon fils, ne gardez rien", "fr", "place"),
        ("बारा जनालाई पक्राउ गरे", "ne", "place"),
        ("ज्यान जोखिममा छ, दाइलाई पक्राउ गरे चोट लागेको छैन", "ne", "hurt"),
        ("ကျောင်းသားတွေကို ဖမ်းသွားတယ်", "my", "who_held"),
        ("hamsaya zamin ma ra gereft", "prs", "who_held"),
        ("والدي المعتقل مصاب بالسكري", "ar", "hurt"),
        ("can they put a boy of 14 years old in prison", "en", "age"),
        ("غور وکړئ ورور مې بندي دی", "ps", "place"),
    ],
)
def test_what_is_not_safe_is_left_open(text: str, language: str, unread: str) -> None:
    assert unread not in read_facts(text, language=language).values()


@pytest.mark.parametrize(
    ("contact", "country"), [("nepal", "nepal"), ("tunisia", None), (None, None)]
)
def test_a_name_that_is_a_word_elsewhere_counts_where_the_contact_writes_from(
    contact: str | None, country: str | None
) -> None:
    facts = read_facts("they arrested my brother in Parsa", language="en", place_of_contact=contact)

    assert facts.values().get("country") == country


@pytest.mark.parametrize(
    ("text", "language", "sex"),
    [
        ("شدو راجل بنتي", "ar", "male"),
        ("خانم برادرم را گرفتند", "prs", "female"),
        ("the wife of my brother was arrested", "en", "female"),
        ("mon frere a ete arrete", "fr", "male"),
        ("my friend was arrested, they beat her", "en", "female"),
        ("my brother and my sister were arrested", "en", None),
    ],
)
def test_the_sex_is_that_of_the_person_held_and_not_of_whom_they_belong_to(
    text: str, language: str, sex: str | None
) -> None:
    assert read_facts(text, language=language).values().get("sex") == sex


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ne", "छिमेकीको फोनबाट लेखेको हो मेरो श्रीमान्लाई सेनाले दाङबाट लग्यो"),
        ("ps", "دا د ګاونډي موبایل دی خاوند مې طالبانو بوتلو"),
        ("my", "အိမ်နီးချင်းရဲ့ဖုန်းပါ ယောက်ျားကို ရဲက ဖမ်းသွားတယ်"),
    ],
)
def test_whose_phone_it_is_is_not_who_is_held(language: str, text: str) -> None:
    facts = read_facts(text, language=language).values()

    assert (facts["who_held"], facts["sex"]) == ("relative", "male")
    assert facts.get("place", "Dang") == "Dang"


def test_an_age_that_was_asked_for_is_told_with_whom_it_is_of() -> None:
    context = Context("relative", first="ورور مې ونیول شو", asked="age_group")
    facts = read_facts("ورور نه دی وراره مې دی ۱۷ کلن", language="ps", context=context)

    assert facts.values()["age"] == "17"


def test_the_country_of_the_contact_makes_no_fact() -> None:
    facts = read_facts("they arrested my brother", language="en", place_of_contact="nepal")

    assert facts.country is None


@pytest.mark.parametrize("language", [*LANGUAGES, None])
def test_a_text_in_letters_of_another_language_is_read_as_that(language: str | None) -> None:
    facts = read_facts("छोरालाई पोखरामा पक्राउ गरे", language=language)

    assert facts.values() == {
        "who_held": "relative", "sex": "male", "country": "nepal", "place": "Pokhara",
    }  # fmt: skip


@pytest.mark.parametrize("writing", WRITINGS)
def test_each_way_of_writing_has_the_kinds_of_words_that_are_looked_for(writing: str) -> None:
    kinds = set(get_writing(writing).expressions)

    others = {
        "negation.none", "relatives.none", "kin", "article", "others.none", "several.none",
    }  # fmt: skip

    assert kinds <= set(get_writing("en").expressions) | others
    assert {
        "arrest", "self", "relatives.male", "relatives.female", "others.either", "age", "child",
        "holder.police", "holder.army", "held_in.police", "medical.ill", "medical.hurt",
        "medical.pregnant", "medical.medicine", "mistreatment", "questioned.yes", "signed.yes",
        "signed.no", "bribe", "whereabouts_unknown", "set_aside", "writer",
    } - kinds <= ({"others.either"} if writing.startswith("ps") else set())  # fmt: skip


NOT_POLICE = [
    ("en", "not police, army"),
    ("ar", "مش الشرطة الجيش"),
    ("ar", "mouch el police el jech"),
    ("prs", "پولیس نی اردو"),
    ("prs", "polis nai urdu"),
    ("ps", "پولیس نه دي، اردو ده"),
    ("my", "ရဲမဟုတ်ဘူး စစ်တပ်ပါ"),
]


@pytest.mark.parametrize("known", [{"held_by": "police"}, {"holder": "police"}, {"holder": "army"}])
@pytest.mark.parametrize(("language", "text"), NOT_POLICE)
def test_a_holder_is_corrected_and_stays_so_when_it_is_said_again(
    language: str, text: str, known: dict[str, str]
) -> None:
    facts = read_facts(text, language=language, context=Context("relative", known))

    assert facts.values()["held_by"] == "army"


@pytest.mark.parametrize(("language", "text"), [("en", "not police"), ("ar", "مش في نابلس")])
def test_what_is_only_denied_is_no_fact(language: str, text: str) -> None:
    facts = read_facts(text, language=language, context=Context("relative"))

    assert not {"held_by", "place"} & facts.values().keys()


@pytest.mark.parametrize(
    ("language", "text", "name", "value"),
    [
        ("ar", "svp mon fils شدوه البوليس في نابل", "who_held", "relative"),
        ("prs", "help برادرم arrested in kabul by taliban", "held_by", "other"),
        ("my", "help ညီကို army ဖမ်းသွားတယ်", "held_by", "army"),
    ],
)
def test_foreign_words_amid_the_own_script_are_read(
    language: str, text: str, name: str, value: str
) -> None:
    assert read_facts(text, language=language).values()[name] == value


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("my", "လက်မှတ်ထိုးခိုင်းတယ်", {"signed": "yes"}),
        ("my", "မေးတယ် ၃ ရက်လုံးလုံး", {"questioned": "yes"}),
        ("my", "၁၇ နှစ်", {"age": "17", "age_group": "child"}),
        ("prs", "تحقیق کردند", {"questioned": "yes"}),
        ("prs", "د حوزه ۱۱", {"holder": "police", "held_by": "police"}),
    ],
)
def test_an_answer_is_of_whom_we_ask_about(language: str, text: str, told: dict[str, str]) -> None:
    context = Context("relative", asked="held_by" if "holder" in told else "questioned")

    assert read_facts(text, language=language, context=context).values() == told


LETTERS = st.text(st.characters())
PIECES = st.lists(
    st.sampled_from(
        "they took my son 15 year old in Kabul . , : ( ابني عمره ١٥ في نابلس छोरालाई १५ वर्षको "
        "सारमा သားကို အသက် ၁၅ နှစ် ဖမ်း زوی مې کلن his name is 5ouya".split()
    )
).map(" ".join)


@settings(deadline=None)
@given(LETTERS | PIECES, st.sampled_from([*LANGUAGES, None, "xx"]))
def test_reading_never_raises_and_each_quote_is_of_the_text(
    text: str, language: str | None
) -> None:
    for told in read_facts(text, language=language).told().values():
        assert told.quote
        assert told.value


HUSBAND = Context("relative", first="police took my husband in Herat")


@pytest.mark.parametrize(
    ("text", "context", "told"),
    [
        # Whom the first message named is not somebody new.
        ("my husband is 45", HUSBAND, {"age": "45", "age_group": "adult"}),
        ("my mother is 45", HUSBAND, {}),
        # Who took them, asked for, may be named in many words.
        (
            "the men of the taliban in our district two days ago",
            Context("relative", asked="held_by"),
            {"held_by": "other"},
        ),
        ("the men of the taliban in our district two days ago", Context("relative"), {}),
        # Years alone are an age, but a few of them not where it was asked since when.
        ("17 years", Context("relative"), {"age": "17", "age_group": "child"}),
        (
            "37 years",
            Context("relative", asked="arrested_when"),
            {"age": "37", "age_group": "adult"},
        ),
        ("9 years", Context("relative", asked="arrested_when"), {}),
    ],
)
def test_what_was_told_and_asked_before_says_what_a_message_means(
    text: str, context: Context, told: dict[str, str]
) -> None:
    facts = read_facts(text, language="en", context=context).values()

    names = ("age", "age_group", "held_by")
    assert {name: facts[name] for name in names if name in facts} == told


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("they took my son from the camp at dawn yesterday with all the others, army", "army"),
        ("they took my son, and today we went to the sea and then the army base", None),
        ("taliban intelligence arrested my uncle", "intelligence"),
        ("taliban arrested my uncle and the intelligence came too", None),
    ],
)
def test_who_holds_somebody_is_named_by_itself_or_most_closely(
    text: str, holder: str | None
) -> None:
    facts = read_facts(text, language="en")

    assert (facts.holder.value if facts.holder else None) == holder


def test_a_sign_joins_two_people_as_a_word_does() -> None:
    facts = read_facts("they took my husband & my son from Jenin", language="en")

    assert facts.people_held is not None
    assert facts.people_held.value == "2"
