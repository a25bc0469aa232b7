"""What was sold in a month or a year, against target and the year before, and what moved it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from salesdesk.domain.gap import Gap
from salesdesk.domain.period_report import PartRow, PeriodReport
from salesdesk.domain.report import Achieved, Rate, ReportKind
from salesdesk.domain.target import Metric
from salesdesk.reports import cells
from salesdesk.reports.document import (
    Align,
    Bar,
    BarChart,
    Block,
    Cell,
    CellKind,
    Column,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
    Tone,
)
from salesdesk.words.i18n import _, pgettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import (
    format_money,
    format_number,
    format_percent,
)

_MOST_BARS = 8


def figures(report: PeriodReport) -> Iterator[Block]:
    """The four figures that leap to the eye."""
    by_metric = {row.metric: row for row in report.metrics}
    numbers, before = report.figures, report.before
    figures = []
    for metric, name in ((Metric.SALES, _("Sales")), (Metric.COLLECTIONS, _("Money received"))):
        if metric in by_metric:
            figures.append(_reached(name, by_metric[metric].achieved, report.currency))
    figures.append(
        KeyFigure(
            _("Gross margin"),
            format_percent(numbers.gross_margin.value),
            _before(format_percent(before.gross_margin.value), report),
        )
    )
    figures.append(KeyFigure(_("Visits"), format_number(numbers.visits), _before(format_number(before.visits), report)))
    yield KeyFigures(tuple(figures))


def _before(value: str, report: PeriodReport) -> str:
    if report.kind is ReportKind.YEAR:
        return _("{value} the year before").format(value=value)
    return _("{value} the month before").format(value=value)


def _reached(name: str, achieved: Achieved, currency: str) -> KeyFigure:
    detail = ""
    if achieved.target:
        detail = _("{share} of {target}").format(
            share=format_percent(achieved.attainment), target=format_money(achieved.target, currency, compact=True)
        )
    return KeyFigure(name, format_money(achieved.actual, currency, compact=True), detail, achieved.attainment)


def attainment(report: PeriodReport) -> Iterator[Block]:
    """Every metric against its target, with pace and forecast."""
    columns = (
        Column(_("Measure"), weight=1.4),
        Column(_("Actual"), CellKind.MONEY),
        Column(_("Target"), CellKind.MONEY),
        Column(_("Attainment"), CellKind.PERCENT),
        Column(_("Gap"), CellKind.MONEY),
        Column(_("Year before"), CellKind.MONEY),
        Column(_("Per day left"), CellKind.MONEY),
        Column(_("Forecast"), CellKind.MONEY),
    )
    rows = []
    for row in report.metrics:
        money = row.metric not in (Metric.VISITS, Metric.NEW_CLIENTS)
        cell = cells.whole_money if money else cells.count
        name = cells.money_heading(label(row.metric), report.currency) if money else label(row.metric)
        rows.append(
            (
                cells.text(name),
                cell(row.achieved.actual),
                cell(row.achieved.target),
                cells.attainment(row.achieved),
                cells.gap(row.achieved) if money else cells.count(row.achieved.gap),
                cell(row.before),
                cell(row.pace),
                cell(row.forecast),
            )
        )
    yield Table(columns, tuple(rows))
    if report.forecast is not None:
        said = _("At the speed so far sales come to {likely}; judged by the past, to between {low} and {high}.")
        likely, low, high = (
            format_money(cents, report.currency, compact=True)
            for cents in (report.forecast.likely, report.forecast.low, report.forecast.high)
        )
        yield Paragraph(said.format(likely=likely, low=low, high=high), Tone.QUIET)


def factors(report: PeriodReport) -> Iterator[Block]:
    """The author's words, and the bridge from the year before to the actual."""
    if report.words.factors:
        yield Paragraph(report.words.factors)
    if report.gap is not None and (report.gap.actual or report.gap.before or report.gap.target):
        yield Table(
            (
                Column(_("What moved the sales"), weight=2.2),
                Column(cells.money_heading(_("Amount"), report.currency), CellKind.MONEY),
                Column(_("Clients"), CellKind.INT, 0.6),
                Column(_("Above all"), weight=2.6),
            ),
            tuple(_bridge(report.gap, report.behind)),
        )


def _bridge(gap: Gap, behind: Mapping[str, Sequence[str]]) -> Iterator[tuple[Cell, ...]]:
    """From the year before to the actual, and from there to the target: the parts sum to the gap."""
    nobody = (cells.text(""), cells.text(""))
    yield cells.text(_("Sales of the same days a year before")), cells.whole_money(gap.before), *nobody
    for moved in gap.moved:
        names = cells.text(_(", ").join(behind.get(moved.driver.value, ())), Tone.QUIET)
        yield cells.text(label(moved.driver)), cells.whole_money(moved.cents), cells.count(len(moved.clients)), names
    yield cells.text(_("Actual"), Tone.STRONG), cells.whole_money(gap.actual), *nobody
    if gap.target is not None:
        yield cells.text(_("Target so far")), cells.whole_money(gap.target), *nobody
        yield cells.text(_("Gap"), Tone.STRONG), cells.gap(Achieved(gap.actual, gap.target)), *nobody


def _parts(name: str, rows: Sequence[PartRow], currency: str, *, charted: bool) -> Iterator[Block]:
    if not rows:
        return
    with_visits = any(row.visits is not None for row in rows)
    with_target = any(row.achieved.target is not None for row in rows)
    total, met = sum(row.achieved.actual for row in rows), sum(row.visits or 0 for row in rows)
    columns = (
        Column(name, weight=1.6),
        Column(cells.money_heading(_("Sales"), currency), CellKind.MONEY),
        Column(_("Share"), CellKind.PERCENT),
        *((Column(_("Target"), CellKind.MONEY), Column(_("Attainment"), CellKind.PERCENT)) if with_target else ()),
        Column(_("Year before"), CellKind.MONEY),
        Column(pgettext("difference", "Change"), CellKind.PERCENT),
        *((Column(_("All contacts"), CellKind.INT), Column(_("Share"), CellKind.PERCENT)) if with_visits else ()),
    )
    if charted:
        yield from _bars(rows, currency)
    yield Table(
        columns,
        tuple(
            (
                cells.text(row.name or _("not known")),
                cells.whole_money(row.achieved.actual),
                cells.percent(Rate.part(row.achieved.actual, total).value),
                *((cells.whole_money(row.achieved.target), cells.attainment(row.achieved)) if with_target else ()),
                cells.whole_money(row.before),
                cells.percent((row.achieved.actual - row.before) / row.before if row.before else None),
                *(
                    (cells.count(row.visits), cells.percent(Rate.part(row.visits or 0, met).value))
                    if with_visits
                    else ()
                ),
            )
            for row in rows
        ),
    )


def _bars(rows: Sequence[PartRow], currency: str) -> Iterator[Block]:
    """The largest parts as bars; one alone would say nothing."""
    sold = [row for row in rows if row.achieved.actual > 0]
    largest = sorted(sold, key=lambda row: -row.achieved.actual)[:_MOST_BARS]
    if len(largest) > 1:
        yield BarChart(
            "",
            tuple(
                Bar(
                    row.name or _("not known"),
                    row.achieved.actual / 100,
                    format_money(row.achieved.actual, currency, compact=True),
                )
                for row in largest
            ),
        )


def lines(report: PeriodReport) -> Iterator[Block]:
    """Sales by product line."""
    yield from _parts(_("Product line"), report.lines, report.currency, charted=report.kind is ReportKind.YEAR)


def tier_sales(report: PeriodReport) -> Iterator[Block]:
    """Sales by tier."""
    yield from _parts(_("Tier"), report.tier_sales, report.currency, charted=report.kind is ReportKind.YEAR)


def industry_sales(report: PeriodReport) -> Iterator[Block]:
    """Sales by industry."""
    yield from _parts(_("Industry"), report.industry_sales, report.currency, charted=True)


def regions(report: PeriodReport) -> Iterator[Block]:
    """Sales and contacts by region."""
    yield from _parts(_("Region"), report.regions, report.currency, charted=report.kind is ReportKind.YEAR)


def spans(report: PeriodReport) -> Iterator[Block]:
    """The weeks or quarters one below the other."""
    if not any(one.visits or one.sales or one.received for one in report.spans):
        return
    yield Table(
        (
            Column(_("Quarter") if report.kind is ReportKind.YEAR else _("Week from"), weight=1.0),
            Column(_("All contacts"), CellKind.INT),
            Column(_("Plan done"), CellKind.PERCENT),
            Column(_("Planned visits done"), weight=0.8, align=Align.RIGHT),
            Column(_("Coverage"), CellKind.PERCENT),
            Column(_("Cadence met"), CellKind.PERCENT),
            Column(cells.money_heading(_("Sales"), report.currency), CellKind.MONEY),
            Column(cells.money_heading(_("Received"), report.currency), CellKind.MONEY),
        ),
        tuple(
            (
                cells.text(one.name),
                cells.count(one.visits),
                cells.percent(one.planned.value),
                cells.of(one.planned),
                cells.percent(one.coverage.value),
                cells.percent(one.cadence_met.value),
                cells.whole_money(one.sales),
                cells.whole_money(one.received),
            )
            for one in report.spans
        ),
    )
