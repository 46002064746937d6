"""What came with messages (photos, voice notes, files, places on the map), and by what other
address a contact is known.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpline.storage.columns import Base, new_id, one_of
from helpline.storage.kinds import MediaKind, MediaState


class Media(Base):
    """One thing that came with a message. A file of it lies in the media folder under a random
    name, sealed with a key of its own, so that it cannot be opened any more once this row is gone.
    """

    __tablename__ = "media"
    __table_args__ = (UniqueConstraint("message_id", "position"), Index(None, "state", "next_at"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"))
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"), index=True)
    position: Mapped[int]
    # As the carrier announced it, and once its bytes were looked at, as those say.
    kind: Mapped[MediaKind] = mapped_column(one_of(MediaKind))
    state: Mapped[MediaState] = mapped_column(one_of(MediaState))
    # By what the carrier knows it; None where it told none that can be used.
    provider_sid_sealed: Mapped[bytes | None]
    # The place, or who is on a contact card, as JSON.
    detail_sealed: Mapped[bytes | None]
    key_sealed: Mapped[bytes | None]
    file: Mapped[str | None] = mapped_column(String(32), unique=True)
    # One of `helpline/media/types.yml`, by its bytes.
    file_type: Mapped[str | None] = mapped_column(String(16))
    size: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class RemovedFile(Base):
    """A file whose row is gone and that is to go from the folder as well. `id` is its name, which
    tells nothing of whose it was.
    """

    __tablename__ = "removed_files"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    removed_at: Mapped[datetime]


class ContactAlias(Base):
    """Another address of a contact, which the carrier told along with one: on WhatsApp an id that
    stays when the number is not shown any more.
    """

    __tablename__ = "contact_aliases"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"), index=True)
    alias_hash: Mapped[str] = mapped_column(String(64), unique=True)
    alias_sealed: Mapped[bytes]
    created_at: Mapped[datetime]
