"""The words of news, out of `words/<writing>.yml`: spelt, and looked for, as those of facts are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from helpline.facts.words import Writing, get_writing, writings_for
from helpline.referrals.events import event_forms
from helpline.storage.kinds import EventKind

FOLDER = Path(__file__).with_name("words")
# What a hearing is told as that has no outcome: one to come, or any; one that has been.
AHEAD, HELD = "ahead", "held"
# A release of which no more is told than that somebody came home, or out.
HOME = "home"
_MANNERS = {
    EventKind.HEARING: {AHEAD, HELD},
    # "Seen by a judge", whatever came of it.
    EventKind.JUDGE: {"seen"},
    EventKind.PROSECUTOR: {"seen"},
}


@dataclass(frozen=True)
class Told:
    """What words of a kind tell: the kind of event, its outcome, and the manner of one without."""

    kind: EventKind
    outcome: str | None = None
    manner: str | None = None


def writings_of_news(text: str, language: str | None) -> list[Writing]:
    """Returns the ways of writing that a text can be in, with the words of news."""
    return writings_for(text, language, FOLDER)


@cache
def told_by(name: str) -> Told:
    """Returns what a name of the word lists means ("bail.paid"); raises ValueError for one that
    `events.yml` does not know.
    """
    first, _, second = name.partition(".")
    kind = EventKind(first)
    if second in _MANNERS.get(kind, ()):
        return Told(kind, manner=second)
    if second and second not in event_forms()[kind].outcomes:
        raise ValueError(f"no outcome of {kind}: {second}")
    return Told(kind, outcome=second or None)


def list_names(writing: str) -> list[str]:
    """Returns the names of all events that a way of writing has words for."""
    kinds = get_writing(writing, FOLDER).kinds("events")
    return [kind.partition(".")[2] for kind in kinds]
