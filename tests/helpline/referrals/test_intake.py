import random
from datetime import timedelta

import pytest

from helpline.referrals import intake
from helpline.referrals.reference import check_word_in, new_check_word, new_reference, reference_in
from helpline.storage.database import Database
from helpline.storage.kinds import ReferralState
from helpline.storage.referrals import current_facts, find_latest_referral, list_facts
from tests.builders import NOW, make_contact, make_inbound, make_referral


def test_the_same_message_opens_one_referral(any_database: Database) -> None:
    with any_database.transaction() as session:
        contact = make_contact(session)
        message = make_inbound(session, contact)

        opened = [
            intake.open_referral(
                session, contact, message_id=message.id, intent="report_arrest",
                now=NOW, rng=random.SystemRandom(),
            ).id
            for _ in range(2)
        ]  # fmt: skip

        assert opened[0] == opened[1]


def test_a_message_taken_again_after_confirmation_opens_no_second_referral(
    database: Database,
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        referral = make_referral(session, contact)

        again = intake.open_referral(
            session, contact, message_id=referral.opened_by, intent="report_arrest",
            now=NOW, rng=random.SystemRandom(),
        )  # fmt: skip

        assert again.id == referral.id


def test_an_answer_is_kept_from_the_first_one_on(any_database: Database) -> None:
    with any_database.transaction() as session:
        contact = make_contact(session)
        referral = make_referral(session, contact, submitted=False)
        message = make_inbound(session, contact, "Lalitpur")

        for _ in range(2):
            intake.record_answer(
                session, contact, "place", "Lalitpur", message_id=message.id, now=NOW
            )

        places = [fact for fact in list_facts(session, referral.id) if fact.name == "place"]
        assert [place.value for place in places] == ["Lalitpur"]
        assert referral.state is ReferralState.DRAFT


def test_a_correction_is_put_over_the_older_answer(database: Database) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        referral = make_referral(session, contact, facts={"place": "Patan"}, submitted=False)
        message = make_inbound(session, contact, "no, Lalitpur")

        intake.record_answer(session, contact, "place", "Lalitpur", message_id=message.id, now=NOW)

        assert current_facts(session, referral.id)["place"].value == "Lalitpur"
        assert len(list_facts(session, referral.id)) == 2


def test_submitting_twice_confirms_the_same_referral(database: Database) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        referral = make_referral(session, contact, submitted=False)

        first = intake.submit_referral(session, contact, now=NOW)
        second = intake.submit_referral(session, contact, now=NOW + timedelta(minutes=1))

        assert first is second is referral
        assert referral.state is ReferralState.OPEN
        assert referral.submitted_at == NOW


def test_news_goes_to_the_latest_referral(database: Database) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        assert intake.record_news(session, contact, "moved", message_id="m", now=NOW) is None
        make_referral(session, contact)

        referral = intake.record_news(session, contact, "moved", message_id="m", now=NOW)

        assert referral is find_latest_referral(session, contact.id)
        assert current_facts(session, referral.id)["news"].value == "moved"


@pytest.mark.parametrize(
    ("written", "reference"),
    [
        ("any news of K7F-3RH?", "K7F-3RH"),
        ("k7f 3rh elephant", "K7F-3RH"),
        ("K7F3RH", "K7F-3RH"),
        ("رقمي K٧F-٣RH", "K7F-3RH"),
        ("call 347 236 please", "347-236"),
        ("no reference here", None),
        ("XK7F-3RHX", None),
    ],
)
def test_a_reference_is_found_however_it_is_typed(written: str, reference: str | None) -> None:
    assert reference_in(written) == reference


def test_references_are_read_out_without_doubt() -> None:
    rng = random.Random(1)

    references = {new_reference(rng) for _ in range(500)}

    assert len(references) == 500
    assert not set("".join(references)) & set("015AEIOUBDPGSMNQVYZL")


@pytest.mark.parametrize("language", ["en", "fr", "ar", "prs", "ps", "ne", "my"])
def test_every_check_word_has_a_word_of_its_own_in_every_language(language: str) -> None:
    rng = random.Random(1)
    words = {new_check_word(rng) for _ in range(1000)}

    translated = {check_word_in(word, language) for word in words}

    assert len(translated) == len(words) == 28
    assert language == "en" or not translated & words - {"village"}
