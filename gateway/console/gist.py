"""What the bot said, in the language of who reads the page."""

from __future__ import annotations

from functools import cache

from gateway.console.language import language
from gateway.console.lawbook import law_answers
from helpline.i18n import DEFAULT_LANGUAGE
from helpline.speech import Said, Speech
from helpline.storage.kinds import Author
from helpline.storage.tables import Message


@cache
def speech() -> Speech:
    """Returns what speaks the sentences of the bot, read once."""
    return Speech()


def gist_of(message: Message, body: str) -> Said | None:
    """Returns what a message of the bot says, in the page's language; None where it is in that
    language already, or its sentence is not known any more.
    """
    spoken, wanted = message.language or DEFAULT_LANGUAGE, language().code
    if message.author not in (Author.BOT, Author.SYSTEM) or spoken == wanted:
        return None
    said = _law(message.law, wanted) if message.law else None
    if said is None and message.response:
        said = speech().gist(message.response, body, spoken, wanted)
    return None if said is None or said.language == spoken else said


def _law(law: str, wanted: str) -> Said | None:
    answers = law_answers()
    entry = answers.book.find(law.rpartition("@")[0])
    # Another version may say something else than what was sent.
    if entry is None or entry.version != law.rpartition("@")[2]:
        return None
    text = answers.text_of(entry.says, wanted)
    return Said(text or entry.says, (), wanted if text else DEFAULT_LANGUAGE)
