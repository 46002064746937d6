"""Serving Flask applications with gunicorn, from Python, so that one command starts each
process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication


class Server(BaseApplication):  # type: ignore[misc]
    """A gunicorn server of one application, made anew in each worker process."""

    def __init__(self, make_app: Callable[[], Flask], **options: Any) -> None:
        """Takes what makes the application, and gunicorn's settings by their own names."""
        self._make_app = make_app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Hands the settings to gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Returns the application; threads and connections begin in the process that uses them."""
        return self._make_app()


def serve(
    make_app: Callable[[], Flask], *, host: str, port: int, workers: int, threads: int
) -> None:
    """Serves an application until the process is told to end; logs no request, for addresses
    tell.
    """
    Server(
        make_app,
        bind=f"{host}:{port}",
        workers=workers,
        threads=threads,
        worker_class="gthread",
        accesslog=None,
        loglevel="warning",
        graceful_timeout=10,
        timeout=60,
    ).run()
