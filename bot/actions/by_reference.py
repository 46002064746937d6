"""Whether a message names a request by its reference and its check word."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.actions.base import Turn
from helpline.referrals.reference import check_words_at, reference_in
from helpline.storage.kinds import Author
from helpline.storage.referrals import find_by_reference, find_latest_referral
from helpline.storage.tables import Contact, Referral
from helpline.storage.traffic import bodies_since

# So many messages with wrong check words in a day, and none is believed any more.
_MOST_GUESSES, _GUESSED_WITHIN = 3, timedelta(days=1)
# A check word is an everyday word: another may stand in the same message by chance.
_MOST_WORDS = 2
# The choice of who tells the check word by itself, once we asked for it.
WORD = "word"


def asks_by_reference(session: Session, contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether a message names a request: its reference with its check word, or the reference alone
    where the writer has no request of their own.
    """
    reference = reference_in(turn.text)
    if turn.choice or reference is None:
        return False
    if named_in(session, contact, turn, now) is not None:
        return True
    # Six digits alone are rather of a telephone.
    is_number = reference.replace("-", "").isdecimal()
    return not is_number and find_latest_referral(session, contact.id) is None


def named_in(session: Session, contact: Contact, turn: Turn, now: datetime) -> Referral | None:
    """Returns the referral whose reference and check word, in the writer's language or English,
    both stand in a message. There are few check words: who writes several at once, or wrong ones
    again and again, is guessing and is not believed for a day. The word may come by itself, behind
    the message with the reference.
    """
    reference = reference_in(turn.text)
    is_alone = turn.chosen[0] == WORD
    if reference is None and not is_alone:
        return None
    written = bodies_since(session, contact.id, (Author.CONTACT,), since=now - _GUESSED_WITHIN)
    if is_alone:
        reference = next(filter(None, map(reference_in, written)), None)
    referral = find_by_reference(session, reference) if reference else None
    if referral is None or not _is_right(referral, check_words_at(turn.text, turn.language)):
        return None
    named = [reference_in(each) for each in written]
    # Words without a reference are guesses once one was written.
    since = max((place for place, each in enumerate(named) if each == reference), default=-1)
    told = [
        check_words_at(body, turn.language)
        for body, each in zip(written[: since + 1], named, strict=False)
        if each in (reference, None)
    ]
    guesses = sum(1 for each in told if each and not _is_right(referral, each))
    return referral if guesses < _MOST_GUESSES else None


def _is_right(referral: Referral, told: set[str]) -> bool:
    return referral.check_word in told and len(told) <= _MOST_WORDS
