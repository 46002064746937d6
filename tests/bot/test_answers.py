"""What an answer in somebody's own words means, learnt from examples."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from bot.components.answers import (
    NO_ANSWER,
    AnswerModel,
    Example,
    fits,
    pieces_in,
    read_examples,
)
from bot.components.features import VIEWS, Features, Seen
from bot.components.side_by_side import side_by_side
from helpline.i18n import LANGUAGES
from helpline.referrals.questions import QUESTION_OF

FOLDER = Path("bot/data/answers")
# What is asked in one question, and learnt as two; and what an answer without options means.
OF_A_PERSON = {"age": {"child", "adult", "unknown"}, "sex": {"male", "female"}}
TOLD = "told"
EXAMPLES = [
    *(
        Example("condition", "yes", text)
        for text in ("he bleeds", "he has a fever", "she has sugar")
    ),
    *(
        Example("condition", "no", text)
        for text in ("he is fine", "all is well", "healthy and fine")
    ),
    *(Example("safe", "yes", text) for text in ("my own phone", "nobody else reads", "i am alone")),
    *(Example("safe", "no", text) for text in ("my husband reads", "a shared phone", "they look")),
    *(Example("none", "none", text) for text in ("is it free?", "who are you?", "please wait")),
]


def learnt() -> tuple[Features, AnswerModel]:
    features = Features(dict.fromkeys(VIEWS, 1.5))
    rows = features.fit([Seen.of(each.text) for each in EXAMPLES])
    pieces = pieces_in(rows)
    fitted = side_by_side(fits(rows[:, pieces], EXAMPLES, strength=20.0))
    return features, AnswerModel.of(pieces, fitted)


@pytest.mark.parametrize(
    ("text", "question", "value"),
    [
        ("he has fever and bleeds", "condition", "yes"),
        ("fine, healthy", "condition", "no"),
        ("it is my phone, i am alone", "safe", "yes"),
        ("my husband reads this shared phone", "safe", "no"),
    ],
)
def test_words_that_no_example_has_alone_mean_what_those_near_to_them_do(
    text: str, question: str, value: str
) -> None:
    features, model = learnt()

    read = model.read(features.of([Seen.of(text)]))

    assert read[question][0] == value
    assert 0.5 <= read[question][1] <= 1.0


def test_what_answers_another_question_or_none_is_hardly_an_answer() -> None:
    features, model = learnt()
    asked = model.read(features.of([Seen.of("is it free? who are you?")]))
    beside = model.read(features.of([Seen.of("nobody else reads my own phone")]))
    fitting = model.read(features.of([Seen.of("he has a fever")]))

    assert asked.get("condition", ("", 0.0))[1] < fitting["condition"][1]
    assert beside.get("condition", ("", 0.0))[1] < beside["safe"][1]


def test_what_answers_none_is_told_from_answers() -> None:
    features, model = learnt()
    wait = model.read(features.of([Seen.of("please wait, who are you?")]))
    fever = model.read(features.of([Seen.of("he has a fever")]))

    assert wait["aside"][0] == "yes"
    assert "aside" not in fever


def test_a_model_is_the_same_once_it_was_kept() -> None:
    features, model = learnt()
    kept = AnswerModel.from_arrays(model.to_arrays())
    row = features.of([Seen.of("my husband reads")])

    assert kept.read(row) == {
        question: (value, pytest.approx(share, abs=0.01))
        for question, (value, share) in model.read(row).items()
    }
    assert all(array.dtype != np.dtype(object) for array in model.to_arrays().values())


def test_every_example_is_of_a_question_that_we_ask_and_of_a_value_that_it_offers() -> None:
    for example in read_examples(FOLDER):
        offered = OF_A_PERSON.get(example.question)
        if offered is None and example.question != NO_ANSWER:
            offered = set(QUESTION_OF[example.question].values) or {TOLD}
        assert example.value in (offered or {NO_ANSWER}), example


def test_every_way_of_writing_has_examples_and_none_twice() -> None:
    writings = {each for language in LANGUAGES.values() for each in language.writings}

    assert writings <= {path.stem for path in FOLDER.glob("*.yml")}
    for path in FOLDER.glob("*.yml"):
        for values in yaml.safe_load(path.read_text(encoding="utf-8")).values():
            texts = [text for listed in values.values() for text in listed]
            assert len(texts) == len(set(texts)), path
