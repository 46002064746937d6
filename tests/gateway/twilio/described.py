"""A watch over calls of Twilio's API: what does not fit Twilio's description of it is a problem."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml
from flask import Flask, Request, Response, request

DESCRIPTION: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("twilio_openapi.yml").read_text(encoding="utf-8")
)
_WATCHED = ("/2010-04-01/", "/v1/Content")


class Watch:
    """Looks at every call of an application, and keeps what is wrong with it, without values."""

    def __init__(self, app: Flask) -> None:
        self.problems: list[str] = []
        self.calls: list[str] = []
        app.after_request(self._look)

    def _look(self, response: Response) -> Response:
        if request.path.startswith(_WATCHED) and not request.path.endswith(_file_at(request.path)):
            self.calls.append(f"{request.method} {request.path}")
            self.problems += problems_of(request, response)
        return response


def problems_of(call: Request, response: Response) -> list[str]:
    """Returns what in a call and its answer does not fit the description."""
    found = _find(call.path)
    if found is None:
        return [f"no such path: {call.path}"]
    described = found.get(call.method.lower())
    if described is None:
        return [f"{call.method} is not described of {call.path}"]
    problems = []
    if "form" in described:
        problems += check(described["form"], _typed(described["form"], call.form))
    if "json" in described:
        problems += check(described["json"], call.get_json(silent=True))
    query = described.get("query")
    problems += check(query, _typed(query, call.args)) if query else []
    if response.status_code >= 400:
        return [*problems_of_error(response)] + (problems if response.status_code >= 500 else [])
    answer = described["answers"].get(response.status_code)
    if answer is None:
        return [*problems, f"status {response.status_code} is not described of {call.path}"]
    if answer != "nothing":
        problems += check(answer, response.get_json())
    return problems


def problems_of_error(response: Response) -> list[str]:
    """Returns what in an answer that is an error does not fit the description."""
    return check("error", response.get_json(silent=True))


def check(name: str, value: Any) -> list[str]:
    """Returns where a value does not fit a schema of the description, without the value."""
    schema = {"$ref": f"#/schemas/{name}", "schemas": DESCRIPTION["schemas"]}
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    return [
        f"{name}/{'/'.join(map(str, error.instance_path))}: {'/'.join(map(str, error.schema_path))}"
        for error in validator.iter_errors(value)
    ]


def _find(path: str) -> dict[str, Any] | None:
    for template, methods in DESCRIPTION["paths"].items():
        pattern = re.escape(template)
        for name, sid in DESCRIPTION["sids"].items():
            pattern = pattern.replace(re.escape(f"{{{name}}}"), sid["pattern"].strip("^$"))
        if re.fullmatch(pattern, path):
            return dict(methods)
    return None


def _typed(name: str, values: Any) -> dict[str, Any]:
    """Returns form values as what their schema says that they are, where they read as that."""
    properties = DESCRIPTION["schemas"][name]["properties"]
    return {key: _as(properties.get(key, {}).get("type"), given) for key, given in values.lists()}


def _as(kind: str | None, given: list[str]) -> Any:
    if kind == "array":
        return given
    [value] = given
    if kind == "integer" and re.fullmatch(r"-?\d+", value):
        return int(value)
    if kind == "number":
        return float(value)
    return {"true": True, "false": False}.get(value, value) if kind == "boolean" else value


def _file_at(path: str) -> str:
    """Returns the end of a path to a file's own content, which no description tells of."""
    return path if re.search(r"/Media/ME[0-9a-fA-F]{32}$", path) else "\0"
