"""What `helpline doctor` says of several bots."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from gateway.operator.checkups.configuration import check_settings
from gateway.operator.checkups.finding import Level
from gateway.operator.checkups.reach import check_processes
from helpline.settings import Settings
from tests.end_to_end.installation import free_port
from tests.gateway.installed import answering, serving


def test_of_several_bots_the_one_that_is_away_is_named_and_the_others_do_its_work(
    environ: dict[str, str],
) -> None:
    gateway = Flask("gateway")
    ready = dict.fromkeys(("database", "worker", "bot", "actions"), True)
    gateway.add_url_rule("/readyz", "readyz", lambda: ready)
    away = f"http://127.0.0.1:{free_port()}"
    with serving(gateway) as port, serving(answering(("/bot/health", 200))) as bot:
        environ |= {"PORT": str(port), "RASA_URL": f"http://127.0.0.1:{bot},{away}"}
        [found] = check_processes(Settings.from_env(environ))

    assert found.level is Level.WARNING
    assert found.says == f"no bot is ready at {away}"
    assert "helpline train" in found.do


@pytest.mark.parametrize(
    ("bots", "tracker", "is_broken"),
    [
        ("http://10.0.0.1:5005,http://10.0.0.2:5005", "", True),
        ("http://10.0.0.1:5005,http://10.0.0.2:5005", "postgresql://host/helpline", False),
        ("http://127.0.0.1:5005,http://127.0.0.1:5006", "", False),
        ("http://127.0.0.1:5005", "", False),
    ],
)
def test_bots_on_several_machines_must_share_what_they_remember(
    environ: dict[str, str], bots: str, tracker: str, is_broken: bool
) -> None:
    settings = Settings.from_env(environ | {"RASA_URL": bots, "TRACKER_URL": tracker})

    found = check_settings(settings, env_file=Path("nowhere"))

    assert any("several machines" in each.says for each in found) is is_broken


@pytest.mark.parametrize(
    ("second", "says"),
    [("http://0.0.0.0:5006", "every network"), ("http://127.0.0.1:8000", "the same port")],
)
def test_each_address_of_several_is_looked_at(
    environ: dict[str, str], second: str, says: str
) -> None:
    settings = Settings.from_env(environ | {"RASA_URL": f"http://127.0.0.1:5005,{second}"})

    found = check_settings(settings, env_file=Path("nowhere"))

    assert sum("RASA_URL" in each.says and says in each.says for each in found) == 1
