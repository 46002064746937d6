"""Settings, read once from the environment. A missing one that is needed stops the start by
name.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from helpline.care import CareLimits
from helpline.carrying.limits import Limits, parse_cap, parse_countries
from helpline.errors import SettingError
from helpline.listening import parse_address
from helpline.logs import parse_level
from helpline.office import OfficeHours
from helpline.processes import ProcessCounts

ROOT = Path(__file__).resolve().parent.parent

_PHONE_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
# A figure of so few people is never shown, whatever is set.
LEAST_THRESHOLD = 5

# Every variable that the helpline reads. A test keeps this table and `.env.example` equal.
DEFAULTS: dict[str, str | None] = {
    "DATABASE_URL": "",
    "HELPLINE_KEYS": None,
    "HELPLINE_VAR": "var",
    "SECRET_KEY": None,
    "PUBLIC_URL": None,
    "LISTEN_ADDRESS": "127.0.0.1",
    "PORT": "8000",
    "RASA_URL": "http://127.0.0.1:5005",
    "ACTIONS_URL": "http://127.0.0.1:5055",
    "TRACKER_URL": "",
    "TWILIO_ACCOUNT_SID": None,
    "TWILIO_AUTH_TOKEN": None,
    "TWILIO_NUMBERS": None,
    "TWILIO_API_BASE_URL": "https://api.twilio.com",
    "TWILIO_MEDIA_HOSTS": (
        "mms.twiliocdn.com,media.twiliocdn.com,s3-external-1.amazonaws.com/media.twiliocdn.com/"
    ),
    "WORKERS": "1",
    "GATEWAYS": "1",
    "ACTION_SERVERS": "1",
    "BOTS": "",
    "WORKER_THREADS": "8",
    "LEASE_SECONDS": "30",
    "SETTLE_SECONDS": "60",
    "RECONCILE_SECONDS": "180",
    "CARRIER_RETENTION_DAYS": "7",
    "RETENTION_DAYS": "180",
    "OFFICE_HOURS": "",
    "OFFICE_TIMEZONE": "UTC",
    "HANDOVER_HOURS": "12",
    "DUTY_NUMBERS": "",
    "REPORT_THRESHOLD": "11",
    "STILL_YOU_HOURS": "72",
    "STILL_YOU_HOURS_DISCREET": "24",
    "OWN_WORD_HOURS": "4",
    "SERVED_COUNTRIES": "",
    "SPEND_CAP_DAY": "",
    "CONTACT_CAP_DAY": "200",
    "PREFIX_CAP_DAY": "1000",
    "COUNTRY_CAP_DAY": "",
    "LAW_REQUIRE_REVIEW": "no",
    "STAFF_SECOND_FACTOR": "required",
    "LOG_LEVEL": "INFO",
}


@dataclass(frozen=True, repr=False)
class Settings:
    """What an operator sets. `keys` are raw 32-byte keys, the first of which encrypts.

    `lease_seconds` is how long a worker may hold a contact without renewing; the waits for the bot
    and for Twilio are a third of it each, so that no call can outlast the lease. `settle_seconds`
    is how long a send of unknown outcome waits for its callback before Twilio's list is asked.
    `reconcile_seconds` is how often that list is searched for messages that no webhook brought;
    `carrier_retention_days` is after how many days Twilio is told to drop a message's words.
    `report_threshold` is the least number of cases that figures show.
    `handover_hours` is after how long without an answer of staff the bot answers again. `care`
    tells after how long a contact must show that it is still them. `given` holds every variable as
    it was given or is by default, secrets too.
    """

    database_url: str
    keys: tuple[bytes, ...]
    var: Path
    secret_key: str
    public_url: str
    listen_address: str
    port: int
    rasa_url: str
    actions_url: str
    tracker_url: str
    twilio_account_sid: str
    twilio_auth_tokens: tuple[str, ...]
    twilio_numbers: tuple[str, ...]
    twilio_api_base_url: str
    twilio_media_hosts: tuple[str, ...]
    processes: ProcessCounts
    worker_threads: int
    lease_seconds: int
    settle_seconds: int
    reconcile_seconds: int
    carrier_retention_days: int
    retention_days: int
    office_hours: OfficeHours
    handover_hours: int
    duty_numbers: tuple[str, ...]
    report_threshold: int
    care: CareLimits
    limits: Limits
    given: tuple[tuple[str, str], ...]
    law_require_review: bool
    second_factor_required: bool
    log_level: str

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Reads settings from a mapping such as `os.environ`; raises SettingError naming the
        variable.
        """
        value = {name: _value(environ, name) for name in DEFAULTS}
        var = Path(value["HELPLINE_VAR"]).absolute()
        return cls(
            database_url=database_url(value["DATABASE_URL"], var),
            keys=_keys(value["HELPLINE_KEYS"]),
            var=var,
            secret_key=_long_enough("SECRET_KEY", value["SECRET_KEY"]),
            public_url=_url("PUBLIC_URL", value["PUBLIC_URL"]),
            listen_address=parse_address(value["LISTEN_ADDRESS"]),
            port=_number("PORT", value["PORT"]),
            rasa_url=_urls("RASA_URL", value["RASA_URL"]),
            actions_url=_url("ACTIONS_URL", value["ACTIONS_URL"]),
            tracker_url=value["TRACKER_URL"] or f"sqlite:///{var / 'tracker.db'}",
            twilio_account_sid=value["TWILIO_ACCOUNT_SID"],
            twilio_auth_tokens=_list("TWILIO_AUTH_TOKEN", value["TWILIO_AUTH_TOKEN"]),
            twilio_numbers=_list("TWILIO_NUMBERS", value["TWILIO_NUMBERS"]),
            twilio_api_base_url=_url("TWILIO_API_BASE_URL", value["TWILIO_API_BASE_URL"]),
            twilio_media_hosts=_list("TWILIO_MEDIA_HOSTS", value["TWILIO_MEDIA_HOSTS"]),
            processes=ProcessCounts.from_values(value),
            worker_threads=_number("WORKER_THREADS", value["WORKER_THREADS"]),
            lease_seconds=_number("LEASE_SECONDS", value["LEASE_SECONDS"]),
            settle_seconds=_number("SETTLE_SECONDS", value["SETTLE_SECONDS"]),
            reconcile_seconds=_number("RECONCILE_SECONDS", value["RECONCILE_SECONDS"]),
            carrier_retention_days=_number(
                "CARRIER_RETENTION_DAYS", value["CARRIER_RETENTION_DAYS"]
            ),
            retention_days=_number("RETENTION_DAYS", value["RETENTION_DAYS"]),
            office_hours=_office_hours(value["OFFICE_HOURS"], value["OFFICE_TIMEZONE"]),
            handover_hours=_number("HANDOVER_HOURS", value["HANDOVER_HOURS"]),
            duty_numbers=_duty_numbers(value["DUTY_NUMBERS"]),
            report_threshold=_threshold(value["REPORT_THRESHOLD"]),
            care=_care(value),
            limits=_limits(value),
            given=tuple(value.items()),
            law_require_review=_is_first(value, "LAW_REQUIRE_REVIEW", "yes", "no"),
            second_factor_required=_is_first(value, "STAFF_SECOND_FACTOR", "required", "offered"),
            log_level=parse_level(value["LOG_LEVEL"]),
        )

    @property
    def call_seconds(self) -> float:
        """How long one call to the bot or to Twilio may take, in seconds."""
        return self.lease_seconds / 3

    @property
    def rasa_urls(self) -> tuple[str, ...]:
        """The address of each bot."""
        return tuple(self.rasa_url.split(","))

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is the embedded one."""
        return self.database_url.startswith("sqlite")


def _value(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "").strip() or DEFAULTS[name]
    if value is None:
        raise SettingError(f"{name} is not set")
    return value


def database_url(value: str, var: Path) -> str:
    """Returns an address as our driver reads it; without one that of the file in `var`."""
    if not value:
        return f"sqlite:///{var / 'helpline.db'}"
    for short in ("postgres://", "postgresql://"):
        if value.startswith(short):
            return "postgresql+psycopg://" + value.removeprefix(short)
    return value


def _keys(value: str) -> tuple[bytes, ...]:
    keys = []
    for part in _list("HELPLINE_KEYS", value):
        try:
            key = base64.urlsafe_b64decode(part.encode("ascii"))
        except (binascii.Error, ValueError) as error:
            raise SettingError("HELPLINE_KEYS is not url-safe base64") from error
        if len(key) != 32:
            raise SettingError("HELPLINE_KEYS holds a key that is not 32 bytes")
        keys.append(key)
    return tuple(keys)


def _list(name: str, value: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in value.split(",") if part.strip())
    if not parts:
        raise SettingError(f"{name} is empty")
    return parts


def _url(name: str, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingError(f"{name} is not an http or https address")
    return value.rstrip("/")


def _urls(name: str, value: str) -> str:
    return ",".join(_url(name, part) for part in _list(name, value))


def _duty_numbers(value: str) -> tuple[str, ...]:
    numbers = tuple(each.strip() for each in value.split(",") if each.strip())
    if not all(_PHONE_NUMBER.fullmatch(each) for each in numbers):
        raise SettingError("DUTY_NUMBERS is not numbers as +15550123, comma-separated")
    return numbers


def _number(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise SettingError(f"{name} is not a whole number above zero")
    return int(value)


def _threshold(value: str) -> int:
    if (threshold := _number("REPORT_THRESHOLD", value)) < LEAST_THRESHOLD:
        raise SettingError(f"REPORT_THRESHOLD is below {LEAST_THRESHOLD}")
    return threshold


def _office_hours(words: str, zone: str) -> OfficeHours:
    try:
        OfficeHours.parse("", zone)
    except ValueError as error:
        raise SettingError("OFFICE_TIMEZONE is not a time zone") from error
    try:
        return OfficeHours.parse(words, zone)
    except ValueError as error:
        raise SettingError("OFFICE_HOURS is not days and hours") from error


def _limits(value: Mapping[str, str]) -> Limits:
    contact, prefix, country = (
        _number(name, value[name]) if value[name] else None
        for name in ("CONTACT_CAP_DAY", "PREFIX_CAP_DAY", "COUNTRY_CAP_DAY")
    )
    try:
        spend = parse_cap(value["SPEND_CAP_DAY"])
    except ValueError as error:
        raise SettingError("SPEND_CAP_DAY is not a sum of US dollars") from error
    try:
        served = parse_countries(value["SERVED_COUNTRIES"])
    except ValueError as error:
        raise SettingError("SERVED_COUNTRIES is not a list of countries of two letters") from error
    return Limits(spend, contact, prefix, country, served)


def _care(value: Mapping[str, str]) -> CareLimits:
    names = ("STILL_YOU_HOURS", "STILL_YOU_HOURS_DISCREET", "OWN_WORD_HOURS")
    return CareLimits(*(timedelta(hours=_number(name, value[name])) for name in names))


def _is_first(value: Mapping[str, str], name: str, first: str, second: str) -> bool:
    told = {first: True, second: False}.get(value[name].casefold())
    if told is None:
        raise SettingError(f"{name} is neither {first} nor {second}")
    return told


def _long_enough(name: str, value: str) -> str:
    if len(value) < 32:
        raise SettingError(f"{name} is shorter than 32 characters")
    return value
