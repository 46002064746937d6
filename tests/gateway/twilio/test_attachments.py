"""What comes with a message, as Twilio's webhook tells it (23, 24, 49), and whom it is from."""

from __future__ import annotations

import pytest
from flask import Flask

from gateway.app import create_app
from gateway.extension import gateway_of
from helpline.settings import Settings
from helpline.storage.contacts import address_of, find_contact
from helpline.storage.database import Database
from helpline.storage.fetching import claim_next
from helpline.storage.kinds import Channel, Forwarded, MediaKind, MediaState
from helpline.storage.media import list_media, place_of, sid_of
from helpline.storage.messages import body_of, list_messages
from helpline.storage.tables import Contact, Media, Message, new_id
from tests.builders import FAMILY_NUMBER, OWN_NUMBER
from tests.gateway.twilio.requests import inbound_form, new_sid, post

INBOUND = "/twilio/inbound"
WHATSAPP = {"From": f"whatsapp:{FAMILY_NUMBER}", "To": f"whatsapp:{OWN_NUMBER}"}
PERSON = "NP.13491208655302741918"
ACCOUNT = "AC" + "0" * 32


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    return create_app(settings)


@pytest.fixture
def any_app(any_settings: Settings, any_database: Database) -> Flask:
    return create_app(any_settings)


def media_url(sid: str, media: str, *, host: str = "https://api.twilio.com") -> str:
    return f"{host}/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}/Media/{media}"


def kept(app: Flask, form: dict[str, str]) -> tuple[Message, list[tuple[MediaKind, str | None]]]:
    """Posts a message and returns it, with the kinds and sids of what came with it."""
    assert post(app, INBOUND, form).status_code == 200
    with gateway_of(app).database.reading() as session:
        contact = session.query(Contact).one()
        message = list_messages(session, contact.id)[-1]
        media = list_media(session, [message.id]).get(message.id, [])
        assert message.media_count == len(media)
        return message, [(each.kind, sid_of(session, each)) for each in media]


def test_files_are_kept_by_kind_and_sid_and_are_due_at_once(any_app: Flask) -> None:
    sid, photo, voice = new_sid(), f"ME{new_id()}", f"ME{new_id()}"
    form = inbound_form(
        MessageSid=sid, Body="", NumMedia="2",
        MediaUrl0=media_url(sid, photo), MediaContentType0="image/jpeg",
        MediaUrl1=media_url(sid, voice), MediaContentType1="audio/ogg; codecs=opus",
    )  # fmt: skip

    message, media = kept(any_app, form)

    assert media == [(MediaKind.IMAGE, photo), (MediaKind.AUDIO, voice)]
    with gateway_of(any_app).database.transaction() as session:
        claimed = claim_next(
            session, now=message.created_at, hold=message.created_at - message.created_at
        )
        assert claimed is not None
        assert (claimed.message_sid, claimed.sid) == (sid, photo)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"NumMedia": "abc"}, 1),
        ({"NumMedia": "-1"}, 1),
        ({"NumMedia": "999999"}, 1),
        ({"NumMedia": "\u0662"}, 1),
        ({"NumMedia": "3"}, 3),
        ({"NumMedia": "0"}, 0),
        ({"NumMedia": ""}, 0),
    ],
)
def test_23_a_count_that_does_not_fit_keeps_the_message_and_marks_what_is_missing(
    app: Flask, told: dict[str, str], expected: int
) -> None:
    message, media = kept(app, inbound_form(Body="look at this", **told))

    assert media == [(MediaKind.OTHER, None)] * expected
    with gateway_of(app).database.reading() as session:
        assert body_of(session, message) == "look at this"


def test_23_one_address_for_two_files_keeps_the_one_and_marks_the_other(app: Flask) -> None:
    sid, photo = new_sid(), f"ME{new_id()}"
    form = inbound_form(
        MessageSid=sid, NumMedia="2",
        MediaUrl0=media_url(sid, photo), MediaContentType0="image/png",
    )  # fmt: skip

    _, media = kept(app, form)

    assert media == [(MediaKind.IMAGE, photo), (MediaKind.OTHER, None)]


@pytest.mark.parametrize(
    ("announced", "kind"),
    [
        (None, MediaKind.OTHER),
        ("", MediaKind.OTHER),
        ("text/html; charset=utf-8", MediaKind.DOCUMENT),
        ("x" * 10_000, MediaKind.OTHER),
        ("image/jpeg" + " " * 5_000, MediaKind.IMAGE),
        ("text/vcard", MediaKind.CONTACT_CARD),
        ("VIDEO/MP4", MediaKind.VIDEO),
        ("../../etc/passwd", MediaKind.OTHER),
    ],
)
def test_24_whatever_a_file_is_called_it_is_kept(
    app: Flask, announced: str | None, kind: MediaKind
) -> None:
    sid = new_sid()
    form = inbound_form(
        MessageSid=sid, NumMedia="1",
        MediaUrl0=media_url(sid, f"ME{new_id()}"), MediaContentType0=announced,
    )  # fmt: skip

    _, media = kept(app, form)

    assert [each for each, _ in media] == [kind]


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://localhost:5005/",
        "file:///etc/passwd",
        "https://api.twilio.com.evil.example/",
        "https://api.twilio.com@evil.example/",
        media_url("MM" + "1" * 32, "ME" + "2" * 32),
        media_url("{sid}", "ME" + "2" * 31),
        media_url("{sid}", "../../../Calls"),
        media_url("{sid}", "ME" + "2" * 32) + "/../../Recordings",
        media_url("{sid}", "ME" + "2" * 32) + "?x=1",
        media_url("{sid}", "ME" + "2" * 32).replace(ACCOUNT, "AC" + "1" * 32),
        "",
        "x" * 3_000,
    ],
)
def test_49_an_address_that_is_no_files_of_this_message_gives_nothing_to_fetch(
    app: Flask, address: str
) -> None:
    sid = new_sid()
    form = inbound_form(
        MessageSid=sid, NumMedia="1",
        MediaUrl0=address.replace("{sid}", sid), MediaContentType0="image/jpeg",
    )  # fmt: skip

    _, media = kept(app, form)

    assert media == [(MediaKind.IMAGE, None)]


def test_49_of_a_strange_host_only_the_id_is_taken_and_the_host_never(app: Flask) -> None:
    sid, photo = new_sid(), f"ME{new_id()}"
    url = media_url(sid, photo, host="https://api.twilio.com.evil.example")
    form = inbound_form(MessageSid=sid, NumMedia="1", MediaUrl0=url, MediaContentType0="image/png")

    _, media = kept(app, form)

    assert media == [(MediaKind.IMAGE, photo)]
    with gateway_of(app).database.reading() as session:
        assert all("evil" not in str(vars(each)) for each in session.query(Media))


def test_a_place_is_kept_with_its_label_and_address(any_app: Flask) -> None:
    form = inbound_form(
        **WHATSAPP, Body="", MessageType="location", Latitude="27.7042", Longitude="85.3067",
        Label="Hanuman Dhoka", Address="Kathmandu \u202e44600",
    )  # fmt: skip

    message, media = kept(any_app, form)

    assert media == [(MediaKind.PLACE, None)]
    with gateway_of(any_app).database.reading() as session:
        [row] = list_media(session, [message.id])[message.id]
        assert row.state is MediaState.STORED
        place = place_of(session, row)
        assert place is not None
        assert place.words == "Hanuman Dhoka, Kathmandu 44600 (27.70420, 85.30670)"
        assert b"27.7042" not in (row.detail_sealed or b"")


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("91", "0"), ("0", "181"), ("nan", "0"), ("inf", "0"), ("north", "east"), ("", ""), ("1", "")],
)
def test_a_place_that_is_nowhere_is_none(app: Flask, latitude: str, longitude: str) -> None:
    _, media = kept(app, inbound_form(**WHATSAPP, Latitude=latitude, Longitude=longitude))

    assert media == []


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, None),
        ({"Forwarded": "true"}, Forwarded.ONCE),
        ({"Forwarded": "true", "FrequentlyForwarded": "true"}, Forwarded.OFTEN),
        ({"Forwarded": "false", "FrequentlyForwarded": "false"}, None),
    ],
)
def test_a_message_that_was_passed_on_is_marked(
    app: Flask, told: dict[str, str], expected: Forwarded | None
) -> None:
    message, _ = kept(app, inbound_form(**WHATSAPP, **told))

    assert message.forwarded is expected


def test_a_person_who_stops_showing_their_number_stays_who_they_are(any_app: Flask) -> None:
    with_number = inbound_form(**WHATSAPP, ExternalUserId=f"whatsapp:{PERSON}")
    without = inbound_form(**WHATSAPP) | {"From": f"whatsapp:{PERSON}"}

    for form in (with_number, without, with_number | {"MessageSid": new_sid()}):
        assert post(any_app, INBOUND, form).status_code == 200

    with gateway_of(any_app).database.reading() as session:
        contact = session.query(Contact).one()
        assert address_of(session, contact) == FAMILY_NUMBER
        assert len(list_messages(session, contact.id)) == 3


def test_a_person_who_shows_their_number_later_is_reached_by_it(any_app: Flask) -> None:
    hidden = inbound_form(**WHATSAPP, ExternalUserId=f"whatsapp:{PERSON}")
    hidden["From"] = f"whatsapp:{PERSON}"
    post(any_app, INBOUND, hidden)
    with gateway_of(any_app).database.reading() as session:
        contact = session.query(Contact).one()
        assert (address_of(session, contact), contact.country) == (PERSON, "NP")

    post(any_app, INBOUND, inbound_form(**WHATSAPP, ExternalUserId=f"whatsapp:{PERSON}"))

    with gateway_of(any_app).database.reading() as session:
        contact = session.query(Contact).one()
        assert address_of(session, contact) == FAMILY_NUMBER
        assert find_contact(session, Channel.WHATSAPP, FAMILY_NUMBER) is contact


def test_an_id_on_sms_is_no_alias(app: Flask) -> None:
    post(app, INBOUND, inbound_form(**WHATSAPP, ExternalUserId=f"whatsapp:{PERSON}"))
    post(app, INBOUND, inbound_form(From=PERSON))

    with gateway_of(app).database.reading() as session:
        assert session.query(Contact).count() == 2
