"""What of a message was not read, and may tell of a time all the same."""

from __future__ import annotations

from helpline.dates.mention import Mention
from helpline.dates.words import Item


def beside(items: list[Item], resting: Mention) -> list[int]:
    """Returns the places of unknown words right beside what a mention rests on."""
    ends = {place for atom in resting.atoms for place in (atom.first - 1, atom.last + 1)}
    return [place for place in ends if 0 <= place < len(items) and items[place].is_unknown]


def unread(items: list[Item], mentions: list[Mention]) -> list[int]:
    """Returns the places of a message that no mention rests on."""
    told = {
        place
        for mention in mentions
        for atom in mention.atoms
        for place in range(atom.first, atom.last + 1)
    }
    return [place for place in range(len(items)) if place not in told]


def is_of_a_day(items: list[Item], place: int, resting: Mention) -> bool:
    """Tells whether a day may stand at a place that was not read: one mistyped, an unknown word
    behind "day" ("nhar …") or beside "or" ("twwo or three days"), the number of one with an unknown
    month, or one of two ("6 and 6.30").
    """
    item = items[place]
    if item.get("nearly_day"):
        return True
    before = items[max(place - 1, 0) : place]
    if item.is_unknown and not resting.has_day and any(_is_name_before(each) for each in before):
        return True
    if item.is_unknown and _is_end_of(items, place, resting, "or"):
        return True
    numbered = item.get("digits") is not None
    dated = any(each.get("day_of_month_before") for each in before)
    return numbered and (
        _is_end_of(items, place, resting, "and", "or", "to") or (dated and not resting.has_day)
    )


def _is_end_of(items: list[Item], place: int, resting: Mention, *links: str) -> bool:
    """Tells whether a word like "or" joins a place to what a mention rests on, as one of two."""
    return any(
        resting.first <= place + 2 * step <= resting.last
        and any(items[place + step].get(link) for link in links)
        for step in (-1, 1)
    )


def _is_name_before(item: Item) -> bool:
    """Tells whether it is a word for "day" that stands before a day's name."""
    return item.get("units") == "day" and not item.get("plurals")


def is_of_a_clock(items: list[Item], place: int) -> bool:
    """Tells whether a word of a clock time stands at a place that was not read."""
    item, beside = items[place], items[max(place - 1, 0) : place] + items[place + 1 : place + 2]
    numbers = any(each.get("numbers") or each.get("digits") for each in beside)
    halved = item.get("minutes_after_hour") or item.get("half")
    named = item.get("clock_before") or item.get("clock_after")
    before = item.get("minutes_before_hour")
    return bool(before or (numbers and (halved or named or item.get("hour_of"))))
