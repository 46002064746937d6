"""Rendering: a reply of the bot as the words that go out on a channel."""

from __future__ import annotations

from helpline.storage.kinds import Channel
from helpline.storage.messages import Draft
from helpline.text.bidi import isolate
from helpline.text.sms import cheapened, count, room, split

# Twilio takes at most 1600 characters; anything longer is its error 21617.
MAX_BODY = 1600
# More parts than these a carrier may not put together again.
_MAX_PARTS = 10
_LABEL = "({number}/{count}) "
_LONGEST_LABEL = len(_LABEL.format(number=99, count=99))


def render(draft: Draft, channel: Channel = Channel.SMS) -> list[str]:
    """Returns the bodies to send, in order: options become a numbered list, and a text that is too
    long for one message is split, each piece with its number.
    """
    lines = [draft.body]
    lines += [f"{number} {option.title}" for number, option in enumerate(draft.options, start=1)]
    text = "\n".join(lines)
    if channel is Channel.SMS:
        text = cheapened(_isolated_for_sms(text))
        longest = min(MAX_BODY, room(text, _MAX_PARTS))
    else:
        text, longest = isolate(text), MAX_BODY
    pieces = split(text, longest)
    if len(pieces) < 2:
        return pieces
    pieces = split(text, longest - _LONGEST_LABEL)
    return [
        _LABEL.format(number=number, count=len(pieces)) + piece
        for number, piece in enumerate(pieces, start=1)
    ]


def _isolated_for_sms(text: str) -> str:
    parts = count(text).parts
    return isolate(text, lambda isolated: count(isolated).parts <= parts)
