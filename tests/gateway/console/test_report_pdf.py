"""The fonts of the report: every letter of its languages is there, and stands where it belongs."""

from __future__ import annotations

from pathlib import Path

import pytest
import uharfbuzz as hb
from babel.messages.pofile import read_po

from gateway.console import report_labels, report_pdf
from helpline.i18n import LANGUAGES
from helpline.settings import ROOT

FONTS = Path(report_pdf.__file__).with_name("fonts")
# Marks that only say in which direction to write.
INVISIBLE = set("\u200e\u200f\u2068\u2069\u200b")


def font_of(code: str) -> hb.Font:
    name = report_pdf._FONT_OF.get(code, report_pdf._LATIN)
    return hb.Font(hb.Face((FONTS / f"{name}-Regular.ttf").read_bytes()))


def shaped(code: str, text: str) -> tuple[list[str], list[int]]:
    """Returns the names of the glyphs of a text and the letters that they come from, in order."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    if code in report_pdf._SCRIPT_OF:
        buffer.script = report_pdf._SCRIPT_OF[code]
    font = font_of(code)
    hb.shape(font, buffer)
    names = [font.glyph_to_string(info.codepoint) for info in buffer.glyph_infos]
    return names, [info.codepoint for info in buffer.glyph_infos]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_letter_of_a_report_has_a_glyph(code: str) -> None:
    font = font_of(code)
    words = [*report_labels.INDICATORS.values(), *report_labels.GROUPS.values()]
    path = ROOT / "locales" / LANGUAGES[code].locale / "LC_MESSAGES" / "console.po"
    if path.exists():
        catalog = read_po(path.open("rb"))
        words += [str(catalog[word].string) for word in words if word in catalog]
    letters = set("".join(words)) - INVISIBLE

    assert {letter for letter in letters if not font.get_nominal_glyph(ord(letter))} == set()


def test_a_burmese_vowel_that_is_read_after_its_letter_is_written_before_it() -> None:
    font = font_of("my")
    _, glyphs = shaped("my", "\u1014\u1031")

    assert glyphs[0] == font.get_nominal_glyph(0x1031)


def test_nepali_writes_its_short_i_before_its_letter() -> None:
    _, glyphs = shaped("ne", "\u0915\u093f")

    assert glyphs[-1] == font_of("ne").get_nominal_glyph(0x0915)


def test_arabic_letters_join() -> None:
    font = font_of("ar")
    _, joined = shaped("ar", "\u0628\u0628")

    assert font.get_nominal_glyph(0x0628) not in joined
