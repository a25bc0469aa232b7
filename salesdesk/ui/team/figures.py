"""The strip above the rows: what the team comes to together, and who has sent the reports."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.domain.team import TeamFigures, TeamMember
from salesdesk.ui.parts.panel import Figure
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.numbers import NOTHING, format_money, format_number, format_percent


class TeamStrip(QWidget):
    """`opened`: a number leads to the charts; `reports_opened`: that of the reports to the reports themselves."""

    opened = Signal()
    reports_opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.attainment = Figure(lambda: _("Attainment of the team"), bullet=True)
        self.visits = Figure(lambda: _("Visits"))
        self.cadence = Figure(lambda: _("Cadence met"))
        self.pipeline = Figure(lambda: _("Open pipeline"))
        self.money = Figure(lambda: _("Received"))
        self.reports = Figure(lambda: _("Reports sent"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        cards = {self.attainment: 7, self.visits: 3, self.cadence: 4, self.pipeline: 5, self.money: 6, self.reports: 5}
        for card, share in cards.items():
            row.addWidget(card, share)
            card.opened.connect(self.reports_opened if card is self.reports else self.opened)

    def show_sums(self, sums: TeamFigures, members: Sequence[TeamMember], expected: float) -> None:
        """Show the sums of these; `expected` is the share of the period's working days that have begun."""
        known = [one for one in members if one.figures is not None and one.counted]
        self._show_attainment(sums, expected)
        reps = ngettext("{n} rep", "{n} reps", len(known)).format(n=format_number(len(known)))
        self.visits.show_figure(format_number(sums.visits), reps)
        rate = sums.cadence
        part = _("{n} of {of}").format(n=format_number(rate.n), of=format_number(rate.of)) if rate.of else ""
        self.cadence.show_figure(format_percent(rate.value, 0), part)
        stalled = ngettext("{n} stalled", "{n} stalled", sums.stalled).format(n=format_number(sums.stalled))
        self.pipeline.show_figure(self._short(sums, sums.pipeline), stalled, self._full(sums, sums.pipeline))
        overdue = _("{amount} overdue").format(amount=self._short(sums, sums.overdue))
        self.money.show_figure(self._short(sums, sums.received), overdue, self._full(sums, sums.received))
        self._show_reports(known)

    def _show_attainment(self, sums: TeamFigures, expected: float) -> None:
        card, full = self.attainment, self._full(sums, sums.sales)
        if sums.target is None or card.bullet is None:
            card.show_figure(self._short(sums, sums.sales), _("no target"), full)
        else:
            said = {"actual": self._short(sums, sums.sales), "target": self._short(sums, sums.target)}
            tip = _("{actual} of {target}").format(actual=full, target=self._full(sums, sums.target))
            tip += "\n" + _("{share} would be on time").format(share=format_percent(expected, 0))
            card.show_figure(format_percent(sums.attainment, 0), _("{actual} of {target}").format(**said), tip)
        if card.bullet is not None:
            card.bullet.show_values(sums.sales, sums.target or 0, expected if sums.target else None, words=full)

    def _show_reports(self, known: Sequence[TeamMember]) -> None:
        days = [one for one in known if one.figures and "day" not in one.figures.untold]
        weeks = [one for one in known if one.figures and "week" not in one.figures.untold]
        day = sum(1 for one in days if one.figures and one.figures.day_sent)
        week = sum(1 for one in weeks if one.figures and one.figures.week_sent)
        number = _("{n} of {of}").format(n=format_number(day), of=format_number(len(days))) if days else NOTHING
        missing = [one.name for one in days if one.figures and not one.figures.day_sent]
        tip = _("The day's report is missing of {names}").format(names=", ".join(missing)) if missing else ""
        self.reports.show_figure(
            number, _("week {n} of {of}").format(n=format_number(week), of=format_number(len(weeks))), tip
        )

    @staticmethod
    def _short(sums: TeamFigures, cents: int) -> str:
        return format_money(cents, sums.currency, compact=True)

    @staticmethod
    def _full(sums: TeamFigures, cents: int) -> str:
        return format_money(cents, sums.currency)
