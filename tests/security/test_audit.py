"""The scan of libraries: what it passes over has a reason and an end, and it asks of every one."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bench.audit import (
    ENVIRONMENTS,
    EXCEPTIONS,
    can_be_asked,
    commands,
    list_overdue,
    list_unpinned,
    main,
    read_exceptions,
    without_what_was_never_published,
)
from helpline.settings import ROOT

TODAY = date(2026, 11, 26)
ROW = "{id: CVE-2026-1, package: a, reason: We never call it., until: %s}"


def read(until: str) -> dict:
    return read_exceptions(f"helpline: []\nbot:\n  - {ROW % until}\n")


def test_nothing_is_passed_over_beyond_its_day() -> None:
    exceptions = read_exceptions(EXCEPTIONS.read_text(encoding="utf-8"))

    assert list_overdue(exceptions, today=datetime.now(UTC).date()) == []


@pytest.mark.parametrize(
    ("until", "overdue"),
    [("2026-11-25", True), ("2026-11-26", False), ("2027-05-01", False), ("2028-01-01", True)],
)
def test_an_exception_holds_until_its_day_and_for_half_a_year_at_most(
    until: str, overdue: bool
) -> None:
    assert list_overdue(read(until), today=TODAY) == (["CVE-2026-1"] if overdue else [])


@pytest.mark.parametrize(
    "text",
    [
        "helpline: []",
        "helpline: []\nbot: [{id: CVE-2026-1, package: a, until: 2027-01-01}]",
        "helpline: []\nbot: [{id: CVE-2026-1, package: a, reason: ' ', until: 2027-01-01}]",
        "helpline: []\nbot: [{id: CVE-2026-1, package: a, reason: No., until: soon}]",
    ],
)
def test_an_exception_without_a_reason_or_an_end_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="exceptions:"):
        read_exceptions(text)


def test_what_is_passed_over_is_that_and_nothing_else() -> None:
    _, audit = commands("bot", read("2027-01-01")["bot"], uv="uv", requirements=Path("r.txt"))

    assert audit[audit.index("--ignore-vuln") :] == ["--ignore-vuln", "CVE-2026-1"]
    assert "--require-hashes" in audit


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_locked_library_is_asked_about(name: str, tmp_path: Path) -> None:
    uv = shutil.which("uv") or str(ROOT / ".tools/uv/bin/uv")
    requirements = tmp_path / "requirements.txt"
    export, _ = commands(name, [], uv=uv, requirements=requirements)

    subprocess.run([*export, "--offline"], check=True, cwd=ROOT)

    listed = without_what_was_never_published(
        requirements.read_text(encoding="utf-8"),
        lock=(ENVIRONMENTS[name] / "uv.lock").read_text(encoding="utf-8"),
    )
    assert ("rasa==3.6.21" in listed) is (name == "bot")
    assert listed.count("--hash=sha256:") > 200
    # pip-audit refuses all for one without.
    assert [
        each for each in re.findall(r"^\S+==.*", listed, re.MULTILINE) if each[-1] != "\\"
    ] == []


def test_only_what_no_file_exists_of_is_left_out() -> None:
    held = "a==1 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
    lock = """
        package = [
            { name = "a", version = "1", source = {}, wheels = [{ hash = "sha256:00" }] },
            { name = "b", version = "1", source = {}, sdist = { url = "u" } },
            { name = "c", version = "1", source = {} },
        ]"""

    left = without_what_was_never_published(
        f"# uv\n{held}b==1\nc==1 ; sys_platform == 'beos'\nc==2\n", lock=lock
    )

    assert left == f"# uv\n{held}b==1\nc==2\n"


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_library_is_locked_with_a_hash(name: str) -> None:
    assert list_unpinned((ENVIRONMENTS[name] / "uv.lock").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "package",
    [
        'source = { git = "https://github.com/a/a" }',
        'source = { registry = "r" }\nsdist = { url = "u" }',
        'source = { registry = "r" }\nwheels = [{ url = "u", hash = "md5:0" }]',
    ],
)
def test_a_library_that_is_not_locked_with_a_hash_is_told(package: str) -> None:
    sound = (
        '[[package]]\nname = "b"\nsource = { registry = "r" }\nwheels = [{ hash = "sha256:0" }]\n'
    )
    assert list_unpinned(f'{sound}[[package]]\nname = "a"\n{package}\n') == ["a"]


class Service(BaseHTTPRequestHandler):
    """Answers as its server says."""

    def do_GET(self) -> None:
        status, body = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.mark.parametrize(
    ("answer", "can"),
    [
        ((200, b'{"vulnerabilities": []}'), True),
        ((404, b'{"vulnerabilities": []}'), False),
        ((200, b'{"info": {}}'), False),
        ((200, b"<p>Welcome to the hotel"), False),
    ],
)
def test_the_service_can_be_asked_if_it_answers_as_it_does(
    answer: tuple[int, bytes], can: bool
) -> None:
    with HTTPServer(("127.0.0.1", 0), Service) as server:
        server.answer = answer
        threading.Thread(target=server.handle_request).start()

        assert can_be_asked(f"http://127.0.0.1:{server.server_port}") is can


def test_a_service_that_does_not_answer_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        begun = time.monotonic()

        assert not can_be_asked(address, seconds=0.1)

        assert time.monotonic() - begun < 10


@pytest.fixture
def uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts in uv's place what does as it is told for `uv tool run`, that is for pip-audit."""

    def put(audit: str) -> None:
        script = tmp_path / "uv"
        script.write_text(
            f'#!/bin/sh\n[ "$1" = tool ] && {audit}\nfor last; do :; done\n: > "$last"\n'
        )
        script.chmod(0o700)
        monkeypatch.setenv("UV", str(script))

    return put


def test_where_nobody_can_be_asked_it_says_so_and_a_whole_audit_fails(
    uv: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    uv("exit 1")
    monkeypatch.setattr("bench.audit.can_be_asked", lambda: False)

    assert main(["--where-reachable"]) == 0
    assert capsys.readouterr().out.startswith("NOT SCANNED: ")
    assert main([]) == 1


@pytest.mark.parametrize(("audit", "code"), [("exit 0", 0), ("exit 1", 1)])
def test_where_somebody_can_be_asked_a_known_fault_fails(
    uv: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    audit: str,
    code: int,
) -> None:
    uv(audit)
    monkeypatch.setattr("bench.audit.can_be_asked", lambda: True)

    assert main(["--where-reachable"]) == code
    assert "NOT SCANNED" not in capsys.readouterr().out


def test_an_exception_beyond_its_day_fails_where_nobody_can_be_asked_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    overdue = tmp_path / "exceptions.yml"
    overdue.write_text(f"helpline: []\nbot:\n  - {ROW % '2026-01-01'}\n")
    monkeypatch.setattr("bench.audit.EXCEPTIONS", overdue)
    monkeypatch.setattr("bench.audit.can_be_asked", lambda: False)

    assert main(["--where-reachable"]) == 1
    assert "CVE-2026-1" in capsys.readouterr().out


def test_ci_scans_where_somebody_can_be_asked() -> None:
    assert "make audit AUDIT=--where-reachable" in (ROOT / ".ci/run").read_text(encoding="utf-8")
