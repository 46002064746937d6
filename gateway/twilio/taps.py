"""Answers by tapping, as Twilio's parameters tell them: buttons, lists, replies to a message."""

from __future__ import annotations

import re
from collections.abc import Mapping

from helpline.storage.taps import Tap

_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
_LONGEST_ID = 64
# In the order in which they are believed; a quick reply and a list never come together.
_IDS = ("ButtonPayload", "ListId")
_TITLES = ("ButtonText", "ListTitle")


def tap(form: Mapping[str, str]) -> Tap | None:
    """Returns what was tapped and to which message it replies, None if neither is told.

    What is told here is a claim: `helpline.storage.taps` believes only what we issued.
    """
    told = next((form[name] for name in _IDS if form.get(name)), "")
    sid = form.get("OriginalRepliedMessageSid", "")
    found = Tap(told if len(told) <= _LONGEST_ID else "", sid if _SID.fullmatch(sid) else "")
    return found if found.id or found.replies_to_sid else None


def words(form: Mapping[str, str]) -> str:
    """Returns the words of a message: its body, or, if that is empty, what was tapped."""
    body = form.get("Body", "")
    if body.strip():
        return body
    return next((form[name] for name in _TITLES if form.get(name)), body)
