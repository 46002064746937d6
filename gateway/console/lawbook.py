"""The law book as the console reads it: once, when a page first needs it."""

from __future__ import annotations

from functools import cache

from helpline.law.answers import LawAnswers
from helpline.law.book import LawBook
from helpline.law.reviews import Reviews


@cache
def law_answers() -> LawAnswers:
    """Returns the texts of the law in every language, with their reviews; raises LawFileError for
    a file that cannot be read.
    """
    return LawAnswers(LawBook.load(), reviews=Reviews.load())
