"""Whoever confirms twice is erased at once, whatever is in flight, and told so."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text

from gateway.carrier import NotSent, OutcomeUnknown, Refused
from gateway.conversation import farewells, inbox
from gateway.conversation.inbox import Inbox, Incoming
from gateway.conversation.worker import Sweeper
from helpline.privacy.erasure import FAREWELL, erase_rows
from helpline.referrals.follow_ups import plan_after_silence
from helpline.settings import Settings
from helpline.storage.contacts import find_contact, get_contact
from helpline.storage.database import Database
from helpline.storage.erasures import erased_at
from helpline.storage.kinds import Channel
from helpline.storage.messages import body_of, list_messages
from helpline.storage.migrate import upgrade
from helpline.storage.tables import Base, Contact, ErasedReferral, Farewell, ReceivedSid
from tests.builders import (
    FAMILY_NUMBER,
    NOW,
    OWN_NUMBER,
    make_contact,
    make_inbound,
    make_outbound,
    make_referral,
)
from tests.gateway.conversation.conftest import SETTLE, Setup, echo

TOLD = "Erased. Please delete the messages on this phone too."
CONFIRMED = {"replies": [{"text": TOLD, "response": FAREWELL, "language": "en"}]}
TOMBSTONES = {ReceivedSid.__tablename__, ErasedReferral.__tablename__}
# What holds nothing of anybody: what was spent in all, ids at the carrier, that something was done,
# and the key of the installation.
OF_NOBODY = {
    "spend",
    "prefix_counts",
    "carrier_copies",
    "audit_entries",
    "audit_heads",
    "installation_keys",
}


@pytest.fixture
def full(setup: Setup, any_settings: Settings) -> Setup:
    """A contact with a referral, follow-ups, messages both ways, and a bot that remembers them."""
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        # Not days ago: then anybody is asked whether it is still them.
        now = setup.clock()
        referral = make_referral(session, contact, facts={"held_name": "Zarbakht"}, now=now)
        plan_after_silence(session, referral, now=NOW)
        make_outbound(session, contact, now=now)
        conversation = contact.bot_conversation
    any_settings.var.mkdir(parents=True, exist_ok=True)
    engine = create_engine(any_settings.tracker_url)
    with engine.begin() as memory:
        memory.execute(text("CREATE TABLE bot_trackers (conversation_id TEXT PRIMARY KEY)"))
        memory.execute(text("INSERT INTO bot_trackers VALUES (:id)"), {"id": conversation})
    engine.dispose()
    setup.serve()
    setup.carrier.taken.clear()
    return setup


def left_in(database: Database) -> set[str]:
    with database.reading() as session:
        return {
            table.name
            for table in Base.metadata.sorted_tables
            if table.name not in OF_NOBODY
            and session.scalar(select(func.count()).select_from(table))
        }


def remembered(settings: Settings) -> int:
    with create_engine(settings.tracker_url).connect() as memory:
        return int(memory.execute(text("SELECT count(*) FROM bot_trackers")).scalar_one())


def test_everything_goes_and_the_person_is_told(full: Setup, any_settings: Settings) -> None:
    full.write("1")
    full.bot.script = [CONFIRMED]

    full.serve()

    assert full.carrier.bodies == [TOLD]
    assert left_in(full.database) == TOMBSTONES
    assert remembered(any_settings) == 0


def test_99_what_is_in_flight_goes_too_and_is_not_answered(full: Setup) -> None:
    full.write("1", "are you there?", "hello?")
    full.bot.script = [CONFIRMED]

    full.serve()
    full.serve()

    assert len(full.bot.turns) == 1
    assert full.carrier.bodies == [TOLD]
    assert left_in(full.database) == TOMBSTONES


def test_an_answer_that_is_waiting_to_be_sent_goes_unsent(full: Setup) -> None:
    full.write("what are my rights?", "1")
    full.bot.script = [*echo("Your rights are these."), CONFIRMED]
    full.carrier.script = [OutcomeUnknown()]
    full.serve()
    with full.database.transaction() as session:
        # It never became clear whether it arrived: it is settled while the confirmation waits.
        for message in list_messages(session, full.contact_id):
            if body_of(session, message) == "Your rights are these.":
                message.next_at = full.clock() + timedelta(days=1)

    full.serve()

    assert full.carrier.bodies == [TOLD]
    assert left_in(full.database) == TOMBSTONES


def test_any_other_answer_keeps_everything(full: Setup, any_settings: Settings) -> None:
    before = left_in(full.database)
    full.write("2")
    full.bot.script = [{"replies": [{"text": "Nothing was erased.", "response": "utter_kept"}]}]

    full.serve()

    assert left_in(full.database) == before
    assert remembered(any_settings) == 1


def test_a_carrier_that_is_down_delays_the_last_message_and_not_the_erasure(
    full: Setup, any_settings: Settings
) -> None:
    full.write("1")
    full.bot.script = [CONFIRMED]
    full.carrier.script = [NotSent("429")]

    full.serve()

    assert left_in(full.database) == {*TOMBSTONES, Farewell.__tablename__}
    assert remembered(any_settings) == 0
    if any_settings.is_sqlite:
        for file in Path(any_settings.var).iterdir():
            assert FAMILY_NUMBER.encode() not in file.read_bytes()
            assert TOLD.encode() not in file.read_bytes()
    full.clock.pass_by(timedelta(minutes=1))
    full.serve()
    assert full.carrier.bodies == [TOLD]
    assert left_in(full.database) == TOMBSTONES


def test_a_last_message_is_not_sent_twice_though_its_outcome_was_unknown(full: Setup) -> None:
    full.write("1")
    full.bot.script = [CONFIRMED]
    full.carrier.script = [OutcomeUnknown()]
    full.carrier.takes_before_failing = True

    full.serve()
    full.serve()
    full.clock.pass_by(SETTLE + timedelta(seconds=1))
    full.serve()

    assert full.carrier.bodies == [TOLD]
    assert left_in(full.database) == TOMBSTONES


def test_a_last_message_whose_outcome_was_unknown_and_that_did_not_arrive_is_sent(
    full: Setup,
) -> None:
    full.write("1")
    full.bot.script = [CONFIRMED]
    full.carrier.script = [OutcomeUnknown()]

    full.serve()
    full.clock.pass_by(SETTLE + timedelta(seconds=1))
    full.serve()

    assert full.carrier.bodies == [TOLD]


@pytest.mark.parametrize("failure", [Refused("21211"), NotSent("429"), OutcomeUnknown()])
def test_a_last_message_that_cannot_be_sent_is_erased_within_hours(
    full: Setup, failure: Exception
) -> None:
    full.write("1")
    full.bot.script = [CONFIRMED]
    full.carrier.script = [failure] * 100

    for _ in range(40):
        full.serve()
        full.clock.pass_by(timedelta(minutes=5))

    assert full.carrier.taken == []
    assert left_in(full.database) == TOMBSTONES


def test_14_99_a_replayed_webhook_brings_nothing_back(full: Setup) -> None:
    with full.database.reading() as session:
        [sid, *_] = [
            message.provider_sid
            for message in list_messages(session, full.contact_id)
            if message.provider_sid
        ]
    full.write("1")
    full.bot.script = [CONFIRMED]
    full.serve()

    again = Incoming(sid, Channel.SMS, FAMILY_NUMBER, OWN_NUMBER, "they took my brother", 0)

    assert Inbox(full.database).receive(again, now=full.clock()) is None
    assert left_in(full.database) == TOMBSTONES


def test_who_writes_again_is_somebody_new_even_before_the_last_message_left(full: Setup) -> None:
    with full.database.reading() as session:
        before = get_contact(session, full.contact_id).bot_conversation
    full.write("1")
    full.bot.script = [CONFIRMED]
    full.carrier.script = [NotSent("429")]
    full.serve()

    anew = Incoming("SM" + "0" * 32, Channel.SMS, FAMILY_NUMBER, OWN_NUMBER, "hello", 0)
    contact_id = Inbox(full.database).receive(anew, now=full.clock())

    assert contact_id not in (None, full.contact_id)
    with full.database.reading() as session:
        found = find_contact(session, Channel.SMS, FAMILY_NUMBER)
        assert found is not None
        assert found.bot_conversation != before
    full.clock.pass_by(timedelta(minutes=1))
    full.serve()
    full.service.serve(contact_id or "")
    assert full.carrier.bodies == [TOLD, "We are here."]


def test_72_99_a_worker_that_dies_on_the_way_leaves_it_to_be_done_again(
    full: Setup, any_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.write("1")
    full.bot.script = [CONFIRMED, CONFIRMED]

    def die(*_: object, **__: object) -> None:
        raise RuntimeError("the worker is gone")

    with monkeypatch.context() as patch:
        patch.setattr(farewells, "erase_rows", die)
        full.serve()
    assert remembered(any_settings) == 0
    assert full.carrier.taken == []
    assert Farewell.__tablename__ not in left_in(full.database)

    full.serve()

    assert len({turn["message_id"] for turn in full.bot.turns}) == 1
    assert full.carrier.bodies == [TOLD]
    assert left_in(full.database) == TOMBSTONES


def test_staff_can_tell_when_a_case_was_erased(full: Setup) -> None:
    with full.database.transaction() as session:
        reference = make_referral(session, get_contact(session, full.contact_id)).reference
    full.write("1")
    full.bot.script = [CONFIRMED]

    full.serve()

    with full.database.reading() as session:
        assert erased_at(session, reference) == full.clock()


def test_the_sweep_rings_for_a_last_message_that_is_left(full: Setup) -> None:
    full.write("1")
    full.bot.script = [CONFIRMED]
    full.carrier.script = [OutcomeUnknown()]
    full.clock.pass_by(-timedelta(hours=1))
    full.serve()

    rung: list[str] = []

    class Bell:
        def ring(self, contact_id: str) -> None:
            rung.append(contact_id)

    class Nothing:
        def ask_due(self, **_: object) -> None: ...

        def hand_back_due(self, **_: object) -> None: ...

    Sweeper(full.database, Bell(), Nothing(), Nothing()).sweep()  # type: ignore[arg-type]

    assert rung == [full.contact_id]


def test_99_a_message_that_comes_in_while_its_contact_is_being_erased_is_not_lost(
    postgres_url: str, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database.from_settings(Settings.from_env({**environ, "DATABASE_URL": postgres_url}))
    upgrade(database.engine)
    with database.transaction() as session:
        erased = make_contact(session).id
        make_inbound(session, get_contact(session, erased))
    found, received, later = threading.Event(), [], NOW + timedelta(minutes=1)
    find = inbox.find_contact_by_any

    def find_and_tell(*args: object) -> Contact | None:
        contact = find(*args)  # type: ignore[arg-type]
        found.set()
        return contact

    monkeypatch.setattr(inbox, "find_contact_by_any", find_and_tell)
    coming = Incoming("SM" + "1" * 32, Channel.SMS, FAMILY_NUMBER, OWN_NUMBER, "hello", 0)
    thread = threading.Thread(
        target=lambda: received.append(Inbox(database).receive(coming, now=later))
    )
    with database.transaction() as session:
        erase_rows(session, erased, now=NOW)
        thread.start()
        assert found.wait(timeout=20)
    thread.join()

    with database.reading() as session:
        contact = find_contact(session, Channel.SMS, FAMILY_NUMBER)
        assert contact is not None
        assert [contact.id] == received != [erased]
        [message] = list_messages(session, contact.id)
        assert body_of(session, message) == "hello"
    database.close()
