"""Retention: what ends when, and a purge that is killed and run again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from helpline.privacy.auditing import verify
from helpline.privacy.erasure import BotMemory
from helpline.privacy.purging import count_endings, purge
from helpline.privacy.retention import Kept, load_policy, read_terms
from helpline.settings import ROOT, Settings
from helpline.storage.copies import add_copy, list_due_copies
from helpline.storage.database import Database
from helpline.storage.erasures import erased_at
from helpline.storage.kinds import CopyTask, MessageState, ReferralState
from helpline.storage.tables import (
    AuditEntry,
    Contact,
    ErasedReferral,
    Message,
    Referral,
    ReferralFact,
)
from tests.builders import NOW, make_contact, make_inbound, make_referral

POLICY = load_policy(180)

DAY = timedelta(days=1)
ADULT, CHILD = {"age_group": "adult"}, {"age_group": "child"}


@pytest.fixture(autouse=True)
def var(any_settings: Settings) -> None:
    """The folder that a running helpline has, where the bot keeps its memory."""
    any_settings.var.mkdir(parents=True, exist_ok=True)


def family(
    database: Database,
    *,
    silent_days: int,
    closed_days: int | None = None,
    facts: Mapping[str, str] | None = None,
    has_case: bool = True,
    address: str = "+15550111",
) -> tuple[str, str | None]:
    """Adds a family that wrote last so many days ago; returns its id, and its case's reference."""
    with database.transaction() as session:
        contact = make_contact(session, address=address, now=NOW - 170 * DAY)
        last = NOW - silent_days * DAY
        if not has_case:
            make_inbound(session, contact, now=last)
            return contact.id, None
        referral = make_referral(session, contact, facts=dict(facts or ADULT), now=last)
        referral.state = ReferralState.OPEN
        if closed_days is not None:
            referral.state = ReferralState.CLOSED
            referral.closed_at = NOW - closed_days * DAY
        return contact.id, referral.reference


def run(database: Database, settings: Settings, now: datetime = NOW) -> dict[Kept, int]:
    done, left = purge(database, BotMemory(settings.tracker_url), POLICY, now=now)
    assert left == 0
    return {kind: count for kind, count in done.items() if count}


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"silent_days": 181}, Kept.CONTACTS_WITH_CASE),
        ({"silent_days": 121, "facts": CHILD}, Kept.CONTACTS_WITH_CASE),
        ({"silent_days": 121, "facts": {"age": "17"}}, Kept.CONTACTS_WITH_CASE),
        ({"silent_days": 61, "has_case": False}, Kept.CONTACTS_WITHOUT_CASE),
        ({"silent_days": 5, "closed_days": 91}, Kept.CLOSED_CASES),
        ({"silent_days": 0, "closed_days": 91}, Kept.CLOSED_CASES),
        ({"silent_days": 5, "closed_days": 31, "facts": CHILD}, Kept.CLOSED_CASES),
        ({"silent_days": 5, "closed_days": 46, "facts": {"country": "myanmar"}}, Kept.CLOSED_CASES),
        ({"silent_days": 119}, None),
        ({"silent_days": 121, "facts": {"age": "18"}}, None),
        ({"silent_days": 59, "has_case": False}, None),
        ({"silent_days": 5, "closed_days": 89}, None),
        ({"silent_days": 5, "closed_days": 46, "facts": {"country": "nepal"}}, None),
    ],
)
def test_what_is_due_ends_and_nothing_else(
    any_settings: Settings, any_database: Database, told: dict[str, Any], kind: Kept | None
) -> None:
    contact_id, reference = family(any_database, **told)

    assert run(any_database, any_settings) == ({} if kind is None else {kind: 1})

    with any_database.reading() as session:
        whole = kind in (Kept.CONTACTS_WITH_CASE, Kept.CONTACTS_WITHOUT_CASE)
        assert (session.get(Contact, contact_id) is None) is whole
        if reference is not None:
            is_erased = erased_at(session, reference) is not None
            assert is_erased is (kind is not None)
            left = session.scalar(select(func.count()).select_from(ReferralFact))
            assert (left == 0) is is_erased


class _Memory(BotMemory):
    """The bot's memory, of which only what it is to forget is seen."""

    def __init__(self) -> None:
        self.forgotten: list[str] = []

    def forget(self, conversation: str) -> None:
        self.forgotten.append(conversation)


@pytest.mark.parametrize(("silent_days", "forgets"), [(5, True), (1, True), (0, False)])
def test_a_closed_case_ends_with_what_the_bot_remembers_unless_the_family_writes(
    any_database: Database, silent_days: int, forgets: bool
) -> None:
    contact_id, reference = family(any_database, silent_days=silent_days, closed_days=91)
    with any_database.transaction() as session:
        contact = session.get_one(Contact, contact_id)
        contact.last_inbound_at = NOW - silent_days * DAY
        conversation = contact.bot_conversation
    memory = _Memory()

    done, left = purge(any_database, memory, POLICY, now=NOW)

    assert (done[Kept.CLOSED_CASES], left) == (1, 0)
    assert memory.forgotten == ([conversation] if forgets else [])
    with any_database.reading() as session:
        assert session.get_one(Contact, contact_id).lease_owner is None
        erased = select(AuditEntry.kind, AuditEntry.object).where(AuditEntry.action == "erased")
        assert session.execute(erased).all() == [("referral", reference)]
        assert session.scalar(select(ErasedReferral.reference)) == reference


def test_messages_end_only_of_who_has_no_open_case(
    any_settings: Settings, any_database: Database
) -> None:
    ids = {}
    for number, closed_days in ((111, None), (112, 10)):
        contact_id, _ = family(
            any_database, silent_days=5, closed_days=closed_days, address=f"+15550{number}"
        )
        with any_database.transaction() as session:
            contact = session.get_one(Contact, contact_id)
            for state in (MessageState.DONE, MessageState.NEW):
                make_inbound(session, contact, state=state, now=NOW - 130 * DAY)
        ids[contact_id] = 3 if closed_days is None else 2

    assert run(any_database, any_settings) == {Kept.MESSAGES: 1}

    with any_database.reading() as session:
        kept = select(Message.contact_id, func.count()).group_by(Message.contact_id)
        assert dict(session.execute(kept).all()) == ids


def test_99_a_message_that_ends_before_the_carrier_was_told_is_erased_there(
    any_database: Database, any_settings: Settings
) -> None:
    contact_id, _ = family(any_database, silent_days=1, has_case=False)
    with any_database.transaction() as session:
        contact = session.get_one(Contact, contact_id)
        first, second = (
            make_inbound(session, contact, now=NOW - 130 * DAY).provider_sid for _ in range(2)
        )
        add_copy(session, second, CopyTask.REDACT, due_at=NOW, now=NOW)

    assert run(any_database, any_settings) == {Kept.MESSAGES: 2}

    with any_database.reading() as session:
        due = {each.sid: each.task for each in list_due_copies(session, now=NOW)}
    assert due == {first: CopyTask.ERASE, second: CopyTask.REDACT}


def test_the_setting_is_the_ceiling() -> None:
    short = load_policy(20)

    assert short.term(Kept.CONTACTS_WITH_CASE) == 20 * DAY
    assert short.term(Kept.AUDIT) == 730 * DAY
    for kind in Kept:
        for jurisdiction in (None, "myanmar", "afghanistan"):
            adult, child = (
                POLICY.term(kind, jurisdiction=jurisdiction, is_child=each)
                for each in (False, True)
            )
            assert POLICY.shortest(kind) <= child <= adult


def test_the_jurisdictions_of_the_file_are_ours() -> None:
    ours = {path.stem for path in (ROOT / "law").glob("*.yml")}

    assert {jurisdiction for jurisdiction, _ in POLICY.terms if jurisdiction} <= ours


@pytest.mark.parametrize("days", [{"days": 0}, {"days": 5, "child": 6}, {"days": 5, "child": 0}])
def test_a_term_that_cannot_be_meant_is_refused(days: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="term"):
        read_terms({"kinds": {kind.value: days for kind in Kept}})


def test_a_kind_that_has_no_term_is_refused() -> None:
    with pytest.raises(ValueError, match="audit"):
        read_terms({"kinds": {kind.value: {"days": 1} for kind in Kept if kind is not Kept.AUDIT}})


def test_what_is_to_come_is_counted_before_it_is_due(any_database: Database) -> None:
    family(any_database, silent_days=170)

    assert count_endings(any_database, POLICY, until=NOW).total() == 0
    coming = count_endings(any_database, POLICY, until=NOW + 30 * DAY)
    assert coming[Kept.CONTACTS_WITH_CASE] == 1


_PURGE = """
import os, signal, sys
from datetime import datetime
from helpline.privacy import purging
from helpline.privacy.erasure import BotMemory
from helpline.privacy.retention import load_policy
from helpline.settings import Settings
from helpline.storage.database import Database

settings, until = Settings.from_env(os.environ), int(sys.argv[1])
seen = 0

class Memory(BotMemory):
    def forget(self, conversation):
        global seen
        super().forget(conversation)
        seen += 1
        if seen == until:
            os.kill(os.getpid(), signal.SIGKILL)

purging.purge(
    Database.from_settings(settings), Memory(settings.tracker_url), load_policy(180),
    now=datetime.fromisoformat(sys.argv[2]),
)
"""


def test_99_a_purge_killed_three_times_ends_all_that_is_due_and_nothing_else(
    any_settings: Settings, any_database: Database, environ: dict[str, str]
) -> None:
    with any_database.transaction() as session:
        for number in range(50):
            contact = make_contact(session, address=f"+155501{number:02}", now=NOW - 200 * DAY)
            make_referral(session, contact, now=NOW - 195 * DAY)
            for _ in range(99):
                make_inbound(session, contact, now=NOW - 190 * DAY)
    kept, _ = family(any_database, silent_days=5, address="+15550199")

    # Between what the bot forgets and what is erased here: the worst moment there is.
    for until in (7, 11, 13):
        done = subprocess.run(
            [sys.executable, "-c", _PURGE, str(until), NOW.isoformat()],
            env=os.environ | environ, cwd=ROOT, check=False,
        )  # fmt: skip
        assert done.returncode == -signal.SIGKILL
    with any_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 1 + 50 - 6 - 10 - 12

    run(any_database, any_settings)

    with any_database.reading() as session:
        assert list(session.scalars(select(Contact.id))) == [kept]
        assert session.scalar(select(func.count()).select_from(Message)) == 1
        assert session.scalar(select(func.count()).select_from(Referral)) == 1
        assert session.scalar(select(func.count()).select_from(ErasedReferral)) == 50
        assert verify(session).fault is None
