from datetime import timedelta

from helpline.learning.dropouts import count_dropouts
from helpline.storage.database import Database
from tests.builders import NOW, make_contact, make_referral


def test_an_intake_left_for_a_day_counts_at_its_open_question(any_database: Database) -> None:
    with any_database.transaction() as session:
        for number, facts in enumerate(
            [{"safe": "yes"}, {"safe": "yes"}, {"safe": "yes", "who_held": "relative"}]
        ):
            contact = make_contact(session, address=f"+1555012{number}")
            make_referral(session, contact, facts=facts, submitted=False)

        assert count_dropouts(session, now=NOW + timedelta(hours=23)) == {}
        assert count_dropouts(session, now=NOW + timedelta(hours=25)) == {
            "who_held": 2,
            "country": 1,
        }


def test_a_confirmed_referral_was_not_left(any_database: Database) -> None:
    with any_database.transaction() as session:
        make_referral(session, make_contact(session), facts={"safe": "yes"})

        assert count_dropouts(session, now=NOW + timedelta(days=3)) == {}
