"""Sending through Twilio's REST API with its official client, and reading what its errors mean."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from gateway.carrier import (
    Accepted,
    Meaning,
    NotSent,
    OutcomeUnknown,
    Outgoing,
    Received,
    Refused,
    Reported,
)
from gateway.twilio.addresses import format_address
from gateway.twilio.contents import Content, Contents, ContentStore, sent_text
from gateway.twilio.errors import is_to_be_asked_again, meaning_of
from gateway.twilio.records import TwilioRecords
from helpline.settings import Settings
from helpline.storage.kinds import Channel, MessageForm

# The client writes query parameters, which hold phone numbers, to its log at INFO.
logging.getLogger("twilio").setLevel(logging.WARNING)

# A message of one of these alone Twilio answers itself on SMS, whatever we do. HELP and INFO it
# answers too, but says nothing of us: that answer we give as well.
_ANSWERED_BY_TWILIO = frozenset(
    {"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"}
    | {"start", "yes", "unstop"}
)
# Seconds for which Twilio may hold a message back: an answer must not arrive in the middle of the
# next night.
_VALIDITY_SECONDS = 4 * 60 * 60
_LISTED = 50
_API = "api.twilio.com"


class ApiClient(TwilioHttpClient):
    """Twilio's HTTP client with a timeout, which has none by itself, and an address that can be
    set.
    """

    def __init__(self, base_url: str, seconds: float) -> None:
        """Takes scheme and host of the API, and how long a call may take."""
        super().__init__(timeout=seconds, max_retries=0)
        self._base = urlsplit(base_url)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Sends a request to the API's address in place of the one built into the client.

        The Content API has a host of its own at Twilio; anywhere else it is where the API is.
        """
        parts = urlsplit(url)
        if self._base.netloc != _API or parts.netloc == _API:
            parts = parts._replace(scheme=self._base.scheme, netloc=self._base.netloc)
        return super().request(method, urlunsplit(parts), *args, **kwargs)


class TwilioCarrier:
    """Sends SMS and WhatsApp messages through Twilio."""

    def __init__(self, settings: Settings, store: ContentStore | None = None) -> None:
        """Takes the settings: account, token, API address, public address, how long to wait; and
        what remembers the shapes of messages with options, without which these go out as text.
        """
        self._public_url = settings.public_url
        self._client = Client(
            settings.twilio_account_sid,
            settings.twilio_auth_tokens[0],
            http_client=ApiClient(settings.twilio_api_base_url, settings.call_seconds),
        )
        self._contents = Contents(self._client, store) if store else None
        self._records = TwilioRecords(self._client, settings.twilio_numbers)

    def send(self, message: Outgoing) -> Accepted:
        """Hands a message to Twilio, with its options as buttons or a list where WhatsApp shows
        them, else as text; raises Refused, NotSent or OutcomeUnknown.
        """
        if message.template is not None:
            return self._create(message, MessageForm.TEMPLATE, content_sid=message.template.sid)
        content = self._content_for(message)
        if content is not None:
            try:
                return self._create(
                    message, MessageForm.OPTIONS,
                    content_sid=content.sid, content_variables=content.variables,
                )  # fmt: skip
            except Refused as refused:
                if not meaning_of(refused.code).as_text:
                    raise
        return self._create(message, MessageForm.TEXT, body=message.body)

    def _content_for(self, message: Outgoing) -> Content | None:
        if self._contents is None or message.offer is None:
            return None
        return self._contents.content_for(message.offer)

    def _create(self, message: Outgoing, form: MessageForm, **words: str) -> Accepted:
        try:
            sent = self._client.messages.create(
                **words,
                to=format_address(message.channel, message.to),
                from_=format_address(message.channel, message.own_address),
                status_callback=f"{self._public_url}/twilio/status?o={message.id}",
                validity_period=_VALIDITY_SECONDS,
            )
        except TwilioRestException as error:
            raise _failure(error) from None
        except (requests.ConnectTimeout, requests.exceptions.InvalidURL) as error:
            raise NotSent(type(error).__name__) from None
        except requests.ConnectionError as error:
            if _was_never_connected(error):
                raise NotSent("not connected") from None
            raise OutcomeUnknown from None
        except (requests.RequestException, TwilioException, ValueError, KeyError):
            # A read timeout or an unreadable answer: Twilio may have taken the message.
            raise OutcomeUnknown from None
        if not sent.sid:
            raise OutcomeUnknown
        return Accepted(sent.sid, str(sent.status or "queued"), form)

    def list_sent(self, message: Outgoing, *, since: datetime) -> list[Accepted]:
        """Returns what Twilio has with the same addresses and words since a moment; raises
        NotSent.
        """
        try:
            listed = self._client.messages.list(
                to=format_address(message.channel, message.to),
                from_=format_address(message.channel, message.own_address),
                date_sent_after=since,
                limit=_LISTED,
            )
        except (TwilioException, requests.RequestException, ValueError, KeyError) as error:
            raise NotSent(type(error).__name__) from None
        return [
            Accepted(found.sid, str(found.status or "queued"))
            for found in listed
            if found.sid and found.body in _bodies(message)
        ]

    def list_received(self, *, since: datetime) -> list[Received]:
        """Returns what came to our numbers since a moment, the oldest first; raises NotSent."""
        return self._records.list_received(since=since)

    def status_of(self, sid: str) -> Reported | None:
        """Returns what became of a message, None if Twilio holds none; raises NotSent."""
        return self._records.status_of(sid)

    def list_charged(self, *, since: datetime) -> list[tuple[str, int]]:
        """Returns what Twilio has charged for messages sent since a moment; raises NotSent."""
        return self._records.list_charged(since=since)

    def redact(self, sid: str) -> int:
        """Empties a message at Twilio; returns its HTTP status, or raises NotSent or Refused."""
        return self._records.redact(sid)

    def forget(self, sid: str) -> int:
        """Erases a message at Twilio; returns its HTTP status, or raises NotSent or Refused."""
        return self._records.forget(sid)

    def meaning_of(self, code: str, *, reported: bool = False) -> Meaning:
        """Returns what a code means that came with Refused or NotSent, or with a status."""
        return meaning_of(code, reported=reported)

    def confirms(self, channel: Channel, text: str) -> bool:
        """Whether Twilio itself answers a message: it does so for its own words, on SMS."""
        return channel is Channel.SMS and text.strip().lower() in _ANSWERED_BY_TWILIO


def _bodies(message: Outgoing) -> set[str]:
    """Returns the words under which Twilio may list a message, by the forms it may have had."""
    bodies = {message.body}
    if message.offer is not None:
        bodies |= {message.offer.text, sent_text(message.offer)}
    return bodies | ({message.template.body} if message.template else set())


def _failure(error: TwilioRestException) -> Refused | NotSent | OutcomeUnknown:
    code = str(error.code or error.status)
    if error.status >= 500:
        return OutcomeUnknown()
    if is_to_be_asked_again(code) or is_to_be_asked_again(str(error.status)):
        return NotSent(code)
    return Refused(code)


def _was_never_connected(error: requests.ConnectionError) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError")
