"""What Twilio's error codes mean: the table of `errors.yml`, read once."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gateway.carrier import Act, Mark, Meaning

_TABLE = Path(__file__).with_suffix(".yml")


def meaning_of(code: str, *, reported: bool = False) -> Meaning:
    """Returns what a code means; `reported` if Twilio told it of a message that it had taken.

    An unlisted code is taken by its class; never raises.
    """
    table = _table()
    return table.get(code) or table["reported" if reported else "answered"]


def codes() -> tuple[str, ...]:
    """Returns the codes that are listed, in the order of the table."""
    return tuple(_content()["codes"])


def is_to_be_asked_again(code: str) -> bool:
    """Whether Twilio's refusal is for now only, so that the message keeps its place and waits."""
    return bool(meaning_of(code).again_after)


@cache
def _content() -> dict[str, dict[str, dict[str, Any]]]:
    content: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(
        _TABLE.read_text(encoding="utf-8")
    )
    return content


@cache
def _table() -> dict[str, Meaning]:
    content = _content()
    return {
        code: Meaning(
            act=Act(entry["act"]),
            staff=entry["staff"],
            again_after=tuple(
                timedelta(minutes=minutes) for minutes in entry.get("again_after_minutes", ())
            ),
            marks=Mark(entry["marks"]) if "marks" in entry else None,
            as_text=bool(entry.get("as_text", False)),
        )
        for code, entry in {**content["codes"], **content["unknown"]}.items()
    }
