"""The colours of the pages, by the contrast that WCAG 2.2 AA asks for."""

from __future__ import annotations

import re

import pytest

from helpline.settings import ROOT

STYLE = (ROOT / "gateway" / "console" / "static" / "console.css").read_text(encoding="utf-8")
TEXT = [
    ("ink", "ground"), ("ink", "surface"), ("ink", "sunken"), ("ink", "accent-soft"),
    ("ink", "staff-soft"), ("muted", "ground"), ("muted", "surface"), ("muted", "sunken"),
    ("accent", "ground"), ("accent", "surface"), ("accent", "sunken"), ("accent-ink", "accent"),
    ("alarm", "alarm-soft"), ("alarm", "surface"), ("amber", "amber-soft"),
]  # fmt: skip
CONTROLS = [("line-strong", "surface"), ("line-strong", "ground"), ("accent", "surface")]


def palettes() -> dict[str, dict[str, str]]:
    """Returns the colours by name, for light and for dark."""
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    named = {
        scheme: dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block))
        for scheme, block in (("light", light), ("dark", dark))
    }
    return named | {"dark": named["light"] | named["dark"]}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("pair", "least"), [(pair, 4.5) for pair in TEXT] + [(pair, 3.0) for pair in CONTROLS]
)
def test_colours_stand_out_from_what_is_behind_them(
    scheme: str, pair: tuple[str, str], least: float
) -> None:
    colours = palettes()[scheme]

    assert contrast(colours[pair[0]], colours[pair[1]]) >= least


def test_style_uses_logical_properties_only_and_stays_small() -> None:
    physical = re.findall(
        r"(?:margin|padding|border)-(?:left|right|top|bottom)|text-align: (?:left|right)"
        r"|[;{ ](?:left|right|top|bottom): |float:|[;{ ](?:min-|max-)?(?:width|height): ",
        re.sub(r"@media[^{]*", "", STYLE),
    )

    assert physical == []
    assert len(STYLE.encode()) <= 25_000
