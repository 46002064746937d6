"""The intake staff's pages."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Adds the console under /console: what guards it, how it speaks, and its pages."""
    # The command line imports `gateway.console.access` before it knows where figures are counted,
    # so nothing that counts may be imported along with this package.
    from gateway.console import auditing, guard, language, moments, money, packing, routes

    guard.register(app)
    auditing.register(app)
    language.register(app)
    moments.register(app)
    money.register(app)
    packing.register(app)
    routes.register(app)
