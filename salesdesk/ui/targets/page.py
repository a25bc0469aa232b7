"""The tab *Targets*: the year's plan as a sheet, how far it is, and the trend against plan and last year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.domain.change import Kind
from salesdesk.domain.figures import COUNTED
from salesdesk.domain.period import Period
from salesdesk.domain.report import MonthPoint
from salesdesk.domain.target import Metric
from salesdesk.domain.target_matrix import Place
from salesdesk.domain.text import N_
from salesdesk.services.targets import Season
from salesdesk.ui.charts.trend import Line, Stroke, Trend, TrendChart
from salesdesk.ui.page import Page
from salesdesk.ui.parts import icons
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.ui.targets.amounts import Amounts
from salesdesk.ui.targets.beginning import Beginning
from salesdesk.ui.targets.sheet_model import SheetModel, Typed
from salesdesk.ui.targets.sheet_view import SheetView
from salesdesk.ui.targets.strip import KeyFigure, Strip, attained, forecast, needed
from salesdesk.ui.targets.total_sheet import LastYearSheet, TotalSheet
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_month, month_names

CALM_AFTER = 1600
"""Milliseconds for which the cells that moved along stand out."""

DECEMBER = 12


class TargetsPage(Page):
    """Set the year, see every part move along, and know what is still needed."""

    key = "targets"
    watches = frozenset(
        {Kind.TARGET, Kind.ORDER, Kind.ORDER_LINE, Kind.PAYMENT, Kind.VISIT, Kind.CLIENT}
        | {Kind.PRODUCT, Kind.PRODUCT_LINE, Kind.OPPORTUNITY, Kind.HOLIDAY}
    )

    def build(self) -> None:
        self._make_actions()
        self.year_box = QComboBox()
        self.year_box.activated.connect(self._on_chosen)
        self.metric_bar = SegmentedBar(lambda: _("What is counted"), [_choice(metric) for metric in Metric])
        self.metric_bar.set_chosen(Metric.SALES.value)
        self.metric_bar.changed.connect(self._on_chosen)
        self.strip = Strip()
        self.strip.opened.connect(self._on_figure)
        self.sheet = SheetModel(self)
        self.sheet.typed.connect(
            self._on_typed, Qt.ConnectionType.QueuedConnection
        )  # once the cell's editor has closed
        self.sheet.unreadable.connect(self._on_unreadable)
        self.view = SheetView(self.sheet)
        self.view.lock_wanted.connect(self._on_lock)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._on_menu)
        self.monthly = TrendChart(lambda: _("Month by month"))
        self.yearly = TrendChart(lambda: _("Since January"))
        self.beginning = Beginning()
        self.beginning.begun.connect(self._on_begun)
        self.beginning.seeded.connect(self._on_last_year)
        self._calm = QTimer(self, singleShot=True, interval=CALM_AFTER)
        self._calm.timeout.connect(self.sheet.calm)
        self._lay_out()
        self.retranslate()

    def refresh(self) -> None:
        self._fill_years()
        year, metric, amounts = self.year, self.counted, self.amounts
        plan = self.desk.targets.matrix(year, metric)
        for action in self._verbs:
            action.setEnabled(not self.desk.read_only)
        if not plan.is_set:
            self.beginning.show_for(year, metric, amounts, seeds=self.desk.targets.has_last_year(year, metric))
            self._stack.setCurrentWidget(self.beginning)
            return
        self._stack.setCurrentWidget(self._plan)
        rep, today = self.desk.rep.id, self.desk.today()
        points = self.desk.figures.monthly(metric, date(year, DECEMBER, 1), rep=rep)
        self.sheet.editable = not self.desk.read_only
        self.sheet.show(plan, points, amounts, today.month - 1 if today.year == year else -1)
        if self.sheet.has_changed:
            self._calm.start()
        self.strip.show_figures(self._figures())
        self.monthly.show_trend(self._months(points))
        self.yearly.show_trend(self._sums(points))

    def retranslate(self) -> None:
        for action, sentence in self._sentences.items():
            action.setText(_(sentence))
        self.year_box.setAccessibleName(_("Year"))
        self.view.setAccessibleName(_("Plan of the year"))

    def bar_widgets(self) -> Sequence[QWidget]:
        return (self.year_box, self.metric_bar)

    def bar_actions(self) -> Sequence[QAction]:
        return (self.total_action, self.last_year_action)

    def keys(self) -> Sequence[tuple[str, str]]:
        return [
            ("Enter", _("Take the amount, one cell down")),
            ("F2", _("Edit the amount")),
            ("Space, L", _("Lock or unlock the cells")),
        ]

    def new_item(self) -> None:
        self.total_action.trigger()

    # what is shown

    @property
    def year(self) -> int:
        """The year in view."""
        chosen = self.year_box.currentData()
        return int(chosen) if chosen is not None else self.desk.today().year

    @property
    def counted(self) -> Metric:
        """What is counted."""
        return Metric(self.metric_bar.chosen() or Metric.SALES.value)

    @property
    def amounts(self) -> Amounts:
        """How its amounts are written."""
        return Amounts("" if self.counted in COUNTED else self.desk.currency)

    def _figures(self) -> list[KeyFigure]:
        """This month, this quarter and the year with pace and forecast; of another year its quarters."""
        figures, rep, amounts, today = self.desk.figures, self.desk.rep.id, self.amounts, self.desk.today()
        whole = Period.year(date(self.year, 1, 1))
        year = figures.attainment(whole, self.counted, rep=rep)
        running = today.year == self.year
        total = attained(_("{year}").format(year=self.year), year, amounts, running=running)
        if not running:
            quarters = [Period.quarter(date(self.year, month, 1)) for month in (1, 4, 7, 10)]
            found = [figures.attainment(quarter, self.counted, rep=rep) for quarter in quarters]
            named = zip((_quarter(one) for one in quarters), found, strict=True)
            return [*(attained(name, one, amounts, running=False) for name, one in named), total]
        spans = {format_month(today): Period.month(today), _quarter(Period.quarter(today)): Period.quarter(today)}
        parts = {name: figures.attainment(span, self.counted, rep=rep) for name, span in spans.items()}
        month = next(iter(parts.values()))
        return [
            *(attained(name, one, amounts, running=True) for name, one in parts.items()),
            total,
            needed(month, amounts),
            forecast(year, amounts),
        ]

    def _months(self, points: Sequence[MonthPoint]) -> Trend:
        return self._trend(points, Stroke.BARS, *_columns(points))

    def _sums(self, points: Sequence[MonthPoint]) -> Trend:
        return self._trend(points, Stroke.ACTUAL, *(_running(column) for column in _columns(points)))

    def _trend(self, points: Sequence[MonthPoint], stroke: Stroke, *columns: tuple[float | None, ...]) -> Trend:
        names = (_("Reached"), _("Plan"), _("{year}").format(year=self.year - 1))
        lines = zip(names, columns, (stroke, Stroke.PLAN, Stroke.BEFORE), strict=True)
        kept = tuple(Line(name, values, look) for name, values, look in lines if any(v is not None for v in values))
        spoken = tuple(format_month(point.month) for point in points)
        return Trend(month_names(), spoken, kept, self.amounts.full, self.amounts.short)

    # handlers

    def _on_chosen(self, _chosen: object) -> None:
        self.refresh_now()

    def _on_figure(self) -> None:
        today = self.desk.today()
        self.view.stand_on(0, today.month - 1 if today.year == self.year else 0)

    def _on_typed(self, typed: Typed) -> None:
        targets, where = self.desk.targets, (self.year, self.counted)
        if typed.line is None and typed.month is None:
            self.attempt(targets.set_total, *where, typed.amount)
        elif typed.line is None:
            self.attempt(targets.set_month, *where, typed.month or 0, typed.amount)
        elif typed.month is None:
            self.attempt(targets.set_line, *where, typed.line, typed.amount)
        else:
            self.attempt(targets.set_cell, *where, (typed.line, typed.month), typed.amount)

    def _on_unreadable(self, _words: str) -> None:
        self.ctx.notify.problem(_("This is not an amount. Write it like 1,200 or 12.5万."))

    def _on_lock(self, places: list[Place], locked: bool) -> None:
        self.attempt(self.desk.targets.lock, self.year, self.counted, places, locked=locked)

    def _on_begun(self, amount: int) -> None:
        self.attempt(self.desk.targets.set_total, self.year, self.counted, amount)

    def _on_total(self) -> None:
        TotalSheet(self.ctx, self.window(), self.year, self.counted, self.amounts).show_over()

    def _on_last_year(self) -> None:
        LastYearSheet(self.ctx, self.window(), self.year, self.counted).show_over()

    def _on_split(self) -> None:
        self.attempt(self.desk.targets.split_anew, self.year, self.counted, Season.EQUAL)

    def _on_clear(self) -> None:
        self.attempt(self.desk.targets.clear, self.year, self.counted)

    def _on_menu(self, at: QPoint) -> None:
        menu = QMenu(self.view)
        self.lock_action.setEnabled(bool(self.view.selected_places()) and not self.desk.read_only)
        menu.addActions([self.lock_action, self.split_action, self.clear_action])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(at))

    # private

    def _make_actions(self) -> None:
        self._sentences = {
            QAction(self): N_("Set the total"),
            QAction(self): N_("From last year"),
            QAction(self): N_("Lock or unlock"),
            QAction(self): N_("Spread evenly what is not locked"),
            QAction(self): N_("Take the target of the year away"),
        }
        self._verbs = list(self._sentences)
        self.total_action, self.last_year_action, self.lock_action, self.split_action, self.clear_action = self._verbs
        icons.set_icon(self.total_action, "targets")
        self.total_action.triggered.connect(self._on_total)
        self.last_year_action.triggered.connect(self._on_last_year)
        self.lock_action.triggered.connect(self._on_toggle_lock)
        self.split_action.triggered.connect(self._on_split)
        self.clear_action.triggered.connect(self._on_clear)

    def _on_toggle_lock(self) -> None:
        self.view.toggle_lock()

    def _fill_years(self) -> None:
        years, shown = self.desk.targets.years(), self.year
        if [self.year_box.itemData(at) for at in range(self.year_box.count())] == years:
            return
        with QSignalBlocker(self.year_box):
            self.year_box.clear()
            for year in years:
                self.year_box.addItem(str(year), year)
            self.year_box.setCurrentIndex(max(self.year_box.findData(shown), 0))

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("look", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.view)
        charts = QHBoxLayout()
        charts.setSpacing(8)
        charts.addWidget(self.monthly, 3)
        charts.addWidget(self.yearly, 2)
        self._plan = QWidget()
        column = QVBoxLayout(self._plan)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.strip)
        column.addWidget(card)
        column.addLayout(charts, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._plan)
        self._stack.addWidget(self.beginning)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)


class _MetricName:
    """The name of a metric in the language of the moment."""

    def __init__(self, metric: Metric) -> None:
        self._metric = metric

    def __call__(self) -> str:
        return label(self._metric)


def _choice(metric: Metric) -> Choice:
    return Choice(metric.value, _MetricName(metric))


def _quarter(quarter: Period) -> str:
    return _("Q{quarter} {year}").format(quarter=(quarter.first.month + 2) // 3, year=quarter.first.year)


def _columns(points: Sequence[MonthPoint]) -> tuple[tuple[float | None, ...], ...]:
    """Reached, plan and the year before, month by month."""
    return (
        tuple(point.actual_cents for point in points),
        tuple(point.target_cents for point in points),
        tuple(point.last_year_cents for point in points),
    )


def _running(values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Sums since January; where a value is missing there is no sum either."""
    sums = accumulate(value or 0 for value in values)
    return tuple(None if value is None else total for value, total in zip(values, sums, strict=True))
