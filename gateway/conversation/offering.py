"""A message that offers options, as words and options apart: for a channel that shows buttons, and
to be written anew on another.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.carrier import Choice, Offer
from helpline.storage.messages import Option
from helpline.text.bidi import isolate


def words_and_options(body: str, options: Sequence[Option]) -> tuple[str, tuple[Option, ...]]:
    """Returns the words of a body without the numbered options at its end, and these options; the
    whole body and none where it does not end with all of them.
    """
    titles = "\n".join(f"{number} {option.title}" for number, option in enumerate(options, start=1))
    for ending in (titles, isolate(titles)):
        words = body.removesuffix(f"\n{ending}")
        if options and words != body:
            return words, tuple(options)
    return body, ()


def offer_of(
    message_id: str, body: str, options: Sequence[Option], *, language: str, button: str
) -> Offer | None:
    """Returns what a message offers, each option under an id of ours that only this message has, or
    None if its body does not end with options (the first part of a long one does not).
    """
    words, offered = words_and_options(body, options)
    if not offered:
        return None
    choices = tuple(
        Choice(f"{message_id}.{number}", option.title)
        for number, option in enumerate(offered, start=1)
    )
    return Offer(words, choices, language, button)
