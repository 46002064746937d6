"""Two providers behind one contract: Twilio by its official client over HTTP, with signed webhooks
into the real gateway; and the simulator's own carrier, by calls in this process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from gateway.app import create_app
from gateway.carrier import Carrier, Outgoing, Reported
from gateway.conversation.inbox import Inbox
from gateway.conversation.reports import take_report
from gateway.simulator.app import create_app as create_simulator
from gateway.simulator.carrier import SimulatedCarrier, SimulatorConfig, Written, carrier_of
from gateway.simulator.direct import DirectCarrier
from gateway.simulator.state import Text
from gateway.twilio.errors import meaning_of
from gateway.twilio.sending import TwilioCarrier
from helpline.settings import Settings
from helpline.storage.contacts import find_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, MessageState
from helpline.storage.messages import body_of, get_message, list_messages
from helpline.storage.tables import Message
from helpline.storage.templates import StoredContents
from tests.builders import FAMILY_NUMBER, OWN_NUMBER, make_contact, make_outbound
from tests.end_to_end.installation import free_port
from tests.gateway.simulator.conftest import PACE, serve
from tests.gateway.twilio.described import Watch

OWN = (OWN_NUMBER, f"whatsapp:{OWN_NUMBER}")


@dataclass
class Provider:
    """A carrier, the phones that it reaches, and the database of who uses it."""

    carrier: Carrier
    phones: SimulatedCarrier
    database: Database

    def write(self, body: str = "hello", *, whatsapp: bool = False, **more: Any) -> Text:
        """Writes on a phone."""
        prefix = "whatsapp:" if whatsapp else ""
        written = Written(body=body, **more)
        return self.phones.write(
            sender=prefix + FAMILY_NUMBER, to=prefix + OWN_NUMBER, written=written
        )

    def outgoing(
        self, body: str = "We are here.", *, to: str = FAMILY_NUMBER, whatsapp: bool = False
    ) -> Outgoing:
        """Returns a message that stands in the outbox as being sent."""
        channel = Channel.WHATSAPP if whatsapp else Channel.SMS
        with self.database.transaction() as session:
            contact = find_contact(session, channel, to) or make_contact(
                session, address=to, channel=channel
            )
            message = make_outbound(session, contact, body)
            message.state = MessageState.SENDING
            return Outgoing(message.id, channel, to, OWN_NUMBER, body)

    def stored(self, message_id: str) -> Message:
        """Returns a message as the database holds it."""
        with self.database.reading() as session:
            return get_message(session, message_id)

    def bodies(self, *, whatsapp: bool = False) -> list[str]:
        """Returns the words that were exchanged with the family, as the database holds them."""
        channel = Channel.WHATSAPP if whatsapp else Channel.SMS
        with self.database.reading() as session:
            contact = find_contact(session, channel, FAMILY_NUMBER)
            listed = list_messages(session, contact.id) if contact else []
            return [body_of(session, message) for message in listed]


@contextmanager
def twilio(settings: Settings, database: Database) -> Iterator[Provider]:
    """Yields Twilio's carrier against the simulator, every call held against Twilio's
    description.
    """
    gateway_port, port = free_port(), free_port()
    settings = replace(
        settings,
        public_url=f"http://127.0.0.1:{gateway_port}",
        twilio_api_base_url=f"http://127.0.0.1:{port}",
    )
    simulator = create_simulator(
        SimulatorConfig(
            settings.twilio_account_sid, settings.twilio_auth_tokens[0], list(OWN),
            settings.public_url, "", "127.0.0.1", port, pace=PACE,
        )
    )  # fmt: skip
    watch = Watch(simulator)
    served = [serve(create_app(settings), gateway_port), serve(simulator, port)]
    carrier = TwilioCarrier(settings, StoredContents(database))
    yield Provider(carrier, carrier_of(simulator), database)
    for server, thread, _ in served:
        server.shutdown()
        thread.join()
        server.server_close()
    assert watch.problems == []


@contextmanager
def direct(_settings: Settings, database: Database) -> Iterator[Provider]:
    """Yields the simulator's own carrier."""
    inbox = Inbox(database)

    def report(message_id: str, sid: str, reported: Reported) -> None:
        with database.transaction() as session:
            take_report(
                session, reported=reported, sid=sid, message_id=message_id, now=datetime.now(UTC),
                meaning_of=partial(meaning_of, reported=True),
            )  # fmt: skip

    carrier = DirectCarrier(
        OWN,
        when_received=lambda incoming: inbox.receive(incoming, now=datetime.now(UTC)) and None,
        when_reported=report,
        pace=PACE,
    )
    yield Provider(carrier, carrier.phones, database)


PROVIDERS: dict[str, Callable[[Settings, Database], Any]] = {"twilio": twilio, "direct": direct}
