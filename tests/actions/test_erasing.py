"""Erasure is asked twice, and confirmed only by what was offered."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from helpline.privacy.erasure import FAREWELL
from helpline.speech import Speech
from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.persons import link
from helpline.storage.tables import Contact
from tests.actions.calls import call, run
from tests.builders import make_contact

FIRST, AGAIN = "utter_ask_delete", "utter_ask_delete_again"


@pytest.fixture
def contact(database: Database) -> Contact:
    with database.transaction() as session:
        return make_contact(session)


def answer(
    client: FlaskClient,
    contact: Contact,
    *,
    after: str | None,
    intent: str = "delete_data",
    choice: str | None = None,
) -> str:
    body = call("action_erase", contact, intent=intent, choice=choice)
    if after is not None:
        said = {"event": "bot", "text": "…", "metadata": {"utter_action": after}}
        body["tracker"]["events"].insert(0, said)
    [told] = run(client, body)["responses"]
    return str(told["response"])


@pytest.mark.parametrize(
    ("after", "intent", "choice", "said"),
    [
        (None, "delete_data", None, FIRST),
        ("utter_help", "delete_data", None, FIRST),
        # What the first question offers, and what means the same.
        (FIRST, "delete_data", "delete:once", AGAIN),
        (FIRST, "affirm", None, AGAIN),
        (FIRST, "delete_data", None, AGAIN),
        # The second is answered by its option, and by no word that may be of the first.
        (AGAIN, "affirm", None, AGAIN),
        (AGAIN, "delete_data", None, AGAIN),
        (AGAIN, "delete_data", "delete:once", AGAIN),
        (AGAIN, "delete_data", "delete:sure", FAREWELL),
        # Answered again after the bot's memory is gone already.
        (None, "delete_data", "delete:sure", FAREWELL),
        # A wish that is said anew, after something else, is asked about from the beginning.
        ("utter_kept", "delete_data", None, FIRST),
    ],
)
def test_nothing_is_promised_before_both_questions_are_answered(
    client: FlaskClient,
    contact: Contact,
    after: str | None,
    intent: str,
    choice: str | None,
    said: str,
) -> None:
    assert answer(client, contact, after=after, intent=intent, choice=choice) == said


@pytest.mark.parametrize(
    ("said", "text", "is_done"),
    [
        ([FIRST], "yes delete everything", False),
        ([AGAIN], "yes", False),
        ([AGAIN], "delete everything", False),
        ([AGAIN], "yes delete everything", True),
        ([AGAIN, AGAIN], "yes", True),
        ([AGAIN, AGAIN], "wait, what?", False),
        ([AGAIN, "utter_kept"], "yes delete everything", False),
    ],
)
def test_a_yes_with_the_wish_confirms_and_a_lone_one_the_second_time(
    client: FlaskClient, contact: Contact, said: list[str], text: str, is_done: bool
) -> None:
    events = [{"event": "bot", "metadata": {"utter_action": each}} for each in said]
    body = call("action_erase", contact, text, intent="delete_data", events=events)
    body["tracker"]["events"].append({"event": "user", "text": text})

    [told] = run(client, body)["responses"]

    assert (told["response"] == FAREWELL) is is_done


def test_each_question_offers_to_keep_everything() -> None:
    speech = Speech()

    offered = {
        name: [each for _, each in speech.say(name, "en").options] for name in (FIRST, AGAIN)
    }

    assert offered == {
        FIRST: ["delete:once", "intent:deny"],
        AGAIN: ["delete:sure", "intent:deny"],
    }
    assert speech.say(FAREWELL, "en").options == ()


def test_who_writes_on_two_channels_is_told_that_both_go(
    client: FlaskClient, contact: Contact, database: Database
) -> None:
    with database.transaction() as session:
        other = make_contact(session, channel=Channel.WHATSAPP)
        link(session, get_contact(session, contact.id), other)

    told = run(client, call("action_erase", contact, intent="delete_data"))["responses"]

    assert [each["response"] for each in told] == ["utter_delete_linked", FIRST]
