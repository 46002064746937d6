import pytest

from helpline.text.keywords import Keyword, keyword_of
from helpline.text.options import chosen, number_first

TITLES = ["Police", "Army", "لا نعرف", "थाहा छैन"]


@pytest.mark.parametrize(
    ("reply", "number"),
    [
        ("1", 1),
        (" 2 ", 2),
        ("2.", 2),
        ("2)", 2),
        ("no 2", 2),
        ("#3", 3),
        ("٢", 2),
        ("۳", 3),
        ("४", 4),
        ("၁", 1),
        ("police", 1),
        ("ARMY!", 2),
        ("لا نعرف", 3),
        ("थाहा छैन", 4),
        ("0", None),
        ("5", None),
        ("12", None),
        ("the police took him", None),
        ("2 days ago", None),
        ("", None),
    ],
)
def test_48_a_reply_picks_an_option_by_number_or_by_its_words(
    reply: str, number: int | None
) -> None:
    assert chosen(reply, len(TITLES), TITLES) == number


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("STOP", Keyword.STOP),
        (" stop. ", Keyword.STOP),
        ("Arrêt", Keyword.STOP),
        ("توقف", Keyword.STOP),
        ("START", Keyword.START),
        ("stop hitting him", None),
        ("make them stop", None),
        ("yes", None),
    ],
)
def test_a_keyword_is_a_message_of_nothing_else(text: str, keyword: Keyword | None) -> None:
    assert keyword_of(text) is keyword


HOLDERS = ["Palestinian police", "Israeli army or police", "Not known", "Another country"]


@pytest.mark.parametrize(
    ("reply", "number"),
    [
        ("israeli army", 2),
        ("Army", 2),
        ("palestinian", 1),
        ("another", 4),
        # It stands in two, or is too short to say which is meant, or is no whole word.
        ("police", None),
        ("not", None),
        ("or", None),
        ("count", None),
        ("army of god", None),
    ],
)
def test_words_of_one_title_only_pick_it(reply: str, number: int | None) -> None:
    assert chosen(reply, len(HOLDERS), HOLDERS) == number


def test_words_without_the_number_of_a_title_do_not_pick_it() -> None:
    titles = ["पुरुष", "18 मुनिको केटा", "18 मुनिकी केटी"]

    assert chosen("केटा", len(titles), titles) is None
    assert chosen("18 मुनिको केटा", len(titles), titles) == 2


@pytest.mark.parametrize(
    ("reply", "number"),
    [
        ("4 they did not say", 4),
        ("۴ نمیفامم", 4),
        ("2) army", 2),
        ("5 of them", None),
        ("2", None),
        ("2 3 days", None),
        ("they are 2", None),
    ],
)
def test_a_number_may_stand_before_words(reply: str, number: int | None) -> None:
    assert number_first(reply, len(TITLES)) == number
