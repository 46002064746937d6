"""The gettext catalogs: extracted from the sources, kept in step with them, checked and compiled.

There are three for each language: `bot` (the sentences of `domain.yml`, and the replies that staff
send often), `law` (the texts of `law/*.yml`) and `console` (the staff's pages, and why a referral
is urgent). English is the msgid and has no catalog.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from helpline.i18n import DEFAULT_LANGUAGE, LANGUAGES
from helpline.law.book import LawBook
from helpline.referrals.canned import canned_replies
from helpline.settings import ROOT
from helpline.triage.reasons import default_rules

LOCALES = ROOT / "locales"
_DATES = re.compile(
    rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid-Bugs-To)'
    rb': [^"]*\\n"\n'
)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
_UNREVIEWED = "Machine-made. Awaiting a native reader: nobody has reviewed this catalog yet."


@dataclass(frozen=True)
class Source:
    """Where a catalog's msgids come from: each (with its plural, where it has one), its place and a
    comment for the translator."""

    domain: str
    messages: Callable[[], Iterator[tuple[str | tuple[str, ...], str, list[str]]]]


def bot_messages() -> Iterator[tuple[str, str, list[str]]]:
    """Yields the bot's sentences and button titles with the response they belong to."""
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    for name, variations in domain["responses"].items():
        for variation in variations:
            yield variation["text"], "domain.yml", [name]
            for button in variation.get("buttons", ()):
                yield button["title"], "domain.yml", [f"{name}, an option: as short as can be"]
    for purpose, canned in canned_replies().items():
        yield canned.says, "helpline/referrals/canned.yml", [f"a reply by staff: {purpose}"]


def law_messages() -> Iterator[tuple[str, str, list[str]]]:
    """Yields the texts of the law book with jurisdiction and topic."""
    for entry in LawBook.load().entries():
        yield entry.says, f"law/{entry.jurisdiction}.yml", [f"{entry.jurisdiction}: {entry.topic}"]


def console_messages() -> Iterator[tuple[str | tuple[str, ...], str, list[str]]]:
    """Yields the strings of the console's pages and code, and the reasons that they show."""
    folder = ROOT / "gateway" / "console"
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext.babel_extract")]
    found = extract_from_dir(
        folder, method_map=methods, options_map={"**": {"trimmed": "true"}},
        comment_tags=("Translators:",),
    )  # fmt: skip
    for name, _line, message, comments, _context in found:
        yield message, f"gateway/console/{name}", comments
    for rule in default_rules():
        yield rule.says, "helpline/triage/reasons.yml", [f"why a referral is urgent: {rule.id}"]
    for purpose, canned in canned_replies().items():
        yield canned.title, "helpline/referrals/canned.yml", [f"a reply by staff: {purpose}"]
    failures = yaml.safe_load((ROOT / "gateway/twilio/errors.yml").read_text(encoding="utf-8"))
    for code, failure in {**failures["codes"], **failures["unknown"]}.items():
        yield failure["staff"], "gateway/twilio/errors.yml", [f"why a message failed: {code}"]


SOURCES = (
    Source("bot", bot_messages),
    Source("law", law_messages),
    Source("console", console_messages),
)


def update() -> None:
    """Brings every catalog in step with its source; translations whose msgid is gone are
    dropped.
    """
    for path, catalog in _updated():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_bytes(catalog))


def compile_all() -> int:
    """Writes the .mo files that the programs read and returns how many there are."""
    paths = list(LOCALES.glob("*/LC_MESSAGES/*.po"))
    for path in paths:
        target = path.with_suffix(".mo")
        content = io.BytesIO()
        write_mo(content, _read(path))
        if not target.exists() or target.read_bytes() != content.getvalue():
            target.write_bytes(content.getvalue())
    return len(paths)


def problems() -> list[str]:
    """Returns what is wrong with the catalogs, each in a line; empty if nothing is."""
    found = []
    for path, catalog in _updated():
        name = path.relative_to(ROOT)
        if not path.exists() or path.read_bytes() != _bytes(catalog):
            found.append(f"{name}: not in step with its source; run `helpline catalogs update`")
        found += [f"{name}: {problem}" for problem in _problems_of(catalog)]
    return found


def coverage() -> dict[tuple[str, str], tuple[int, int]]:
    """Returns, for each (language, domain), how many msgids are translated, and how many there
    are.
    """
    return {
        (_language_of(path), path.stem): (
            sum(1 for message in catalog if message.id and message.string),
            sum(1 for message in catalog if message.id),
        )
        for path, catalog in _updated()
    }


def _updated() -> Iterator[tuple[Path, Catalog]]:
    for source in SOURCES:
        template = _template(source)
        for code, language in LANGUAGES.items():
            if code != DEFAULT_LANGUAGE:
                path = LOCALES / language.locale / "LC_MESSAGES" / f"{source.domain}.po"
                yield path, _merged(path, template, language.locale, source.domain)


def _template(source: Source) -> Catalog:
    catalog = Catalog(project="helpline", charset="utf-8")
    for message, place, comments in source.messages():
        catalog.add(message, locations=[(place, 0)], auto_comments=comments)
    return catalog


def _merged(path: Path, template: Catalog, locale: str, domain: str) -> Catalog:
    old = _read(path) if path.exists() else None
    merged = Catalog(locale=Locale.parse(locale), domain=domain, charset="utf-8", fuzzy=False)
    merged.header_comment = old.header_comment if old else f"# {_UNREVIEWED}"
    for message in template:
        if not message.id:
            continue
        known = old.get(message.id) if old else None
        string = known.string if known and not known.fuzzy else None
        if isinstance(string, str) == message.pluralizable:
            # It was translated when it had no plural, or when it had one.
            string = None
        comments = known.user_comments if known else ()
        merged.add(
            message.id, string or _empty(message, merged), message.locations,
            auto_comments=message.auto_comments, user_comments=comments, flags=message.flags,
        )  # fmt: skip
    return merged


def _empty(message: Message, catalog: Catalog) -> str | tuple[str, ...]:
    return ("",) * catalog.num_plurals if message.pluralizable else ""


def _problems_of(catalog: Catalog) -> Iterator[str]:
    for message in catalog:
        if not message.id or not message.string:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        wanted = set(_PLACEHOLDER.findall(ids[-1]))
        for string in strings:
            if string and set(_PLACEHOLDER.findall(string)) != wanted:
                yield f"placeholders differ from {ids[0][:40]!r}"


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain=path.stem)


def _bytes(catalog: Catalog) -> bytes:
    content = io.BytesIO()
    # Without line numbers and dates a catalog changes only where its words do.
    write_po(content, catalog, width=100, omit_header=False, include_lineno=False)
    return _DATES.sub(b"", content.getvalue())


def _language_of(path: Path) -> str:
    folder = path.parent.parent.name
    return next(code for code, language in LANGUAGES.items() if language.locale == folder)
