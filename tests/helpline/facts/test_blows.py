"""Blows that were told of, and those that were denied, are feared, or are none."""

import datetime as dt

import pytest

from helpline.facts.denials import denies_harm, denies_somebody
from helpline.referrals.reading import told_in

NOW = dt.datetime(2026, 11, 26, 13, tzinfo=dt.timezone.utc)


def told(text: str, language: str) -> dict[str, str]:
    return told_in(text, language=language, now=NOW, is_held=True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "police beat my dad and took him"),
        ("fr", "ils ont frappé mon frère et l'ont frappé encore"),
        ("ar", "خويا ضربوه البوليسية و هزوه للمركز"),
        ("ar", "khouya dharbouh el boulisia w hazzouh lel markez"),
        ("ne", "pulis le lathi hanera gadi ma halyo"),
        ("my", "ညီလေးကို ရိုက်ပြီးခေါ်သွားတယ်"),
        ("prs", "bradarem ra taliba lat kadan o bordan"),
        ("ps", "ورور مې طالبانو وواهه او بوتلو"),
    ],
)
def test_who_was_beaten_may_be_hurt(language: str, text: str) -> None:
    assert told(text, language)["condition"] == "yes"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "i am afraid they will beat him"),
        ("en", "if they see this phone they beat me"),
        ("fr", "j'ai peur qu'ils le frappent"),
        ("fr", "personne l'a frappé"),
        ("ar", "خايفين يضربوه"),
        ("ar", "ضربو على الباب"),
        ("ar", "darbu el bab 3alehom"),
        ("my", "ရိုက်မှာ ကြောက်တယ်"),
        ("my", "တံခါးလာရိုက်တာ"),
        ("my", "မြေးမကလေးက ရိုက်ပေးနေတာ"),
        ("prs", "میترسیم شکنجه شود"),
        ("prs", "لت و کوب ام نکدن"),
        ("prs", "metarsem shekanja shawa"),
        ("ps", "وېرېږم چې ونه یې وهي"),
        ("ps", "وهلی یې هم نه دی"),
        ("ps", "wahali ye ham na de"),
        # A call is a blow on a bell.
        ("ps", "یو ځل یې زنګ وواهه ویل یې ښه یم"),
        ("ps", "yaw zal ye zang wawaho"),
    ],
)
def test_what_is_denied_feared_or_done_to_a_door_beat_nobody(language: str, text: str) -> None:
    assert not told(text, language).keys() & {"mistreatment", "condition"}


@pytest.mark.parametrize(
    ("language", "text", "is_denied"),
    [
        ("en", "not ill and not beaten", True),
        ("fr", "pas malade et pas frappé", True),
        ("ne", "birami pani chaina", True),
        ("en", "he was beaten, not ill", False),
        ("en", "we are waiting", False),
    ],
)
def test_harm_is_denied_where_all_of_it_is(language: str, text: str, is_denied: bool) -> None:
    assert denies_harm(text, language=language) is is_denied


def test_a_small_word_that_is_a_town_elsewhere_is_denied_of_nobody() -> None:
    assert not denies_somebody("andekhman de kho wahalai ye na de", language="ps")


def test_food_in_dari_is_no_town() -> None:
    assert not told("ghaza nakhorda", "prs").keys() & {"country", "place"}
    assert told("dar ghaza gereftan", "prs")["country"] == "palestine"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("my", "မိန်းမ ဗိုက်ကြီးသည်ကို ခေါ်သွားတယ်"),
        ("en", "they took my wife, she is due next month"),
        ("ps", "zama khor ye waniwala umedwara da"),
        ("prs", "khanomam ra bordan, haft maha omedwar as"),
    ],
)
def test_who_expects_a_child_is_pregnant(language: str, text: str) -> None:
    assert told(text, language)["pregnant"] == "yes"


def test_who_only_hopes_is_not() -> None:
    assert "pregnant" not in told("they took my sister, I am expecting news", "en")
