"""How many people a message says are held."""

import pytest

from helpline.facts import Context, read_facts


@pytest.mark.parametrize(
    ("language", "text", "people"),
    [
        ("en", "they took my two sons last night in Herat", "2"),
        ("en", "police arrested my husband and my brother", "2"),
        ("en", "police arrested my husband and brother in Kabul", "2"),
        ("en", "they took my two sons and my husband", "3"),
        ("en", "police arrested my father, my uncle and my brother", "3"),
        ("fr", "ils ont arrêté mon mari et mon frère", "2"),
        ("fr", "la police a arrêté mes trois fils hier", "3"),
        ("ar", "اعتقلوا زوجي وأخي", "2"),
        ("ar", "اعتقلوا أولادي الاثنين", "2"),
        ("prs", "شوهرم و برادرم را بردند", "2"),
        ("prs", "دو پسرم را گرفتند", "2"),
        ("ps", "دوه زامن مې یې بوتلل", "2"),
        ("ps", "زوی مې او ورور مې یې ونیول", "2"),
        ("ne", "मेरो दुई छोरालाई प्रहरीले समात्यो", "2"),
        ("ne", "श्रीमान र भाइलाई पक्राउ गरे", "2"),
        ("ne", "mero dui chora lai prahari le samatyo", "2"),
        ("my", "သားနှစ်ယောက်ကို ရဲက ဖမ်းသွားတယ်", "2"),
        ("my", "ယောက်ျားနဲ့ အစ်ကိုကို ဖမ်းသွားတယ်", "2"),
        ("en", "they took my son (14) and my nephew in Jenin, my son is hurt", "2"),
        ("en", "the army took my sister and her husband", "2"),
        ("ar", "الجيش اخد ابني ١٤ سنة وابن اخوي من الدهيشة، ابني انضرب على راسه", "2"),
        ("ar", "شدو أختي و راجلها في سوسة", "2"),
        ("ps", "زما ۱۵ کلن زوی او ۱۷ کلن وراره پولیسو ونیول", "2"),
        ("my", "အဒေါ်နဲ့ သူ့သားကို စစ်တပ်က ဖမ်းသွားတယ်", "2"),
        ("ps", "خاوند او زوی مې پولیسو نن سهار هرات کې ونیول", "2"),
        ("my", "ကျွန်တော့်တူမ ၂ ယောက်ကို စစ်တပ်က ဖမ်းသွားတယ်", "2"),
        ("prs", "بچیم و برادرزاده ام را استخبارات برده بچیم ۱۴ ساله است زخمی شده", "2"),
        ("my", "သားနဲ့ တူလေးကို စစ်တပ်က ဖမ်းသွားတယ် သားက ၁၄ နှစ် ဒဏ်ရာရတယ်", "2"),
        ("en", "police took my son who is 14 and my nephew aged 17", "2"),
        ("ar", "شدو ولدي عندو 17 وخويا عندو 20 في القصرين", "2"),
        ("ar", "chaddou 5ouya 3andou 22 w weldi 3andou 15 fel kef", "2"),
        ("prs", "برادرم که ۲۲ سال دارد و پسرم که ۱۵ سال دارد را طالبان برد", "2"),
        ("prs", "bradarem 22 sala wa pesarem 15 sala ra taliban bord", "2"),
        # Those who are named, be it without "my".
        ("ar", "el jeish akhad Ahmad w Omar wlad 3ammi mn Tulkarem", "2"),
        ("ar", "اعتقلوا احمد وعمر ومحمد من قباطية", "3"),
        ("ar", "الجيش اخد خوتي احمد و سامي", "2"),
        ("ar", "اخدو ابني احمد وابني عمر. احمد عمره 15", "2"),
        ("prs", "طالبان احمد و حمید را از کابل بردند", "2"),
        ("prs", "طالبان احمد و حمید بچه های کاکایم را دیروز از تالقان بردند", "2"),
        ("en", "they took Ahmad and Omar from Nablus", "2"),
        ("ps", "طالبانو زما ورور او زوی بوتلل", "2"),
        ("ps", "zama wror aw zoy ye wniwal", "2"),
        ("ar", "el jeish a5ad tnein men wladi", "2"),
        # "Two", and not "on Monday".
        ("ar", "5wati ethnin chadouhom fel redeyef", "2"),
        ("ar", "zouz 5wati chadouhom fi gafsa", "2"),
        ("ne", "didi vinaju dubai lai lagyo policele dang bata", "2"),
        # Said of both, whatever words name them.
        ("en", "they took my uncle and the tenant both of them from the shop", "2"),
        ("prs", "khosorem wa eywarem har do ra askarha az khana bordan", "2"),
        ("ps", "پولیسو زما خور او د ترور لور مې دواړه له بازار نه بوتلې", "2"),
        ("ne", "mero bhai ra tyo sathi dubai jana lai police le lagyo", "2"),
        ("my", "အဖေနဲ့အမေ ၂ယောက်လုံး စစ်တပ်က ခေါ်သွားတယ်", "2"),
        ("my", "ခင်ပွန်းနှင့် ယောက်ဖ ၂ ယောက်လုံး ဖမ်းသွားတယ်", "2"),
        # Two of whichever people, and who is somebody's.
        ("prs", "دو نواسیم ره نیم شو از خانه بردن", "2"),
        ("prs", "bachem wa dostesh ra da rah burdan", "2"),
        ("prs", "har do khaharem ra taliban bord", "2"),
        ("ps", "zma dwa zaman nan ye niwali di", "2"),
        ("ps", "خور مې له خپل میړه سره ونیول شوه", "2"),
        ("ar", "chaddou wladi ezzouz el bere7 fi gafsa", "2"),
        ("ar", "el jesh a5ad 2 men wlad 3ammi", "2"),
        ("ne", "mero 2 ta bhatija lai prahari le lagyo", "2"),
        ("ne", "छोरा र उसको साथीलाई प्रहरीले समात्यो", "2"),
        ("fr", "la police a arrêté ma fille et son fiancé", "2"),
        ("en", "my sister was taken with her husband", "2"),
    ],
)
def test_several_who_are_held_are_counted(language: str, text: str, people: str) -> None:
    facts = read_facts(text, language=language).values()

    assert facts["people_held"] == people
    assert facts["who_held"] == "relative"
    assert not {"age", "age_group", "hurt", "condition"} & facts.keys()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "they arrested my brother"),
        ("en", "my two sons are crying, they took my husband"),
        ("en", "they arrested my son, my daughter is alone"),
        ("en", "my brother and my father went to the station, they arrested my brother"),
        ("en", "my two sons need help with school"),
        ("ar", "اعتقلوا أخي"),
        ("ar", "5ouya 3andou 20 chaddouh w weldi 3andou 15 fel dar"),
        ("ne", "भाइलाई पक्राउ गरे"),
        ("ne", "mero logne dubai bata aako, airport ma pakryo"),
        ("prs", "saat du beradarem ra gereftan"),
        ("prs", "ساعت دو برادرم را گرفتن"),
        ("en", "police took my brother, his wife is crying at home"),
        ("ar", "fi sidi bouzid khouya chaddouh w mama marida"),
        ("my", "အစ်ကိုကို ဖမ်းသွားတယ်"),
    ],
)
def test_one_who_is_held_is_no_list(language: str, text: str) -> None:
    assert "people_held" not in read_facts(text, language=language).values()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "me and my cousin"),
        ("fr", "moi et mon frère"),
        ("ar", "انا واخوي"),
        ("ar", "ana w a5i"),
        ("prs", "مه و بیادرم"),
        ("prs", "ma wa beradarem"),
        ("ps", "زه او زما ورور"),
        ("ps", "za aw zma wror"),
        ("ne", "म र मेरो भाइ"),
        ("ne", "ma ra mero vai"),
        ("my", "ကျွန်တော်ရယ် ညီမရယ်"),
    ],
)
def test_who_writes_and_one_more_are_two(language: str, text: str) -> None:
    context = Context(asked="who_held", is_held=True)

    assert read_facts(text, language=language, context=context).values()["people_held"] == "2"


def test_who_writes_with_another_of_a_third_is_none_of_them() -> None:
    text = "me and my mother ask everywhere, they took my brother"

    assert "people_held" not in read_facts(text, language="en").values()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I am 15, police hold me and my friends"),
        ("ar", "انا وصحابي شدونا البوليس، عمري 15 سنة"),
        ("ar", "ana 3omri 15 el police chaddouni ana w s7abi"),
        ("prs", "مه ۱۵ ساله استم مره با رفیق هایم پولیس گرفته"),
        ("prs", "ma 15 sala astom police mara gereft hamra rafiqhaim"),
        ("ps", "زه ۱۵ کلن یم پولیسو زه او ملګري مې نیولي یو"),
        ("ps", "za 15 kalan yam poliso zma malgari aw za niwali yo"),
        ("my", "ကျွန်တော် အသက် ၁၅ နှစ်ပါ ရဲတွေက ကျွန်တော်နဲ့ သူငယ်ချင်းတွေကို ဖမ်းထားတယ်"),
    ],
)
def test_who_is_held_with_friends_is_asked_about_with_their_own_age(
    language: str, text: str
) -> None:
    facts = read_facts(text, language=language).values()
    # In Burmese the word for "I" tells the sex as well.
    facts.pop("sex", None)

    assert facts == {
        "who_held": "self", "age": "15", "age_group": "child",
        "held_by": "police", "holder": "police",
    }  # fmt: skip


def test_the_age_and_the_wound_of_a_friend_are_not_those_of_who_writes() -> None:
    facts = read_facts("they hold me and my friend, he is 15 and he is hurt", language="en")

    assert not {"age", "age_group", "sex", "hurt", "condition"} & facts.values().keys()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ps", "د ګاونډي زوی یې ونیو"),
        ("en", "the army took her husband"),
    ],
)
def test_somebodys_relative_without_them_is_no_list(language: str, text: str) -> None:
    assert "people_held" not in read_facts(text, language=language).values()
