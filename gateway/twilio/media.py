"""Files at Twilio: asked for at an address that we make ourselves, with the account's credentials,
and followed to Twilio's own stores without them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from urllib.parse import unquote, urljoin, urlsplit

import requests

from gateway.media_source import (
    Fetched,
    LeadsElsewhere,
    NotThere,
    TooLarge,
    Unavailable,
)
from gateway.twilio.guarded import Deadline, IpNetwork, get, read, session, to_any, to_public
from helpline.settings import Settings

logger = logging.getLogger(__name__)

# How long one file may take, in seconds, with all that leads to it.
SECONDS = 60.0
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_LONGEST_LIST = 64 * 1024
_MESSAGE = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
_MEDIA = re.compile(r"ME[0-9a-fA-F]{32}")


class TwilioMedia:
    """Fetches files from Twilio."""

    def __init__(
        self,
        settings: Settings,
        *,
        seconds: float = SECONDS,
        also: Sequence[IpNetwork] = (),
        verify: bool | str = True,
    ) -> None:
        """Takes the settings: the API's address, account and token, and the stores that it may lead
        to, as hosts with the beginning of a path ("mms.twiliocdn.com", "s3.example/folder/").
        `also` are networks that stores may be in besides the public ones, `verify` a file of
        authorities to trust instead of the usual ones: both for tests.
        """
        self._base = settings.twilio_api_base_url
        self._account = settings.twilio_account_sid
        self._auth = (settings.twilio_account_sid, settings.twilio_auth_tokens[0])
        self._stores = tuple(_store(each) for each in settings.twilio_media_hosts)
        self._seconds = seconds
        self._also = tuple(also)
        self._verify = verify

    def fetch(self, message_sid: str, media_sid: str, *, limit: int) -> Fetched:
        """Returns a file of at most `limit` bytes; raises NotThere, LeadsElsewhere, TooLarge or
        Unavailable.
        """
        if not _MEDIA.fullmatch(media_sid):
            raise LeadsElsewhere
        address = f"{self._messages(message_sid)}/Media/{media_sid}"
        deadline = Deadline(self._seconds)
        with deadline.kept():
            return self._follow(address, limit, deadline)

    def list_media(self, message_sid: str) -> list[str]:
        """Returns the sids of a message's files; raises NotThere or Unavailable."""
        deadline = Deadline(self._seconds)
        address = f"{self._messages(message_sid)}/Media.json?PageSize=50"
        with deadline.kept(), session(to_any(deadline), verify=self._verify) as made:
            with get(made, address, auth=self._auth) as response:
                _check(response)
                try:
                    content = read(response, limit=_LONGEST_LIST, deadline=deadline)
                except TooLarge:
                    raise Unavailable("unreadable") from None
        return _sids(response, content)

    def _messages(self, message_sid: str) -> str:
        if not _MESSAGE.fullmatch(message_sid):
            raise NotThere
        return f"{self._base}/2010-04-01/Accounts/{self._account}/Messages/{message_sid}"

    def _follow(self, address: str, limit: int, deadline: Deadline) -> Fetched:
        for _ in range(_MOST_REDIRECTS + 1):
            at_twilio = _origin(address) == _origin(self._base)
            if not at_twilio:
                self._check_store(address)
            connect = to_any(deadline) if at_twilio else to_public(deadline, self._also)
            auth = self._auth if at_twilio else None
            with (
                session(connect, verify=self._verify) as made,
                get(made, address, auth=auth) as response,
            ):
                if response.status_code not in _REDIRECTS:
                    _check(response)
                    content = read(response, limit=limit, deadline=deadline)
                    return Fetched(content, response.headers.get("Content-Type", ""))
                address = _target(address, response)
        raise LeadsElsewhere

    def _check_store(self, address: str) -> None:
        """Raises LeadsElsewhere for an address that is in none of Twilio's stores."""
        parts = urlsplit(address)
        # The client reads "%2e" as a dot, and then climbs.
        is_plain = parts.username is None and parts.password is None
        is_plain = is_plain and ".." not in unquote(parts.path)
        if parts.scheme == "https" and is_plain:
            for host, path, port in self._stores:
                if (parts.hostname, parts.port or 443) == (host, port):
                    if parts.path.startswith(path):
                        return
        # The host alone: the path is the key to the file.
        logger.error("Twilio led to where nothing is fetched from", extra={"host": parts.hostname})
        raise LeadsElsewhere


def _store(told: str) -> tuple[str, str, int]:
    parts = urlsplit(f"https://{told}")
    return (parts.hostname or "", parts.path or "/", parts.port or 443)


def _target(address: str, response: requests.Response) -> str:
    try:
        return urljoin(address, response.headers.get("Location", ""))
    except ValueError:
        raise LeadsElsewhere from None


def _origin(address: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise LeadsElsewhere from None
    if parts.username is not None or parts.password is not None:
        raise LeadsElsewhere
    return parts.scheme, parts.hostname, port or {"http": 80, "https": 443}.get(parts.scheme)


def _check(response: requests.Response) -> None:
    if response.status_code in _GONE:
        raise NotThere
    if response.status_code != 200:
        raise Unavailable(str(response.status_code))


def _sids(response: requests.Response, content: bytes) -> list[str]:
    response._content = content
    try:
        listed = response.json()["media_list"]
        return [each["sid"] for each in listed if _MEDIA.fullmatch(each["sid"])]
    except (ValueError, KeyError, TypeError):
        raise Unavailable("unreadable") from None
