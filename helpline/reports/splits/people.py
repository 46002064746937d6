"""Who is held, where and by whom, and who writes for them."""

from __future__ import annotations

from collections.abc import Callable

from helpline.i18n import LANGUAGES
from helpline.law.places import JURISDICTION_OF_COUNTRY
from helpline.reports.case import AGES, UNKNOWN, Case
from helpline.reports.splits.split import Population, Split
from helpline.storage.kinds import Channel

JURISDICTIONS = (*JURISDICTION_OF_COUNTRY, "palestine", "israeli-military", "elsewhere", UNKNOWN)
AUTHORITIES = ("police", "army", "intelligence", "vice-and-virtue", "other", UNKNOWN)
CHANNELS = (*(channel.value for channel in Channel), UNKNOWN)
GENDERS = ("woman", "man", UNKNOWN)
WRITINGS = (
    *(writing for language in LANGUAGES.values() for writing in language.writings), UNKNOWN,
)  # fmt: skip


def writing_of(case: Case) -> str:
    """Returns how the messages of a case were written: a language, and Latin letters where it has
    others of its own ("ne-Latn").
    """
    latin = f"{case.language}-Latn"
    if case.script == "Latn" and latin in WRITINGS:
        return latin
    return case.language if case.language in WRITINGS else UNKNOWN


def _one_of(known: tuple[str, ...], value: str) -> str:
    return value if value in known else UNKNOWN


def _split(name: str, kinds: tuple[str, ...], of: Callable[[Case], str]) -> Split:
    return Split(name, Population.WRITTEN, kinds, lambda case, _now: _one_of(kinds, of(case)))


def _area(case: Case) -> str:
    return UNKNOWN if case.area == UNKNOWN else f"{case.jurisdiction}: {case.area}"


SPLITS = (
    _split("jurisdiction", JURISDICTIONS, lambda case: case.jurisdiction),
    _split("authority", AUTHORITIES, lambda case: case.authority),
    _split("gender", GENDERS, lambda case: case.gender),
    _split("age", AGES, lambda case: case.age),
    _split("writing", WRITINGS, writing_of),
    _split("channel", CHANNELS, lambda case: case.channel),
    _split("writer", ("self", "family", "other", UNKNOWN), lambda case: case.writer),
    _split("foreigner", ("yes", "no", UNKNOWN), lambda case: case.foreigner),
    Split("area", Population.WRITTEN, (), lambda case, _now: _area(case), monthly=False),
)
