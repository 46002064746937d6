"""Where prices stand: our carrier's table, and above it an operator's own, in HELPLINE_VAR."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from helpline.carrying.prices import PriceTable
from helpline.settings import Settings

LISTED = Path(__file__).parent / "twilio" / "prices.yml"
_OWN = "prices.yml"


def price_table(settings: Settings) -> PriceTable:
    """Returns the prices in force; raises SettingError for a file that cannot be used."""
    own = own_prices(settings)
    return _load(own, own.stat().st_mtime_ns if own.is_file() else 0)


def own_prices(settings: Settings) -> Path:
    """Returns where an operator's own prices stand, if there are any."""
    return settings.var / _OWN


@lru_cache(maxsize=8)
def _load(own: Path, _changed: int) -> PriceTable:
    return PriceTable.load(LISTED, own)
