"""Sentences out of the gettext catalogs: a response name and values become words in a language.

The English sentences stand in the domain and are the msgids of `locales/*/LC_MESSAGES/bot.po`. A
sentence that a language lacks is said whole in English.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from helpline.errors import SpeechError
from helpline.i18n import DEFAULT_LANGUAGE, LANGUAGES
from helpline.text.characters import without_bidi
from helpline.text.sms import cheapened

ROOT = Path(__file__).resolve().parent.parent
_DOMAIN = ("domain.yml", "bot/domain/*.yml")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_CATALOG = "bot"
# The placeholder of a sentence that holds others, a line each.
_LINES = "lines"
# What a question that has options is called.
_OPTION_OF = "utter_ask_"


@dataclass(frozen=True)
class Said:
    """What is said: the text, the options offered as (title, payload), and the language it is in,
    which is English where the wanted one lacks a sentence.
    """

    text: str
    options: tuple[tuple[str, str], ...]
    language: str


class Speech:
    """Speaks the responses of the domain in every language that has a catalog."""

    def __init__(self, root: Path = ROOT) -> None:
        """Reads domain and compiled catalogs under a folder; raises ValueError if there is no
        response.
        """
        self._responses = _responses(root)
        self._catalogs = {
            code: _catalog(root / "locales", language.locale)
            for code, language in LANGUAGES.items()
            if code != DEFAULT_LANGUAGE
        }

    def say(
        self,
        name: str,
        language: str,
        *,
        values: Mapping[str, Any] | None = None,
        slots: Mapping[str, Any] | None = None,
        channel: str = "",
        offered: Sequence[str] | None = None,
    ) -> Said:
        """Returns a response in a language; raises SpeechError naming what is not there.

        `values` fill its placeholders, `slots` where a value is missing; `lines` among them is a
        list of [response, values]: each is said as a line, a value {"of": "held_by", "is":
        "police"} by the title of that option, or as it is if it is none. Of its buttons `offered`
        chooses some by their payloads, in order. A variation goes before another if more of its
        conditions on these hold, or if it is for the `channel`.
        """
        told = {**(slots or {}), **(values or {})}
        response = self._variation(name, channel, told)
        buttons = _offered(response.get("buttons") or [], offered)
        words, spoken = self._in(language, [response["text"], *(each["title"] for each in buttons)])
        lines = [self._line(each, language) for each in told.get(_LINES) or ()]
        if any(line.language != spoken for line in lines):
            # One message is in one language.
            words, spoken = (
                [response["text"], *(each["title"] for each in buttons)],
                (DEFAULT_LANGUAGE),
            )
            lines = [self._line(each, spoken) for each in told[_LINES]]
        filled = _filled(words[0], {**told, _LINES: "\n".join(line.text for line in lines)})
        options = tuple(
            (title, button["payload"]) for title, button in zip(words[1:], buttons, strict=True)
        )
        return Said(filled, options, spoken)

    def title(self, fact: str, value: str, language: str) -> str | None:
        """Returns the title of a question's option in a language, or None if it has no such one."""
        for variation in self._responses.get(f"{_OPTION_OF}{fact}", ()):
            for button in variation.get("buttons", ()):
                if button["payload"] == f"{fact}:{value}":
                    return self._in(language, [button["title"]])[0][0]
        return None

    def gist(self, name: str, body: str, spoken: str, language: str) -> Said | None:
        """Returns a message that a response made, said again in another language: `body` are the
        words that went out in the language `spoken`. A value that cannot be told from them is "…";
        None where no such response is known any more.
        """
        variations = self._responses.get(name)
        if not variations:
            return None
        said = [
            (each, _values_in(body, self._in(spoken, [each["text"]])[0][0])) for each in variations
        ]
        told = [(each, values) for each, values in said if values is not None]
        response, values = told[0] if told else (variations[0], {})
        titles = [each["title"] for each in response.get("buttons") or ()]
        words, shown_in = self._in(language, [response["text"], *titles])
        text = _PLACEHOLDER.sub(lambda found: (values or {}).get(found[1], "…"), words[0])
        return Said(text, tuple((title, "") for title in words[1:]), shown_in)

    def translated(self, sentence: str, language: str) -> tuple[str, str]:
        """Returns a sentence that the bot's catalogs hold, in a language, and which it is in:
        English where it is not translated.
        """
        words, spoken = self._in(language, [sentence])
        return words[0], spoken

    def _line(self, line: Sequence[Any], language: str) -> Said:
        response, values = line[0], dict(line[1]) if len(line) > 1 else {}
        for name, value in values.items():
            if isinstance(value, Mapping):
                values[name] = self.title(value["of"], value["is"], language) or value["is"]
        said = self.say(str(response), language, values=values)
        return replace(said, options=())

    def _variation(self, name: str, channel: str, slots: Mapping[str, Any]) -> dict[str, Any]:
        if name not in self._responses:
            raise SpeechError("unknown_response")
        fitting = [each for each in self._responses[name] if _fits(each, channel, slots)]
        if not fitting:
            raise SpeechError("no_fitting_response")
        return max(fitting, key=lambda each: (len(each.get("condition", ())), "channel" in each))

    def _in(self, language: str, sentences: list[str]) -> tuple[list[str], str]:
        catalog = self._catalogs.get(language)
        if catalog is not None:
            try:
                return [_translated(catalog, sentence) for sentence in sentences], language
            except LookupError:
                pass
        return sentences, DEFAULT_LANGUAGE


def _fits(variation: Mapping[str, Any], channel: str, slots: Mapping[str, Any]) -> bool:
    return variation.get("channel") in (None, channel) and all(
        slots.get(condition["name"]) == condition["value"]
        for condition in variation.get("condition", ())
    )


def _offered(buttons: list[dict[str, Any]], payloads: Sequence[str] | None) -> list[dict[str, Any]]:
    if payloads is None:
        return buttons
    by_payload = {button["payload"]: button for button in buttons}
    if not by_payload.keys() >= set(payloads):
        raise SpeechError("unknown_option")
    return [by_payload[payload] for payload in payloads]


class _Missing(gettext.NullTranslations):
    """Behind a catalog, so that it says what it lacks: "English" may be its own translation."""

    def gettext(self, message: str) -> str:
        raise LookupError(message)


def _catalog(folder: Path, locale: str) -> gettext.NullTranslations:
    catalog = gettext.translation(_CATALOG, folder, [locale], fallback=True)
    catalog.add_fallback(_Missing())
    return catalog


def _translated(catalog: gettext.NullTranslations, sentence: str) -> str:
    translation = catalog.gettext(sentence)
    if set(_PLACEHOLDER.findall(translation)) != set(_PLACEHOLDER.findall(sentence)):
        raise LookupError(sentence)
    return translation


def _responses(root: Path) -> dict[str, list[dict[str, Any]]]:
    responses: dict[str, list[dict[str, Any]]] = {}
    for pattern in _DOMAIN:
        for path in sorted(root.glob(pattern)):
            content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
            responses.update(content.get("responses", {}))
    if not responses:
        raise ValueError(f"no responses in the domain under {root}")
    return responses


def _values_in(body: str, sentence: str) -> dict[str, str] | None:
    """Returns what stands in a message where a sentence has its placeholders; None where the
    message is not that sentence.
    """
    parts = _PLACEHOLDER.split(_bare(sentence))
    names = parts[1::2]
    # The name of a placeholder may stand twice: each gets a group of its own.
    groups = [f"(?P<{name}_{number}>.*?)" for number, name in enumerate(names)]
    literal = [re.escape(part) for part in parts[::2]]
    pattern = literal[0] + "".join(
        group + part for group, part in zip(groups, literal[1:], strict=True)
    )
    # What follows are the options, a line each.
    match = re.match(rf"(?:\(\d+/\d+\) )?{pattern}(?:\n|$)", _bare(body), re.DOTALL)
    if match is None:
        return None
    return {name: match[f"{name}_{number}"] for number, name in enumerate(names)}


def _bare(text: str) -> str:
    return cheapened(without_bidi(text))


def _filled(sentence: str, values: Mapping[str, Any]) -> str:
    def value_of(found: re.Match[str]) -> str:
        value = values.get(found[1])
        if value is None:
            raise SpeechError("missing_value")
        return str(value)

    # One pass: what a value holds is never read as a placeholder itself.
    return _PLACEHOLDER.sub(value_of, sentence)
