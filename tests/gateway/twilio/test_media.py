"""Fetching files from Twilio, over real sockets: from whom, with what, and how much (49-53)."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from gateway.media_source import LeadsElsewhere, NotThere, TooLarge, Unavailable
from gateway.twilio.media import TwilioMedia
from helpline.settings import Settings
from helpline.storage.tables import new_id
from tests.gateway.installed import HOST, make_certificate
from tests.gateway.twilio.store import Store, answer, endless, leading, serving_files, silent

ACCOUNT = "AC" + "0" * 32
MESSAGE = f"MM{new_id()}"
MEDIA = f"ME{new_id()}"
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{MESSAGE}/Media/{MEDIA}"
PHOTO = b"\xff\xd8\xff\xe0 a photo \xff\xd9"
LIMIT = 100_000
LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]


@pytest.fixture
def api() -> Iterator[Store]:
    with serving_files() as store:
        yield store


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls") / "store.pem")


@pytest.fixture
def cdn(certificate: Path) -> Iterator[Store]:
    with serving_files(certificate) as store:
        yield store


def source(settings: Settings, api: Store, *hosts: str, **options: object) -> TwilioMedia:
    set_up = replace(settings, twilio_api_base_url=api.url, twilio_media_hosts=hosts)
    return TwilioMedia(set_up, **options)  # type: ignore[arg-type]


def test_a_file_is_fetched_with_the_accounts_credentials(settings: Settings, api: Store) -> None:
    api.gives(PATH, PHOTO)

    fetched = source(settings, api).fetch(MESSAGE, MEDIA, limit=LIMIT)

    assert (fetched.content, fetched.announced) == (PHOTO, "image/jpeg")
    assert api.asked == [(PATH, ACCOUNT)]


def test_a_redirect_within_twilio_is_followed(settings: Settings, api: Store) -> None:
    api.leads(PATH, "/stored/1?signature=x")
    api.gives("/stored/1", PHOTO)

    assert source(settings, api).fetch(MESSAGE, MEDIA, limit=LIMIT).content == PHOTO


def test_a_redirect_to_a_store_is_followed_over_https_without_credentials(
    settings: Settings, api: Store, cdn: Store, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", leading({HOST: ["127.0.0.1"]}, []))
    api.leads(PATH, f"https://{HOST}:{cdn.port}/files/1?signature=x")
    cdn.gives("/files/1", PHOTO)
    twilio = source(
        settings, api, f"{HOST}:{cdn.port}/files/", also=LOOPBACK, verify=str(certificate)
    )

    assert twilio.fetch(MESSAGE, MEDIA, limit=LIMIT).content == PHOTO
    assert cdn.asked == [("/files/1?signature=x", None)]


def test_a_store_with_a_certificate_of_another_gets_no_request(
    settings: Settings, api: Store, cdn: Store, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", leading({"other.example": ["127.0.0.1"]}, []))
    host = f"other.example:{cdn.port}"
    api.leads(PATH, f"https://{host}/files/1")
    twilio = source(settings, api, host, also=LOOPBACK, verify=str(certificate))

    with pytest.raises(Unavailable):
        twilio.fetch(MESSAGE, MEDIA, limit=LIMIT)
    assert cdn.asked == []


@pytest.mark.parametrize(
    "sids",
    [
        (MESSAGE, "http://169.254.169.254/latest/meta-data"),
        (MESSAGE, "../../Calls"),
        (MESSAGE, MEDIA + "/../.."),
        ("../" + MESSAGE, MEDIA),
        (MESSAGE, ""),
    ],
)
def test_49_what_is_no_sid_is_never_asked_for(
    settings: Settings, api: Store, sids: tuple[str, str]
) -> None:
    with pytest.raises((LeadsElsewhere, NotThere)):
        source(settings, api).fetch(*sids, limit=LIMIT)
    assert api.asked == []


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://localhost:5005/",
        "https://localhost:5005/",
        "file:///etc/passwd",
        "https://mms.twiliocdn.com.evil.example/x",
        "https://mms.twiliocdn.com@evil.example/x",
        "https://user:password@mms.twiliocdn.com/x",
        "http://mms.twiliocdn.com/x",
        "https://mms.twiliocdn.com:8443/x",
        "https://[::1]/x",
        "https://[broken/x",
        "//evil.example/x",
        "https://s3-external-1.amazonaws.com/another-bucket/x",
        "https://s3-external-1.amazonaws.com/media.twiliocdn.com/../another-bucket/x",
        "https://s3-external-1.amazonaws.com/media.twiliocdn.com/%2e%2e/another-bucket/x",
        "https://s3-external-1.amazonaws.com/media.twiliocdn.com/.%2E/another-bucket/x",
        "gopher://mms.twiliocdn.com/x",
    ],
)
def test_50_a_redirect_to_anywhere_else_is_not_followed(
    settings: Settings, api: Store, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = spy_on_connections(monkeypatch)
    api.leads(PATH, location)
    twilio = source(settings, api, *settings.twilio_media_hosts)

    with pytest.raises(LeadsElsewhere):
        twilio.fetch(MESSAGE, MEDIA, limit=LIMIT)

    assert connected == [("127.0.0.1", api.port)]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
    ],
)
def test_50_a_store_at_an_address_that_is_not_public_is_not_connected_to(
    settings: Settings, api: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = spy_on_connections(monkeypatch)
    monkeypatch.setattr(socket, "getaddrinfo", leading({HOST: [address]}, []))
    api.leads(PATH, f"https://{HOST}/files/1")

    with pytest.raises(LeadsElsewhere):
        source(settings, api, HOST).fetch(MESSAGE, MEDIA, limit=LIMIT)

    assert connected == [("127.0.0.1", api.port)]


@pytest.mark.parametrize(
    "address", ["::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "2002:7f00:1::"]
)
def test_50_nor_one_of_the_sixth_version(
    settings: Settings, api: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = spy_on_connections(monkeypatch)
    monkeypatch.setattr(socket, "getaddrinfo", leading({HOST: [address]}, []))
    api.leads(PATH, f"https://{HOST}/files/1")

    with pytest.raises(LeadsElsewhere):
        source(settings, api, HOST).fetch(MESSAGE, MEDIA, limit=LIMIT)

    assert connected == [("127.0.0.1", api.port)]


def test_51_a_name_is_looked_up_once_and_what_was_checked_is_connected_to(
    settings: Settings, api: Store, cdn: Store, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    # Allowed when it is checked, and another when it is looked up again.
    monkeypatch.setattr(socket, "getaddrinfo", leading({HOST: ["127.0.0.1", "127.0.0.9"]}, seen))
    connected = spy_on_connections(monkeypatch)
    api.leads(PATH, f"https://{HOST}:{cdn.port}/files/1")
    cdn.gives("/files/1", PHOTO)
    only = [ipaddress.ip_network("127.0.0.1/32")]
    twilio = source(settings, api, f"{HOST}:{cdn.port}", also=only, verify=str(certificate))

    assert twilio.fetch(MESSAGE, MEDIA, limit=LIMIT).content == PHOTO
    assert seen == [HOST]
    assert connected == [("127.0.0.1", api.port), ("127.0.0.1", cdn.port)]


def test_50_what_a_redirect_says_besides_is_not_read(settings: Settings, api: Store) -> None:
    api.answers[PATH] = endless(b"x" * 10_000, code=302, Location="https://evil.example/x")

    with pytest.raises(LeadsElsewhere):
        source(settings, api).fetch(MESSAGE, MEDIA, limit=LIMIT)


def test_50_redirects_in_a_circle_end(settings: Settings, api: Store) -> None:
    api.leads(PATH, PATH)

    with pytest.raises(LeadsElsewhere):
        source(settings, api).fetch(MESSAGE, MEDIA, limit=LIMIT)
    assert len(api.asked) == 4


@pytest.mark.parametrize(
    ("code", "error"),
    [(404, NotThere), (410, NotThere), (401, Unavailable), (403, Unavailable), (500, Unavailable)],
)
def test_52_what_cannot_be_had_says_whether_to_ask_again(
    settings: Settings, api: Store, code: int, error: type[Exception]
) -> None:
    api.answers[PATH] = answer(code, b"no")

    with pytest.raises(error):
        source(settings, api).fetch(MESSAGE, MEDIA, limit=LIMIT)


def test_52_nobody_there_is_to_be_asked_again(settings: Settings, api: Store) -> None:
    away = replace(settings, twilio_api_base_url="http://127.0.0.1:1")

    with pytest.raises(Unavailable):
        TwilioMedia(away).fetch(MESSAGE, MEDIA, limit=LIMIT)


def test_52_a_store_that_falls_silent_is_hung_up_on(settings: Settings, api: Store) -> None:
    api.answers[PATH] = silent

    with pytest.raises(Unavailable):
        source(settings, api, seconds=0.2).fetch(MESSAGE, MEDIA, limit=LIMIT)


def test_52_a_file_that_breaks_off_is_not_taken_for_a_whole_one(
    settings: Settings, api: Store
) -> None:
    api.answers[PATH] = answer(200, PHOTO, Content_Length=str(len(PHOTO) + 1))

    with pytest.raises(Unavailable):
        source(settings, api).fetch(MESSAGE, MEDIA, limit=LIMIT)


def test_53_a_file_that_says_it_is_too_large_is_not_read(settings: Settings, api: Store) -> None:
    api.answers[PATH] = answer(200, b"", Content_Length=str(10**9))

    with pytest.raises(TooLarge):
        source(settings, api).fetch(MESSAGE, MEDIA, limit=LIMIT)


def test_53_a_file_without_end_is_not_read_past_the_limit(settings: Settings, api: Store) -> None:
    api.answers[PATH] = endless(b"x" * 10_000)

    with pytest.raises(TooLarge):
        source(settings, api).fetch(MESSAGE, MEDIA, limit=LIMIT)


def test_53_what_is_packed_is_not_unpacked(settings: Settings, api: Store) -> None:
    packed = b"\x1f\x8b\x08 packed small"
    api.answers[PATH] = answer(200, packed, Content_Encoding="gzip")

    assert source(settings, api).fetch(MESSAGE, MEDIA, limit=LIMIT).content == packed


def test_a_file_in_chunks_is_read_whole(settings: Settings, api: Store) -> None:
    content = bytes(range(256)) * 300

    def in_chunks(request: BaseHTTPRequestHandler) -> None:
        request.protocol_version = "HTTP/1.1"
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        for start in range(0, len(content), 1000):
            piece = content[start : start + 1000]
            request.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        request.wfile.write(b"0\r\n\r\n")
        request.close_connection = True

    api.answers[PATH] = in_chunks

    assert source(settings, api).fetch(MESSAGE, MEDIA, limit=LIMIT).content == content


def test_the_environment_leads_no_fetch_elsewhere(
    settings: Settings, api: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    api.gives(PATH, PHOTO)

    assert source(settings, api).fetch(MESSAGE, MEDIA, limit=LIMIT).content == PHOTO


def test_the_files_of_a_message_are_listed(settings: Settings, api: Store) -> None:
    listed = f'{{"media_list": [{{"sid": "{MEDIA}"}}, {{"sid": "../x"}}]}}'.encode()
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{MESSAGE}/Media.json"
    api.gives(path, listed, "application/json")

    assert source(settings, api).list_media(MESSAGE) == [MEDIA]


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"media_list": 3}', b"x" * 100_000])
def test_an_unreadable_list_is_asked_for_again(settings: Settings, api: Store, body: bytes) -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{MESSAGE}/Media.json"
    api.gives(path, body, "application/json")

    with pytest.raises(Unavailable):
        source(settings, api).list_media(MESSAGE)


def spy_on_connections(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Returns a list that fills with whom this test's own thread connects to."""
    connected: list[tuple[str, int]] = []
    connect, own = socket.create_connection, threading.get_ident()

    def create_connection(address: tuple[str, int], *rest: object, **named: object) -> object:
        if threading.get_ident() == own:
            connected.append(address)
        return connect(address, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_connection", create_connection)
    return connected
