"""What the gateway's routes take, read from the application itself: its addresses, the forms and
links of the pages that somebody sees, and the fields that views ask for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from flask import Flask, Request, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from tests.gateway.console.desk import Desk
from tests.security.pages import Form, Reading

Offered = dict[str, set[str]]
# What has broken programs: as numbers, days, times and ids, in queries, pages and headers.
HOSTILE = (
    "", "\x00", "a\x00b", "-1", "0", "9" * 30, "1e999", "nan", "\u00b2", "\u0663", "\U0001d7d7",
    "0001-01-01", "9999-12-31", "9999-12-31T23:59", "2026-02-30", "24:00", "' OR 1=1--", "%", "\\",
    "{0.__class__}", "%(x)s", "{{7*7}}", "<script>alert(1)</script>", "a\r\nX-Evil: 1", "../..",
    "\u202e\ufeff\ufffe", "A" * 3000, "0" * 32,
)  # fmt: skip
# So many pages of a kind are looked at, and of each one with another query.
_ALIKE = 2


@dataclass
class Taken:
    """What routes take, by their endpoint: what their addresses name, their queries and forms, and
    what pages offer for each; which of them take JSON; and to which ones a page leads.
    """

    named: dict[str, Offered] = field(default_factory=lambda: defaultdict(_offered))
    query: dict[str, Offered] = field(default_factory=lambda: defaultdict(_offered))
    form: dict[str, Offered] = field(default_factory=lambda: defaultdict(_offered))
    json: set[str] = field(default_factory=set)
    led_to: set[str] = field(default_factory=set)

    def values_of(self, endpoint: str, name: str) -> set[str]:
        """Returns what is known of a parameter of an address: from that route, else from others."""
        own = self.named[endpoint][name]
        return own or {value for each in self.named.values() for value in each.get(name, ())}

    def learn_fields(self, other: Taken) -> None:
        """Adds what fields the forms have that others have looked at, without what was offered."""
        self.json |= other.json
        for endpoint, fields in other.form.items():
            for name in fields:
                self.form[endpoint].setdefault(name, set())


def _offered() -> Offered:
    return defaultdict(set)


def watch(app: Flask) -> Taken:
    """Returns what will hold every field that the views of an application ask a request for."""
    taken = Taken()

    def note(name: str) -> None:
        if name != "csrf_token" and request.endpoint is not None:
            (taken.form if request.method == "POST" else taken.query)[request.endpoint][name]

    class Fields(ImmutableMultiDict[str, str]):
        def __getitem__(self, key: str) -> str:
            note(key)
            return super().__getitem__(key)

        def get(self, key: str, *rest: Any, **how: Any) -> Any:
            note(key)
            return super().get(key, *rest, **how)

        def getlist(self, key: str, *rest: Any, **how: Any) -> list[Any]:
            note(key)
            return super().getlist(key, *rest, **how)

        def __contains__(self, key: object) -> bool:
            note(str(key))
            return super().__contains__(key)

    class Json(dict[str, Any]):
        def get(self, key: str, *rest: Any) -> Any:
            note(key)
            return super().get(key, *rest)

    class Watched(Request):
        parameter_storage_class = Fields

        def get_json(self, *rest: Any, **how: Any) -> Any:
            taken.json.add(self.endpoint or "")
            found = super().get_json(*rest, **how)
            return Json(found) if isinstance(found, dict) else found

    app.request_class = Watched
    return taken


class Walk:
    """A walk over all pages that lead from one to the other, by somebody before a desk."""

    def __init__(self, app: Flask, taken: Taken) -> None:
        """Takes the application, and what is written into on the way."""
        self._addresses = app.url_map.bind("helpline.example", url_scheme="https")
        self._taken = taken
        self._seen: Counter[tuple[str, frozenset[str]]] = Counter()

    def over(self, desk: Desk, starts: list[str]) -> None:
        """Walks from some pages on, and notes all links and forms."""
        waiting, asked = list(starts), set()
        while waiting:
            path = waiting.pop(0)
            if path in asked or not (self._is_new(path) or path in starts):
                continue
            asked.add(path)
            answer = desk.get(path)
            if answer.mimetype != "text/html":
                continue
            reading = Reading(answer.text)
            waiting += [urljoin(path, link) for link in reading.links]
            for form in reading.forms:
                target = urljoin(path, form.action)
                self._note(form.method, target, form.fields)
                if form.method == "GET":
                    waiting += [f"{target}?{asked}" for asked in _queries(form)]

    def _is_new(self, path: str) -> bool:
        found = self._note("GET", path, {})
        if found is None:
            return False
        kind = (found, frozenset(dict(parse_qsl(urlsplit(path).query))))
        self._seen[kind] += 1
        return self._seen[kind] <= _ALIKE

    def _note(self, method: str, path: str, fields: Offered) -> str | None:
        split = urlsplit(path)
        try:
            endpoint, named = self._addresses.match(split.path, method)
        except HTTPException:
            return None
        self._taken.led_to.add(endpoint)
        for name, value in named.items():
            self._taken.named[endpoint][name].add(str(value))
        for name, value in parse_qsl(split.query):
            self._taken.query[endpoint][name].add(value)
        into = self._taken.form if method == "POST" else self._taken.query
        for name, offered in fields.items():
            if name != "csrf_token":
                into[endpoint][name] |= offered
        return str(endpoint)


def _queries(form: Form) -> Iterator[str]:
    for name, offered in form.fields.items():
        for value in sorted(offered)[:_ALIKE]:
            yield urlencode({name: value})


def operations(
    app: Flask, taken: Taken, endpoints: Collection[str], *, hostile: bool
) -> dict[str, Any]:
    """Returns a description of some routes as OpenAPI has it: they take what pages offer, and any
    words where nothing is offered; or, if hostile, what breaks programs.
    """
    paths: dict[str, dict[str, Any]] = {}
    for rule, method in routes(app):
        if rule.endpoint not in endpoints:
            continue
        named = {name: taken.values_of(rule.endpoint, name) for name in rule.arguments}
        parameters = [_parameter(name, "path", offered, hostile) for name, offered in named.items()]
        query = taken.query[rule.endpoint]
        parameters += [_parameter(name, "query", query[name], hostile) for name in sorted(query)]
        told: dict[str, Any] = {
            "operationId": rule.endpoint,
            "parameters": parameters,
            "responses": {"default": {"description": ""}},
        }
        if method == "POST":
            told["requestBody"] = _body(taken, rule.endpoint, hostile)
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        paths.setdefault(path, {})[method.lower()] = told
    info = {"title": "the gateway", "version": "1"}
    return {"openapi": "3.0.3", "info": info, "paths": paths}


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Yields every route and its method."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def _parameter(name: str, place: str, offered: Collection[str], hostile: bool) -> dict[str, Any]:
    schema = _value(offered, hostile)
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def _body(taken: Taken, endpoint: str, hostile: bool) -> dict[str, Any]:
    form = taken.form[endpoint]
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: _value(form[name], hostile) for name in sorted(form)},
        "required": sorted(name for name in form if form[name]),
        "additionalProperties": False,
    }
    kind = "application/json" if endpoint in taken.json else "application/x-www-form-urlencoded"
    return {"required": True, "content": {kind: {"schema": schema}}}


def _value(offered: Collection[str], hostile: bool) -> dict[str, Any]:
    if hostile:
        return {"enum": [*HOSTILE, *sorted(offered)]}
    return {"enum": sorted(offered)} if offered else {"type": "string", "maxLength": 40}
