"""Cases as a file for who may take them out: codes and moments, one row a case. No words that
anybody wrote, no number, no place below a district; the name only where it was let out.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from helpline.i18n import LANGUAGES
from helpline.law.book import LawBook
from helpline.referrals.questions import LEFT_OUT, QUESTION_OF
from helpline.reports.case import AGES, UNKNOWN, Case, Stamp
from helpline.reports.indicators import DIMENSIONS, value_of
from helpline.reports.open_data import safe_cell
from helpline.reports.reading import read_cases
from helpline.storage.figures import referrals_with_contacts
from helpline.storage.kinds import EventKind
from helpline.storage.referrals import current_facts_of

_NAME = "held_name"
_BATCH = 500
_OF_CASE = {
    "case": "The reference: the code by which the helpline knows the case.",
    "written": "When the first message came (UTC).",
    "submitted": "When the intake was complete (UTC).",
    "closed": "When the case was closed (UTC).",
    "outcome": "How it was closed.",
    "jurisdiction": "Whose law applies.",
    "authority": "Who holds the person.",
    "area": "The district, governorate, province or state.",
    "gender": "Of the person held.",
    "age": "The age group of the person held.",
    "language": "The language of the messages.",
    "script": "Latn where it was written in Latin letters.",
    "ill": "Whether the person held is ill or hurt.",
    "foreigner": "Whether they are from another country or need an interpreter.",
    "channel": "SMS or WhatsApp.",
    "writer": "Who wrote: self, family, other.",
    "questioned": "What was told of a questioning.",
    "told": "What was told to be so: mistreatment, bribe, signed, whereabouts_unknown, pregnant.",
    "limit_rule": "The rule of the custody limit, and its version.",
    "limit_before": "Before whom the rule wants the person held.",
    "limit_first": "The first moment at which the limit can end (UTC).",
    "limit_last": "The last one.",
}
_OF_STAMP = {
    "at": "from when (UTC)",
    "until": "until when, if it is a stretch",
    "exactness": "how well the time is known",
    "confirmed": "yes where staff confirmed it, no where it was only told",
    "outcome": "how it ended",
    "lawyer": "whether a lawyer was there",
}
_KNOWN = {
    "questioned": QUESTION_OF["questioned"].values,
    "language": tuple(LANGUAGES),
    "age": AGES,
}
_STAMPS = ("arrested", *(kind.value for kind in EventKind if kind is not EventKind.CLOSED))
COLUMNS: Mapping[str, str] = {
    **_OF_CASE,
    **{
        f"{kind}_{name}": f"{kind}: {means}"
        for kind in _STAMPS
        for name, means in _OF_STAMP.items()
        if kind != "arrested" or name not in ("outcome", "lawyer")
    },
}
NAME_COLUMN = {"name": "The name of the person held, as it was told."}


def rows_of_cases(
    session: Session,
    referral_ids: Sequence[str],
    book: LawBook,
    *,
    has_names: bool,
    now: datetime,
) -> list[dict[str, Any]]:
    """Returns a row for each of some referrals, in their order, at a moment (aware); those that are
    gone are left out.
    """
    rows: dict[str, dict[str, Any]] = {}
    for first in range(0, len(referral_ids), _BATCH):
        batch = referral_ids[first : first + _BATCH]
        references = {
            referral.id: referral.reference
            for referral, _ in referrals_with_contacts(session, batch)
        }
        names = _names(session, batch) if has_names else {}
        for referral_id, case in read_cases(session, batch, book, now=now).items():
            row = _row(references[referral_id], case)
            rows[referral_id] = row | ({"name": names.get(referral_id)} if has_names else {})
    return [rows[each] for each in referral_ids if each in rows]


def case_file(
    rows: Sequence[Mapping[str, Any]], kind: str, *, has_names: bool, now: datetime
) -> bytes:
    """Returns rows as a file, "csv" (which no spreadsheet takes for formulas) or "json"."""
    columns = {**COLUMNS, **(NAME_COLUMN if has_names else {})}
    if kind == "json":
        told = {"made_at": _moment(now), "columns": columns, "cases": rows}
        return json.dumps(told, ensure_ascii=False, indent=1).encode()
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: safe_cell(_cell(value)) for name, value in row.items()})
    return out.getvalue().encode()


def _names(session: Session, referral_ids: Sequence[str]) -> dict[str, str]:
    facts = current_facts_of(session, referral_ids, [_NAME])
    return {
        referral_id: told[_NAME].value
        for referral_id, told in facts.items()
        if _NAME in told and told[_NAME].value not in (LEFT_OUT, UNKNOWN)
    }


def _row(reference: str, case: Case) -> dict[str, Any]:
    limit = case.limit
    row: dict[str, Any] = {
        "case": reference,
        "written": _moment(case.written),
        "submitted": _moment(case.submitted),
        "closed": _moment(case.closed),
        "told": sorted(case.flags),
        "limit_rule": limit and limit.rule,
        "limit_before": limit and limit.before,
        "limit_first": limit and _moment(limit.first),
        "limit_last": limit and _moment(limit.last),
    }
    row |= {name: _code(case, name) for name in _OF_CASE if name not in row}
    stamps = {"arrested": case.arrested, **case.stamps}
    for kind in _STAMPS:
        row |= _of_stamp(kind, stamps.get(kind))
    return {name: row[name] for name in COLUMNS}


def _code(case: Case, name: str) -> str | None:
    """Returns a code of a case; what is none of those that there are is not known."""
    if name in DIMENSIONS and DIMENSIONS[name]:
        return value_of(case, name)
    value: str | None = getattr(case, name)
    known = _KNOWN.get(name)
    return value if known is None or value in known else UNKNOWN


def _of_stamp(kind: str, stamp: Stamp | None) -> dict[str, Any]:
    told: dict[str, Any] = dict.fromkeys(_OF_STAMP)
    if stamp is not None:
        told = {
            "at": _moment(stamp.at),
            "until": _moment(stamp.until) if stamp.until != stamp.at else None,
            "exactness": stamp.exactness.value,
            "confirmed": _yes_no(stamp.confirmed),
            "outcome": stamp.outcome,
            "lawyer": _yes_no(stamp.lawyer),
        }
    return {f"{kind}_{name}": value for name, value in told.items()}


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="minutes")


def _cell(value: object) -> object:
    return "+".join(value) if isinstance(value, list) else value
