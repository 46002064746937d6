"""What the bot says of the law: each text in a language, how sure it is, and its reviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, render_template, request

from gateway.console.language import language
from gateway.console.law_labels import PLACES, TROUBLE
from gateway.console.lawbook import law_answers
from gateway.extension import gateway_of
from helpline.custody.limits import CustodyLimit
from helpline.i18n import DEFAULT_LANGUAGE, LANGUAGES
from helpline.law.answers import LawAnswers
from helpline.law.book import VARIANTS, Entry, Jurisdiction
from helpline.law.reviews import Reviewable, ReviewState


@dataclass(frozen=True)
class LawText:
    """A text as it is told: in which language (English where it is not translated), its review
    state, and whether it is withheld until it is approved.
    """

    entry: Entry
    text: str
    language: str
    state: ReviewState
    is_withheld: bool

    @property
    def is_trouble(self) -> bool:
        """Whether a lawyer has to look at it again."""
        return self.state in TROUBLE


@dataclass(frozen=True)
class LimitShown:
    """A custody limit with its review state."""

    limit: CustodyLimit
    state: ReviewState

    @property
    def is_trouble(self) -> bool:
        """Whether a lawyer has to look at it again."""
        return self.state in TROUBLE


@dataclass(frozen=True)
class PlaceShown:
    """A jurisdiction as it is offered, and how many of its texts and limits are in trouble."""

    id: str
    trouble: int


@dataclass(frozen=True)
class LawPage:
    """A jurisdiction in a language: its texts by topic, its custody limits, and how many of both
    stand in each review state; and all jurisdictions that can be chosen.
    """

    jurisdiction: Jurisdiction
    language: str
    topics: tuple[tuple[LawText, ...], ...]
    limits: tuple[LimitShown, ...]
    tally: tuple[tuple[ReviewState, int], ...]
    places: tuple[PlaceShown, ...]


def show() -> str:
    """Shows a jurisdiction in a language, both as chosen, or else the first in the page's own."""
    answers = law_answers()
    place, spoken = request.args.get("place", ""), request.args.get("spoken", "")
    page = read_law(
        answers,
        place if place in answers.book.jurisdictions else next(iter(PLACES)),
        spoken if spoken in LANGUAGES else language().code,
        require_review=gateway_of(current_app).settings.law_require_review,
    )
    return render_template("console/law.html", page=page)


def read_law(
    answers: LawAnswers, place: str, spoken: str, *, require_review: bool = False
) -> LawPage:
    """Returns what is told of a place's law in a language; with `require_review` what is not
    approved is marked as withheld. Raises KeyError for an unknown place.
    """
    jurisdiction = answers.book.jurisdictions[place]
    reviews = answers.reviews
    limits = tuple(
        LimitShown(limit, reviews.state_of(limit)) for limit in jurisdiction.custody.limits
    )
    topics = tuple(
        tuple(_text(answers, entry, spoken, require_review) for entry in entries)
        for entries in _entries(jurisdiction)
    )
    tally = Counter(reviews.state_of(each) for each in _reviewed(jurisdiction))
    places = [id for id in PLACES if id in answers.book.jurisdictions]
    places += [id for id in answers.book.jurisdictions if id not in PLACES]
    return LawPage(
        jurisdiction, spoken, topics, limits,
        tuple((state, tally[state]) for state in ReviewState if tally[state]),
        tuple(PlaceShown(id, _trouble(answers, id)) for id in places),
    )  # fmt: skip


def _text(answers: LawAnswers, entry: Entry, spoken: str, require_review: bool) -> LawText:
    text = answers.text_of(entry.says, spoken)
    state = answers.reviews.state_of(entry)
    withheld = require_review and state is not ReviewState.APPROVED
    return LawText(entry, text or entry.says, spoken if text else DEFAULT_LANGUAGE, state, withheld)


def _entries(jurisdiction: Jurisdiction) -> Iterator[list[Entry]]:
    """Yields the entries of each topic, the one for all before its variants."""
    for topic, entry in jurisdiction.entries.items():
        varied = (jurisdiction.variants.get((topic, variant)) for variant in VARIANTS)
        yield [entry, *(each for each in varied if each is not None)]


def _reviewed(jurisdiction: Jurisdiction) -> Iterator[Reviewable]:
    for entries in _entries(jurisdiction):
        yield from entries
    yield from jurisdiction.custody.limits


def _trouble(answers: LawAnswers, place: str) -> int:
    reviewed = _reviewed(answers.book.jurisdictions[place])
    return sum(answers.reviews.state_of(each) in TROUBLE for each in reviewed)
