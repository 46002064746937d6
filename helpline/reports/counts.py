"""Counts of referrals, with small cells hidden so that nobody can be found in them."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.storage.tables import Contact, Referral

# A count from one to ten is not shown (the rule of the US Centers for Medicare & Medicaid
# Services).
THRESHOLD = 11

Cell = tuple[str, str, str, str]


def count_cells(session: Session) -> Counter[Cell]:
    """Returns how many referrals there are by month (UTC, "2026-11"), language, channel and state.

    There are no totals beside the cells: a hidden cell cannot be worked out from the others.
    """
    rows = session.execute(
        select(Referral.created_at, Referral.language, Contact.channel, Referral.state).join(
            Contact, Contact.id == Referral.contact_id
        )
    )
    return Counter(
        (f"{created:%Y-%m}", language or "unknown", channel.value, state.value)
        for created, language, channel, state in rows
    )


def suppress(count: int) -> str:
    """Returns a count as it may be shown: hidden if it is above zero and below the threshold."""
    return f"<{THRESHOLD}" if 0 < count < THRESHOLD else str(count)
