"""A month's report as PDF, in any of the staff's languages: shaped by HarfBuzz, in fonts that come
with the helpline.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos
from fpdf.fonts import FontFace
from fpdf.table import Table

from gateway.console.language import gettext as _
from gateway.console.language import language, tag_of
from gateway.console.money import figure
from gateway.console.reporting import Bar, Report, Shown

# It tells of every glyph that it leaves out of a font; that is no news to an operator.
logging.getLogger("fontTools").setLevel(logging.WARNING)

_FONTS = Path(__file__).with_name("fonts")
_LATIN = "NotoSans"
# The font of a language, which has Latin letters too.
_FONT_OF = {
    "ar": "NotoSansArabic",
    "prs": "NotoSansArabic",
    "ps": "NotoSansArabic",
    "ne": "NotoSansDevanagari",
    "my": "NotoSansMyanmar",
}
_SCRIPT_OF = {"ar": "Arab", "prs": "Arab", "ps": "Arab", "ne": "Deva", "my": "Mymr"}
_INK, _MUTED, _LINE, _MARK, _GROUND = 20, 95, 190, (11, 98, 90), (232, 236, 232)
_MARGIN = 15.0
_SHARES = (0.42, 0.17, 0.23, 0.18)


def pdf_of(report: Report) -> bytes:
    """Returns a report as the bytes of a PDF, in the language of the page."""
    paper = _Paper()
    paper.head(report)
    paper.first(report.first)
    paper.paragraph(f"{report.quality.title}: {report.quality.value} {report.quality.of}".strip())
    paper.chart(_("Cases by month of the first message"), report.cases)
    paper.chart(_("A lawyer within 24 hours, by month of the arrest"), report.early)
    paper.chart(_("A lawyer within 24 hours, in the year"), report.by)
    for name, figures in report.groups:
        paper.group(_(name), figures)
    paper.rules(report)
    return bytes(paper.output())


class _Paper(FPDF):
    """A4 pages, written in the direction of the page's language."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        code = language().code
        self._rtl = language().direction == "rtl"
        self._main = _FONT_OF.get(code, _LATIN)
        self._loose = 1.25 if code in ("my", "ne") else 1.0
        self.add_font(self._main, fname=_FONTS / f"{self._main}-Regular.ttf")
        self.set_text_shaping(
            True, direction="rtl" if self._rtl else "ltr", script=_SCRIPT_OF.get(code)
        )
        self.set_lang(tag_of(code))
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(True, margin=18)
        self.add_page()

    @property
    def _start(self) -> Align:
        return Align.R if self._rtl else Align.L

    def footer(self) -> None:
        """Writes the number of the page."""
        self.set_y(-12)
        self.set_font(self._main, size=8)
        self.set_text_color(_MUTED)
        self.cell(0, 5, figure(self.page_no()), align=Align.C)

    def head(self, report: Report) -> None:
        """Writes the title, and as of when it was counted."""
        title = f"{_('Figures')}: {report.title}"
        self.set_title(title)
        self.paragraph(title, size=18)
        if report.period:
            self.paragraph(
                _("Few cases: these months are told together: %(months)s", months=report.period)
            )
        self.paragraph(f"{_('Counted')} {report.as_of:%Y-%m-%d %H:%M} UTC", size=9, muted=True)

    def paragraph(
        self, words: str, *, size: float = 10, muted: bool = False, space: float = 1
    ) -> None:
        """Writes a paragraph."""
        self.set_font(self._main, size=size)
        self.set_text_color(_MUTED if muted else _INK)
        self.multi_cell(
            0, size * 0.5 * self._loose, words, align=self._start,
            new_x=XPos.LMARGIN, new_y=YPos.NEXT,
        )  # fmt: skip
        self.ln(space)

    def first(self, figures: Iterable[Shown]) -> None:
        """Writes the first figures, three in a row."""
        shown = list(figures)
        self.ln(1)
        for first in range(0, len(shown), 3):
            self._cards(shown[first : first + 3])
        self.ln(2)

    def _cards(self, figures: list[Shown]) -> None:
        gap, top = 3.0, self.get_y()
        width = (self.epw - 2 * gap) / 3
        bottom = top
        for place, shown in enumerate(figures):
            column = 2 - place if self._rtl else place
            left = self.l_margin + column * (width + gap)
            bottom = max(bottom, self._card(shown, left, top, width))
        self.set_draw_color(_LINE)
        for column in range(len(figures)):
            place = 2 - column if self._rtl else column
            self.rect(self.l_margin + place * (width + gap), top, width, bottom - top)
        self.set_xy(self.l_margin, bottom + gap)

    def _card(self, shown: Shown, left: float, top: float, width: float) -> float:
        self.set_xy(left, top + 1.5)
        size = 17 if shown.has_value else 10
        parts = [(shown.title, 8.5, _MUTED), (shown.value, size, _INK), (shown.of, 8.5, _INK)]
        parts.append((shown.change, 8.5, _INK))
        if shown.of_year:
            parts.append((_("in the year: %(value)s", value=shown.of_year), 8.5, _MUTED))
        if shown.unknown:
            parts.append((_("not known: %(count)s", count=shown.unknown), 8.5, _MUTED))
        if shown.left_out:
            parts.append((_("left out: %(count)s", count=shown.left_out), 8.5, _MUTED))
        for words, points, ink in parts:
            if words:
                self.set_x(left + 1.5)
                self.set_font(self._main, size=points)
                self.set_text_color(ink)
                self.multi_cell(
                    width - 3, points * 0.48 * self._loose, words, align=self._start,
                    new_x=XPos.LEFT, new_y=YPos.NEXT,
                )  # fmt: skip
        return self.get_y() + 1.5

    def chart(self, title: str, bars: Iterable[Bar]) -> None:
        """Draws bars, one a row, each with its name and its number."""
        shown = list(bars)
        if not shown:
            return
        height = 5.2 * self._loose
        if self.will_page_break(8 + height * min(len(shown), 12)):
            self.add_page()
        self.paragraph(title, size=11, space=0.5)
        for bar in shown:
            self._bar(bar, height)
        self.ln(3)

    def _bar(self, bar: Bar, height: float) -> None:
        if self.will_page_break(height):
            self.add_page()
        top = self.get_y()
        widths = [self.epw * share for share in (0.3, 0.4, 0.3)]
        lefts = [self.l_margin, self.l_margin + widths[0], self.l_margin + widths[0] + widths[1]]
        name, track, words = (2, 1, 0) if self._rtl else (0, 1, 2)
        self.set_font(self._main, size=8.5)
        self.set_text_color(_INK)
        for place, text in ((name, bar.name), (words, bar.words)):
            self.set_xy(lefts[place] + 1, top)
            self.cell(
                widths[place] - 2, height, self._cut(text, widths[place] - 3), align=self._start
            )
        self._track(bar, lefts[track], top + height * 0.2, widths[track], height * 0.6)
        self.set_xy(self.l_margin, top + height)

    def _track(self, bar: Bar, left: float, top: float, width: float, height: float) -> None:
        self.set_fill_color(*_GROUND)
        self.rect(left, top, width, height, style="F")
        if bar.length is not None:
            self.set_fill_color(*_MARK)
            drawn = width * bar.length
            self.rect(left + width - drawn if self._rtl else left, top, drawn, height, style="F")

    def _cut(self, text: str, width: float) -> str:
        if self.get_string_width(text) <= width:
            return text
        while text and self.get_string_width(f"{text}…") > width:
            text = text[:-1]
        return f"{text}…"

    def group(self, name: str, figures: Iterable[Shown]) -> None:
        """Writes a group of figures as a table."""
        if self.will_page_break(30):
            self.add_page()
        self.paragraph(name, size=12, space=0.5)
        heads = (_("Figure"), _("The month"), _("Of how many"), _("The year"))
        self.set_font(self._main, size=8.5)
        self.set_text_color(_INK)
        self.set_draw_color(_LINE)
        self.set_fill_color(255)
        with self.table(
            col_widths=tuple(reversed(_SHARES)) if self._rtl else _SHARES,
            text_align=self._start,
            line_height=4.2 * self._loose,
            padding=(0.8, 1),
            v_align="TOP",
            borders_layout="HORIZONTAL_LINES",
            headings_style=FontFace(color=_MUTED, emphasis=""),
        ) as table:
            self._row(table, list(heads))
            for each in figures:
                if each.has_value:
                    self._row(table, [each.title, each.value, _whole(each), each.of_year])
                else:
                    self._row(table, [each.title, each.value, each.of_year], wide=1)
        self.ln(3)

    def _row(self, table: Table, words: list[str], *, wide: int | None = None) -> None:
        """Adds a row in the direction of the page; a wide cell takes the place of two."""
        cells = list(enumerate(words))
        row = table.row()
        for place, text in reversed(cells) if self._rtl else cells:
            row.cell(text, colspan=2 if place == wide else 1)

    def rules(self, report: Report) -> None:
        """Writes what is hidden, and what a case is."""
        threshold = figure(report.threshold)
        self.paragraph(
            _(
                "Numbers from 1 up to below %(threshold)s are hidden, and others with them, so that nobody can be found in the figures. A month with few cases is told together with the next. A case is one person held; two families of one person count once if staff linked them.",  # noqa: E501
                threshold=threshold,
            ),
            size=8.5,
            muted=True,
        )


def _whole(shown: Shown) -> str:
    parts = [shown.of]
    if shown.unknown:
        parts.append(_("not known: %(count)s", count=shown.unknown))
    if shown.left_out:
        parts.append(_("left out: %(count)s", count=shown.left_out))
    return " · ".join(part for part in parts if part)
