"""How moments are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from gateway.console import moments
from helpline.i18n import LANGUAGES


@pytest.mark.parametrize("code", LANGUAGES)
def test_how_long_ago_is_said_in_every_language_of_any_time(app: Flask, code: str) -> None:
    with app.test_request_context(headers={"Accept-Language": code}):
        for days in range(500):
            assert moments.ago(datetime.now(UTC) - timedelta(days=days, hours=3))
