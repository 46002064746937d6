"""Whole intakes, from the first text to the reference, through every real process."""

from __future__ import annotations

import re

import pytest

from helpline.storage.kinds import ReferralState
from helpline.storage.referrals import current_facts, find_by_reference
from tests.end_to_end.installation import Installation

REFERENCE = re.compile(r"\b[2346789CFHJKRTWX]{3}-[2346789CFHJKRTWX]{3}\b")

# The first message, then an answer to each question, as people give them: numbers in any digits,
# words, or their own words.
INTAKES = {
    "en": [
        "they arrested my brother last night in Lalitpur we need a lawyer",
        "1", "Nepal", "1", "Lalitpur ward 5 police", "last night around 10", "no", "2", "0",
        "only sms, evenings",
    ],
    "ne": [
        "मेरो भाइलाई हिजो राति प्रहरीले पक्राउ गर्यो, वकिल चाहियो",
        "१", "१", "१", "ललितपुर प्रहरी चौकी", "हिजो राति १० बजे", "२", "२", "राम",
        "साँझ मात्र एसएमएस",
    ],
    "ne-Latn": [
        "mero bhai lai hijo rati prahari le pakrau garyo, wakil chahiyo",
        "1", "1", "1", "Lalitpur prahari chauki", "hijo rati 10 baje", "2", "2", "0", "sms matra",
    ],
    "ar": [
        "الشرطة اعتقلت أخي أمس ليلا ونحتاج إلى محام",
        "١", "٢", "١", "تونس، مركز باب سويقة", "أمس على الساعة العاشرة ليلا", "٢", "٢", "٠",
        "رسائل فقط",
    ],
}  # fmt: skip
LANGUAGE = {"en": "en", "ne": "ne", "ne-Latn": "ne", "ar": "ar"}
COUNTRY = {"en": "nepal", "ne": "nepal", "ne-Latn": "nepal", "ar": "tunisia"}
SCRIPT = {
    "en": r"[A-Za-z]",
    "ne": r"[\u0900-\u097f]",
    "ne-Latn": r"[\u0900-\u097f]",
    "ar": r"[\u0600-\u06ff]",
}


@pytest.mark.parametrize("writing", INTAKES)
def test_a_family_reaches_a_referral_in_their_own_writing(
    installation: Installation, writing: str
) -> None:
    number = f"+1555012{list(INTAKES).index(writing)}"
    opening, *answers = INTAKES[writing]

    first = installation.ask(number, opening, replies=2)
    assert len(first) == 2
    for answer in answers:
        last = installation.ask(number, answer)

    reference = REFERENCE.search(last[-1])
    assert reference is not None, last
    for sentence in installation.bodies(number):
        assert re.search(SCRIPT[writing], sentence), sentence
    database = installation.database()
    with database.reading() as session:
        referral = find_by_reference(session, reference[0])
        assert referral is not None
        assert referral.state is ReferralState.OPEN
        assert referral.language == LANGUAGE[writing]
        facts = {name: fact.value for name, fact in current_facts(session, referral.id).items()}
    database.close()
    assert facts["told_first"] == opening
    assert facts["who_held"] == "relative"
    assert facts["country"] == COUNTRY[writing]
    assert facts["held_by"] == "police"
    assert facts["age_group"] == "adult"
    assert facts["condition"] == "no"
    assert facts["place"] == answers[3]
    assert facts["reach"] == answers[8]


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
        assert current_facts(session, referral.id)["who_held"].value == "relative"
    database.close()


def test_a_question_between_two_answers_is_answered_and_the_form_goes_on(
    installation: Installation,
) -> None:
    installation.ask("+15550131", "the police arrested my cousin", replies=2)
    [country] = installation.ask("+15550131", "1")

    replies = installation.ask("+15550131", "is it free? we have no money", replies=3)

    assert "lawyer should be free" in replies[0]
    assert replies[-1] == country


def test_a_language_asked_for_between_two_answers_is_spoken_from_the_next_question_on(
    installation: Installation,
) -> None:
    number = "+15550134"
    installation.ask(number, "the police arrested my father", replies=2)

    changed, question = installation.ask(number, "in Arabic please, العربية", replies=2)

    assert re.search(SCRIPT["ar"], changed)
    assert re.search(SCRIPT["ar"], question)
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


def test_ten_copies_of_one_message_get_one_answer(installation: Installation) -> None:
    installation.faults(duplicates=9)
    try:
        installation.ask("+15550133", "thank you")
    finally:
        installation.faults(duplicates=0)
    installation.ask("+15550133", "good bye, and thank you again")

    assert len(installation.bodies("+15550133")) == 2
