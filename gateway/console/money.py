"""Money and other figures as staff read them, in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import format_currency, format_decimal
from babel.units import format_unit
from flask import Flask

from gateway.console.language import gettext as _
from gateway.console.language import locale
from helpline.carrying.prices import usd_of

_GIGABYTE = 1_000_000_000
# Below a dollar a message is told to the hundredth of a cent, else to the cent.
_FINE, _PLAIN = "¤#,##0.0000", "¤#,##0.00"
_MILLION = 1_000_000


@dataclass(frozen=True)
class Sum:
    """A sum in millionths of a US dollar, and whether any price in it is a guess."""

    micro_usd: int
    is_guess: bool


def register(app: Flask) -> None:
    """Gives templates the filters of this module."""
    app.jinja_env.filters.update(
        money=money, dollars=dollars, country_name=country_name, gigabytes=gigabytes, figure=figure
    )


def money(total: Sum) -> str:
    """Returns a sum, and that it is a guess if it is one."""
    words = dollars(total.micro_usd)
    return _("about %(sum)s (estimate)", sum=words) if total.is_guess else words


def dollars(micro_usd: int) -> str:
    """Returns millionths of a US dollar as a sum of money."""
    pattern = _FINE if 0 < micro_usd < _MILLION else _PLAIN
    return format_currency(
        usd_of(micro_usd), "USD", format=pattern, locale=locale(), currency_digits=False
    )


def country_name(code: str) -> str:
    """Returns what the page's language calls a country (ISO 3166)."""
    if not code:
        return _("Not known")
    return str(locale().territories.get(code, code))


def gigabytes(count: int) -> str:
    """Returns bytes as gigabytes."""
    return str(
        format_unit(
            round(count / _GIGABYTE, 1), "digital-gigabyte", length="short", locale=locale()
        )
    )


def figure(number: int) -> str:
    """Returns a whole number."""
    return format_decimal(number, locale=locale())
