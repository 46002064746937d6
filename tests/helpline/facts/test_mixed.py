"""Facts in messages that mix languages in Latin letters, and what is told beside them."""

from datetime import UTC, datetime

import pytest

from helpline.facts import Context, read_facts
from helpline.referrals.reading import tells_of_an_arrest, told_in

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "sir my bahini is arrested, she is 17 only",
         {"who_held": "relative", "sex": "female", "age": "17"}),
        ("en", "mero buwa arrested by army",
         {"who_held": "relative", "sex": "male", "held_by": "army"}),
        ("ne", "mero husband lai police ne arrest kiya",
         {"who_held": "relative", "sex": "male", "held_by": "police"}),
        ("ar", "khouya chaddouh les flics fi Sousse",
         {"who_held": "relative", "sex": "male", "held_by": "police"}),
        ("ar", "my brother chaddouh fi Sfax", {"who_held": "relative", "place": "Sfax"}),
        ("fr", "bent khalti est en prison, elle est enceinte",
         {"who_held": "relative", "sex": "female", "condition": "yes"}),
        # Who is spoken to, or shall be called, or owns the phone, is nobody held.
        ("ne", "dai ma 16 ko ho malai police le thuneko cha", {"who_held": "self", "age": "16"}),
        ("en", "im locked up in Sousse, can u call my mum", {"who_held": "self"}),
        ("en", "this phone belongs to my neighbour. my daughter Sita 24 was arrested",
         {"who_held": "relative", "sex": "female", "age": "24"}),
        # A short word of one language is another word in the other.
        ("fr", "la police a pris ma fille", {"who_held": "relative", "sex": "female"}),
        ("en", "they have my brother Dai in jail", {"who_held": "relative", "sex": "male"}),
    ],
)  # fmt: skip
def test_facts_are_read_where_languages_are_mixed(
    language: str, text: str, expected: dict[str, str]
) -> None:
    told = read_facts(text, language=language).values()

    assert {name: told.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("language", "text", "sex"),
    [
        ("en", "i am his wife. police took him", "male"),
        ("en", "im her mother, they arrested her", "female"),
        ("fr", "jsuis sa femme. on l'a arrêté", "male"),
        ("fr", "je suis sa mère, ils l'ont arrêté", None),
    ],
)
def test_whose_relative_writes_tells_who_is_held(language: str, text: str, sex: str | None) -> None:
    told = read_facts(text, language=language).values()

    assert (told.get("who_held"), told.get("sex")) == ("relative", sex)


@pytest.mark.parametrize(
    ("language", "text"), [("en", "i am 16"), ("fr", "j'ai 15 ans"), ("en", "im 16 pls help")]
)
def test_an_age_of_the_writer_says_who_it_is_about_where_that_was_asked(
    language: str, text: str
) -> None:
    context = Context(asked="who_held", is_held=True)

    asked = read_facts(text, language=language, context=context).values()

    assert (asked["who_held"], asked["age_group"]) == ("self", "child")
    assert "who_held" not in read_facts(text, language=language).values()


@pytest.mark.parametrize(
    ("language", "text", "when"),
    [
        ("en", "police came yesterday but my son was not home. they took him today at 7am",
         "today at 7am"),
        ("en", "police came yesterday but he was not home. they took my brother", None),
        ("en", "police came yesterday and took my brother", "yesterday"),
        ("fr", "la police est passée hier mais mon fils n'était pas là. ce matin ils l'ont arrêté",
         "ce matin"),
        # The words for an arrest may be such as only the facts know.
        ("fr", "mon frangin s'est fait serrer par les keufs à Tunis hier", "hier"),
        ("en", "sir my bahini is arrested in janakpur hijo", "hijo"),
        ("fr", "c'était dimanche pardon, pas samedi", "dimanche"),
    ],
)  # fmt: skip
def test_the_time_of_a_visit_that_found_nobody_is_not_of_the_arrest(
    language: str, text: str, when: str | None
) -> None:
    assert told_in(text, language=language, now=NOW).get("arrested_when") == when


@pytest.mark.parametrize(
    ("language", "text", "is_told"),
    [
        ("fr", "le policier veut 300 dinars pour laisser sortir mon père", True),
        ("en", "my brother beat me", False),
        ("en", "my son is ill", False),
    ],
)
def test_what_is_done_to_somebody_held_tells_of_an_arrest(
    language: str, text: str, is_told: bool
) -> None:
    assert tells_of_an_arrest(told_in(text, language=language, now=NOW)) is is_told


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("my", "yout kya ko sit tat ka phan thwar tal", {"sex": "male", "held_by": "army"}),
        ("my", "nyima ko ye ka phan thwar tal", {"sex": "female", "held_by": "police"}),
        ("en", "my father लाई army ले surkhet बाट लग्यो", {"sex": "male", "held_by": "army"}),
        ("en", "help me زما پلار taliban بوتلو last night", {"sex": "male", "held_by": "other"}),
        ("prs", "khor me taliban botla nan sahar", {"sex": "female", "held_by": "other"}),
    ],
)
def test_whoever_is_written_of_in_other_letters_or_the_neighbours_language_is_read(
    language: str, text: str, told: dict[str, str]
) -> None:
    facts = read_facts(text, language=language).values()

    assert told.items() <= facts.items()
    assert facts["who_held"] == "relative"
