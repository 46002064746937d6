"""Builds the mentions of times in a message from its expressions, in one walk over them."""

from __future__ import annotations

from collections.abc import Iterable

from helpline.dates.items import Atom
from helpline.dates.mention import DAY_KINDS, TIME_KINDS, Mention
from helpline.dates.reading import ELLIPSIS
from helpline.dates.words import Item

# Words that mean nothing here and may stand between two expressions of one mention.
_LONGEST_GAP = 2
_SENTENCE_ENDS = frozenset({*".;?!", ELLIPSIS})
_ENDS = _SENTENCE_ENDS | {","}
_AROUND = frozenset(
    {"ago", "ago_before", "lasting", "ahead", "ahead_before", "since", "since_after"}
    | {"last", "next", "this", "about", "every", "beside", "beside_after", "nth"}
)
# These modify what follows them, never what they follow.
_BEFORE = frozenset({"since", "ahead_before", "ago_before", "beside"})
_AFTER = frozenset({"since_after", "ago", "beside_after"})
_SAME = {"since_after": "since", "ago_before": "ago"}
_QUOTED = _AROUND - {"lasting", "every"}
_LINKS = frozenset({"to", "between", "or", "and"})
# More unknown words than these part a link from what follows.
_PARTING = {"to": 0, "or": 1}
_REACHING = _AROUND | _LINKS | {"not_after", "not_before"}
_OUTSIDE = frozenset(
    {"arrest", "other_events", "requests", "places", "correction", "lasting", "general", "but"}
    | {"expecting"}
)


class _Builder:
    """Walks over the expressions of a message and builds its mentions."""

    def __init__(self, items: list[Item]) -> None:
        self._items = items
        self.mentions: list[Mention] = []
        self.outside: list[Atom] = []
        self._clause = self._sentence = 0
        self._current: Mention | None = None
        self._waiting: list[Atom] = []
        self._links: list[Atom] = []
        self._reached = -1

    def take(self, atoms: list[Atom]) -> None:
        """Takes the atoms of one place."""
        self._break_after_gap(atoms[0].first)
        kinds = {atom.kind: atom for atom in atoms}
        expression = next((atom for atom in atoms if self._is_expression(atom.kind)), None)
        if "mark" in kinds:
            self._mark(str(kinds["mark"].value))
        self._keep_outside(atoms)
        if expression is not None:
            self._express(expression)
            for atom in atoms:
                if atom.extra.get("joined"):
                    self._express(atom)
        if "anchor" in kinds:
            self._anchor(kinds["anchor"])
        for atom in atoms:
            if atom.kind in _AROUND:
                self._modify(atom)
        self._negate(kinds)
        if expression is None:
            self._connect(kinds)
        if expression is not None or kinds.keys() & _REACHING:
            self._reached = (expression or atoms[0]).last

    def _keep_outside(self, atoms: list[Atom]) -> None:
        for atom in atoms:
            if atom.kind in _OUTSIDE:
                atom.extra.update(clause=self._clause, sentence=self._sentence)
                self.outside.append(atom)
                if atom.kind not in ("lasting", "general"):
                    self._break()

    def _connect(self, kinds: dict[str, Atom]) -> None:
        """Notes words like "to", "and", "but" between two expressions."""
        between = kinds.get("between")
        # In Pashto it is "of" as well.
        if between and "since" not in kinds and not self._items[between.first].get("fillers"):
            self._link_before(between)
        self._links.extend(kinds[kind] for kind in sorted(kinds.keys() & _LINKS))
        if "clause" in kinds and not kinds.keys() & {"to", "or"} and not self._linked("between"):
            self._clause += 1

    @staticmethod
    def _is_expression(kind: str) -> bool:
        return kind in DAY_KINDS or kind in TIME_KINDS or kind in ("count", "unit")

    def _break_after_gap(self, place: int) -> None:
        if self._words_between(self._reached, place) > _LONGEST_GAP:
            self._break()

    def _words_between(self, first: int, last: int) -> int:
        between = self._items[first + 1 : last]
        return sum(1 for item in between if not item.get("fillers") and not item.get("mark"))

    def _break(self) -> None:
        self._current, self._waiting, self._links = None, [], []

    def _mark(self, mark: str) -> None:
        if mark in _ENDS:
            self._clause += 1
            self._break()
        if mark in _SENTENCE_ENDS:
            self._sentence += 1

    def _express(self, atom: Atom) -> None:
        current = self._current
        self._links = [link for link in self._links if not self._is_broken(link, atom)]
        either = self._linked("or") and not self._linked("between")
        linked = self._linked("to") or self._linked("or")
        # "From Sunday, and yesterday" is no "between".
        between = any(
            link.kind == "between" and not self._items[link.first].get("since")
            for link in self._links
        )
        linked = linked or (between and self._linked("and"))
        joined = current is not None and not (linked and self._same_sort(current, atom))
        if current is not None and joined and current.take(atom):
            self._adopt(current, atom.first)
            return
        mention = Mention(self._clause, self._sentence)
        mention.take(atom)
        if "until" in atom.extra:
            mention.atoms += self._links
        if current is not None and linked and self._same_sort(current, atom):
            current.until, current.either = mention, either
            current.atoms += self._links
            mention.modifiers = dict(current.modifiers)
        self._adopt(mention, atom.first)
        self.mentions.append(mention)
        self._current = mention
        self._links = [link for link in self._links if link.kind == "between"]

    def _anchor(self, atom: Atom) -> None:
        """Makes what is told by a feast or another day that nobody here knows unclear: "the day
        before Eid", "two days after the wedding". A day told with it stands.
        """
        current = self._current
        counts = current is not None and (current.count or current.unit)
        if atom.extra["event"] and not counts:
            # "Sunday, when they made the protest": it adds nothing to the day.
            return
        if current is None or current.anchor():
            self._express(Atom("bad", "anchor", atom.first, atom.last))
            self._reached = atom.last

    def _is_broken(self, link: Atom, atom: Atom) -> bool:
        """Tells whether words part "to" from a time after it ("to work at 7"), or several of them
        "or": in Nepali it ends what is said of a woman.
        """
        between = self._items[link.last + 1 : atom.first]
        unknown = sum(1 for item in between if item.is_unknown)
        return unknown > _PARTING.get(link.kind, unknown)

    def _linked(self, kind: str) -> bool:
        return any(link.kind == kind for link in self._links)

    def _link_before(self, between: Atom) -> None:
        """Makes a range of the two mentions before a word like बीचमा, "in between"."""
        if len(self.mentions) < 2:
            return
        first, second = self.mentions[-2:]
        near = second.first - first.last <= 2 and between.first - second.last <= 2
        told = first.until is None and not first.negated
        if near and first.sentence == second.sentence and told:
            first.until = second
            first.atoms.append(between)

    @staticmethod
    def _same_sort(mention: Mention, atom: Atom) -> bool:
        if atom.kind in TIME_KINDS:
            return mention.has_time
        if atom.kind == "count" and mention.count is not None:
            # In Nepali "since 3 days, my son of 17 years" is no "from … to …".
            return bool(mention.count.value[2] == atom.value[2])
        return mention.has_day

    def _adopt(self, mention: Mention, place: int) -> None:
        for atom in self._waiting:
            # "In 3 days", but not "in Kabul this week".
            if atom.kind == "ahead_before" and self._words_between(atom.last, place):
                continue
            mention.modifiers.setdefault(_SAME.get(atom.kind, atom.kind), atom.first)
            if atom.kind == "not_before":
                mention.negated = True
            elif atom.kind != "every":
                mention.atoms.append(atom)
        self._waiting = []

    def _modify(self, atom: Atom) -> None:
        # "Two nights before", with nothing behind it, is two nights ago.
        is_last = atom.kind == "ago_before" and self._is_last(atom)
        if self._current is None or (atom.kind in _BEFORE and not is_last):
            if atom.kind not in _AFTER:
                self._waiting.append(atom)
            return
        self._current.modifiers.setdefault(_SAME.get(atom.kind, atom.kind), atom.first)
        if atom.kind in _QUOTED:
            self._current.atoms.append(atom)

    def _is_last(self, atom: Atom) -> bool:
        """Whether nothing stands behind an atom in its clause."""
        return all(item.get("mark") for item in self._items[atom.last + 1 : atom.last + 2])

    def _negate(self, kinds: dict[str, Atom]) -> None:
        after, current = kinds.get("not_after"), self._current
        # "It was Monday, not Friday": behind another word it denies what follows.
        is_apart = after is not None and "not_before" in kinds and after.first > self._reached + 1
        # In Pashto one word is "not" and, after a place, "from".
        if (
            after
            and current
            and not is_apart
            and not self._words_between(self._reached, after.first)
        ):
            current.negated = True
            self._keep_outside([Atom("correction", True, after.first, after.last)])
        elif "not_before" in kinds:
            self._break()
            self._waiting.append(kinds["not_before"])
        elif after:
            # "Monday, no, Tuesday", where "not" stands behind what it denies.
            self._keep_outside([Atom("correction", True, after.first, after.last)])


def mentions_of(items: list[Item], found: list[list[Atom]]) -> tuple[list[Mention], list[Atom]]:
    """Returns the mentions of times, and the verbs and corrections that stand outside of them."""
    builder = _Builder(items)
    for atoms in found:
        builder.take(atoms)
    before, after = _wordy(items), _wordy(reversed(items))[::-1]
    for mention in builder.mentions:
        mention.has_words = before[mention.first] or after[mention.last + 1]
    return [each for each in builder.mentions if not each.is_empty], builder.outside


def _wordy(items: Iterable[Item]) -> list[bool]:
    """Tells of each place, and of the end, whether unknown words stand before it since the last
    mark or "and".
    """
    wordy = [False]
    for item in items:
        ends = item.get("mark") in _ENDS or item.get("clause")
        speaks = item.is_unknown and not item.get("fillers")
        wordy.append(not ends and bool(speaks or wordy[-1]))
    return wordy
