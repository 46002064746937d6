"""Facts read out of what a person writes, so that the intake need not ask again."""

from helpline.facts.facts import Facts, Told
from helpline.facts.questioning import left_open
from helpline.facts.reading import (
    ages_in,
    arrests_in,
    asides_in,
    names_an_arrest,
    names_people,
    people_in,
    read_facts,
)
from helpline.facts.sightings import Context

__all__ = [
    "Context",
    "Facts",
    "Told",
    "ages_in",
    "arrests_in",
    "asides_in",
    "left_open",
    "names_an_arrest",
    "names_people",
    "people_in",
    "read_facts",
]
