"""The simulator's application, and how it is served."""

from __future__ import annotations

from flask import Flask

from gateway.serving import serve as serve_app
from gateway.simulator import api, content_api, phone
from gateway.simulator.carrier import SimulatedCarrier, SimulatorConfig

__all__ = ["SimulatorConfig", "create_app", "serve"]

# WhatsApp takes files of 16 MB, which are a third longer as a phone's page sends them.
_MAX_BODY_BYTES = 24 * 1024 * 1024


def create_app(config: SimulatorConfig) -> Flask:
    """Returns the carrier's API and the phone's page as one application."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _MAX_BODY_BYTES
    app.extensions["simulator"] = SimulatedCarrier.over_http(config)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(content_api.blueprint)
    app.register_blueprint(phone.blueprint)
    return app


def serve(config: SimulatorConfig) -> None:
    """Serves in one process, for everything is kept in its memory."""
    serve_app(lambda: create_app(config), host=config.host, port=config.port, workers=1, threads=16)
