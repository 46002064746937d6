"""Files, places and forwarded messages from a phone, and their erasure at the carrier."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from gateway.simulator.samples import kinds
from tests.builders import FAMILY_NUMBER, OWN_NUMBER
from tests.gateway.simulator.conftest import ACCOUNT, TOKEN, Recorder, send, switch, write

WHATSAPP = f"whatsapp:{FAMILY_NUMBER}"
NOTE = {"name": "a.txt", "content_type": "text/plain", "data": base64.b64encode(b"note").decode()}


def form_of(recorder: Recorder) -> dict[str, str]:
    """Returns the last message that was handed to the gateway."""
    return next(form for path, form, _ in recorder.requests[::-1] if path == "/twilio/inbound")


@pytest.mark.parametrize("kind", kinds())
def test_a_file_is_announced_and_fetched_where_it_is_said_to_be(
    carrier_url: str, recorder: Recorder, kind: str
) -> None:
    write(carrier_url, sender=WHATSAPP, media=[{"sample": kind}])

    form = form_of(recorder)
    assert (form["NumMedia"], form["Body"]) == ("1", "")
    assert form["MessageSid"].startswith("MM")
    address = form["MediaUrl0"]
    assert address.startswith(f"{carrier_url}/2010-04-01/Accounts/{ACCOUNT}/Messages/")
    answer = requests.get(address, auth=(ACCOUNT, TOKEN), timeout=10)
    assert answer.headers["Content-Type"].partition(";")[0] == form["MediaContentType0"]
    assert len(answer.content) > 50
    assert requests.get(address, timeout=10).status_code == 401
    switch(carrier_url, lose_media=1)
    assert requests.get(address, auth=(ACCOUNT, TOKEN), timeout=10).status_code == 404


def test_files_of_ones_own_are_sent_as_they_are(carrier_url: str, recorder: Recorder) -> None:
    write(carrier_url, "look", media=[NOTE, NOTE])

    form = form_of(recorder)
    assert (form["Body"], form["NumMedia"], form["MediaContentType1"]) == (
        "look",
        "2",
        "text/plain",
    )
    answer = requests.get(form["MediaUrl1"], auth=(ACCOUNT, TOKEN), timeout=10)
    assert answer.content == b"note"


@pytest.mark.parametrize(
    "wrong",
    [
        {"media": "none"},
        {"media": [NOTE] * 11},
        {"media": [{"sample": "no such"}]},
        {"media": [NOTE | {"data": "no base64!"}]},
        {"media": [NOTE | {"content_type": "text/plain\r\nX: y"}]},
        {"place": {"latitude": 91, "longitude": 0}},
        {"place": {"latitude": "north"}},
        {"reply_to": "SM" + "0" * 32},
    ],
)
def test_what_no_phone_could_send_is_refused(carrier_url: str, wrong: dict[str, Any]) -> None:
    assert write(carrier_url, **wrong).status_code == 400


def test_a_place_comes_as_whatsapp_sends_it(carrier_url: str, recorder: Recorder) -> None:
    place = {"latitude": 27.67, "longitude": 85.32, "address": "Patan", "label": "Police"}

    write(carrier_url, sender=WHATSAPP, place=place)

    form = form_of(recorder)
    assert (form["Latitude"], form["Longitude"]) == ("27.67", "85.32")
    assert (form["Address"], form["Label"], form["MessageType"]) == ("Patan", "Police", "location")


def test_a_reply_and_a_forwarded_message_say_what_they_are(
    client: Client, carrier_url: str, recorder: Recorder
) -> None:
    write(carrier_url, "hello", sender=WHATSAPP)
    sent = send(client, recorder, to=WHATSAPP)

    write(carrier_url, "this", sender=WHATSAPP, reply_to=sent.sid, often_forwarded=True)

    form = form_of(recorder)
    assert form["OriginalRepliedMessageSid"] == sent.sid
    assert form["OriginalRepliedMessageSender"] == f"whatsapp:{OWN_NUMBER}"
    assert (form["Forwarded"], form["FrequentlyForwarded"]) == ("true", "true")


def test_files_are_listed_and_deleted_one_by_one_and_with_their_message(
    client: Client, carrier_url: str
) -> None:
    sid = write(carrier_url, media=[NOTE, NOTE]).json()["sid"]
    first, second = client.messages(sid).media.list()
    assert client.messages(sid).fetch().num_media == "2"

    assert client.messages(sid).media(first.sid).delete()
    assert [each.sid for each in client.messages(sid).media.list()] == [second.sid]
    assert client.messages(sid).media(second.sid).fetch().content_type == "text/plain"
    assert client.messages(sid).delete()

    with pytest.raises(TwilioRestException) as failure:
        client.messages(sid).media(second.sid).fetch()
    assert failure.value.status == 404


def test_lists_are_paged_and_what_comes_in_meanwhile_moves_nothing(
    client: Client, carrier_url: str
) -> None:
    sids = [write(carrier_url, f"{number}").json()["sid"] for number in range(7)]
    page = client.messages.page(to=OWN_NUMBER, page_size=3)
    first = [each.sid for each in page]
    write(carrier_url, "new")

    rest = []
    while (page := page.next_page()) is not None:
        rest += [each.sid for each in page]

    assert first + rest == sids[::-1]
    assert len(client.messages.list(to=OWN_NUMBER, page_size=3)) == 8


def test_the_page_shows_pictures_and_saves_all_else(carrier_url: str) -> None:
    script = NOTE | {"content_type": "text/html"}
    sent = write(carrier_url, media=[{"sample": "photo"}, script]).json()

    photo, saved = (
        requests.get(carrier_url + each["url"], timeout=10).headers for each in sent["media"]
    )

    assert (photo["Content-Type"], photo["Content-Disposition"]) == ("image/png", "inline")
    assert saved["Content-Type"] == "application/octet-stream"
    assert saved["Content-Disposition"] == "attachment"
    assert saved["Content-Security-Policy"] == "default-src 'none'; sandbox"
