"""The catalogs: in step with the sentences, their values all there, and short enough to pay for."""

import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from helpline import catalogs
from helpline.i18n import LANGUAGES
from helpline.settings import ROOT
from helpline.text.sms import count

SPOKEN = tuple(LANGUAGES)
RESPONSES = {
    name: variations[0]
    for name, variations in yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))[
        "responses"
    ].items()
}
FIRST = {"utter_first_lines", "utter_first_lines_told", "utter_referral_received", "utter_privacy"}


@pytest.fixture(scope="module")
def spoken() -> dict[str, Catalog]:
    read = {}
    for code in SPOKEN[1:]:
        path = catalogs.LOCALES / LANGUAGES[code].locale / "LC_MESSAGES" / "bot.po"
        with path.open("rb") as file:
            read[code] = read_po(file, locale=LANGUAGES[code].locale)
    return read


def said(spoken: dict[str, Catalog], language: str, sentence: str) -> str:
    if language == "en":
        return sentence
    message = spoken[language].get(sentence)
    assert message is not None
    assert isinstance(message.string, str)
    return message.string


def test_catalogs_are_in_step_with_their_sources() -> None:
    assert catalogs.problems() == []


@pytest.mark.parametrize("language", SPOKEN[1:])
def test_a_language_that_is_spoken_lacks_no_sentence(language: str) -> None:
    done, all_of_it = catalogs.coverage()[language, "bot"]

    assert done == all_of_it


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("name", RESPONSES)
def test_a_sentence_costs_no_more_parts_than_it_may(
    spoken: dict[str, Catalog], language: str, name: str
) -> None:
    response = RESPONSES[name]
    titles = [said(spoken, language, each["title"]) for each in response.get("buttons", ())]
    if name == "utter_did_you_mean":
        # Two of these are offered at a time, and the last.
        titles = [*sorted(titles[:-1], key=len)[-2:], titles[-1]]
    lines = [said(spoken, language, response["text"])]
    lines += [f"{number} {title}" for number, title in enumerate(titles, start=1)]
    body = "\n".join(lines).replace("{reference}", "K7F-3RH").replace("{check_word}", "elephant")

    question = name.startswith("utter_ask_")
    assert count(body).parts <= (3 if name in FIRST else 2 if question else 3)


@pytest.mark.parametrize("language", SPOKEN[1:])
def test_no_two_options_of_a_question_are_called_the_same(
    spoken: dict[str, Catalog], language: str
) -> None:
    for name, response in RESPONSES.items():
        titles = [said(spoken, language, each["title"]) for each in response.get("buttons", ())]
        assert len(set(titles)) == len(titles), name


def test_no_catalog_claims_a_reader_it_has_not_had() -> None:
    for path in catalogs.LOCALES.glob("*/LC_MESSAGES/*.po"):
        assert "Awaiting a native reader" in path.read_text(encoding="utf-8").splitlines()[0]
