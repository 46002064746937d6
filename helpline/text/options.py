"""Options: which of a numbered list a reply picks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpline.text.normalise import fold

_NUMBER = re.compile(r"^(?:no\.?|nr\.?|#)?\s*(\d{1,2})\s*[).:-]?$")


def chosen(text: str, count: int, titles: Sequence[str]) -> int | None:
    """Returns the number from 1 to `count` that a reply picks, by number or by title, else None."""
    folded = fold(text).strip(" .!")
    number = _NUMBER.match(folded)
    if number is not None:
        picked = int(number[1])
        return picked if 1 <= picked <= count else None
    matching = [place for place, title in enumerate(titles, start=1) if fold(title) == folded]
    return matching[0] if len(matching) == 1 else None
