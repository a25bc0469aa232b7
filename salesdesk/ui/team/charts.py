"""The team in charts: who reaches what, and how the months, the visits and the pipeline stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from salesdesk.domain.period import add_months
from salesdesk.domain.team import TeamFigures, TeamMember
from salesdesk.services.charts import funnel_chart
from salesdesk.ui.charts.painted import PaintedChart
from salesdesk.ui.charts.trend import Line, Stroke, Trend, TrendChart
from salesdesk.ui.parts import theme
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_money, format_month, format_number, format_percent, month_names

Told = Callable[[TeamFigures], float | None]
Words = Callable[[float], str]


class RepChart(TrendChart):
    """A bar for each rep, the highest first; those of whom there is nothing to say come last.

    `rep_opened(id)` by double click or Enter on a bar, or on its line of the table.
    """

    rep_opened = Signal(str)

    def __init__(self, title: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._ids: list[str] = []
        self.opened.connect(self._on_rep)

    def show_reps(self, members: Sequence[TeamMember], told: Told, words: tuple[Words, Words], plan: str = "") -> None:
        """Show what is told of each; `words` write a value in full and short; `plan` names the line at 1, if any."""
        found = [(told(one.figures), one) for one in members if one.figures is not None]
        found.sort(key=lambda pair: (pair[0] is None, -(pair[0] or 0.0), pair[1].name))
        self._ids = [one.id for _value, one in found]
        names = tuple(one.name for _value, one in found)
        lines = [Line(self.accessibleName(), tuple(value for value, _one in found), Stroke.BARS)]
        if plan and found:
            lines.append(Line(plan, (1.0,) * len(found), Stroke.LEVEL))
        self.show_trend(Trend(names, names, tuple(lines), *words, cut=True))
        self.legend.hide()

    def _on_table(self, shown: bool) -> None:
        super()._on_table(shown)
        self.legend.hide()

    def _on_rep(self, at: int) -> None:
        if 0 <= at < len(self._ids):
            self.rep_opened.emit(self._ids[at])


class TeamCharts(QWidget):
    """Six charts over the rows that are counted; `rep_opened(id)` when a bar is asked for its rep."""

    rep_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.attainment = RepChart(lambda: _("Attainment"))
        self.monthly = TrendChart(lambda: _("Sales of the team, month by month"))
        self.visits = RepChart(lambda: _("Visits"))
        self.pipeline = RepChart(lambda: _("Open pipeline"))
        self.overdue = RepChart(lambda: _("Overdue"))
        for chart in (self.attainment, self.visits, self.pipeline, self.overdue):
            chart.rep_opened.connect(self.rep_opened)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        grid.addWidget(self.attainment, 0, 0, 1, 3)
        grid.addWidget(self.monthly, 0, 3, 1, 3)
        for at, chart in enumerate((self.visits, self.pipeline, self.overdue)):
            grid.addWidget(chart, 1, 2 * at, 1, 2)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        for row in range(2):
            grid.setRowStretch(row, 1)
        for each in (self.attainment, self.monthly, self.visits, self.pipeline, self.overdue):
            each.setMinimumSize(theme.tokens().px(200), theme.tokens().px(150))

    def show_members(self, members: Sequence[TeamMember], sums: TeamFigures, today: date) -> None:
        """Show these; amounts only of those in the sums' currency."""
        known = [one for one in members if one.figures is not None and one.counted]
        own = [one for one in known if one.figures is not None and one.figures.currency == sums.currency]
        full, short = money_words(sums.currency)
        self.attainment.show_reps(known, lambda one: one.attainment, (_percent, _percent), _("Plan"))
        self.visits.show_reps(known, lambda one: float(one.visits), (_count, _count))
        self.pipeline.show_reps(own, lambda one: float(one.pipeline), (full, short))
        self.overdue.show_reps(own, lambda one: float(one.overdue), (full, short))
        self.monthly.show_trend(team_trend(sums, today))


def team_trend(sums: TeamFigures, today: date) -> Trend:
    """The sales of twelve months against the plan, the last month being that of today."""
    this_month = today.replace(day=1)
    months = [add_months(this_month, at - len(sums.months) + 1) for at in range(len(sums.months))]
    names = month_names()
    lines = [Line(_("Sales"), tuple(float(one) for one in sums.months), Stroke.BARS)]
    if any(one is not None for one in sums.plans):
        plans = tuple(None if one is None else float(one) for one in sums.plans)
        lines.append(Line(_("Plan"), plans, Stroke.PLAN))
    spoken = tuple(format_month(one) for one in months)
    return Trend(tuple(names[one.month - 1] for one in months), spoken, tuple(lines), *money_words(sums.currency))


def money_words(currency: str) -> tuple[Words, Words]:
    """How amounts are written on a chart: in full, and short."""

    def full(cents: float) -> str:
        return format_money(round(cents), currency)

    def short(cents: float) -> str:
        return format_money(round(cents), currency, compact=True)

    return full, short


def show_funnel(chart: PaintedChart, sums: TeamFigures) -> None:
    """The open opportunities of the team by stage."""
    chart.show_chart(funnel_chart(sums.funnel))
    chart.show_nothing("" if any(sums.funnel.values()) else _("No opportunity is open."))


def _count(value: float) -> str:
    return format_number(round(value))


def _percent(value: float) -> str:
    return format_percent(value, 0)
