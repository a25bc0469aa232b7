"""Coverage: what became of the contact rules in a period, by tier; every number opens its clients."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.domain.cadence import DueState, Family
from salesdesk.domain.change import Id, Kind
from salesdesk.domain.coverage import Concentration, CoveragePoint, RuleSummary
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.badges import TierMark
from salesdesk.ui.parts.caption import Button, Caption, IconButton, Label
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import RIGHT, Column, FixedRows, RowsModel
from salesdesk.ui.parts.table import TableView
from salesdesk.ui.working.behind_sheet import BehindSheet
from salesdesk.ui.working.live_sheet import LiveSheet
from salesdesk.ui.working.rules_sheet import ContactRulesSheet, load_words
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_month, format_number, format_percent
from salesdesk.words.reasons import rule_channels, rule_words

WEEK, MONTH, QUARTER, YEAR = "week", "month", "quarter", "year"
_SPANS: dict[str, Callable[..., Period]] = {
    WEEK: Period.week,
    MONTH: Period.month,
    QUARTER: Period.quarter,
    YEAR: Period.year,
}
_MOST_POINTS = 60
"""A trend of more days is shown by week."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A rule of the table."""

    summary: RuleSummary

    @property
    def id(self) -> Id:
        return self.summary.rule.id


class CoverageSheet(LiveSheet):
    """Enter or a double click on a rule opens its clients, on a number those behind it. Alt+← and Alt+→ turn."""

    watches = frozenset(
        {Kind.VISIT, Kind.CLIENT, Kind.TIER_MOVE, Kind.CADENCE_RULE, Kind.HOLIDAY, Kind.APPOINTMENT, Kind.SETTING}
    )

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        hint = lambda: _("Enter or double click: the clients behind a number")  # noqa: E731
        super().__init__(ctx, lambda: _("Coverage"), parent, 1200, hint)
        self.period = Period.month(self.desk.today())
        self.family = SegmentedBar(
            lambda: _("Rules"), [Choice(one.value, label(one)) for one in (Family.CADENCE, Family.COVERAGE)]
        )
        self.family.set_chosen(Family.CADENCE)
        self.span = SegmentedBar(
            lambda: _("Period"),
            (
                Choice(WEEK, lambda: _("Week")),
                Choice(MONTH, lambda: _("Month")),
                Choice(QUARTER, lambda: _("Quarter")),
                Choice(YEAR, lambda: _("Year")),
            ),
        )
        self.span.set_chosen(MONTH)
        self.back = IconButton("chevron-left", lambda: _("Period before (Alt+Left)"))
        self.forth = IconButton("chevron-right", lambda: _("Next period (Alt+Right)"))
        self.title = Label("", "heading")
        self.change = Button(lambda: _("Contact rules…"))
        self.model = RowsModel[SummaryRow](_columns(), self)
        self.table = TableView(self.model, lambda: _("Coverage by tier and rule"))
        self.table.setMinimumHeight(theme.tokens().row * 6 + 8)
        self.table.set_empty(EmptyState(lambda: _("No rule judged this period.")))
        self.load, self.spread = Label("", "soft"), Label("", "soft")
        self.load.setWordWrap(True)
        self.trend = CoverageTrend()
        self._lay_out_body()
        self._connect()
        self.show_all()

    def first_field(self) -> QWidget:
        return self.table

    def show_all(self) -> None:
        """Count the period again."""
        family, period, desk = Family(self.family.chosen()), self.period, self.desk
        self.model.show(FixedRows([SummaryRow(one) for one in desk.coverage.summary(period, family)]))
        self.table.select_first()
        self.title.set_caption(lambda: period_words(period))
        self.load.set_caption(lambda: load_words(desk, family, period))
        share = desk.coverage.concentration(period)
        self.spread.set_caption(lambda: _spread_words(share))
        self.trend.show_points(desk.coverage.trend(_points(period)))

    # --- handlers and private ---------------------------------------------------------------------------------

    def _on_family(self, _key: str) -> None:
        self.show_all()

    def _on_span(self, key: str) -> None:
        inside = min(self.period.last, self.desk.today()) if self.desk.today() in self.period else self.period.first
        self.period = _SPANS[key](inside)
        self.show_all()

    def _on_back(self) -> None:
        self._turn(self.period.first - timedelta(days=1))

    def _on_forth(self) -> None:
        self._turn(self.period.last + timedelta(days=1))

    def _on_opened(self, rule_id: Hashable) -> None:
        row = self.model.row_at(self.model.position(rule_id))
        if row is None:
            return
        key = self.model.columns[max(0, self.table.currentIndex().column())].key
        state = {one.value: one for one in DueState}.get(key)
        BehindSheet(self.ctx, self, row.summary.rule, state, self.period).show_over()

    def _on_change(self) -> None:
        ContactRulesSheet(self.ctx, self).show_over()

    def _turn(self, day: object) -> None:
        self.period = _SPANS[self.span.chosen()](day)
        self.show_all()

    def _lay_out_body(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self.family, self.span, self.back, self.forth, self.title):
            head.addWidget(widget)
        head.addStretch()
        head.addWidget(self.change)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.load)
        column.addWidget(self.spread)
        column.addWidget(self.trend)
        self.set_body(body)

    def _connect(self) -> None:
        self.family.changed.connect(self._on_family)
        self.span.changed.connect(self._on_span)
        self.back.clicked.connect(self._on_back)
        self.forth.clicked.connect(self._on_forth)
        QShortcut(QKeySequence("Alt+Left"), self).activated.connect(self._on_back)
        QShortcut(QKeySequence("Alt+Right"), self).activated.connect(self._on_forth)
        self.table.opened.connect(self._on_opened)
        self.change.clicked.connect(self._on_change)


@dataclass(frozen=True, slots=True)
class RateMark:
    """A share as a bar before its number; an empty denominator has none."""

    rate: Rate

    def width(self) -> int:
        """The room it takes."""
        return theme.tokens().px(44)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Paint it at the left of a cell."""
        if self.rate.value is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = float(theme.tokens().px(6))
        box = QRectF(rect.left(), rect.center().y() - high / 2, self.width(), high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line"))
        painter.drawRoundedRect(box, high / 2, high / 2)
        box.setWidth(max(self.width() * min(self.rate.value, 1.0), high if self.rate.n else 0))
        painter.setBrush(theme.colour("accent_ink"))
        if self.rate.n:
            painter.drawRoundedRect(box, high / 2, high / 2)

    def words(self) -> str:
        """The share in words."""
        return _of(self.rate)


class CoverageTrend(QWidget):
    """How many clients had a contact, by day or week: existing ones below, new ones on top of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.points: list[CoveragePoint] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Clients with a contact"))

    def show_points(self, points: list[CoveragePoint]) -> None:
        """Show these days or weeks."""
        self.points = points
        spoken = "; ".join(point_words(one) for one in points)
        self.setAccessibleDescription(spoken)
        self.setToolTip("\n".join(point_words(one) for one in points[-12:]))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.tokens().px(600), theme.tokens().px(112))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        head, foot = look.px(20), look.px(18)
        self._paint_head(painter, head)
        most = max((one.new.n + one.existing.n for one in self.points), default=0)
        if not most:
            painter.setPen(theme.colour("faint"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _("No contact in this period."))
            painter.end()
            return
        wide, high = self.width() / len(self.points), self.height() - head - foot
        for place, one in enumerate(self.points):
            left, base = place * wide + wide * 0.15, float(self.height() - foot)
            for number, colour in ((one.existing.n, look.series[0]), (one.new.n, look.series[3])):
                tall = high * number / most
                painter.fillRect(QRectF(left, base - tall, wide * 0.7, tall), theme.colour(colour))
                base -= tall
            if place % max(1, -(-len(self.points) * look.px(44) // max(self.width(), 1))) == 0:
                painter.setPen(theme.colour("faint"))
                box = QRectF(place * wide, self.height() - foot, max(wide, look.px(44)), foot)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"{one.span.first.month}/{one.span.first.day}")
        painter.end()

    def _paint_head(self, painter: QPainter, head: int) -> None:
        look, left = theme.tokens(), 0.0
        by_week = bool(self.points) and self.points[0].span.days > 1
        words = _("Clients with a contact, by week") if by_week else _("Clients with a contact, by day")
        for text, colour in ((words, ""), (_("existing"), look.series[0]), (_("new"), look.series[3])):
            if colour:
                side = look.px(10)
                painter.fillRect(QRectF(left, (head - side) / 2, side, side), theme.colour(colour))
                left += side + look.px(4)
            painter.setPen(theme.colour("soft"))
            painter.drawText(QRectF(left, 0, self.width(), head), Qt.AlignmentFlag.AlignVCenter, text)
            left += painter.fontMetrics().horizontalAdvance(text) + look.px(16)


def point_words(one: CoveragePoint) -> str:
    """A day or week in words: "2 Nov – 8 Nov: 12 of 40 existing, 1 of 9 new, 15 contacts"."""
    days = format_date(one.span.first)
    if one.span.days > 1:
        days = f"{days} – {format_date(one.span.last)}"
    return _("{days}: {existing} existing, {new} new, {contacts} contacts").format(
        days=days, existing=_of(one.existing), new=_of(one.new), contacts=format_number(one.contacts)
    )


def period_words(period: Period) -> str:
    """A period by its name: the month, or its first and last day."""
    if period == Period.month(period.first):
        return format_month(period.first)
    if period == Period.year(period.first):
        return str(period.first.year)
    return f"{format_date(period.first)} – {format_date(period.last)}"


def _points(period: Period) -> list[Period]:
    if period.days <= _MOST_POINTS:
        return [Period.day(day) for day in period]
    weeks, day = [], period.first
    while day <= period.last:
        week = Period.week(day)
        weeks.append(Period(max(week.first, period.first), min(week.last, period.last)))
        day = week.last + timedelta(days=1)
    return weeks


def _of(rate: Rate) -> str:
    return _("{n} of {of}").format(n=format_number(rate.n), of=format_number(rate.of))


def _spread_words(share: Concentration) -> str:
    percent = format_percent(share.share.value)
    return _("{percent} of the contacts went to the {top} clients that bought most ({n} of {of}).").format(
        percent=percent,
        top=format_number(share.top),
        n=format_number(share.share.n),
        of=format_number(share.share.of),
    )


def _columns() -> list[Column[SummaryRow]]:
    def number(state: DueState) -> Callable[[SummaryRow], str]:
        return lambda row: format_number(row.summary.states[state])

    def rate(key: str, title: Caption, read: Callable[[RuleSummary], Rate], width: int) -> Column[SummaryRow]:
        return Column(
            *(key, title, lambda row: format_percent(read(row.summary).value), RIGHT, width),
            mark=lambda row: RateMark(read(row.summary)),
            tip=lambda row: _of(read(row.summary)),
        )

    return [
        Column("tier", lambda: _("Tier"), lambda row: "", width=48, mark=lambda r: TierMark(r.summary.rule.tier.value)),
        Column("rule", lambda: _("Rule"), _rule_words, width=200, stretch=True),
        Column("clients", lambda: _("Clients"), lambda row: format_number(row.summary.clients), RIGHT, width=72),
        Column(DueState.MET.value, lambda: _("Met"), number(DueState.MET), RIGHT, width=64),
        Column(DueState.DUE.value, lambda: _("Due"), number(DueState.DUE), RIGHT, width=64),
        Column(
            *(DueState.OVERDUE.value, lambda: _("Overdue"), number(DueState.OVERDUE), RIGHT, 80),
            tone=lambda row: "late" if row.summary.states[DueState.OVERDUE] else "",
        ),
        Column(DueState.OVER.value, lambda: _("Over-visited"), number(DueState.OVER), RIGHT, width=96),
        rate("kept", lambda: _("Cadence met"), lambda one: one.met, 124),
        rate("attainment", lambda: _("Attainment"), lambda one: one.attainment, 124),
        rate("coverage", lambda: _("Coverage"), lambda one: one.coverage, 124),
    ]


def _rule_words(row: SummaryRow) -> str:
    return f"{rule_words(row.summary.rule)} · {rule_channels(row.summary.rule)}"
