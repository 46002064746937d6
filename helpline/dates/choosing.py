"""Which of the times in a message is the arrest's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from helpline.dates.here import Here
from helpline.dates.items import Atom
from helpline.dates.joining import merged, note_bare_lengths, note_lasting, put_right
from helpline.dates.mention import Mention
from helpline.dates.resolve import resolved
from helpline.dates.when import When

_BESIDE = 2
_LONG = timedelta(days=8)
# A message that speaks of no arrest may be an answer to "when?" if it says little else: how many
# words may be unknown where it tells a time of day, a day to come or today, and a day gone by.
_MAY_BE_UNKNOWN = {"time": 2, "today": 3, "day": 6}


def chosen(
    mentions: list[Mention],
    outside: list[Atom],
    here: Here,
    *,
    unknown: int,
    is_of_an_arrest: bool = False,
) -> tuple[When, Mention] | None:
    """Returns the mention that tells of the arrest, with its meaning; None where there is none.

    Left out are what is denied, what happens every day, and what stands nearer to another event
    (a birth, a hearing, a visit) than to an arrest. `unknown` is how many words of the message
    mean nothing here: without an arrest in it, one with many of them tells of something else.
    `is_of_an_arrest` says that one is told of, though it may be in such words.
    """
    arrest = is_of_an_arrest or any(atom.kind == "arrest" for atom in outside)
    _deny(mentions, outside)
    note_lasting(mentions, outside)
    if here.answers:
        note_bare_lengths(mentions)
    mentions = [each for each in mentions if not _is_of_a_pregnancy(each, outside)]
    kept = [each for each in mentions if not each.negated and not each.has("every")]
    if not kept:
        kept = [each for each in mentions if each.negated][-1:]
    ends = {id(each.until) for each in mentions if each.until is not None}
    kept = merged([each for each in kept if id(each) not in ends], outside)
    candidates = []
    for mention in kept:
        score = _score(mention, outside, kept)
        if here.tells_of_the_freed and not (score and _tells_of_other(outside)):
            continue
        when = resolved(mention, here) if score is not None else None
        if (
            when is not None
            and score is not None
            and _may_be(mention, when, outside, here, unknown, arrest=arrest)
        ):
            past = when.start is not None and when.start <= here.now
            candidates.append(((when.is_clear, score, past, -mention.first), when, mention))
    if not candidates:
        return None
    candidates.sort(key=lambda each: each[0], reverse=True)
    (rank, when, mention), others = candidates[0], candidates[1:]
    for other_rank, other, closer in others:
        if other_rank[:2] == rank[:2] and other != when and _lies_within(other, when):
            when, mention = other, closer
    rivals = [other for other_rank, other, _ in others if other_rank[:2] == rank[:2]]
    to_come = when.start is not None and when.start > here.now
    # Words that mean nothing here, and no arrest among the others: it may be another matter.
    # "Since Friday" is said of an arrest, "from Sunday to Friday" of work as well.
    lasting = mention.has("since", "ago", "lasting") and mention.until is None
    alone = unknown > 0 and not arrest and not lasting
    beside = [
        each
        for _, other, each in others
        if _stands_by(each, mention, outside) and _disagree(when, other)
    ]
    doubtful = to_come or alone or beside or any(_disagree(when, other) for other in rivals)
    doubtful = doubtful or _is_of_a_request(mention, outside) or _is_long(when)
    # "He is 25 today."
    doubtful = doubtful or (mention.is_age and not arrest)
    if when.is_clear and doubtful:
        when = replace(when, about=True)
        # "Saturday, Sunday", read again, leaves the same doubt.
        mention.atoms += [atom for each in beside if each.weekday for atom in each.atoms]
    return when, mention


def _is_of_a_pregnancy(mention: Mention, outside: list[Atom]) -> bool:
    """Tells whether a mention counts the months or weeks for which somebody is expecting; not "one
    month now, she is pregnant".
    """
    count = mention.count
    if count is None or count.value[2] not in ("month", "week"):
        return False
    for atom in outside:
        near = max(atom.first - count.last, count.first - atom.last) <= _BESIDE
        past = any(count.last < each < atom.first for each in mention.modifiers.values())
        if atom.kind == "expecting" and near and not past:
            return True
    return False


def _may_be(
    mention: Mention, when: When, outside: list[Atom], here: Here, unknown: int, *, arrest: bool
) -> bool:
    """Tells whether a mention can be the answer to "when?" and not part of a question of law or of
    some other matter.
    """
    later = when.end is not None and when.end >= here.now
    sort = "day" if mention.has_day and not later else "today" if mention.has_day else "time"
    general = any(
        atom.kind == "general" and atom.extra["sentence"] == mention.sentence for atom in outside
    )
    if general and (sort != "day" or not arrest):
        return False
    if arrest and mention.count is not None and mention.has("ahead"):
        # "Three days after the arrest" is a question of what follows.
        return False
    if _is_of_a_request(mention, outside) and (sort != "day" and not mention.has("since")):
        return False
    return arrest or unknown <= _MAY_BE_UNKNOWN[sort]


def _is_of_a_request(mention: Mention, outside: list[Atom]) -> bool:
    """Tells whether a time may be the one at which something is wanted: "call me at 9"."""
    beside = {atom.kind for atom in outside if atom.extra.get("clause") == mention.clause}
    return "requests" in beside and "arrest" not in beside


def _lies_within(closer: When, wider: When) -> bool:
    if closer.start is None or closer.end is None or wider.start is None or wider.end is None:
        return False
    return wider.start <= closer.start and closer.end <= wider.end and not closer.about


def _stands_by(other: Mention, mention: Mention, outside: list[Atom]) -> bool:
    """Tells whether another day stands right beside one ("हिजो र अस्ति", "Friday Saturday"), and no
    "but" in between.
    """
    first, second = sorted((other, mention), key=lambda each: each.first)
    apart = any(atom.kind == "but" and first.last < atom.first < second.first for atom in outside)
    near = second.first - first.last <= _BESIDE and not apart
    return other.has_day and mention.has_day and near


def _is_long(when: When) -> bool:
    """Tells whether so many days are meant that only a question can tell which."""
    return when.start is not None and when.end is not None and when.end - when.start > _LONG


def _disagree(first: When, second: When) -> bool:
    if first.start is None or first.end is None or second.start is None or second.end is None:
        return False
    return first.end < second.start or second.end < first.start


def _deny(mentions: list[Mention], outside: list[Atom]) -> None:
    """Takes what stands before a correction ("Thursday, sorry, Friday") as denied."""
    for atom in outside:
        if atom.kind != "correction":
            continue
        # "Sunday, sorry, not Saturday": what follows is not what is right, nor what is to come.
        right = [
            each
            for each in mentions
            if each.first > atom.last and not each.negated and not each.has("next", "ahead")
        ]
        wrong = [each for each in mentions if each.last < atom.first]
        if right and wrong:
            for mention in wrong:
                mention.negated = True
            put_right(wrong[-1], right[0], atom)


def _score(mention: Mention, outside: list[Atom], all_told: list[Mention]) -> int | None:
    """Returns 1 where the mention stands by an arrest, 0 where by nothing, None where by another
    event.
    """
    clause = [atom for atom in outside if atom.extra.get("clause") == mention.clause]
    arrests = [atom for atom in clause if atom.kind == "arrest"]
    others = [atom for atom in clause if atom.kind == "other_events"]
    if not arrests:
        apart = others or any(atom.kind == "places" for atom in clause)
        return None if apart else 0
    arrest = min(arrests, key=lambda atom: _distance(atom, mention))
    distance = _distance(arrest, mention)
    if _is_nearest(mention, arrest, all_told):
        # "Arrested on the 3rd, hearing on the 9th": the hearing has a time of its own.
        others = [atom for atom in others if _is_nearest(mention, atom, all_told)]
        distance -= 1
    return None if any(_distance(atom, mention) <= distance for atom in others) else 1


def _tells_of_other(outside: list[Atom]) -> bool:
    """Tells whether a word of another event than an arrest is known here."""
    return any(atom.kind == "other_events" for atom in outside)


def _is_nearest(mention: Mention, atom: Atom, all_told: list[Mention]) -> bool:
    """Tells whether no other time of the clause stands as near to a word."""
    distance = _distance(atom, mention)
    return all(
        each is mention or each.clause != mention.clause or _distance(atom, each) > distance
        for each in all_told
    )


def _distance(atom: Atom, mention: Mention) -> int:
    return min(abs(atom.first - mention.last), abs(mention.first - atom.last))
