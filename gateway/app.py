"""The gateway's Flask application: webhooks for carriers, the console for staff, health for
operators.
"""

from __future__ import annotations

from flask import Flask

from gateway import console, errors, health
from gateway.conversation.doorbell import Doorbell
from gateway.conversation.inbox import Inbox
from gateway.extension import Gateway
from gateway.metrics import FLOODED
from gateway.twilio import webhooks
from helpline.privacy.vault import shared_secret
from helpline.settings import Settings
from helpline.storage.database import Database

# Twilio's longest message is 1600 characters; 64 kB leaves room for every parameter it may add.
_MAX_BODY_BYTES = 64 * 1024
_MAX_FORM_PARTS = 500


def create_app(settings: Settings) -> Flask:
    """Returns the application for a set of settings; opens no connection until the first
    request.
    """
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=shared_secret(settings.secret_key, "cookies"),
        MAX_CONTENT_LENGTH=_MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=_MAX_BODY_BYTES,
        MAX_FORM_PARTS=_MAX_FORM_PARTS,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https"),
    )
    database = Database.from_settings(settings, guarded=True)
    inbox = Inbox(database, FLOODED.inc)
    app.extensions["helpline"] = Gateway(settings, database, inbox, Doorbell(settings))
    app.register_blueprint(webhooks.blueprint)
    app.register_blueprint(health.blueprint)
    console.register(app)
    errors.register(app)
    return app
