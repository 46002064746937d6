"""A turn: one message of a contact is read, the bot answers, and the answer stands in the
outbox.
"""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.conversation import notices
from gateway.conversation.before import BeforeBot, finish
from gateway.conversation.bot import Bot, BotUnavailable, TurnAnswer, TurnFailed, TurnRequest
from gateway.conversation.careful import Careful
from gateway.conversation.channels import ChannelQuestions
from gateway.conversation.choices import MEANT, choice_of
from gateway.conversation.putting_off import MAX_READ, put_off, words_of
from gateway.conversation.reading import follow_language
from gateway.conversation.render import render
from gateway.conversation.restraint import is_repeating
from gateway.conversation.wordless import author_of, stand_in_for
from gateway.metrics import TURNS
from helpline.care import CareLimits
from helpline.privacy.erasure import FAREWELL
from helpline.referrals.happenings import hear_happenings
from helpline.referrals.urgency import record_signs
from helpline.storage import messages
from helpline.storage.contacts import language_for, writes_zawgyi
from helpline.storage.kinds import Proof
from helpline.storage.messages import Draft
from helpline.storage.tables import Contact, Message
from helpline.text.characters import truncate_graphemes
from helpline.text.language import LanguageGuesser
from helpline.text.zawgyi import is_zawgyi, to_unicode

logger = logging.getLogger(__name__)

_CARE = CareLimits()


@dataclass(frozen=True)
class Held:
    """A contact that this worker holds: its id, the lease's owner and length in seconds."""

    contact_id: str
    owner: str
    seconds: int


@dataclass(frozen=True)
class _Read:
    """A message as the bot reads it, in Unicode, the language to answer it in, and what must be
    shown before anything is repeated.
    """

    text: str
    language: str
    proof: Proof | None = None


@dataclass(frozen=True)
class NoAnswer:
    """The bot has not answered; whether it counts as a failure of the turn, or the bot is away."""

    counts: bool


class TurnTaker:
    """Takes turns for contacts that are held by lease."""

    def __init__(
        self,
        bot: Bot,
        guesser: LanguageGuesser,
        before: BeforeBot,
        channels: ChannelQuestions | None = None,
        care: CareLimits = _CARE,
    ) -> None:
        """Takes the way to the bot, what tells languages apart, what deals with
        messages before the bot, what asks about a person's channels, if they are asked, and after
        how long they must show that it is still them.
        """
        self._bot = bot
        self._guesser = guesser
        self._before = before
        self._channels = channels
        self._careful = Careful(before.says, care)
        self._rng = random.SystemRandom()

    def begin(
        self, session: Session, contact: Contact, message: Message, *, now: datetime
    ) -> TurnRequest | None:
        """Reads an inbound message of a contact; returns what to ask the bot, None
        where it was dealt with without it.
        """
        request = self._prepared(session, contact, message, now)
        if request is None:
            TURNS.labels("no_answer_due").inc()
        return request

    def ask(self, request: TurnRequest) -> TurnAnswer | NoAnswer:
        """Asks the bot, outside of any transaction."""
        try:
            return self._bot.ask(request)
        except BotUnavailable:
            return NoAnswer(counts=False)
        except TurnFailed:
            return NoAnswer(counts=True)

    def finish(
        self, session: Session, contact: Contact, request: TurnRequest,
        answer: TurnAnswer | NoAnswer, *, now: datetime,
    ) -> None:  # fmt: skip
        """Puts what the bot answered into the outbox, and ends the turn; or puts the turn off.

        Everything that the answer changes is committed at once, guarded by the lease, and after the
        bot has answered. If the worker dies before that, the turn is taken again under the same
        message id, and the bot gives the answer that it gave then.
        """
        if isinstance(answer, NoAnswer):
            message = messages.get_message(session, request.message_id)
            put_off(
                session, contact, message, self._before,
                counts=answer.counts, rng=self._rng, now=now,
            )  # fmt: skip
        else:
            TURNS.labels("answered").inc()
            self._commit(session, contact, request, answer, now)

    def _prepared(
        self, session: Session, contact: Contact, message: Message, now: datetime
    ) -> TurnRequest | None:
        read = self._read(session, contact, messages.body_of(session, message))
        message.language = contact.language
        text, proof = self._careful.arrive(session, contact, message, read.text)
        read = replace(read, text=text, proof=proof)
        if self._before.deals_with(
            session, contact, message, read.text, language=read.language, now=now
        ):
            return None
        request = self._request(session, contact, message, read, now)
        if request is None:
            return None
        if self._is_about_channels(session, contact, request, now):
            finish(message, now)
            return None
        return request

    def _read(self, session: Session, contact: Contact, body: str) -> _Read:
        """Reads a message, and keeps what it shows of its writer's language."""
        zawgyi = is_zawgyi(body, before=writes_zawgyi(contact))
        text = to_unicode(body) if zawgyi else body
        guess = self._guesser.guess(text, known=contact.language)
        follow_language(session, contact, guess, zawgyi=zawgyi)
        likely = contact.language or guess.language or language_for(contact)
        return _Read(truncate_graphemes(text, MAX_READ), likely)

    def _request(
        self, session: Session, contact: Contact, message: Message, read: _Read, now: datetime
    ) -> TurnRequest | None:
        text = read.text
        stand_in = stand_in_for(session, message, text)
        if stand_in is not None:
            text = stand_in[0]
            choice: str | None = stand_in[1]
        else:
            choice = choice_of(session, message, text)
        is_meant = choice is not None and choice.startswith(MEANT)
        if choice is not None and is_meant:
            choice = choice.removeprefix(MEANT)
            text = self._doubted(session, contact) or text
        step = self._careful.step(
            session, contact, message, text, choice,
            proof=read.proof, language=read.language, now=now,
        )  # fmt: skip
        if step is None:
            return None
        text, choice = step.text, step.choice
        metadata = {
            "message_id": message.id,
            "text": text,
            "language": read.language,
            "language_known": contact.language is not None,
            "script": contact.script,
            "channel": contact.channel.value,
            **step.metadata(session),
        }
        if choice is not None:
            metadata |= {"choice": choice, "is_meant": is_meant}
        # The name of a place that was sent is no word of theirs.
        words = text if stand_in is None or step.proves else ""
        return TurnRequest(contact.bot_conversation, message.id, words, metadata)

    def _is_about_channels(
        self, session: Session, contact: Contact, request: TurnRequest, now: datetime
    ) -> bool:
        if self._channels is None:
            return False
        return self._channels.take(
            session, contact, request.text, request.metadata.get("choice"),
            language=str(request.metadata["language"]), turn=request.message_id, now=now,
        )  # fmt: skip

    def _doubted(self, session: Session, contact: Contact) -> str | None:
        """Returns the message that the bot last asked back about."""
        asked = messages.last_offered(session, contact.id)
        if asked is None or asked.turn is None:
            return None
        doubted = messages.get_message(session, asked.turn)
        return words_of(session, contact, doubted)

    def _commit(
        self,
        session: Session,
        contact: Contact,
        request: TurnRequest,
        answer: TurnAnswer,
        now: datetime,
    ) -> None:
        message_id = request.message_id
        message = messages.get_message(session, message_id)
        record_signs(session, contact, request.text, message_id=message_id, now=now)
        if "choice" not in request.metadata:
            hear_happenings(session, contact, request.text, message_id=message_id, now=now)
        contact.told_away_at = None
        language = contact.language or str(request.metadata["language"])
        drafts = [
            replace(reply, body=each)
            for reply in self._careful.hinted(contact, answer.replies)
            for each in render(reply, contact.channel)
        ]
        if is_repeating(session, contact, [draft.body for draft in drafts], now=now):
            message.intent = answer.intent
            self._before.leave_to_staff(session, contact, message, language=language, now=now)
            return
        first = 0
        if message.stands_for:
            first = self._before.says.put(
                session, contact, notices.FLOOD, language=language, turn=message_id, now=now,
                values={"count": message.stands_for + 1},
            )  # fmt: skip
        for position, draft in enumerate(drafts, start=first):
            messages.add_outbound(
                session, contact, draft,
                turn=message_id, position=position, author=author_of(draft), now=now,
            )  # fmt: skip
        if self._channels is not None:
            self._channels.ask(
                session, contact, answer.replies,
                language=language, turn=message_id, position=first + len(drafts), now=now,
            )  # fmt: skip
        self._careful.settle(
            session, contact, message, answer.replies,
            proves=bool(request.metadata["proves"]), now=now,
        )  # fmt: skip
        # Last, so that the row is written once.
        message.intent = answer.intent
        finish(message, now)


def farewell_in(answer: TurnAnswer | NoAnswer) -> Draft | None:
    """Returns the bot's last message to somebody who has confirmed that they want to be erased:
    then nothing of the turn is kept, and who asked it erases. Else None.
    """
    if isinstance(answer, NoAnswer):
        return None
    return next((each for each in answer.replies if each.response == FAREWELL), None)
