from datetime import UTC, datetime

import pytest
from flask import Flask

from gateway.app import create_app
from gateway.extension import gateway_of
from helpline.settings import Settings
from helpline.storage.contacts import acquire_lease
from helpline.storage.copies import list_due_copies
from helpline.storage.database import Database
from helpline.storage.kinds import CopyTask, MessageState
from helpline.storage.messages import get_message
from tests.builders import make_contact, make_outbound
from tests.gateway.twilio.requests import new_sid, post


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    return create_app(settings)


@pytest.fixture
def message_id(database: Database) -> str:
    with database.transaction() as session:
        message = make_outbound(session, make_contact(session))
        message.state = MessageState.SENDING
        return message.id


def report(sid: str, status: str, **more: str) -> dict[str, str]:
    return {
        "MessageSid": sid,
        "MessageStatus": status,
        "AccountSid": "AC" + "0" * 32,
        "To": "+15550177",
        "From": "+15550100",
        **more,
    }


def state_of(app: Flask, message_id: str) -> MessageState:
    with gateway_of(app).database.reading() as session:
        return get_message(session, message_id).state


def test_71_status_settles_a_send_whose_answer_never_came(app: Flask, message_id: str) -> None:
    sid = new_sid()

    response = post(app, f"/twilio/status?o={message_id}", report(sid, "sent"))

    assert response.status_code == 200
    with gateway_of(app).database.reading() as session:
        message = get_message(session, message_id)
        assert (message.provider_sid, message.state) == (sid, MessageState.SENT)
        assert message.next_at is None


def test_a_report_wakes_a_worker_only_where_it_changes_what_is_due(
    app: Flask, message_id: str
) -> None:
    sid, rings = new_sid(), gateway_of(app).doorbell.huey.pending_count
    path = f"/twilio/status?o={message_id}"

    # What came after it has waited for what became of it.
    post(app, path, report(sid, "sent"))
    assert rings() == 1
    post(app, path, report(sid, "delivered"))
    assert rings() == 1


def test_a_report_wakes_no_worker_for_who_is_being_served(app: Flask, message_id: str) -> None:
    path, rings = f"/twilio/status?o={message_id}", gateway_of(app).doorbell.huey.pending_count
    with gateway_of(app).database.transaction() as session:
        contact_id = get_message(session, message_id).contact_id
        assert acquire_lease(session, contact_id, "a worker", 60)

    # Who sends it has not yet heard that the carrier took it.
    post(app, path, report(new_sid(), "sent"))

    assert rings() == 0


@pytest.mark.parametrize("status", ["undelivered", "failed"])
def test_a_report_of_a_failure_wakes_a_worker(app: Flask, message_id: str, status: str) -> None:
    with gateway_of(app).database.transaction() as session:
        get_message(session, message_id).state = MessageState.QUEUED

    post(app, f"/twilio/status?o={message_id}", report(new_sid(), status, ErrorCode="30003"))

    assert gateway_of(app).doorbell.huey.pending_count() == 1


def test_status_keeps_the_carriers_reason_for_a_failure(app: Flask, message_id: str) -> None:
    post(app, f"/twilio/status?o={message_id}", report(new_sid(), "undelivered", ErrorCode="30003"))

    with gateway_of(app).database.reading() as session:
        message = get_message(session, message_id)
        assert (message.state, message.error_code) == (MessageState.UNDELIVERED, "30003")


@pytest.mark.parametrize("path", ["/twilio/status", "/twilio/status?o=unheard-of"])
def test_84_status_of_an_unknown_message_is_no_error(app: Flask, path: str) -> None:
    assert post(app, path, report(new_sid(), "sent")).status_code == 200


def test_99_what_was_erased_before_its_sid_was_known_is_erased_at_twilio(app: Flask) -> None:
    sid = new_sid()

    for status in ("sent", "delivered"):
        post(app, "/twilio/status?o=erased-since", report(sid, status))
        # Without an id of ours it is none that we sent.
        post(app, "/twilio/status", report(new_sid(), status))

    with gateway_of(app).database.reading() as session:
        due = list_due_copies(session, now=datetime.now(UTC))
        assert [(each.sid, each.task) for each in due] == [(sid, CopyTask.ERASE)]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (report("SM1", "sent"), 400),
        (report(new_sid(), ""), 400),
        (report(new_sid(), "x" * 40), 400),
        (report(new_sid(), "sent") | {"AccountSid": "AC" + "1" * 32}, 403),
    ],
)
def test_status_refuses_what_is_no_report(app: Flask, form: dict[str, str], code: int) -> None:
    assert post(app, "/twilio/status", form).status_code == code


def test_1_status_unsigned_changes_nothing(app: Flask, message_id: str) -> None:
    path = f"/twilio/status?o={message_id}"

    response = post(app, path, report(new_sid(), "delivered"), signature="")

    assert response.status_code == 403
    assert state_of(app, message_id) is MessageState.SENDING


def test_18_status_signed_for_another_address_is_refused(app: Flask, message_id: str) -> None:
    from tests.gateway.twilio.requests import sign

    form = report(new_sid(), "delivered")
    signature = sign(app, "/twilio/inbound", form)

    response = post(app, f"/twilio/status?o={message_id}", form, signature=signature)

    assert response.status_code == 403
