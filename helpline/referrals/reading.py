"""What a message tells of an arrest, as facts of a referral."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from helpline.dates import Kind, When, understand
from helpline.dates.reading import CORRECTED
from helpline.dates.times import times_in
from helpline.facts import (
    Context,
    Facts,
    ages_in,
    arrests_in,
    asides_in,
    names_an_arrest,
    read_facts,
)
from helpline.intents import FIND_DETAINEE, REPORT_ARREST
from helpline.referrals.questions import LEFT_OUT, TOLD_FIRST
from helpline.referrals.wording import admits_mistake, corrects, of_release, says_released

# Where an arrest happened decides in which time zone "last night" is.
_ZONES = {
    "nepal": "Asia/Kathmandu",
    "tunisia": "Africa/Tunis",
    "palestine": "Asia/Hebron",
    "myanmar": "Asia/Yangon",
    "afghanistan": "Asia/Kabul",
}
_ELSEWHERE = "UTC"
_WHO, _WHEN, _QUESTIONED = "who_held", "arrested_when", "questioned"
_A_MOMENT = timedelta(minutes=1)
# What tells of somebody's arrest beyond doubt, together with who is held.
_OF_AN_ARREST = (
    "arrested_when", "held_by", "place",
    "bribe", "mistreatment", "whereabouts_unknown", "medicine", "questioned",
)  # fmt: skip
# A time in an answer to these is rather of something else: "he turned 18 last month".
_OF_THE_PERSON = frozenset({"age_group", "age_and_sex", "condition", "questioned"})
_OF_THE_PHONE = frozenset({"safe", "reach"})
# What a correction of a day may tell besides.
_OF_THE_PLACE = frozenset({"country", "place", "held_by", "holder"})
# What stands for words that were taken out, so that those around them do not become one time.
_PAUSE = ", "
# What a held person's condition may be told as.
_CONDITIONS = ("ill", "hurt", "pregnant", "medicine")


def zone_of(country: str | None) -> ZoneInfo:
    """Returns the time zone of a country as the fact `country` names it; UTC for any other."""
    return ZoneInfo(_ZONES.get(country or "", _ELSEWHERE))


def told_in(
    text: str,
    *,
    language: str | None,
    now: datetime,
    here: str | None = None,
    known: Mapping[str, str] | None = None,
    known_at: datetime | None = None,
    is_held: bool = False,
    asked: str | None = None,
    intent: str | None = None,
) -> dict[str, str]:
    """Returns the facts that a message tells by itself, as {name: value}; each only where it is
    safe to take. `here` is the country that the writer's number suggests, `known` what was told
    before of the person held: the message goes on about them, and where it corrects, what it
    names beside another value is what was wrong; `known_at` is when the time in it was told, None
    for the same day. `is_held` says that the message is about somebody
    held, whatever its words: "they beat my boy"; `asked` is the fact that was asked for before it,
    `intent` what it is most likely to mean.

    A time is kept in the words in which it was told: what they mean is read from them again with
    `when_of`, whenever it is needed.
    """
    known = known or {}
    who_held = known.get("who_held", "other") if known else None
    # Of several held, one whom the first message named may not be the one we ask about, unless just
    # that was asked.
    is_of_any = "people_held" in known and asked not in _OF_THE_PERSON
    first = "" if is_of_any else known.get(TOLD_FIRST, "")
    is_correction = corrects(text)
    context = Context(
        who_held,
        known if is_correction else {},
        is_held=is_held or asked == _WHO,
        is_missing=intent == FIND_DETAINEE,
        first=first,
        asked=asked,
    )
    there = known.get("country") or here
    told = _values(read_facts(text, language=language, place_of_contact=there, context=context))
    if told.get("condition") == "no":
        told |= {name: "no" for name in _CONDITIONS if known.get(name) == "yes"}
    zone = zone_of(told.get("country") or known.get("country") or here)
    # "No, sorry, not eight, it was nine" puts right what was told of the arrest.
    is_taken = intent in (REPORT_ARREST, FIND_DETAINEE) or (is_correction and _WHEN in known)
    is_answer = asked == _WHEN
    is_of_an_arrest = names_an_arrest(text, language=language)
    read = partial(
        understand,
        language=language,
        zone=zone,
        now=now,
        is_of_an_arrest=is_taken or is_of_an_arrest,
        # Of who is free again, the day that stands there may be that of it.
        is_of_the_freed=intent is not None and says_released(text, language=language),
        is_answer=is_answer,
        events=dict.fromkeys(arrests_in(text, language=language), "arrest")
        | dict.fromkeys(of_release(text), "other_events"),
    )
    when = _time_in(text, language=language, read=read)
    in_part = is_correction and not when.dated and is_answered(known, _WHEN)
    is_told = when.is_clear and (is_answer or in_part or not when.may_be_any_day(now))
    # "Yesterday", told the day before, is another day by now.
    is_told &= not in_part or known_at is None or _is_same_day(known_at, now, zone)
    if is_told and when.start is not None and when.start <= now:
        is_put_right = is_correction and told.keys() <= _OF_THE_PLACE
        is_of_another = asked in _OF_THE_PERSON and not is_put_right
        is_of_another &= not _answers_since_when(text, when, known, asked)
        # "Now" is a greeting in Palestine, and hardly an answer to anything else.
        is_of_another |= now - when.start < _A_MOMENT and asked != _WHEN and not told
        # "Do not write at night" says when we may.
        is_of_another |= asked in _OF_THE_PHONE and not (told or is_correction)
        if is_of_an_arrest or not is_of_another:
            # "Not at eleven, at ten" leaves the day as it was.
            told[_WHEN] = f"{known[_WHEN]} {CORRECTED} {when.quote}" if in_part else when.quote
    return told


def tells_of_an_arrest(told: Mapping[str, str]) -> bool:
    """Whether a message, by what was read from it alone, tells that somebody is held: who, and
    when, where, by whom, or what is done to them.
    """
    return "who_held" in told and any(name in told for name in _OF_AN_ARREST)


def _is_same_day(first: datetime, second: datetime, zone: ZoneInfo) -> bool:
    return first.astimezone(zone).date() == second.astimezone(zone).date()


def _answers_since_when(text: str, when: When, known: Mapping[str, str], asked: str | None) -> bool:
    """Whether a message that answers another question is a time and nothing else, which is still to
    be told: to have been questioned "yesterday" is an answer to just that.
    """
    is_all = when.quote.strip() == text.strip(" .,!\n")
    return is_all and bool(known) and not is_answered(known, _WHEN) and asked != _QUESTIONED


def when_of(words: str, *, language: str | None, zone: ZoneInfo, told_at: datetime) -> When:
    """Returns what the words of the fact `arrested_when`, told at a moment, mean; "at night" alone
    may be any night.
    """
    # It was read once: a language may have been taken for its neighbour before.
    for each in (language, None):
        when = understand(words, language=each, zone=zone, now=told_at, is_answer=True)
        if when.is_clear and not when.may_be_any_day(told_at):
            return when
    return When(Kind.UNCLEAR)


def _time_in(text: str, *, language: str | None, read: Callable[[str], When]) -> When:
    """Returns the time that a message tells, as it is `read`, taking for one neither an age ("he
    has 16 years" is how long in Tunisia, too) nor what is told beside ("they came on Monday but he
    was not home").
    """
    when = read(text)
    # "At dawn ... he is 19 years old" may be no time, or another, until the age is out of it.
    others = ages_in(text, language=language)
    if when.quote:
        others += [words for words in asides_in(text, language=language) if _meet(words, when)]
    if not others:
        return when
    for words in others:
        text = text.replace(words, _PAUSE)
    return read(text)


def _meet(words: str, when: When) -> bool:
    """Whether a time stands within some words, or begins in them: "both of them" is Monday, too."""
    return when.quote in words or any(when.quote.startswith(each) for each in words.split()[1:])


def puts_time_right(text: str, *, language: str | None, zone: ZoneInfo, now: datetime) -> bool:
    """Whether a message corrects a time: it denies another ("not Tuesday"), or owns a mistake."""
    return admits_mistake(text) or times_in(text, language=language, zone=zone, now=now).denies


def is_answered(facts: Mapping[str, str], name: str) -> bool:
    """Whether a fact was told, and neither left out nor said to be not known."""
    return facts.get(name, LEFT_OUT) not in (LEFT_OUT, "unknown")


def _values(facts: Facts) -> dict[str, str]:
    read = {name: fact.value for name, fact in facts.told().items()}
    told: dict[str, str] = {
        name: read[name]
        for name in (
            "who_held", "country", "place", "held_by", "holder", "age", "age_group", "sex",
            "held_name", "people_held",
        )
        if name in read
    }  # fmt: skip
    told |= _conditions(read)
    if read.get("signed") == "yes":
        told["questioned"] = "signed"
    elif read.get("questioned") in ("yes", "no"):
        told["questioned"] = {"yes": "questioned", "no": "no"}[read["questioned"]]
    if "yes" in (read.get("foreigner"), read.get("interpreter")):
        told["foreigner"] = "yes"
    for name in ("mistreatment", "bribe", "whereabouts_unknown"):
        if read.get(name) == "yes":
            told[name] = "yes"
    return told


def _conditions(read: Mapping[str, str]) -> dict[str, str]:
    named = {name: "yes" for name in _CONDITIONS if read.get(name) == "yes"}
    # Who was beaten may be hurt: staff must look, and nobody is asked again.
    if named or "yes" in (read.get("condition"), read.get("mistreatment")):
        return {**named, "condition": "yes"}
    return {"condition": "no"} if read.get("condition") == "no" else {}
