"""Rendering: a reply of the bot as the words that go out on a channel."""

from helpline.storage.messages import Draft
from helpline.text.sms import split

# Twilio takes at most 1600 characters; anything longer is its error 21617.
MAX_BODY = 1600


def render(draft: Draft) -> list[str]:
    """Returns the bodies to send, in order: options become a numbered list, long texts are
    split.
    """
    lines = [draft.body]
    lines += [f"{number} {option.title}" for number, option in enumerate(draft.options, start=1)]
    return split("\n".join(lines), MAX_BODY)
