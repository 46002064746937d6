"""What staff see of a referral that was erased: that it was, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import render_template
from sqlalchemy.orm import Session

from helpline.errors import NotFound
from helpline.storage.erasures import erased_at, list_erased
from helpline.storage.tables import ErasedReferral

# For so long an erased referral is named under the list, so that nobody looks for it.
_NAMED = timedelta(days=30)


def erased_lately(session: Session, *, now: datetime) -> Sequence[ErasedReferral]:
    """Returns the referrals erased in the last month, the latest first."""
    return list_erased(session, since=now - _NAMED)


def erased_page(session: Session, reference: str) -> tuple[str, int]:
    """Returns the page of an erased referral (410); raises NotFound if there never was one."""
    at = erased_at(session, reference)
    if at is None:
        raise NotFound("referral")
    return render_template("console/erased.html", reference=reference, at=at), 410
