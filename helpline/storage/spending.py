"""What sending costs, by day (UTC), country and channel; and how much goes to numbers alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from helpline.carrying.prices import Cost
from helpline.privacy.vault import Vault
from helpline.storage.counting import add_up
from helpline.storage.kinds import Author, Channel, PriceBasis
from helpline.storage.tables import Contact, Message, PrefixCount, Spend

# Numbers that are alike but for so many digits at their end belong together.
_ENDING = 4
_PREFIX = "prefix"
_COUNTS_KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Sent:
    """A message that a carrier took: to whom, on what, how many parts, and by a person or not."""

    channel: Channel
    country: str | None
    address: str
    parts: int
    is_automatic: bool


@dataclass(frozen=True)
class DaySpend:
    """The spend of a day to a country on a channel."""

    day: date
    country: str
    channel: Channel
    messages: int
    parts: int
    estimated: int
    micro_usd: int


_SPENT = select(func.sum(Spend.micro_usd)).where(Spend.day == bindparam("day"))
_TO_ALIKE = select(func.sum(PrefixCount.messages)).where(
    PrefixCount.day == bindparam("day"),
    PrefixCount.prefix_hash.in_(bindparam("hashes", expanding=True)),
)


def day_of(moment: datetime) -> date:
    """Returns the day (UTC) by which an aware moment is counted."""
    return moment.astimezone(UTC).date()


def add_spend(session: Session, sent: Sent, cost: Cost, *, now: datetime) -> None:
    """Counts a message that was sent, and what it costs."""
    day = day_of(now)
    add_up(
        session,
        Spend,
        {"day": day, "country": sent.country or "", "channel": sent.channel},
        {
            "messages": 1,
            "automatic": int(sent.is_automatic),
            "parts": sent.parts,
            "estimated": int(cost.is_estimate),
            "micro_usd": cost.micro_usd,
        },
    )
    if sent.is_automatic:
        prefix = {"day": day, "prefix_hash": _prefix_hash(session, sent.channel, sent.address)}
        add_up(session, PrefixCount, prefix, {"messages": 1})


def record_price(message: Message, cost: Cost, *, parts: int, now: datetime) -> None:
    """Keeps with a message what its present attempt costs, as far as that is known yet."""
    message.parts = parts
    message.price_micro_usd = cost.micro_usd
    message.price_basis = PriceBasis.ESTIMATE if cost.is_estimate else PriceBasis.LISTED
    message.priced_at = now


def record_charge(session: Session, message: Message, charged: int) -> None:
    """Corrects the spend of a message's day by what the carrier charged, in millionths of a dollar,
    in place of what we reckoned with until now; one that is known already changes nothing.
    """
    if message.price_micro_usd is None or message.priced_at is None:
        return
    contact = session.get_one(Contact, message.contact_id)
    row = session.get(
        Spend,
        (day_of(message.priced_at), contact.country or "", contact.channel),
        with_for_update=True,
        populate_existing=True,
    )
    if row is not None:
        row.micro_usd = max(row.micro_usd + charged - message.price_micro_usd, 0)
        row.estimated = max(row.estimated - (message.price_basis is PriceBasis.ESTIMATE), 0)
    message.price_micro_usd = charged
    message.price_basis = PriceBasis.CHARGED


def spent_on(session: Session, day: date) -> int:
    """Returns what was spent on a day, in millionths of a US dollar."""
    return int(session.scalar(_SPENT, {"day": day}) or 0)


def automatic_to_country(session: Session, country: str, day: date) -> int:
    """Returns how many messages the bot sent to a country on a day."""
    counted = select(func.sum(Spend.automatic)).where(Spend.day == day, Spend.country == country)
    return int(session.scalar(counted) or 0)


def automatic_to_alike(session: Session, channel: Channel, address: str, day: date) -> int:
    """Returns how many messages the bot sent on a day to numbers that are like this one but for
    their last four digits.
    """
    vault: Vault = session.info["vault"]
    hashes = vault.lookups(_alike(channel, address), purpose=_PREFIX)
    return int(session.scalar(_TO_ALIKE, {"day": day, "hashes": hashes}) or 0)


def most_to_alike(session: Session, day: date) -> int:
    """Returns the most messages that the bot sent on a day to numbers that are alike."""
    counted = select(func.max(PrefixCount.messages)).where(PrefixCount.day == day)
    return int(session.scalar(counted) or 0)


def count_accepted(
    session: Session, contact_id: str, authors: Sequence[Author], *, since: datetime
) -> int:
    """Returns how many messages of some authors to a contact a carrier took since a moment."""
    counted = select(func.count()).where(
        Message.contact_id == contact_id,
        Message.author.in_(authors),
        Message.priced_at >= since,
    )
    return session.scalar(counted) or 0


def list_spend(session: Session, *, since: date) -> list[DaySpend]:
    """Returns the spend since a day, the newest first, then by country."""
    rows = session.scalars(
        select(Spend)
        .where(Spend.day >= since)
        .order_by(Spend.day.desc(), Spend.country, Spend.channel)
    )
    return [
        DaySpend(
            row.day, row.country, row.channel, row.messages, row.parts, row.estimated, row.micro_usd
        )
        for row in rows
    ]


def forget_old_counts(session: Session, *, now: datetime) -> None:
    """Removes the counts of alike numbers of past days."""
    session.execute(delete(PrefixCount).where(PrefixCount.day < day_of(now - _COUNTS_KEPT)))


def _alike(channel: Channel, address: str) -> str:
    return f"{channel}:{address[:-_ENDING]}"


def _prefix_hash(session: Session, channel: Channel, address: str) -> str:
    vault: Vault = session.info["vault"]
    return vault.lookup(_alike(channel, address), purpose=_PREFIX)
