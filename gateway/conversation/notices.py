"""Notices: fixed sentences that we say ourselves, also when the bot is away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gateway.conversation.render import render
from helpline.i18n import DEFAULT_LANGUAGE
from helpline.speech import Speech
from helpline.storage import messages
from helpline.storage.kinds import Author
from helpline.storage.messages import Draft, Option
from helpline.storage.tables import Contact

STOPPED = "utter_stopped"
STARTED = "utter_started"
KEYWORD_HELP = "utter_keyword_help"
MEDIA_RECEIVED = "utter_media_received"
HOLDING = "utter_holding"
FLOOD = "utter_flood"
HANDED_OVER = "utter_handed_over"
DEATH = "utter_death"
NOT_ALONE = "utter_not_alone"
HANDED_BACK = "utter_handed_back"


class Notices:
    """Puts notices into the outbox."""

    def __init__(self, speech: Speech) -> None:
        """Takes what speaks the sentences."""
        self._speech = speech

    def words(self, response: str, language: str | None) -> str:
        """Returns the words of a response without options, to be said along with another."""
        return self._speech.say(response, language or DEFAULT_LANGUAGE).text

    def put(
        self,
        session: Session,
        contact: Contact,
        response: str,
        *,
        language: str,
        turn: str,
        now: datetime,
        position: int = 0,
        values: Mapping[str, Any] | None = None,
    ) -> int:
        """Says a response in a language, in a turn from a position on; returns the next position.

        One without options is the system's, so that a number that comes after it still answers
        what the bot last offered.
        """
        said = self._speech.say(response, language, values=values)
        options = tuple(Option(title, payload) for title, payload in said.options)
        draft = Draft(said.text, said.language, response, options)
        for body in render(draft, contact.channel):
            messages.add_outbound(
                session, contact, replace(draft, body=body),
                turn=turn, position=position,
                author=Author.BOT if options else Author.SYSTEM, now=now,
            )  # fmt: skip
            position += 1
        return position
