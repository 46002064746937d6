"""Numbers in sentences that run from right to left: kept together, so that a date or a phone number
is not shown back to front.
"""

from __future__ import annotations

from collections.abc import Callable

import regex

_ISOLATE, _END = "\u2066", "\u2069"
_RIGHT_TO_LEFT = regex.compile(r"\p{bidi_class=R}|\p{bidi_class=AL}")
_ALREADY = regex.compile("[\u2066-\u2069]")
# A run of digits and letters with the marks that join them: 2026-11-23, K7F-3RH, +1 is "+" and "1".
_TOKEN = regex.compile(r"[+#]?[\dA-Za-z]+(?:[-+/.:][\dA-Za-z]+)*")
# After a letter of Arabic a "-" parts two numbers, and a "+" is parted from its number: without an
# isolate these are shown in another order than they were written in. ":", "/" and "." join.
_TURNED = regex.compile(r"^[+#]\d|\d[-+]\d")
_REFERENCE = regex.compile(r"^(?=.*\d)(?=.*[A-Za-z]).*-")


def isolate(text: str, fits: Callable[[str], bool] = lambda _: True) -> str:
    """Returns a text with isolates around the numbers in it that would be shown out of order, if it
    runs from right to left.

    References are isolated too, if the text then still `fits`. A text that holds isolates already
    is returned as it is.
    """
    if not _RIGHT_TO_LEFT.search(text) or _ALREADY.search(text):
        return text
    all_of_them = _isolated(text, lambda token: _is_turned(token) or _is_reference(token))
    return all_of_them if fits(all_of_them) else _isolated(text, _is_turned)


def _isolated(text: str, wanted: Callable[[str], bool]) -> str:
    return _TOKEN.sub(
        lambda found: f"{_ISOLATE}{found[0]}{_END}" if wanted(found[0]) else found[0], text
    )


def _is_turned(token: str) -> bool:
    return _TURNED.search(token) is not None


def _is_reference(token: str) -> bool:
    return _REFERENCE.search(token) is not None
