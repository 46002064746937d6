"""The law book: every jurisdiction's file, read and checked, and the text it gives on a topic.

A file is for lawyers to read and change; what it must hold is written in `law/README.md`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from helpline.custody.limits import CustodyLaw, read_custody_law
from helpline.errors import LawFileError
from helpline.law.files import fault, read_file, require
from helpline.settings import ROOT

LAW_FOLDER = ROOT / "law"
FALLBACK = "international"

TOPICS = (
    "rights_overview",
    "right_to_silence",
    "right_to_lawyer",
    "lawyer_cost",
    "detention_time",
    "reason_for_arrest",
    "family_contact",
    "bail",
    "search",
    "child_rights",
    "women_rights",
    "court_process",
    "interpreter",
    "mistreatment",
    "medical_need",
    "bribe",
    "find_detainee",
    "other_help",
)
# For whom a topic may have a text of its own; the first that fits a person is told.
CHILD, WOMAN, FOREIGNER = "child", "woman", "foreigner"
VARIANTS = (CHILD, WOMAN, FOREIGNER)
_CONFIDENCE = ("high", "medium", "low")
_KEYS = {"says": str, "basis": list, "caveats": str, "confidence": str, "verified": bool}


@dataclass(frozen=True)
class Entry:
    """What a jurisdiction's file says on a topic, to all or to one of VARIANTS.

    `says` is the English text, which is also the msgid of its translations. `verified` tells
    whether its core was read in a source (`seen` names it), `as_of` of which day the facts are.
    """

    jurisdiction: str
    topic: str
    variant: str | None
    says: str
    basis: tuple[str, ...]
    caveats: str
    confidence: str
    verified: bool
    seen: tuple[str, ...]
    as_of: date

    @property
    def key(self) -> str:
        """By what reviews and messages name it: "nepal/bail", "nepal/bail@child"."""
        suffix = f"@{self.variant}" if self.variant else ""
        return f"{self.jurisdiction}/{self.topic}{suffix}"

    @property
    def version(self) -> str:
        """A short hash of the text and its basis: what was sent can be told apart later."""
        content = "\n".join((self.says, *self.basis))
        return hashlib.sha256(content.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Jurisdiction:
    """One file: the jurisdiction's name, the date of its facts, and an entry for each topic."""

    id: str
    name: str
    as_of: date
    languages: tuple[str, ...]
    entries: Mapping[str, Entry]
    custody: CustodyLaw
    variants: Mapping[tuple[str, str], Entry] = field(default_factory=dict)

    def entry(self, topic: str, held: Set[str] = frozenset()) -> Entry:
        """Returns the text on a topic for somebody who is any of VARIANTS."""
        for variant in VARIANTS:
            if variant in held and (topic, variant) in self.variants:
                return self.variants[topic, variant]
        return self.entries[topic]


class LawBook:
    """All jurisdictions by id ("nepal", "israeli-military", …)."""

    def __init__(self, jurisdictions: Mapping[str, Jurisdiction]) -> None:
        """Takes jurisdictions by id, among them the fallback."""
        self.jurisdictions = jurisdictions

    @classmethod
    def load(cls, folder: Path = LAW_FOLDER) -> LawBook:
        """Reads every file of a folder; raises LawFileError that names the file and the line."""
        read = [_read(path) for path in sorted(folder.glob("*.yml"))]
        book = cls({jurisdiction.id: jurisdiction for jurisdiction in read})
        if FALLBACK not in book.jurisdictions:
            raise LawFileError(f"{folder.name}/{FALLBACK}.yml is missing")
        return book

    def entry(self, jurisdiction: str | None, topic: str, held: Set[str] = frozenset()) -> Entry:
        """Returns what a jurisdiction says on a topic to those held who are any of VARIANTS; the
        international standard where no jurisdiction is known.
        """
        known = self.jurisdictions.get(jurisdiction or FALLBACK)
        return (known or self.jurisdictions[FALLBACK]).entry(topic, held)

    def find(self, key: str) -> Entry | None:
        """Returns the entry of a key such as "nepal/bail@child", or None."""
        return next((entry for entry in self.entries() if entry.key == key), None)

    def entries(self) -> list[Entry]:
        """Returns all entries of all jurisdictions, variants after what they vary."""
        return [entry for each in self.jurisdictions.values() for entry in _all(each)]


def _all(jurisdiction: Jurisdiction) -> Iterator[Entry]:
    for topic, entry in jurisdiction.entries.items():
        yield entry
        yield from (
            jurisdiction.variants[topic, variant]
            for variant in VARIANTS
            if (topic, variant) in jurisdiction.variants
        )


def _read(path: Path) -> Jurisdiction:
    place = f"{path.parent.name}/{path.name}"
    data = read_file(path)
    if data.get("jurisdiction") != path.stem:
        raise fault(place, data, "jurisdiction", f"`jurisdiction` must be {path.stem}")
    kinds = {"name": str, "as_of": str, "languages": list, "topics": dict}
    require(data, kinds, place=place, where="the file")
    as_of = _date(data, "as_of", place)
    topics = data["topics"]
    missing = [topic for topic in TOPICS if topic not in topics]
    if missing:
        raise fault(place, data, "topics", f"topics missing: {', '.join(missing)}")
    unknown = [topic for topic in topics if topic not in TOPICS]
    if unknown:
        raise fault(place, topics, unknown[0], f"unknown topic {unknown[0]}")
    entries = {}
    variants = {}
    for topic in TOPICS:
        entries[topic] = _entry(path.stem, topic, None, topics[topic], as_of, place)
        for variant, varied in _varied(topics[topic], topic, place):
            variants[topic, variant] = _entry(path.stem, topic, variant, varied, as_of, place)
    return Jurisdiction(
        path.stem,
        data["name"],
        as_of,
        tuple(data["languages"]),
        entries,
        read_custody_law(path.stem, data, place),
        variants,
    )


def _varied(data: Any, topic: str, place: str) -> Iterator[tuple[str, Any]]:
    varied = data.get("for", {})
    if not isinstance(varied, Mapping):
        raise fault(place, data, "for", f"topics.{topic}.for is not a mapping")
    for variant, content in varied.items():
        if variant not in VARIANTS:
            raise fault(place, varied, variant, f"topics.{topic}.for.{variant}: not one of ours")
        yield variant, content


def _entry(
    jurisdiction: str, topic: str, variant: str | None, data: Any, as_of: date, place: str
) -> Entry:
    where = f"topics.{topic}" + (f".for.{variant}" if variant else "")
    require(data, _KEYS, place=place, where=where)
    if data["confidence"] not in _CONFIDENCE:
        what = f"{where}.confidence must be one of {', '.join(_CONFIDENCE)}"
        raise fault(place, data, "confidence", what)
    return Entry(
        jurisdiction=jurisdiction,
        topic=topic,
        variant=variant,
        says=data["says"],
        basis=tuple(data["basis"]),
        caveats=data["caveats"],
        confidence=data["confidence"],
        verified=data["verified"],
        seen=tuple(data.get("seen", ())),
        as_of=_date(data, "as_of", place) if "as_of" in data else as_of,
    )


def _date(data: Any, key: str, place: str) -> date:
    try:
        return date.fromisoformat(data[key])
    except (ValueError, TypeError) as error:
        raise fault(place, data, key, f"{key} is not a date such as 2026-11-23") from error
