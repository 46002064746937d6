"""Phones that others read: what is done with a message so that nothing of a request is said to
somebody else, and a person's own word is never kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from gateway.conversation import phones
from gateway.conversation.notices import Notices
from gateway.conversation.own_word import takes_new_word, takes_wrong_word, to_staff
from helpline.care import CareLimits
from helpline.referrals.careful import MOST_TRIES, goes_on, note_arrival
from helpline.referrals.phone_words import PhoneWords, says, tells_watched, word_in
from helpline.referrals.urgency import record_signs
from helpline.storage import messages, safeguards
from helpline.storage.contacts import writes_zawgyi
from helpline.storage.kinds import Awaited, Proof
from helpline.storage.messages import Draft
from helpline.storage.referrals import find_draft, find_latest_referral
from helpline.storage.safeguards import MASK
from helpline.storage.tables import Contact, Message, Safeguard
from helpline.storage.taps import picked_option
from helpline.text.options import chosen
from helpline.text.zawgyi import in_unicode

# What the actions read of a turn: what must be shown first, and whether there is a word.
LOCKED = "locked"
_NO_WORDS, _HELLO = "intent:nlu_fallback", "intent:greet"
_STILL, _DISCREET, _NEW_WORD = "still", "discreet", "word:new"
_YES, _NO = "still:yes", "still:no"
_SAFE_NO = "safe:no"
# "Wrong number" from somebody who has just been writing to us may be of a number that they told.
_JUST_NOW = timedelta(hours=24)
_ASKS = {Proof.STILL_YOU: Awaited.STILL_YOU, Proof.WORD: Awaited.WORD}
_PROOF_OF = {phones.ASK_STILL_YOU: Proof.STILL_YOU, phones.ASK_WORD: Proof.WORD}


@dataclass(frozen=True)
class Step:
    """What the bot is to answer: words and choice of a message, which may be an earlier one that
    had to wait; what must be shown before anything is repeated (None: nothing), and whether the
    contact has a word of their own. `proves` if this message has just shown that it is them.
    """

    message: Message
    text: str
    choice: str | None
    proof: str | None = None
    has_word: bool = False
    proves: bool = False

    def metadata(self, session: Session) -> dict[str, Any]:
        """Returns what of it goes with the message to the bot, as JSON."""
        last = messages.previous_inbound_at(session, self.message)
        hours = (self.message.created_at - last) / timedelta(hours=1) if last else 0.0
        return {
            "hours_since": hours,
            "proof": self.proof,
            "has_word": self.has_word,
            "proves": self.proves,
        }


class Careful:
    """Deals with what a message says of the phone, before the bot and without it."""

    def __init__(self, says_: Notices, limits: CareLimits) -> None:
        """Takes what says our notices, and after how long a contact must show that it is them."""
        self._says = says_
        self._limits = limits

    def arrive(
        self, session: Session, contact: Contact, message: Message, text: str
    ) -> tuple[str, Proof | None]:
        """Notes that a message came; returns its words, and what must be shown before anything is
        repeated. Of one that is the contact's own word it returns no more than a sign that it was,
        and keeps no more.
        """
        proof = note_arrival(session, contact, message, self._limits)
        if tells_watched(text):
            contact.discreet = True
        safeguard = safeguards.find_safeguard(session, contact.id)
        word = word_in(text)
        if safeguard is None or word is None or not safeguards.is_word(session, safeguard, word):
            return text, proof
        safeguards.mask(session, message, now=message.created_at)
        return MASK, proof

    def step(
        self, session: Session, contact: Contact, message: Message, text: str, choice: str | None,
        *, proof: Proof | None, language: str, now: datetime,
    ) -> Step | None:  # fmt: skip
        """Returns what the bot is to answer to a message, None where it was dealt with here;
        `text` and `proof` are those of its arrival.
        """
        turn = phones.Turn(session, contact, message, language, now)
        safeguard = safeguards.find_safeguard(session, contact.id)
        if text == MASK and safeguard is not None:
            return self._with_word(turn, safeguard, proof)
        awaited = phones.awaited_now(turn, safeguard)
        if awaited is Awaited.NEW_WORD and safeguard is not None:
            if takes_new_word(turn, self._says, safeguard, text):
                return None
        elif awaited is Awaited.WORD and safeguard is not None:
            if takes_wrong_word(turn, self._says, safeguard, text, choice):
                return None
        kind, _, _ = (choice or "").partition(":")
        if kind == _STILL or awaited is Awaited.STILL_YOU:
            answer = _still(text, choice)
            if answer is not None:
                return self._with_answer(turn, text, answer)
        step = Step(message, text, choice, _told(proof, safeguard), _has_word(safeguard))
        if says(PhoneWords.WRONG_NUMBER, text):
            return self._with_wrong_number(turn, step)
        return self._with_wish(turn, step, proof)

    def settle(
        self, session: Session, contact: Contact, message: Message, said: Sequence[Draft], *,
        proves: bool, now: datetime,
    ) -> None:  # fmt: skip
        """Notes what an answer of the bot to a message has asked for, or, if the message `proves`
        that it is them, that what was asked for has come.
        """
        asked = [_ASKS[_PROOF_OF[each.response]] for each in said if each.response in _PROOF_OF]
        if asked:
            safeguard = safeguards.get_safeguard(session, contact.id)
            safeguards.wait_for(safeguard, asked[0], message.id, now=now)
            return
        found = safeguards.find_safeguard(session, contact.id)
        if found is not None and proves:
            safeguards.stop_waiting(found)
            found.familiar_at = now

    def hinted(self, contact: Contact, said: Sequence[Draft]) -> list[Draft]:
        """Returns what the bot says; on a phone that others read each answer that tells something
        ends in the advice to delete it.
        """
        if not contact.discreet:
            return list(said)
        return [
            replace(each, body=f"{each.body}\n{self._says.words(phones.DELETE_NOW, each.language)}")
            if each.response in phones.SENSITIVE
            else each
            for each in said
        ]

    def _with_word(
        self, turn: phones.Turn, safeguard: Safeguard, proof: Proof | None
    ) -> Step | None:
        """Goes on with what waited for the word; a word that nobody asked for is no answer."""
        if safeguard.awaited is not Awaited.WORD:
            return Step(turn.message, MASK, _NO_WORDS, _told(proof, safeguard), has_word=True)
        return self._replayed(turn, safeguard)

    def _with_answer(self, turn: phones.Turn, text: str, answer: str) -> Step | None:
        safeguard = safeguards.get_safeguard(turn.session, turn.contact.id)
        if answer == _NO:
            return self._left(turn, text)
        if safeguard.word_hash is not None:
            # To say "yes" is easy: who has chosen a word is known by it.
            if safeguard.tries >= MOST_TRIES:
                to_staff(turn, self._says)
            else:
                phones.ask(turn, self._says, safeguard, Awaited.WORD)
            return None
        return self._replayed(turn, safeguard)

    def _replayed(self, turn: phones.Turn, safeguard: Safeguard) -> Step | None:
        has_word = _has_word(safeguard)
        if safeguard.message_id is None and find_draft(turn.session, turn.contact.id) is not None:
            # Nothing waited but the question that stood open: it is asked again.
            return Step(turn.message, MASK, _HELLO, None, has_word, proves=True)
        if safeguard.message_id is None:
            safeguards.stop_waiting(safeguard)
            safeguard.familiar_at = turn.message.created_at
            phones.say(turn, self._says, phones.WHAT_NOW)
            return None
        message = messages.get_message(turn.session, safeguard.message_id)
        body = messages.body_of(turn.session, message)
        text = in_unicode(body, before=writes_zawgyi(turn.contact))
        choice = _choice_before(turn.session, message, text)
        step = Step(message, text, choice, None, has_word, proves=True)
        if choice == _NEW_WORD or says(PhoneWords.SET_WORD, text) or _switches(text, choice):
            safeguards.stop_waiting(safeguard)
            safeguard.familiar_at = turn.message.created_at
            return self._with_wish(turn, step, None)
        return step

    def _left(self, turn: phones.Turn, text: str) -> Step:
        """Lets go of who had the phone before; the bot then forgets them too, and says sorry."""
        if turn.contact.in_other_hands_at is None or find_latest_referral(
            turn.session, turn.contact.id
        ):
            safeguards.leave_phone(turn.session, turn.contact, at=turn.message.created_at)
        return Step(turn.message, text, _NO, proves=True)

    def _with_wrong_number(self, turn: phones.Turn, step: Step) -> Step | None:
        has_case = find_latest_referral(turn.session, turn.contact.id) is not None
        before = messages.previous_inbound_at(turn.session, turn.message)
        is_recent = before is not None and turn.message.created_at - before < _JUST_NOW
        if has_case and is_recent:
            safeguard = safeguards.get_safeguard(turn.session, turn.contact.id)
            phones.ask(turn, self._says, safeguard, Awaited.STILL_YOU)
            return None
        if has_case or safeguards.was_written_to(
            turn.session, turn.contact.id, before=turn.message
        ):
            return self._left(turn, step.text)
        return replace(step, choice=_NO)

    def _with_wish(self, turn: phones.Turn, step: Step, proof: Proof | None) -> Step | None:
        """Does what a message asks for about the phone; else asks first who writes, where an
        unfinished request would go on.
        """
        session, contact, text, choice = turn.session, turn.contact, step.text, step.choice
        wishes = _wish(text, choice)
        is_unfinished = goes_on(session, contact)
        is_to_hide = wishes == phones.DISCREET_ON and not is_unfinished
        if proof is not None and (wishes or is_unfinished) and not is_to_hide:
            self._ask_first(turn, proof, text)
            return None
        if wishes == phones.DISCREET_ON and _SAFE_NO in phones.offered(turn):
            # It answers the question that stands open.
            return replace(step, choice=_SAFE_NO)
        if wishes == phones.DISCREET_ON:
            phones.write_little(turn, self._says, has_word=step.has_word)
            return None
        if wishes == phones.DISCREET_OFF:
            contact.discreet = False
            phones.say(turn, self._says, phones.DISCREET_OFF)
            return None
        if wishes == phones.ASK_NEW_WORD:
            safeguard = safeguards.get_safeguard(session, contact.id)
            if safeguard.word_hash is not None and not step.proves:
                phones.ask(turn, self._says, safeguard, Awaited.WORD, message=turn.message)
            else:
                phones.ask(turn, self._says, safeguard, Awaited.NEW_WORD)
            return None
        return step

    def _ask_first(self, turn: phones.Turn, proof: Proof, text: str) -> None:
        safeguard = safeguards.get_safeguard(turn.session, turn.contact.id)
        # Urgency does not wait for who it is.
        record_signs(turn.session, turn.contact, text, message_id=turn.message.id, now=turn.now)
        if proof is Proof.STILL_YOU:
            safeguard.tries += 1
        if safeguard.tries >= MOST_TRIES + (proof is Proof.STILL_YOU):
            to_staff(turn, self._says)
            return
        phones.ask(turn, self._says, safeguard, _ASKS[proof], message=turn.message)


def _choice_before(session: Session, message: Message, text: str) -> str | None:
    """Returns what a message chose of what had been offered when it came."""
    picked = picked_option(session, message, now=message.created_at)
    if picked is not None:
        return picked.payload
    options = safeguards.options_before(session, message)
    number = chosen(text, len(options), [each.title for each in options]) if options else None
    return None if number is None else options[number - 1].payload


def _told(proof: Proof | None, safeguard: Safeguard | None) -> str | None:
    if proof is Proof.WORD and safeguard is not None and safeguard.tries >= MOST_TRIES:
        return LOCKED
    return proof and proof.value


def _has_word(safeguard: Safeguard | None) -> bool:
    return safeguard is not None and safeguard.word_hash is not None


def _still(text: str, choice: str | None) -> str | None:
    if choice in (_YES, _NO):
        return choice
    if says(PhoneWords.NOT_ME, text) or says(PhoneWords.WRONG_NUMBER, text):
        return _NO
    return _YES if says(PhoneWords.STILL_ME, text) else None


def _wish(text: str, choice: str | None) -> str | None:
    if choice == _NEW_WORD or says(PhoneWords.SET_WORD, text):
        return phones.ASK_NEW_WORD
    return _switches(text, choice)


def _switches(text: str, choice: str | None) -> str | None:
    kind, _, value = (choice or "").partition(":")
    if kind == _DISCREET:
        return phones.DISCREET_ON if value == "on" else phones.DISCREET_OFF
    if says(PhoneWords.WATCHED, text):
        return phones.DISCREET_ON
    return phones.DISCREET_OFF if says(PhoneWords.UNWATCHED, text) else None
