"""What the number of ours that somebody wrote to says: whose law, and when somebody is there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.actions.base import Helpline
from bot.actions.server import create_app
from helpline.law.answers import LawAnswers
from helpline.law.book import LawBook
from helpline.office import OfficeHours
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.numbers import NumberSettings, OwnAddress, set_number
from helpline.storage.tables import Contact
from tests.actions.calls import TOKEN, call, run
from tests.builders import NOW, OWN_NUMBER, make_contact

# Tuesday 24 November 2026, 15:15 in Kathmandu and 10:30 in Tunis.
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def contact_of(database: Database, chosen: NumberSettings, address: str = "+15550177") -> Contact:
    with database.transaction() as session:
        set_number(session, OwnAddress(Channel.SMS, OWN_NUMBER), chosen, now=NOW)
        return make_contact(session, address=address)


def answers(database: Database, contact: Contact, action: str, **more: str) -> list[str]:
    always = OfficeHours()
    helpline = Helpline(database, LawAnswers(LawBook.load()), always, clock=lambda: AT)
    client = create_app(helpline, token=TOKEN).test_client()
    return [each["response"] for each in run(client, call(action, contact, **more))["responses"]]


@pytest.mark.parametrize(
    ("jurisdiction", "address", "said"),
    [
        ("tunisia", "+15550177", ["utter_law_answer", "utter_law_assumed_tunisia"]),
        # What they wrote to says more than where their phone is from.
        ("tunisia", "+9779812345678", ["utter_law_answer", "utter_law_assumed_tunisia"]),
        (None, "+9779812345678", ["utter_law_answer", "utter_law_assumed_nepal"]),
        (None, "+15550177", ["utter_ask_law_country"]),
        # In the West Bank two laws hold: no number tells which.
        ("palestine", "+15550177", ["utter_ask_law_holder"]),
        ("israeli-military", "+9779812345678", ["utter_ask_law_holder"]),
    ],
)
def test_the_law_that_a_number_stands_for_is_told_as_an_assumption(
    database: Database, jurisdiction: str | None, address: str, said: list[str]
) -> None:
    contact = contact_of(database, NumberSettings(jurisdiction=jurisdiction), address)

    # Words that tell of nobody held.
    asked = {"intent": "ask_bail", "text": "what does bail cost?"}
    assert answers(database, contact, "action_answer_right", **asked) == said


@pytest.mark.parametrize(
    ("hours", "zone", "said"),
    [
        ("Mon-Fri 10:00-16:00", "Asia/Kathmandu", "utter_handed_over"),
        ("Mon-Fri 12:00-16:00", "Africa/Tunis", "utter_handed_over_later"),
        (None, None, "utter_handed_over"),
    ],
)
def test_who_asks_for_a_person_is_told_the_hours_of_the_number_they_wrote_to(
    any_database: Database, hours: str | None, zone: str | None, said: str
) -> None:
    chosen = NumberSettings(office_hours=hours, office_timezone=zone)
    contact = contact_of(any_database, chosen)

    told = answers(any_database, contact, "action_hand_over", intent="talk_to_human")

    assert told == [said]
