"""The four figures over the day, each with what it is made of on hover; each opens what lies behind it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.domain.period import Period
from salesdesk.domain.today import DayFigures
from salesdesk.ui.parts.panel import Figure
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import (
    format_date,
    format_money,
    format_month,
    format_number,
    format_percent,
    format_time,
)


class Strip(QWidget):
    """Signal `opened(name)`: sales, contacts, pipeline or report."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sales = Figure(lambda: _("Sales this month"), bullet=True)
        self.contacts = Figure(lambda: _("Contacts this week"), bullet=True)
        self.pipeline = Figure(lambda: _("Weighted pipeline of the month"))
        self.report = Figure(lambda: _("Daily report"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for name, figure in self._figures().items():
            figure.setProperty("name", name)
            figure.opened.connect(self._on_opened)
            row.addWidget(figure)

    def show_figures(self, figures: DayFigures, day: date, currency: str) -> None:
        """Show the figures of a day."""
        self._show_sales(figures, day, currency)
        self._show_contacts(figures, day)
        n, month = figures.open_count, format_month(day)
        note = ngettext("{n} opportunity", "{n} opportunities", n).format(n=format_number(n))
        tip = _("Open opportunities that should close in {month}, each amount × its probability: {amount}.")
        amount = format_money(figures.weighted_cents, currency)
        self.pipeline.show_figure(
            format_money(figures.weighted_cents, currency, compact=True) if n else "–",
            note if n else "",
            tip.format(month=month, amount=amount),
        )
        self._show_report(figures, day)

    def _figures(self) -> dict[str, Figure]:
        return {"sales": self.sales, "contacts": self.contacts, "pipeline": self.pipeline, "report": self.report}

    def _on_opened(self) -> None:
        figure = self.sender()
        if isinstance(figure, Figure):
            self.opened.emit(str(figure.property("name")))

    def _show_sales(self, figures: DayFigures, day: date, currency: str) -> None:
        sold, target = figures.sales_cents, figures.target_cents
        span = f"{format_date(Period.month(day).first, 'short')} – {format_date(day, 'short')}"
        if not target:
            tip = _("{span}: orders for {sold}. No target is set for this month.")
            note = _("no target set")
            self.sales.show_figure(format_money(sold, currency, compact=True), note, tip.format(
                span=span, sold=format_money(sold, currency)))  # fmt: skip
            bullet: tuple[float, float, float | None] = (0.0, 0.0, None)
        else:
            note = _("{sold} of {target}").format(
                sold=format_money(sold, currency, compact=True), target=format_money(target, currency, compact=True)
            )
            tip = _("{span}: orders for {sold} of a target of {target}; {pace} of the working days have begun.").format(
                span=span,
                sold=format_money(sold, currency),
                target=format_money(target, currency),
                pace=format_percent(figures.pace, 0),
            )
            self.sales.show_figure(format_percent(sold / target, 0), note, tip)
            bullet = (float(sold), float(target), figures.pace)
        if self.sales.bullet:
            self.sales.bullet.show_values(*bullet)

    def _show_contacts(self, figures: DayFigures, day: date) -> None:
        done, due = figures.contacts_done, figures.contacts_due
        week = Period.week(day)
        span = f"{format_date(week.first, 'short')} – {format_date(week.last, 'short')}"
        tip = _("{span}: {done} of the {due} contacts that the cadence of the tiers asks for this week.")
        number = f"{format_number(done)} / {format_number(due)}" if due else "–"
        note = format_percent(done / due, 0) if due else ""
        self.contacts.show_figure(number, note, tip.format(span=span, done=done, due=due))
        if self.contacts.bullet:
            gone = min(1.0, (day.weekday() + 1) / 5)
            self.contacts.bullet.show_values(float(done), float(due), gone if due else None)

    def _show_report(self, figures: DayFigures, day: date) -> None:
        sent = figures.report_sent_at
        words, note = label(figures.report), format_time(sent) if sent else _("Ctrl+D opens it")
        if figures.sent_by is not None:
            n, of = (format_number(one) for one in figures.sent_by)
            words, note = _("{n} of {of}").format(n=n, of=of), _("sent")
        self.report.show_figure(words, note, _("The report of {day}.").format(day=format_date(day, "weekday")))
