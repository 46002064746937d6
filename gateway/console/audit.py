"""The auditor's page: who saw or did what, to which case. Nothing that anybody wrote is on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app, render_template, request

from gateway.console import audit_labels
from gateway.console.language import gettext as _
from gateway.extension import gateway_of
from helpline.privacy.auditing import Verified, head_of, verify
from helpline.referrals.reference import reference_in
from helpline.storage.audit import Action, Kind
from helpline.storage.audit_reading import Sought, list_entries
from helpline.storage.staff import list_staff
from helpline.storage.tables import AuditEntry

_PAGE = 50
_ID_SHOWN = 8


@dataclass(frozen=True)
class Line:
    """An entry in words: who, what, and to what (None, or what stands for it)."""

    entry: AuditEntry
    who: str
    what: str
    kind: str | None
    object: str | None


def show() -> str:
    """Shows a page of the log, the latest first, narrowed by staff, action, reference and day; with
    `check=yes` it is checked from its first entry to its last.
    """
    before = request.args.get("before", "")
    with gateway_of(current_app).database.reading() as session:
        names = {each.id: each.username for each in list_staff(session)}
        entries = list_entries(
            session,
            _sought(),
            before=int(before) if _is_number(before) else None,
            limit=_PAGE + 1,
        )
        seq, head = head_of(session)
        checked = verify(session) if request.args.get("check") == "yes" else None
        lines = [_line(entry, names) for entry in entries[:_PAGE]]
    return render_template(
        "console/audit.html",
        lines=lines,
        next=entries[_PAGE - 1].seq if len(entries) > _PAGE else None,
        names=names,
        others={actor.value: _(label) for actor, label in audit_labels.ACTORS.items()},
        actions={action.value: _(label) for action, label in audit_labels.ACTIONS.items()},
        kept={name: request.args.get(name, "") for name in ("who", "action", "reference", "day")},
        seq=seq,
        head=head,
        checked=checked,
        fault=_fault(checked),
    )


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 10


def _sought() -> Sought:
    since = _day(request.args.get("day", ""))
    action = request.args.get("action", "")
    return Sought(
        actor=request.args.get("who") or None,
        action=action if action in tuple(Action) else None,
        reference=_reference(request.args.get("reference", "")),
        since=since,
        until=since + timedelta(days=1) if since else None,
    )


def _reference(typed: str) -> str | None:
    # What is no reference finds nothing, and is not taken for "all".
    return (reference_in(typed) or "-") if typed.strip() else None


def _day(typed: str) -> datetime | None:
    try:
        return datetime.strptime(typed, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _line(entry: AuditEntry, names: Mapping[str, str]) -> Line:
    action = _label(audit_labels.ACTIONS, entry.action)
    kind = _label(audit_labels.KINDS, entry.kind) if entry.kind else None
    who = names.get(entry.actor) or _label(audit_labels.ACTORS, entry.actor)
    return Line(entry, who, action, kind, _object(entry, names))


def _label(labels: Mapping[Any, str], word: str) -> str:
    # A word of a version that is gone stands as it is.
    return _(labels[word]) if word in labels else word[:_ID_SHOWN]


def _object(entry: AuditEntry, names: Mapping[str, str]) -> str | None:
    if entry.object is None or entry.kind == Kind.REFERRAL:
        return entry.object
    return names.get(entry.object) or entry.object[:_ID_SHOWN]


def _fault(checked: Verified | None) -> str | None:
    if checked is None or checked.fault is None:
        return None
    return _(audit_labels.FAULTS[checked.fault]) % {"number": checked.seq}
