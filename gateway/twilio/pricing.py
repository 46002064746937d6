"""The prices of an account, asked of Twilio's Pricing API by its official client."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from gateway.twilio.sending import ApiClient
from helpline.carrying.prices import micro_of
from helpline.errors import HelplineError
from helpline.settings import Settings

_SECONDS = 15.0


class PricesUnavailable(HelplineError):
    """Twilio did not tell the prices. The text says why in a word."""

    code = "prices"


class _PricingClient(ApiClient):
    """The client that sends, which leaves Twilio's other hosts as they are."""

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Sends a request, to another address only where the API's is another."""
        if f".{self._base.hostname}".endswith(".twilio.com"):
            return TwilioHttpClient.request(self, method, url, *args, **kwargs)
        return super().request(method, url, *args, **kwargs)


def fetch_sms_prices(settings: Settings, countries: Iterable[str]) -> dict[str, int]:
    """Returns, for each country (ISO 3166) to which Twilio sends SMS, what a part costs at most: on
    the dearest of its networks, in millionths of a US dollar. Raises PricesUnavailable.
    """
    client = Client(
        settings.twilio_account_sid,
        settings.twilio_auth_tokens[0],
        http_client=_PricingClient(settings.twilio_api_base_url, _SECONDS),
    )
    try:
        found = {country: _dearest(client, country) for country in countries}
    except (TwilioException, requests.RequestException, ValueError, KeyError, TypeError) as error:
        code = getattr(error, "code", None) or type(error).__name__
        raise PricesUnavailable(f"Twilio did not tell its prices ({code})") from None
    return {country: price for country, price in found.items() if price is not None}


def _dearest(client: Client, country: str) -> int | None:
    try:
        told = client.pricing.v1.messaging.countries(country).fetch()
    except TwilioRestException as error:
        if error.status == 404:
            return None
        raise
    if str(told.price_unit).upper() != "USD":
        raise ValueError("prices in another currency")
    prices = [
        micro_of(price["current_price"])
        for network in told.outbound_sms_prices or []
        for price in network["prices"]
    ]
    return max(prices, default=None)
