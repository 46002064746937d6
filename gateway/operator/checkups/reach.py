"""Checks of who answers: our processes on this machine, and our webhooks from outside.

The webhooks are asked as Twilio would ask, by two requests that leave nothing behind: a message
with a false signature, which must be refused, and a signed report on a message that does not exist,
which must be taken and changes nothing.
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import requests
from twilio.request_validator import RequestValidator

from gateway.conversation.bot import Bot
from gateway.operator.checkups.finding import Finding, broken, fine, warning
from helpline.listening import url_here
from helpline.settings import Settings

PROCESSES, WEBHOOKS = "processes", "webhooks"
_SECONDS = 10
_START = (
    "Start the helpline (`systemctl restart helpline.target`) and read its log "
    "(`journalctl -u 'helpline-*'`)."
)
_REMEDIES = {
    "database": "Run `helpline migrate`; see what this command says of the database.",
    "worker": "Nobody is being answered. Start the helpline anew; read the worker's log.",
    "bot": "Run `helpline train` if there is no model, else start the helpline anew; the bot needs "
    "about 15 seconds and 700 MB.",
    "actions": "Start the helpline anew. ACTIONS_URL must be the same for all processes.",
}
_FORBIDDEN = 403


def check_processes(settings: Settings) -> list[Finding]:
    """Returns which of our processes are alive, as the gateway on this machine sees them."""
    try:
        here = url_here(settings.listen_address, settings.port)
        answer = requests.get(f"{here}/readyz", timeout=_SECONDS)
        parts = dict(answer.json())
    except (requests.RequestException, ValueError, TypeError):
        return [broken(PROCESSES, f"no gateway answers on port {settings.port}", _START)]
    found = [
        broken(PROCESSES, f"not ready: {name}", remedy)
        for name, remedy in _REMEDIES.items()
        if parts.get(name) is not True
    ]
    found += _bots_that_are_away(settings)
    return found or [fine(PROCESSES, "gateway, worker, bot and actions are ready")]


def _bots_that_are_away(settings: Settings) -> list[Finding]:
    """Returns a warning for each of several bots that does not answer: others stand in for it."""
    bot, addresses = Bot(settings), settings.rasa_urls
    if len(addresses) == 1 or not bot.is_ready():
        return []
    return [
        warning(PROCESSES, f"no bot is ready at {address}", _REMEDIES["bot"])
        for address in addresses
        if not bot.is_ready_at(address)
    ]


def check_webhooks(settings: Settings) -> list[Finding]:
    """Returns whether our webhooks can be reached at PUBLIC_URL and know who may call them."""
    host = urlsplit(settings.public_url).hostname or ""
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        do = f"Add a record for {host} at your DNS provider, or mend PUBLIC_URL."
        return [broken(WEBHOOKS, f"the name {host} leads to no machine", do)]
    try:
        return list(_probe(settings))
    except requests.exceptions.SSLError:
        do = (
            "Look into the log of the proxy (`journalctl -u caddy`): ports 80 and 443 must be open "
            "and the name must lead here, or no certificate is given."
        )
        return [broken(WEBHOOKS, "the certificate of PUBLIC_URL is not valid", do)]
    except requests.RequestException as error:
        do = (
            "Open ports 80 and 443 in the firewall and start the proxy (`systemctl start caddy`). "
            "If the machine cannot call itself by its public name, try from another one: "
            "`curl -i PUBLIC_URL/healthz`."
        )
        says = f"nobody answers at PUBLIC_URL ({type(error).__name__})"
        return [broken(WEBHOOKS, says, do)]


def _probe(settings: Settings) -> Iterator[Finding]:
    refused = _post(settings, "/twilio/inbound", signature="bm90IFR3aWxpbydzIHNpZ25hdHVyZQ==")
    if refused != _FORBIDDEN:
        yield _not_refused(refused)
        return
    taken = _post(settings, "/twilio/status?o=doctor")
    if taken == _FORBIDDEN:
        yield broken(
            WEBHOOKS,
            "the gateway refuses what is signed with our own token",
            "The running gateway has another PUBLIC_URL, TWILIO_AUTH_TOKEN or TWILIO_ACCOUNT_SID "
            "than .env: start it anew. Or the proxy changes path or query: it must pass both on "
            "as they are (deploy/Caddyfile).",
        )
    elif taken != 200:
        yield broken(
            WEBHOOKS,
            f"a signed report was answered with {taken}",
            "Read the gateway's log; the database may be away. Twilio tries again for a while.",
        )
    else:
        yield fine(WEBHOOKS, "the webhooks can be reached and take only what is signed")


def _not_refused(code: int) -> Finding:
    if 300 <= code < 400:
        do = "Set PUBLIC_URL to the address that the redirect leads to: Twilio signs that one only."
        return broken(WEBHOOKS, f"PUBLIC_URL redirects ({code})", do)
    if code in (502, 503, 504):
        do = f"Let the proxy pass on to PORT on this machine (deploy/Caddyfile). {_START}"
        return broken(WEBHOOKS, f"the proxy does not reach the gateway ({code})", do)
    do = (
        "Something else than our gateway answers there. Let the proxy pass /twilio/* on to PORT "
        "(deploy/Caddyfile), and look whether PUBLIC_URL is the right name."
    )
    return broken(WEBHOOKS, f"a false signature was answered with {code}, not with 403", do)


def _post(settings: Settings, path: str, *, signature: str | None = None) -> int:
    """Posts a form that belongs to no message, signed unless a signature is given, and returns the
    answer's status.
    """
    sid = f"SM{secrets.token_hex(16)}"
    form = {
        "AccountSid": settings.twilio_account_sid,
        "MessageSid": sid,
        "SmsSid": sid,
        "MessageStatus": "delivered",
    }
    address = settings.public_url + path
    if signature is None:
        validator = RequestValidator(settings.twilio_auth_tokens[0])
        signature = str(validator.compute_signature(address, form))
    return requests.post(
        address,
        data=form,
        headers={"X-Twilio-Signature": signature, "User-Agent": "TwilioProxy/1.1"},
        timeout=_SECONDS,
        allow_redirects=False,
    ).status_code
