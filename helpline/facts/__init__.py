"""Facts read out of what a person writes, so that the intake need not ask again."""

from helpline.facts.facts import Facts, Told
from helpline.facts.reading import read_facts

__all__ = ["Facts", "Told", "read_facts"]
