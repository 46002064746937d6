"""Whole intakes, from the first text to the reference, through every real process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from helpline.storage.kinds import ReferralState
from helpline.storage.referrals import current_facts, find_by_reference
from tests.end_to_end.installation import Installation

REFERENCE = re.compile(r"\b[2346789CFHJKRTWX]{3}-[2346789CFHJKRTWX]{3}\b")


# The first message, which tells who, where and when, and what a family answers to each question
# that it leaves open, as people give them: numbers in any digits, words, or their own words.
@dataclass(frozen=True)
class Intake:
    opening: str
    language: str
    country: str
    answers: dict[str, str]
    script: str


LATIN, ARABIC, DEVANAGARI, BURMESE = (
    r"[A-Za-z]", r"[\u0600-\u06ff]", r"[\u0900-\u097f]", r"[\u1000-\u109f]",
)  # fmt: skip
INTAKES = {
    "en": Intake(
        "police arrested my brother last night in Lalitpur, we need a lawyer", "en", "nepal",
        {"safe": "1", "age_group": "no", "condition": "2", "questioned": "not yet",
         "held_name": "0"},
        LATIN,
    ),
    "fr": Intake(
        "la police a arrêté mon frère hier soir à Sfax, il nous faut un avocat", "fr", "tunisia",
        {"safe": "oui", "age_group": "2", "condition": "non", "questioned": "1",
         "held_name": "0"},
        LATIN,
    ),
    "ar": Intake(
        "الشرطة اعتقلت أخي أمس ليلا في صفاقس ونحتاج إلى محام", "ar", "tunisia",
        {"safe": "١", "age_group": "٢", "condition": "لا", "questioned": "١", "held_name": "٠"},
        ARABIC,
    ),
    "ar-Latn": Intake(
        "el chorta chaddou 5ouya el bera7 fel lil fi Sfax, n7ebou mo7ami", "ar", "tunisia",
        {"safe": "1", "age_group": "2", "condition": "2", "questioned": "1", "held_name": "0"},
        ARABIC,
    ),
    "prs": Intake(
        "پولیس دیشب برادرم را در کابل گرفت، وکیل کار داریم", "prs", "afghanistan",
        {"safe": "بلی", "age_group": "۲", "condition": "۲", "questioned": "۱", "held_name": "۰"},
        ARABIC,
    ),
    "ps": Intake(
        "پولیسو تېره شپه زما ورور په کندهار کې ونیو، وکیل ته اړتیا لرو", "ps", "afghanistan",
        {"safe": "۱", "age_group": "۲", "condition": "نه", "questioned": "۱", "held_name": "۰"},
        ARABIC,
    ),
    "ne": Intake(
        "मेरो भाइलाई हिजो राति ललितपुरमा प्रहरीले पक्राउ गर्यो, वकिल चाहियो", "ne", "nepal",
        {"safe": "१", "age_group": "२", "condition": "२", "questioned": "१", "held_name": "राम"},
        DEVANAGARI,
    ),
    "ne-Latn": Intake(
        "mero bhai lai hijo rati Lalitpur ma prahari le pakrau garyo, wakil chahiyo", "ne",
        "nepal",
        {"safe": "1", "age_group": "2", "condition": "2", "questioned": "1", "held_name": "0"},
        DEVANAGARI,
    ),
    "my": Intake(
        "မနေ့ညက ရဲတွေက ကျွန်မ အစ်ကိုကို မန္တလေးမှာ ဖမ်းသွားတယ် ရှေ့နေလိုတယ်", "my", "myanmar",
        {"safe": "၁", "age_group": "၂", "condition": "၂", "questioned": "၁", "held_name": "၀"},
        BURMESE,
    ),
}  # fmt: skip
MOST_QUESTIONS = 6


@pytest.mark.parametrize("writing", INTAKES)
def test_a_family_reaches_a_referral_in_their_own_writing(
    installation: Installation, writing: str
) -> None:
    number = f"+1555012{list(INTAKES).index(writing)}"
    intake = INTAKES[writing]

    installation.ask(number, intake.opening, replies=2)
    asked = []
    while len(asked) <= MOST_QUESTIONS:
        question = installation.asked(number)
        asked.append(question)
        if question == "confirmed":
            break
        assert question in intake.answers, (asked, installation.bodies(number))
        installation.ask(number, intake.answers[question])
    summary = installation.bodies(number)[-1]
    last = installation.ask(number, "1", replies=2)

    assert len(asked) <= MOST_QUESTIONS
    reference = REFERENCE.search(last[0])
    assert reference is not None, last
    for sentence in installation.bodies(number):
        assert re.search(intake.script, sentence), sentence
    database = installation.database()
    with database.reading() as session:
        referral = find_by_reference(session, reference[0])
        assert referral is not None
        assert referral.state is ReferralState.OPEN
        assert referral.language == intake.language
        facts = {name: fact.value for name, fact in current_facts(session, referral.id).items()}
    database.close()
    assert facts["told_first"] == intake.opening
    assert facts["who_held"] == "relative"
    assert facts["country"] == intake.country
    assert facts["held_by"] == "police"
    assert facts["sex"] == "male"
    assert facts["age_group"] == "adult"
    assert facts["condition"] == "no"
    assert facts["questioned"] == "no"
    assert facts["place"] in summary
    assert facts["arrested_when"] in intake.opening


def test_a_conversation_that_breaks_off_leaves_a_draft_for_staff(
    installation: Installation,
) -> None:
    installation.ask("+15550130", "police took my son this morning", replies=2)
    installation.ask("+15550130", "1")

    database = installation.database()
    with database.reading() as session:
        contact = installation.contact(session, "+15550130")
        referral = installation.referral(session, contact.id)
        assert referral.state is ReferralState.DRAFT
        facts = current_facts(session, referral.id)
        assert facts["who_held"].value == "relative"
        assert facts["safe"].value == "yes"
    database.close()


def test_a_question_between_two_answers_is_answered_and_the_form_goes_on(
    installation: Installation,
) -> None:
    installation.ask("+15550131", "the police arrested my cousin", replies=2)
    [country] = installation.ask("+15550131", "1")

    replies = installation.ask("+15550131", "is it free? we have no money", replies=3)

    assert "lawyer should be free" in replies[0]
    assert replies[-1] == country


def test_a_correction_changes_what_was_told_and_is_said_back(installation: Installation) -> None:
    number = "+15550135"
    today = datetime.now(ZoneInfo("Asia/Kathmandu"))
    wrong, right = (f"{today - timedelta(days):%A}" for days in (3, 2))
    installation.ask(number, f"police arrested my sister on {wrong} in Pokhara", replies=2)

    changed, question = installation.ask(number, f"no, on {right} not {wrong}", replies=2)

    assert changed.startswith(f"We changed this:\nSince: {right}")
    assert question.startswith("Is it safe to write on this phone?")


def test_a_message_in_two_languages_keeps_the_answers(installation: Installation) -> None:
    number = "+15550136"
    installation.ask(number, "मेरो छोरालाई पोखरामा प्रहरीले समात्यो", replies=2)
    installation.ask(number, "1")

    installation.ask(number, "since yesterday morning, he is 16")

    database = installation.database()
    with database.reading() as session:
        contact = installation.contact(session, number)
        facts = current_facts(session, installation.referral(session, contact.id).id)
        assert facts["arrested_when"].value.startswith("since yesterday morning")
        assert facts["age"].value == "16"
    database.close()


def test_nothing_is_said_back_on_a_phone_that_is_not_safe(installation: Installation) -> None:
    number = "+15550137"
    installation.ask(number, "police arrested my wife last night in Butwal", replies=2)
    warned, _ = installation.ask(number, "2", replies=2)
    assert "Delete these messages" in warned

    while installation.asked(number) != "confirmed":
        installation.ask(number, "0")

    for body in installation.bodies(number):
        assert "Butwal" not in body


def test_a_language_asked_for_between_two_answers_is_spoken_from_the_next_question_on(
    installation: Installation,
) -> None:
    number = "+15550134"
    installation.ask(number, "the police arrested my father", replies=2)

    changed, question = installation.ask(number, "in Arabic please, العربية", replies=2)

    assert re.search(ARABIC, changed)
    assert re.search(ARABIC, question)
    [country] = installation.ask(number, "1")
    assert country.startswith("في أي بلد؟")


def test_the_phone_learns_what_became_of_each_message(installation: Installation) -> None:
    from tests.end_to_end.installation import wait_for

    installation.ask("+15550132", "thank you so much", channel="whatsapp")

    wait_for(
        lambda: (
            [
                message["status"]
                for message in installation.received("+15550132", channel="whatsapp")
            ]
            == ["read"]
        ),
        seconds=10,
        what="the last report",
    )


def test_14_66_ten_copies_of_one_message_get_one_answer(installation: Installation) -> None:
    installation.faults(duplicates=9)
    try:
        installation.ask("+15550133", "thank you")
    finally:
        installation.faults(duplicates=0)
    installation.ask("+15550133", "good bye, and thank you again")

    assert len(installation.bodies("+15550133")) == 2
