"""Ways: how a message reaches a contact who writes by WhatsApp. Within 24 hours of their last
message it goes as it is; after that it waits until they write, and an approved template, which says
nothing of it, or an SMS asks them to.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.carrier import Act, ApprovedTemplate, Meaning, Offer
from gateway.conversation.by_sms import BY_SMS, BySms
from gateway.conversation.notices import Notices
from gateway.conversation.offering import offer_of
from gateway.metrics import SENDS
from helpline.i18n import language_of_country
from helpline.referrals.follow_ups import is_still_wanted
from helpline.speech import Speech
from helpline.storage.contacts import language_for
from helpline.storage.held import hold, release
from helpline.storage.kinds import (
    Author,
    Channel,
    HeldBecause,
    MessageForm,
    MessageState,
)
from helpline.storage.messages import Draft, add_outbound, body_of, options_of
from helpline.storage.tables import Contact, FollowUp, Message
from helpline.window import LONGEST_HELD, is_closed

NEWS, REPLY, FOLLOW_UP = "helpline_news", "helpline_reply", "helpline_follow_up"
TOO_OLD, NOT_WANTED = "waited too long", "not wanted any more"
_BUTTON = "utter_list_button"
_TEMPLATE = "template:"
_FOLLOW_UP_TURN = "follow-up:"


class ApprovedTemplates(Protocol):
    """Knows which templates may be sent."""

    def find_approved(self, session: Session, name: str, language: str) -> ApprovedTemplate | None:
        """Returns a template in a language, or in English, if it is approved; else None."""
        ...


class NoTemplates:
    """A carrier without templates."""

    def find_approved(self, session: Session, name: str, language: str) -> ApprovedTemplate | None:
        """Returns None."""
        return None


NO_TEMPLATES = NoTemplates()


class Ways:
    """Finds the way of a message to its contact."""

    def __init__(self, speech: Speech, by_sms: BySms, templates: ApprovedTemplates) -> None:
        """Takes what speaks our sentences, what writes by SMS, and the templates."""
        self._speech = speech
        self._by_sms = by_sms
        self._templates = templates

    def leads_elsewhere(
        self, session: Session, contact: Contact, message: Message, meaning: Meaning | None,
        *, now: datetime,
    ) -> bool:  # fmt: skip
        """Whether a message does not go to its contact now: it is held, or went by SMS; its row
        then says so. `meaning` is that of its code, if it has one.
        """
        if message.state is MessageState.SENDING or message.form is MessageForm.TEMPLATE:
            return False
        if contact.undeliverable is not None:
            if self._goes_by_sms(session, contact, message, now):
                return True
            if meaning is not None and meaning.marks is not None:
                # It has failed, and came back for an SMS only.
                end(message, MessageState.FAILED, message.error_code or "", now)
                return True
        refused = meaning is not None and meaning.act is Act.WAIT
        if not refused and not is_closed(contact, now=now):
            return False
        if self._asks_to_write(session, contact, message, now):
            hold(message, HeldBecause.WINDOW, now=now)
        elif not self._goes_by_sms(session, contact, message, now):
            hold(message, HeldBecause.WINDOW, now=now)
        SENDS.labels("held").inc()
        return True

    def offer_of(self, session: Session, contact: Contact, message: Message) -> Offer | None:
        """Returns what a message offers to tap; None by SMS, and after that was refused."""
        if contact.channel is not Channel.WHATSAPP or message.form is MessageForm.TEXT:
            return None
        options = options_of(session, message)
        if not options:
            return None
        language = message.language or language_of_country(contact.country)
        button = self._speech.say(_BUTTON, language).text
        return offer_of(
            message.id, body_of(session, message), options, language=language, button=button
        )

    def template_of(self, session: Session, message: Message) -> ApprovedTemplate | None:
        """Returns the template as which a message goes out, None where it goes as it is."""
        if message.form is not MessageForm.TEMPLATE:
            return None
        name = (message.response or "").removeprefix(_TEMPLATE)
        return self._templates.find_approved(session, name, message.language or "")

    def _goes_by_sms(
        self, session: Session, contact: Contact, message: Message, now: datetime
    ) -> bool:
        if not self._by_sms.may_take(session, contact, message):
            return False
        self._by_sms.take(session, contact, message, now=now)
        end(message, MessageState.CANCELED, BY_SMS, now)
        SENDS.labels("by_sms").inc()
        return True

    def _asks_to_write(
        self, session: Session, contact: Contact, message: Message, now: datetime
    ) -> bool:
        """Sends the template that asks a contact to write, once for each of their silences; whether
        it was sent or had been.
        """
        silent_since = contact.last_inbound_at or contact.created_at
        turn = f"ask:{contact.id}:{silent_since:%Y%m%d%H%M%S}"
        if session.scalar(select(Message.id).where(Message.turn == turn)) is not None:
            return True
        language = language_for(contact)
        name = _template_for(message)
        template = self._templates.find_approved(session, name, language)
        if template is None or contact.channel is not Channel.WHATSAPP:
            return False
        draft = Draft(template.body, template.language, f"{_TEMPLATE}{name}")
        asking = add_outbound(
            session, contact, draft, turn=turn, position=0, author=Author.SYSTEM, now=now
        )
        asking.form = MessageForm.TEMPLATE
        return True


def plain_ways() -> Ways:
    """Returns ways without templates and without SMS: what may not be sent waits."""
    speech = Speech()
    return Ways(speech, BySms(Notices(speech), ()), NO_TEMPLATES)


def take_up(session: Session, inbound: Message, held: Sequence[Message], *, now: datetime) -> None:
    """Lets go what waited for a contact to write, now that they have; what is older than three
    days, or a question that nobody needs answered any more, is not sent.
    """
    for message in held:
        if message.updated_at >= inbound.created_at:
            continue
        if now - message.created_at > LONGEST_HELD:
            end(message, MessageState.FAILED, TOO_OLD, now)
        elif not _is_wanted(session, message):
            end(message, MessageState.CANCELED, NOT_WANTED, now)
        else:
            release(message, now=now)


def end(message: Message, state: MessageState, code: str, now: datetime) -> None:
    """Ends the way of a message, with a word of ours or the carrier's code for why."""
    message.state = state
    message.error_code = code
    message.held_because = None
    message.next_at = None
    message.updated_at = now


def _template_for(message: Message) -> str:
    if message.author is Author.STAFF:
        return REPLY
    return FOLLOW_UP if (message.turn or "").startswith(_FOLLOW_UP_TURN) else NEWS


def _is_wanted(session: Session, message: Message) -> bool:
    turn = message.turn or ""
    if not turn.startswith(_FOLLOW_UP_TURN):
        return True
    follow_up = session.get(FollowUp, turn.removeprefix(_FOLLOW_UP_TURN))
    return follow_up is not None and is_still_wanted(session, follow_up)
