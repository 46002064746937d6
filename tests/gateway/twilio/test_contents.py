"""Options by WhatsApp over real HTTP: the shapes that Twilio is asked for, once each, and text
where it does not take them.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from twilio.http.http_client import TwilioHttpClient

from gateway.carrier import ApprovedTemplate, Choice, Offer, Outgoing, Refused
from gateway.twilio.contents import fits, shape_of, values_of
from gateway.twilio.sending import ApiClient, TwilioCarrier
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, MessageForm
from helpline.storage.templates import StoredContents

CONTENT_SID = "HX" + "c" * 32


def offer(
    *titles: str, text: str = "Are they a child?\n\nChoose.", button: str = "Choose"
) -> Offer:
    choices = tuple(Choice(f"m.{number}", title) for number, title in enumerate(titles, start=1))
    return Offer(text, choices, "en", button)


def outgoing(offered: Offer | None = None, template: ApprovedTemplate | None = None) -> Outgoing:
    body = "Are they a child?\n1 Yes\n2 No"
    return Outgoing("m", Channel.WHATSAPP, "+15550177", "+15550100", body, offered, template)


@dataclass
class Twilio:
    """Twilio's API of messages and of contents, answering as it is told."""

    url: str = ""
    contents: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, str]] = field(default_factory=list)
    content_code: int = 201
    refuses_contents_with: int = 0
    listed: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        if path.startswith("/v1/Content"):
            self.contents.append(json.loads(body))
            return self.content_code, {"sid": CONTENT_SID}
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.messages.append(form)
        if "ContentSid" in form and self.refuses_contents_with:
            return 400, {"code": self.refuses_contents_with, "message": "", "status": 400}
        return 201, {"sid": "MM" + "0" * 32, "status": "queued"}


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    twilio = Twilio()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._send(*twilio.answer(self.path, self._body()))

        def do_GET(self) -> None:
            self._send(200, {"messages": twilio.listed, "meta": {"key": "messages"}})

        def _body(self) -> bytes:
            return self.rfile.read(int(self.headers["Content-Length"]))

        def _send(self, code: int, answer: dict[str, Any]) -> None:
            data = json.dumps(answer).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    twilio.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield twilio
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def carrier(settings: Settings, database: Database, twilio: Twilio) -> TwilioCarrier:
    settings = replace(settings, twilio_api_base_url=twilio.url)
    return TwilioCarrier(settings, StoredContents(database))


def test_up_to_three_short_options_are_buttons(carrier: TwilioCarrier, twilio: Twilio) -> None:
    accepted = carrier.send(outgoing(offer("Yes", "No")))

    assert accepted.form is MessageForm.OPTIONS
    [content] = twilio.contents
    assert content["language"] == "en"
    assert content["types"] == {
        "twilio/quick-reply": {
            "body": "{{1}}\n\n{{2}}",
            "actions": [
                {"type": "QUICK_REPLY", "id": "{{3}}", "title": "Yes"},
                {"type": "QUICK_REPLY", "id": "{{4}}", "title": "No"},
            ],
        }
    }
    [sent] = twilio.messages
    assert "Body" not in sent
    assert sent["ContentSid"] == CONTENT_SID
    assert json.loads(sent["ContentVariables"]) == {
        "1": "Are they a child?", "2": "Choose.", "3": "m.1", "4": "m.2",
    }  # fmt: skip


@pytest.mark.parametrize(
    "titles", [("a", "b", "c", "d"), tuple("abcdefghij"), ("No, I change something", "Yes")]
)
def test_up_to_ten_options_are_a_list_and_so_are_a_few_long_ones(
    carrier: TwilioCarrier, twilio: Twilio, titles: tuple[str, ...]
) -> None:
    carrier.send(outgoing(offer(*titles)))

    picker = twilio.contents[0]["types"]["twilio/list-picker"]
    assert picker["button"] == "Choose"
    assert [item["item"] for item in picker["items"]] == list(titles)


@pytest.mark.parametrize(
    ("offered", "fitting"),
    [
        (offer(*"abcdefghij"), True),
        (offer(*"abcdefghijk"), False),
        (offer("x" * 24, "y"), True),
        (offer("x" * 25, "y"), False),
        # Burmese and Nepali are counted as people see them.
        (offer("လွတ်ပြီလား" * 3, "no"), True),
        (offer("👨‍👩‍👧‍👦" * 20, "no"), True),
        (offer("Yes", "Yes"), False),
        (offer("Yes", ""), False),
        (offer(), False),
        (offer("Yes", text="x" * 1024), True),
        (offer("Yes", text="x" * 1025), False),
        (offer("Yes", text=" \n "), False),
        (offer("Yes", text="x\n" * 99), True),
        (offer("Yes", text="x\n" * 100), False),
        (offer("a", "b", "c", "d", button="x" * 21), False),
    ],
)
def test_what_whatsapp_cannot_show_is_not_offered_to_it(offered: Offer, fitting: bool) -> None:
    assert fits(offered) is fitting


@pytest.mark.parametrize("titles", [tuple("abcdefghijk"), ("x" * 25, "y")])
def test_what_does_not_fit_goes_as_numbered_text_and_asks_twilio_for_nothing(
    carrier: TwilioCarrier, twilio: Twilio, titles: tuple[str, ...]
) -> None:
    accepted = carrier.send(outgoing(offer(*titles)))

    assert accepted.form is MessageForm.TEXT
    assert twilio.contents == []
    assert twilio.messages[0]["Body"] == "Are they a child?\n1 Yes\n2 No"


def test_a_shape_is_made_once_for_other_words_and_other_contacts_too(
    carrier: TwilioCarrier, twilio: Twilio, settings: Settings, database: Database
) -> None:
    carrier.send(outgoing(offer("Yes", "No", text="Is it cold?")))
    carrier.send(outgoing(offer("Yes", "No", text="Is it late?")))
    again = TwilioCarrier(
        replace(settings, twilio_api_base_url=twilio.url), StoredContents(database)
    )
    again.send(outgoing(offer("Yes", "No", text="Is it far?")))
    assert len(twilio.contents) == 1

    carrier.send(outgoing(offer("Oui", "Non", text="Is it far?")))
    carrier.send(outgoing(offer("Yes", "No", text="Is it\nfar?")))

    assert len(twilio.contents) == 3


def test_nothing_that_somebody_told_stands_in_a_shape() -> None:
    told = offer("Yes", "No", text="Name: Zarbakht\nSince: Monday\tat 5\n\nIs it right?")

    assert "Zarbakht" not in json.dumps(shape_of(told))
    assert values_of(told)["2"] == "Since: Monday at 5"
    assert all("\n" not in value and "\t" not in value for value in values_of(told).values())


@pytest.mark.parametrize("code", [400, 429, 500])
def test_where_twilio_makes_no_shape_the_options_go_as_text_and_it_is_left_alone_for_a_while(
    carrier: TwilioCarrier, twilio: Twilio, code: int
) -> None:
    twilio.content_code = code

    forms = [carrier.send(outgoing(offer("Yes", "No"))).form for _ in range(3)]

    assert forms == [MessageForm.TEXT] * 3
    assert len(twilio.contents) == 1
    assert all("ContentSid" not in sent for sent in twilio.messages)


@pytest.mark.parametrize("code", [21654, 21655, 21656, 63013, 63021])
def test_a_content_that_is_refused_goes_as_text_at_once(
    carrier: TwilioCarrier, twilio: Twilio, code: int
) -> None:
    twilio.refuses_contents_with = code

    assert carrier.send(outgoing(offer("Yes", "No"))).form is MessageForm.TEXT

    assert ["ContentSid" in sent for sent in twilio.messages] == [True, False]


@pytest.mark.parametrize("code", [63016, 21610, 21211])
def test_a_refusal_that_is_not_about_the_buttons_is_not_tried_as_text(
    carrier: TwilioCarrier, twilio: Twilio, code: int
) -> None:
    twilio.refuses_contents_with = code

    with pytest.raises(Refused) as refused:
        carrier.send(outgoing(offer("Yes", "No")))

    assert refused.value.code == str(code)
    assert len(twilio.messages) == 1


def test_a_template_goes_by_its_id_alone(carrier: TwilioCarrier, twilio: Twilio) -> None:
    template = ApprovedTemplate("HX" + "d" * 32, "Hello. Write to us.", "en")

    assert carrier.send(outgoing(template=template)).form is MessageForm.TEMPLATE

    [sent] = twilio.messages
    assert sent["ContentSid"] == template.sid
    assert not {"Body", "ContentVariables"} & sent.keys()


def test_a_send_of_unknown_outcome_is_found_again_in_whichever_form_it_went(
    carrier: TwilioCarrier, twilio: Twilio
) -> None:
    date = "Mon, 23 Nov 2026 08:00:00 +0000"
    words = ["Are they a child?\n1 Yes\n2 No", "Are they a child?\n\nChoose.", "Something else."]
    twilio.listed = [
        {"sid": f"MM{number:032}", "body": body, "status": "sent", "date_sent": date}
        for number, body in enumerate(words)
    ]

    found = carrier.list_sent(
        outgoing(offer("Yes", "No")), since=datetime(2026, 11, 23, tzinfo=UTC)
    )

    assert [each.sid[-1] for each in found] == ["0", "1"]


@pytest.mark.parametrize(
    ("base", "host"),
    [("https://api.twilio.com", "content.twilio.com"), ("http://127.0.0.1:9", "127.0.0.1:9")],
)
def test_contents_are_made_at_twilios_own_host_or_where_the_api_is(
    monkeypatch: pytest.MonkeyPatch, base: str, host: str
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        TwilioHttpClient, "request", lambda _self, _method, url, *_, **__: asked.append(url)
    )

    ApiClient(base, 1.0).request("POST", "https://content.twilio.com/v1/Content")
    ApiClient(base, 1.0).request("POST", "https://api.twilio.com/2010-04-01/x")

    assert [url.split("/")[2] for url in asked] == [host, base.partition("://")[2]]
