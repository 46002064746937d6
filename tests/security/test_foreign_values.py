"""A case of another office in everything that somebody can send: each part of an address, each
field of each query and form. Nothing of it is in an answer, and nothing of it changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.storage import assignments
from helpline.storage.database import Database
from helpline.storage.events import Happening, add_event
from helpline.storage.kinds import Channel, EventKind, EventSource, MediaKind, Role
from helpline.storage.lawyers import LawyerTold, save_lawyer
from helpline.storage.media import Attachment, add_attachments, list_media
from helpline.storage.notes import add_note
from helpline.storage.tables import (
    Base,
    CaseExport,
    ExportedCase,
    OwnNumber,
    Referral,
    Staff,
)
from tests.builders import make_contact, make_inbound, make_referral
from tests.security.described import routes
from tests.security.world import LANGUAGE, World, make_world, open_to

HERE, THERE = "Kathmandu", "Pokhara"
THEIR_NUMBER, ADDRESS = "+15550109", "+15550178"
NAME, WORDS, NOTE = "Quzbekhan Ottilien", "zephyr marmalade quillon", "ask for Wrenfeather"
# Opens a case of others, with a reason and before everybody's eyes (test_emergency.py).
MEANT = "console.open_case"
RESTRICTED = (Role.INTAKE, Role.SUPERVISOR, Role.LAWYER)


@dataclass(frozen=True)
class Foreign:
    """A case of another office, by the names that addresses have for its parts."""

    referral_id: str
    contact_id: str
    named: dict[str, str]

    def told_in(self, shown: str, sent: str = "") -> list[str]:
        """Returns what an answer tells of it but what was sent."""
        parts = (self.referral_id, *self.named.values(), NAME, WORDS, NOTE, ADDRESS)
        return [part for part in parts if part in shown and part != sent]


@pytest.fixture(scope="module")
def there(
    tmp_path_factory: pytest.TempPathFactory, migrated_file: Path
) -> Iterator[tuple[World, Foreign]]:
    """A world in which staff have offices, and a case that is of none of theirs."""
    world = make_world(tmp_path_factory.mktemp("world"), migrated_file)
    with world.database.transaction() as session:
        foreign = add_foreign(session)
        for role in RESTRICTED:
            staff_id = world.office.staff[LANGUAGE, role].id
            session.get_one(Staff, staff_id).office = None if role is Role.LAWYER else HERE
    world.keep()
    yield world, foreign
    world.close()


def add_foreign(session: Session) -> Foreign:
    now = datetime.now(UTC)
    own = ((Channel.SMS, "+15550100", HERE), (Channel.WHATSAPP, "+15550100", HERE))
    for channel, address, office in (*own, (Channel.SMS, THEIR_NUMBER, THERE)):
        session.add(OwnNumber(channel=channel, address=address, office=office, updated_at=now))
    contact = make_contact(session, address=ADDRESS, now=now)
    contact.own_address = THEIR_NUMBER
    contact.awaits_staff_since = now
    referral = make_referral(session, contact, facts={"held_name": NAME}, now=now)
    message = make_inbound(session, contact, WORDS, now=now)
    add_attachments(session, message, [Attachment(MediaKind.IMAGE)], now=now)
    told = Happening(EventKind.MOVED, EventSource.FAMILY, words=WORDS)
    event_id = add_event(session, referral, told, message_id=message.id, now=now)
    by = session.scalars(select(Staff.id).limit(1)).one()
    add_note(session, referral, NOTE, staff_id=by, now=now)
    lawyer_id = save_lawyer(session, LawyerTold("Ram"), now=now)
    asked = assignments.ask_lawyer(session, referral, lawyer_id, by=by, now=now)
    # Let out before who asked was of an office.
    let_out = select(CaseExport.id).where(CaseExport.approved_at.is_not(None))
    session.add(ExportedCase(export_id=session.scalars(let_out).one(), referral_id=referral.id))
    session.flush()
    named = {
        "reference": referral.reference,
        "contact_id": contact.id,
        "message_id": message.id,
        "media_id": list_media(session, [message.id])[message.id][0].id,
        "event_id": event_id or "",
        "assignment_id": asked.id,
    }
    return Foreign(referral.id, contact.id, named)


def rows_of(database: Database, foreign: Foreign) -> dict[str, list[tuple[object, ...]]]:
    """Returns every row that is the contact's or the referral's, by table."""
    found = {}
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for column, value in (
                ("contact_id", foreign.contact_id), ("referral_id", foreign.referral_id),
            ):  # fmt: skip
                if column in table.c and table.name != "exported_cases":
                    rows = session.execute(select(table).where(table.c[column] == value))
                    found[f"{table.name}.{column}"] = sorted(map(tuple, rows), key=repr)
        rows = session.execute(select(Referral.__table__).where(Referral.id == foreign.referral_id))
        found["referrals"] = list(map(tuple, rows))
    return found


def requests(
    world: World, foreign: Foreign, who: str
) -> Iterator[tuple[str, str, list[tuple[str, dict[str, str], str]]]]:
    """Yields each route that somebody has, its method, and what is sent there: a path, fields, and
    what of the foreign case is in them.
    """
    for rule, method in routes(world.app):
        endpoint = str(rule.endpoint)
        if endpoint not in open_to(who) - {MEANT}:
            continue
        known = {name: min(world.taken.values_of(endpoint, name)) for name in rule.arguments}
        fields = (world.taken.form if method == "POST" else world.taken.query)[endpoint]
        usual = {name: min(offered) for name, offered in fields.items() if offered}
        sent = []
        for name in rule.arguments & foreign.named.keys():
            changed = known | {name: foreign.named[name]}
            sent.append((rule.build(changed)[1], usual, foreign.named[name]))
        own = rule.build(known)
        for name in fields:
            for value in (foreign.named["reference"], foreign.contact_id, foreign.referral_id):
                sent.append(((own or ("", rule.rule))[1], usual | {name: value}, value))
        sent = sent or [((own or ("", rule.rule))[1], usual, "nothing")]
        yield endpoint, method, sent


@pytest.mark.parametrize("who", RESTRICTED)
def test_95_nothing_that_is_sent_shows_or_changes_a_case_of_others(
    there: tuple[World, Foreign], who: str
) -> None:
    world, foreign = there
    world.restore(who)
    before = rows_of(world.database, foreign)
    assert sum(map(len, before.values())) > 8
    tried = 0

    for endpoint, method, sent in requests(world, foreign, who):
        world.restore(who)
        for path, fields, value in sent:
            tried += 1
            if method == "POST":
                world.restore(who)
            query = fields if method == "GET" else {}
            as_json = endpoint in world.taken.json
            answer = world.send(who, method, path, query, fields, as_json=as_json)
            shown = answer.data.decode("utf-8", "replace") + (answer.location or "")
            assert foreign.told_in(shown, value) == [], (endpoint, path, fields)
            assert answer.status_code == 404 or value not in path.split("/"), (endpoint, path)
            if method == "POST":
                assert rows_of(world.database, foreign) == before, (endpoint, path, fields)

    assert tried > 100


def test_95_who_sees_all_sees_all_of_it(there: tuple[World, Foreign]) -> None:
    world, foreign = there
    world.restore(Role.ADMINISTRATOR)
    with world.database.transaction() as session:
        session.get_one(Staff, world.office.staff[LANGUAGE, Role.INTAKE].id).office = THERE
    world.sit_down(Role.INTAKE)
    path = f"/console/referrals/{foreign.named['reference']}"

    page = world.send(Role.INTAKE, "GET", path, {}, {}, as_json=False).text

    assert {*foreign.told_in(page)} >= {NAME, WORDS, NOTE, foreign.named["event_id"]}
