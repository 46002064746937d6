"""What was read out of a text, each fact with the words that it rests on."""

from __future__ import annotations

from dataclasses import dataclass, fields

# The questions of the intake know four holders; the law files tell more of them apart.
HELD_BY = {
    "police": "police",
    "army": "army",
    "intelligence": "other",
    "vice-and-virtue": "other",
    "other": "other",
}
OF_AGE = 18


@dataclass(frozen=True)
class Told:
    """A value that was read, and the words as written that say so."""

    value: str
    quote: str


@dataclass(frozen=True)
class Facts:
    """What a text says of a person held; None is not said, or not safe to read.

    Values are those of the intake's questions where it asks for the same: `who_held` relative,
    self or other; `held_by` police, army, other or unknown; `age_group` child or adult (18 and
    older). `holder` tells more finely who holds (police, army, intelligence, vice-and-virtue,
    other), `age` is in whole years, `sex` male or female, `country` as law files are named or
    "elsewhere", `place` an English name of the gazetteer. `questioned` and `signed` are yes or no;
    `people_held` is a number from 2 up; what is left is yes.
    """

    who_held: Told | None = None
    held_name: Told | None = None
    age: Told | None = None
    age_group: Told | None = None
    sex: Told | None = None
    country: Told | None = None
    place: Told | None = None
    held_by: Told | None = None
    holder: Told | None = None
    condition: Told | None = None
    ill: Told | None = None
    hurt: Told | None = None
    pregnant: Told | None = None
    medicine: Told | None = None
    mistreatment: Told | None = None
    questioned: Told | None = None
    signed: Told | None = None
    bribe: Told | None = None
    foreigner: Told | None = None
    interpreter: Told | None = None
    whereabouts_unknown: Told | None = None
    people_held: Told | None = None

    @property
    def years(self) -> int | None:
        """The age in years, or None."""
        return int(self.age.value) if self.age else None

    def values(self) -> dict[str, str]:
        """Returns the value of each fact that was read, by name."""
        return {name: told.value for name, told in self.told().items()}

    def told(self) -> dict[str, Told]:
        """Returns the facts that were read, by name, in the order of this class."""
        read = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: told for name, told in read.items() if told is not None}
