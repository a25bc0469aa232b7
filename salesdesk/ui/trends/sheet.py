"""The trends: months against plan and last year, industries, the funnel, clients; each part opens what is behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate

from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from salesdesk.domain.behind import Behind
from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.figures import By
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.period import Period
from salesdesk.domain.report import MonthPoint
from salesdesk.services.charts import PieChart, PieSlice, funnel_chart
from salesdesk.services.trends import ClientPoint, IndustrySales
from salesdesk.ui.charts.painted import PaintedChart
from salesdesk.ui.charts.scatter import Point, Scatter, ScatterChart
from salesdesk.ui.charts.trend import Line, Stroke, Trend, TrendChart
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption
from salesdesk.ui.parts.rep_choice import RepChoice
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.ui.records.sheet import RecordsSheet
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import NOTHING, format_money, format_month, format_number, format_percent, month_names

WATCHED = frozenset({Kind.ORDER, Kind.ORDER_LINE, Kind.CLIENT, Kind.OPPORTUNITY, Kind.TARGET, Kind.REP})
SLICES = 7
"""Slices that can still be told apart; the smaller ones are taken together."""
TIERS = list(Tier)


class TrendsSheet(Sheet):
    """Year or quarter and rep are chosen above; double click or Enter on a part shows its records."""

    def __init__(self, ctx: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(lambda: _("Trends"), parent, save=lambda: _("Close"), width=1240)
        self.ctx, self.desk = ctx, ctx.desk
        self.cancel_button.hide()
        self.period_box, self.rep_box = QComboBox(), RepChoice()
        self.monthly = TrendChart(lambda: _("Month by month"))
        self.yearly = TrendChart(lambda: _("Since January"))
        self.pie = PaintedChart(lambda: _("Sales by industry"))
        self.funnel = PaintedChart(lambda: _("Funnel"))
        self.scatter = ScatterChart(lambda: _("Clients: sales of 12 months and potential"))
        self._industries: list[IndustrySales] = []
        self._stages: list[Stage] = []
        self._clients: list[ClientPoint] = []
        self._fill()
        self._lay_out_body()
        self.period_box.activated.connect(self._on_chosen)
        self.rep_box.activated.connect(self._on_chosen)
        self.monthly.opened.connect(self._on_month)
        self.yearly.opened.connect(self._on_month)
        self.pie.opened.connect(self._on_industry)
        self.funnel.opened.connect(self._on_stage)
        self.scatter.opened.connect(self._on_client)
        ctx.bridge.changed.connect(self._on_changed)
        self.refresh()

    def first_field(self) -> QWidget:
        return self.period_box

    @property
    def period(self) -> Period:
        """The year or quarter in view."""
        found = self.period_box.currentData()
        assert isinstance(found, Period)
        return found

    @property
    def rep(self) -> Id | None:
        """Whose numbers; None: everybody's."""
        return self.rep_box.rep

    def refresh(self) -> None:
        """Read all of it again."""
        period, rep, trends = self.period, self.rep, self.desk.trends
        points = self.desk.figures.monthly_sales(date(period.last.year, 12, 1), rep=rep)
        self.monthly.show_trend(self._trend(points, Stroke.BARS, running=False))
        self.yearly.show_trend(self._trend(points, Stroke.ACTUAL, running=True))
        known = any(one.actual_cents or one.target_cents or one.last_year_cents for one in points)
        for chart in (self.monthly, self.yearly):
            chart.show_nothing("" if known else _("Nothing was sold in these months, and no target is set."))
        self._industries = trends.by_industry(period, rep=rep)
        self.pie.show_chart(self._pie(), cents=True)
        self.pie.show_nothing("" if self._industries else _("Nothing was sold in this period."))
        counts = trends.funnel(period, rep=rep)
        self._stages = list(counts)
        self.funnel.show_chart(funnel_chart(counts))
        self.funnel.show_nothing("" if any(counts.values()) else _("No opportunity moved in this period."))
        self._clients = trends.clients(rep=rep)
        self.scatter.show_points(self._points())
        self.scatter.show_nothing("" if self._clients else _("No client has bought in the last 12 months."))

    # handlers

    def _on_chosen(self, _index: int) -> None:
        self.refresh()

    def _on_month(self, at: int) -> None:
        month = Period.month(date(self.period.last.year, at + 1, 1))
        self._show("sales", month, f"{_('Sales')} · {format_month(month.first)}")

    def _on_industry(self, at: int) -> None:
        if at < min(len(self._industries), SLICES):
            one = self._industries[at]
            name = one.industry or _("Industry not known")
            self._show("repurchase_rate", self.period, f"{_('Clients')} · {name}", By.INDUSTRY, one.industry)

    def _on_stage(self, at: int) -> None:
        stage = self._stages[at]
        found = self.desk.trends.behind_stage(self.period, stage, rep=self.rep)
        self._list(label(stage), found)

    def _on_client(self, at: int) -> None:
        self.accept()
        self.ctx.go(Kind.CLIENT, self._clients[at].id)

    def _on_changed(self, change: ChangeSet) -> None:
        if WATCHED & change.kinds:
            self.refresh()

    # private

    def _show(self, term: str, period: Period, title: Caption, by: By | None = None, key: str = "") -> None:
        figures = self.desk.figures
        found = figures.behind(term, period, rep=self.rep, by=by, key=key)
        self._list(title, found)

    def _list(self, title: Caption, found: Behind) -> None:
        """The records behind a number: the first ones, the others at a wish."""
        figures = self.desk.figures
        more = lambda start: figures.records(found, start=start)  # noqa: E731
        RecordsSheet(self.ctx, self, title, figures.records(found), of=len(found.ids), more=more).show_over()

    def _trend(self, points: Sequence[MonthPoint], stroke: Stroke, *, running: bool) -> Trend:
        columns = (
            [one.actual_cents for one in points],
            [one.target_cents for one in points],
            [one.last_year_cents for one in points],
        )
        values = [_running(column) if running else tuple(column) for column in columns]
        names = (_("Reached"), _("Plan"), str(self.period.last.year - 1))
        lines = zip(names, values, (stroke, Stroke.PLAN, Stroke.BEFORE), strict=True)
        kept = tuple(Line(name, found, look) for name, found, look in lines if any(one is not None for one in found))
        return Trend(month_names(), tuple(format_month(one.month) for one in points), kept, self._full, self._short)

    def _pie(self) -> PieChart:
        total = sum(one.cents for one in self._industries)
        shown = [(one.industry or _("Industry not known"), one.cents) for one in self._industries[:SLICES]]
        rest = total - sum(cents for _name, cents in shown)
        parts = [*shown, *([(_("Other"), rest)] if rest else [])]
        slices = (
            PieSlice(name, cents, f"{self._short(cents)} · {format_percent(cents / total, 0)}") for name, cents in parts
        )
        return PieChart("", tuple(slices))

    def _points(self) -> Scatter:
        points = tuple(
            Point(
                x=one.sales_cents,
                y=one.counted,
                name=f"{one.name} · {one.tier.value}",
                series=TIERS.index(one.tier),
                told=(self._full(one.sales_cents), _potential(one)),
            )
            for one in self._clients
        )
        return Scatter(points, (_("Client"), _("Sales of 12 months"), _("Potential")), self._short, _plain)

    def _full(self, cents: float) -> str:
        return format_money(round(cents), self.desk.currency)

    def _short(self, cents: float) -> str:
        return format_money(round(cents), self.desk.currency, compact=True)

    def _fill(self) -> None:
        today = self.desk.today()
        self.period_box.setAccessibleName(_("Period"))
        for year in sorted({*self.desk.targets.years(), today.year}, reverse=True):
            self.period_box.addItem(str(year), Period.year(date(year, 1, 1)))
            for month in (10, 7, 4, 1):
                quarter = Period.quarter(date(year, month, 1))
                if quarter.first <= today:
                    name = _("Q{quarter} {year}").format(quarter=(month + 2) // 3, year=year)
                    self.period_box.addItem(name, quarter)
        running = self.period_box.findText(str(today.year))
        self.period_box.setCurrentIndex(max(running, 0))
        self.rep_box.show_reps(self.desk.reps())

    def _lay_out_body(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self.period_box)
        top.addWidget(self.rep_box)
        top.addStretch(1)
        hint = QLabel(_("Double click or Enter shows what is behind a part."))
        hint.setProperty("look", "soft")
        top.addWidget(hint)
        column.addLayout(top)
        grid = QGridLayout()
        grid.setSpacing(8)
        high = theme.tokens().px(236)
        upper: tuple[QWidget, ...] = (self.monthly, self.yearly)
        lower: tuple[QWidget, ...] = (self.pie, self.funnel, self.scatter)
        for at, chart in enumerate(upper):
            grid.addWidget(chart, 0, at * 3, 1, 3)
        for at, chart in enumerate(lower):
            grid.addWidget(chart, 1, at * 2, 1, 2)
        for at in range(6):
            grid.setColumnStretch(at, 1)
        for row in range(2):
            grid.setRowStretch(row, 1)
        for chart in (*upper, *lower):
            chart.setMinimumHeight(high)
            chart.setMinimumWidth(theme.tokens().px(240))
        column.addLayout(grid, 1)
        self.set_body(body)


def _running(values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Sums since January; where a value is missing there is no sum either."""
    sums = accumulate(value or 0 for value in values)
    return tuple(None if value is None else total for value, total in zip(values, sums, strict=True))


def _potential(one: ClientPoint) -> str:
    if one.potential is None:
        return _("not judged, counts as {n}").format(n=format_number(one.counted))
    return format_number(one.potential)


def _plain(value: float) -> str:
    return format_number(value) if value >= 0 else NOTHING
