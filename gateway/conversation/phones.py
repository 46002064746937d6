"""What is said about a phone that others read, and asked of who writes from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.conversation.notices import HOLDING, Notices
from helpline.referrals.intake import record_answer
from helpline.storage import safeguards
from helpline.storage.kinds import Awaited, MessageState
from helpline.storage.referrals import find_draft
from helpline.storage.tables import Contact, Message, Safeguard

ASK_STILL_YOU = "utter_ask_still_you"
ASK_WORD = "utter_ask_word"
ASK_NEW_WORD = "utter_ask_new_word"
WORD_AGAIN = "utter_word_again"
WORD_UNFIT = "utter_word_unfit"
WORD_SET = "utter_word_set"
WORD_TO_STAFF = "utter_word_to_staff"
OFFER_WORD = "utter_offer_word"
DISCREET_ON = "utter_discreet_on"
DISCREET_OFF = "utter_discreet_off"
DELETE_NOW = "utter_delete_now"
WHAT_NOW = "utter_what_now"
FOLLOW_UP_DISCREET = "utter_follow_up_discreet"

_SAFE, _NOT_SAFE = "safe", "no"

# Answers that tell of a request, or of what this number is for.
SENSITIVE = frozenset(
    {
        "utter_law_answer",
        "utter_law_basis",
        "utter_law_basis_unreviewed",
        "utter_clock",
        "utter_changed",
        "utter_status_draft",
        "utter_status_open",
    }
)
_QUESTION = {
    Awaited.STILL_YOU: ASK_STILL_YOU,
    Awaited.WORD: ASK_WORD,
    Awaited.NEW_WORD: ASK_NEW_WORD,
}
_ASKING = {
    Awaited.STILL_YOU: (ASK_STILL_YOU,),
    Awaited.WORD: (ASK_WORD, WORD_AGAIN),
    Awaited.NEW_WORD: (ASK_NEW_WORD, WORD_UNFIT),
}


@dataclass(frozen=True)
class Turn:
    """A message that is being answered, whose, in which language, and when."""

    session: Session
    contact: Contact
    message: Message
    language: str
    now: datetime


def say(turn: Turn, says: Notices, response: str, *, position: int = 0) -> int:
    """Says a sentence, ends the turn and returns the next position."""
    turn.message.state = MessageState.DONE
    turn.message.handled_at = turn.message.updated_at = turn.now
    turn.message.next_at = None
    return says.put(
        turn.session, turn.contact, response,
        language=turn.language, turn=turn.message.id, now=turn.now, position=position,
    )  # fmt: skip


def ask(
    turn: Turn,
    says: Notices,
    safeguard: Safeguard,
    awaited: Awaited,
    *,
    message: Message | None = None,
) -> None:
    """Asks who writes, or for a word; `message` is answered once they have shown that it is them,
    and so is the one that waited before if there is none.
    """
    waits = message.id if message is not None else safeguard.message_id
    if awaited is Awaited.NEW_WORD:
        waits, safeguard.tries = None, 0
    safeguards.wait_for(safeguard, awaited, waits, now=turn.message.created_at)
    say(turn, says, _QUESTION[awaited])


def write_little(turn: Turn, says: Notices, *, has_word: bool) -> None:
    """From now on repeats nothing to this phone, whatever was said of it before; offers a word of
    one's own, unless a question of the intake is open, whose options a number must go on picking.
    """
    turn.contact.discreet = True
    record_answer(
        turn.session, turn.contact, _SAFE, _NOT_SAFE, message_id=turn.message.id, now=turn.now
    )
    position = say(turn, says, DISCREET_ON)
    if not has_word and find_draft(turn.session, turn.contact.id) is None:
        say(turn, says, OFFER_WORD, position=position)


def awaited_now(turn: Turn, safeguard: Safeguard | None) -> Awaited | None:
    """Returns what was asked of who writes, if nothing else has been said to them since: a "no"
    later on answers something else.
    """
    if safeguard is None or safeguard.awaited is None:
        return None
    said = safeguards.last_response(turn.session, turn.message, besides=(HOLDING,))
    return safeguard.awaited if said in _ASKING[safeguard.awaited] else None


def offered(turn: Turn) -> list[str]:
    """Returns the payloads of what the bot offered last before this message."""
    options = safeguards.options_before(turn.session, turn.message)
    return [option.payload for option in options]


def follow_up_for(contact: Contact, response: str) -> str:
    """Returns how a question that we ask afterwards is put to a contact: on a phone that others
    read it names nothing.
    """
    return FOLLOW_UP_DISCREET if contact.discreet else response
