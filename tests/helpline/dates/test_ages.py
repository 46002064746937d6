"""An age beside a time is no time, and does not take the time's place."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from helpline.dates import understand

ZONE = ZoneInfo("Asia/Kathmandu")
NOW = datetime(2026, 11, 25, 22, 10, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("language", "told", "quote"),
    [
        ("en", "last night my 16 year old son was taken", "last night"),
        ("en", "yesterday evening my 15 year old son", "yesterday evening"),
        ("en", "this morning police arrested my brother aged 22", "this morning"),
        ("fr", "hier soir mon fils âgé de 16 ans a été arrêté", "hier soir"),
        ("ar", "البارح في الليل ولدي عمرو 16 سنة شدوه", "البارح في الليل"),
        ("ne", "हिजो राति मेरो १६ वर्षको छोरालाई पोखरामा प्रहरीले लग्यो", "हिजो राति"),
        ("ne-Latn", "hijo rati mero 16 barsa ko xora lai prahari le lagyo", "hijo rati"),
        ("prs", "دیشب پسر ۱۵ ساله ام را پولیس برد", "دیشب"),
        ("ps", "تېره شپه زما د ۱۶ کلن زوی پولیسو بوتلو", "تېره شپه"),
        ("my", "မနေ့ညက အသက် ၁၆ နှစ် သားကို ရဲဖမ်းသွားတယ်", "မနေ့ညက"),
    ],
)
def test_the_time_is_read_beside_an_age(language: str, told: str, quote: str) -> None:
    when = understand(told, language=language, zone=ZONE, now=NOW)

    assert when.is_clear
    assert when.quote == quote


@pytest.mark.parametrize("told", ["my son is 16 years old", "ऊ १६ वर्षको हो", "عمره ١٥ سنة"])
def test_an_age_alone_is_no_time(told: str) -> None:
    assert not understand(told, language=None, zone=ZONE, now=NOW).is_clear
