"""Serves the custom actions to Rasa: one signed-in caller, no echo of what it sent.

The SDK's executor runs the actions. Its own HTTP server is not used: it listens on all interfaces,
takes calls from anybody, and answers an exception with the whole request, messages included.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import threading

from flask import Flask, Response, jsonify, request
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection
from werkzeug.exceptions import HTTPException

from bot.actions.asking import ActionAskArrestedWhen, ActionAskConfirmed
from bot.actions.base import Helpline
from bot.actions.careful import ActionPrivacy
from bot.actions.case import ActionCaseStatus, ActionUpdateCase
from bot.actions.conversation import (
    ActionChangeLanguage,
    ActionDefaultFallback,
    ActionGreet,
)
from bot.actions.erasing import ActionErase
from bot.actions.handing_over import ActionHandOver
from bot.actions.intake import ValidateIntakeForm
from bot.actions.media import ActionAcknowledgeMedia
from bot.actions.news import ActionSmallTalk, ActionYesOrNo
from bot.actions.noting import ActionNoteInReferral
from bot.actions.opening import ActionOpenReferral
from bot.actions.rights import ActionAnswerRight
from bot.actions.submitting import ActionSubmitReferral

ACTIONS = (
    ActionOpenReferral,
    ValidateIntakeForm,
    ActionAskArrestedWhen,
    ActionAskConfirmed,
    ActionNoteInReferral,
    ActionSubmitReferral,
    ActionAnswerRight,
    ActionHandOver,
    ActionErase,
    ActionChangeLanguage,
    ActionCaseStatus,
    ActionUpdateCase,
    ActionAcknowledgeMedia,
    ActionPrivacy,
    ActionSmallTalk,
    ActionYesOrNo,
    ActionDefaultFallback,
    ActionGreet,
)
_MAX_BYTES = 4 * 1024 * 1024

logger = logging.getLogger(__name__)


def create_app(helpline: Helpline, *, token: str) -> Flask:
    """Returns the server of all actions; `token` is what Rasa sends in the header X-Helpline-
    Token.
    """
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _MAX_BYTES
    executor, loops = ActionExecutor(), _Loops()
    for action in ACTIONS:
        executor.register_action(action(helpline))

    @app.get("/health")
    def health() -> Response:
        return jsonify(status="ok")

    @app.post("/webhook")
    def webhook() -> tuple[Response, int]:
        if not hmac.compare_digest(request.headers.get("X-Helpline-Token", ""), token):
            return jsonify(error="forbidden"), 403
        call = request.get_json()
        try:
            result = loops.run(executor.run(call))
        except ActionExecutionRejection as rejection:
            return jsonify(error="rejected", action_name=rejection.action_name), 400
        if result is None:
            return jsonify(error="no action named"), 400
        return jsonify(result.model_dump()), 200

    app.register_error_handler(Exception, _failed)
    return app


class _Loops(threading.local):
    """An event loop for each thread: to make one takes longer than most actions."""

    def __init__(self) -> None:
        self.run = asyncio.Runner().run


def _failed(error: Exception) -> tuple[Response, int]:
    if isinstance(error, HTTPException):
        return jsonify(error=error.name), error.code or 500
    # The exception's own text may hold what a person wrote; its type is enough to find the place.
    logger.error("an action failed", extra={"error": type(error).__name__})
    return jsonify(error=type(error).__name__), 500
