"""Reads what happened in a case out of a message, each only where it is told as a fact.

What is asked, hoped, feared, supposed, denied or only heard of is no event. A hearing is told of
beforehand, and mostly by others: of it "they say" and "will" are news too, if they name the day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from helpline.dates import When
from helpline.dates.times import Time, Times, times_in
from helpline.facts.sightings import Sightings
from helpline.facts.words import Found
from helpline.news.words import AHEAD, HELD, HOME, Told, told_by, writings_of_news
from helpline.referrals.wording import only_came_home, says_released
from helpline.storage.kinds import EventKind
from helpline.text.characters import clean
from helpline.text.zawgyi import in_unicode

_SENTENCE = re.compile(r"[^.!?\n;؟۔؛।॥။]*[.!?\n;؟۔؛।॥။]*")
_DOTTED = re.compile(r"(?<=\d)\.(?=\d)")
_ASKS = frozenset("?؟")
# Of a sentence with the first there is no event, with the second none but what is wanted; the third
# are no matter to a hearing.
_ASKED = "asks"
_UNSURE = ("supposes", "rumour")
_NOT_YET = ("to_come", "hearsay")
# These are told as they are wanted, or as they are refused: "they want bail", "no lawyer may see
# him".
_WANTED = frozenset({(EventKind.BAIL, "asked")})
_DENIALS = frozenset(
    {(EventKind.ACCESS_REFUSED, None), (EventKind.BAIL, "not_paid"), (EventKind.BAIL, "refused"),
     (EventKind.HEARING, "acquitted"), (EventKind.CHARGED, "not_charged")}
)  # fmt: skip
# "Eight days" is how long they are held, not since when.
_LASTING = frozenset({(EventKind.JUDGE, "held_on"), (EventKind.SENTENCED, "custody")})
# A time after a comma belongs to other words as a rule.
_OF_ANOTHER_CLAUSE = 15
_PAUSE = re.compile(r"[,،၊]")
_RELEASED, _PUT_OFF = EventKind.RELEASED, "adjourned"
_COURT = frozenset({EventKind.JUDGE, EventKind.PROSECUTOR})


@dataclass(frozen=True)
class News:
    """Something that happened, or a hearing to come: what, when (None: not told), if a lawyer was
    there (None: not told), and the words of the sentence that tells it. `puts_off` says that
    another day for a hearing is told than before.
    """

    told: Told
    words: str
    when: When | None = None
    lawyer_present: bool | None = None
    puts_off: bool = False

    @property
    def kind(self) -> EventKind:
        """The kind of event."""
        return self.told.kind

    @property
    def is_sure_release(self) -> bool:
        """Whether it is that somebody was let go, told as that and not as coming home."""
        return self.kind is EventKind.RELEASED and self.told.manner != HOME


def read_news(text: str, *, language: str | None, zone: ZoneInfo, now: datetime) -> list[News]:
    """Returns what a message in a language (a code of `helpline.i18n`, or None) tells that
    happened, of each kind the first; times are local to `zone`, `now` is aware. Never raises.
    """
    found: dict[EventKind, News] = {}
    for sentence in sentences_in(text):
        reader = _Sentence(sentence, language, zone, now)
        for news in reader.read():
            earlier = found.get(news.kind)
            if earlier is None or (earlier.when is None and news.when is not None):
                found[news.kind] = news
    return list(found.values())


def sentences_in(text: str) -> list[str]:
    """Returns the sentences of a text, in Unicode, with the marks that end them."""
    whole = in_unicode(clean(text))
    # The point of "10.30" ends no sentence.
    dotted = _DOTTED.sub("\0", whole)
    parts = (part.replace("\0", ".").strip() for part in _SENTENCE.findall(dotted))
    return [part for part in parts if part]


class _Sentence:
    """One sentence of a message."""

    def __init__(self, text: str, language: str | None, zone: ZoneInfo, now: datetime) -> None:
        self._text, self._language, self._zone, self._now = text, language, zone, now
        self._read: dict[bool, Times] = {}
        self._seen = Sightings(text, writings_of_news(text, language))

    def read(self) -> list[News]:
        """Returns what the sentence tells that happened."""
        if _ASKS & set(self._text) or self._seen.find(_ASKED):
            return []
        told = self._told()
        if self._has_any(_UNSURE):
            return [news for news in told if _key(news.told) in _WANTED]
        not_yet = self._has_any(_NOT_YET)
        return [news for news in told if self._stands(news, not_yet)]

    def _has_any(self, kinds: tuple[str, ...]) -> bool:
        return any(self._seen.find(kind) for kind in kinds)

    def _told(self) -> list[News]:
        told: list[News] = []
        for name, found in self._seen.by_kind("events"):
            what = told_by(name)
            if _key(what) in _DENIALS or not self._seen.is_denied(found):
                told.append(self._news(what, found))
        if any(news.told.manner == HELD for news in told):
            # "He was in court on Sunday, the court was full."
            told = [news for news in told if news.told.manner != AHEAD]
        is_told = any(news.kind is _RELEASED for news in told)
        if not is_told and says_released(self._text, language=self._language):
            manner = HOME if only_came_home(self._text) else None
            told.append(self._news(Told(_RELEASED, manner=manner), None))
        return told

    def _news(self, told: Told, found: Found | None) -> News:
        is_ahead = told.manner == AHEAD or told.outcome == _PUT_OFF
        when = self._when(found, ahead=is_ahead, counted=_key(told) not in _LASTING)
        puts_off = told.outcome == _PUT_OFF
        if (puts_off or told.kind in _COURT) and when is not None and self._is_to_come(when):
            # "He sees the judge tomorrow", "it was put off to Sunday": a hearing to come.
            told = Told(EventKind.HEARING, manner=AHEAD)
        return News(told, self._text, when, self._lawyer_present(), puts_off)

    def _stands(self, news: News, not_yet: bool) -> bool:
        if news.told.manner == AHEAD:
            # Of a court without a day nothing is known.
            return news.when is not None and not self._is_over(news.when)
        if news.told.outcome == _PUT_OFF:
            return True
        if not_yet and _key(news.told) not in _WANTED | _DENIALS:
            return False
        if news.when is not None and self._is_to_come(news.when):
            return False
        return not (news.kind is _RELEASED and self._seen.find("still"))

    def _is_to_come(self, when: When) -> bool:
        return when.start is not None and when.start > self._now

    def _is_over(self, when: When) -> bool:
        return when.end is None or when.end <= self._now

    def _lawyer_present(self) -> bool | None:
        if self._seen.find("without_lawyer"):
            return False
        return True if self._seen.find("with_lawyer") else None

    def _when(self, found: Found | None, *, ahead: bool, counted: bool) -> When | None:
        """Returns the time that stands nearest to words, on their side of a comma if there is one
        there; None where all stand nearer to an arrest. What is `counted` may be left out.
        """
        times = self._times(ahead)
        if not times.told:
            return None
        place = self._place(found)
        free = [
            time
            for time in times.told
            if (counted or not time.counted)
            and all(self._far(time, *place) <= self._far(time, *each) for each in times.arrests)
        ]
        best = min(free, key=lambda time: self._far(time, *place), default=None)
        return best.when if best is not None else None

    def _times(self, ahead: bool) -> Times:
        if ahead not in self._read:
            self._read[ahead] = times_in(
                self._text, language=self._language, zone=self._zone, now=self._now, ahead=ahead
            )
        return self._read[ahead]

    def _place(self, found: Found | None) -> tuple[int, int]:
        """Returns where words stand in the sentence as written."""
        if found is None:
            return 0, len(self._text)
        words = [
            word
            for word in self._seen.line.words
            if word.start < found.end and found.start < word.end
        ]
        return words[0].written_start, words[-1].written_end

    def _far(self, time: Time, start: int, end: int) -> int:
        between = self._text[min(time.end, end) : max(time.start, start)]
        apart = max(time.start - end, start - time.end, 0)
        return apart + (_OF_ANOTHER_CLAUSE if apart and _PAUSE.search(between) else 0)


def _key(told: Told) -> tuple[EventKind, str | None]:
    return told.kind, told.outcome
