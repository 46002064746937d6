"""A turn that the bot did not take: the message waits for it, until it is left to staff."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway.conversation import notices
from gateway.conversation.before import BeforeBot
from gateway.metrics import TURNS
from helpline.referrals.listening import listen
from helpline.referrals.urgency import record_signs
from helpline.storage.contacts import language_for, writes_zawgyi
from helpline.storage.handovers import hand_over
from helpline.storage.kinds import MessageState
from helpline.storage.messages import body_of
from helpline.storage.tables import Contact, Message
from helpline.text.characters import truncate_graphemes
from helpline.text.zawgyi import in_unicode

logger = logging.getLogger(__name__)

# What a carrier delivers at most in one message; more than that is not read by the bot, but is
# kept.
MAX_READ = 1600
# A message that the bot fails at this often is parked for staff, so that those after it are
# answered.
_MAX_ATTEMPTS = 8
_LONGEST_WAIT = timedelta(seconds=30)
# Who has waited for so long while the bot is away is told so, once.
_TOLD_AWAY_AFTER = timedelta(seconds=60)


def put_off(
    session: Session, contact: Contact, message: Message, before: BeforeBot, *,
    counts: bool, rng: random.Random, now: datetime,
) -> None:  # fmt: skip
    """Has a message wait for the bot; one at which it has failed too often (`counts`: this time
    too) goes to staff. `before` deals with lone words such as STOP among what waits.
    """
    before.hear_words(session, contact, language=language_for(contact), now=now)
    if message.state is not MessageState.NEW:
        return
    message.attempts += int(counts)
    message.updated_at = now
    _tell_away(session, contact, message, before, now)
    words = words_of(session, contact, message)
    # Urgency does not wait for the bot.
    record_signs(session, contact, words, message_id=message.id, now=now)
    if message.attempts >= _MAX_ATTEMPTS:
        message.state = MessageState.PARKED
        hand_over(contact, now=now)
        listen(session, contact, words, message_id=message.id, now=now, rng=rng)
        logger.error("a message was parked for staff", extra={"message_id": message.id})
        TURNS.labels("parked").inc()
        return
    message.next_at = now + min(timedelta(seconds=2**message.attempts), _LONGEST_WAIT)
    TURNS.labels("put_off").inc()


def words_of(session: Session, contact: Contact, message: Message) -> str:
    """Returns the words of a message as the bot reads them."""
    body = in_unicode(body_of(session, message), before=writes_zawgyi(contact))
    return truncate_graphemes(body, MAX_READ)


def _tell_away(
    session: Session, contact: Contact, message: Message, before: BeforeBot, now: datetime
) -> None:
    """Says once in an outage of the bot that the answer is late."""
    if contact.told_away_at is not None or now - message.created_at < _TOLD_AWAY_AFTER:
        return
    contact.told_away_at = now
    before.says.put(
        session, contact, notices.HOLDING,
        language=language_for(contact), turn=f"away:{message.id}", now=now,
    )  # fmt: skip
