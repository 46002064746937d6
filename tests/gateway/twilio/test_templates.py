"""Templates: what is declared, what WhatsApp has approved, and the commands that ask it to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from flask import Flask, jsonify, request

from gateway.cli import main
from gateway.operator.checkups.finding import Level
from gateway.operator.checkups.templates import check_templates
from gateway.twilio.templates import TemplateError, Templates, declared_templates
from helpline.i18n import LANGUAGES
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.kinds import ApprovalState
from helpline.storage.templates import find_template, record_approval, record_submission
from tests.gateway.installed import serving

NOW = datetime(2026, 11, 24, tzinfo=UTC)
NEWS = "helpline_news"
FILE = Path("gateway/twilio/templates.yml")
TELLING = re.compile(r"arrest|police|lawyer|prison|jail|court|legal|detain|custody", re.I)


@dataclass
class ContentApi:
    """Twilio's Content API: keeps what is created, and says how far approvals are."""

    made: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    status: str = "pending"
    reason: str = ""
    code: int = 201

    def app(self) -> Flask:
        app = Flask(__name__)

        @app.post("/v1/Content")
        def create() -> Any:
            self.made.append(request.get_json())
            return jsonify(sid=f"HX{len(self.made):032x}"), self.code

        @app.post("/v1/Content/<sid>/ApprovalRequests/whatsapp")
        def approve(sid: str) -> Any:
            self.asked.append((sid, request.get_json()))
            return jsonify(status="received"), self.code

        @app.get("/v1/Content/<sid>/ApprovalRequests")
        def fetch(sid: str) -> Any:
            told = {"status": self.status, "rejection_reason": self.reason}
            return jsonify(sid=sid, whatsapp=told)

        return app


@pytest.fixture
def twilio(environ: dict[str, str]) -> Iterator[ContentApi]:
    api = ContentApi()
    with serving(api.app()) as port:
        environ["TWILIO_API_BASE_URL"] = f"http://127.0.0.1:{port}"
        yield api


def run(environ: dict[str, str], *arguments: str) -> Result:
    return CliRunner(env=environ).invoke(main, ["templates", *arguments])


def submitted(database: Database, state: ApprovalState) -> None:
    wording = declared_templates().declared[NEWS].wordings["en"]
    with database.transaction() as session:
        template = record_submission(
            session, NEWS, "en", digest=wording.digest, sid="HX" + "1" * 32, now=NOW
        )
        record_approval(template, state, reason="", now=NOW)


def test_every_template_tells_nothing_and_says_of_each_language_whether_it_has_words() -> None:
    for template in declared_templates().declared.values():
        assert template.wordings.keys() == LANGUAGES.keys()
        assert template.wordings["en"].body
        for wording in template.wordings.values():
            assert not TELLING.search(wording.body or "")


def test_no_template_claims_an_approval_that_it_does_not_have() -> None:
    for template in declared_templates().declared.values():
        for wording in template.wordings.values():
            assert (wording.approval is ApprovalState.APPROVED) == (wording.sid is not None)


@pytest.mark.parametrize("state", list(ApprovalState))
def test_only_what_is_approved_is_sent(database: Database, state: ApprovalState) -> None:
    submitted(database, state)

    with database.reading() as session:
        found = declared_templates().find_approved(session, NEWS, "en")

    assert (found is not None) is (state is ApprovalState.APPROVED)


def test_a_language_without_approval_is_written_to_in_english(database: Database) -> None:
    submitted(database, ApprovalState.APPROVED)

    with database.reading() as session:
        found = declared_templates().find_approved(session, NEWS, "my")

    assert found is not None
    assert found.language == "en"


def test_words_that_were_changed_since_are_not_approved(database: Database, tmp_path: Path) -> None:
    submitted(database, ApprovalState.APPROVED)
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    content["templates"][NEWS]["languages"]["en"]["body"] = "Hello again."
    (tmp_path / "templates.yml").write_text(yaml.safe_dump(content))
    changed = Templates.load(tmp_path / "templates.yml")

    with database.reading() as session:
        assert changed.find_approved(session, NEWS, "en") is None
        assert changed.state_of(session, NEWS, "en") is ApprovalState.UNSUBMITTED


def test_what_was_approved_in_twilios_console_may_be_told_in_the_file(
    database: Database, tmp_path: Path
) -> None:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    content["templates"][NEWS]["languages"]["fr"] = {
        "body": "Bonjour.", "approval": "approved", "sid": "HX" + "2" * 32,
    }  # fmt: skip
    (tmp_path / "templates.yml").write_text(yaml.safe_dump(content))

    with database.reading() as session:
        found = Templates.load(tmp_path / "templates.yml").find_approved(session, NEWS, "fr")

    assert found is not None
    assert (found.sid, found.body) == ("HX" + "2" * 32, "Bonjour.")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("category",), "NEWS"),
        (("languages", "en", "body"), "Hello {{1}}, there is news."),
        (("languages", "en", "body"), "  "),
        (("languages", "en", "body"), "x" * 1025),
        (("languages",), {"en": {"body": "Hello.", "approval": "unsubmitted"}}),
    ],
)
def test_a_template_that_whatsapp_would_not_take_is_named(
    tmp_path: Path, path: tuple[str, ...], value: object
) -> None:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    place = content["templates"][NEWS]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    (tmp_path / "templates.yml").write_text(yaml.safe_dump(content))

    with pytest.raises(TemplateError, match=NEWS):
        Templates.load(tmp_path / "templates.yml")


def test_list_says_of_each_how_far_it_is(environ: dict[str, str], database: Database) -> None:
    submitted(database, ApprovalState.PENDING)

    told = run(environ, "list").output.splitlines()

    assert f"{NEWS:24} en   pending" in told
    assert f"{NEWS:24} my   no words yet" in told
    assert f"{'helpline_reply':24} en   unsubmitted" in told


def test_submit_hands_in_what_has_words_once_and_check_keeps_the_answer(
    environ: dict[str, str], database: Database, twilio: ContentApi
) -> None:
    first = run(environ, "submit")
    again = run(environ, "submit")

    assert first.exit_code == again.exit_code == 0
    assert [made["language"] for made in twilio.made] == ["en"] * 3
    assert len(twilio.asked) == 3
    sid, asked = twilio.asked[0]
    assert asked["category"] == "UTILITY"
    assert asked["name"].startswith(NEWS)
    twilio.status, twilio.reason = "rejected", "Too vague"
    assert f"{NEWS:24} en   rejected: Too vague" in run(environ, "check").output
    with database.reading() as session:
        kept = find_template(session, NEWS, "en")
        assert kept is not None
        assert (kept.sid, kept.state, kept.reason) == (sid, ApprovalState.REJECTED, "Too vague")


def test_a_refusal_of_twilios_is_told_and_nothing_is_noted(
    environ: dict[str, str], database: Database, twilio: ContentApi
) -> None:
    twilio.code = 400

    ran = run(environ, "submit")

    assert ran.exit_code == 1
    assert NEWS in ran.output
    with database.reading() as session:
        assert find_template(session, NEWS, "en") is None


def test_a_state_that_is_not_known_changes_nothing(
    environ: dict[str, str], database: Database, twilio: ContentApi
) -> None:
    submitted(database, ApprovalState.APPROVED)
    twilio.status = "something new"

    assert run(environ, "check").exit_code == 1

    with database.reading() as session:
        kept = find_template(session, NEWS, "en")
        assert kept is not None
        assert kept.state is ApprovalState.APPROVED


def test_doctor_names_what_is_not_approved_where_there_is_a_whatsapp_sender(
    settings: Settings, database: Database
) -> None:
    submitted(database, ApprovalState.APPROVED)

    found = {each.says: each.level for each in check_templates(settings)}

    assert any(f"not approved {NEWS} in fr" in says for says in found)
    assert set(found.values()) == {Level.WARNING}


def test_doctor_says_nothing_of_templates_without_a_whatsapp_sender(
    environ: dict[str, str],
) -> None:
    environ["TWILIO_NUMBERS"] = "+15550100"

    assert check_templates(Settings.from_env(environ)) == []
