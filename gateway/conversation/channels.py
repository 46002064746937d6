"""What we ask a person about their channels, once each and never in the middle of something, and
what they answer: whether an SMS may come where WhatsApp does not reach them, and whether SMS and
WhatsApp of one number are both theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.conversation.notices import Notices
from helpline.storage.kinds import Channel, ReferralState
from helpline.storage.messages import Draft
from helpline.storage.persons import find_same_number, link, list_linked, phone_of
from helpline.storage.referrals import find_draft, find_latest_referral
from helpline.storage.safeguards import is_in_other_hands
from helpline.storage.tables import Contact
from helpline.text.keywords import Keyword, keyword_of

ASK_SMS, ASK_SAME = "utter_ask_sms", "utter_ask_same"
# What the bot says when a request has been taken: nothing is asked any more then.
_TAKEN = "utter_referral_received"
_YES = "yes"
_CHOICES = {Keyword.SMS: "sms:yes", Keyword.NO_SMS: "sms:no"}


class ChannelQuestions:
    """Asks about a person's channels and takes the answers."""

    def __init__(self, says: Notices, *, writes_sms: bool) -> None:
        """Takes what says our notices, and whether we have a number that writes SMS."""
        self._says = says
        self._writes_sms = writes_sms

    def ask(
        self, session: Session, contact: Contact, replies: Sequence[Draft], *,
        language: str, turn: str, position: int, now: datetime,
    ) -> None:  # fmt: skip
        """Puts a question after the bot's replies in a turn, from a position on, if one is due.

        Where others read the phone nothing is asked.
        """
        if contact.discreet or is_in_other_hands(contact):
            return
        if any(reply.options for reply in replies):
            return
        taken = any(reply.response == _TAKEN for reply in replies)
        if (taken or _has_request(session, contact)) and self._may_ask_for_sms(session, contact):
            contact.sms_asked_at = now
            response = ASK_SMS
        elif replies and self._may_ask_for_same(session, contact):
            contact.same_asked_at = now
            response = ASK_SAME
        else:
            return
        self._says.put(
            session, contact, response, language=language, turn=turn, position=position, now=now
        )

    def take(
        self, session: Session, contact: Contact, text: str, choice: str | None, *,
        language: str, turn: str, now: datetime,
    ) -> bool:  # fmt: skip
        """Takes an answer to one of the questions, or the words "sms" and "no sms" alone in a
        message on WhatsApp; whether it was one.
        """
        kind, _, value = (choice or _choice_of_words(contact, text)).partition(":")
        if kind == "sms":
            contact.sms_agreed_at = now if value == _YES else None
            contact.sms_asked_at = contact.sms_asked_at or now
        elif kind == "same":
            _note_same(session, contact, value, now)
        else:
            return False
        response = f"utter_{kind}_{_YES if value == _YES else 'no'}"
        self._says.put(session, contact, response, language=language, turn=turn, now=now)
        return True

    def _may_ask_for_sms(self, session: Session, contact: Contact) -> bool:
        return (
            self._writes_sms
            and contact.channel is Channel.WHATSAPP
            and contact.sms_asked_at is None
            and phone_of(session, contact) is not None
        )

    def _may_ask_for_same(self, session: Session, contact: Contact) -> bool:
        if contact.same_asked_at is not None or find_draft(session, contact.id) is not None:
            return False
        other = find_same_number(session, contact)
        return (
            other is not None
            and not other.discreet
            and not is_in_other_hands(other)
            and other.id not in [each.id for each in list_linked(session, contact)]
        )


def _has_request(session: Session, contact: Contact) -> bool:
    """Whether staff have a contact's request, and no other is being told; if the end of the intake
    had a question of its own, this one is asked at the next answer.
    """
    latest = find_latest_referral(session, contact.id)
    return latest is not None and latest.state is ReferralState.OPEN


def _note_same(session: Session, contact: Contact, value: str, now: datetime) -> None:
    other = find_same_number(session, contact)
    if other is None:
        return
    contact.same_asked_at = other.same_asked_at = now
    if value == _YES:
        link(session, contact, other)


def _choice_of_words(contact: Contact, text: str) -> str:
    if contact.channel is not Channel.WHATSAPP:
        return ""
    keyword = keyword_of(text)
    return _CHOICES.get(keyword, "") if keyword is not None else ""
