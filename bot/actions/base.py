"""What all custom actions share: who is writing, which message is being answered, and the
database.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from helpline.errors import NotFound
from helpline.i18n import DEFAULT_LANGUAGE
from helpline.law.answers import LawAnswers
from helpline.office import OfficeHours
from helpline.storage.contacts import find_contact_of_bot
from helpline.storage.database import Database
from helpline.storage.tables import Contact

Events = list[dict[str, Any]]


@dataclass(frozen=True)
class Helpline:
    """What actions work with. `office` tells when staff are there, `clock` returns the present
    moment, aware, `rng` draws references.
    """

    database: Database
    law: LawAnswers
    office: OfficeHours = field(default_factory=OfficeHours)
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    rng: random.Random = field(default_factory=random.SystemRandom)


@dataclass(frozen=True)
class Turn:
    """The message being answered, as the gateway described it to Rasa.

    `hours_since` counts from the person's message before it, 0 for the first; `ranking` holds what
    it may mean, (intent, confidence), the likeliest first. `proof` is what the person must show
    before anything of their request is said, `has_word` whether they have a word of their own, and
    `is_meant` whether `choice` says what they meant by `text`, which was doubtful. `learnt` holds
    what it is likely to mean as an answer to each question: the value, and how likely, up to 1.
    """

    conversation: str
    message_id: str
    text: str
    language: str
    language_known: bool
    intent: str | None
    confidence: float
    choice: str | None
    hours_since: float
    ranking: tuple[tuple[str, float], ...]
    proof: str | None = None
    has_word: bool = False
    is_meant: bool = False
    learnt: Mapping[str, tuple[str, float]] = field(default_factory=dict)

    @property
    def chosen(self) -> tuple[str, str]:
        """The kind and the value of what was chosen, ("", "") where nothing was."""
        kind, _, value = (self.choice or "").partition(":")
        return kind, value

    @classmethod
    def of(cls, tracker: Tracker) -> Turn:
        """Reads the turn from a tracker; raises KeyError if the message did not come through our
        channel.
        """
        message = tracker.latest_message
        metadata = message["metadata"]
        intent = message.get("intent") or {}
        return cls(
            conversation=tracker.sender_id,
            message_id=metadata["message_id"],
            text=metadata["text"],
            language=metadata.get("language") or DEFAULT_LANGUAGE,
            language_known=bool(metadata.get("language_known", True)),
            intent=intent.get("name"),
            confidence=float(intent.get("confidence") or 0.0),
            choice=metadata.get("choice"),
            hours_since=float(metadata.get("hours_since") or 0.0),
            ranking=tuple(
                (each["name"], float(each["confidence"]))
                for each in message.get("intent_ranking") or []
            ),
            proof=metadata.get("proof"),
            has_word=bool(metadata.get("has_word")),
            is_meant=bool(metadata.get("is_meant")),
            learnt={
                question: (str(value), float(share))
                for question, (value, share) in (message.get("answers") or {}).items()
            },
        )


def open_form(tracker: Tracker) -> str | None:
    """Returns the name of the form whose questions are being asked, or None."""
    name: str | None = (tracker.active_loop or {}).get("name")
    return name


class HelplineAction(Action):
    """An action of ours: subclasses say what to do in `act`, in one transaction."""

    def __init__(self, helpline: Helpline) -> None:
        """Takes what the action works with."""
        self.helpline = helpline

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Runs the action; whatever it says reaches the person only if its transaction
        committed.
        """
        turn = Turn.of(tracker)
        with self.helpline.database.transaction() as session:
            return self.act(session, turn, dispatcher, tracker)

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Does the action's work in a session and returns Rasa's events."""
        raise NotImplementedError

    @staticmethod
    def contact(session: Session, turn: Turn) -> Contact:
        """Returns who writes; raises NotFound if they have been erased since."""
        contact = find_contact_of_bot(session, turn.conversation)
        if contact is None:
            raise NotFound("contact")
        return contact
