"""Errors as answers: one place that turns exceptions into HTTP, and lets no detail out."""

from __future__ import annotations

import logging

from flask import Flask, Response
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException

from helpline.errors import NotFound

logger = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Registers how every exception is answered; the catch-all last."""
    app.register_error_handler(NotFound, _not_found)
    for error in (OperationalError, InterfaceError, NoConnection):
        app.register_error_handler(error, _database_down)
    app.register_error_handler(DatabaseError, _database_error)
    app.register_error_handler(Exception, _unexpected)


def _not_found(_error: NotFound) -> Response:
    return _answer(404, "not found")


def _database_down(_error: SQLAlchemyError) -> Response:
    # 503 makes Twilio try again; a 200 would lose the message.
    logger.error("the database did not answer")
    return _answer(503, "try again")


def _database_error(error: DatabaseError) -> Response | HTTPException:
    # Of its kinds, the bare one tells of a damaged file; the others are faults of ours.
    return _database_down(error) if type(error) is DatabaseError else _unexpected(error)


def _unexpected(error: Exception) -> Response | HTTPException:
    if isinstance(error, HTTPException):
        return error
    logger.error("a request failed", exc_info=error)
    return _answer(500, "error")


def _answer(code: int, text: str) -> Response:
    return Response(f"{text}\n", code, content_type="text/plain; charset=utf-8")
