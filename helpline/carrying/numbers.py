"""What may be set for one of our numbers: reading what somebody wrote, and saying what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from helpline.i18n import LANGUAGES
from helpline.office import OfficeHours
from helpline.storage.numbers import FASTEST, NumberSettings

_LONGEST = {"office": 64, "office_hours": 160, "office_timezone": 64}
FIELDS = (
    "office",
    "jurisdiction",
    "language",
    "office_hours",
    "office_timezone",
    "parts_per_minute",
)


def read_number(
    written: Mapping[str, str], *, is_active: bool, jurisdictions: Collection[str]
) -> tuple[NumberSettings, frozenset[str]]:
    """Reads what was written for each of FIELDS ("" leaves it to the setting for all), and returns
    it with the names of those that cannot be used, which are left out.
    """
    given = {name: " ".join(written.get(name, "").split()) or None for name in FIELDS}
    wrong = {name for name, most in _LONGEST.items() if len(given[name] or "") > most}
    if given["jurisdiction"] not in (None, *jurisdictions):
        wrong.add("jurisdiction")
    if given["language"] not in (None, *LANGUAGES):
        wrong.add("language")
    wrong |= _wrong_hours(given["office_hours"], given["office_timezone"])
    pace = _pace(given["parts_per_minute"])
    if given["parts_per_minute"] is not None and pace is None:
        wrong.add("parts_per_minute")
    kept = {name: None if name in wrong else value for name, value in given.items()}
    return (
        NumberSettings(
            jurisdiction=kept["jurisdiction"],
            language=kept["language"],
            office=kept["office"],
            office_hours=kept["office_hours"],
            office_timezone=kept["office_timezone"],
            parts_per_minute=pace,
            is_active=is_active,
        ),
        frozenset(wrong),
    )


def _wrong_hours(hours: str | None, zone: str | None) -> set[str]:
    wrong = set()
    for name, words, place in (
        ("office_timezone", "", zone or "UTC"),
        ("office_hours", hours or "", "UTC"),
    ):
        try:
            OfficeHours.parse(words, place)
        except ValueError:
            wrong.add(name)
    return wrong


def _pace(written: str | None) -> int | None:
    if written is None or not (written.isascii() and written.isdigit()):
        return None
    return int(written) if 0 < int(written) <= FASTEST else None
