"""Burmese is written without spaces between words; its syllables can be told by rule."""

from __future__ import annotations

import re

_BREAK = re.compile(
    r"((?<!\u1039)[က-အ](?![\u103a\u1039])|[a-zA-Z0-9]+|[ဣဤဥဦဧဩဪဿ၌၍၏]|[၀-၉]+|[၊။!-/:-@\[-`{-~\s])"
)


def syllables(text: str) -> list[str]:
    """Returns the syllables of a text; other scripts stay in runs. Unicode only, never Zawgyi."""
    return _BREAK.sub(r"\n\1", text).split()
