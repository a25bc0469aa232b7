"""Why plan and actual differ: last year, what moved since, the gap, by line, by tier and by month (spec 1.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.figures import Attainment
from salesdesk.domain.gap import ForecastRange, Gap, GapPart, Moved
from salesdesk.domain.period import Period
from salesdesk.domain.target import Metric
from salesdesk.domain.text import N_
from salesdesk.ui.charts.heat import Cell, HeatMap
from salesdesk.ui.charts.waterfall import Bar, WaterfallChart
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.bullet import BulletBar
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.ui.parts.number_table import Number, NumberTable
from salesdesk.ui.parts.panel import Panel
from salesdesk.ui.parts.rep_choice import RepChoice
from salesdesk.ui.records.sheet import RecordsSheet
from salesdesk.ui.targets.amounts import Amounts
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import NOTHING, format_month, format_number, format_percent, month_names

BULLET = 1
"""The column of the bars in the tables by line and by tier."""
NO_TIERS = N_("No targets by tier: T on every product line of the plan splits it by tier.")
MOST_WIDE = 480
"""Pixels before scaling that these tables may claim of the chart beside them."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What opens behind a number: the orders of a product line or tier, or of the whole period."""

    title: str
    line: Id | None = None
    tier: Tier | None = None
    whole: bool = False
    before: bool = False


class WhyView(QWidget):
    """Sales explained for a month, quarter or year up to today; of other metrics how far they are and will come.

    Of the own rep, of another one, or of everybody where the file knows several.
    """

    def __init__(self, ctx: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx, self.desk = ctx, ctx.desk
        self._year, self._metric, self._amounts = 0, Metric.SALES, Amounts()
        self._heat_lines: list[tuple[Id | None, str]] = []
        spans = [
            Choice("month", lambda: _("Month")),
            Choice("quarter", lambda: _("Quarter")),
            Choice("year", lambda: _("Year")),
        ]
        self.span_bar = SegmentedBar(lambda: _("Period"), spans)
        self.span_bar.set_chosen("year")
        self.span_bar.changed.connect(self._on_span)
        self.rep_box = RepChoice(self.desk.whose)
        self.rep_box.activated.connect(self._on_span)
        self.sentence = Label("", "strong")
        self.sentence.setWordWrap(True)
        self.forecast = Label("", "soft")
        self.forecast.setWordWrap(True)
        self.chart = WaterfallChart(lambda: _("From last year to the target"))
        self.chart.opened.connect(self._on_bar)
        self.lines = NumberTable(lambda: _("By product line"))
        self.tiers = NumberTable(lambda: _("By tier"))
        self.no_tiers = Label("", "soft")
        self.no_tiers.setWordWrap(True)
        for table in (self.lines, self.tiers):
            table.opened.connect(self._on_number)
        self.heat = HeatMap()
        self.heat.opened.connect(self._on_heat)
        self._panels = {
            "lines": Panel(lambda: _("By product line"), card=True, small=True),
            "tiers": Panel(lambda: _("By tier"), card=True, small=True),
            "heat": Panel(lambda: _("Attainment month by month"), card=True, small=True),
        }
        self._lay_out()

    def show_year(self, year: int, metric: Metric, amounts: Amounts) -> None:
        """Explain this year."""
        self._year, self._metric, self._amounts = year, metric, amounts
        self.rep_box.show_reps(self.desk.reps())
        period, rep = self.period, self.rep_box.rep
        found = self.desk.figures.attainment(period.until(self.desk.today()), metric, rep=rep)
        whole = self.desk.figures.attainment(period, metric, rep=rep)
        self.sentence.set_caption(_headline(found.actual, found.target, amounts))
        likely = self.desk.plan_actual.forecast(period, metric, rep=rep)
        self.forecast.set_caption(_forecast(likely, whole, amounts))
        gap = self.desk.plan_actual.gap(period, rep=rep) if metric is Metric.SALES else None
        explained = gap is not None and bool(gap.actual or gap.before or gap.target)
        for widget in (self.chart, self._right):
            widget.setVisible(explained)
        self._show_heat()
        known = any(cell.value is not None for _name, cells in self.heat.rows for cell in cells)
        self._panels["heat"].setVisible(known)
        self.empty.setVisible(not explained and not known)
        self._column.setStretch(1, int(explained or not known))
        self._column.setStretch(3, int(not explained and known))
        if gap is not None and explained:
            self.chart.show_bars(self._bars(gap), amounts.full, amounts.short)
            self._show_parts(self.lines, gap.by_line, by_tier=False)
            self._show_parts(self.tiers, gap.by_tier, by_tier=True)
            untold = self._is_without_targets(gap.by_tier) and gap.target is not None
            self.no_tiers.set_caption((lambda: _(NO_TIERS)) if untold else "")
            self.no_tiers.setVisible(untold)

    @property
    def period(self) -> Period:
        """The period that is explained: of another year than this one its last month or quarter."""
        today = self.desk.today()
        day = today if today.year == self._year else date(self._year, 12, 31)
        if self.span_bar.chosen() == "month":
            return Period.month(day)
        return Period.quarter(day) if self.span_bar.chosen() == "quarter" else Period.year(day)

    # handlers

    def _on_span(self, _chosen: object) -> None:
        self.show_year(self._year, self._metric, self._amounts)

    def _on_bar(self, bar: Bar) -> None:
        if isinstance(bar.behind, Moved):
            records = self.desk.plan_actual.behind_driver(bar.behind, self.period, rep=self.rep_box.rep)
            RecordsSheet(self.ctx, self.window(), bar.name, records).show_over()
        elif isinstance(bar.behind, Behind):
            self._open(bar.behind, self.period)

    def _on_number(self, number: Number) -> None:
        if isinstance(number.behind, Behind):
            self._open(number.behind, self.period)

    def _on_heat(self, row: int, column: int) -> None:
        line, name = self._heat_lines[row]
        month = Period.month(date(self._year, column + 1, 1))
        title = _("{line}, {month}").format(line=name, month=format_month(month.first))
        if self._metric is Metric.SALES:
            self._open(Behind(title, line=line), month)
        else:
            self._open(Behind(title, whole=True), month)

    def _open(self, behind: Behind, period: Period) -> None:
        plan, rep = self.desk.plan_actual, self.rep_box.rep
        if behind.whole:
            days = plan.before(period) if behind.before else period
            records = plan.behind(days, self._metric, rep=rep)
        else:
            records = plan.behind_part(period, line=behind.line, tier=behind.tier, rep=rep)
        RecordsSheet(self.ctx, self.window(), behind.title, records).show_over()

    # private

    def _bars(self, gap: Gap) -> list[Bar]:
        before = Behind(_("The same days of {year}").format(year=self._year - 1), whole=True, before=True)
        reached = Behind(_("Reached"), whole=True)
        bars = [Bar(str(self._year - 1), gap.before, behind=before)]
        bars += [
            Bar(label(moved.driver), moved.cents, is_step=True, behind=moved if moved.clients else None)
            for moved in gap.moved
        ]
        bars.append(Bar(_("Reached"), gap.actual, behind=reached))
        if gap.gap is not None and gap.target is not None:
            name = _("Missing") if gap.gap > 0 else _("Beyond the target")
            bars += [Bar(name, gap.gap, is_step=True, is_missing=True), Bar(_("Target"), gap.target)]
        return bars

    def _show_parts(self, table: NumberTable, parts: Sequence[GapPart], *, by_tier: bool) -> None:
        heads = (
            _("Tier") if by_tier else _("Product line"),
            "",
            _("Reached"),
            *((_("Target"), _("Attainment"), _("Missing")) if not self._is_without_targets(parts) else ()),
        )
        amounts, rows = self._amounts, []
        for part in parts:
            key = part.key if isinstance(part.key, bytes) else None
            tier = Tier(str(part.key)) if by_tier else None
            behind = Behind(part.name, line=key, tier=tier)
            rate = part.actual / part.target if part.target else None
            full = _("{actual} of {target}").format(
                actual=amounts.full(part.actual), target=NOTHING if part.target is None else amounts.full(part.target)
            )
            target = NOTHING if part.target is None else amounts.short(part.target)
            missing = NOTHING if part.target is None else amounts.short(part.gap)
            words = (part.name, "", amounts.short(part.actual), target, format_percent(rate, 0), missing)
            rows.append([Number(text, full, behind) for text in words[: len(heads)]])
        table.show_numbers(heads, rows)
        for row, part in enumerate(parts):
            if part.target:
                bar = BulletBar()
                bar.show_values(part.actual, part.target, words=rows[row][0].tip)
                table.setCellWidget(row, BULLET, bar)
            else:
                table.removeCellWidget(row, BULLET)
        table.horizontalHeader().setSectionResizeMode(BULLET, table.horizontalHeader().ResizeMode.Fixed)
        table.setColumnWidth(BULLET, theme.tokens().px(64))
        table.setMinimumWidth(min(table.wanted_width(), theme.tokens().px(MOST_WIDE)))

    def _is_without_targets(self, parts: Sequence[GapPart]) -> bool:
        return all(part.target is None for part in parts)

    def _show_heat(self) -> None:
        amounts, names = self._amounts, month_names()
        found = self.desk.plan_actual.heat(self._year, self._metric, rep=self.rep_box.rep)
        self._heat_lines = [(row.line, row.name) for row in found]
        rows = []
        for row in found:
            cells = []
            for column, (reached, target) in enumerate(row.months):
                rate = reached / target if reached is not None and target else None
                said = {
                    "name": _("{line}, {month}").format(line=row.name, month=names[column]),
                    "actual": NOTHING if reached is None else amounts.full(reached),
                    "target": NOTHING if target is None else amounts.full(target),
                }
                tip = _("{name}: {actual} of {target}").format(**said)
                cells.append(Cell(rate, format_percent(rate, 0), tip))
            rows.append((row.name, cells))
        self.heat.show_cells(names, rows)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.span_bar)
        head.addWidget(self.rep_box)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(self.sentence)
        said.addWidget(self.forecast)
        head.addLayout(said, 1)
        self._panels["lines"].body.addWidget(self.lines)
        self._panels["tiers"].body.addWidget(self.tiers)
        self._panels["tiers"].body.addWidget(self.no_tiers)
        self._panels["heat"].body.addWidget(self.heat)
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(8)
        right.addWidget(self._panels["lines"])
        right.addWidget(self._panels["tiers"])
        right.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(8)
        self.empty = Label(lambda: _("Once there is a target or a result, what moved it stands here."), "soft")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        middle.addWidget(self.empty, 1)
        middle.addWidget(self.chart, 3)
        middle.addWidget(self._right, 2)
        inside = QWidget()
        self._column = column = QVBoxLayout(inside)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(middle, 1)
        column.addWidget(self._panels["heat"])
        column.addStretch(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        inside.setProperty("look", "page")
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)


def _headline(actual: int, target: int | None, amounts: Amounts) -> str:
    if target is None:
        return _("{actual} so far; no target is set").format(actual=amounts.full(actual))
    said = {"actual": amounts.full(actual), "target": amounts.full(target), "gap": amounts.full(abs(target - actual))}
    said["rate"] = format_percent(actual / target if target else None, 0)
    if actual >= target:
        return _("{actual} of the {target} due by now ({rate}): {gap} beyond").format(**said)
    return _("{actual} of the {target} due by now ({rate}): {gap} missing").format(**said)


def _forecast(likely: ForecastRange | None, whole: Attainment, amounts: Amounts) -> str:
    """Where the period is likely to end, with the span that this file's own past gives it, and with the funnel."""
    forecast = likely.likely if likely else whole.run_rate_forecast
    if not forecast:
        return ""
    words = _("At this pace {forecast} at the end").format(forecast=amounts.compact(forecast))
    if whole.target:
        share = format_percent(forecast / whole.target, 0)
        words = _("At this pace {forecast} at the end ({share} of the target)").format(
            forecast=amounts.compact(forecast), share=share
        )
    if whole.weighted_pipeline:
        total = amounts.compact(whole.actual + whole.weighted_pipeline)
        words += "; " + _("with the weighted pipeline {amount}").format(amount=total)
    if likely is None:
        return words
    past = ngettext("{n} past period", "{n} past periods", likely.n).format(n=format_number(likely.n))
    span = _("between {low} and {high} by the accuracy of {past}").format(
        low=amounts.compact(likely.low), high=amounts.compact(likely.high), past=past
    )
    return f"{words}; {span}"
