"""Messages without words: what the bot takes them for, and what staff are told (35)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from gateway.conversation.notices import MEDIA_RECEIVED
from helpline.media.places import Place
from helpline.storage.contacts import get_contact
from helpline.storage.kinds import Direction, Handler, MediaKind, MessageState
from helpline.storage.media import Attachment, add_attachments, add_place
from helpline.storage.tables import Contact
from tests.builders import make_inbound
from tests.gateway.conversation.conftest import Setup

ACKNOWLEDGED = {"replies": [{"text": "It has reached us.", "response": MEDIA_RECEIVED}]}
STATION = Place(27.7042, 85.3067, "Hospital road")


def send(setup: Setup, *kinds: MediaKind, words: str = "", place: Place | None = None) -> None:
    """Lets a message come in with files or a place."""
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        now = setup.clock()
        message = make_inbound(session, contact, words, state=MessageState.NEW, now=now)
        add_attachments(session, message, [Attachment(kind) for kind in kinds], now=now)
        if place is not None:
            add_place(session, message, place, now=now)


def choices(setup: Setup) -> list[str | None]:
    return [turn["metadata"].get("choice") for turn in setup.bot.turns]


def waits_since(setup: Setup) -> datetime | None:
    with setup.database.reading() as session:
        contact: Contact = get_contact(session, setup.contact_id)
        assert contact.handler is Handler.BOT
        return contact.awaits_staff_since


def test_35_a_voice_note_is_the_bots_to_acknowledge_and_waits_for_staff(setup: Setup) -> None:
    setup.bot.script = [ACKNOWLEDGED]
    send(setup, MediaKind.AUDIO)

    setup.serve()

    assert choices(setup) == ["media:audio"]
    assert setup.carrier.bodies == ["It has reached us."]
    assert setup.states(Direction.INBOUND) == [MessageState.DONE]
    assert waits_since(setup) == setup.clock()


@pytest.mark.parametrize(
    ("kinds", "choice"),
    [
        ((MediaKind.IMAGE,), "media:image"),
        ((MediaKind.IMAGE, MediaKind.AUDIO), "media:audio"),
        ((MediaKind.CONTACT_CARD,), "media:contact_card"),
        ((MediaKind.OTHER,), "media:other"),
    ],
)
def test_what_came_is_told_to_the_bot_by_its_kind(
    setup: Setup, kinds: tuple[MediaKind, ...], choice: str
) -> None:
    send(setup, *kinds)

    setup.serve()

    assert choices(setup) == [choice]


def test_the_name_of_a_document_is_no_answer(setup: Setup) -> None:
    send(setup, MediaKind.DOCUMENT, words="Warrant 12.pdf")

    setup.serve()

    assert choices(setup) == ["media:document"]
    assert setup.bot.turns[0]["text"] == ""


def test_a_place_is_told_in_words_and_needs_no_looking_at(setup: Setup) -> None:
    send(setup, place=STATION)

    setup.serve()

    [turn] = setup.bot.turns
    assert turn["metadata"]["choice"] == "media:place"
    assert turn["metadata"]["text"] == "Hospital road (27.70420, 85.30670)"
    # The name of a place is no word of illness.
    assert turn["text"] == ""
    assert waits_since(setup) is None


def test_35_an_album_is_acknowledged_once(setup: Setup) -> None:
    setup.bot.script = [ACKNOWLEDGED]
    for _ in range(3):
        send(setup, MediaKind.IMAGE)

    setup.serve()

    assert choices(setup) == ["media:image"]
    assert setup.states(Direction.INBOUND) == [MessageState.DONE] * 3


def test_35_what_comes_later_or_is_something_else_is_acknowledged_too(setup: Setup) -> None:
    setup.bot.script = [ACKNOWLEDGED, ACKNOWLEDGED, ACKNOWLEDGED]
    send(setup, MediaKind.IMAGE)
    setup.serve()
    send(setup, MediaKind.AUDIO)
    setup.serve()
    setup.clock.pass_by(timedelta(minutes=11))
    send(setup, MediaKind.AUDIO)

    setup.serve()

    assert choices(setup) == ["media:image", "media:audio", "media:audio"]


def test_35_a_photo_with_words_is_answered_by_its_words_and_looked_at(setup: Setup) -> None:
    send(setup, MediaKind.IMAGE, words="this is the paper he signed")

    setup.serve()

    assert setup.bot.turns[0]["text"] == "this is the paper he signed"
    assert choices(setup) == [None]
    assert waits_since(setup) == setup.clock()


def test_35_a_message_with_nothing_in_it_is_not_understood(setup: Setup) -> None:
    send(setup)

    setup.serve()

    assert choices(setup) == ["intent:nlu_fallback"]
    assert waits_since(setup) is None


def test_an_acknowledgement_does_not_take_away_what_was_offered(setup: Setup) -> None:
    buttons = [
        {"title": "Yes", "payload": "age_group:child"},
        {"title": "No", "payload": "age_group:adult"},
    ]
    setup.bot.script = [{"replies": [{"text": "Under 18?", "buttons": buttons}]}, ACKNOWLEDGED]
    send(setup, words="they took him")
    setup.serve()
    send(setup, MediaKind.IMAGE)
    setup.serve()

    send(setup, words="2")
    setup.serve()

    assert choices(setup) == [None, "media:image", "age_group:adult"]


def test_a_voice_note_waits_for_the_bot_like_any_message(setup: Setup) -> None:
    setup.bot.script = [503, ACKNOWLEDGED]
    send(setup, MediaKind.AUDIO)
    setup.serve()
    assert setup.states(Direction.INBOUND) == [MessageState.NEW]

    setup.clock.pass_by(timedelta(minutes=1))
    setup.serve()

    assert setup.carrier.bodies == ["It has reached us."]
