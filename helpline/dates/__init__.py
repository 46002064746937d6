"""Dates and times as families write them, understood and said back."""

from helpline.dates.saying import in_words
from helpline.dates.understand import understand
from helpline.dates.when import Kind, When

__all__ = ["Kind", "When", "in_words", "understand"]
