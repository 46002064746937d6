"""Checks of the account at Twilio: credentials, clock, and where its numbers send what they get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from gateway.operator.checkups.finding import Finding, broken, fine, warning
from gateway.twilio.sending import ApiClient
from helpline.settings import Settings

TWILIO, CLOCK = "twilio", "clock"
# How often and for how long Twilio tries to hand a message over while we do not answer.
OVERRIDES = "ct=1500&rt=3000&rc=3&rp=all"
_SECONDS = 10.0
_WHATSAPP = "whatsapp:"
# The messages of a send of unknown outcome are looked for from two minutes before it.
_SKEWED, _DRIFTING = 120.0, 10.0


class _WatchedClient(ApiClient):
    """The client that sends, which also keeps how far this machine's clock is from Twilio's."""

    skew: float | None = None

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Sends a request; Twilio's own other hosts, such as messaging.twilio.com, stay as they
        are.
        """
        if f".{self._base.hostname}".endswith(".twilio.com"):
            response = TwilioHttpClient.request(self, method, url, *args, **kwargs)
        else:
            response = super().request(method, url, *args, **kwargs)
        self._watch(response.headers or {})
        return response

    def _watch(self, headers: Mapping[str, str]) -> None:
        try:
            theirs = parsedate_to_datetime(headers["Date"])
            self.skew = (datetime.now(UTC) - theirs).total_seconds()
        except (KeyError, ValueError, TypeError):
            return


def check_twilio(settings: Settings) -> list[Finding]:
    """Returns whether Twilio knows account and token, and sends our numbers' messages here."""
    watched = _WatchedClient(settings.twilio_api_base_url, _SECONDS)
    account, token = settings.twilio_account_sid, settings.twilio_auth_tokens[0]
    client = Client(account, token, http_client=watched)
    try:
        found = [_check_account(client), *_check_numbers(client, settings)]
        found += [*_check_senders(client, settings), *_check_other_tokens(settings)]
    except TwilioRestException as error:
        found = [_refused(error)]
    except (TwilioException, requests.RequestException, ValueError, TypeError, KeyError) as error:
        do = "Let this machine make https calls to api.twilio.com; look at https://status.twilio.com."
        found = [
            broken(TWILIO, f"Twilio cannot be reached or understood ({type(error).__name__})", do)
        ]
    return [*found, *_check_clock(watched.skew)]


def _refused(error: TwilioRestException) -> Finding:
    if error.status in (401, 403, 404):
        do = "Copy the account's SID and its auth token anew from Twilio's console into .env."
        return broken(TWILIO, f"Twilio refuses account and token (code {error.code})", do)
    do = "Look at https://status.twilio.com and try again."
    return broken(TWILIO, f"Twilio answers with {error.status} (code {error.code})", do)


def _check_account(client: Client) -> Finding:
    account = client.api.v2010.accounts(client.username).fetch()
    if str(account.status) != "active":
        do = "Twilio's console says why: most often there is no credit left. Pay in some."
        return broken(TWILIO, f"the account is {account.status}: nothing is sent", do)
    if str(account.type).casefold() == "trial":
        do = "Upgrade the account: on trial Twilio sends to numbers only that you have verified."
        return warning(TWILIO, "the account is on trial", do)
    return fine(TWILIO, "Twilio knows the account, which is active")


def _check_other_tokens(settings: Settings) -> Iterator[Finding]:
    for token in settings.twilio_auth_tokens[1:]:
        http_client = ApiClient(settings.twilio_api_base_url, _SECONDS)
        client = Client(settings.twilio_account_sid, token, http_client=http_client)
        try:
            client.api.v2010.accounts(client.username).fetch()
        except TwilioRestException:
            do = "The rotation is over: leave the old one out of TWILIO_AUTH_TOKEN."
            yield warning(TWILIO, "Twilio no longer knows a second token", do)


def _check_numbers(client: Client, settings: Settings) -> Iterator[Finding]:
    held = {each.phone_number: each for each in client.incoming_phone_numbers.list()}
    ours = [each for each in settings.twilio_numbers if not each.startswith(_WHATSAPP)]
    for number in ours:
        if number in held:
            yield _check_number(number, held[number], settings)
        elif number.startswith("MG"):
            do = f"In Twilio's console let the service send what comes in to {_wanted(settings)}."
            yield warning(TWILIO, f"{number} is a Messaging Service, not looked at here", do)
        elif number.startswith("+"):
            do = "Buy it there, or take it out of TWILIO_NUMBERS. A hosted number: ask Twilio."
            yield broken(TWILIO, f"{number} is not a number of this account", do)
        else:
            do = f"In Twilio's console set its webhook to {_wanted(settings)} by hand."
            yield warning(TWILIO, f"{number} is a short code, which is not looked at here", do)
    for number, resource in held.items():
        through = any(each.startswith("MG") for each in ours)
        if number not in ours and not through and _leads_here(resource.sms_url, settings):
            do = "Add it to TWILIO_NUMBERS and start the helpline anew, or change its webhook."
            yield broken(TWILIO, f"{number} sends here, but TWILIO_NUMBERS does not list it", do)


def _check_number(number: str, resource: Any, settings: Settings) -> Finding:
    set_it = (
        "In Twilio's console, under the number's Messaging, set `A message comes in` to "
        f"Webhook, {_wanted(settings)}, HTTP POST."
    )
    if not _can_sms(resource.capabilities):
        do = "Take a number that can do SMS; in some countries that needs papers first."
        return broken(TWILIO, f"{number} cannot take SMS", do)
    if resource.sms_application_sid:
        return broken(TWILIO, f"{number} is bound to a TwiML app, which gets its messages", set_it)
    return _check_address(number, resource.sms_url, resource.sms_method, set_it, settings)


def _check_senders(client: Client, settings: Settings) -> Iterator[Finding]:
    ours = [each for each in settings.twilio_numbers if each.startswith(_WHATSAPP)]
    if not ours:
        return
    by_hand = (
        "In Twilio's console, under Messaging, Senders, WhatsApp senders, set the webhook for "
        f"incoming messages to {_wanted(settings)}, HTTP POST."
    )
    try:
        listed = client.messaging.v2.channels_senders.list(channel="whatsapp")
    except (TwilioException, requests.RequestException, ValueError, TypeError, KeyError):
        yield warning(TWILIO, "Twilio does not list WhatsApp senders to this token", by_hand)
        return
    held = {each.sender_id: each for each in listed}
    for number in ours:
        if number not in held:
            yield warning(TWILIO, f"{number} is not among the WhatsApp senders", by_hand)
            continue
        if not str(held[number].status).upper().startswith("ONLINE"):
            do = "Twilio's console says what Meta still waits for, under WhatsApp senders."
            yield broken(TWILIO, f"{number} is not online: {held[number].status}", do)
        hook = held[number].webhook or {}
        yield _check_address(
            number, hook.get("callback_url"), hook.get("callback_method"), by_hand, settings
        )


def _check_address(
    number: str, address: str | None, method: str | None, set_it: str, settings: Settings
) -> Finding:
    if not _leads_here(address, settings):
        return broken(TWILIO, f"messages to {number} do not come to this helpline", set_it)
    if (method or "POST").upper() != "POST":
        return broken(TWILIO, f"the webhook of {number} is called with {method}, not POST", set_it)
    told = dict(parse_qsl(urlsplit(address or "").fragment))
    if told.get("rp") != "all" or told.get("rc", "0") == "0":
        says = f"Twilio does not try again when {number} is written to while we do not answer"
        return broken(TWILIO, says, set_it)
    return fine(TWILIO, f"{number} sends here, and tries again")


def _check_clock(skew: float | None) -> Iterator[Finding]:
    if skew is None:
        return
    says = (
        f"this machine's clock is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} Twilio's"
    )
    do = "Let the clock be set from the network: `timedatectl set-ntp true`."
    if abs(skew) >= _SKEWED:
        yield broken(CLOCK, says, do)
    elif abs(skew) >= _DRIFTING:
        yield warning(CLOCK, says, do)
    else:
        yield fine(CLOCK, "this machine's clock agrees with Twilio's")


def _wanted(settings: Settings) -> str:
    return f"{settings.public_url}/twilio/inbound#{OVERRIDES}"


def _leads_here(address: str | None, settings: Settings) -> bool:
    return (address or "").partition("#")[0] == f"{settings.public_url}/twilio/inbound"


def _can_sms(capabilities: Any) -> bool:
    told = capabilities if isinstance(capabilities, Mapping) else {}
    return bool(told.get("sms", told.get("SMS", True)))
