"""What came with messages: as a conversation shows it, and a file as it is downloaded or played.

Nothing that people send is shown as a page of the console: a file goes out as an attachment under
a name that tells nothing, in a sandbox, as what its bytes are if that is harmless, else as bytes.
"""

from __future__ import annotations

import io
import logging
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from flask import Response, abort, current_app, request
from sqlalchemy.orm import Session
from werkzeug.wsgi import wrap_file

from gateway.extension import gateway_of
from helpline.errors import NotFound, SealError
from helpline.media.cards import Person
from helpline.media.files import FileFolder, SealedFile, media_folder
from helpline.media.places import Place
from helpline.media.types import UNKNOWN, FileType, file_type
from helpline.storage.kinds import MediaKind, MediaState
from helpline.storage.media import get_media, key_of, list_media, people_of, place_of
from helpline.storage.tables import Media

logger = logging.getLogger(__name__)

_BYTES = "application/octet-stream"


@dataclass(frozen=True)
class MediaShown:
    """One thing that came with a message: `plays` if the page can play it, `is_strange` if nobody
    knows what it is; a place and the people of a contact card are shown as they are.
    """

    media: Media
    plays: bool
    is_strange: bool
    place: Place | None
    people: tuple[Person, ...]

    @property
    def is_here(self) -> bool:
        """Whether it can be downloaded."""
        return self.media.state is MediaState.STORED and self.place is None


def shown_media(
    session: Session, message_ids: Collection[str]
) -> dict[str, tuple[MediaShown, ...]]:
    """Returns what came with each of some messages, by message id."""
    found = list_media(session, message_ids)
    return {
        message_id: tuple(_shown(session, media) for media in came)
        for message_id, came in found.items()
    }


def download(media_id: str) -> Response:
    """Gives a file, or with ?play a voice note to play; 404 if there is none."""
    with gateway_of(current_app).database.reading() as session:
        media = get_media(session, media_id)
        opened = _opened(media, key_of(session, media))
    known = file_type(media.file_type)
    plays = "play" in request.args and _plays(media, known)
    response = Response(
        wrap_file(request.environ, io.BufferedReader(opened)),
        mimetype=known.served or _BYTES,
        direct_passthrough=True,
    )
    response.content_length = opened.size
    name = f"{secrets.token_hex(4)}.{known.ending}"
    response.headers.set("Content-Disposition", "inline" if plays else "attachment", filename=name)
    response.make_conditional(request.environ, accept_ranges=True, complete_length=opened.size)
    return response


def _opened(media: Media, key: bytes) -> SealedFile:
    folder = FileFolder(media_folder(gateway_of(current_app).settings.var))
    try:
        return folder.open(media.file or "", key, row=media.id)
    except (NotFound, SealError, ValueError) as error:
        # It was stored, so that this is a fault of the disk or of who restored it.
        logger.error("a stored file cannot be opened", extra={"error": type(error).__name__})
        abort(404)


def _shown(session: Session, media: Media) -> MediaShown:
    known = file_type(media.file_type)
    is_file = media.state is MediaState.STORED and media.kind is not MediaKind.PLACE
    return MediaShown(
        media=media,
        plays=is_file and _plays(media, known),
        is_strange=is_file and known.name == UNKNOWN,
        place=place_of(session, media),
        people=people_of(session, media),
    )


def _plays(media: Media, known: FileType) -> bool:
    return media.kind is MediaKind.AUDIO and known.served is not None
