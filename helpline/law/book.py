"""The law book: every jurisdiction's file, read and checked, and the text it gives on a topic.

A file is for lawyers to read and change; what it must hold is written in `law/README.md`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from helpline.custody.limits import CustodyLaw, read_custody_law
from helpline.errors import LawFileError
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
)
_CONFIDENCE = ("high", "medium", "low")


@dataclass(frozen=True)
class Entry:
    """What a jurisdiction's file says on a topic.

    `says` is the English text, which is also the msgid of its translations. `reviewed_by` holds the
    ids of the lawyers who have approved it; it is empty as long as nobody has.
    """

    jurisdiction: str
    topic: str
    says: str
    basis: tuple[str, ...]
    caveats: str
    confidence: str
    verified: bool
    as_of: date
    reviewed_by: tuple[str, ...]

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


class LawBook:
    """All jurisdictions by id ("nepal", "israeli-military", …)."""

    def __init__(self, jurisdictions: Mapping[str, Jurisdiction]) -> None:
        """Takes jurisdictions by id, among them the fallback."""
        self.jurisdictions = jurisdictions

    @classmethod
    def load(cls, folder: Path = LAW_FOLDER) -> LawBook:
        """Reads every file of a folder; raises LawFileError that names the file and the entry."""
        read = [_read(path) for path in sorted(folder.glob("*.yml"))]
        book = cls({jurisdiction.id: jurisdiction for jurisdiction in read})
        if FALLBACK not in book.jurisdictions:
            raise LawFileError(f"{folder.name}/{FALLBACK}.yml is missing")
        return book

    def entry(self, jurisdiction: str | None, topic: str) -> Entry:
        """Returns what a jurisdiction says on a topic; the international standard where none is
        known.
        """
        known = self.jurisdictions.get(jurisdiction or FALLBACK)
        return (known or self.jurisdictions[FALLBACK]).entries[topic]

    def entries(self) -> list[Entry]:
        """Returns all entries of all jurisdictions."""
        return [entry for each in self.jurisdictions.values() for entry in each.entries.values()]


def _read(path: Path) -> Jurisdiction:
    place = f"{path.parent.name}/{path.name}"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise LawFileError(f"{place}{line}: not readable as YAML") from error
    if not isinstance(data, dict) or data.get("jurisdiction") != path.stem:
        raise LawFileError(f"{place}: `jurisdiction` must be {path.stem}")
    _require(data, {"name": str, "as_of": str, "languages": list, "topics": dict}, place)
    as_of = _date(data["as_of"], place)
    missing = [topic for topic in TOPICS if topic not in data["topics"]]
    unknown = [topic for topic in data["topics"] if topic not in TOPICS]
    if missing or unknown:
        raise LawFileError(f"{place}: topics missing {missing}, unknown {unknown}")
    entries = {
        topic: _entry(path.stem, topic, data["topics"][topic], as_of, place) for topic in TOPICS
    }
    custody = read_custody_law(path.stem, data, place)
    return Jurisdiction(path.stem, data["name"], as_of, tuple(data["languages"]), entries, custody)


def _entry(jurisdiction: str, topic: str, data: Any, as_of: date, place: str) -> Entry:
    where = f"{place}: topics.{topic}"
    if not isinstance(data, dict):
        raise LawFileError(f"{where} is not a mapping")
    _require(
        data,
        {"says": str, "basis": list, "caveats": str, "confidence": str, "verified": bool},
        where,
    )
    if data["confidence"] not in _CONFIDENCE:
        raise LawFileError(f"{where}.confidence must be one of {', '.join(_CONFIDENCE)}")
    return Entry(
        jurisdiction,
        topic,
        data["says"],
        tuple(data["basis"]),
        data["caveats"],
        data["confidence"],
        data["verified"],
        as_of,
        tuple(data.get("reviewed_by", ())),
    )


def _require(data: Mapping[str, Any], kinds: Mapping[str, type], where: str) -> None:
    for key, kind in kinds.items():
        if not isinstance(data.get(key), kind):
            raise LawFileError(f"{where}.{key} is missing or not a {kind.__name__}")


def _date(value: str, place: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise LawFileError(f"{place}.as_of is not a date") from error
