"""Checks of the settings: whether they can be read, whether they are sane, how strong the keys are.

No finding repeats the value of a secret.
"""

from __future__ import annotations

import base64
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from gateway.operator.checkups.finding import Finding, broken, fine, warning
from helpline.errors import SettingError
from helpline.settings import DEFAULTS, Settings

SETTINGS, SECRETS = "settings", "secrets"
MAKE_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"  # noqa: S105

_SEE_EXAMPLE = "Set it in .env; .env.example explains it. Then start the helpline anew."
_REMEDIES = {
    "HELPLINE_KEYS": "Make a key with `helpline keys generate` and put it into .env. If data is "
    "stored already, put back the key that it was stored with.",
    "SECRET_KEY": f"Make one with `{MAKE_SECRET}` and put it into .env.",
    "PUBLIC_URL": "Set it to the https address by which Twilio reaches this machine.",
    "TWILIO_ACCOUNT_SID": "Copy the account's SID from Twilio's console into .env.",
    "TWILIO_AUTH_TOKEN": "Copy the auth token from Twilio's console into .env.",
    "TWILIO_NUMBERS": "List our own numbers, comma-separated, `whatsapp:` before a WhatsApp one.",
}
# What takes the place of a setting that cannot be read, so that the next can be looked at.
_STAND_INS = {
    "HELPLINE_KEYS": base64.urlsafe_b64encode(bytes(32)).decode("ascii"),
    "SECRET_KEY": "-" * 32,
    "PUBLIC_URL": "https://stand-in.invalid",
    "TWILIO_ACCOUNT_SID": "-",
    "TWILIO_AUTH_TOKEN": "-",
    "TWILIO_NUMBERS": "-",
}
_ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}|[0-9]{3,8}|MG[0-9a-fA-F]{32}")
_SHORTEST_LEASE, _LONGEST_RETENTION = 9, 366
# Random bytes repeat seldom: of 32, fewer different ones than this come once in more than 10^15.
_DIFFERENT_BYTES = 20
_LEAST_BITS = 128


def read_settings(environ: Mapping[str, str]) -> tuple[Settings | None, list[Finding]]:
    """Returns the settings, or None with a finding for each variable that cannot be used."""
    given, found = dict(environ), []
    while True:
        try:
            settings = Settings.from_env(given)
        except SettingError as error:
            name = str(error).partition(" ")[0]
            found.append(broken(SETTINGS, str(error), _REMEDIES.get(name, _SEE_EXAMPLE)))
            stand_in = _STAND_INS.get(name, DEFAULTS.get(name))
            if stand_in is None or given.get(name) == stand_in:
                return None, found
            given[name] = stand_in
            continue
        if found:
            return None, found
        return settings, [fine(SETTINGS, f"all {len(DEFAULTS)} settings can be read")]


def check_settings(settings: Settings, *, env_file: Path) -> list[Finding]:
    """Returns what is odd about settings that can be read, and about the file they stand in."""
    return [
        *_check_addresses(settings),
        *_check_numbers(settings),
        *_check_limits(settings),
        *_check_file(env_file),
    ]


def check_secrets(settings: Settings) -> list[Finding]:
    """Returns how many keys there are and whether keys and SECRET_KEY could be guessed."""
    found = list(_check_keys(settings.keys))
    secret = settings.secret_key
    reused = secret in settings.twilio_auth_tokens or any(
        base64.urlsafe_b64encode(key).decode("ascii").rstrip("=") == secret.rstrip("=")
        for key in settings.keys
    )
    anew = f"Make one with `{MAKE_SECRET}`, put it into .env and start all processes anew. "
    signs_out = "Staff must sign in again; nothing else is lost."
    if reused:
        found.append(broken(SECRETS, "SECRET_KEY is also used as another secret", anew + signs_out))
    elif _bits(secret) < _LEAST_BITS:
        found.append(broken(SECRETS, "SECRET_KEY could be guessed", anew + signs_out))
    else:
        found.append(fine(SECRETS, f"SECRET_KEY is long and mixed ({len(secret)} characters)"))
    return found


def _check_keys(keys: tuple[bytes, ...]) -> Iterator[Finding]:
    if any(len(set(key)) < _DIFFERENT_BYTES for key in keys):
        yield broken(
            SECRETS,
            "HELPLINE_KEYS holds a key that is not random",
            "Make one with `helpline keys generate`, put it in front of the others, start the "
            "helpline anew, and run `helpline keys rotate`.",
        )
    if len(set(keys)) < len(keys):
        yield warning(SECRETS, "HELPLINE_KEYS holds a key twice", "Leave one of the two out.")
    if len(keys) > 1:
        yield warning(
            SECRETS,
            f"HELPLINE_KEYS holds {len(keys)} keys: a rotation is under way",
            "Run `helpline keys rotate`. Take an old key out only when docs/operations.md says so.",
        )
    else:
        yield fine(SECRETS, "HELPLINE_KEYS holds one key of 32 bytes")


def _bits(secret: str) -> float:
    """Returns how many bits the secret holds at most, from how often its characters come."""
    total = len(secret)
    counts = Counter(secret).values()
    return -sum(count * math.log2(count / total) for count in counts)


def _check_addresses(settings: Settings) -> Iterator[Finding]:
    public = urlsplit(settings.public_url)
    if public.scheme != "https":
        yield broken(
            SETTINGS,
            "PUBLIC_URL is not https: what people write would cross the internet in the clear",
            "Put a proxy with TLS in front (deploy/Caddyfile) and write https:// in PUBLIC_URL.",
        )
    if _is_private(public.hostname or ""):
        yield broken(
            SETTINGS,
            "PUBLIC_URL names this machine or a private network, where Twilio cannot reach it",
            "Give the machine a public name, and write that into PUBLIC_URL.",
        )
    bots = [("RASA_URL", url) for url in settings.rasa_urls]
    for name, url in (*bots, ("ACTIONS_URL", settings.actions_url)):
        if _port(url) == settings.port and _is_private(urlsplit(url).hostname or ""):
            yield broken(
                SETTINGS, f"{name} and PORT name the same port", "Give each a port of its own."
            )
        if urlsplit(url).hostname in ("0.0.0.0", "::"):  # noqa: S104
            yield broken(
                SETTINGS,
                f"{name} listens on every network of this machine",
                "Write 127.0.0.1 in it, or the machine's private address.",
            )
    machines = {urlsplit(url).hostname for url in settings.rasa_urls}
    if len(machines) > 1 and settings.tracker_url.startswith("sqlite"):
        yield broken(
            SETTINGS,
            "RASA_URL names bots on several machines, which do not share what they remember",
            "Write the address of a PostgreSQL database into TRACKER_URL, the same for all.",
        )
    twilio = urlsplit(settings.twilio_api_base_url)
    if twilio.scheme != "https" or not f".{twilio.hostname}".endswith(".twilio.com"):
        yield warning(
            SETTINGS,
            "TWILIO_API_BASE_URL is not Twilio's: no message goes out to a real phone",
            "Leave it out of .env, unless this is a test.",
        )


def _check_numbers(settings: Settings) -> Iterator[Finding]:
    if not _ACCOUNT_SID.fullmatch(settings.twilio_account_sid):
        yield broken(
            SETTINGS,
            "TWILIO_ACCOUNT_SID is not an account's SID (AC and 32 digits)",
            _REMEDIES["TWILIO_ACCOUNT_SID"],
        )
    for number in settings.twilio_numbers:
        if not _NUMBER.fullmatch(number.removeprefix("whatsapp:")):
            yield broken(
                SETTINGS,
                f"TWILIO_NUMBERS holds {number}, which is not a number as Twilio writes it",
                "Write + and the country's code first, without spaces: +9771234567.",
            )


def _check_limits(settings: Settings) -> Iterator[Finding]:
    if settings.lease_seconds < _SHORTEST_LEASE:
        yield warning(
            SETTINGS,
            f"LEASE_SECONDS leaves the bot and Twilio {settings.call_seconds:.1f} s for an answer",
            "Leave it out of .env; 30 is what was tested.",
        )
    if settings.retention_days > _LONGEST_RETENTION:
        yield warning(
            SETTINGS,
            f"RETENTION_DAYS keeps what people wrote for {settings.retention_days} days",
            "Keep it for as long as the work needs it, and no longer.",
        )
    if not settings.second_factor_required and settings.public_url.startswith("https"):
        yield warning(
            SETTINGS,
            "STAFF_SECOND_FACTOR lets staff in with a password alone",
            "Leave it out of .env: everybody then sets up an authenticator app.",
        )
    if settings.log_level == "DEBUG":
        yield warning(SETTINGS, "LOG_LEVEL is DEBUG", "Set INFO: the log grows fast.")


def _check_file(path: Path) -> Iterator[Finding]:
    if not path.is_file():
        return
    if path.stat().st_mode & 0o077:
        yield broken(SETTINGS, "others on this machine may read .env", f"chmod 600 {path}")
    lines = path.read_text(encoding="utf-8").splitlines()
    names = {line.partition("=")[0].strip() for line in lines if "=" in line}
    for name in sorted(name for name in names - set(DEFAULTS) if not name.startswith("#")):
        yield warning(
            SETTINGS,
            f".env sets {name}, which nothing reads",
            "Look for a misspelling; .env.example has all the names.",
        )


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


def _port(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)
