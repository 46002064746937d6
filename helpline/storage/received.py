"""Tombstones of what the provider handed in: each message is taken in once, even after erasure."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from helpline.privacy.vault import Vault
from helpline.storage.tables import ReceivedSid

_SID = "sid"
_RECEIVED = select(ReceivedSid.sid_hash).where(
    ReceivedSid.sid_hash.in_(bindparam("hashes", expanding=True))
)


def is_received(session: Session, sid: str) -> bool:
    """Whether a message of the provider was taken in before, even if it has been erased since."""
    vault: Vault = session.info["vault"]
    # Older ones are hashed under HELPLINE_KEYS.
    hashes = [vault.lasting_lookup(sid, purpose=_SID), *vault.lookups(sid, purpose=_SID)]
    return session.scalar(_RECEIVED, {"hashes": hashes}) is not None


def keep_sid(session: Session, sid: str, *, now: datetime) -> None:
    """Remembers that a message of the provider was received, whatever becomes of it and of the
    keys: a webhook that is sent again years later must not bring back who was erased.
    """
    vault: Vault = session.info["vault"]
    sid_hash = vault.lasting_lookup(sid, purpose=_SID)
    session.add(ReceivedSid(sid_hash=sid_hash, received_at=now))
