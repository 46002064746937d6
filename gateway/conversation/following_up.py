"""Asking a family what became of the person held, when the time for it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.conversation.phones import follow_up_for
from helpline.i18n import DEFAULT_LANGUAGE
from helpline.referrals.afterwards import question_of
from helpline.referrals.follow_ups import is_quiet, is_still_wanted
from helpline.speech import Speech
from helpline.storage import messages
from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.follow_ups import list_due, mark
from helpline.storage.kinds import Author, Channel, FollowUpState
from helpline.storage.messages import Draft, Option
from helpline.storage.tables import FollowUp


class FollowUps:
    """Puts every due question into the outbox of its contact, once."""

    def __init__(
        self, database: Database, speech: Speech, render: Callable[[Draft, Channel], list[str]]
    ) -> None:
        """Takes the database, what speaks the sentence, and how it is written on a channel."""
        self._database = database
        self._speech = speech
        self._render = render

    def ask_due(self, *, now: datetime) -> list[str]:
        """Asks what is due and returns the ids of the contacts who have something to be sent."""
        with self._database.reading() as session:
            due = [follow_up.id for follow_up in list_due(session, now=now)]
        asked = []
        for follow_up_id in due:
            with self._database.transaction() as session:
                contact_id = self._ask(session, follow_up_id, now)
            if contact_id is not None:
                asked.append(contact_id)
        return asked

    def _ask(self, session: Session, follow_up_id: str, now: datetime) -> str | None:
        follow_up = session.get(FollowUp, follow_up_id)
        if follow_up is None or is_quiet(session, follow_up, now=now):
            return None
        contact = get_contact(session, follow_up.contact_id)
        language = contact.language or DEFAULT_LANGUAGE
        question = question_of(session, follow_up, language, now=now)
        wanted = question is not None and is_still_wanted(session, follow_up)
        state = FollowUpState.ASKED if wanted else FollowUpState.CANCELED
        if not mark(session, follow_up_id, state) or question is None or not wanted:
            return None
        response = follow_up_for(contact, question.response)
        said = self._speech.say(response, language, values=question.values)
        options = tuple(Option(title, payload) for title, payload in said.options)
        draft = Draft(said.text, said.language, response, options)
        for position, body in enumerate(self._render(draft, contact.channel)):
            messages.add_outbound(
                session, contact, replace(draft, body=body),
                turn=f"follow-up:{follow_up_id}", position=position,
                author=Author.BOT, now=now,
            )  # fmt: skip
        return contact.id
