"""A turn: one message of a contact is read, the bot answers, and the answer stands in the
outbox.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway.conversation.bot import Bot, BotUnavailable, TurnAnswer, TurnFailed, TurnRequest
from gateway.conversation.render import render
from gateway.metrics import TURNS
from helpline.i18n import DEFAULT_LANGUAGE
from helpline.storage import messages
from helpline.storage.contacts import get_contact, renew_lease
from helpline.storage.database import Database
from helpline.storage.kinds import Author, Handler, MessageState
from helpline.storage.tables import Contact, Message
from helpline.text.characters import truncate_graphemes
from helpline.text.keywords import Keyword, keyword_of
from helpline.text.language import LanguageGuesser, next_language
from helpline.text.options import chosen

logger = logging.getLogger(__name__)

# What a carrier delivers at most in one message; more than that is not read by the bot, but is
# kept.
_MAX_READ = 1600
# A message that the bot fails at this often is parked for staff, so that those after it are
# answered.
_MAX_ATTEMPTS = 8
_LONGEST_WAIT = timedelta(seconds=30)
# What stands for a message without words (a photo, a voice note): it is answered as not understood.
_NO_WORDS = "intent:nlu_fallback"


@dataclass(frozen=True)
class Held:
    """A contact that this worker holds: its id, the lease's owner and length in seconds."""

    contact_id: str
    owner: str
    seconds: int


class TurnTaker:
    """Takes turns for contacts that are held by lease."""

    def __init__(self, database: Database, bot: Bot, guesser: LanguageGuesser) -> None:
        """Takes the database, the way to the bot, and what tells languages apart."""
        self._database = database
        self._bot = bot
        self._guesser = guesser

    def take(self, held: Held, message_id: str, *, now: datetime) -> None:
        """Answers one inbound message; raises LeaseLost if the contact is no longer ours.

        Everything that the answer changes is committed at once, guarded by the lease, and after the
        bot has answered. If the worker dies before that, the turn is taken again under the same
        message id, and the bot gives the answer that it gave then.
        """
        request = self._prepare(held, message_id, now)
        if request is None:
            TURNS.labels("no_answer_due").inc()
            return
        try:
            answer = self._bot.ask(request)
        except BotUnavailable:
            self._put_off(held, message_id, now, counts=False)
        except TurnFailed:
            self._put_off(held, message_id, now, counts=True)
        else:
            self._commit(held, message_id, answer, now)
            TURNS.labels("answered").inc()

    def _prepare(self, held: Held, message_id: str, now: datetime) -> TurnRequest | None:
        with self._database.transaction() as session:
            renew_lease(session, held.contact_id, held.owner, held.seconds)
            contact = get_contact(session, held.contact_id)
            message = messages.get_message(session, message_id)
            body = messages.body_of(session, message)
            self._learn_language(contact, body)
            message.language = contact.language
            if not _is_for_bot(contact, body, now):
                _finish(message, now)
                return None
            return self._request(session, contact, message, body)

    def _learn_language(self, contact: Contact, body: str) -> None:
        guess = self._guesser.guess(body, known=contact.language)
        contact.language = next_language(guess, contact.language)
        if contact.language == guess.language:
            contact.script = guess.script

    @staticmethod
    def _request(session: Session, contact: Contact, message: Message, body: str) -> TurnRequest:
        text = truncate_graphemes(body, _MAX_READ)
        choice = _choice(session, contact.id, text) if text.strip() else _NO_WORDS
        metadata = {
            "message_id": message.id,
            "text": text,
            "language": contact.language or DEFAULT_LANGUAGE,
            "script": contact.script,
            "channel": contact.channel.value,
        }
        if choice is not None:
            metadata["choice"] = choice
        return TurnRequest(contact.bot_conversation, message.id, text, metadata)

    def _commit(self, held: Held, message_id: str, answer: TurnAnswer, now: datetime) -> None:
        with self._database.transaction() as session:
            renew_lease(session, held.contact_id, held.owner, held.seconds)
            contact = get_contact(session, held.contact_id)
            message = messages.get_message(session, message_id)
            position = 0
            for reply in answer.replies:
                for body in render(reply):
                    draft = replace(reply, body=body)
                    messages.add_outbound(
                        session, contact, draft,
                        turn=message_id, position=position, author=Author.BOT, now=now,
                    )  # fmt: skip
                    position += 1
            message.intent = answer.intent
            _finish(message, now)

    def _put_off(self, held: Held, message_id: str, now: datetime, *, counts: bool) -> None:
        with self._database.transaction() as session:
            renew_lease(session, held.contact_id, held.owner, held.seconds)
            message = messages.get_message(session, message_id)
            message.attempts += int(counts)
            message.updated_at = now
            if message.attempts >= _MAX_ATTEMPTS:
                message.state = MessageState.PARKED
                get_contact(session, held.contact_id).handler = Handler.STAFF
                logger.error("a message was parked for staff", extra={"message_id": message_id})
                TURNS.labels("parked").inc()
                return
            message.next_at = now + min(timedelta(seconds=2**message.attempts), _LONGEST_WAIT)
            TURNS.labels("put_off").inc()


def _is_for_bot(contact: Contact, body: str, now: datetime) -> bool:
    keyword = keyword_of(body)
    if keyword is Keyword.STOP:
        contact.opted_out_at = now
        return False
    if keyword is Keyword.START and contact.opted_out_at is not None:
        contact.opted_out_at = None
        return False
    return contact.handler is Handler.BOT and contact.opted_out_at is None


def _choice(session: Session, contact_id: str, text: str) -> str | None:
    offered = messages.last_offered(session, contact_id)
    options = messages.options_of(session, offered) if offered else []
    if not options:
        return None
    number = chosen(text, len(options), [option.title for option in options])
    return None if number is None else options[number - 1].payload


def _finish(message: Message, now: datetime) -> None:
    message.state = MessageState.DONE
    message.handled_at = now
    message.updated_at = now
    message.next_at = None
