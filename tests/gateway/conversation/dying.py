"""A process that kills itself (SIGKILL) at a point that it is told: the gateway at a webhook, or
the worker while it serves a contact.

`python -m tests.gateway.conversation.dying POINT WHAT`: the point ("none" for a process that
lives), and a contact's id, or a webhook's form as JSON. Settings are read from the environment.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from gateway.app import create_app
from gateway.conversation import bot, inbox, turn
from gateway.conversation.delivery import Deliverer
from gateway.conversation.doorbell import Doorbell
from gateway.conversation.inbox import Inbox
from gateway.conversation.worker import build_service
from gateway.twilio.sending import TwilioCarrier
from helpline.settings import Settings
from helpline.storage.database import Database
from tests.gateway.twilio.requests import post

WEBHOOK = "/twilio/inbound"


def die(*_: Any, **__: Any) -> Any:
    """Ends this process as a kill from outside would."""
    os.kill(os.getpid(), signal.SIGKILL)


def then_die(does: Callable[..., Any]) -> Callable[..., Any]:
    """Returns a function that does its work and then ends the process, before anybody learns."""

    def done(*arguments: Any, **named: Any) -> Any:
        does(*arguments, **named)
        die()

    return done


# The names of the points are those of the fault cases.
POINTS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "signed, not stored": (Inbox, "receive", die),
    "written, not committed": (inbox, "note_addresses", die),
    "stored, not answered": (Doorbell, "ring", die),
    "before the bot is asked": (bot.Bot, "ask", die),
    "after the bot's answer": (bot.Bot, "ask", then_die(bot.Bot.ask)),
    "answer written, not committed": (turn, "finish", die),
    "answer stored, not sent": (Deliverer, "send", die),
    "sent, not stored": (TwilioCarrier, "send", then_die(TwilioCarrier.send)),
}


def main(point: str, what: str) -> None:
    """Takes in the webhook or serves the contact, and dies at the point."""
    settings = Settings.from_env(os.environ)
    if point != "none":
        owner, name, does = POINTS[point]
        setattr(owner, name, does)
    if what.startswith("{"):
        answer = post(create_app(settings), WEBHOOK, json.loads(what))
        sys.stdout.write(str(answer.status_code))
        return
    database = Database.from_settings(settings)
    build_service(settings, database, TwilioCarrier(settings)).serve(what)


if __name__ == "__main__":
    main(*sys.argv[1:])
