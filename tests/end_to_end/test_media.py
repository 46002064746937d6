"""A voice note, a photo and a place, from the phone through every process to staff."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from gateway.simulator.samples import sample
from helpline.media.files import FileFolder, media_folder
from helpline.settings import Settings
from helpline.storage.kinds import Channel, MediaKind, MediaState
from helpline.storage.media import key_of
from helpline.storage.referrals import current_facts, find_latest_referral
from helpline.storage.tables import Media
from tests.end_to_end.installation import OWN_NUMBER, Installation, wait_for

NUMBER = "+15550151"
PERSON = "NP.13491208655302741918"
QUESTION = "Is it safe to write on this phone?"


def send(installation: Installation, sender: str, replies: int, **message: Any) -> list[str]:
    """Sends from WhatsApp what is no mere text, and returns the replies."""
    before = len(installation.bodies(sender, channel="whatsapp"))
    message |= {"from": f"whatsapp:{sender}", "to": f"whatsapp:{OWN_NUMBER}"}
    sent = requests.post(f"{installation.carrier_url}/phone/send", json=message, timeout=30)
    sent.raise_for_status()

    def come() -> list[str]:
        return installation.bodies(sender, channel="whatsapp")[before:]

    wait_for(lambda: len(come()) >= replies, seconds=30, what="the replies")
    return come()


def stored(installation: Installation, number: str, count: int) -> list[tuple[MediaKind, bytes]]:
    """Waits until so many files of a contact are stored; returns them by kind, opened."""
    database = installation.database()
    folder = FileFolder(media_folder(Settings.from_env(installation.environ).var))

    def files() -> list[tuple[MediaKind, bytes]]:
        with database.reading() as session:
            contact = installation.contact(session, number, Channel.WHATSAPP)
            found = session.query(Media).filter_by(contact_id=contact.id, state=MediaState.STORED)
            kept = [each for each in found.order_by(Media.created_at) if each.file]
            opened = []
            for media in kept:
                with folder.open(media.file or "", key_of(session, media), row=media.id) as file:
                    opened.append((media.kind, file.read()))
            return opened

    wait_for(lambda: len(files()) >= count, seconds=20, what="the files")
    found = files()
    database.close()
    return found


def test_in_an_intake_what_has_no_words_is_acknowledged_and_the_question_comes_again(
    installation: Installation,
) -> None:
    installation.ask(
        NUMBER, "the police arrested my brother in Kathmandu", replies=2, channel="whatsapp"
    )

    voice = send(installation, NUMBER, 2, media=[{"sample": "voice"}])
    place = send(
        installation, NUMBER, 2,
        place={"latitude": 27.7042, "longitude": 85.3067, "label": "Hanuman Dhoka"},
    )  # fmt: skip

    assert "We cannot listen to it by machine" in voice[0]
    assert "We have the place on the map." in place[0]
    assert QUESTION in voice[1]
    # Shown twice, it waits behind the next.
    assert "Since when?" in place[1]
    [asked] = installation.ask(NUMBER, "yesterday", replies=1, channel="whatsapp")
    assert QUESTION in asked
    [(kind, content)] = stored(installation, NUMBER, 1)
    assert (kind, content) == (MediaKind.AUDIO, sample("voice").content)
    assert all(
        content[:60] not in path.read_bytes()
        for path in installation.folder.rglob("*")
        if path.is_file()
    )


def test_a_voice_note_alone_is_acknowledged_and_waits_for_staff(installation: Installation) -> None:
    number = "+15550152"

    [heard] = send(installation, number, 1, media=[{"sample": "voice"}])

    assert "Is somebody held?" in heard
    database = installation.database()
    with database.reading() as session:
        contact = installation.contact(session, number, Channel.WHATSAPP)
        assert contact.awaits_staff_since is not None
        assert find_latest_referral(session, contact.id) is None
    database.close()


def test_a_person_without_a_number_is_heard_answered_and_asked_on(
    installation: Installation,
) -> None:
    installation.ask(PERSON, "the police arrested my sister", replies=2, channel="whatsapp")

    [_, asked] = send(
        installation, PERSON, 2, place={"latitude": 27.7, "longitude": 85.3, "label": "Patan"}
    )

    assert QUESTION in asked
    database = installation.database()
    with database.reading() as session:
        contact = installation.contact(session, PERSON, Channel.WHATSAPP)
        assert contact.country == "NP"
        referral = installation.referral(session, contact.id)
        facts = current_facts(session, referral.id)
        assert facts["place"].value == "Patan (27.70000, 85.30000)"
    database.close()


@pytest.mark.parametrize("kind", ["photo", "document", "contact"])
def test_each_kind_of_file_is_stored(installation: Installation, kind: str) -> None:
    number = f"+1555015{3 + ['photo', 'document', 'contact'].index(kind)}"

    send(installation, number, 1, media=[{"sample": kind}])

    [(found, content)] = stored(installation, number, 1)
    # A document tells when it was made.
    assert len(content) == len(sample(kind).content)
    assert found in (MediaKind.IMAGE, MediaKind.DOCUMENT, MediaKind.CONTACT_CARD)
