"""What came with messages: files, places on the map, contact cards."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.errors import NotFound
from helpline.media.cards import Person
from helpline.media.places import Place
from helpline.storage.database import seal, unseal
from helpline.storage.kinds import MediaKind, MediaState
from helpline.storage.tables import Media, Message, RemovedFile, new_id

_SID = "media.provider_sid"
_DETAIL = "media.detail"
_KEY = "media.key"


@dataclass(frozen=True)
class Attachment:
    """A file as a carrier announces it: its MIME type, and by what the carrier knows it. Without
    that it is looked for among what the carrier has of the message.
    """

    kind: MediaKind
    sid: str | None = None


def add_attachments(
    session: Session, message: Message, attachments: Sequence[Attachment], *, now: datetime
) -> None:
    """Adds the files of a message that has just come in; they are due to be fetched at once."""
    for attachment in attachments:
        media = _new(message, attachment.kind, MediaState.WAITING, now)
        media.next_at = now
        if attachment.sid is not None:
            seal_sid(session, media, attachment.sid)
        session.add(media)
    session.flush()


def add_place(session: Session, message: Message, place: Place, *, now: datetime) -> None:
    """Adds the place on the map that is a message that has just come in."""
    media = _new(message, MediaKind.PLACE, MediaState.STORED, now)
    media.settled_at = now
    media.detail_sealed = seal(session, json.dumps(asdict(place)), column=_DETAIL, row=media.id)
    session.add(media)
    session.flush()


def list_media(session: Session, message_ids: Collection[str]) -> dict[str, list[Media]]:
    """Returns what came with each of some messages, by message id, in its order."""
    found: dict[str, list[Media]] = {}
    rows = session.scalars(
        select(Media)
        .where(Media.message_id.in_(message_ids))
        .order_by(Media.message_id, Media.position)
    )
    for media in rows:
        found.setdefault(media.message_id, []).append(media)
    return found


def get_media(session: Session, media_id: str) -> Media:
    """Returns what came with a message, by id; raises NotFound."""
    media = find_media(session, media_id)
    if media is None:
        raise NotFound("media")
    return media


def find_media(session: Session, media_id: str) -> Media | None:
    """Returns what came with a message, by id, or None."""
    return session.get(Media, media_id)


def place_of(session: Session, media: Media) -> Place | None:
    """Returns the place on the map, or None for what is none."""
    if media.kind is not MediaKind.PLACE or media.detail_sealed is None:
        return None
    return Place(**json.loads(unseal(session, media.detail_sealed, column=_DETAIL, row=media.id)))


def people_of(session: Session, media: Media) -> tuple[Person, ...]:
    """Returns who is on a contact card; empty for what is none, or was not read."""
    if media.kind is not MediaKind.CONTACT_CARD or media.detail_sealed is None:
        return ()
    people = json.loads(unseal(session, media.detail_sealed, column=_DETAIL, row=media.id))
    return tuple(Person(name, tuple(numbers)) for name, numbers in people)


def key_of(session: Session, media: Media) -> bytes:
    """Returns the key that opens the file; raises NotFound if there is no file."""
    if media.key_sealed is None or media.state is not MediaState.STORED:
        raise NotFound("file")
    return base64.b64decode(unseal(session, media.key_sealed, column=_KEY, row=media.id))


def sid_of(session: Session, media: Media) -> str | None:
    """Returns by what the carrier knows a file, or None."""
    if media.provider_sid_sealed is None:
        return None
    return unseal(session, media.provider_sid_sealed, column=_SID, row=media.id)


def seal_sid(session: Session, media: Media, sid: str) -> None:
    """Records by what the carrier knows a file."""
    media.provider_sid_sealed = seal(session, sid, column=_SID, row=media.id)


def seal_key(session: Session, media: Media, key: bytes) -> None:
    """Records the key that opens the file."""
    encoded = base64.b64encode(key).decode("ascii")
    media.key_sealed = seal(session, encoded, column=_KEY, row=media.id)


def seal_people(session: Session, media: Media, people: Sequence[Person]) -> None:
    """Records who is on a contact card."""
    listed = json.dumps([[person.name, list(person.numbers)] for person in people])
    media.detail_sealed = seal(session, listed, column=_DETAIL, row=media.id)


def settle(media: Media, state: MediaState, *, now: datetime) -> None:
    """Ends the fetching of a file in a state."""
    media.state, media.settled_at, media.next_at = state, now, None


def erase_media(session: Session, media: Media, *, now: datetime) -> None:
    """Erases a file and all that is known of it, but that it was there."""
    if media.file is not None:
        session.add(RemovedFile(id=media.file, removed_at=now))
    media.file = media.key_sealed = media.detail_sealed = media.provider_sid_sealed = None
    media.size = media.file_type = None
    settle(media, MediaState.ERASED, now=now)


def release_files(session: Session, contact_id: str, *, now: datetime) -> None:
    """Gives the files of a contact, whose rows are about to go, to who clears the folder."""
    files = session.scalars(
        select(Media.file).where(Media.contact_id == contact_id, Media.file.is_not(None))
    )
    session.add_all(RemovedFile(id=file, removed_at=now) for file in files if file)
    session.flush()


def _new(message: Message, kind: MediaKind, state: MediaState, now: datetime) -> Media:
    media = Media(
        id=new_id(),
        message_id=message.id,
        contact_id=message.contact_id,
        position=message.media_count,
        kind=kind,
        state=state,
        created_at=now,
    )
    message.media_count += 1
    return media
