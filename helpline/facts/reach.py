"""How far a denial reaches: in which stretches beside words one is of them."""

from __future__ import annotations

import re

from helpline.facts.words import Found

CLAUSE_END = re.compile(r"[.,:](?= )")
_BURMESE = re.compile("[\u1000-\u109f]")
# So many words, and in Burmese, which parts none, characters.
_WORDS_BEFORE, _WORDS_AFTER = 3, 2
_CHARACTERS = 12


def reach_of_denials(folded: str, found: Found) -> dict[str, tuple[int, int]]:
    """Returns the stretches of a folded line in which a denial is of the words found there, by
    where they are: before, after, and "last", which is all of the clause behind them, if that is
    one word: "signed no".
    """
    before = CLAUSE_END.split(folded[: found.start])[-1]
    after = CLAUSE_END.split(folded[found.end :])[0]
    if _BURMESE.search(folded[found.start : found.end]):
        reach = min(len(after), _CHARACTERS)
        return {"after": (found.end, found.end + reach)}
    first = sum(len(word) + 1 for word in before.split()[-_WORDS_BEFORE:])
    last = sum(len(word) + 1 for word in after.split()[:_WORDS_AFTER])
    behind = found.end + 1, min(found.end + 1 + last, len(folded))
    reach_of = {"before": (max(found.start - first, 0), found.start), "after": behind}
    return reach_of | ({"last": behind} if len(after.split()) == 1 else {})
