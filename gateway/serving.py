"""Serving Flask applications with gunicorn, from Python, so that one command starts each
process.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from gateway.notifying import Notifier
from helpline.listening import in_url

# A socket that a supervisor has opened and handed on, by its number.
LISTEN_FD = "HELPLINE_LISTEN_FD"

# So many objects more than were freed, and the collector looks at the new ones.
_NEW_OBJECTS = 50_000


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
        app = self._make_app()
        calm_collector()
        return app


def calm_collector() -> None:
    """Lets Python's cycle collector pass over what lives as long as the process, and run less
    often: a long list is many objects that come and go at once, and each full pass over all that
    is loaded would hold up a page for a quarter of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)


def serve(
    make_app: Callable[[], Flask], *, host: str, port: int, workers: int, threads: int,
    kept_seconds: int = 2,
) -> None:  # fmt: skip
    """Serves an application until the process is told to end; logs no request, for addresses
    tell. A socket that was handed on goes before host and port. A connection that is not used is
    kept for some seconds.
    """
    # What is loaded by now is shared with every worker process for as long as nobody touches it.
    calm_collector()
    handed = os.environ.pop(LISTEN_FD, "")
    notifier = Notifier(os.environ)
    Server(
        make_app,
        # Whoever lists the processes sees which is which.
        proc_name=" ".join(["helpline", *sys.argv[1:2]]),
        bind=f"fd://{handed}" if handed else f"{in_url(host)}:{port}",
        post_worker_init=lambda worker: notifier.ready(),
        workers=workers,
        threads=threads,
        worker_class="gthread",
        keepalive=kept_seconds,
        accesslog=None,
        loglevel="warning",
        graceful_timeout=10,
        timeout=60,
    ).run()
