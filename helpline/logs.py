"""Logging: a constant message and fields, never what a person wrote, and no exception's own
words.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

from helpline.errors import SettingError

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# These say more than they should at INFO: addresses, queries, or a line for every request.
_QUIET = ("twilio", "huey", "urllib3", "sqlalchemy", "alembic", "werkzeug")
# This warns at every turn of a form that a slot has no validation of its own, as is meant.
_QUIETER = ("rasa_sdk.forms",)


class PlainFormatter(logging.Formatter):
    """Formats a record as "time level logger: message field=value …".

    Of an exception it gives the type and the places in the code; its text may hold a number or
    words.
    """

    def __init__(self) -> None:
        """Sets the line's form; times are UTC."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line, with the record's extra fields behind the message."""
        line = super().format(record)
        fields = " ".join(
            f"{name}={_on_one_line(value)}"
            for name, value in vars(record).items()
            if name not in _STANDARD
        )
        return f"{line} {fields}" if fields else line

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Returns the exception's type and the stack, without the exception's text."""
        if ei[0] is None:
            return ""
        frames = "".join(traceback.format_tb(ei[2]))
        return f"{frames}{ei[0].__name__}"


def _on_one_line(value: object) -> str:
    # What could begin another line, or move the cursor of a terminal, is written as its escape.
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode()
        for each in str(value)
    )


def configure_logging(level: str) -> None:
    """Sends the process's log to standard error; `level` is a level's name."""
    handler = logging.StreamHandler()
    handler.setFormatter(PlainFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _QUIETER:
        logging.getLogger(name).setLevel(logging.ERROR)


def parse_level(value: str) -> str:
    """Returns a level of Python's logging by its name; raises SettingError for no such name."""
    level = value.upper()
    if level not in logging.getLevelNamesMapping():
        raise SettingError("LOG_LEVEL is not a level of Python's logging")
    return level
