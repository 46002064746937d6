"""In which language a conversation goes on after a message."""

from __future__ import annotations

from sqlalchemy.orm import Session

from helpline.storage.messages import last_offered
from helpline.storage.tables import Contact
from helpline.text.language import Guess, next_language
from helpline.text.zawgyi import ZAWGYI_SCRIPT

# What is answered with a name, and a name is in no language.
_ANSWERED_BY_NAMES = frozenset({"utter_ask_held_name", "utter_ask_place"})


def follow_language(session: Session, contact: Contact, guess: Guess, *, zawgyi: bool) -> None:
    """Keeps with a contact the language in which they are answered, and the script of a message
    that is in it; `zawgyi` says that it was encoded so.
    """
    contact.language = language_after(session, contact, guess)
    if contact.language == guess.language:
        contact.script = ZAWGYI_SCRIPT if zawgyi else guess.script


def language_after(session: Session, contact: Contact, guess: Guess) -> str | None:
    """Returns the language (None: not known yet) in which a contact is answered after a message
    whose language was guessed; the answer to a question for a name changes nothing.
    """
    following = next_language(guess, contact.language)
    if contact.language is None or following == contact.language:
        return following
    asked = last_offered(session, contact.id)
    is_name = asked is not None and asked.response in _ANSWERED_BY_NAMES
    return contact.language if is_name else following
