"""Ready replies: what they say, in which language, and as whose wording."""

from __future__ import annotations

import re

import pytest

from helpline.referrals.canned import canned_replies, filled, worded
from helpline.speech import Speech
from helpline.text.sms import count

SPEECH = Speech()
TELLTALE = re.compile(r"arrest|police|prison|jail|court|lawyer|judge|detain|custody", re.I)


@pytest.mark.parametrize("purpose", canned_replies())
def test_every_reply_is_short_and_its_first_line_tells_nothing(purpose: str) -> None:
    says = canned_replies()[purpose].says

    assert count(says.replace("{check_word}", "elephant")).parts <= 2
    assert not TELLTALE.search(says.splitlines()[0])
    assert set(re.findall(r"\{(\w+)\}", says)) <= {"reference", "check_word"}


def test_the_office_s_own_wording_goes_before_the_helpline_s() -> None:
    canned = canned_replies()["read"]
    own = {("read", "ne"): "हेरियो।", ("read", "en"): "Seen."}

    assert worded(canned, "ne", own, SPEECH).text == "हेरियो।"
    assert worded(canned, "en", own, SPEECH).text == "Seen."
    assert worded(canned, "en", {}, SPEECH).text == canned.says


def test_a_language_without_a_translation_gets_the_english_and_says_so() -> None:
    class Untranslated(Speech):
        def translated(self, sentence: str, language: str) -> tuple[str, str]:
            return sentence, "en"

    wording = worded(canned_replies()["read"], "my", {("read", "en"): "Seen."}, Untranslated())

    assert (wording.text, wording.language) == ("Seen.", "en")


def test_a_placeholder_without_a_value_stays_for_staff_to_see() -> None:
    assert filled("{reference} {check_word}", {"reference": "{check_word}"}) == (
        "{check_word} {check_word}"
    )
    assert filled("Say {check_word}.", {}) == "Say {check_word}."
