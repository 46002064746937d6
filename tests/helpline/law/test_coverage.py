"""docs/law-coverage.md says what the files say; every right costs no more than it may."""

import pytest

from helpline.i18n import LANGUAGES
from helpline.law.answers import LawAnswers
from helpline.law.book import LawBook
from helpline.law.checks import MOST_PARTS, coverage_table
from helpline.law.reviews import Reviews
from helpline.settings import ROOT
from helpline.speech import Speech
from helpline.text.sms import count

ANSWERS = LawAnswers(LawBook.load(), reviews=Reviews.load())


def test_the_table_of_the_docs_is_in_step_with_the_law() -> None:
    written = (ROOT / "docs" / "law-coverage.md").read_text(encoding="utf-8")

    assert written.endswith(coverage_table(ANSWERS)), "run `helpline law coverage`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_with_its_neutral_first_line_costs_at_most_five_parts(language: str) -> None:
    speech = Speech()
    dear = {}
    for entry in ANSWERS.book.entries():
        text = ANSWERS.text_of(entry.says, language)
        assert text is not None, f"{entry.key} is not told in {language}"
        said = speech.say("utter_law_answer", language, values={"answer": text})
        if (parts := count(said.text).parts) > MOST_PARTS:
            dear[entry.key] = parts

    assert dear == {}
