"""In which language a page speaks: the staff member's own, or what the browser asks for."""

from __future__ import annotations

import gettext as catalogs
from functools import cache

from babel import Locale
from flask import Flask, g, request
from flask_login import current_user

from helpline.i18n import DEFAULT_LANGUAGE, LANGUAGES, Language
from helpline.settings import ROOT

_LOCALES = ROOT / "locales"
_DOMAIN = "console"
# What CLDR and browsers call a language that we call otherwise.
_TAGS = {"prs": "fa-AF"}


def register(app: Flask) -> None:
    """Gives templates `_()`, `{% trans %}`, the page's language and the list of languages."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _gettext, _ngettext, newstyle=True
    )
    app.jinja_env.globals.update(
        language=language, languages=LANGUAGES, language_name=language_name, tag_of=tag_of
    )


def language() -> Language:
    """Returns the language of the answer to the present request."""
    if "console_language" not in g:
        g.console_language = LANGUAGES.get(_chosen(), LANGUAGES[DEFAULT_LANGUAGE])
    chosen: Language = g.console_language
    return chosen


def locale() -> Locale:
    """Returns the locale by which the answer to the present request writes dates and names."""
    return Locale.parse(language().locale)


def gettext(message: str, **values: object) -> str:
    """Returns a message in the page's language with its named placeholders filled in."""
    translated = _gettext(message)
    return translated % values if values else translated


def ngettext(singular: str, plural: str, count: int) -> str:
    """Returns the form of a message that a count asks for, with `%(count)s` filled in."""
    return _ngettext(singular, plural, count) % {"count": count}


def N_(message: str) -> str:
    """Returns a message unchanged; marks it for extraction where it is translated later."""
    return message


def language_name(code: str | None) -> str:
    """Returns what the page's language calls a language people write in; empty if not known."""
    if code is None:
        return ""
    name = locale().languages.get(LANGUAGES[code].locale if code in LANGUAGES else code)
    return name or code


def tag_of(code: str | None) -> str:
    """Returns the BCP 47 tag of a language code; empty (which means unknown) for None."""
    return _TAGS.get(code or "", code or "")


def _chosen() -> str:
    if current_user.is_authenticated:
        return str(current_user.member.language)
    tags = {tag_of(code): code for code in LANGUAGES}
    best = request.accept_languages.best_match(list(tags), default=DEFAULT_LANGUAGE)
    return tags.get(best or "", DEFAULT_LANGUAGE)


def _gettext(message: str) -> str:
    return _catalog(language().locale).gettext(message)


def _ngettext(singular: str, plural: str, count: int) -> str:
    return _catalog(language().locale).ngettext(singular, plural, count)


@cache
def _catalog(locale_name: str) -> catalogs.NullTranslations:
    return catalogs.translation(_DOMAIN, _LOCALES, languages=[locale_name], fallback=True)
