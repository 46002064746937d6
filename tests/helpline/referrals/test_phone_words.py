"""What people write about a phone that others read, in every way of writing."""

from __future__ import annotations

import pytest
import yaml

from helpline.i18n import LANGUAGES
from helpline.referrals.phone_words import PhoneWords, phrase_for, says, tells_watched, word_in
from helpline.settings import ROOT

READ = yaml.load(
    (ROOT / "helpline/referrals/phone_words.yml").read_text(encoding="utf-8"), yaml.BaseLoader
)
LISTED = [
    (kind, phrase)
    for kind in PhoneWords
    for phrases in READ[kind.value].values()
    for phrase in phrases
]
WRITINGS = {writing for language in LANGUAGES.values() for writing in language.writings}


def test_every_kind_has_words_in_every_way_of_writing() -> None:
    for kind in (*PhoneWords, "too_usual"):
        name = kind.value if isinstance(kind, PhoneWords) else kind
        assert set(READ[name]) == WRITINGS, name


@pytest.mark.parametrize(("kind", "phrase"), LISTED)
def test_each_phrase_is_known_however_it_is_dressed(kind: PhoneWords, phrase: str) -> None:
    for written in (phrase, f"{phrase}!!", f"  {phrase.upper()} 🙏🏽", f"«{phrase}»"):
        assert says(kind, written), written


@pytest.mark.parametrize(("kind", "phrase"), LISTED)
def test_no_phrase_says_two_things(kind: PhoneWords, phrase: str) -> None:
    # A new word may be asked for with what also tells that there is one.
    assert [each for each in PhoneWords if says(each, phrase)] == [kind]


@pytest.mark.parametrize("phrase", [each for each in sum(READ["watched"].values(), [])])
def test_that_a_phone_is_watched_is_heard_among_whatever_else(phrase: str) -> None:
    assert tells_watched(f"they took my brother last night. {phrase}, please help")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (PhoneWords.WRONG_NUMBER, "is this the wrong number?"),
        (PhoneWords.WRONG_NUMBER, "i gave you the wrong number"),
        (PhoneWords.WRONG_NUMBER, "wrong number, it is 9841234567"),
        (PhoneWords.WRONG_NUMBER, "his number was the wrong number"),
        (PhoneWords.NOT_ME, "no they beat him"),
        (PhoneWords.NOT_ME, "no news"),
        (PhoneWords.STILL_ME, "yes they came again last night"),
        (PhoneWords.UNWATCHED, "is my phone safe now?"),
        (PhoneWords.SET_WORD, "he gave me his word"),
        (PhoneWords.FORGOT_WORD, "do you think they forgot him"),
    ],
)
def test_what_says_more_or_asks_is_no_such_answer(kind: PhoneWords, text: str) -> None:
    assert not says(kind, text)


@pytest.mark.parametrize(
    "text", ["is my phone watched?", "my phone is not watched", "mero phone safe cha", "hello", ""]
)
def test_a_question_or_its_opposite_does_not_tell_that_a_phone_is_watched(text: str) -> None:
    assert not tells_watched(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Zaytoun", "zaytoun"), (" ZAYTOUN!! 🙏🏽", "zaytoun"), ("زيتون", "زیتون"),
        ("زيتون.", "زیتون"), ("जैतून", "जैतून"), ("သံလွင်", "သံလွင်"), ("ab", "ab"),
        ("a", None), ("", None), ("12", None), ("zaytoun1", None), ("two words", None),
        ("abcdefghijklmnopqrstu", None), ("stop", None), ("Police", None), ("हो", None),
        ("نعم", None), ("ဟုတ်ကဲ့", None), ("0", None), ("🙏🏽", None), ("\u0301\u0301", None),
    ],
)  # fmt: skip
def test_a_word_of_ones_own_is_one_word_that_few_write(text: str, word: str | None) -> None:
    assert word_in(text) == word


def test_the_phrase_that_the_bot_names_is_understood() -> None:
    for writing in WRITINGS:
        assert says(PhoneWords.SET_WORD, phrase_for(PhoneWords.SET_WORD, writing))
