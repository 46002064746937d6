"""Serves the actions where ACTIONS_URL says."""

from urllib.parse import urlsplit

from flask import Flask

from bot.actions.base import Helpline
from bot.actions.server import create_app
from gateway.serving import serve
from helpline.law.answers import LawAnswers
from helpline.law.book import LawBook
from helpline.law.reviews import Reviews
from helpline.privacy.vault import shared_secret
from helpline.referrals.warming import warm_facts, warm_signs
from helpline.settings import Settings
from helpline.storage.database import Database

# Longer than Rasa keeps a connection: it closes them, so that it never calls on a closed one.
_KEPT_SECONDS = 75


def serve_actions(settings: Settings) -> None:
    """Serves until the process is told to end."""
    answers = LawAnswers(
        LawBook.load(), reviews=Reviews.load(), require_review=settings.law_require_review
    )

    def make_app() -> Flask:
        helpline = Helpline(Database.from_settings(settings), answers, settings.office_hours)
        warm_facts()
        warm_signs()
        return create_app(helpline, token=shared_secret(settings.secret_key, "actions"))

    address = urlsplit(settings.actions_url)
    serve(
        make_app,
        host=address.hostname or "127.0.0.1",
        port=address.port or 5055,
        workers=1,
        threads=settings.worker_threads,
        kept_seconds=_KEPT_SECONDS,
    )
