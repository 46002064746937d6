"""Checks of what the helpline knows and says: its model, its catalogs, and the law's reviews."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from gateway.commands import MODELS, newest_model
from gateway.operator.checkups.finding import Finding, broken, fine, warning
from gateway.operator.understanding import fingerprint
from helpline.catalogs import LOCALES
from helpline.errors import LawFileError, SettingError
from helpline.law.book import LawBook
from helpline.law.reviews import Reviewable, Reviews

MODEL, CATALOGS, LAW = "model", "catalogs", "law"


def check_model(folder: Path = MODELS) -> list[Finding]:
    """Returns whether there is a model, and whether it was made of the present data and code."""
    do = "Run `helpline train`, then start the helpline anew."
    try:
        newest = newest_model()
    except SettingError:
        return [broken(MODEL, "the bot has no model", do)]
    if newest != folder / f"{fingerprint()}.tar.gz":
        says = "the newest model was not made of the present training data and code"
        return [broken(MODEL, says, do)]
    return [fine(MODEL, "the model is made of the present training data and code")]


def check_catalogs(folder: Path = LOCALES) -> list[Finding]:
    """Returns which compiled catalogs are missing or older than their words."""
    paths = sorted(folder.glob("*/LC_MESSAGES/*.po"))
    stale = [str(path.relative_to(folder)) for path in paths if not _is_compiled(path)]
    if stale:
        says = f"{len(stale)} catalogs are not compiled, {stale[0]} among them: English is spoken"
        do = "Run `helpline catalogs compile`, then start the helpline anew."
        return [broken(CATALOGS, says, do)]
    return [fine(CATALOGS, f"all {len(paths)} catalogs are compiled")]


def check_law(*, require_review: bool) -> list[Finding]:
    """Returns how many texts of the law two lawyers have approved, and what is told of the rest."""
    try:
        book, reviews = LawBook.load(), Reviews.load()
    except LawFileError as error:
        return [broken(LAW, str(error), "Mend that line; `helpline law check` reads all files.")]
    limits = [limit for each in book.jurisdictions.values() for limit in each.custody.limits]
    everything: list[Reviewable] = [*book.entries(), *limits]
    approved = sum(reviews.is_approved(each) for each in everything)
    says = f"two lawyers have approved {approved} of {len(everything)} texts and custody limits"
    if approved == len(everything):
        if require_review:
            return [fine(LAW, says)]
        do = "Set LAW_REQUIRE_REVIEW=yes, so that a text that is changed waits for its review."
        return [warning(LAW, says, do)]
    ask = "Ask two lawyers of each place to judge them: `helpline law review --reviewer NAME`."
    if require_review:
        return [warning(LAW, f"{says}; the rest is withheld", ask)]
    do = f"{ask} Until then LAW_REQUIRE_REVIEW=yes withholds what is not approved."
    return [warning(LAW, f"{says}; the rest is told all the same", do)]


def _is_compiled(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    if not compiled.is_file():
        return False
    fresh = io.BytesIO()
    with path.open("rb") as words, compiled.open("rb") as there:
        write_mo(fresh, read_po(words, locale=path.parent.parent.name, domain=path.stem))
        fresh.seek(0)
        try:
            return _words(fresh) == _words(there)
        except (OSError, ValueError, struct.error):
            return False


def _words(compiled: BinaryIO) -> dict[str, Any]:
    # Without its head, which holds the moment of compiling.
    return {str(message.id): message.string for message in read_mo(compiled) if message.id}
