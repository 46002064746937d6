"""Choices: what a message picks of what was offered, and what a lone word chooses."""

from __future__ import annotations

from sqlalchemy.orm import Session

from helpline.storage.messages import last_law_told
from helpline.storage.tables import Message
from helpline.storage.taps import offered_to, picked_option
from helpline.text.keywords import Keyword, keyword_of
from helpline.text.options import chosen


def choice_of(session: Session, message: Message, text: str) -> str | None:
    """Returns the payload that an inbound message chooses by a tap, a number, the words of an
    option or a lone word, or None. `text` are its words, in Unicode.
    """
    picked = picked_option(session, message, now=message.created_at)
    if picked is not None:
        return picked.payload
    return _of_options(session, message, text) or _of_keyword(session, message.contact_id, text)


def _of_options(session: Session, message: Message, text: str) -> str | None:
    options = offered_to(session, message)
    number = chosen(text, len(options), [option.title for option in options]) if options else None
    return None if number is None else options[number - 1].payload


def _of_keyword(session: Session, contact_id: str, text: str) -> str | None:
    keyword = keyword_of(text)
    if keyword is Keyword.LATE:
        return "late:"
    told = last_law_told(session, contact_id) if keyword is Keyword.WHY else None
    return f"why:{told}" if told else None
