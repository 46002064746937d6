"""What we offer by WhatsApp, as the simulated carrier shows it on a phone and hands it back."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from gateway.carrier import Choice, Offer, Outgoing
from gateway.cli import main
from gateway.twilio.sending import TwilioCarrier
from gateway.twilio.taps import tap, words
from gateway.twilio.templates import declared_templates
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, MessageForm
from helpline.storage.templates import StoredContents
from tests.builders import FAMILY_NUMBER, OWN_NUMBER
from tests.end_to_end.installation import wait_for
from tests.gateway.simulator.conftest import Recorder, write

WHATSAPP = f"whatsapp:{FAMILY_NUMBER}"
WORDS = "Who is held?\n\nChoose one."


@pytest.fixture
def carrier(settings: Settings, database: Database, carrier_url: str) -> TwilioCarrier:
    settings = dataclasses.replace(settings, twilio_api_base_url=carrier_url)
    return TwilioCarrier(settings, StoredContents(database))


def offering(*titles: str) -> Outgoing:
    choices = tuple(Choice(f"m.{number}", title) for number, title in enumerate(titles, start=1))
    body = "\n".join([WORDS, *(f"{n} {title}" for n, title in enumerate(titles, start=1))])
    offer = Offer(WORDS, choices, "en", "Choose")
    return Outgoing("m", Channel.WHATSAPP, FAMILY_NUMBER, OWN_NUMBER, body, offer)


def last_shown(carrier_url: str) -> dict[str, Any]:
    answer = requests.get(f"{carrier_url}/phone/messages", params={"address": WHATSAPP}, timeout=10)
    return dict(answer.json()["messages"][-1])


@pytest.mark.parametrize(
    ("titles", "kind"), [(("A man", "A woman"), "buttons"), (tuple("abcdefg"), "list")]
)
def test_the_phone_shows_what_can_be_tapped_and_the_words_without_the_numbers(
    carrier: TwilioCarrier, carrier_url: str, titles: tuple[str, ...], kind: str
) -> None:
    write(carrier_url, "hello", sender=WHATSAPP)

    assert carrier.send(offering(*titles)).form is MessageForm.OPTIONS

    shown = last_shown(carrier_url)
    assert shown["body"] == WORDS
    assert shown["offer"]["kind"] == kind
    assert [each["title"] for each in shown["offer"]["choices"]] == list(titles)


def test_a_tap_comes_back_with_the_id_that_we_gave(
    carrier: TwilioCarrier, carrier_url: str, recorder: Recorder
) -> None:
    write(carrier_url, "hello", sender=WHATSAPP)
    sid = carrier.send(offering("A man", "A woman")).sid

    write(carrier_url, sender=WHATSAPP, reply_to=sid, tap="m.2")

    [form] = [form for _, form, _ in recorder.requests if "ButtonPayload" in form]
    told = tap(form)
    assert told is not None
    assert (told.id, told.replies_to_sid, words(form)) == ("m.2", sid, "A woman")


def test_templates_are_handed_in_approved_and_sent_after_a_day(
    carrier: TwilioCarrier, carrier_url: str, environ: dict[str, str], database: Database
) -> None:
    environ["TWILIO_API_BASE_URL"] = carrier_url
    for command in ("submit", "check"):
        assert CliRunner(env=environ).invoke(main, ["templates", command]).exit_code == 0
    write(carrier_url, "hello", sender=WHATSAPP)
    requests.post(f"{carrier_url}/phone/time", json={"hours": 25}, timeout=10).raise_for_status()
    with database.reading() as session:
        template = declared_templates().find_approved(session, "helpline_reply", "ne")
    assert template is not None

    sent = dataclasses.replace(offering("Yes"), offer=None, template=template)
    assert carrier.send(sent).form is MessageForm.TEMPLATE

    wait_for(lambda: last_shown(carrier_url)["body"] == template.body, seconds=10, what="it")
