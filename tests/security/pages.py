"""What a page of the console leads to and lets be sent: its links and its forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

_TYPED = {"input", "textarea"}
_FIELDS = _TYPED | {"select", "button"}


@dataclass
class Form:
    """A form: where it goes, and by the name of each field what the page offers for it."""

    method: str
    action: str
    fields: dict[str, set[str]] = field(default_factory=dict)


class Reading(HTMLParser):
    """Reads a page; `links` are the addresses that it names, `forms` what it lets be sent."""

    def __init__(self, page: str) -> None:
        """Takes the page's HTML."""
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._named: dict[str, Form] = {}
        self._open: Form | None = None
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Takes what a tag says."""
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._begin(told)
            return
        # Scripts ask for what stands in data-* attributes.
        self.links += [
            value for value in told.values() if value.startswith(("/console", "?", "http"))
        ]
        if tag in _FIELDS or tag == "option":
            self._note(tag, told)

    def handle_endtag(self, tag: str) -> None:
        """Ends a form."""
        if tag == "form":
            self._open = None

    def _begin(self, told: Mapping[str, str]) -> None:
        self._open = self._get(told["id"]) if "id" in told else self._add()
        self._open.method = told.get("method", "get").upper()
        self._open.action = told.get("action", "")

    def _get(self, name: str) -> Form:
        # What belongs to a form may stand before it.
        if name not in self._named:
            self._named[name] = self._add()
        return self._named[name]

    def _add(self) -> Form:
        self.forms.append(Form("GET", ""))
        return self.forms[-1]

    def _note(self, tag: str, told: Mapping[str, str]) -> None:
        form = self._get(told["form"]) if "form" in told else self._open
        if form is None:
            return
        if tag == "select":
            self._select = told.get("name", "")
        if "formaction" in told:
            # A button that sends the fields of a form elsewhere.
            own = {name: set(offered) for name, offered in form.fields.items()}
            form = Form("POST", told["formaction"], own)
            self.forms.append(form)
        name = self._select if tag == "option" else told.get("name", "")
        if name:
            offered = form.fields.setdefault(name, set())
            offered |= {told["value"]} if told.get("value") else set()
