"""What somebody writes for one of our numbers: read, or refused by the field's name."""

from __future__ import annotations

import pytest

from helpline.carrying.numbers import read_number
from helpline.storage.numbers import NumberSettings

PLACES = ("nepal", "tunisia")
FULL = {
    "office": " Kathmandu  office ",
    "jurisdiction": "nepal",
    "language": "ne",
    "office_hours": "Sun-Fri 10:00-17:00",
    "office_timezone": "Asia/Kathmandu",
    "parts_per_minute": "60",
}


def test_what_is_written_is_read_and_what_is_not_follows_the_settings_for_all() -> None:
    chosen, wrong = read_number(FULL, is_active=False, jurisdictions=PLACES)

    assert (wrong, chosen) == (
        frozenset(),
        NumberSettings(
            "nepal", "ne", "Kathmandu office", "Sun-Fri 10:00-17:00", "Asia/Kathmandu", 60, False
        ),
    )
    assert read_number({}, is_active=True, jurisdictions=PLACES) == (NumberSettings(), frozenset())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("office", "x" * 65),
        ("jurisdiction", "atlantis"),
        ("language", "xx"),
        ("language", "../../etc"),
        ("office_hours", "always"),
        ("office_hours", "Mon 17:00-09:00"),
        ("office_timezone", "Kathmandu"),
        ("office_timezone", "../../etc/passwd"),
        ("parts_per_minute", "0"),
        ("parts_per_minute", "-1"),
        ("parts_per_minute", "60001"),
        ("parts_per_minute", "٦٠"),
        ("parts_per_minute", "1.5"),
    ],
)
def test_what_cannot_be_used_is_named_and_left_out(field: str, value: str) -> None:
    chosen, wrong = read_number(FULL | {field: value}, is_active=True, jurisdictions=PLACES)

    assert wrong == {field}
    assert getattr(chosen, field) is None
