"""The analysis of the funnel: conversion, cycle, bottleneck, ages, losses; each number opens its records (spec 4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.figures import By, Group
from salesdesk.domain.funnel_figures import Behind, FunnelPicture
from salesdesk.domain.opportunity import OPEN_STAGES
from salesdesk.domain.period import Period, add_months
from salesdesk.services.funnel_analysis import DIMENSIONS, Asked
from salesdesk.ui.charts.trend import Line, Stroke, Trend, TrendChart
from salesdesk.ui.funnel import analysis_words as words
from salesdesk.ui.funnel.analysis_words import Wanted
from salesdesk.ui.funnel.funnel_bars import FunnelBar, FunnelBars
from salesdesk.ui.funnel.records_sheet import RecordsSheet
from salesdesk.ui.funnel.span_bar import YEAR, SpanBar
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption, Label
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.number_table import Number, NumberTable
from salesdesk.ui.parts.panel import Figure, Panel
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import NOTHING, format_money, format_number, format_percent, format_rate

SPANS = 12
"""Weeks, months or quarters in the trend."""

_STROKES = (Stroke.ACTUAL, Stroke.PLAN, Stroke.BEFORE)


class AnalysisView(QWidget):
    """The second view of the funnel page. `refresh` reads the desk, `retranslate` sets the fixed words anew."""

    def __init__(self, ctx: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx, self.desk = ctx, ctx.desk
        self._groups: list[Group] = []
        self.span = SpanBar(
            ctx.desk.today(), (By.WEEK.value, By.MONTH.value, By.QUARTER.value, YEAR), By.QUARTER.value, self
        )
        self.by, self.group = QComboBox(), QComboBox()
        self.group.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.group.setMinimumContentsLength(18)
        self.tiles = {
            Behind.CLOSED: Figure(lambda: _("Win rate")),
            Behind.WON: Figure(lambda: _("Sales cycle")),
            Behind.OPEN: Figure(lambda: _("Velocity")),
            Behind.PIPELINE: Figure(lambda: _("Weighted pipeline")),
            Behind.SLIPPED: Figure(lambda: _("Expected close slipped")),
        }
        self.bottleneck, self.elsewhere = Label("", "strong"), Label("", "small")
        self.bottleneck.setWordWrap(True)
        self.bars = FunnelBars(lambda: _("Funnel"))
        self.stages = NumberTable(lambda: _("Conversion by stage"))
        self.ages = NumberTable(lambda: _("Age in the stage"))
        self.trend = TrendChart(lambda: _("Conversion (weekly view) and win rate"))
        self.dimension = NumberTable(lambda: _("By group"))
        self.lost = NumberTable(lambda: _("Lost opportunities"), most_rows=16)
        self.lost_months = NumberTable(lambda: _("Lost, by month"))
        self.nothing = EmptyState(lambda: _("Nothing was lost in this period."))
        self.nothing.setFixedHeight(theme.tokens().px(80))
        self._lay_out()
        self._connect()
        self.retranslate()

    # public

    @property
    def asked(self) -> Asked:
        """What the picture is of."""
        asked = Asked(self.span.period)
        group = self._chosen_group()
        return asked if group is None else asked.within(self.dimension_by, words.group_key(self.dimension_by, group))

    @property
    def dimension_by(self) -> By:
        """How the opportunities are grouped."""
        return By(self.by.currentData() or By.REP)

    def refresh(self) -> None:
        """Read the whole picture anew."""
        self._groups = self.desk.analysis.by(Asked(self.span.period), self.dimension_by)
        self._offer_groups()
        asked = self.asked
        picture, matrix = self.desk.analysis.of(asked), self.desk.analysis.lost(asked)
        self._show_tiles(picture, asked)
        self.bottleneck.set_caption(words.bottleneck_words(picture.bottleneck, picture.currency))
        self._show_elsewhere(picture.elsewhere)
        self.bars.show_bars(words.funnel_bars(picture, asked))
        self.stages.show_numbers(words.stage_heads(), words.stage_rows(picture, asked))
        self.ages.show_numbers(words.age_heads(), words.age_rows(picture, asked))
        groups = self._groups if self._chosen_group() is None else self.desk.analysis.by(asked, self.dimension_by)
        self.dimension.show_numbers(
            words.group_heads(self.dimension_by),
            words.group_rows(groups, self.dimension_by, Asked(self.span.period), picture.currency),
        )
        self.lost.show_numbers(words.lost_heads(), words.lost_rows(matrix, asked))
        self.lost_months.show_numbers(words.lost_month_heads(matrix), words.lost_month_rows(matrix, asked))
        for widget in (self.lost, self.lost_months):
            widget.setVisible(bool(matrix.cells))
        self.nothing.setVisible(not matrix.cells)
        self._show_trend(asked)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def retranslate(self) -> None:
        """Name the choices in the present language."""
        chosen = self.by.currentIndex()
        self.by.clear()
        for by in DIMENSIONS:
            self.by.addItem(_("By {group}").format(group=label(by)), by.value)
        self.by.setCurrentIndex(max(0, chosen))
        self.by.setAccessibleName(_("Group by"))
        self.group.setAccessibleName(_("Only this group"))

    def open_records(self, wanted: Wanted) -> None:
        """Show the records behind a number."""
        ids = self.desk.analysis.behind(wanted.asked, wanted.records)
        RecordsSheet(self.ctx, self, wanted.title, ids).show_over()

    # handlers

    def _on_changed(self, _what: object = None) -> None:
        self.refresh()

    def _on_by(self, _index: int) -> None:
        self.group.clear()
        self.refresh()

    def _on_number(self, number: Number) -> None:
        if isinstance(number.behind, Wanted):
            self.open_records(number.behind)

    def _on_bar(self, bar: FunnelBar) -> None:
        if isinstance(bar.behind, Wanted):
            self.open_records(bar.behind)

    def _on_tile(self) -> None:
        what = next((what for what, tile in self.tiles.items() if tile is self.sender()), None)
        if what is not None:
            self.open_records(words.wanted(self.asked, what))

    # private

    def _fit(self) -> None:
        """The funnel beside its stages where both have room, else above them."""
        wanted = max(self.stages.wanted_width(), self.ages.wanted_width()) + theme.tokens().px(48)
        room = (self.area.viewport().width() - self._beside.spacing()) * 5 // 7
        way = QBoxLayout.Direction.LeftToRight if wanted <= room else QBoxLayout.Direction.TopToBottom
        if self._beside.direction() != way:
            self._beside.setDirection(way)

    def _connect(self) -> None:
        self.span.changed.connect(self._on_changed)
        self.by.activated.connect(self._on_by)
        self.group.activated.connect(self._on_changed)
        for table in (self.stages, self.ages, self.dimension, self.lost, self.lost_months):
            table.opened.connect(self._on_number)
        self.bars.opened.connect(self._on_bar)
        for tile in self.tiles.values():
            tile.opened.connect(self._on_tile)

    def _chosen_group(self) -> Group | None:
        key = self.group.currentData()
        return next((one for one in self._groups if one.key == key), None) if self.group.currentIndex() > 0 else None

    def _offer_groups(self) -> None:
        chosen = self.group.currentData() if self.group.currentIndex() > 0 else None
        self.group.clear()
        self.group.addItem(_("Everything"), None)
        for one in self._groups:
            if self.dimension_by is not By.REP or one.id is not None:
                self.group.addItem(one.label, one.key)
        at = self.group.findData(chosen) if chosen is not None else 0
        self.group.setCurrentIndex(max(0, at))

    def _show_tiles(self, picture: FunnelPicture, asked: Asked) -> None:
        one, currency, days = picture.figures, picture.currency, words.span_words(asked.period)
        by_amount = one.win_rate_by_amount
        self.tiles[Behind.CLOSED].show_figure(
            format_percent(one.win_rate.value),
            _("by amount {rate}").format(rate=format_percent(by_amount.value)) if by_amount.of else "",
            _("{days}: won of all closed, {rate}; by amount {won} of {all}").format(
                days=days,
                rate=format_rate(one.win_rate.n, one.win_rate.of),
                won=format_money(by_amount.n, currency),
                all=format_money(by_amount.of, currency),
            ),
        )
        won = ngettext("{n} won", "{n} won", one.won).format(n=format_number(one.won)) if one.won else ""
        self.tiles[Behind.WON].show_figure(words.cycle_words(one), won, words.cycle_tip(one, asked.period))
        open_ = ngettext("{n} open", "{n} open", one.open_count).format(n=format_number(one.open_count))
        self.tiles[Behind.OPEN].show_figure(words.velocity_words(one, currency), open_, words.velocity_tip(one))
        self.tiles[Behind.PIPELINE].show_figure(
            format_money(one.weighted_pipeline, currency, compact=True) if one.pipeline else NOTHING,
            _("of {amount}").format(amount=format_money(one.pipeline, currency, compact=True)) if one.pipeline else "",
            _("{days}: open opportunities expected to close, each amount × its probability: {amount}").format(
                days=days, amount=format_money(one.weighted_pipeline, currency)
            ),
        )
        slip, mean = picture.slip, picture.slip.mean_days
        self.tiles[Behind.SLIPPED].show_figure(
            format_percent(slip.rate.value, 0),
            "" if mean is None else _("{days} d on average").format(days=format_number(mean, 0)),
            _("{days}: opportunities whose expected close was put off, {rate}").format(
                days=days, rate=format_rate(slip.rate.n, slip.rate.of)
            ),
        )

    def _show_elsewhere(self, count: int) -> None:
        said = ngettext(
            "{n} opportunity is in another currency: it is counted, its amount is not added.",
            "{n} opportunities are in other currencies: they are counted, their amounts are not added.",
            count,
        )
        self.elsewhere.set_caption(said.format(n=format_number(count)))
        self.elsewhere.setVisible(bool(count))

    def _show_trend(self, asked: Asked) -> None:
        by = By.QUARTER if self.span.kind == YEAR else By(self.span.kind)
        last = asked.period.last
        if by is By.WEEK:
            first = asked.period.first - timedelta(weeks=SPANS - 1)
        else:
            months = 1 if by is By.MONTH else 3
            first = add_months(add_months(last.replace(day=1), 1 - months), -months * (SPANS - 1))
        points = self.desk.analysis.trend(Asked(Period(first, last), asked.rep, asked.among), by)
        names = tuple(point.label for point in points)
        lines = [Line(_("Win rate"), tuple(point.figures.win_rate.value for point in points), Stroke.BARS)]
        for stage, stroke in zip(OPEN_STAGES, _STROKES, strict=True):
            values = tuple(
                point.figures.stage_conversion[stage].value if point.figures.stage_conversion else None
                for point in points
            )
            lines.append(Line(label(stage), values, stroke))
        self.trend.show_trend(Trend(names, names, tuple(lines), format_percent, _axis))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.span)
        top.addStretch(1)
        top.addWidget(self.by)
        top.addWidget(self.group)
        body = QWidget()
        body.setProperty("look", "page")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        column.addLayout(_row([(tile, 1) for tile in self.tiles.values()]))
        column.addWidget(self.bottleneck)
        column.addWidget(self.elsewhere)
        funnel = _panel(lambda: _("Funnel"), [self.bars])
        stages = _panel(lambda: _("Conversion by stage"), [self.stages, self.ages])
        self._beside = _row([(funnel, 2), (stages, 5)])
        column.addLayout(self._beside)
        self.trend.setFixedHeight(theme.tokens().px(280))
        column.addWidget(self.trend)
        column.addWidget(_panel(lambda: _("By group"), [self.dimension]))
        column.addWidget(_panel(lambda: _("Lost opportunities"), [self.nothing, self.lost, self.lost_months]))
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(top)
        whole.addWidget(self.area, 1)
        self.setFocusProxy(self.stages)


def _axis(value: float) -> str:
    return format_percent(value, 0)


def _row(widgets: Sequence[tuple[QWidget, int]]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for widget, stretch in widgets:
        row.addWidget(widget, stretch)
    return row


def _panel(title: Caption, widgets: Sequence[QWidget]) -> Panel:
    panel = Panel(title, card=True, small=True)
    for widget in widgets:
        panel.add(widget)
    panel.body.addStretch(1)
    return panel
