"""Mentions that one sentence tells apart and that belong together."""

from __future__ import annotations

from helpline.dates.items import Atom
from helpline.dates.mention import Mention

# Words of anything but an arrest.
_OTHER = ("other_events", "requests")
# How many words may stand between "has been" and "for 3 days".
_LASTING_REACH = 7
# Units in which people tell how long somebody has been held.
_LENGTHS = frozenset({"minute", "hour", "day", "night", "week", "fortnight", "month"})
# Only a comma stands between two names of one day.
_APPOSED = 2
# So many words may stand between a weekday and its week.
_WEEK_REACH = 5


def note_lasting(mentions: list[Mention], outside: list[Atom]) -> None:
    """Marks "3 days" as past in "has been held for 3 days", where other words stand in between."""
    for mention in mentions:
        if mention.count is None and mention.clock is None:
            continue
        for atom in outside:
            apart = [
                each
                for each in outside
                if each.kind in _OTHER and atom.first < each.first < mention.first
            ]
            near = 0 <= mention.first - atom.last <= _LASTING_REACH
            if atom.kind == "lasting" and near and not apart:
                mention.modifiers.setdefault("lasting", atom.first)
                mention.atoms.append(atom)


def note_bare_lengths(mentions: list[Mention]) -> None:
    """Marks "5 days" as past in an answer to "since when?", and "today a week"; "17 years" may be
    an age.
    """
    for mention in mentions:
        count = mention.count
        if count is None and mention.counts_to_today:
            mention.modifiers.setdefault("lasting", mention.first)
        if count is None or count.value[2] not in _LENGTHS or count.extra.get("doubtful"):
            continue
        dated = mention.clock or (mention.day and not mention.counts_to_today)
        if not (dated or mention.has("ahead", "ahead_before", "next", "every")):
            mention.modifiers.setdefault("lasting", mention.first)


def merged(mentions: list[Mention], outside: list[Atom]) -> list[Mention]:
    """Joins a day and a time of day that one sentence tells apart ("yesterday they came at 3")."""
    kept: list[Mention] = []
    for mention in mentions:
        earlier = kept[-1] if kept else None
        if earlier is not None and _is_more_exact(earlier, mention):
            put_right(earlier, mention)
            kept[-1] = mention
            continue
        told_twice = earlier is not None and (
            _same_day(earlier, mention) or _are_one_week(earlier, mention)
        )
        if earlier is not None and told_twice:
            _join(earlier, mention)
        elif earlier is not None and _complete_each_other(earlier, mention, outside):
            doubtful = any(_may_be_another_matter(each, outside) for each in (earlier, mention))
            apart = earlier.clause != mention.clause
            _join(earlier, mention)
            if apart and doubtful:
                earlier.modifiers.setdefault("about", mention.first)
        else:
            kept.append(mention)
    return kept


def put_right(wrong: Mention, right: Mention, *between: Atom) -> None:
    """Gives what puts another time right what it does not tell itself: of "Monday at 11, no, at 10"
    the day, of "Thursday evening, no, Friday" the time of day.
    """
    if right.has_time and not right.has_day and wrong.has_day:
        for slot in ("day", "weekday", "count", "unit", "part"):
            if getattr(right, slot) is None:
                setattr(right, slot, getattr(wrong, slot))
    elif right.has_day and not right.has_time and right.count is None and wrong.has_time:
        right.clock, right.part = wrong.clock, wrong.part
        right.modifiers.setdefault("about", right.first)
    else:
        return
    right.atoms += [*wrong.atoms, *between]


def _is_more_exact(earlier: Mention, later: Mention) -> bool:
    """Tells whether a weekday is told once more with its week: "Thursday, the last Thursday"."""
    if earlier.weekday is None or later.weekday is None or earlier.until or later.until:
        return False
    same = earlier.weekday.value == later.weekday.value and later.sentence == earlier.sentence
    plain = _of_no_week(earlier) and not (
        earlier.has("last", "ago") or earlier.count or earlier.day
    )
    return same and plain and later.has("last") and not later.negated


def _of_no_week(mention: Mention) -> bool:
    """Tells whether no longer unit than the word "day" stands with a weekday."""
    return mention.unit is None or mention.unit.value == "day"


def _are_one_week(earlier: Mention, later: Mention) -> bool:
    """Tells whether a week explains a weekday told beside it: "Thursday, the one of last week",
    "Thursday, a week now".
    """
    for named, week in ((earlier, later), (later, earlier)):
        plain = named.weekday is not None and _of_no_week(named)
        plain = plain and not (named.day or named.count)
        length = week.count.value[2] if week.count else week.unit.value if week.unit else None
        if plain and length == "week" and not (week.weekday or week.day):
            past = week.has("last", "ago", "since", "lasting")
            near = later.first - earlier.last <= _WEEK_REACH and earlier.sentence == later.sentence
            return past and near and not (earlier.until or later.until or later.negated)
    return False


def _may_be_another_matter(mention: Mention, outside: list[Atom]) -> bool:
    """Tells whether a time may be of something else than an arrest told in another clause: "he
    called me at 9, they took him yesterday".
    """
    arrest = any(
        atom.kind == "arrest" and atom.extra["clause"] == mention.clause for atom in outside
    )
    return mention.has_words and not arrest


def _same_day(earlier: Mention, later: Mention) -> bool:
    """Tells whether a weekday explains the day before it: "yesterday, Monday, at 9"."""
    near = later.sentence == earlier.sentence and later.first - earlier.last <= _APPOSED
    plain = not (earlier.has_time or earlier.negated or later.negated or earlier.until)
    named = earlier.day is not None and earlier.day.kind in ("days", "date")
    weekday_alone = later.weekday is not None and not (later.day or later.until)
    return near and plain and named and earlier.weekday is None and weekday_alone


def _complete_each_other(earlier: Mention, later: Mention, outside: list[Atom]) -> bool:
    if earlier.negated or later.negated or later.sentence - earlier.sentence > 1:
        return False
    if earlier.until or later.until or later.has("every") or earlier.has("every"):
        return False
    between = [atom for atom in outside if earlier.last < atom.first < later.first]
    if any(atom.kind in (*_OTHER, "correction", "but") for atom in between):
        return False
    if earlier.is_age:
        return False
    if earlier.has_day and not later.has_day:
        return not earlier.has_time or (earlier.clock is None and later.part is None)
    return later.has_day and not earlier.has_day and not later.has_time


def _join(earlier: Mention, later: Mention) -> None:
    if later.unit and later.unit.value == "week":
        earlier.unit = later.unit
    for slot in ("day", "weekday", "count", "unit", "clock", "part"):
        if getattr(earlier, slot) is None:
            setattr(earlier, slot, getattr(later, slot))
    for kind, place in later.modifiers.items():
        # "3 nights ago, about 2 am" is vague in the hour, not in the night.
        of_hour = kind == "about" and earlier.has_day and not later.has_day
        earlier.modifiers.setdefault("about_hour" if of_hour else kind, place)
    earlier.atoms += later.atoms
