"""Twilio's contents: messages with buttons or lists, written once and sent by their id."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from gateway.simulator.state import Choice, Offer, new_sid
from helpline.text.characters import truncate_graphemes

_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_QUICK_REPLY, _LIST_PICKER, _TEXT = "twilio/quick-reply", "twilio/list-picker", "twilio/text"
# What WhatsApp shows at most: buttons and rows, and characters of each.
_MOST = {_QUICK_REPLY: 10, _LIST_PICKER: 10}
_MOST_BUTTONS_IN_SESSION = 3
_LONGEST_TITLE = {_QUICK_REPLY: 20, _LIST_PICKER: 24}
_LONGEST_BODY, _LONGEST_OPENER, _LONGEST_ID = 1024, 20, 200
# The simulator's WhatsApp turns down what says so in its name, and approves all else.
_REJECTED = "reject"


class ContentError(ValueError):
    """A content that Twilio would not take; its words say why."""


@dataclass
class Content:
    """A content as it was created, and what WhatsApp thinks of it as a template."""

    sid: str
    friendly_name: str
    language: str
    variables: dict[str, str]
    types: dict[str, Any]
    created_at: datetime
    approval: dict[str, Any] | None = None

    @property
    def is_approved(self) -> bool:
        """Whether it may be sent outside the 24 hours."""
        return self.approval is not None and self.approval["status"] == "approved"

    @property
    def kind(self) -> str:
        """Returns the richest of its types."""
        return next(
            each for each in (_LIST_PICKER, _QUICK_REPLY, *self.types) if each in self.types
        )


@dataclass
class Contents:
    """All contents of the account."""

    held: dict[str, Content] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def create(self, asked: Any) -> Content:
        """Keeps and returns a new content; raises ContentError for one that Twilio would refuse."""
        if not isinstance(asked, dict) or not isinstance(asked.get("types"), dict):
            raise ContentError("types is missing")
        if not asked["types"] or not isinstance(asked.get("language"), str):
            raise ContentError("language or types is missing")
        for kind, written in asked["types"].items():
            _check(kind, written)
        content = Content(
            sid=new_sid("HX"),
            friendly_name=str(asked.get("friendly_name") or ""),
            language=asked["language"],
            variables={str(k): str(v) for k, v in (asked.get("variables") or {}).items()},
            types=asked["types"],
            created_at=datetime.now(UTC),
        )
        with self._lock:
            self.held[content.sid] = content
        return content

    def submit(self, content: Content, *, name: str, category: str) -> dict[str, Any]:
        """Hands a content to WhatsApp for approval, and returns what stands of that."""
        if not re.fullmatch(r"[a-z0-9_]{1,512}", name):
            raise ContentError("name may hold small letters, digits and underscores only")
        if category not in ("UTILITY", "MARKETING", "AUTHENTICATION"):
            raise ContentError("category is none of WhatsApp's")
        if content.kind == _LIST_PICKER:
            raise ContentError("a list cannot be approved as a template")
        content.approval = {
            "type": "whatsapp",
            "name": name,
            "category": category,
            "content_type": content.kind,
            "status": "received",
            "rejection_reason": "",
            "allow_category_change": True,
        }
        return dict(content.approval)

    @staticmethod
    def decide(content: Content) -> dict[str, Any]:
        """Returns what WhatsApp has decided of a content that was handed to it; it has by then."""
        if content.approval is None:
            return {"type": "whatsapp", "status": "unsubmitted", "name": "", "category": ""}
        if content.approval["status"] == "received":
            rejected = _REJECTED in content.approval["name"]
            content.approval["status"] = "rejected" if rejected else "approved"
            content.approval["rejection_reason"] = "Its name asks for it." if rejected else ""
        return dict(content.approval)


def render(content: Content, variables: str, *, on_whatsapp: bool) -> tuple[str, Offer | None]:
    """Returns the words and the offer of a content with its variables (JSON) filled in.

    On SMS only its text is shown. Raises ContentError for variables that are no JSON object of
    strings, or for a content that SMS cannot show.
    """
    values = content.variables | _variables(variables)

    def fill(words: str) -> str:
        return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), words)

    if not on_whatsapp:
        if _TEXT not in content.types:
            raise ContentError("the content has no text for SMS")
        return fill(content.types[_TEXT]["body"]), None
    written = content.types[content.kind]
    choices = tuple(
        Choice(fill(str(each.get("id") or "")), fill(each.get("title") or each.get("item") or ""))
        for each in written.get("actions") or written.get("items") or ()
    )
    if content.kind == _QUICK_REPLY and not content.is_approved:
        choices = choices[:_MOST_BUTTONS_IN_SESSION]
    offer = None
    if content.kind in _MOST:
        kind = "list" if content.kind == _LIST_PICKER else "buttons"
        longest = _LONGEST_TITLE[content.kind]
        shown = tuple(Choice(each.id, truncate_graphemes(each.title, longest)) for each in choices)
        offer = Offer(kind, shown, fill(str(written.get("button") or "")))
    return fill(written["body"]), offer


def _variables(written: str) -> dict[str, str]:
    try:
        values = json.loads(written or "{}")
    except ValueError as error:
        raise ContentError("ContentVariables is no JSON") from error
    if not isinstance(values, dict) or not all(isinstance(v, str) for v in values.values()):
        raise ContentError("ContentVariables is no JSON object of strings")
    return values


def _check(kind: str, written: Any) -> None:
    if not isinstance(written, dict) or not isinstance(written.get("body"), str):
        raise ContentError(f"{kind} has no body")
    if len(written["body"]) > _LONGEST_BODY and kind != _TEXT:
        raise ContentError(f"the body of {kind} is too long")
    if kind not in _MOST:
        return
    choices = written.get("actions" if kind == _QUICK_REPLY else "items")
    if not isinstance(choices, list) or not 0 < len(choices) <= _MOST[kind]:
        raise ContentError(f"{kind} has none, or too many, to choose from")
    for each in choices:
        _check_choice(kind, each)
    if kind == _LIST_PICKER and not 0 < len(str(written.get("button") or "")) <= _LONGEST_OPENER:
        raise ContentError("the button of the list is missing or too long")


def _check_choice(kind: str, choice: Any) -> None:
    title = str(choice.get("title" if kind == _QUICK_REPLY else "item") or "")
    longest = _LONGEST_TITLE[kind]
    # A variable is as long as what it stands for, which shows only when it is sent.
    if not title or (len(title) > longest and not _VARIABLE.search(title)):
        raise ContentError(f"a title of {kind} is missing or too long")
    if len(str(choice.get("id") or "")) > _LONGEST_ID:
        raise ContentError(f"an id of {kind} is too long")
