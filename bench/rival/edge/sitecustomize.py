"""Leads Twilio's client in Rasa's process to the carrier of the benchmark.

Rasa's channel has no setting for the address of Twilio's API; this is all that differs from it.
Python loads a module of this name by itself where it finds one.
"""

import os
from urllib.parse import urlsplit, urlunsplit

from twilio.http.http_client import TwilioHttpClient

_CARRIER = urlsplit(os.environ["BENCH_CARRIER_URL"])
_request = TwilioHttpClient.request


def _to_the_carrier(self, method, url, *args, **kwargs):  # type: ignore[no-untyped-def]
    parts = urlsplit(url)._replace(scheme=_CARRIER.scheme, netloc=_CARRIER.netloc)
    return _request(self, method, urlunsplit(parts), *args, **kwargs)


TwilioHttpClient.request = _to_the_carrier
