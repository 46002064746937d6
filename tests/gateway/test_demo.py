"""The demo's logins: made once, and each opens the console as it is told."""

from __future__ import annotations

from pathlib import Path

import pyotp
import pytest

from gateway import demo
from gateway.app import create_app
from helpline.settings import Settings
from tests.gateway.console.desk import Desk


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo's folder, in a place of the test's own."""
    monkeypatch.setattr(demo, "FOLDER", tmp_path / "demo")
    return tmp_path / "demo"


@pytest.fixture
def desk(folder: Path) -> Desk:
    """A browser at the demo's console, nobody signed in."""
    kept = demo._secrets()
    settings = Settings.from_env(demo._environ(kept))
    demo._add_logins(settings, kept["DEMO_PASSWORD"], kept["DEMO_TOTP_SECRET"])
    demo._add_logins(settings, kept["DEMO_PASSWORD"], kept["DEMO_TOTP_SECRET"])
    return Desk(create_app(settings))


def test_the_secrets_are_made_once_and_what_an_older_demo_lacks_is_added(folder: Path) -> None:
    first = demo._secrets()
    path = folder / "demo.env"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("DEMO_TOTP_SECRET")))

    second = demo._secrets()

    assert path.stat().st_mode & 0o077 == 0
    assert second.keys() == first.keys()
    assert {name for name in first if first[name] != second[name]} == {"DEMO_TOTP_SECRET"}
    assert not any(name.startswith("DEMO_") for name in demo._environ(second))


@pytest.mark.parametrize("username", ["demo", "demo-lawyer", "demo-reviewer", "demo-auditor"])
def test_a_login_of_the_demo_needs_its_password_only(desk: Desk, username: str) -> None:
    assert desk.sign_in(username, demo._secrets()["DEMO_PASSWORD"]).location == "/console/"
    assert desk.get("/console/account").status_code == 200


def test_the_demo_s_administrator_gives_a_code_as_well(desk: Desk) -> None:
    kept = demo._secrets()

    answer = desk.sign_in("demo-administrator", kept["DEMO_PASSWORD"])

    assert answer.location.startswith("/console/sign-in/code")
    assert desk.give_code(pyotp.TOTP(kept["DEMO_TOTP_SECRET"]).now()).status_code == 303
    assert desk.get("/console/staff").status_code == 200


def test_the_demo_tells_every_login(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = demo._secrets()

    demo._tell(Settings.from_env(demo._environ(kept)), "the-password", "THESECRET")

    said = capsys.readouterr().out
    assert "sign in as demo with the password the-password" in said
    assert "THESECRET" in said
    assert all(username in said for username in demo._LOGINS)
