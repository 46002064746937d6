import pytest

from helpline.settings import ROOT
from helpline.text.burmese import syllables
from helpline.text.language import LanguageGuesser, next_language
from helpline.text.latin import skeleton
from helpline.text.lexicon import concepts_in
from helpline.text.normalise import fold
from helpline.text.wishes import named_language


@pytest.fixture(scope="module")
def guesser() -> LanguageGuesser:
    return LanguageGuesser.from_training(ROOT / "bot" / "data" / "nlu")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("they took my husband this morning and nobody tells us where", "en"),
        ("मेरो छोरालाई पुलिसले लग्यो", "ne"),
        ("mero chora lai prahari le laera gayo kaha cha thaha chaina", "ne"),
        ("الشرطة أخذت ابني الليلة", "ar"),
        ("chaddou weldi el bare7 fel lil w ma na3rfouch winou", "ar"),
        ("زما زوی پولیسو وړی دی", "ps"),
        ("برادرم را پولیس برد و نمی دانیم کجاست", "prs"),
        ("پولیس زما ورور بوتلو", "ps"),
        ("ရဲတွေ ကျွန်မသားကို ခေါ်သွားတယ်", "my"),
    ],
)
def test_the_language_of_a_sentence_is_told(
    guesser: LanguageGuesser, text: str, language: str
) -> None:
    assert guesser.guess(text).language == language


@pytest.mark.parametrize("text", ["123", "??", "😀", "", "\x00"])
def test_a_text_without_letters_has_no_language(guesser: LanguageGuesser, text: str) -> None:
    guess = guesser.guess(text)

    assert (guess.language, guess.sure) == (None, False)


@pytest.mark.parametrize(
    ("text", "language"),
    [("hello", "en"), ("wakil", None), ("محامي", "ar"), ("qwxz", None), ("hi", None), ("7", None)],
)
def test_a_first_message_decides_unless_it_is_a_toss_of_a_coin(
    guesser: LanguageGuesser, text: str, language: str | None
) -> None:
    assert next_language(guesser.guess(text), None) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [("برادر", "prs"), ("بچیم", "prs"), ("خويا", "ar"), ("اختي", "ar"), ("رقم غلط", None)],
)
def test_one_word_in_arabic_letters_is_of_the_language_that_has_it(
    guesser: LanguageGuesser, text: str, language: str | None
) -> None:
    assert next_language(guesser.guess(text), None) == language


@pytest.mark.parametrize(
    "text", ["ok", "no", "2", "police", "Lalitpur", "sms", "10 baje", "police chowki"]
)
def test_a_short_message_never_moves_a_conversation_to_another_language(
    guesser: LanguageGuesser, text: str
) -> None:
    for known in ("en", "ne", "ar"):
        assert next_language(guesser.guess(text, known=known), known) == known


def test_another_script_moves_the_conversation(guesser: LanguageGuesser) -> None:
    guess = guesser.guess("कृपया नेपालीमा लेख्नुस्", known="en")

    assert next_language(guess, "en") == "ne"


def test_a_long_sentence_in_another_language_moves_the_conversation(
    guesser: LanguageGuesser,
) -> None:
    text = "please can you tell me where they are holding my father since yesterday"

    assert next_language(guesser.guess(text, known="ne"), "ne") == "en"


@pytest.mark.parametrize(
    "text",
    [
        "kya ma yout kya ko sit tat ka phan thwar tal",
        "nyi lay ko ye ka phan thwar tal yangon mhar",
        "ye ka 5 thein taung nay tal a ko ko lwut phoh",
    ],
)
def test_burmese_in_latin_letters_is_burmese(guesser: LanguageGuesser, text: str) -> None:
    assert next_language(guesser.guess(text), None) == "my"
    assert next_language(guesser.guess("ma thi bu", known="my"), "my") == "my"


def test_letters_alone_lead_nobody_away_from_burmese(guesser: LanguageGuesser) -> None:
    words = "Lashio ka par, ma nay ka 3 nar yi"
    english = "they took my brother to the police station yesterday"

    assert next_language(guesser.guess(words, known="my"), "my") == "my"
    assert next_language(guesser.guess(english, known="my"), "my") == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("English please", "en"),
        ("en français svp", "fr"),
        ("بالعربية", "ar"),
        ("नेपालीमा", "ne"),
        ("नेपाली", "ne"),
        ("မြန်မာ", "my"),
        ("pashto", "ps"),
        ("دری", "prs"),
        ("English or Nepali", None),
        ("change the language", None),
    ],
)
def test_a_language_is_taken_when_one_is_named(text: str, language: str | None) -> None:
    assert named_language(text) == language


@pytest.mark.parametrize(
    ("native", "romanised"),
    [("वकिल", "wakil"), ("محامي", "m7ami"), ("پولیس", "polis"), ("प्रहरी", "prahari")],
)
def test_native_and_romanised_spellings_have_one_skeleton(native: str, romanised: str) -> None:
    assert skeleton(native) == skeleton(romanised)


def test_burmese_syllables_do_not_depend_on_spaces() -> None:
    assert syllables("ရှေ့နေ လိုတယ်") == syllables("ရှေ့နေလိုတယ်") == ["ရှေ့", "နေ", "လို", "တယ်"]


@pytest.mark.parametrize(
    "text",
    [
        "the police took my son",
        "प्रहरीले छोरालाई पक्राउ गर्‍यो",
        "الشرطة أخذت ابني",
        "la police a arrêté mon fils",
        "پولیس پسرم را گرفت",
    ],
)
def test_one_concept_is_found_in_every_language(text: str) -> None:
    assert {"police", "relative"} <= set(concepts_in(fold(text)))


@pytest.mark.parametrize("text", ["مركز الشرطة", "محمود علي", "رام الله", "باب سويقة", "الخليل"])
def test_a_name_or_place_does_not_move_an_arabic_conversation(
    guesser: LanguageGuesser, text: str
) -> None:
    assert next_language(guesser.guess(text, known="ar"), "ar") == "ar"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hello my thar ko yae က ဖမ်းသွား Yangon မှာ", "my"),
        ("police in Mandalay မန္တလေး took my brother yesterday", "en"),
    ],
)
def test_english_among_burmese_is_burmese_but_a_place_in_it_is_not(
    guesser: LanguageGuesser, text: str, language: str
) -> None:
    assert guesser.guess(text).language == language


def test_a_place_amid_few_words_moves_nobody_from_pashto_to_dari(
    guesser: LanguageGuesser,
) -> None:
    assert next_language(guesser.guess("herat ke bega makham", known="ps"), "ps") == "ps"


@pytest.mark.parametrize(
    ("text", "language"), [("namaste", "ne"), ("Namaskar sir", "ne"), ("mingalaba", "my")]
)
def test_a_greeting_tells_the_language(guesser: LanguageGuesser, text: str, language: str) -> None:
    assert next_language(guesser.guess(text), None) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [("namaste my son was taken by police in Pokhara yesterday evening", "en"),
     ("mingalaba, soldiers came to our house last sunday night", "en"),
     ("namaste mero bhai lai police le samatyo", "ne"),
     # The detector of short texts calls it Pashto.
     ("يعيشكم عاونوني شدو راجلي", "ar")],
)  # fmt: skip
def test_who_goes_on_in_a_language_is_answered_in_it(
    guesser: LanguageGuesser, text: str, language: str
) -> None:
    assert next_language(guesser.guess(text), None) == language
