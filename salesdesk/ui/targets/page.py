"""The tab *Targets*: the year's plan as a sheet, how far it is, and the trend against plan and last year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import accumulate

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QMenu, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.domain import plan_version
from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.figures import COUNTED
from salesdesk.domain.period import Period
from salesdesk.domain.report import MonthPoint
from salesdesk.domain.target import Metric
from salesdesk.domain.target_matrix import MONTHS, Place
from salesdesk.domain.text import N_
from salesdesk.services.targets import Season, TargetPlan, Targets
from salesdesk.ui.charts.trend import Line, Stroke, Trend, TrendChart
from salesdesk.ui.page import Page
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.ui.records.sheet import RecordsSheet
from salesdesk.ui.targets.amounts import Amounts
from salesdesk.ui.targets.beginning import Beginning
from salesdesk.ui.targets.goals_view import GoalsView
from salesdesk.ui.targets.milestone_band import MilestoneBand
from salesdesk.ui.targets.milestones_view import MilestonesView
from salesdesk.ui.targets.plan_choice import PlanChoice
from salesdesk.ui.targets.sheet_model import YEAR, Earlier, SheetModel, Typed
from salesdesk.ui.targets.sheet_view import SheetView
from salesdesk.ui.targets.strip import KeyFigure, Strip, attained, forecast, needed
from salesdesk.ui.targets.total_sheet import KeepSheet, LastYearSheet, TeamSheet, TotalSheet, not_an_amount
from salesdesk.ui.targets.why_view import WhyView
from salesdesk.ui.trends.sheet import TrendsSheet
from salesdesk.words.i18n import _, say
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_month, month_names

CALM_AFTER = 1600
"""Milliseconds for which the cells that moved along stand out."""

DECEMBER = 12
CARD_EDGE = 1
LEAST_CHART = 144
"""Pixels before scaling below which a chart cannot be read; with large letters the page scrolls instead."""
VIEWS = {"plan": N_("Plan"), "why": N_("Why"), "goals": N_("Goals"), "milestones": N_("Milestones")}
SCOPES = {"own": N_("One rep"), "team": N_("Team")}
OF_EVERYBODY = {"own": N_("By product line"), "team": N_("By rep")}
"""The same where the files of a team are read as one."""


class TargetsPage(Page):
    """Set the year, see every part move along, and know what is still needed."""

    key = "targets"
    watches = frozenset(
        {Kind.TARGET, Kind.ORDER, Kind.ORDER_LINE, Kind.PAYMENT, Kind.VISIT, Kind.CLIENT}
        | {Kind.PRODUCT, Kind.PRODUCT_LINE, Kind.OPPORTUNITY, Kind.HOLIDAY, Kind.SETTING, Kind.REP}
        | {Kind.TARGET_VERSION, Kind.GOAL, Kind.MILESTONE, Kind.CHECKLIST_ITEM, Kind.TENDER}
        | {Kind.INVOICE, Kind.PAYMENT_SHARE, Kind.SURVEY, Kind.ENQUIRY}
    )

    def build(self) -> None:
        self._make_actions()
        self.year_box = QComboBox()
        self.year_box.activated.connect(self._on_chosen)
        self.view_bar = SegmentedBar(lambda: _("What is shown"), [_named(key, name) for key, name in VIEWS.items()])
        self.view_bar.set_chosen("plan")
        self.view_bar.changed.connect(self._on_chosen)
        scopes = OF_EVERYBODY if self.desk.is_team else SCOPES
        self.scope_bar = SegmentedBar(lambda: _("Whose plan"), [_named(key, name) for key, name in scopes.items()])
        self.scope_bar.set_chosen("own")
        self.scope_bar.changed.connect(self._on_chosen)
        self.rep_box = PlanChoice()
        self.rep_box.activated.connect(self._on_chosen)
        self.team_words = Label("", "soft")
        self.compare_box = QComboBox()
        self.compare_box.activated.connect(self._on_chosen)
        self.why = WhyView(self.ctx)
        self.goals = GoalsView(self.ctx)
        self.milestones = MilestonesView(self.ctx)
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
        self.view.tiers_wanted.connect(self._on_tiers)
        self.view.pasted.connect(self._on_pasted)
        self.view.settled.connect(self._on_settled)
        self.view.opened.connect(self._on_reached)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._on_menu)
        self.band = MilestoneBand()
        self.band.opened.connect(self.milestones.open_card)
        self.band.list_wanted.connect(self._on_milestones)
        for moved in (self.view.horizontalHeader().geometriesChanged, self.view.horizontalHeader().sectionResized):
            moved.connect(self._on_columns)
        self.monthly = TrendChart(lambda: _("Month by month"))
        self.yearly = TrendChart(lambda: _("Since January"))
        for chart in (self.monthly, self.yearly):
            chart.opened.connect(self._on_charted)
        self.beginning = Beginning()
        self.beginning.begun.connect(self._on_begun)
        self.beginning.seeded.connect(self._on_last_year)
        self._calm = QTimer(self, singleShot=True, interval=CALM_AFTER)
        self._calm.timeout.connect(self.sheet.calm)
        self._lay_out()
        self.retranslate()

    def refresh(self) -> None:
        self._fill_years()
        for action in self._verbs:
            action.setEnabled(not self.desk.read_only)
        chosen = self.view_bar.chosen()
        self.metric_bar.setVisible(chosen in ("plan", "why"))
        if chosen in ("why", "goals", "milestones"):
            self.scope_bar.hide()
            self.rep_box.hide()
            self.team_words.hide()
            self.compare_box.hide()
        if chosen == "why":
            self._stack.setCurrentWidget(self.why)
            self.why.show_year(self.year, self.counted, self.amounts)
        elif chosen == "goals":
            self._stack.setCurrentWidget(self.goals)
            self.goals.show_year(self.year)
        elif chosen == "milestones":
            self._stack.setCurrentWidget(self.milestones)
            self.milestones.show_year(self.year)
        else:
            self._refresh_plan()

    def _refresh_plan(self) -> None:
        year, metric, amounts = self.year, self.counted, self.amounts
        has_team = self.desk.targets.has_team(year, metric)
        self.scope_bar.setVisible(has_team)
        if not has_team:
            self.scope_bar.set_chosen("own")
        self.rep_box.show_reps([] if self.is_team or self.desk.is_team else self.desk.reps(), self.desk.rep.id)
        plan = self._plan_shown()
        if not plan.is_set:
            self.compare_box.hide()
            self.beginning.show_for(year, metric, amounts, seeds=self.targets.has_last_year(year, metric))
            self._stack.setCurrentWidget(self.beginning)
            return
        self._stack.setCurrentWidget(self._area)
        rep, today = self.rep, self.desk.today()
        points = self.desk.figures.monthly(metric, date(year, DECEMBER, 1), rep=rep)
        self.sheet.editable = not (self.desk.read_only or self.is_team)
        self._fill_versions()
        until = self.desk.closing.until
        closed = 0 if until is None or until.year < year else MONTHS if until.year > year else until.month
        now = today.month - 1 if today.year == year else -1
        self.sheet.show(plan, points, amounts, now, self._earlier(), closed)
        if self.sheet.has_changed:
            self._calm.start()
        self.band.show_cards(
            self.desk.milestones.of_year(year) if self.rep == self.desk.rep.id else [], self.desk.currency
        )
        self._on_columns()
        self.strip.show_figures(self._figures())
        self.monthly.show_trend(self._months(points))
        self.yearly.show_trend(self._sums(points))

    def _plan_shown(self) -> TargetPlan:
        self.team_words.setVisible(self.is_team)
        if not self.is_team:
            return self.targets.matrix(self.year, self.counted)
        team, amounts = self.desk.targets.team(self.year, self.counted), self.amounts
        words = _("The team's target is the sum of its reps.")
        if team.stated is not None:
            said = {"amount": amounts.full(team.stated), "more": amounts.full(abs(team.difference))}
            words = _("Team's target {amount}: the same as its reps together").format(**said)
            if team.difference > 0:
                words = _("Team's target {amount}: {more} more than its reps together").format(**said)
            elif team.difference < 0:
                words = _("Team's target {amount}: {more} less than its reps together").format(**said)
        self.team_words.set_caption(words)
        return team.plan

    @property
    def is_team(self) -> bool:
        """Whether everybody's plan is shown."""
        return self.scope_bar.chosen() == "team"

    @property
    def rep(self) -> Id | None:
        """Whose plan is shown; None for everybody's."""
        return None if self.is_team else self.rep_box.rep or self.desk.whose

    @property
    def targets(self) -> Targets:
        """The plan of whom is chosen."""
        other = self.rep_box.rep
        return self.desk.targets if other is None or other == self.desk.rep.id else self.desk.targets.of(other)

    def _earlier(self) -> Earlier | None:
        """The kept plan that is compared with."""
        chosen = self.compare_box.currentData()
        version = next((one for one in self.targets.versions.of_year(self.year) if one.id == chosen), None)
        if version is None or self.is_team:
            return None
        cells, metric = plan_version.read(version.cells), self.counted
        return lambda line, tier, month: plan_version.earlier(cells, metric, line, tier, month)

    def _fill_versions(self) -> None:
        versions = self.targets.versions.of_year(self.year)
        shown = self.compare_box.currentData()
        self.compare_box.setVisible(bool(versions) and not self.is_team)
        with QSignalBlocker(self.compare_box):
            self.compare_box.clear()
            self.compare_box.addItem(_("Compare with an earlier plan"), None)
            for version in versions:
                self.compare_box.addItem(version.name, version.id)
            places = [at for at, version in enumerate(versions, 1) if version.id == shown]
            self.compare_box.setCurrentIndex(places[0] if places else 0)

    def retranslate(self) -> None:
        for action, sentence in self._sentences.items():
            action.setText(_(sentence))
        self.year_box.setAccessibleName(_("Year"))
        self.view.setAccessibleName(_("Plan of the year"))
        self.compare_box.setAccessibleName(_("Compare with an earlier plan"))

    def bar_widgets(self) -> Sequence[QWidget]:
        return (self.year_box, self.view_bar)

    def bar_actions(self) -> Sequence[QAction]:
        return (self.total_action, self.last_year_action, self.trends_action)

    def chosen(self) -> tuple[Kind, Id] | None:
        places = self.view.selected_places() if self._shows_cells() else []
        cell = self.targets.cell_id(self.year, self.counted, places[0]) if len(places) == 1 else None
        return (Kind.TARGET, cell) if cell else None

    def _shows_cells(self) -> bool:
        return self.view.isVisible() and not self.is_team

    def keys(self) -> Sequence[tuple[str, str]]:
        return [
            ("Enter", _("Take the amount, one cell down")),
            ("F2", _("Edit the amount")),
            ("Space, L", _("Lock or unlock the cells")),
            ("T", _("Split the line by tier, or join its tiers")),
            ("Ctrl+H", _("What happened to the cell")),
            ("F", _("Fold the tiers of the line, or unfold them")),
            ("Ctrl+C, Ctrl+V", _("Copy cells to a spreadsheet, paste cells from one")),
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
        figures, amounts, today = self.desk.figures, self.amounts, self.desk.today()
        rep = self.rep
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

    def _on_milestones(self) -> None:
        self.view_bar.set_chosen("milestones")
        self.refresh_now()

    def _on_columns(self, *_moved: object) -> None:
        """The milestones stand over their months, however wide these are."""
        left = CARD_EDGE + self.view.verticalHeader().width() + self.view.columnViewportPosition(0)
        wide = sum(self.view.columnWidth(month) for month in range(DECEMBER))
        self.band.stand_over(left, left + wide)

    def _on_typed(self, typed: Typed) -> None:
        targets, where = self.targets, (self.year, self.counted)
        if typed.rows is None and typed.month is None:
            self.attempt(targets.set_total, *where, typed.amount)
        elif typed.rows is None:
            self.attempt(targets.set_month, *where, typed.month or 0, typed.amount)
        elif typed.month is None:
            self.attempt(targets.set_rows, *where, typed.rows, typed.amount)
        elif len(typed.rows) == 1:
            self.attempt(targets.set_cell, *where, (typed.rows[0], typed.month), typed.amount)
        else:
            self.attempt(targets.set_group, *where, [(row, typed.month) for row in typed.rows], typed.amount)

    def _on_tiers(self) -> None:
        index = self.view.currentIndex()
        plan = self.sheet.plan
        if plan is None or not index.isValid() or not self.sheet.row(index.row()).rows or self.is_team:
            return
        line = self.sheet.row(index.row()).line
        split = next(group.by_tier for group in plan.groups if group.id == line)
        verb = self.targets.join_tiers if split else self.targets.split_by_tier
        self.attempt(verb, self.year, self.counted, line)

    def _on_pasted(self, text: str) -> None:
        index = self.view.currentIndex()
        if index.isValid() and self.sheet.editable:
            self.attempt(self._paste, text, index.row(), index.column())

    def _paste(self, text: str, row: int, column: int) -> ChangeSet:
        parts = self.sheet.parts_of(text, row, column)
        return self.targets.paste(self.year, self.counted, parts)

    def _on_settled(self, column: int) -> None:
        why = self.desk.closing.why_not(date(self.year, column + 1, 1))
        if why is not None:
            self.ctx.notify.problem(say(why))

    def _on_charted(self, month: int) -> None:
        """What stands behind a month of the charts."""
        self._on_reached(0, month)

    def _on_reached(self, _row: int, column: int) -> None:
        period = Period.year(date(self.year, 1, 1)) if column == YEAR else Period.month(date(self.year, column + 1, 1))
        records = self.desk.plan_actual.behind(period, self.counted, rep=self.rep)
        when = _("{year}").format(year=self.year) if column == YEAR else format_month(period.first)
        title = _("{what}, {when}").format(what=label(self.counted), when=when)
        RecordsSheet(self.ctx, self.window(), title, records).show_over()

    def _on_keep(self) -> None:
        KeepSheet(self.ctx, self.window(), self.year, self.targets).show_over()

    def _on_back(self) -> None:
        chosen = self._chosen_version()
        if chosen is not None:
            self.attempt(self.targets.versions.restore, chosen)

    def _on_forget(self) -> None:
        chosen = self._chosen_version()
        if chosen is not None:
            self.attempt(self.targets.versions.bin, chosen)

    def _chosen_version(self) -> Id | None:
        chosen = self.compare_box.currentData()
        return chosen if isinstance(chosen, bytes) else None

    def _on_team(self) -> None:
        TeamSheet(self.ctx, self.window(), self.year, self.counted, self.amounts).show_over()

    def _on_unreadable(self, words: str) -> None:
        self.ctx.notify.problem(not_an_amount(words))

    def _on_lock(self, places: list[Place], locked: bool) -> None:
        self.attempt(self.targets.lock, self.year, self.counted, places, locked=locked)

    def _on_begun(self, amount: int) -> None:
        self.attempt(self.targets.set_total, self.year, self.counted, amount)

    def _on_total(self) -> None:
        if self.is_team:
            self._on_team()
            return
        whom = f" · {self.rep_box.currentText()}" if self.rep_box.count() > 1 else ""
        TotalSheet(self.ctx, self.window(), self.year, self.counted, self.amounts, self.targets, whom).show_over()

    def _on_trends(self) -> None:
        TrendsSheet(self.ctx, self.window()).show_over()

    def _on_last_year(self) -> None:
        LastYearSheet(self.ctx, self.window(), self.year, self.counted, self.targets).show_over()

    def _on_split(self) -> None:
        self.attempt(self.targets.split_anew, self.year, self.counted, Season.EQUAL)

    def _on_clear(self) -> None:
        self.attempt(self.targets.clear, self.year, self.counted)

    def _on_menu(self, at: QPoint) -> None:
        menu = QMenu(self.view)
        own = not (self.desk.read_only or self.is_team)
        self.lock_action.setEnabled(bool(self.view.selected_places()) and own)
        for action in (self.tiers_action, self.split_action, self.clear_action, self.keep_action):
            action.setEnabled(own)
        for action in (self.back_action, self.forget_action):
            action.setEnabled(own and self._chosen_version() is not None)
        self.history_action.setEnabled(self.chosen() is not None)
        menu.addActions([self.lock_action, self.tiers_action, self.split_action, self.history_action])
        menu.addSeparator()
        menu.addActions([self.keep_action, self.back_action, self.forget_action])
        menu.addSeparator()
        menu.addActions([self.team_action, self.clear_action])
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
            QAction(self): N_("Split by tier, or join the tiers"),
            QAction(self): N_("Keep this plan under a name"),
            QAction(self): N_("Go back to the plan compared with"),
            QAction(self): N_("Forget the plan compared with"),
            QAction(self): N_("Set the team's target"),
            QAction(self): N_("History…"),
        }
        self._verbs = list(self._sentences)
        self.trends_action = QAction(self)
        self._sentences[self.trends_action] = N_("Trends…")
        self.trends_action.triggered.connect(self._on_trends)
        self.total_action, self.last_year_action, self.lock_action, self.split_action, self.clear_action = self._verbs[
            :5
        ]
        self.tiers_action, self.keep_action, self.back_action, self.forget_action, self.team_action = self._verbs[5:10]
        self.history_action = self._verbs[10]
        self.history_action.triggered.connect(self._on_history)
        self.tiers_action.triggered.connect(self._on_tiers)
        self.keep_action.triggered.connect(self._on_keep)
        self.back_action.triggered.connect(self._on_back)
        self.forget_action.triggered.connect(self._on_forget)
        self.team_action.triggered.connect(self._on_team)
        icons.set_icon(self.total_action, "targets")
        self.total_action.triggered.connect(self._on_total)
        self.last_year_action.triggered.connect(self._on_last_year)
        self.lock_action.triggered.connect(self._on_toggle_lock)
        self.split_action.triggered.connect(self._on_split)
        self.clear_action.triggered.connect(self._on_clear)

    def _on_history(self) -> None:
        if (cell := self.chosen()) is not None:
            self.ctx.show_history(*cell)

    def _on_toggle_lock(self) -> None:
        self.view.toggle_lock()

    def _fill_years(self) -> None:
        years, shown = self.targets.years(), self.year
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
        inside.setContentsMargins(*(CARD_EDGE,) * 4)
        inside.addWidget(self.view)
        charts = QHBoxLayout()
        charts.setSpacing(8)
        charts.addWidget(self.monthly, 3)
        charts.addWidget(self.yearly, 2)
        self._plan = QWidget()
        column = QVBoxLayout(self._plan)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.strip)
        column.addWidget(self.band)
        column.addWidget(card)
        column.addLayout(charts, 1)
        for chart in (self.monthly, self.yearly):
            chart.setMinimumHeight(theme.tokens().px(LEAST_CHART))
        self._plan.setProperty("look", "page")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._plan)
        self._stack = QStackedWidget()
        for view in (self._area, self.beginning, self.why, self.goals, self.milestones):
            self._stack.addWidget(view)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 16, 0)
        head.setSpacing(12)
        head.addWidget(self.metric_bar)
        head.addWidget(self.scope_bar)
        head.addWidget(self.rep_box)
        head.addWidget(self.team_words)
        head.addStretch(1)
        head.addWidget(self.compare_box)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(self._stack)


class _Sentence:
    """A sentence in the language of the moment."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence

    def __call__(self) -> str:
        return _(self._sentence)


def _named(key: str, sentence: str) -> Choice:
    return Choice(key, _Sentence(sentence))


def _choice(metric: Metric) -> Choice:
    return Choice(metric.value, partial(label, metric))


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
