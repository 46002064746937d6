"""How a process that serves pages keeps its memory."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from flask import Flask

from gateway.serving import Server


@pytest.fixture
def collector() -> Iterator[None]:
    """Leaves Python's collector as it was."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("collector")
def test_what_a_process_has_loaded_does_not_hold_up_its_pages() -> None:
    app = Flask("one")

    loaded = Server(lambda: app).load()

    assert loaded is app
    assert gc.get_freeze_count() > 10_000
    # A long list is many thousand objects: they do not start the collector more than once.
    assert gc.get_threshold()[0] >= 10_000
