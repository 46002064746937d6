"""The one list of languages. Everything else about languages is derived from it or checked against
it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """A language people write to us in.

    `code` is ours (ISO 639), `locale` the folder under `locales/` (CLDR has no `prs`), `autonym`
    its own name, `direction` "ltr" or "rtl", `writings` the folders of training messages, one for
    each way of writing it.
    """

    code: str
    locale: str
    autonym: str
    direction: str
    writings: tuple[str, ...]


LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("en", "en", "English", "ltr", ("en",)),
        Language("fr", "fr", "Français", "ltr", ("fr",)),
        Language("ar", "ar", "العربية", "rtl", ("ar", "ar-Latn")),
        Language("prs", "fa_AF", "دری", "rtl", ("prs", "prs-Latn")),
        Language("ps", "ps", "پښتو", "rtl", ("ps", "ps-Latn")),
        Language("ne", "ne", "नेपाली", "ltr", ("ne", "ne-Latn")),
        Language("my", "my", "မြန်မာ", "ltr", ("my",)),
    )
}

DEFAULT_LANGUAGE = "en"

# What most people write to us in, by country of their number (ISO 3166); in Afghanistan it may
# as well be Pashto, but Dari is what most of those read who have another first language.
_LANGUAGE_OF_COUNTRY = {"NP": "ne", "TN": "ar", "PS": "ar", "MM": "my", "AF": "prs"}


def language_of_country(country: str | None) -> str:
    """Returns the language to begin with for a country; the default language for any other."""
    return _LANGUAGE_OF_COUNTRY.get(country or "", DEFAULT_LANGUAGE)


def direction_of(code: str | None) -> str:
    """Returns "rtl" or "ltr" for a language code, "auto" where the language is not known."""
    return LANGUAGES[code].direction if code in LANGUAGES else "auto"
