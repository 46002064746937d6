"""A word of a contact's own: chosen, said wrong, forgotten. It is never kept."""

from __future__ import annotations

from datetime import timedelta

from gateway.conversation import phones
from gateway.conversation.notices import Notices
from helpline.referrals.careful import MOST_TRIES
from helpline.referrals.phone_words import PhoneWords, is_single, says, word_in
from helpline.referrals.wording import leaves_out
from helpline.storage import safeguards
from helpline.storage.handovers import hand_over
from helpline.storage.tables import Safeguard

_LONGEST_WORD_WAIT = timedelta(hours=1)


def takes_new_word(turn: phones.Turn, says_: Notices, safeguard: Safeguard, text: str) -> bool:
    """Whether a message is taken as a new word, kept or refused; False if it is about something
    else, which ends the waiting for one.
    """
    asked = safeguard.asked_at
    is_late = asked is None or turn.message.created_at - asked > _LONGEST_WORD_WAIT
    if is_late or not (is_single(text) or leaves_out(text)):
        safeguards.stop_waiting(safeguard)
        return False
    word = word_in(text)
    if leaves_out(text) or (word is None and safeguard.tries + 1 >= MOST_TRIES):
        safeguards.stop_waiting(safeguard)
        phones.say(turn, says_, phones.WHAT_NOW)
    elif word is None:
        safeguard.tries += 1
        phones.say(turn, says_, phones.WORD_UNFIT)
    else:
        safeguards.set_word(turn.session, safeguard, word, now=turn.now)
        safeguards.mask(turn.session, turn.message, now=turn.now)
        safeguards.stop_waiting(safeguard)
        safeguard.familiar_at = turn.message.created_at
        turn.contact.discreet = True
        phones.say(turn, says_, phones.WORD_SET)
    return True


def takes_wrong_word(
    turn: phones.Turn, says_: Notices, safeguard: Safeguard, text: str, choice: str | None
) -> bool:
    """Whether a message was an attempt at the word, or says that it is forgotten."""
    if leaves_out(text) or says(PhoneWords.FORGOT_WORD, text):
        safeguards.ask_no_more(safeguard)
        to_staff(turn, says_)
        return True
    if word_in(text) is None or (choice is not None and not is_single(text)):
        return False
    safeguard.tries += 1
    if safeguard.tries < MOST_TRIES:
        phones.say(turn, says_, phones.WORD_AGAIN)
        return True
    safeguards.ask_no_more(safeguard)
    to_staff(turn, says_)
    return True


def to_staff(turn: phones.Turn, says_: Notices) -> None:
    """Lets staff answer who writes from now on, and says no more than that."""
    hand_over(turn.contact, now=turn.now)
    phones.say(turn, says_, phones.WORD_TO_STAFF)
