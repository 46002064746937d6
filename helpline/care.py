"""After how long who writes must show that it is still them, as an operator sets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class CareLimits:
    """After how long without a message a contact is asked whether it is still them; one whose phone
    others read; and one who has a word of their own there, for that.
    """

    still_you: timedelta = timedelta(hours=72)
    discreet: timedelta = timedelta(hours=24)
    word: timedelta = timedelta(hours=4)
