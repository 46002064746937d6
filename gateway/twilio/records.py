"""What Twilio keeps of messages: what came in, what became of what went out, and its erasure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from gateway.carrier import NotSent, Received, Refused, Reported
from gateway.conversation.inbox import Incoming
from gateway.twilio.addresses import parse_address
from gateway.twilio.errors import is_to_be_asked_again
from helpline.carrying.prices import micro_of
from helpline.text.characters import clean

_GONE = 404
_PAGE, _LARGEST_PAGE = 200, 1000
# What the official client raises besides Twilio's own refusals: no answer, or none to be read.
_UNREADABLE = (TwilioException, requests.RequestException, ValueError, KeyError, TypeError)


class TwilioRecords:
    """Asks Twilio about messages by its official client, and has it drop them."""

    def __init__(self, client: Any, numbers: tuple[str, ...]) -> None:
        """Takes the client of an account, and our own numbers as Twilio writes them."""
        self._client = client
        self._numbers = numbers

    def list_received(self, *, since: datetime) -> list[Received]:
        """Returns what came to our numbers since a moment, the oldest first; raises NotSent."""
        try:
            received = [
                _received(message)
                for number in self._numbers
                for message in self._client.messages.list(
                    **_to(number), date_sent_after=since, page_size=_PAGE
                )
                if message.direction == "inbound"
                and number in (message.to, message.messaging_service_sid)
            ]
        except _UNREADABLE as error:
            raise _not_now(error) from None
        # Twilio lists the newest first and writes whole seconds: of one second this order counts.
        return sorted(reversed(received), key=lambda each: each.at)

    def status_of(self, sid: str) -> Reported | None:
        """Returns what became of a message, None if Twilio holds none; raises NotSent."""
        try:
            message = self._client.messages(sid).fetch()
        except TwilioRestException as error:
            if error.status == _GONE:
                return None
            raise _not_now(error) from None
        except _UNREADABLE as error:
            raise _not_now(error) from None
        code = message.error_code
        return Reported(str(message.status or ""), str(code) if code else None)

    def list_charged(self, *, since: datetime) -> list[tuple[str, int]]:
        """Returns the id of each message sent since a moment and what was charged for it, in
        millionths of a US dollar, as far as Twilio says so yet; raises NotSent.
        """
        try:
            return [
                (message.sid, micro_of(str(message.price).lstrip("-")))
                for message in self._client.messages.list(
                    date_sent_after=since, page_size=_LARGEST_PAGE
                )
                if message.direction != "inbound"
                and message.price is not None
                and str(message.price_unit).upper() == "USD"
            ]
        except _UNREADABLE as error:
            raise _not_now(error) from None

    def redact(self, sid: str) -> int:
        """Empties a message and deletes its media; returns the status, or raises NotSent or
        Refused.
        """
        try:
            # First: of what is gone this says so in a way that the client lets through.
            status = self._client.messages(sid).update_with_http_info(body="").status_code
            self._delete_media(sid)
        except _UNREADABLE as error:
            return _proof_or_raise(error)
        return int(status)

    def forget(self, sid: str) -> int:
        """Empties a message and deletes it and its media; returns the status, or raises NotSent or
        Refused.
        """
        try:
            self.redact(sid)
        except Refused:
            # Whatever Twilio has against emptying it, to delete it does more.
            pass
        try:
            return int(self._client.messages(sid).delete_with_http_info().status_code)
        except _UNREADABLE as error:
            return _proof_or_raise(error)

    def _delete_media(self, sid: str) -> None:
        for medium in self._client.messages(sid).media.list():
            try:
                self._client.messages(sid).media(medium.sid).delete()
            except TwilioRestException as error:
                if error.status != _GONE:
                    raise


def _to(number: str) -> dict[str, str]:
    """Returns how a list is narrowed to one of our addresses: to a Messaging Service it cannot."""
    return {} if number.startswith("MG") else {"to": number}


def _received(message: Any) -> Received:
    channel, address = parse_address(message.from_)
    at = message.date_sent or message.date_created
    media = str(message.num_media or "0")
    incoming = Incoming(
        sid=message.sid,
        channel=channel,
        address=address,
        own_address=parse_address(message.to)[1],
        body=clean(message.body or ""),
        media_count=int(media) if media.isdigit() else 0,
        service=message.messaging_service_sid or None,
    )
    return Received(incoming, at.astimezone(UTC))


def _proof_or_raise(error: Exception) -> int:
    """Returns 404 for what is not there any more; else raises what the carrier's contract says."""
    if isinstance(error, TwilioRestException):
        if error.status == _GONE:
            return _GONE
        code = str(error.code or error.status)
        if error.status < 500 and not is_to_be_asked_again(code):
            raise Refused(code) from None
    raise _not_now(error) from None


def _not_now(error: Exception) -> NotSent:
    if isinstance(error, TwilioRestException):
        return NotSent(str(error.code or error.status))
    return NotSent(type(error).__name__)
