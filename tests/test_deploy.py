"""What stands under deploy/ fits the code: names, paths, settings, units, and the daily script."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from prometheus_client import REGISTRY

import gateway.metrics  # noqa: F401 - counts what it counts from its import on
from gateway.app import create_app
from gateway.cli import main
from helpline.settings import DEFAULTS, ROOT, Settings
from helpline.storage.contacts import find_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, MessageState, ReferralState
from tests.builders import FAMILY_NUMBER, make_contact, make_inbound

DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
DOCS = [ROOT / "docs" / f"{name}.md" for name in ("operations", "adding-a-country")]
DOCS += [ROOT / "docs" / "adding-a-language.md", ROOT / "README.md"]
# What other exporters give, as their own documentation names it.
OF_OTHERS = {
    "up", "probe_success", "probe_ssl_earliest_cert_expiry", "node_filesystem_avail_bytes",
    "node_memory_MemAvailable_bytes", "node_timex_offset_seconds", "node_timex_sync_status",
}  # fmt: skip
# What an operator fills in, and the country and the language that the handbook adds as examples.
_STILL_TO_BE_WRITTEN = re.compile(r"\b(lebanon\.yml|ckb\.yml|production\.env)$")
_WORDS_OF_PROMQL = {"by", "on", "and", "or", "unless", "offset", "time", "vector", "sum", "abs"}
_WORDS_OF_PROMQL |= {"max", "rate", "increase", "delta", "histogram_quantile"}


def _yaml(path: str) -> Any:
    return yaml.safe_load((DEPLOY / path).read_text(encoding="utf-8"))


def _alerts() -> list[dict[str, Any]]:
    return [rule for group in _yaml("prometheus/alerts.yml")["groups"] for rule in group["rules"]]


def _panels() -> list[dict[str, Any]]:
    return list(json.loads((DEPLOY / "grafana" / "helpline.json").read_text())["panels"])


def _expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in _alerts())
    yield from (target["expr"] for panel in _panels() for target in panel["targets"])


def _metrics_of(expression: str) -> set[str]:
    bare = re.sub(r'\{[^}]*\}|"[^"]*"|\[\w+\]|\bby \([^)]*\)', " ", expression)
    return set(re.findall(r"(?<![\w.])[a-zA-Z_]\w*", bare)) - _WORDS_OF_PROMQL


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    return create_app(settings)


def test_every_metric_that_rules_and_dashboard_name_is_there(app: Flask) -> None:
    ours = {line.split()[2] for line in app.test_client().get("/metrics").text.splitlines()
            if line.startswith("# TYPE")}  # fmt: skip
    for family in REGISTRY.collect():
        suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}
        ours |= {family.name + suffix for suffix in suffixes.get(family.type, ("",))}

    named = set().union(*map(_metrics_of, _expressions()))

    assert {name for name in named if name.startswith("helpline_")} >= {
        "helpline_oldest_unanswered_seconds", "helpline_messages", "helpline_turns_total",
    }  # fmt: skip
    assert named - ours - OF_OTHERS == set()


def test_every_value_that_they_select_is_one_that_the_code_gives() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "gateway").rglob("*.py"))
    states = {*MessageState, *ReferralState}
    selected = set()
    for expression in _expressions():
        for label, values in re.findall(r'(outcome|route|state)=~?"([^"]+)"', expression):
            selected |= {(label, value) for value in values.split("|")}

    assert len(selected) > 10
    for label, value in selected:
        known = value in states if label == "state" else f'"{value}"' in code
        assert known, (label, value)


def test_every_alarm_says_what_it_means_and_the_handbook_what_to_do() -> None:
    handbook = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    names = [rule["alert"] for rule in _alerts()]

    assert len(set(names)) == len(names)
    assert set(re.findall(r"^\| `(\w+)` \| (?:page|ticket)", handbook, re.MULTILINE)) == set(names)
    for rule in _alerts():
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"].endswith(".")


def test_the_probes_know_a_part_that_is_down_from_one_that_is_up(app: Flask) -> None:
    scraped = {job["job_name"]: job for job in _yaml("prometheus/prometheus.yml")["scrape_configs"]}
    [targets] = scraped["helpline-part"]["static_configs"]
    modules = _yaml("prometheus/blackbox.yml")["modules"]
    told = app.test_client().get("/readyz").get_data(as_text=True)

    assert set(targets["targets"]) == set(json.loads(told)) - {"ready"}
    for part in targets["targets"]:
        [pattern] = modules[part]["http"]["fail_if_body_not_matches_regexp"]
        assert bool(re.search(pattern, told)) is (part == "database")
        assert re.search(pattern, told.replace("false", "true"))


def test_the_dashboard_is_one_that_grafana_can_lay_out() -> None:
    panels = _panels()

    assert len({panel["id"] for panel in panels}) == len(panels)
    for one, other in combinations([panel["gridPos"] for panel in panels], 2):
        apart_across = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        apart_down = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert apart_across or apart_down
    [source] = _yaml("grafana/provisioning/datasources/prometheus.yml")["datasources"]
    assert {panel["datasource"]["uid"] for panel in panels} == {source["uid"]}


# The keys of a service that the compose file may use, and what each must be.
SERVICE = {
    "build": dict, "image": str, "restart": str, "init": bool, "stop_grace_period": str,
    "env_file": str, "environment": dict, "volumes": list, "ports": list, "healthcheck": dict,
    "read_only": bool, "tmpfs": list, "cap_drop": list, "cap_add": list, "security_opt": list,
    "pids_limit": int, "logging": dict, "depends_on": list, "profiles": list, "command": list,
    "network_mode": str, "pid": str,
}  # fmt: skip


def test_the_compose_file_keeps_to_its_schema_and_names_only_what_is_there() -> None:
    compose = _yaml("compose.yml")

    assert set(compose) == {"name", "services", "volumes"}
    for name, service in compose["services"].items():
        for key, value in service.items():
            assert isinstance(value, SERVICE[key]), (name, key)
        assert set(service.get("depends_on", ())) <= set(compose["services"])
        assert service["image"] == "helpline" or ":" in service["image"], "an image has a version"
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            local = source.startswith((".", "/"))
            assert (DEPLOY / source).exists() if local else source in compose["volumes"], volume
    build = compose["services"]["helpline"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    assert set(compose["services"]["helpline"]["environment"]) <= set(DEFAULTS)


def test_only_the_proxy_listens_to_the_world() -> None:
    for name, service in _yaml("compose.yml")["services"].items():
        if name != "caddy":
            assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
        if service.get("network_mode") == "host":
            listening = [*service.get("command", ()), *service.get("environment", {}).values()]
            assert any("127.0.0.1" in str(each) for each in listening), name


def test_the_proxy_reaches_the_gateway_in_its_container() -> None:
    assert "LISTEN_ADDRESS=0.0.0.0" in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert "LISTEN_ADDRESS" not in (DEPLOY / "production.env.example").read_text(encoding="utf-8")


def test_the_image_is_built_of_what_is_there_and_from_both_lock_files() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [
        line.split()[1:-1] for line in lines if line.startswith("COPY") and "--from" not in line
    ]
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()

    assert {"uv.lock", "bot/uv.lock"} <= {name for names in copied for name in names}
    assert all((ROOT / name).exists() for names in copied for name in names)
    for secret in (".env", "deploy/production.env", "var/helpline.db", ".git/config"):
        assert any(_is_ignored(secret, rule) for rule in ignored), secret
    assert not any(_is_ignored("deploy/production.env.example", rule) for rule in ignored)


def _is_ignored(path: str, rule: str) -> bool:
    plain = rule.removeprefix("**/")
    anywhere = rule.startswith("**/") and fnmatch(path.rpartition("/")[2], plain)
    return anywhere or fnmatch(path, plain) or path.startswith(f"{plain}/")


def test_the_example_for_production_starts_once_its_blanks_are_filled(
    environ: dict[str, str],
) -> None:
    lines = (DEPLOY / "production.env.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    needed = {name for name, default in DEFAULTS.items() if default is None}

    assert needed <= set(given) <= set(DEFAULTS)
    blanks = {name: environ[name] for name, value in given.items() if not value}
    settings = Settings.from_env(given | blanks)
    assert settings.law_require_review
    assert settings.public_url.startswith("https://")


def test_the_proxy_lets_through_every_route_but_the_figures(settings: Settings) -> None:
    config = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    [paths] = re.findall(r"^\t@open path (.+)$", config, re.MULTILINE)

    shut = {
        rule.rule
        for rule in create_app(settings).url_map.iter_rules()
        if not any(fnmatch(rule.rule, path) for path in paths.split())
    }

    assert shut == {"/metrics"}
    assert config.count("{") == config.count("}")


def _unit_files() -> list[Path]:
    return sorted([*UNITS.glob("*.service"), *UNITS.glob("*.target"), *UNITS.glob("*.timer")])


def test_every_unit_starts_a_command_or_a_script_that_is_there() -> None:
    for path in UNITS.glob("*.service"):
        [line] = re.findall(r"^ExecStart=(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        program, *arguments = shlex.split(line)
        if program == "/srv/helpline/.venv/bin/helpline":
            assert arguments[0] in main.commands
        else:
            assert os.access(ROOT / Path(program).relative_to("/srv/helpline"), os.X_OK)
    [wanted] = re.findall(r"^Wants=(.+)$", (UNITS / "helpline.target").read_text(), re.MULTILINE)
    assert set(wanted.split()) == {
        f"helpline-{name}.service" for name in ("gateway", "worker", "actions", "bot")
    }


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, with a program that is on any machine in place of ours."""
    folder = tmp_path / "units"
    shutil.copytree(UNITS, folder)
    for path in folder.glob("*.service"):
        words = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", words), encoding="utf-8")
    return folder


def _analyze(units: Path, *arguments: str) -> str:
    ended = subprocess.run(
        ["systemd-analyze", *arguments],
        env={"PATH": os.environ["PATH"], "SYSTEMD_UNIT_PATH": f"{units}:"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd's own checker")
def test_systemd_finds_the_units_in_order_and_well_shut_in(units: Path) -> None:
    assert _analyze(units, "verify", *(str(units / path.name) for path in _unit_files())) == ""

    for path in units.glob("*.service"):
        told = _analyze(units, "security", "--offline=true", "--no-pager", str(path))
        [score] = re.findall(r"exposure level for \S+: ([\d.]+)", told)
        assert float(score) < 2.0, path.name


def _daily(environ: dict[str, str], folder: str) -> subprocess.CompletedProcess[str]:
    helpline = Path(sys.executable).with_name("helpline")
    return subprocess.run(
        [str(DEPLOY / "daily"), folder],
        env={**os.environ, **environ, "HELPLINE": str(helpline), "KEEP_DAYS": "14"},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_daily_script_backs_up_removes_old_backups_and_erases_old_contacts(
    environ: dict[str, str], database: Database, tmp_path: Path
) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    for name, days in (("old", 20), ("young", 3)):
        kept = backups / f"helpline-{name}.sealed"
        kept.write_bytes(b"sealed")
        os.utime(kept, (time.time() - days * 86400,) * 2)
    long_ago = datetime.now(UTC) - timedelta(days=400)
    with database.transaction() as session:
        make_inbound(session, make_contact(session, now=long_ago), now=long_ago)

    ended = _daily(environ, str(backups))

    assert ended.returncode == 0, ended.stderr
    [new, young] = sorted(path.name for path in backups.iterdir())
    assert young == "helpline-young.sealed"
    assert re.fullmatch(r"helpline-\d{8}T\d{6}Z\.sealed", new)
    assert (backups / new).stat().st_mode & 0o777 == 0o600
    with database.reading() as session:
        assert find_contact(session, Channel.SMS, FAMILY_NUMBER) is None


def test_a_backup_that_fails_leaves_no_half_file_and_says_so(
    environ: dict[str, str], tmp_path: Path
) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    environ["DATABASE_URL"] = "postgresql://helpline@127.0.0.1:1/helpline"

    ended = _daily(environ, str(backups))

    assert ended.returncode != 0
    assert "pg_dump" in ended.stderr
    assert list(backups.iterdir()) == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_what_the_handbook_names_is_there(path: Path) -> None:
    words = path.read_text(encoding="utf-8")
    code = " ".join(re.findall(r"```.*?```|`[^`\n]+`", words, re.DOTALL))

    commands = set(re.findall(r"\bhelpline ([a-z]+)(?![\w/])", code.replace("-u helpline", "")))
    assert commands - {"helpline"} <= set(main.commands)
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", words):
        assert (path.parent / target).exists(), target
    roots = "deploy|docs|law|bot|helpline|gateway|tests|locales"
    for name in re.findall(rf"(?:[` ]|/srv/helpline/)((?:{roots})/[\w./-]*\w)", code):
        assert (ROOT / name).exists() or _STILL_TO_BE_WRITTEN.search(name), name
