"""What a message costs: the table that comes with the helpline, and an operator's own above it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gateway.prices import LISTED
from helpline.carrying.prices import CATEGORIES, PriceTable, micro_of, usd_of
from helpline.errors import SettingError
from helpline.storage.kinds import Channel

OWN = """
sms:
  NP: {usd: 0.05, as_of: 2026-11-01, source: our contract}
  NO: {usd: 0.07, as_of: 2026-11-01, source: our contract}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "prices.yml"
    path.write_text(OWN)
    return path


def test_an_operators_own_price_stands_above_the_one_that_came_along(own: Path) -> None:
    table = PriceTable.load(LISTED, own)

    assert table.find(Channel.SMS, "NP").micro_usd == 50_000
    assert not table.find(Channel.SMS, "NP").is_estimate
    assert table.find(Channel.SMS, "TN").is_estimate


def test_norway_is_a_country_though_yaml_takes_it_for_a_no(own: Path) -> None:
    assert PriceTable.load(LISTED, own).find(Channel.SMS, "NO").micro_usd == 70_000


def test_an_sms_costs_by_its_parts_and_a_whatsapp_message_does_not(own: Path) -> None:
    table = PriceTable.load(LISTED, own)

    assert table.cost(Channel.SMS, "NP", parts=3).micro_usd == 150_000
    one, three = (table.cost(Channel.WHATSAPP, "NP", parts=parts).micro_usd for parts in (1, 3))
    assert one == three > 0


def test_a_country_without_a_price_costs_what_the_others_do() -> None:
    table = PriceTable.load(LISTED)

    assert table.find(Channel.SMS, "ZW") == table.find(Channel.SMS, None)


def test_a_template_costs_more_than_what_is_free_to_write() -> None:
    table = PriceTable.load(LISTED)

    for category in CATEGORIES[1:]:
        dear = table.cost(Channel.WHATSAPP, "NP", parts=1, category=category).micro_usd
        assert dear > table.cost(Channel.WHATSAPP, "NP", parts=1).micro_usd


def test_nothing_that_came_along_is_told_as_a_fact_that_nobody_has_read_at_the_carriers() -> None:
    for *_, price in PriceTable.load(LISTED).rows():
        assert price.is_estimate
        assert price.source


@pytest.mark.parametrize(
    "content",
    [
        "sms: {NP: {usd: cheap, as_of: 2026-11-01, source: us}}",
        "sms: {NP: {usd: 600, as_of: 2026-11-01, source: us}}",
        "sms: {NP: {usd: -1, as_of: 2026-11-01, source: us}}",
        "sms: {Nepal: {usd: 0.1, as_of: 2026-11-01, source: us}}",
        "sms: {NP: {usd: 0.1, source: us}}",
        "sms: {NP: 0.1}",
        "whatsapp: {chat: {NP: {usd: 0.1, as_of: 2026-11-01, source: us}}}",
        "sms: [",
        "[1]",
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "prices.yml"
    path.write_text(content)

    with pytest.raises(SettingError, match="prices.yml"):
        PriceTable.load(LISTED, path)


def test_sums_are_whole_millionths_so_that_adding_them_loses_nothing() -> None:
    assert micro_of("0.0083") * 3 == 24_900
    assert usd_of(24_900) == Decimal("0.0249")
    for written in ("", "NaN", "Infinity", "-0.1", "1,5"):
        with pytest.raises(ValueError, match="not a sum"):
            micro_of(written)
