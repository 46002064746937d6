"""Calls of Rasa's to the action server, as its protocol has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask.testing import FlaskClient

from helpline.referrals.questions import QUESTION_OF
from helpline.storage.database import Database
from helpline.storage.tables import Contact
from tests.builders import CANARY_TEXT, make_inbound

TOKEN = "token-of-tests"


def call(
    action: str,
    contact: Contact,
    text: str = CANARY_TEXT,
    *,
    intent: str = "report_arrest",
    slots: dict[str, Any] | None = None,
    choice: str | None = None,
    message_id: str = "m1",
    events: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    metadata = {"message_id": message_id, "text": text, "language": "en", "choice": choice}
    message = {
        "intent": {"name": intent, "confidence": 0.9},
        "entities": [],
        "text": text,
        "metadata": metadata,
    }
    return {
        "next_action": action,
        "sender_id": contact.bot_conversation,
        "tracker": {
            "sender_id": contact.bot_conversation,
            "slots": slots or {},
            "latest_message": message,
            "events": [{"event": "user", "text": text, "metadata": metadata}, *events],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": "action_listen",
        },
        "domain": {"forms": {"intake_form": {"required_slots": list(QUESTION_OF)}}},
        "version": "3.6.21",
    }


def run(client: FlaskClient, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post("/webhook", json=body, headers={"X-Helpline-Token": TOKEN})
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.get_json()
    return result


def written(
    database: Database, client: FlaskClient, contact: Contact, action: str, text: str, intent: str
) -> dict[str, Any]:
    """What an action does with a message that a contact has just written."""
    with database.transaction() as session:
        message = make_inbound(session, contact, text).id
    return run(client, call(action, contact, text, intent=intent, message_id=message))
