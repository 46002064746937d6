"""What each kind of event may come with, as data (`events.yml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from helpline.storage.kinds import EventKind

_FILE = Path(__file__).with_name("events.yml")


@dataclass(frozen=True)
class EventForm:
    """The outcomes that a kind of event may have (none for most), and whether it is asked if a
    lawyer was there. `tells` are the facts that one tells of the person held once it is confirmed
    and has happened, as {name: value}, and `tells_with` those that an outcome adds.
    """

    outcomes: tuple[str, ...]
    asks_lawyer: bool
    tells: Mapping[str, str]
    tells_with: Mapping[str, Mapping[str, str]]


@cache
def event_forms() -> Mapping[EventKind, EventForm]:
    """Returns the form of every kind of event; raises ValueError where the file knows others."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {
        EventKind(name): EventForm(
            tuple(form.get("outcomes", ())),
            form.get("lawyer", False),
            form.get("tells", {}),
            form.get("tells_with", {}),
        )
        for name, form in told.items()
    }
