"""Our own numbers: what an administrator has set for each, and what holds where nothing is set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from helpline.office import OfficeHours
from helpline.storage.kinds import Channel
from helpline.storage.tables import Contact, OwnNumber

# A long code takes about one part a second, a WhatsApp sender eighty messages.
USUAL_PACE = {Channel.SMS: 60, Channel.WHATSAPP: 4800}
FASTEST = 60_000
_WHATSAPP = "whatsapp:"


@dataclass(frozen=True)
class OwnAddress:
    """One of our addresses: a number, or the id of a Messaging Service (MG…)."""

    channel: Channel
    address: str

    @classmethod
    def parse(cls, written: str) -> OwnAddress:
        """Reads an address as TWILIO_NUMBERS holds it."""
        if written.startswith(_WHATSAPP):
            return cls(Channel.WHATSAPP, written.removeprefix(_WHATSAPP))
        return cls(Channel.SMS, written)

    @property
    def written(self) -> str:
        """The address as TWILIO_NUMBERS holds it."""
        prefix = _WHATSAPP if self.channel is Channel.WHATSAPP else ""
        return f"{prefix}{self.address}"

    @property
    def is_service(self) -> bool:
        """Whether it is a Messaging Service, which sends from numbers of its own."""
        return self.address.startswith("MG")


_ROWS = select(OwnNumber).where(
    OwnNumber.channel == bindparam("channel"),
    OwnNumber.address.in_(bindparam("addresses", expanding=True)),
)


@dataclass(frozen=True)
class NumberSettings:
    """What is set for one of our numbers; None where the setting for all numbers holds.

    `office_hours` and `office_timezone` are as `OfficeHours.parse` reads them.
    """

    jurisdiction: str | None = None
    language: str | None = None
    office: str | None = None
    office_hours: str | None = None
    office_timezone: str | None = None
    parts_per_minute: int | None = None
    is_active: bool = True


def list_numbers(session: Session) -> dict[OwnAddress, NumberSettings]:
    """Returns what is set, by address; addresses for which nothing is are left out."""
    rows = session.scalars(select(OwnNumber).order_by(OwnNumber.channel, OwnNumber.address))
    return {OwnAddress(row.channel, row.address): _settings(row) for row in rows}


def set_number(session: Session, own: OwnAddress, chosen: NumberSettings, *, now: datetime) -> None:
    """Sets what one of our addresses stands for, in place of what was set before."""
    session.merge(
        OwnNumber(
            channel=own.channel,
            address=own.address,
            jurisdiction=chosen.jurisdiction,
            language=chosen.language,
            office=chosen.office,
            office_hours=chosen.office_hours,
            office_timezone=chosen.office_timezone,
            parts_per_minute=chosen.parts_per_minute,
            is_active=chosen.is_active,
            updated_at=now,
        )
    )
    session.flush()


def number_of(session: Session, contact: Contact) -> NumberSettings:
    """Returns what is set for the number that a contact wrote to last, else for the Messaging
    Service by which they reached it, else nothing.
    """
    return settings_of(session, contact.channel, contact.own_address, contact.own_service)


def settings_of(
    session: Session, channel: Channel, address: str, service: str | None = None
) -> NumberSettings:
    """Returns what is set for a number, else for its Messaging Service, else nothing."""
    row = find_row(session, channel, address, service)
    return NumberSettings() if row is None else _settings(row)


def find_row(
    session: Session, channel: Channel, address: str, service: str | None
) -> OwnNumber | None:
    """Returns the row of a number, else that of its Messaging Service, or None."""
    addresses = [each for each in (address, service) if each is not None]
    rows = session.scalars(_ROWS, {"channel": channel, "addresses": addresses})
    return min(rows, key=lambda row: row.address != address, default=None)


def office_hours_of(session: Session, contact: Contact, default: OfficeHours) -> OfficeHours:
    """Returns when somebody is there for who wrote to a contact's number; where no hours are set
    for it, the hours of all.
    """
    chosen = number_of(session, contact)
    if chosen.office_hours is None:
        return default
    zone = chosen.office_timezone or str(default.zone)
    return OfficeHours.parse(chosen.office_hours, zone)


def office_of(session: Session, contact: Contact) -> str | None:
    """Returns the office whose number a contact wrote to, or None."""
    return number_of(session, contact).office


def office_written_to() -> ColumnElement[str | None]:
    """Returns what `office_of` does, as an expression on `Contact`."""
    of_number = _row_at(Contact.own_address)
    return case(
        (of_number.exists(), of_number.scalar_subquery()),
        else_=_row_at(Contact.own_service).scalar_subquery(),
    )


def _row_at(address: InstrumentedAttribute[Any]) -> Select[str | None]:
    return (
        select(OwnNumber.office)
        .where(OwnNumber.channel == Contact.channel, OwnNumber.address == address)
        .correlate(Contact)
    )


def _settings(row: OwnNumber) -> NumberSettings:
    return NumberSettings(
        jurisdiction=row.jurisdiction,
        language=row.language,
        office=row.office,
        office_hours=row.office_hours,
        office_timezone=row.office_timezone,
        parts_per_minute=row.parts_per_minute,
        is_active=row.is_active,
    )
