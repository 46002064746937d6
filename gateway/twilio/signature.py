"""Who may call our webhooks: only who signs with the account's token."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Request
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

_HASH_OF_BODY = "bodySHA256"


def is_signed(request: Request, *, public_url: str, auth_tokens: Sequence[str]) -> bool:
    """Whether a webhook carries a valid X-Twilio-Signature under any of the tokens.

    The address signed is the configured public one with the raw path and query: what a proxy or the
    caller says of the host has no part in it, and Flask's own address is normalised, which would
    break the signature of some.
    """
    signature = request.headers.get("X-Twilio-Signature", "")
    address = public_url + _raw_path(request)
    return any(_matches(token, address, request, signature) for token in auth_tokens)


def _matches(token: str, address: str, request: Request, signature: str) -> bool:
    try:
        return bool(RequestValidator(token).validate(address, _signed_part(request), signature))
    except (TypeError, ValueError):
        # Odd ports and lone surrogates make the validator raise; whatever is odd is not Twilio's.
        return False


def _signed_part(request: Request) -> MultiDict[str, str] | str:
    # Of a body that is no form Twilio signs the hash, which it puts into the query.
    if _HASH_OF_BODY in request.args:
        return request.get_data(as_text=True)
    return request.form


def _raw_path(request: Request) -> str:
    raw: str | None = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if raw is not None and raw.startswith("/"):
        return raw
    query = request.query_string.decode("latin-1")
    return request.path + (f"?{query}" if query else "")
