"""Every route of the console, on one screen. What strangers may ask for stands in `guard.OPEN`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, url_for
from werkzeug.exceptions import HTTPException

from gateway.console import (
    conversations,
    failures,
    guard,
    labels,
    law,
    law_labels,
    referrals,
    replies,
    signing_in,
)
from gateway.console.needs import Need
from helpline.errors import NotFound

_STATIC = Path(__file__).with_name("static")


@dataclass(frozen=True)
class Route:
    """A route under /console, by the name of its endpoint, and what it asks of who opens it."""

    method: str
    path: str
    name: str
    view: Callable[..., Any]
    needs: Need = Need.CASES


ROUTES = (
    Route("GET", "/sign-in", "sign_in_form", signing_in.show_form, Need.SIGNED_IN),
    Route("POST", "/sign-in", "sign_in", signing_in.sign_in, Need.SIGNED_IN),
    Route("POST", "/sign-out", "sign_out", signing_in.sign_out, Need.SIGNED_IN),
    Route("POST", "/language", "language", signing_in.choose_language, Need.SIGNED_IN),
    Route("GET", "/", "referrals", referrals.show_list),
    Route("GET", "/live/referrals", "live_referrals", referrals.live_list),
    Route("GET", "/referrals/<reference>", "referral", referrals.show),
    Route("GET", "/live/referrals/<reference>", "live_referral", referrals.live),
    Route("GET", "/conversations", "conversations", conversations.show_list),
    Route("GET", "/live/conversations", "live_conversations", conversations.live_list),
    Route("GET", "/conversations/<contact_id>", "conversation", conversations.show),
    Route("GET", "/live/conversations/<contact_id>", "live_conversation", conversations.live),
    Route("POST", "/conversations/<contact_id>/reply", "reply", conversations.reply),
    Route("POST", "/conversations/<contact_id>/handler", "handler", conversations.set_handler),
    Route("GET", "/law", "law", law.show, Need.LAW),
    Route("POST", "/parts", "parts", conversations.count_parts),
    Route("GET", "/<path:_rest>", "nowhere", failures.nowhere, Need.SIGNED_IN),
)


def register(app: Flask) -> None:
    """Adds the routes and the files that the pages load."""
    blueprint = Blueprint(
        "console", __name__,
        url_prefix=guard.PREFIX, static_folder="static", template_folder="templates",
    )  # fmt: skip
    for route in ROUTES:
        blueprint.add_url_rule(route.path, route.name, route.view, methods=[route.method])
    blueprint.register_error_handler(HTTPException, failures.show)
    blueprint.register_error_handler(NotFound, failures.show_not_found)
    app.jinja_env.globals.update(
        asset=_asset, labels=labels, law_labels=law_labels, refusals=replies.REFUSALS
    )
    app.register_blueprint(blueprint)


def _asset(name: str) -> str:
    return url_for("console.static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]
