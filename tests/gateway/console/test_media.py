"""What people send, as staff see it, and as a file leaves the console (53, 54, 95, 96, 98)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from gateway.extension import gateway_of
from helpline.media.files import media_folder
from helpline.media.places import Place
from helpline.storage.database import Database
from helpline.storage.kinds import Forwarded, MediaKind, MediaState, Role
from helpline.storage.media import Attachment, add_attachments, add_place, erase_media, list_media
from helpline.storage.tables import Contact, Media, Message
from tests import samples
from tests.builders import NOW, make_contact, make_inbound, make_media
from tests.gateway.console.desk import Desk, make_staff, words


@pytest.fixture
def folder(app: Flask) -> Path:
    return media_folder(gateway_of(app).settings.var)


@pytest.fixture
def contact(database: Database) -> Contact:
    with database.transaction() as session:
        return make_contact(session)


def keep(
    database: Database, contact: Contact, folder: Path, content: bytes, announced: str = ""
) -> Media:
    """Adds a message that came with a file."""
    with database.transaction() as session:
        message = make_inbound(session, contact, "")
        return make_media(session, message, content, folder, announced=announced)


def thread_of(desk: Desk, contact: Contact) -> str:
    return desk.get(f"/console/conversations/{contact.id}").text


@pytest.mark.parametrize(
    ("content", "announced", "served", "ending"),
    [
        (samples.JPEG, "image/jpeg", "image/jpeg", "jpg"),
        (samples.VOICE, "audio/ogg", "audio/ogg", "ogg"),
        (samples.MP4, "video/mp4", "application/octet-stream", "mp4"),
        (samples.PDF, "application/pdf", "application/octet-stream", "pdf"),
        (samples.HTML, "image/jpeg", "application/octet-stream", "bin"),
        (samples.SVG, "image/svg+xml", "application/octet-stream", "bin"),
        (samples.JPEG + samples.HTML, "image/jpeg", "application/octet-stream", "bin"),
        (samples.OLE, "application/msword", "application/octet-stream", "bin"),
    ],
)
def test_53_54_a_file_leaves_as_an_attachment_under_a_name_that_tells_nothing(
    desk: Desk, database: Database, contact: Contact, folder: Path,
    content: bytes, announced: str, served: str, ending: str,
) -> None:  # fmt: skip
    media = keep(database, contact, folder, content, announced)

    given = desk.get(f"/console/media/{media.id}")

    assert (given.status_code, given.data, given.mimetype) == (200, content, served)
    disposition = given.headers["Content-Disposition"]
    assert re.fullmatch(rf"attachment; filename=[0-9a-f]{{8}}\.{ending}", disposition)
    assert given.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert given.headers["Cache-Control"] == "no-store"


def test_a_voice_note_plays_from_anywhere_in_it_and_nothing_else_is_ever_inline(
    desk: Desk, database: Database, contact: Contact, folder: Path
) -> None:
    voice = keep(database, contact, folder, samples.VOICE, "audio/ogg")
    photo = keep(database, contact, folder, samples.JPEG, "image/jpeg")

    played = desk.get(f"/console/media/{voice.id}?play=", headers={"Range": "bytes=100-199"})

    assert (played.status_code, played.data) == (206, samples.VOICE[100:200])
    assert played.headers["Content-Range"] == f"bytes 100-199/{len(samples.VOICE)}"
    assert played.headers["Content-Disposition"].startswith("inline")
    shown = desk.get(f"/console/media/{photo.id}?play=")
    assert shown.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("path", ["nobody", "..%2f..%2fhelpline.db", "x" * 500])
def test_98_what_is_no_file_is_not_there(desk: Desk, path: str) -> None:
    assert desk.get(f"/console/media/{path}").status_code == 404


def test_a_file_that_is_not_here_is_not_there(
    desk: Desk, database: Database, contact: Contact, folder: Path
) -> None:
    kept = keep(database, contact, folder, samples.JPEG)
    lost = keep(database, contact, folder, samples.JPEG)
    changed = keep(database, contact, folder, samples.JPEG)
    with database.transaction() as session:
        erase_media(session, session.get_one(Media, kept.id), now=NOW)
        message = make_inbound(session, contact, "")
        add_place(session, message, Place(1, 1), now=NOW)
        add_attachments(session, message, [Attachment(MediaKind.IMAGE)], now=NOW)
        place, waiting = list_media(session, [message.id])[message.id]
    (folder / (lost.file or "")).unlink()
    (folder / (changed.file or "")).write_bytes(b"something else")

    for media in (kept, lost, changed, place, waiting):
        assert desk.get(f"/console/media/{media.id}").status_code == 404


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.REVIEWER, Role.LAWYER])
def test_95_who_may_not_see_the_case_gets_no_file_of_it(
    app: Flask, database: Database, contact: Contact, folder: Path, role: Role
) -> None:
    media = keep(database, contact, folder, samples.JPEG)
    with database.transaction() as session:
        make_staff(session, "other", role=role)
    desk = Desk(app)
    desk.sign_in("other")

    assert desk.get(f"/console/media/{media.id}").status_code == 404


def test_strangers_get_no_file(
    stranger: Desk, database: Database, contact: Contact, folder: Path
) -> None:
    media = keep(database, contact, folder, samples.JPEG)

    assert stranger.get(f"/console/media/{media.id}").status_code == 303


def test_the_conversation_shows_each_by_its_kind_size_and_where_it_stands(
    desk: Desk, database: Database, contact: Contact, folder: Path
) -> None:
    voice = keep(database, contact, folder, samples.VOICE, "audio/ogg")
    keep(database, contact, folder, samples.HTML, "image/jpeg")
    keep(database, contact, folder, samples.CARD, "text/vcard")
    with database.transaction() as session:
        message = make_inbound(session, contact, "see this")
        states = [MediaState.WAITING, MediaState.MISSING, MediaState.REFUSED, MediaState.TOO_LARGE]
        add_attachments(session, message, [Attachment(MediaKind.IMAGE)] * 4, now=NOW)
        for media, state in zip(list_media(session, [message.id])[message.id], states, strict=True):
            media.state = state

    page = thread_of(desk, contact)

    said = words(page)
    assert "Voice message 10 kB Download Voice message" in said
    assert f'<audio controls preload="none" src="/console/media/{voice.id}?play="' in page
    assert "Nobody can tell what this is." in said
    assert "Sita Karki +1 555 0142 +15550143" in said
    for words_of_state in (
        "Photo is being fetched",
        "Photo could not be loaded: please ask for it again",
        "Photo was not taken: it leads elsewhere",
        "Photo is too large: please ask for a smaller one",
    ):
        assert words_of_state in said
    assert page.count("<audio") == 1


def test_96_a_place_and_its_words_are_shown_as_text_without_any_outside_address(
    desk: Desk, database: Database, contact: Contact
) -> None:
    with database.transaction() as session:
        message = make_inbound(session, contact, "")
        add_place(session, message, Place(27.7042, 85.3067, "<img onerror=x>", "مخفر"), now=NOW)

    page = thread_of(desk, contact)

    assert "<bdi>&lt;img onerror=x&gt;</bdi>" in page
    assert "<bdi>مخفر</bdi>" in page
    assert '<bdi class="number" dir="ltr">27.70420, 85.30670</bdi>' in page
    assert "<img" not in page
    assert "//maps" not in page


def test_what_was_passed_on_says_so_and_a_reply_leads_to_what_it_replies_to(
    desk: Desk, database: Database, contact: Contact
) -> None:
    with database.transaction() as session:
        first = make_inbound(session, contact, "one")
        once = make_inbound(session, contact, "two")
        often = make_inbound(session, contact, "three")
        once.forwarded, often.forwarded = Forwarded.ONCE, Forwarded.OFTEN
        often.replies_to = first.id
        once.replies_to = "of another conversation"

    page = thread_of(desk, contact)

    assert words(page).count("Forwarded") == 2
    assert "Forwarded many times" in words(page)
    assert page.count("Replies to an earlier message") == 1
    assert f'<a href="#m-{first.id}">Replies' in page


def test_a_list_says_that_something_came_without_words(
    desk: Desk, database: Database, contact: Contact, folder: Path
) -> None:
    keep(database, contact, folder, samples.VOICE, "audio/ogg")

    assert "Contact: 1 attachment" in words(desk.get("/console/conversations").text)


def test_a_conversation_with_many_files_asks_the_database_no_more_often(
    app: Flask, desk: Desk, database: Database, contact: Contact, folder: Path
) -> None:
    def queries() -> int:
        counted: list[str] = []
        engine = gateway_of(app).database.engine

        def count(*args: object) -> None:
            counted.append(str(args[2]))

        event.listen(engine, "before_cursor_execute", count)
        thread_of(desk, contact)
        event.remove(engine, "before_cursor_execute", count)
        return len(counted)

    keep(database, contact, folder, samples.JPEG)
    thread_of(desk, contact)
    few = queries()
    for _ in range(10):
        keep(database, contact, folder, samples.CARD, "text/vcard")

    # To open it the first time notes as well that it was read.
    thread_of(desk, contact)
    assert queries() == few


def test_98_nothing_that_was_sent_is_in_a_file_or_a_row_in_the_clear(
    database: Database, contact: Contact, folder: Path
) -> None:
    canary = b"Zarbakht is on this card"
    card = samples.CARD.replace(b"Karki;Sita", canary).replace(b"Sita Kar\r\n ki", canary)
    keep(database, contact, folder, card, "text/vcard")
    with database.transaction() as session:
        message: Message = make_inbound(session, contact, "")
        add_place(session, message, Place(27.7042, 85.3067, canary.decode()), now=NOW)

    files = [path for path in folder.parent.rglob("*") if path.is_file()]

    assert len(files) >= 2
    for path in files:
        content = path.read_bytes()
        assert canary not in content
        assert b"27.7042" not in content
        assert b"15550142" not in content
