from datetime import timedelta

import pytest

from helpline.errors import NotFound
from helpline.referrals.events import event_forms
from helpline.storage.database import Database
from helpline.storage.events import Happening, add_event, decide_event, list_events
from helpline.storage.kinds import EventExactness, EventKind, EventSource, EventState, Role
from helpline.storage.staff import add_staff
from tests.builders import NOW, make_contact, make_referral

MOVED = Happening(
    EventKind.MOVED,
    EventSource.FAMILY,
    NOW - timedelta(hours=8),
    NOW - timedelta(hours=2),
    EventExactness.ABOUT,
    words="to the central prison",
)


def test_what_a_family_tells_stands_as_told_until_staff_decide(any_database: Database) -> None:
    with any_database.transaction() as session:
        referral = make_referral(session, make_contact(session))
        staff = add_staff(session, "amina", "-", role=Role.INTAKE, language="en", now=NOW)
        event_id = add_event(session, referral, MOVED, message_id="m1", now=NOW)
        assert event_id is not None

        (told,) = list_events(session, referral.id)
        decide_event(
            session, referral, event_id, EventState.CONFIRMED, staff_id=staff.id, now=NOW
        )  # fmt: skip
        (decided,) = list_events(session, referral.id)

    assert (told.happening, told.state, told.decided_at) == (MOVED, EventState.TOLD, None)
    assert (decided.state, decided.staff_id) == (EventState.CONFIRMED, staff.id)


def test_a_message_tells_a_kind_of_event_once(any_database: Database) -> None:
    with any_database.transaction() as session:
        referral = make_referral(session, make_contact(session))

        first = add_event(session, referral, MOVED, message_id="m1", now=NOW)
        again = add_event(session, referral, MOVED, message_id="m1", now=NOW)

        assert first is not None
        assert again is None
        assert len(list_events(session, referral.id)) == 1


def test_what_staff_write_down_is_confirmed(any_database: Database) -> None:
    with any_database.transaction() as session:
        referral = make_referral(session, make_contact(session))
        staff = add_staff(session, "amina", "-", role=Role.INTAKE, language="en", now=NOW)

        add_event(session, referral, MOVED, staff_id=staff.id, now=NOW)

        (event,) = list_events(session, referral.id)
        assert (event.state, event.decided_at) == (EventState.CONFIRMED, NOW)


def test_an_event_of_another_referral_is_not_decided(any_database: Database) -> None:
    with any_database.transaction() as session:
        contact = make_contact(session)
        one, other = make_referral(session, contact), make_referral(session, contact)
        event_id = add_event(session, one, MOVED, message_id="m1", now=NOW)
        assert event_id is not None

        with pytest.raises(NotFound):
            decide_event(
                session, other, event_id, EventState.REJECTED, staff_id="x", now=NOW
            )  # fmt: skip


def test_every_kind_of_event_has_a_form() -> None:
    assert set(event_forms()) == set(EventKind)
