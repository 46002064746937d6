"""Serving Flask applications with gunicorn, from Python, so that one command starts each
process.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication


class Server(BaseApplication):  # type: ignore[misc]
    """A gunicorn server of one application."""

    def __init__(self, app: Flask, **options: Any) -> None:
        """Takes the application and gunicorn's settings by their own names."""
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Hands the settings to gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Returns the application."""
        return self._app


def serve(app: Flask, *, host: str, port: int, workers: int, threads: int) -> None:
    """Serves an application until the process is told to end; logs no request, for addresses
    tell.
    """
    Server(
        app,
        bind=f"{host}:{port}",
        workers=workers,
        threads=threads,
        worker_class="gthread",
        accesslog=None,
        loglevel="warning",
        graceful_timeout=10,
        timeout=60,
    ).run()
