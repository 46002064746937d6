"""A month's report as the page, the paper and the PDF show it: figures turned into words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date
from babel.numbers import format_percent

from gateway.console import money
from gateway.console import report_labels as labels
from gateway.console.language import gettext as _
from gateway.console.language import language_name, locale
from helpline.i18n import LANGUAGES
from helpline.reports.at_present import Present
from helpline.reports.figures import (
    Figure,
    FigureState,
    figure_of_month,
    figure_of_year,
    figures_by,
    gaps,
)
from helpline.reports.indicators import DIMENSIONS, FIRST, QUALITY, Indicator, cuts, indicators
from helpline.reports.publication import MONTH, Publication

_UNDER_AN_HOUR, _DAYS_FROM = 1.0, 96.0
# The indicator that is cut, and by what.
_CUT = "A2"
CUTS = tuple(cuts()[indicators()[_CUT].split])


@dataclass(frozen=True)
class Shown:
    """A figure in words: its value, what it is of, what is not known, what is left out, and how it
    changed. `value` is what is shown instead where there is no figure; `is_better` None is neither.
    """

    id: str
    title: str
    value: str
    has_value: bool
    of: str = ""
    unknown: str = ""
    left_out: str = ""
    change: str = ""
    is_better: bool | None = None
    of_year: str = ""


@dataclass(frozen=True)
class Bar:
    """A bar of a chart: its name, how long it is (0 to 1; None is hidden), and in words."""

    name: str
    length: float | None
    words: str


@dataclass(frozen=True)
class Report:
    """All that a month's report shows."""

    month: date
    title: str
    period: str
    as_of: datetime
    threshold: int
    first: tuple[Shown, ...]
    quality: Shown
    groups: tuple[tuple[str, tuple[Shown, ...]], ...]
    cases: tuple[Bar, ...]
    early: tuple[Bar, ...]
    cut: str
    by: tuple[Bar, ...]


def read_report(
    publication: Publication,
    before: Publication | None,
    present: dict[str, Present | None],
    month: date,
    cut: str,
) -> Report:
    """Returns the report of a month out of what is shown of its year, of the year of the month
    before, and of this moment; `cut` is the dimension of the last chart.
    """
    shown = {
        each.id: _shown(each, publication, before, present, month) for each in indicators().values()
    }
    groups = tuple(
        (name, tuple(shown[each.id] for each in indicators().values() if each.group == letter))
        for letter, name in labels.GROUPS.items()
    )
    return Report(
        month=month,
        title=format_date(month, "MMMM y", locale=locale()),
        period=_period(publication, month),
        as_of=publication.as_of,
        threshold=publication.threshold,
        first=tuple(shown[name] for name in FIRST),
        quality=shown[QUALITY],
        groups=groups,
        cases=tuple(_cases(publication)),
        early=tuple(_early(publication)),
        cut=cut,
        by=tuple(_by(publication, cut)),
    )


def value_name(value: str, dimension: str) -> str:
    """Returns what a value of a dimension is called."""
    if value in labels.VALUES:
        return _(labels.VALUES[value])
    if dimension == "writing":
        code, _dash, latin = value.partition("-")
        if code in LANGUAGES:
            name = language_name(code)
            return _("%(language)s in Latin letters", language=name) if latin else name
    if dimension == "area":
        return value.partition(": ")[2]
    return value


def _shown(
    indicator: Indicator,
    publication: Publication,
    before: Publication | None,
    present: dict[str, Present | None],
    month: date,
) -> Shown:
    title = _(labels.INDICATORS[indicator.id])
    if indicator.gap:
        return _gap(indicator, title, publication)
    if indicator.now:
        return _present(indicator, title, present.get(indicator.now))
    figure = figure_of_month(publication, indicator, f"{month.month:02}")
    year = figure_of_year(publication, indicator)
    if figure.state is not FigureState.SHOWN:
        words = labels.REASONS.get(figure.reason) or labels.STATES[figure.state]
        return Shown(indicator.id, title, _(words), False, of_year=_value(year))
    change, better = "", None
    if before is not None and indicator.row is None:
        earlier = figure_of_month(before, indicator, f"{month_before(month).month:02}")
        change, better = _change(indicator, figure, earlier)
    return Shown(
        indicator.id,
        title,
        _value(figure),
        True,
        of=_of(indicator, figure) + (f" · {_('in the year')}" if indicator.row else ""),
        unknown=_count_or_hidden(figure.unknown) if indicator.unknown else "",
        left_out=_count_or_hidden(figure.left_out) if indicator.left_out else "",
        change=change,
        is_better=better,
        of_year=_value(year),
    )


def _present(indicator: Indicator, title: str, figure: Present | None) -> Shown:
    if figure is None:
        return Shown(indicator.id, title, _(labels.STATES[FigureState.HIDDEN]), False)
    of = ""
    if figure.whole is not None:
        of = _("of %(whole)s", whole=money.figure(figure.whole))
    if figure.hours:
        of += " · " + _("median %(time)s over", time=time_words(figure.hours))
    unknown = "" if figure.unknown is None else money.figure(figure.unknown)
    return Shown(indicator.id, title, money.figure(figure.counted), True, of, unknown)


def _gap(indicator: Indicator, title: str, publication: Publication) -> Shown:
    """Returns by how much the last language of the year is behind the first, and the others."""
    of, shown = indicators()[indicator.gap], []
    for gap in gaps(publication, of):
        points = _("%(points)s points", points=money.figure(round(100 * gap.behind)))
        behind = time_words(gap.behind) if of.is_time else points
        names = ", ".join(value_name(value, "writing") for value in gap.values)
        shown.append(f"{names}: {behind}")
    if not shown:
        return Shown(indicator.id, title, _(labels.STATES[FigureState.HIDDEN]), False)
    words = " · ".join([*shown, _("in the year")])
    return Shown(indicator.id, title, behind, True, of=words, of_year=behind)


def _value(figure: Figure) -> str:
    """Returns a figure in words: a time, a share, or a count; empty where there is none."""
    if figure.state is not FigureState.SHOWN or figure.counted is None:
        return ""
    if figure.times is not None:
        return time_words(figure.times.median)
    if figure.share is not None:
        return format_percent(figure.share, "#,##0%", locale=locale())
    return money.figure(figure.counted)


def _of(indicator: Indicator, figure: Figure) -> str:
    if figure.whole is None or figure.counted is None:
        return ""
    if indicator.is_time:
        words = _("of %(whole)s cases", whole=money.figure(figure.whole))
        if figure.times is None or figure.times.p90 is None:
            return words
        return words + " · " + _("nine in ten within %(time)s", time=time_words(figure.times.p90))
    return _(
        "%(counted)s of %(whole)s",
        counted=money.figure(figure.counted),
        whole=money.figure(figure.whole),
    )


def _change(indicator: Indicator, figure: Figure, earlier: Figure) -> tuple[str, bool | None]:
    """Returns the change on the month before in words, and whether it is a good one."""
    if figure.times and earlier.times:
        by = figure.times.median - earlier.times.median
        words = time_words(abs(by))
    elif figure.share is not None and earlier.share is not None:
        by = round(100 * figure.share) - round(100 * earlier.share)
        words = _("%(points)s points", points=money.figure(abs(round(by))))
    else:
        return "", None
    if not by:
        return _("as in the month before"), None
    better = None if not indicator.better else (by > 0) is (indicator.better == "up")
    if by > 0:
        return _("%(change)s more than the month before", change=words), better
    return _("%(change)s less than the month before", change=words), better


def _cases(publication: Publication) -> Iterator[Bar]:
    table = publication.find("channel") or publication.find("jurisdiction")
    if table is None:
        return
    most = max(table.row_sums)
    for row, count in zip(table.rows, table.row_sums, strict=True):
        yield Bar(_months(publication.year, row), count / most, money.figure(count))


def _early(publication: Publication) -> Iterator[Bar]:
    for row in figures_by(publication, indicators()[_CUT], MONTH):
        yield _bar(_months(publication.year, row.values), row.figure)


def _by(publication: Publication, cut: str) -> Iterator[Bar]:
    for row in figures_by(publication, indicators()[_CUT], cut):
        names = [value_name(value, cut) for value in row.values]
        named = ", ".join(names) if len(names) <= 3 or cut != "area" else _("Other areas")
        yield _bar(named, row.figure)


def _bar(name: str, figure: Figure) -> Bar:
    if figure.state is not FigureState.SHOWN or figure.share is None:
        state = FigureState.HIDDEN if figure.state is FigureState.SHOWN else figure.state
        return Bar(name, None, _(labels.STATES[state]))
    of = _of(indicators()[_CUT], figure)
    return Bar(name, figure.share, f"{_value(figure)} · {of}")


def _period(publication: Publication, month: date) -> str:
    """Returns which months are told together with a month; empty where it is told alone."""
    table = publication.find("channel") or publication.find("jurisdiction")
    rows = () if table is None else table.rows
    row = next((row for row in rows if f"{month.month:02}" in row and len(row) > 1), None)
    return "" if row is None else _months(publication.year, row)


def _months(year: int, months: Sequence[str]) -> str:
    names = [format_date(date(year, int(each), 1), "LLL", locale=locale()) for each in months]
    return names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"


def month_before(month: date) -> date:
    """Returns the first day of the month before a month."""
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _count_or_hidden(count: int | None) -> str:
    return _(labels.STATES[FigureState.HIDDEN]) if count is None else money.figure(count)


def time_words(hours: float) -> str:
    """Returns a time in hours in words: seconds, minutes, hours or days, whichever fits."""
    if hours * 60 < 2:
        return _("%(seconds)s seconds", seconds=money.figure(round(hours * 3600)))
    if hours < _UNDER_AN_HOUR:
        return _("%(minutes)s minutes", minutes=money.figure(round(hours * 60)))
    if hours < _DAYS_FROM:
        return _("%(hours)s hours", hours=money.figure(round(hours)))
    return _("%(days)s days", days=money.figure(round(hours / 24)))


def is_cut(cut: str) -> bool:
    """Whether figures may be cut by a dimension."""
    return cut in DIMENSIONS and cut in CUTS
