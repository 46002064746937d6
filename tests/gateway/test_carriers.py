"""What every carrier owes, whoever it is: the same tests over each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.carrier import Choice, NotSent, Offer, OutcomeUnknown, Refused
from gateway.conversation.carrier_copies import CarrierCopies
from gateway.conversation.reconciling import Reconciler
from gateway.simulator.samples import sample
from helpline.privacy.erasure import erase_rows
from helpline.settings import Settings
from helpline.storage.copies import count_waiting_copies
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, MessageForm, MessageState
from helpline.storage.messages import get_message
from tests.builders import FAMILY_NUMBER, OWN_NUMBER
from tests.end_to_end.installation import wait_for
from tests.gateway.providers import PROVIDERS, Provider

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=list(PROVIDERS))
def provider(
    request: pytest.FixtureRequest, settings: Settings, database: Database
) -> Iterator[Provider]:
    with PROVIDERS[request.param](settings, database) as provider:
        yield provider


def settled(provider: Provider, message_id: str, state: MessageState) -> None:
    """Waits until a message stands so."""
    wait_for(
        lambda: provider.stored(message_id).state is state, seconds=10, what=f"the state {state}"
    )


@pytest.mark.parametrize(
    ("whatsapp", "last"), [(False, MessageState.DELIVERED), (True, MessageState.READ)]
)
def test_a_message_reaches_the_phone_and_its_steps_are_reported_under_our_id(
    provider: Provider, whatsapp: bool, last: MessageState
) -> None:
    provider.write(whatsapp=whatsapp)
    message = provider.outgoing("नमस्ते", whatsapp=whatsapp)

    accepted = provider.carrier.send(message)

    assert accepted.status == "queued"
    settled(provider, message.id, last)
    assert provider.stored(message.id).provider_sid == accepted.sid
    assert provider.phones.state.texts[accepted.sid].body == "नमस्ते"


@pytest.mark.parametrize(("count", "kind"), [(2, "buttons"), (5, "list")])
def test_options_are_shown_as_whatsapp_shows_them_and_by_sms_as_text(
    provider: Provider, count: int, kind: str
) -> None:
    provider.write(whatsapp=True)
    choices = tuple(Choice(f"id-{number}", f"Option {number}") for number in range(count))
    offer = Offer("Who is held?", choices, "en", "Choose")
    tapped = replace(provider.outgoing("Who is held?\n1 …", whatsapp=True), offer=offer)
    numbered = replace(provider.outgoing("Who is held?\n1 …"), offer=offer)

    accepted = [provider.carrier.send(message) for message in (tapped, numbered)]

    on_whatsapp, by_sms = (provider.phones.state.texts[each.sid] for each in accepted)
    assert on_whatsapp.offer is not None
    assert (on_whatsapp.offer.kind, on_whatsapp.body) == (kind, "Who is held?")
    assert [(each.id, each.title) for each in on_whatsapp.offer.choices] == [
        (each.id, each.title) for each in choices
    ]
    assert accepted[0].form is MessageForm.OPTIONS
    assert (by_sms.offer, by_sms.body) == (None, "Who is held?\n1 …")
    assert accepted[1].form is MessageForm.TEXT


@pytest.mark.parametrize("whatsapp", [False, True])
def test_what_a_phone_writes_comes_in_once_however_often_it_is_handed_in(
    provider: Provider, whatsapp: bool
) -> None:
    provider.phones.state.faults.duplicates = 2

    provider.write("أخذوا ابني", whatsapp=whatsapp)
    provider.write("help", whatsapp=whatsapp)

    wait_for(lambda: len(provider.bodies(whatsapp=whatsapp)) == 2, seconds=10, what="the messages")
    assert provider.bodies(whatsapp=whatsapp) == ["أخذوا ابني", "help"]


@pytest.mark.parametrize(
    ("code", "raised"),
    [("21211", Refused), ("21610", Refused), ("20429", NotSent), ("20003", NotSent)],
)
def test_a_send_is_refused_for_good_or_for_now(
    provider: Provider, code: str, raised: type[Exception]
) -> None:
    message = provider.outgoing(to=f"+1555{code}")

    with pytest.raises(raised) as failure:
        provider.carrier.send(message)

    assert failure.value.args == (code,)
    assert provider.carrier.meaning_of(code).staff
    assert not provider.phones.state.texts


def test_a_failure_after_the_message_was_taken_is_reported_with_its_code(
    provider: Provider,
) -> None:
    message = provider.outgoing(to="+155530006")

    accepted = provider.carrier.send(message)

    settled(provider, message.id, MessageState.UNDELIVERED)
    assert provider.stored(message.id).error_code == "30006"
    reported = provider.carrier.status_of(accepted.sid)
    assert reported is not None
    assert (reported.status, reported.error_code) == ("undelivered", "30006")


def test_a_send_of_unknown_outcome_is_found_by_its_words(provider: Provider) -> None:
    provider.phones.state.faults.unknown_outcomes = 1
    message = provider.outgoing("once")
    since = datetime.now(UTC) - MINUTE

    with pytest.raises(OutcomeUnknown):
        provider.carrier.send(message)

    [found] = provider.carrier.list_sent(message, since=since)
    assert found.sid in provider.phones.state.texts
    assert provider.carrier.list_sent(replace(message, body="other"), since=since) == []
    assert provider.carrier.list_sent(message, since=datetime.now(UTC) + MINUTE) == []


def test_reports_that_overtake_each_other_end_right(provider: Provider) -> None:
    provider.phones.state.faults.reverse_callbacks = True
    provider.phones.state.faults.duplicates = 1
    message = provider.outgoing()

    sid = provider.carrier.send(message).sid

    settled(provider, message.id, MessageState.DELIVERED)
    wait_for(
        lambda: provider.phones.state.texts[sid].status == "delivered", seconds=10, what="the end"
    )
    assert provider.stored(message.id).state is MessageState.DELIVERED


def test_a_status_that_was_never_reported_can_be_asked_for(provider: Provider) -> None:
    provider.phones.state.faults.lose_callbacks = True
    sid = provider.carrier.send(provider.outgoing()).sid

    def status() -> str:
        reported = provider.carrier.status_of(sid)
        return reported.status if reported else ""

    wait_for(lambda: status() == "delivered", seconds=10, what="delivery")
    assert provider.carrier.status_of("SM" + "0" * 32) is None


def test_the_list_tells_who_wrote_what_to_which_number_of_ours_and_when(
    provider: Provider,
) -> None:
    since = datetime.now(UTC) - MINUTE
    written = [provider.write(str(number)) for number in range(60)]
    photo = provider.write("by WhatsApp", whatsapp=True, media=(sample("photo"),))
    provider.carrier.send(provider.outgoing())

    listed = provider.carrier.list_received(since=since)

    by_sms = [each for each in listed if each.incoming.channel is Channel.SMS]
    assert [each.incoming.sid for each in by_sms] == [text.sid for text in written]
    [last] = [each for each in listed if each.incoming.channel is Channel.WHATSAPP]
    assert (last.incoming.sid, last.incoming.address) == (photo.sid, FAMILY_NUMBER)
    assert (last.incoming.own_address, last.incoming.body) == (OWN_NUMBER, "by WhatsApp")
    assert last.incoming.media_count == 1
    assert abs(last.at - photo.created_at) < timedelta(seconds=1)
    assert provider.carrier.list_received(since=datetime.now(UTC) + MINUTE) == []


def test_65_what_was_never_handed_in_is_found_in_the_list(provider: Provider) -> None:
    provider.phones.state.faults.lose_webhooks = True
    lost = provider.write("they took him")
    rung: list[str] = []
    reconciler = Reconciler(provider.database, provider.carrier, rung.append, every=MINUTE)
    assert provider.bodies() == []

    assert reconciler.run_due(now=lost.created_at + 2 * MINUTE) == 1
    assert reconciler.run_due(now=lost.created_at + 4 * MINUTE) == 0

    assert provider.bodies() == ["they took him"]
    assert len(rung) == 1


def test_a_message_is_redacted_with_its_files_and_stays_in_the_list(provider: Provider) -> None:
    since = datetime.now(UTC) - MINUTE
    text = provider.write("they took him", media=(sample("voice"),))

    assert provider.carrier.redact(text.sid) == 200

    [listed] = provider.carrier.list_received(since=since)
    assert (listed.incoming.body, listed.incoming.media_count) == ("", 0)


def test_a_message_is_forgotten_and_what_is_gone_counts_as_gone(provider: Provider) -> None:
    text = provider.write("they took him", media=(sample("photo"),))

    assert provider.carrier.forget(text.sid) in (200, 204)

    assert text.sid not in provider.phones.state.texts
    assert provider.carrier.forget(text.sid) == 404
    assert provider.carrier.redact(text.sid) == 404


def test_a_message_on_its_way_is_not_forgotten_yet(provider: Provider) -> None:
    provider.phones.state.faults.delay_seconds = 60
    sid = provider.carrier.send(provider.outgoing()).sid

    with pytest.raises(NotSent) as failure:
        provider.carrier.forget(sid)

    assert failure.value.code == "20009"
    assert provider.carrier.meaning_of("20009").again_after


def test_99_erasure_while_messages_are_in_flight_ends_with_nothing_at_the_carrier(
    provider: Provider,
) -> None:
    state = provider.phones.state
    provider.write("they took him", media=(sample("photo"),))
    wait_for(lambda: provider.bodies(), seconds=10, what="the message")
    # One is on its way, and of the other we never learned that it was taken.
    state.faults.delay_seconds = 3600
    known, unknown = provider.outgoing("first"), provider.outgoing("second")
    sid = provider.carrier.send(known).sid
    with provider.database.transaction() as session:
        message = get_message(session, known.id)
        message.provider_sid, contact_id = sid, message.contact_id
    state.faults.unknown_outcomes = 1
    with pytest.raises(OutcomeUnknown):
        provider.carrier.send(unknown)
    now = datetime.now(UTC)
    with provider.database.transaction() as session:
        erase_rows(session, contact_id, now=now)
    copies = CarrierCopies(provider.database, provider.carrier, keeps=timedelta(days=7))

    assert copies.run_due(now=now) == 1
    assert sorted(text.body for text in state.texts.values()) == ["first", "second"]
    for text in list(state.texts.values()):
        state.set_status(text, "delivered")
        provider.phones.outlet.report(text, "delivered", None)

    assert copies.run_due(now=now + timedelta(days=1)) == 2
    assert not state.texts
    with provider.database.reading() as session:
        assert count_waiting_copies(session) == 0


@pytest.mark.parametrize("word", ["STOP", "start"])
def test_words_that_the_carrier_itself_answers_are_known_by_sms_alone(
    provider: Provider, word: str
) -> None:
    assert provider.carrier.confirms(Channel.SMS, word)
    assert not provider.carrier.confirms(Channel.WHATSAPP, word)
    assert not provider.carrier.confirms(Channel.SMS, f"{word} it")


def test_after_stop_nothing_is_taken_until_start(provider: Provider) -> None:
    provider.write("STOP")
    with pytest.raises(Refused) as failure:
        provider.carrier.send(provider.outgoing())
    assert failure.value.code == "21610"
    assert provider.phones.state.notes[-1].address == FAMILY_NUMBER

    provider.write("START")

    assert provider.carrier.send(provider.outgoing()).sid


def test_outside_whatsapps_day_a_free_message_fails_with_its_code(provider: Provider) -> None:
    provider.write(whatsapp=True)
    provider.phones.state.let_pass(timedelta(hours=25))

    sid = provider.carrier.send(provider.outgoing(whatsapp=True)).sid

    def code() -> str | None:
        reported = provider.carrier.status_of(sid)
        return reported.error_code if reported else None

    wait_for(lambda: code() == "63016", seconds=10, what="the refusal")
