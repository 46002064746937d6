"""Files are fetched apart from the turn, stored sealed, and removed with their rows (52-55, 72)."""

from __future__ import annotations

import logging
import resource
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.conversation import media as keeping
from gateway.conversation.media import MediaKeeper, MediaThread
from gateway.media_source import LeadsElsewhere, NotThere, TooLarge, Unavailable
from gateway.metrics import MEDIA
from gateway.twilio.media import TwilioMedia
from helpline.errors import NotFound
from helpline.media.files import FileFolder
from helpline.privacy.erasure import BotMemory, erase_contact
from helpline.privacy.rotation import rotate
from helpline.privacy.vault import Vault
from helpline.settings import Settings
from helpline.storage import fetching
from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.kinds import MediaKind, MediaState
from helpline.storage.media import (
    Attachment,
    add_attachments,
    erase_media,
    get_media,
    key_of,
    people_of,
)
from helpline.storage.tables import Media, RemovedFile, new_id
from tests import samples
from tests.builders import make_contact, make_inbound
from tests.gateway.twilio.store import Store, answer, serving_files

START = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ACCOUNT = "AC" + "0" * 32


@dataclass
class Fetching:
    """What fetches, over a real database and a real server, with a clock set by hand."""

    keeper: MediaKeeper
    database: Database
    store: Store
    folder: FileFolder
    settings: Settings
    now: datetime = START
    paths: dict[str, str] = field(default_factory=dict)

    def send(self, contact_id: str, *files: tuple[bytes, str], told: bool = True) -> list[str]:
        """Lets a message come in with files that the server gives; returns their ids."""
        with self.database.transaction() as session:
            message = make_inbound(session, get_contact(session, contact_id), now=self.now)
            base = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{message.provider_sid}/Media"
            sids = [f"ME{new_id()}" for _ in files]
            named = [Attachment(MediaKind.OTHER, sid if told else None) for sid in sids]
            add_attachments(session, message, named, now=self.now)
            ids = [
                media.id
                for media in session.query(Media)
                .where(Media.message_id == message.id)
                .order_by(Media.position)
            ]
        for media_id, sid, (content, content_type) in zip(ids, sids, files, strict=True):
            self.paths[media_id] = f"{base}/{sid}"
            self.store.gives(f"{base}/{sid}", content, content_type)
        listed = ", ".join(f'{{"sid": "{sid}"}}' for sid in sids)
        self.store.gives(f"{base}.json", f'{{"media_list": [{listed}]}}'.encode(), "x")
        return ids

    def fetch(self) -> int:
        """Fetches all that is due; returns how often something was done."""
        done = 0
        while self.keeper.fetch_next(now=self.now):
            done += 1
        return done

    def media(self, media_id: str) -> Media:
        with self.database.reading() as session:
            return get_media(session, media_id)

    def content(self, media_id: str) -> bytes:
        with self.database.reading() as session:
            media = get_media(session, media_id)
            key = key_of(session, media)
        with self.folder.open(media.file or "", key, row=media.id) as opened:
            return opened.read()


@pytest.fixture
def fetching_from(
    any_settings: Settings, any_database: Database, tmp_path: Path
) -> Iterator[Fetching]:
    with serving_files() as store:
        settings = replace(any_settings, twilio_api_base_url=store.url)
        settings.var.mkdir(parents=True, exist_ok=True)
        folder = FileFolder(tmp_path / "media")
        keeper = MediaKeeper(any_database, TwilioMedia(settings), folder)
        yield Fetching(keeper, any_database, store, folder, settings)


@pytest.fixture
def contact_id(any_database: Database) -> str:
    with any_database.transaction() as session:
        return make_contact(session, now=START).id


def test_a_file_is_fetched_looked_at_sealed_and_stored(
    fetching_from: Fetching, contact_id: str
) -> None:
    voice, photo = fetching_from.send(
        contact_id, (samples.VOICE, "audio/ogg; codecs=opus"), (samples.JPEG, "text/html")
    )

    fetching_from.fetch()

    heard, seen = fetching_from.media(voice), fetching_from.media(photo)
    assert (heard.kind, heard.state, heard.file_type) == (MediaKind.AUDIO, MediaState.STORED, "ogg")
    assert (seen.kind, seen.file_type, seen.size) == (MediaKind.IMAGE, "jpeg", len(samples.JPEG))
    assert fetching_from.content(voice) == samples.VOICE
    for path in fetching_from.folder.folder.iterdir():
        assert samples.VOICE[:40] not in path.read_bytes()
        assert heard.id not in path.name
    assert fetching_from.fetch() == 0


def test_who_is_on_a_contact_card_is_read_and_sealed(
    fetching_from: Fetching, contact_id: str
) -> None:
    [card] = fetching_from.send(contact_id, (samples.CARD, "text/vcard"))

    fetching_from.fetch()

    with fetching_from.database.reading() as session:
        media = get_media(session, card)
        assert [person.name for person in people_of(session, media)] == ["Sita Karki"]
        assert b"Sita" not in (media.detail_sealed or b"")


def test_23_a_file_that_was_not_told_of_is_looked_for_at_the_carrier(
    fetching_from: Fetching, contact_id: str
) -> None:
    ids = fetching_from.send(
        contact_id, (samples.PNG, "image/png"), (samples.GIF, "image/gif"), told=False
    )

    fetching_from.fetch()

    assert [fetching_from.content(each) for each in ids] == [samples.PNG, samples.GIF]


@pytest.mark.parametrize("code", [401, 403, 404, 410, 500])
def test_52_what_cannot_be_had_is_asked_for_a_few_times_and_then_missing(
    fetching_from: Fetching, contact_id: str, code: int
) -> None:
    [lost] = fetching_from.send(contact_id, (samples.JPEG, "image/jpeg"))
    fetching_from.store.answers[fetching_from.paths[lost]] = answer(code)

    tries = 0
    while fetching_from.media(lost).state is MediaState.WAITING:
        tries += fetching_from.fetch()
        fetching_from.now = fetching_from.media(lost).next_at or fetching_from.now

    assert fetching_from.media(lost).state is MediaState.MISSING
    assert tries == (4 if code in (404, 410) else 8)
    assert fetching_from.folder.names() == []


def test_52_what_the_carrier_has_a_little_later_is_fetched_then(
    fetching_from: Fetching, contact_id: str
) -> None:
    [late] = fetching_from.send(contact_id, (samples.JPEG, "image/jpeg"))
    given = fetching_from.store.answers[fetching_from.paths[late]]
    fetching_from.store.answers[fetching_from.paths[late]] = answer(404)
    fetching_from.fetch()
    assert fetching_from.fetch() == 0
    fetching_from.store.answers[fetching_from.paths[late]] = given

    fetching_from.now += timedelta(seconds=10)
    fetching_from.fetch()

    assert fetching_from.media(late).state is MediaState.STORED


def test_50_53_what_leads_elsewhere_or_is_too_large_is_given_up_at_once(
    fetching_from: Fetching, contact_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_A_MESSAGE", len(samples.JPEG))
    away, large, fits = fetching_from.send(
        contact_id, (b"", ""), (samples.VOICE, "audio/ogg"), (samples.JPEG, "image/jpeg")
    )
    fetching_from.store.leads(fetching_from.paths[away], "https://evil.example/x")

    fetching_from.fetch()

    states = [fetching_from.media(each).state for each in (away, large, fits)]
    assert states == [MediaState.REFUSED, MediaState.TOO_LARGE, MediaState.STORED]


def test_55_a_full_disk_keeps_the_message_alarms_and_tries_again_later(
    fetching_from: Fetching, contact_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    [photo] = fetching_from.send(contact_id, (samples.VOICE * 440, "audio/ogg"))
    alarms = MEDIA.labels("disk")._value
    before, limit = alarms.get(), resource.getrlimit(resource.RLIMIT_FSIZE)
    # More than the database writes, less than the file.
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_400_000, limit[1]))
    try:
        fetching_from.fetch()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)

    assert fetching_from.media(photo).state is MediaState.WAITING
    assert alarms.get() == before + 1
    assert "a file cannot be stored" in caplog.text
    assert fetching_from.folder.names() == []
    fetching_from.now += timedelta(minutes=1)
    fetching_from.fetch()
    assert fetching_from.media(photo).state is MediaState.STORED


def test_one_of_each_contact_is_fetched_before_the_second_of_any(
    fetching_from: Fetching, contact_id: str
) -> None:
    album = fetching_from.send(contact_id, *[(samples.JPEG, "image/jpeg")] * 3)
    with fetching_from.database.transaction() as session:
        other = make_contact(session, address="+15550178").id
    fetching_from.now += timedelta(seconds=1)
    [voice] = fetching_from.send(other, (samples.VOICE, "audio/ogg"))

    for _ in range(2):
        fetching_from.keeper.fetch_next(now=fetching_from.now)

    assert fetching_from.media(voice).state is MediaState.STORED
    assert fetching_from.media(album[1]).state is MediaState.WAITING


def test_more_than_a_day_may_bring_waits_for_the_next(
    fetching_from: Fetching, contact_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_A_DAY", len(samples.JPEG))
    first, second = fetching_from.send(contact_id, *[(samples.JPEG, "image/jpeg")] * 2)
    fetching_from.fetch()
    assert fetching_from.media(first).state is MediaState.STORED
    assert fetching_from.media(second).state is MediaState.WAITING

    fetching_from.now += timedelta(hours=25)
    fetching_from.fetch()

    assert fetching_from.media(second).state is MediaState.STORED
    assert fetching_from.media(second).attempts == 1


def test_72_a_fetch_that_was_killed_is_done_again(fetching_from: Fetching, contact_id: str) -> None:
    [photo] = fetching_from.send(contact_id, (samples.JPEG, "image/jpeg"))
    with fetching_from.database.transaction() as session:
        claimed = fetching.claim_next(session, now=START, hold=timedelta(minutes=5))
    assert claimed is not None
    # Written, and killed before it was recorded: nobody has the key.
    fetching_from.folder.write(claimed.file, samples.JPEG, row=photo)
    assert fetching_from.fetch() == 0

    fetching_from.now += timedelta(minutes=5)
    fetching_from.fetch()

    assert fetching_from.content(photo) == samples.JPEG
    assert fetching_from.folder.names() == [claimed.file]


def test_99_erasing_a_contact_removes_their_files_and_their_keys(
    fetching_from: Fetching, contact_id: str
) -> None:
    [photo] = fetching_from.send(contact_id, (samples.JPEG, "image/jpeg"))
    fetching_from.fetch()
    assert len(fetching_from.folder.names()) == 1

    memory = BotMemory(fetching_from.settings.tracker_url)
    assert erase_contact(fetching_from.database, memory, contact_id, now=fetching_from.now)
    fetching_from.keeper.remove_files(now=fetching_from.now)

    assert fetching_from.folder.names() == []
    with fetching_from.database.reading() as session, pytest.raises(NotFound):
        get_media(session, photo)
    fetching_from.now += timedelta(minutes=15)
    fetching_from.keeper.remove_files(now=fetching_from.now)
    with fetching_from.database.reading() as session:
        assert session.query(RemovedFile).count() == 0


def test_99_a_file_that_comes_while_its_contact_is_erased_goes_too(
    fetching_from: Fetching, contact_id: str
) -> None:
    [photo] = fetching_from.send(contact_id, (samples.JPEG, "image/jpeg"))
    path = fetching_from.paths[photo]
    given = fetching_from.store.answers[path]

    def erased_meanwhile(request: object) -> None:
        memory = BotMemory(fetching_from.settings.tracker_url)
        erase_contact(fetching_from.database, memory, contact_id, now=START)
        given(request)  # type: ignore[arg-type]

    fetching_from.store.answers[path] = erased_meanwhile

    fetching_from.fetch()

    assert fetching_from.folder.names() == []


def test_a_file_can_be_erased_alone(fetching_from: Fetching, contact_id: str) -> None:
    [photo] = fetching_from.send(contact_id, (samples.JPEG, "image/jpeg"))
    fetching_from.fetch()

    with fetching_from.database.transaction() as session:
        erase_media(session, get_media(session, photo), now=START)
    fetching_from.keeper.remove_files(now=START)

    assert fetching_from.folder.names() == []
    assert fetching_from.media(photo).state is MediaState.ERASED
    assert fetching_from.media(photo).key_sealed is None


def test_files_open_after_their_keys_were_rotated(fetching_from: Fetching, contact_id: str) -> None:
    [photo] = fetching_from.send(contact_id, (samples.JPEG, "image/jpeg"))
    fetching_from.fetch()
    old, new = b"k" * 32, b"n" * 32

    fetching_from.database.vault = Vault([new, old])
    assert rotate(fetching_from.database) > 0

    fetching_from.database.vault = Vault([new])
    assert fetching_from.content(photo) == samples.JPEG


@pytest.mark.parametrize(
    "failure", [NotThere(), LeadsElsewhere(), TooLarge(), Unavailable("500"), RuntimeError("words")]
)
def test_no_failure_ends_the_thread_or_quotes_what_was_fetched(
    settings: Settings, database: Database, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    thread: MediaThread

    class Failing:
        def fetch(self, *_: object, **__: object) -> object:
            thread.stop()
            raise failure

        def list_media(self, _: str) -> list[str]:
            return []

    with database.transaction() as session:
        message = make_inbound(session, make_contact(session), now=START)
        add_attachments(session, message, [Attachment(MediaKind.IMAGE, "ME1")], now=START)
    keeper = MediaKeeper(database, Failing(), FileFolder(settings.var / "media"))  # type: ignore[arg-type]
    thread = MediaThread(keeper, every_seconds=0.01)

    with caplog.at_level(logging.DEBUG):
        thread.start()
        thread.join(timeout=10)

    assert not thread.is_alive()
    assert "words" not in caplog.text
