"""What reading a message needs of files, read when a process starts: else who writes first after a
restart waits a second or more for it, in each language anew.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from helpline.i18n import LANGUAGES
from helpline.news.reading import read_news
from helpline.referrals.names import compare
from helpline.referrals.reading import told_in
from helpline.referrals.urgency import signs_in
from helpline.referrals.wording import says_not_known

_IN_LATIN_LETTERS = "salam"
_ANY_ZONE = ZoneInfo("UTC")


def warm_facts() -> None:
    """Reads the words of all languages, as they are needed to tell facts and dates."""
    for code, language in LANGUAGES.items():
        for line in (language.autonym, _IN_LATIN_LETTERS):
            told_in(line, language=code, now=datetime.now(UTC))
            says_not_known(line)


def warm_signs() -> None:
    """Reads the words of all languages that tell of danger and of news, and how names sound in each
    script.
    """
    for code, language in LANGUAGES.items():
        signs_in(language.autonym)
        compare(language.autonym, _IN_LATIN_LETTERS)
        for line in (language.autonym, _IN_LATIN_LETTERS):
            read_news(line, language=code, zone=_ANY_ZONE, now=datetime.now(UTC))
