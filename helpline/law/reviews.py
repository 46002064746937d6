"""Reviews of the law: who has approved which version of a text, each reviewer in a file of their
own, so that the second does not see what the first has said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import yaml

from helpline.errors import LawFileError
from helpline.law.book import LAW_FOLDER
from helpline.law.files import fault, read_file, require

REVIEWS_FOLDER = LAW_FOLDER / "reviews"
# So many reviewers must have approved the same version of a text.
REVIEWERS_NEEDED = 2
_REVIEWER = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class Judgement(StrEnum):
    """What a reviewer says of a text."""

    APPROVED = "approved"
    OBJECTED = "objected"


class ReviewState(StrEnum):
    """Where a text stands: `changed` was reviewed in an earlier version only; `disputed` has
    been approved by one and objected to by another.
    """

    NONE = "none"
    CHANGED = "changed"
    ONE_APPROVED = "one approved"
    APPROVED = "approved"
    DISPUTED = "disputed"
    OBJECTED = "objected"


class Reviewable(Protocol):
    """What can be reviewed: a text of the law book, or a custody limit."""

    @property
    def key(self) -> str:
        """Its name, for example "nepal/bail"."""

    @property
    def version(self) -> str:
        """The hash of what was reviewed."""


@dataclass(frozen=True)
class Verdict:
    """What one reviewer said of one version of a text, and on which day."""

    reviewer: str
    key: str
    version: str
    judgement: Judgement
    on: date
    note: str = ""


class Reviews:
    """All verdicts that there are; of each reviewer's on a text, the latest."""

    def __init__(self, verdicts: Iterable[Verdict] = ()) -> None:
        """Takes verdicts, at most one of a reviewer on a text."""
        self._verdicts: dict[str, list[Verdict]] = {}
        for verdict in verdicts:
            self._verdicts.setdefault(verdict.key, []).append(verdict)

    @classmethod
    def load(cls, folder: Path = REVIEWS_FOLDER) -> Reviews:
        """Reads `<folder>/<reviewer>.yml`; raises LawFileError naming file and line."""
        return cls(verdict for path in sorted(folder.glob("*.yml")) for verdict in _read(path))

    def state_of(self, reviewed: Reviewable) -> ReviewState:
        """Returns where a text stands in its present version."""
        verdicts = self._verdicts.get(reviewed.key, [])
        present = [each for each in verdicts if each.version == reviewed.version]
        approvals = sum(each.judgement is Judgement.APPROVED for each in present)
        if not present:
            return ReviewState.CHANGED if verdicts else ReviewState.NONE
        if approvals < len(present):
            return ReviewState.DISPUTED if approvals else ReviewState.OBJECTED
        enough = approvals >= REVIEWERS_NEEDED
        return ReviewState.APPROVED if enough else ReviewState.ONE_APPROVED

    def is_approved(self, reviewed: Reviewable) -> bool:
        """Whether enough reviewers have approved the present version, and none objects."""
        return self.state_of(reviewed) is ReviewState.APPROVED

    def judged_by(self, reviewer: str, reviewed: Reviewable) -> bool:
        """Whether a reviewer has judged the present version."""
        return any(
            each.reviewer == reviewer and each.version == reviewed.version
            for each in self._verdicts.get(reviewed.key, [])
        )


def record_verdict(verdict: Verdict, folder: Path = REVIEWS_FOLDER) -> None:
    """Writes a verdict into its reviewer's file, in place of an earlier one on the same text;
    raises LawFileError for an id that is no plain name.
    """
    if not _REVIEWER.fullmatch(verdict.reviewer):
        raise LawFileError("a reviewer's id is made of a-z, 0-9 and -")
    path = folder / f"{verdict.reviewer}.yml"
    kept = {each.key: each for each in _read(path)} if path.exists() else {}
    kept[verdict.key] = verdict
    content = {
        "reviewer": verdict.reviewer,
        "verdicts": {key: _plain(kept[key]) for key in sorted(kept)},
    }
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _plain(verdict: Verdict) -> dict[str, str]:
    plain = {
        "judgement": verdict.judgement.value,
        "version": verdict.version,
        "on": verdict.on.isoformat(),
    }
    return {**plain, "note": verdict.note} if verdict.note else plain


def _read(path: Path) -> list[Verdict]:
    place = f"{path.parent.name}/{path.name}"
    data = read_file(path)
    require(data, {"reviewer": str, "verdicts": dict}, place=place, where="the file")
    if data["reviewer"] != path.stem:
        raise fault(place, data, "reviewer", f"`reviewer` must be {path.stem}")
    verdicts: Mapping[str, Any] = data["verdicts"]
    return [_verdict(path.stem, key, each, place) for key, each in verdicts.items()]


def _verdict(reviewer: str, key: str, data: Any, place: str) -> Verdict:
    require(data, {"judgement": str, "version": str, "on": str}, place=place, where=key)
    try:
        judgement, on = Judgement(data["judgement"]), date.fromisoformat(data["on"])
    except ValueError:
        what = f"{key}: judgement must be approved or objected, on a date"
        raise fault(place, data, "judgement", what) from None
    return Verdict(reviewer, key, data["version"], judgement, on, str(data.get("note", "")))
