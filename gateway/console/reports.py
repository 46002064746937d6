"""The pages of figures: a month on the screen, on paper, as PDF and as open data."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from flask import Response, abort, current_app, render_template, request

from gateway.console import report_labels
from gateway.console.lawbook import law_answers
from gateway.console.report_pdf import pdf_of
from gateway.console.reporting import CUTS, Report, is_cut, month_before, read_report
from gateway.extension import gateway_of
from helpline.reports.open_data import FORMATS, data_file
from helpline.reports.publication import MONTH
from helpline.reports.refreshing import is_stale, read_now, read_year, read_years, refresh

# The worker counts more often; a page does where no worker has.
_STALE = timedelta(minutes=30)
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_FIRST_CUT = CUTS[0]


def show() -> str:
    """Shows the figures of a month (`month`), one of them cut by a dimension (`by`)."""
    _count_if_stale()
    months = _months()
    month = _month(request.args.get("month", "")) or (months[0] if months else None)
    chosen = request.args.get("by", "")
    report = None if month is None else _report(month, chosen if is_cut(chosen) else _FIRST_CUT)
    return render_template(
        "console/reports.html",
        report=report,
        months=months,
        month=month,
        threshold=gateway_of(current_app).settings.report_threshold,
        cuts={cut: report_labels.DIMENSIONS[cut] for cut in CUTS},
    )


def show_print(month: str) -> str:
    """Shows the report of a month as a page to print; 404 where nothing is counted of it."""
    return render_template("console/reports_print.html", report=_get_report(month))


def show_pdf(month: str) -> Response:
    """Sends the report of a month as PDF; 404 where nothing is counted of it."""
    content = pdf_of(_get_report(month))
    return _sent(content, f"helpline-{month}.pdf", "application/pdf")


def send_data(kind: str) -> Response:
    """Sends all that is shown of a year (`year`) as open data, CSV or JSON."""
    years = read_years(gateway_of(current_app).database)
    year = request.args.get("year", "")
    if kind not in FORMATS or (year and not (year.isdecimal() and int(year) in years)) or not years:
        abort(404)
    chosen = int(year) if year else years[-1]
    publication = read_year(gateway_of(current_app).database, chosen)
    if publication is None:
        abort(404)
    return _sent(data_file(publication, kind), f"helpline-{chosen}.{kind}", FORMATS[kind])


def _sent(content: bytes, name: str, content_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=content_type, headers=headers)


def _get_report(month: str) -> Report:
    chosen = _month(month)
    if chosen is None:
        abort(404)
    _count_if_stale()
    report = _report(chosen, _FIRST_CUT)
    if report is None:
        abort(404)
    return report


def _report(month: date, cut: str) -> Report | None:
    database = gateway_of(current_app).database
    publication = read_year(database, month.year)
    if publication is None:
        return None
    earlier = month_before(month)
    previous = publication if earlier.year == month.year else read_year(database, earlier.year)
    return read_report(publication, previous, read_now(database), month, cut)


def _months() -> list[date]:
    """Returns the months of which anything is shown, the latest first."""
    database = gateway_of(current_app).database
    found: set[date] = set()
    for year in read_years(database):
        publication = read_year(database, year)
        for table in publication.tables if publication else ():
            if table.by == MONTH:
                found |= {
                    date(year, int(month), 1)
                    for row in table.rows
                    for month in row
                    if month != "year"
                }
    return sorted(found, reverse=True)


def _month(text: str) -> date | None:
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None


def _count_if_stale() -> None:
    gateway, now = gateway_of(current_app), datetime.now(UTC)
    if is_stale(gateway.database, longest=_STALE, now=now):
        refresh(
            gateway.database,
            law_answers().book,
            threshold=gateway.settings.report_threshold,
            retention_days=gateway.settings.retention_days,
            now=now,
        )
