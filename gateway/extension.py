"""What the gateway's views work with, built once and kept with the application."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from gateway.conversation.doorbell import Doorbell
from gateway.conversation.inbox import Inbox
from helpline.settings import Settings
from helpline.storage.database import Database


@dataclass(frozen=True)
class Gateway:
    """The parts that views use: settings, database, inbox, and the doorbell that wakes the
    worker.
    """

    settings: Settings
    database: Database
    inbox: Inbox
    doorbell: Doorbell


def gateway_of(app: Flask) -> Gateway:
    """Returns the parts of an application."""
    gateway: Gateway = app.extensions["helpline"]
    return gateway
