"""The settings in force, to be read. Secrets are counted and never shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import current_app, render_template
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from gateway.console.language import gettext as _
from gateway.console.language import ngettext
from gateway.extension import gateway_of
from helpline.settings import DEFAULTS, ROOT, Settings

_EXAMPLE = ROOT / ".env.example"

# What may be shown as it is. Whatever is named neither here nor in `HIDDEN` is not shown at all.
PUBLIC = frozenset(
    {
        "HELPLINE_VAR", "PUBLIC_URL", "LISTEN_ADDRESS", "PORT", "RASA_URL", "ACTIONS_URL",
        "TWILIO_NUMBERS",
        "TWILIO_API_BASE_URL", "TWILIO_MEDIA_HOSTS", "WORKERS", "GATEWAYS",
        "ACTION_SERVERS", "BOTS", "WORKER_THREADS", "LEASE_SECONDS",
        "SETTLE_SECONDS", "RECONCILE_SECONDS", "CARRIER_RETENTION_DAYS", "RETENTION_DAYS",
        "OFFICE_HOURS", "OFFICE_TIMEZONE", "HANDOVER_HOURS", "STILL_YOU_HOURS",
        "STILL_YOU_HOURS_DISCREET", "OWN_WORD_HOURS", "SERVED_COUNTRIES", "SPEND_CAP_DAY",
        "CONTACT_CAP_DAY", "PREFIX_CAP_DAY", "COUNTRY_CAP_DAY", "LAW_REQUIRE_REVIEW",
        "STAFF_SECOND_FACTOR", "REPORT_THRESHOLD", "LOG_LEVEL",
    }
)  # fmt: skip


@dataclass(frozen=True)
class SettingShown:
    """A setting: its name, its value or what may be told of it, whether that is as by default, and
    what the example file says of it.
    """

    name: str
    value: str
    is_default: bool
    explained: str


def show() -> str:
    """Shows the settings in force."""
    settings = gateway_of(current_app).settings
    return render_template("console/settings.html", settings=list(settings_in_force(settings)))


def settings_in_force(settings: Settings) -> Iterator[SettingShown]:
    """Returns every setting, in the order of the example file."""
    given, said = dict(settings.given), explanations(_EXAMPLE)
    order = {name: at for at, name in enumerate(said)}
    for name in sorted(DEFAULTS, key=lambda name: (order.get(name, len(order)), name)):
        value = given.get(name, "")
        yield SettingShown(name, _shown(name, value), value == DEFAULTS[name], said.get(name, ""))


@cache
def explanations(path: Path) -> Mapping[str, str]:
    """Returns what an example file says of each variable: the comment above it, or above the one
    that shares it. Empty where there is no such file.
    """
    found: dict[str, str] = {}
    if not path.is_file():
        return found
    comment: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, _value = line.removeprefix("# ").partition("=")
        if separator and name in DEFAULTS:
            found[name] = " ".join(comment)
        elif line.startswith("# ") and not line.startswith("# ---"):
            comment.append(line.removeprefix("# "))
        else:
            comment = []
    return found


def _shown(name: str, value: str) -> str:
    if name in PUBLIC:
        return value
    hide = HIDDEN.get(name)
    return _("set, and not shown") if hide is None else hide(value)


def _count(value: str) -> str:
    number = len([part for part in value.split(",") if part.strip()])
    return ngettext("%(count)s, not shown", "%(count)s, not shown", number)


def _without_password(value: str) -> str:
    try:
        return make_url(value).render_as_string(hide_password=True) if value else ""
    except ArgumentError:
        return _("set, and not shown")


def _ending(value: str) -> str:
    return f"…{value[-4:]}"


def _not_shown(_value: str) -> str:
    return _("set, and not shown")


# What is told of a secret instead of itself.
HIDDEN: Mapping[str, Callable[[str], str]] = {
    "HELPLINE_KEYS": _count,
    "SECRET_KEY": _not_shown,
    "TWILIO_AUTH_TOKEN": _count,
    "TWILIO_ACCOUNT_SID": _ending,
    "DATABASE_URL": _without_password,
    "TRACKER_URL": _without_password,
    "DUTY_NUMBERS": _count,
}
