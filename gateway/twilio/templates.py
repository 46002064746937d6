"""Templates that WhatsApp has to approve: what `templates.yml` declares, and which are approved."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import requests
import yaml
from sqlalchemy.orm import Session
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from gateway.carrier import ApprovedTemplate
from gateway.twilio.contents import CONTENT_URL, create_content, post_json
from helpline.errors import HelplineError
from helpline.i18n import DEFAULT_LANGUAGE, LANGUAGES
from helpline.storage.kinds import ApprovalState
from helpline.storage.templates import find_template

_FILE = Path(__file__).with_suffix(".yml")
_CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
_NAME = re.compile(r"[a-z0-9_]{1,64}")
_LONGEST_BODY = 1024


class TemplateError(HelplineError):
    """A template that is declared wrongly, or that Twilio did not take; the words say which."""


@dataclass(frozen=True)
class Wording:
    """A template in one language: its words (None: nobody has written them), its approval as the
    file tells it, and the id that goes with that.
    """

    language: str
    body: str | None
    approval: ApprovalState
    sid: str | None

    @property
    def digest(self) -> str:
        """A digest of what WhatsApp approves: other words have to be approved anew."""
        return hashlib.sha256((self.body or "").encode()).hexdigest()


@dataclass(frozen=True)
class Template:
    """A template by its name at WhatsApp, with its words by language."""

    name: str
    purpose: str
    category: str
    wordings: Mapping[str, Wording]


class Templates:
    """The declared templates."""

    def __init__(self, declared: Mapping[str, Template], codes: Mapping[str, str]) -> None:
        """Takes the templates by name, and what WhatsApp calls each language."""
        self.declared = declared
        self.codes = codes

    @classmethod
    def load(cls, path: Path = _FILE) -> Templates:
        """Reads a file of templates; raises TemplateError naming what is wrong in it."""
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        declared = {name: _template(name, entry) for name, entry in content["templates"].items()}
        return cls(declared, content["language_codes"])

    def find_approved(
        self, session: Session, name: str, language: str, *, exact: bool = False
    ) -> ApprovedTemplate | None:
        """Returns a template in a language, or else in English unless `exact`, if WhatsApp has
        approved it with the words that are declared now; else None.
        """
        for code in (language,) if exact else (language, DEFAULT_LANGUAGE):
            wording = self.declared[name].wordings.get(code)
            sid = wording and _approved_sid(session, name, wording)
            if wording is not None and wording.body is not None and sid:
                return ApprovedTemplate(sid, wording.body, code)
        return None

    def state_of(self, session: Session, name: str, language: str) -> ApprovalState:
        """Returns how far the approval of the words is that are declared now."""
        wording = self.declared[name].wordings[language]
        stored = find_template(session, name, language)
        if stored is not None and stored.digest == wording.digest:
            return stored.state
        return wording.approval if wording.sid else ApprovalState.UNSUBMITTED


@cache
def declared_templates() -> Templates:
    """Returns the templates of this installation, read once."""
    return Templates.load()


def create_template(client: Client, template: Template, wording: Wording, *, code: str) -> str:
    """Makes a template at Twilio in a language by WhatsApp's `code` of it, asks for its approval,
    and returns its id; raises TemplateError.
    """
    if wording.body is None:
        raise TemplateError(f"{template.name} has no words in {wording.language}")
    content = {"language": code, "types": {"twilio/text": {"body": wording.body}}}
    name = f"{template.name}_{wording.digest[:8]}"
    try:
        sid = create_content(client, content, name=f"{name}_{wording.language}")
        request = {"name": name, "category": template.category}
        post_json(client, f"{CONTENT_URL}/{sid}/ApprovalRequests/whatsapp", request)
    except (TwilioException, requests.RequestException, ValueError, KeyError) as error:
        raise TemplateError(f"Twilio did not take {name} in {wording.language}: {error}") from None
    return sid


def fetch_approval(client: Client, sid: str) -> tuple[ApprovalState, str]:
    """Returns how far a template is, and why it was refused; raises TemplateError."""
    try:
        fetched = client.content.v1.contents(sid).approval_fetch().fetch()
        told: Mapping[str, Any] = fetched.whatsapp or {}
        state = ApprovalState(str(told.get("status", "")).casefold())
    except (TwilioException, requests.RequestException, ValueError, KeyError) as error:
        raise TemplateError(f"Twilio does not tell of {sid}: {type(error).__name__}") from None
    return state, str(told.get("rejection_reason") or "")


def _approved_sid(session: Session, name: str, wording: Wording) -> str | None:
    stored = find_template(session, name, wording.language)
    if stored is not None and stored.digest == wording.digest:
        return stored.sid if stored.state is ApprovalState.APPROVED else None
    return wording.sid if wording.approval is ApprovalState.APPROVED else None


def _template(name: str, entry: Mapping[str, Any]) -> Template:
    if not _NAME.fullmatch(name) or entry.get("category") not in _CATEGORIES:
        raise TemplateError(f"{name}: a name is a-z, 0-9 and _, a category one of {_CATEGORIES}")
    if missing := LANGUAGES.keys() - entry["languages"].keys():
        raise TemplateError(f"{name}: {', '.join(sorted(missing))} missing; write body: null")
    wordings = {
        language: _wording(name, language, told) for language, told in entry["languages"].items()
    }
    return Template(name, entry["purpose"], entry["category"], wordings)


def _wording(name: str, language: str, told: Mapping[str, Any]) -> Wording:
    body = told.get("body")
    if body is not None and (not body.strip() or len(body) > _LONGEST_BODY or "{{" in body):
        raise TemplateError(f"{name} in {language}: 1 to {_LONGEST_BODY} characters, no values")
    return Wording(language, body, ApprovalState(told["approval"]), told.get("sid"))
