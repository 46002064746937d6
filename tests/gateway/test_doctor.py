"""`helpline doctor` finds what is broken in an installed system, and names the remedy."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from gateway.app import create_app
from gateway.cli import main
from gateway.operator import doctor
from gateway.operator.checkups import content, stored
from gateway.operator.checkups.configuration import check_settings
from gateway.operator.checkups.content import check_catalogs, check_law, check_model
from gateway.operator.checkups.finding import Finding, Level
from gateway.operator.checkups.stored import check_backups, check_database
from helpline.catalogs import LOCALES
from helpline.errors import SettingError
from helpline.settings import ROOT, Settings
from helpline.storage.database import Database
from helpline.storage.heartbeats import beat
from helpline.storage.messages import count_by_state
from helpline.storage.migrate import downgrade, upgrade
from tests.builders import OWN_NUMBER, make_contact, make_inbound
from tests.gateway.installed import (
    HOST,
    OVERRIDES,
    Installed,
    Twilio,
    answering,
    make_certificate,
    number,
    only_host_leads_here,
    serving,
)


def _key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


@pytest.fixture
def installed(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installed]:
    """A system in which nothing is broken; model, catalogs and law are this tree's, not of it."""
    for check in ("check_model", "check_catalogs", "check_law"):
        monkeypatch.setattr(doctor, check, lambda **_: [])
    certificate = make_certificate(tmp_path / "certificate.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    only_host_leads_here(monkeypatch)
    environ["HELPLINE_KEYS"] = _key()
    environ["SECRET_KEY"] = secrets.token_urlsafe(32)
    twilio = Twilio(environ["TWILIO_ACCOUNT_SID"], environ["TWILIO_AUTH_TOKEN"])
    parts: dict[str, Flask] = {}

    def gateway(environ: dict[str, Any], start_response: Any) -> Any:
        return parts["gateway"](environ, start_response)

    with ExitStack() as servers:
        public = servers.enter_context(serving(gateway, certificate))
        environ["PORT"] = str(servers.enter_context(serving(gateway)))
        others = servers.enter_context(serving(answering(("/bot/health", 200), ("/health", 200))))
        environ["RASA_URL"] = environ["ACTIONS_URL"] = f"http://127.0.0.1:{others}"
        environ["PUBLIC_URL"] = f"https://{HOST}:{public}"
        twilio.set_up(f"{environ['PUBLIC_URL']}/twilio/inbound{OVERRIDES}")
        api = servers.enter_context(serving(twilio.app(environ["PUBLIC_URL"]), now=twilio.now))
        environ["TWILIO_API_BASE_URL"] = f"http://127.0.0.1:{api}"
        settings = Settings.from_env(environ)
        database = Database.from_settings(settings)
        upgrade(database.engine)
        with database.transaction() as session:
            make_inbound(session, make_contact(session))
            beat(session, "worker", now=datetime.now(UTC))
        parts["gateway"] = create_app(settings)
        yield Installed(environ, twilio, certificate)
        database.close()


def test_in_a_system_that_is_well_nothing_is_broken_and_nothing_is_left_behind(
    installed: Installed,
) -> None:
    found = installed.findings()

    assert installed.broken() == []
    said = {each["says"] for each in found if each["level"] == "ok"}
    assert "the webhooks can be reached and take only what is signed" in said
    assert "gateway, worker, bot and actions are ready" in said
    assert f"{OWN_NUMBER} sends here, and tries again" in said
    assert f"whatsapp:{OWN_NUMBER} sends here, and tries again" in said
    assert "the keys open what is stored" in said
    assert "this machine's clock agrees with Twilio's" in said
    with Database.from_settings(Settings.from_env(installed.environ)).reading() as session:
        assert sum(count_by_state(session).values()) == 1


def test_the_report_names_each_finding_and_below_it_what_to_do(installed: Installed) -> None:
    installed.environ["TWILIO_AUTH_TOKEN"] = "another"

    said = CliRunner(env=dict(installed.environ)).invoke(main, ["doctor"]).output

    assert "broken   twilio     Twilio refuses account and token (code 20003)\n" in said
    assert "> Copy the account's SID and its auth token anew" in said
    for secret in ("HELPLINE_KEYS", "SECRET_KEY"):
        assert installed.environ[secret] not in said


# What is set wrong, what is found, and a word of the remedy.
SET_WRONG: tuple[tuple[dict[str, str], str, str], ...] = (
    ({"HELPLINE_KEYS": ""}, "HELPLINE_KEYS is not set", "helpline keys generate"),
    ({"HELPLINE_KEYS": "c2hvcnQ="}, "not 32 bytes", "helpline keys generate"),
    (
        {"HELPLINE_KEYS": base64.urlsafe_b64encode(b"k" * 32).decode()},
        "not random",
        "helpline keys rotate",
    ),
    ({"HELPLINE_KEYS": _key()}, "no key of HELPLINE_KEYS opens", "Put the key"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY is shorter", "token_urlsafe"),
    ({"SECRET_KEY": "secret" * 6}, "SECRET_KEY could be guessed", "token_urlsafe"),
    ({"PUBLIC_URL": "helpline.example"}, "PUBLIC_URL is not an http", "https address"),
    ({"PUBLIC_URL": f"http://{HOST}"}, "PUBLIC_URL is not https", "Caddyfile"),
    ({"PUBLIC_URL": "https://localhost"}, "private network", "public name"),
    ({"PUBLIC_URL": "https://nowhere.example"}, "leads to no machine", "DNS"),
    ({"PUBLIC_URL": f"https://{HOST}:1"}, "nobody answers at PUBLIC_URL", "firewall"),
    ({"ACTIONS_URL": "http://0.0.0.0:5055"}, "listens on every network", "127.0.0.1"),
    ({"TWILIO_ACCOUNT_SID": "ACcount"}, "not an account's SID", "Twilio's console"),
    ({"TWILIO_AUTH_TOKEN": "another"}, "refuses what is signed with our own", "start it anew"),
    ({"TWILIO_AUTH_TOKEN": "another"}, "Twilio refuses account and token", "anew from Twilio's"),
    ({"TWILIO_NUMBERS": "0155 50100"}, "not a number as Twilio writes it", "country's code"),
    ({"TWILIO_NUMBERS": "+15550199"}, "+15550199 is not a number of this account", "Buy it"),
    ({"TWILIO_NUMBERS": f"whatsapp:{OWN_NUMBER}"}, "does not list it", "Add it to TWILIO_NUMBERS"),
    ({"TWILIO_API_BASE_URL": "http://127.0.0.1:1"}, "Twilio cannot be reached or", "https calls"),
    ({"PORT": "1"}, "no gateway answers on port 1", "systemctl restart helpline.target"),
    ({"HELPLINE_VAR": "/nowhere"}, "no folder that this user may write in", "install -d"),
)


@pytest.mark.parametrize(("wrong", "says", "remedy"), SET_WRONG)
def test_what_is_set_wrong_is_found_with_its_remedy(
    installed: Installed, wrong: dict[str, str], says: str, remedy: str
) -> None:
    installed.environ["DATABASE_URL"] = f"sqlite:///{installed.environ['HELPLINE_VAR']}/helpline.db"
    installed.environ |= wrong

    _assert_found(installed.broken(), says, remedy)


def test_all_settings_that_cannot_be_read_are_named_at_once(installed: Installed) -> None:
    installed.environ |= {"SECRET_KEY": "", "LAW_REQUIRE_REVIEW": "perhaps", "PORT": "zero"}

    said = {each["says"].partition(" ")[0] for each in installed.broken()}

    assert said == {"SECRET_KEY", "LAW_REQUIRE_REVIEW", "PORT"}


def _point(webhook: str, **changes: Any) -> Callable[[Twilio], None]:
    def point(twilio: Twilio) -> None:
        twilio.numbers = [number(OWN_NUMBER, webhook or twilio.webhook, **changes)]

    return point


def _plain(twilio: Twilio) -> None:
    twilio.set_up(twilio.webhook.partition("#")[0])


def _sender(twilio: Twilio) -> None:
    twilio.senders[0]["webhook"]["callback_url"] = "https://elsewhere.example/"


SET_UP_WRONG: tuple[tuple[Callable[[Twilio], None], str, str], ...] = (
    (lambda it: setattr(it, "status", "suspended"), "the account is suspended", "credit"),
    (_point("https://demo.twilio.com/welcome/sms/reply"), "do not come to this", OVERRIDES),
    (_plain, f"does not try again when {OWN_NUMBER}", OVERRIDES),
    (_plain, f"does not try again when whatsapp:{OWN_NUMBER}", OVERRIDES),
    (_point("", sms_method="GET"), "called with GET", "HTTP POST"),
    (_point("", sms_application_sid="AP1"), "bound to a TwiML app", "Webhook"),
    (_point("", capabilities={"sms": False}), "cannot take SMS", "can do SMS"),
    (_sender, f"messages to whatsapp:{OWN_NUMBER} do not come", "WhatsApp senders"),
    (lambda it: it.senders[0].update(status="OFFLINE"), "is not online", "Meta"),
    (lambda it: setattr(it, "skew", timedelta(minutes=9)), "behind Twilio's", "set-ntp true"),
    (lambda it: setattr(it, "skew", -timedelta(hours=1)), "ahead of Twilio's", "set-ntp true"),
)


@pytest.mark.parametrize(("wrong", "says", "remedy"), SET_UP_WRONG)
def test_what_is_set_up_wrong_at_twilio_is_found_with_its_remedy(
    installed: Installed, wrong: Callable[[Twilio], None], says: str, remedy: str
) -> None:
    wrong(installed.twilio)

    _assert_found(installed.broken(), says, remedy)


@pytest.mark.parametrize(
    ("code", "says", "remedy"),
    [
        (301, "PUBLIC_URL redirects", "the address that the redirect leads to"),
        (502, "the proxy does not reach the gateway", "PORT"),
        (200, "answered with 200, not with 403", "Something else"),
        (404, "answered with 404, not with 403", "Something else"),
    ],
)
def test_a_proxy_that_leads_elsewhere_is_found(
    installed: Installed, code: int, says: str, remedy: str
) -> None:
    with serving(answering(("/twilio/inbound", code)), installed.certificate) as port:
        installed.environ["PUBLIC_URL"] = f"https://{HOST}:{port}"

        _assert_found(installed.broken(), says, remedy)


def test_a_certificate_that_nobody_vouches_for_is_found(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")

    _assert_found(installed.broken(), "the certificate of PUBLIC_URL is not valid", "ports 80")


@pytest.mark.parametrize(("part", "remedy"), [("worker", "answered"), ("bot", "helpline train")])
def test_a_process_that_is_down_is_named(installed: Installed, part: str, remedy: str) -> None:
    down = {"database": True, "worker": True, "bot": True, "actions": True, part: False}
    app = Flask(__name__)
    app.add_url_rule("/readyz", "readyz", lambda: (down, 503))
    with serving(app) as port:
        installed.environ["PORT"] = str(port)

        _assert_found(installed.broken(), f"not ready: {part}", remedy)


def test_a_database_that_does_not_fit_is_found(settings: Settings, database: Database) -> None:
    assert [each.level for each in check_database(settings)] == [Level.OK]

    with database.transaction() as session:
        newest = session.scalar(text("SELECT version_num FROM alembic_version"))
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    _assert_told(check_database(settings), "made by a newer version", "Rollback")

    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": newest})
    downgrade(database.engine, "-1")
    _assert_told(check_database(settings), "lacks the newest tables", "helpline migrate")

    downgrade(database.engine, "base")
    _assert_told(check_database(settings), "has no tables", "helpline migrate")


def test_76_a_database_that_is_gone_or_damaged_is_found_and_left_as_it_is(
    settings: Settings,
) -> None:
    _assert_told(check_database(settings), "there is no database yet", "HELPLINE_VAR")
    assert not settings.var.exists()

    settings.var.mkdir()
    file = settings.var / "helpline.db"
    file.write_bytes(b"not a database " * 100)
    _assert_told(check_database(settings), "cannot be read (DatabaseError)", "restore a backup")
    assert file.read_bytes().startswith(b"not a database")


def test_postgresql_is_examined_too(environ: dict[str, str], postgres_url: str) -> None:
    environ["DATABASE_URL"] = postgres_url
    settings = Settings.from_env(environ)
    _assert_told(check_database(settings), "has no tables", "helpline migrate")

    environ["DATABASE_URL"] = "postgresql://helpline:secret@127.0.0.1:1/helpline"
    found = check_database(Settings.from_env(environ))
    _assert_told(found, "cannot be read (OperationalError)", "PostgreSQL runs")
    assert "secret" not in str(found)


def test_a_write_ahead_log_that_grows_is_found(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "_LARGE_LOG", 1)
    with database.transaction() as session:
        make_contact(session)

    _assert_told(check_database(settings), "write-ahead log has grown", "start the helpline anew")


def test_a_disk_that_fills_and_a_folder_that_is_open_are_found(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.var.chmod(0o755)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=100 * 1024 * 1024))

    found = stored.check_disk(settings)

    _assert_told(found, "100 MB are free", "Make room at once")
    assert any(each.do == f"chmod 700 {settings.var}" for each in found)


def test_an_env_file_that_others_may_read_or_that_is_misspelled_is_found(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text("# PORT=8000\nTWILIO_TOKEN=\nPORT=8000\n")
    file.chmod(0o644)

    found = check_settings(settings, env_file=file)

    _assert_told(found, "others on this machine may read .env", f"chmod 600 {file}")
    assert any("sets TWILIO_TOKEN, which nothing reads" in each.says for each in found)
    assert not any("PORT" in each.says for each in found)


@pytest.mark.parametrize(
    ("hours", "content", "level"),
    [(3, b"sealed", Level.OK), (40, b"sealed", Level.WARNING), (80, b"sealed", Level.BROKEN)]
    + [(3, b"", Level.BROKEN)],
)
def test_a_backup_that_is_late_or_empty_is_found(
    tmp_path: Path, hours: int, content: bytes, level: Level
) -> None:
    now = datetime.now(UTC)
    _assert_told(check_backups(tmp_path / "none", now=now), "no backup in", "helpline-daily.timer")
    for age, words in ((hours, content), (500, b"older")):
        made = (now - timedelta(hours=age)).timestamp()
        file = tmp_path / f"{age}.sealed"
        file.write_bytes(words)
        os.utime(file, (made, made))

    [found] = check_backups(tmp_path, now=now)

    assert found.level is level
    assert (level is Level.OK) or "helpline-daily" in found.do


def test_63_a_missing_or_old_model_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def none() -> Path:
        raise SettingError("no model")

    monkeypatch.setattr(content, "newest_model", none)
    _assert_told(check_model(), "the bot has no model", "helpline train")

    monkeypatch.setattr(content, "newest_model", lambda: tmp_path / "0123456789abcdef.tar.gz")
    _assert_told(check_model(tmp_path), "not made of the present", "helpline train")

    there = tmp_path / f"{content.fingerprint()}.tar.gz"
    monkeypatch.setattr(content, "newest_model", lambda: there)
    assert [each.level for each in check_model(tmp_path)] == [Level.OK]


def test_a_catalog_that_is_not_compiled_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "ne" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(LOCALES / "ne" / "LC_MESSAGES" / "bot.po", folder)

    _assert_told(check_catalogs(tmp_path), "ne/LC_MESSAGES/bot.po", "helpline catalogs compile")
    (folder / "bot.mo").write_bytes(b"")
    _assert_told(check_catalogs(tmp_path), "ne/LC_MESSAGES/bot.po", "helpline catalogs compile")


def test_unreviewed_law_is_said_and_what_withholds_it() -> None:
    [told], [withheld] = check_law(require_review=False), check_law(require_review=True)

    assert "two lawyers have approved" in told.says
    assert "LAW_REQUIRE_REVIEW=yes" in told.do
    assert withheld.says.endswith("the rest is withheld")
    assert "helpline law review" in withheld.do


def test_every_file_that_a_remedy_names_is_there(installed: Installed) -> None:
    code = "".join(path.read_text() for path in (ROOT / "gateway/operator/checkups").glob("*.py"))

    named = {
        word.strip("`().,;'\"") for word in code.split() if "deploy/" in word or "docs/" in word
    }

    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def _assert_found(found: list[dict[str, str]], says: str, remedy: str) -> None:
    matching = [each for each in found if says in each["says"]]
    assert matching, [each["says"] for each in found]
    assert remedy in matching[0]["do"]


def _assert_told(found: list[Finding], says: str, remedy: str) -> None:
    broken = [each for each in found if each.level is not Level.OK and says in each.says]
    assert broken, found
    assert remedy in broken[0].do
