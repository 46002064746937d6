"""How many processes of each kind a machine runs, where they listen, and what each may know."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from gateway import installation
from gateway.cli import main
from gateway.commands import bot_addresses
from gateway.installation import children
from gateway.operator.restarting import chosen, find_supervisor, told_of
from gateway.processes import Child
from helpline.errors import SettingError
from helpline.processes import ProcessCounts
from helpline.settings import Settings
from tests.end_to_end.installation import free_port

SECRETS = ("HELPLINE_KEYS", "SECRET_KEY", "TWILIO_AUTH_TOKEN", "DATABASE_URL")


@pytest.fixture
def here(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An environment whose ports are free, and a model that is there."""
    monkeypatch.setattr(
        installation, "bot_command", lambda url: ["rasa", "run", "--port", url.rpartition(":")[2]]
    )
    environ |= {
        "PORT": str(free_port()),
        "ACTIONS_URL": f"http://127.0.0.1:{free_port()}",
        "RASA_URL": "http://127.0.0.1:7005",
    }
    return environ


def started(environ: dict[str, str], folder: Path, **asked: int | None) -> list[Child]:
    settings = Settings.from_env(environ)
    counts = chosen(settings.processes, **asked)
    return children(settings, environ, counts, sockets=folder)


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder whose path is short enough for sockets."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def close(found: list[Child]) -> None:
    for child in found:
        if isinstance(child.holds, socket.socket):
            child.holds.close()


def test_without_a_word_there_is_one_of_each(here: dict[str, str], short: Path) -> None:
    found = started(here, short)

    assert [child.name for child in found] == ["bot", "actions", "gateway", "worker"]
    close(found)


def test_the_settings_say_how_many_and_the_command_line_says_it_louder(
    here: dict[str, str], short: Path
) -> None:
    here |= {"WORKERS": "3", "BOTS": "2", "GATEWAYS": "2", "ACTION_SERVERS": "0"}
    found = started(here, short, workers=1, bots=None, gateways=None, actions=None)

    assert Counter(child.name for child in found) == {"bot": 2, "gateway": 2, "worker": 1}
    close(found)


def test_all_of_a_kind_share_one_open_port_and_bots_have_their_own(
    here: dict[str, str], short: Path
) -> None:
    found = started(here, short, gateways=2, actions=2, bots=3)
    of = {name: [c for c in found if c.name == name] for name in ("gateway", "actions", "bot")}

    assert len({child.files for child in of["gateway"]}) == 1
    assert len({child.files for child in of["actions"]}) == 1
    assert of["gateway"][0].files != of["actions"][0].files
    with closing(socket.create_connection(("127.0.0.1", int(here["PORT"])), timeout=5)):
        pass
    ports = [c.command()[-1] if callable(c.command) else "" for c in of["bot"]]
    assert ports == ["7005", "7006", "7007"]
    assert {child.environ["RASA_URL"] for child in of["gateway"]} == {
        "http://127.0.0.1:7005,http://127.0.0.1:7006,http://127.0.0.1:7007"
    }
    close(found)


def test_a_bot_learns_no_secret_and_gets_no_open_port(here: dict[str, str], short: Path) -> None:
    found = started(here, short)

    assert not set(found[0].environ) & set(SECRETS)
    assert found[0].files == ()
    close(found)


def test_every_address_of_rasa_url_has_a_bot_unless_told_otherwise(environ: dict[str, str]) -> None:
    environ["RASA_URL"] = "http://10.0.0.1:5005/, http://10.0.0.2:5005"
    settings = Settings.from_env(environ)

    assert bot_addresses(settings) == ("http://10.0.0.1:5005", "http://10.0.0.2:5005")
    assert bot_addresses(settings, 1) == ("http://10.0.0.1:5005",)
    assert bot_addresses(settings, 3)[2] == "http://10.0.0.2:5006"
    assert bot_addresses(settings, 0) == ()


@pytest.mark.parametrize(
    ("told", "listens"), [("", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("127.0.0.2", "127.0.0.2")]
)
def test_the_gateway_listens_to_this_machine_alone_unless_told_otherwise(
    here: dict[str, str], short: Path, told: str, listens: str
) -> None:
    found = started(here | {"LISTEN_ADDRESS": told}, short)

    [gateway] = [child for child in found if child.name == "gateway"]
    assert gateway.holds.getsockname() == (listens, int(here["PORT"]))
    close(found)


def test_a_port_that_another_program_holds_stops_the_start_by_name(
    here: dict[str, str], short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "_PORT_TRIES", 1)
    with (
        socket.create_server(("0.0.0.0", int(here["PORT"]))),
        pytest.raises(SettingError, match=f"port of the gateway .{here['PORT']}."),
    ):
        started(here, short)


@pytest.mark.parametrize("name", ["WORKERS", "GATEWAYS", "ACTION_SERVERS", "BOTS"])
@pytest.mark.parametrize("value", ["-1", "two", "1.5"])
def test_a_count_that_is_none_stops_the_start_by_name(
    environ: dict[str, str], name: str, value: str
) -> None:
    with pytest.raises(SettingError, match=name):
        Settings.from_env({**environ, name: value})


def test_counts_of_a_plain_installation() -> None:
    assert chosen(ProcessCounts()) == ProcessCounts(workers=1, gateways=1, actions=1, bots=None)


def test_restart_reaches_the_supervisor_of_this_installation_and_nobody_else(
    environ: dict[str, str], settings: Settings
) -> None:
    reached: list[int] = []
    before = signal.signal(signal.SIGHUP, lambda number, _: reached.append(number))
    run = CliRunner(env=environ).invoke
    try:
        assert "no `helpline up` runs" in run(main, ["restart"]).output
        with told_of(settings):
            assert find_supervisor(settings) == os.getpid()
            assert run(main, ["restart"]).exit_code == 0
            assert "another `helpline up`" in run(main, ["up"]).output
        assert run(main, ["restart"]).exit_code == 1
    finally:
        signal.signal(signal.SIGHUP, before)
    assert reached == [signal.SIGHUP]
