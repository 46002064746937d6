"""What is done with a message before the bot sees it, and without it: words such as STOP, messages
without words, floods, and whom the bot does not answer.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy.orm import Session

from gateway.conversation import notices
from gateway.conversation.notices import Notices
from gateway.conversation.restraint import (
    MOST_WAITING,
    NO_PERSON,
    has_said_enough,
    is_echo,
    may_be_answered,
    unanswered_because,
)
from gateway.conversation.wordless import mark_for_staff, needs_no_answer
from gateway.metrics import TURNS
from helpline.carrying.limits import Limits
from helpline.news.gravest import Gravest, gravest_in
from helpline.referrals.listening import listen
from helpline.storage.contacts import writes_zawgyi
from helpline.storage.handovers import hand_over
from helpline.storage.kinds import Channel, Handler, MessageState
from helpline.storage.messages import body_of
from helpline.storage.referrals import find_draft, find_latest_referral
from helpline.storage.tables import Contact, Message
from helpline.storage.traffic import list_unread, was_said
from helpline.text.keywords import Keyword, keyword_of, language_of_keyword
from helpline.text.zawgyi import in_unicode

logger = logging.getLogger(__name__)

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_WRITING = (Keyword.STOP, Keyword.START)
_ALONE = (*_WRITING, Keyword.HELP)
_NO_LIMITS = Limits()


class BeforeBot:
    """Deals with messages that are not for the bot."""

    def __init__(
        self,
        says: Notices,
        confirms: Callable[[Channel, str], bool],
        limits: Limits = _NO_LIMITS,
    ) -> None:
        """Takes what says our notices, whether the carrier itself answers a message, and whom the
        bot answers how often.
        """
        self._limits = limits
        self.says = says
        self._confirms = confirms
        self._rng = random.SystemRandom()

    def deals_with(
        self, session: Session, contact: Contact, message: Message, text: str, *,
        language: str, now: datetime,
    ) -> bool:  # fmt: skip
        """Does what a message asks for without the bot; False if it is the bot's to answer.

        `text` is the message in Unicode, `language` the one to answer in.
        """
        language = contact.language or language_of_keyword(text) or language
        silent = self._silent_because(session, contact, now)
        response = self._change_writing(contact, text, now)
        if response is not None:
            finish(message, now)
            if silent is None and not self._confirms(contact.channel, text):
                self._say(session, contact, message, response, language, now)
            return True
        if silent is not None or contact.opted_out_at is not None:
            self._leave_unanswered(session, contact, message, text, silent, now)
            return True
        if contact.handler is Handler.STAFF:
            contact.awaits_staff_since = contact.awaits_staff_since or message.created_at
            self._listen(session, contact, message, text, now)
            finish(message, now)
            return True
        if self._skips_flood(session, contact, now):
            return True
        if self._hears_the_gravest(session, contact, message, text, language, now):
            return True
        if self._has_said_enough(session, contact, now) or is_echo(session, contact, text, now=now):
            self._listen(session, contact, message, text, now)
            self.leave_to_staff(session, contact, message, language=language, now=now)
            return True
        return self._answers(session, contact, message, text, language, now)

    def hear_words(
        self, session: Session, contact: Contact, *, language: str, now: datetime
    ) -> None:
        """Deals with the lone words among what waits, while what came before them cannot be
        answered. After a STOP nothing that came before it is answered any more.
        """
        waiting: list[tuple[Message, str]] = []
        for message in list_unread(session, contact.id):
            text = in_unicode(body_of(session, message), before=writes_zawgyi(contact))
            keyword = keyword_of(text)
            if keyword not in _ALONE or not self.deals_with(
                session, contact, message, text, language=language, now=now
            ):
                waiting.append((message, text))
            elif keyword is Keyword.STOP:
                self._pass_over(session, contact, waiting, now)
                waiting = []

    def leave_to_staff(
        self, session: Session, contact: Contact, message: Message, *,
        language: str, now: datetime,
    ) -> None:  # fmt: skip
        """Parks a message for staff, who answer the contact from now on, and tells them so."""
        message.state = MessageState.PARKED
        message.updated_at = now
        hand_over(contact, now=now)
        if not was_said(session, contact.id, notices.HANDED_OVER, since=now - _HOUR):
            self._say(session, contact, message, notices.HANDED_OVER, language, now)
        logger.warning("a conversation was left to staff", extra={"message_id": message.id})
        TURNS.labels("left_to_staff").inc()

    def _hears_the_gravest(
        self, session: Session, contact: Contact, message: Message, text: str,
        language: str, now: datetime,
    ) -> bool:  # fmt: skip
        """Gives to staff whoever tells of a death in custody, or wants to die, with a word of ours
        and no questions, which go on only where they were being asked of who still lives; False for
        any other message, and where that was said within a day.
        """
        gravest = gravest_in(text, language=language)
        if gravest is None or message.media_count:
            return False
        response = notices.DEATH if gravest is Gravest.DEATH else notices.NOT_ALONE
        if was_said(session, contact.id, response, since=now - _DAY):
            return False
        goes_on = gravest is Gravest.SELF_HARM and find_draft(session, contact.id) is not None
        self._listen(session, contact, message, text, now)
        finish(message, now)
        if not goes_on:
            hand_over(contact, now=now)
            TURNS.labels("left_to_staff").inc()
        self._say(session, contact, message, response, language, now)
        return True

    def _silent_because(self, session: Session, contact: Contact, now: datetime) -> str | None:
        if not may_be_answered(session, contact):
            return NO_PERSON
        return unanswered_because(session, contact, self._limits, now=now)

    def _has_said_enough(self, session: Session, contact: Contact, now: datetime) -> bool:
        most = self._limits.contact_a_day
        return has_said_enough(session, contact, now=now, most_a_day=most)

    def _leave_unanswered(
        self, session: Session, contact: Contact, message: Message, text: str,
        because: str | None, now: datetime,
    ) -> None:  # fmt: skip
        """Ends a turn without an answer. What it tells of an arrest stands before staff all the
        same, who see why the bot was silent.
        """
        message.error_code = because
        finish(message, now)
        if because is None or because == NO_PERSON:
            return
        self._listen(session, contact, message, text, now)
        if contact.handler is Handler.STAFF or find_latest_referral(session, contact.id):
            contact.awaits_staff_since = contact.awaits_staff_since or message.created_at
        TURNS.labels("unanswered").inc()

    def _change_writing(self, contact: Contact, text: str, now: datetime) -> str | None:
        """Ends or begins our writing; returns what confirms it, None if nothing has changed."""
        keyword = keyword_of(text)
        if keyword is Keyword.STOP and contact.opted_out_at is None:
            contact.opted_out_at = now
            return notices.STOPPED
        begins = keyword is Keyword.START or (
            keyword is not Keyword.STOP and self._confirms(contact.channel, text)
        )
        if begins and contact.opted_out_at is not None:
            contact.opted_out_at = None
            return notices.STARTED
        return None

    def _answers(
        self, session: Session, contact: Contact, message: Message, text: str,
        language: str, now: datetime,
    ) -> bool:  # fmt: skip
        if keyword_of(text) is Keyword.HELP:
            finish(message, now)
            self._say(session, contact, message, notices.KEYWORD_HELP, language, now)
            return True
        if message.media_count:
            mark_for_staff(session, contact, message)
        if needs_no_answer(session, message, text, now=now):
            finish(message, now)
            return True
        return False

    def _say(
        self, session: Session, contact: Contact, message: Message, response: str,
        language: str, now: datetime,
    ) -> None:  # fmt: skip
        self.says.put(session, contact, response, language=language, turn=message.id, now=now)

    def _skips_flood(self, session: Session, contact: Contact, now: datetime) -> bool:
        """Ends the turns of all but the last message of a flood, for which that one then stands.

        A word that ends or begins our writing is not passed over.
        """
        unread = list_unread(session, contact.id)
        if len(unread) <= MOST_WAITING:
            return False
        bodies = [
            in_unicode(body_of(session, each), before=writes_zawgyi(contact)) for each in unread
        ]
        skipped = list(
            takewhile(
                lambda each: keyword_of(each[1]) not in _WRITING,
                zip(unread[:-1], bodies, strict=False),
            )
        )
        self._pass_over(session, contact, skipped, now)
        unread[len(skipped)].stands_for += len(skipped)
        TURNS.labels("skipped").inc(len(skipped))
        return bool(skipped)

    def _pass_over(
        self, session: Session, contact: Contact, passed: list[tuple[Message, str]], now: datetime
    ) -> None:
        for message, text in passed:
            self._listen(session, contact, message, text, now)
            finish(message, now)

    def _listen(
        self, session: Session, contact: Contact, message: Message, text: str, now: datetime
    ) -> None:
        listen(session, contact, text, message_id=message.id, now=now, rng=self._rng)


def finish(message: Message, now: datetime) -> None:
    """Ends the turn of a message."""
    message.state = MessageState.DONE
    message.handled_at = now
    message.updated_at = now
    message.next_at = None
