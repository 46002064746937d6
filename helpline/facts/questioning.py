"""Whether somebody was questioned, and whether they signed anything."""

from __future__ import annotations

from helpline.facts.facts import Told
from helpline.facts.line import END
from helpline.facts.sightings import Context, Sightings
from helpline.facts.words import Found, writings_for

_QUESTIONED, _SIGNED = "questioned", "signed"
_YES, _NO = "yes", "no"
_CONFIRMED, _FEW_WORDS = "confirmed", 9
_ASKS = ("?", "\u061f")


def was_done(seen: Sightings, kind: str) -> Told | None:
    """Returns whether one of both (`questioned`, `signed`) was done, None where that is not told or
    in two ways at once; some words mean it only in an answer to just that.
    """
    no = seen.find(f"{kind}.no")
    yes = _said(seen, kind, "yes", no)
    if yes and no:
        return None
    if no:
        return Told(_NO, seen.quote(no[0]))
    if not yes and _is_of_this(seen):
        yes = _said(seen, kind, "answer", no)
    return Told(_YES, seen.quote(yes[0])) if yes else None


def _is_of_this(seen: Sightings) -> bool:
    """Whether a text answers just this, or may put it right in a few words once all was said back,
    or by speaking of both: "signed nothing, questions only".
    """
    if seen.context.asked == _QUESTIONED:
        return True
    is_short = len(seen.line.folded.split()) <= _FEW_WORDS
    is_of_both = all(seen.all_of(kind) for kind in (_QUESTIONED, _SIGNED))
    return is_short and (seen.context.asked == _CONFIRMED or (seen.is_arrest and is_of_both))


def left_open(text: str, *, language: str | None) -> frozenset[str]:
    """Returns which of both a text in a language leaves open, or tells to be only wanted or still
    to come: "questioned yes, signed I do not know".
    """
    seen = Sightings(text, writings_for(text, language), Context(asked=_QUESTIONED))
    return frozenset(kind for kind in (_QUESTIONED, _SIGNED) if seen.all_of(f"{kind}.aside"))


def _said(seen: Sightings, kind: str, way: str, no: list[Found]) -> list[Found]:
    """Returns where words say that it was done. "The questioning has not begun" holds a word for
    that, "they want her to sign" and "may they question him?" do, too.
    """
    others = [*no, *seen.find(f"{kind}.aside")]
    return [
        found
        for found in seen.affirmed(f"{kind}.{way}")
        if not (any(map(found.overlaps, others)) or _is_asked(seen, found))
    ]


def _is_asked(seen: Sightings, found: Found) -> bool:
    """Whether words stand in the question that ends a text."""
    asks = seen.line.written.rstrip().endswith(_ASKS)
    return asks and END not in seen.line.folded[found.end :].rstrip(f" {END}")
