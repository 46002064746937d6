"""Files that are fetched from the carrier: which is next, what became of it, and what is to go from
the folder again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from helpline.media.cards import Person
from helpline.storage.kinds import Channel, MediaKind, MediaState
from helpline.storage.media import seal_key, seal_people, seal_sid, settle, sid_of
from helpline.storage.tables import Contact, Media, Message, RemovedFile, new_id

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Claimed:
    """A file that is about to be fetched: how the carrier knows it and its message, and where it is
    to lie. `attempts` counts this one.
    """

    id: str
    contact_id: str
    channel: Channel
    message_id: str
    message_sid: str
    sid: str | None
    kind: MediaKind
    file: str
    attempts: int


def claim_next(session: Session, *, now: datetime, hold: timedelta) -> Claimed | None:
    """Claims the next file that is due, for so long that nobody else fetches it; None if none is.

    The first of each contact within a day goes before the second of any, so that an album delays
    nobody's voice note.
    """
    numbered = (
        select(
            Media.id,
            Media.state,
            Media.next_at,
            func.row_number()
            .over(partition_by=Media.contact_id, order_by=(Media.created_at, Media.position))
            .label("number"),
        )
        .where(or_(Media.state == MediaState.WAITING, Media.created_at > now - _DAY))
        .subquery()
    )
    next_id = session.scalar(
        select(numbered.c.id)
        .where(numbered.c.state == MediaState.WAITING, numbered.c.next_at <= now)
        .order_by(numbered.c.number, numbered.c.next_at)
        .limit(1)
    )
    if next_id is None:
        return None
    taken = session.execute(
        update(Media)
        .where(Media.id == next_id, Media.state == MediaState.WAITING, Media.next_at <= now)
        .values(
            next_at=now + hold,
            attempts=Media.attempts + 1,
            file=func.coalesce(Media.file, new_id()),
        )
        .returning(Media.id)
    )
    if taken.first() is None:
        return None
    return _claimed(session, next_id)


def has_due(session: Session, *, now: datetime) -> bool:
    """Whether a file is due to be fetched."""
    due = select(Media.id).where(Media.state == MediaState.WAITING, Media.next_at <= now)
    return session.scalar(due.limit(1)) is not None


def known_sids(session: Session, message_id: str) -> set[str]:
    """Returns by what the carrier knows the files of a message, as far as we know it."""
    rows = session.scalars(select(Media).where(Media.message_id == message_id))
    return {sid for media in rows if (sid := sid_of(session, media)) is not None}


def name_sid(session: Session, media_id: str, sid: str) -> None:
    """Records by what the carrier knows a file; does nothing if it was erased meanwhile."""
    media = session.get(Media, media_id)
    if media is not None:
        seal_sid(session, media, sid)


def record_stored(
    session: Session,
    claimed: Claimed,
    *,
    file_type: str,
    size: int,
    key: bytes,
    people: Sequence[Person],
    now: datetime,
) -> bool:
    """Records that a file is here, and of which kind it is; False if its row is gone, so that the
    file must go as well.
    """
    media = session.get(Media, claimed.id, with_for_update=True)
    if media is None or media.state is not MediaState.WAITING or media.file != claimed.file:
        return False
    media.kind, media.file_type, media.size = claimed.kind, file_type, size
    seal_key(session, media, key)
    if people:
        seal_people(session, media, people)
    settle(media, MediaState.STORED, now=now)
    return True


def record_given_up(session: Session, media_id: str, state: MediaState, *, now: datetime) -> None:
    """Records that a file is not taken, and why; does nothing if it was erased meanwhile."""
    media = session.get(Media, media_id)
    if media is not None and media.state is MediaState.WAITING:
        if media.file is not None:
            # An attempt that was broken off may have left one.
            session.add(RemovedFile(id=media.file, removed_at=now))
        media.file = None
        settle(media, state, now=now)


def put_off(session: Session, media_id: str, *, until: datetime, counts: bool = True) -> None:
    """Lets a file wait; an attempt that was none does not count."""
    less = 0 if counts else 1
    session.execute(
        update(Media)
        .where(Media.id == media_id, Media.state == MediaState.WAITING)
        .values(next_at=until, attempts=Media.attempts - less)
    )


def bytes_fetched(session: Session, contact_id: str, *, now: datetime) -> int:
    """Returns how many bytes of a contact's files were stored within a day."""
    return (
        session.scalar(
            select(func.sum(Media.size)).where(
                Media.contact_id == contact_id,
                Media.state == MediaState.STORED,
                Media.settled_at > now - _DAY,
            )
        )
        or 0
    )


def bytes_of_message(session: Session, message_id: str) -> int:
    """Returns how many bytes of a message's files are here."""
    stored = select(func.sum(Media.size)).where(
        Media.message_id == message_id, Media.state == MediaState.STORED
    )
    return session.scalar(stored) or 0


def list_removed_files(session: Session, *, limit: int = 500) -> list[RemovedFile]:
    """Returns files that are to go from the folder, the oldest first."""
    return list(session.scalars(select(RemovedFile).order_by(RemovedFile.removed_at).limit(limit)))


def forget_removed(session: Session, names: Sequence[str]) -> None:
    """Forgets files that are gone from the folder."""
    session.execute(delete(RemovedFile).where(RemovedFile.id.in_(names)))


def _claimed(session: Session, media_id: str) -> Claimed:
    media, message, channel = session.execute(
        select(Media, Message, Contact.channel)
        .join(Message, Message.id == Media.message_id)
        .join(Contact, Contact.id == Media.contact_id)
        .where(Media.id == media_id)
        .execution_options(populate_existing=True)
    ).one()
    return Claimed(
        id=media.id,
        contact_id=media.contact_id,
        channel=channel,
        message_id=message.id,
        message_sid=message.provider_sid or "",
        sid=sid_of(session, media),
        kind=media.kind,
        file=media.file or "",
        attempts=media.attempts,
    )
