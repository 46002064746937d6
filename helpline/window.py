"""WhatsApp's window: only within 24 hours of somebody's last message may anything but an approved
template be written to them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from helpline.storage.kinds import Channel
from helpline.storage.tables import Contact

WINDOW = timedelta(hours=24)
# What waits for a contact to write is too old to be sent after this.
LONGEST_HELD = timedelta(days=3)


def closes_at(contact: Contact) -> datetime | None:
    """Returns when the window of a contact closes or has closed (UTC); None where there is none,
    since they write by SMS, and where they have never written.
    """
    if contact.channel is not Channel.WHATSAPP or contact.last_inbound_at is None:
        return None
    return contact.last_inbound_at + WINDOW


def is_closed(contact: Contact, *, now: datetime) -> bool:
    """Whether only an approved template may be written to a contact at a moment (aware)."""
    if contact.channel is not Channel.WHATSAPP:
        return False
    closes = closes_at(contact)
    return closes is None or closes <= now
