"""The strip of key figures above the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.domain.figures import Attainment
from salesdesk.ui.parts.panel import Figure
from salesdesk.ui.targets.amounts import Amounts
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.numbers import NOTHING, format_number, format_percent


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure: what it is, the number, a grey note, the same in full on hover; `bar` draws actual against target
    with the mark where one should stand."""

    title: str
    number: str
    note: str = ""
    tip: str = ""
    bar: tuple[float, float, float | None] | None = None


class Strip(QWidget):
    """Figures side by side; `opened` when one of them is asked for its months."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._shape: list[tuple[str, bool]] = []
        self.figures: list[Figure] = []

    def show_figures(self, wanted: Sequence[KeyFigure]) -> None:
        """Show these; the cards are made anew only when they are others."""
        shape = [(one.title, one.bar is not None) for one in wanted]
        if shape != self._shape:
            self._shape = shape
            self._make(wanted)
        for card, one in zip(self.figures, wanted, strict=True):
            card.show_figure(one.number, one.note, one.tip)
            if card.bullet is not None and one.bar is not None:
                card.bullet.show_values(*one.bar, words=one.tip)

    def _make(self, wanted: Sequence[KeyFigure]) -> None:
        for card in self.figures:
            self._row.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.figures = [Figure(one.title, bullet=one.bar is not None) for one in wanted]
        for card in self.figures:
            card.opened.connect(self.opened)
            self._row.addWidget(card, 1)


def attained(title: str, found: Attainment, amounts: Amounts, *, running: bool) -> KeyFigure:
    """Attainment of a period; `running`: the period is not over, so the bar has its mark."""
    if found.target is None:
        return KeyFigure(title, amounts.compact(found.actual), _("no target"), bar=(found.actual, 0, None))
    lines = [_("{actual} of {target}").format(actual=amounts.full(found.actual), target=amounts.full(found.target))]
    if running:
        lines.append(
            _("{begun} of {days} working days have begun: {share} would be on time").format(
                begun=format_number(found.workdays_begun),
                days=format_number(found.workdays),
                share=format_percent(found.expected, 0),
            )
        )
    note = _("{actual} of {target}").format(actual=amounts.short(found.actual), target=amounts.short(found.target))
    mark = found.expected if running else None
    return KeyFigure(title, format_percent(found.rate, 0), note, "\n".join(lines), (found.actual, found.target, mark))


def needed(month: Attainment, amounts: Amounts) -> KeyFigure:
    """Glossary *pace* of the present month."""
    days = month.workdays_left
    left = ngettext("{n} working day left", "{n} working days left", days).format(n=format_number(days))
    short = ngettext("{n} day left", "{n} days left", days).format(n=format_number(days))
    if month.pace_per_workday is None:
        return KeyFigure(_("Needed per working day"), NOTHING, short, left)
    if month.gap is not None and month.gap <= 0:
        return KeyFigure(_("Needed per working day"), NOTHING, _("the month is reached"), left)
    tip = _("{gap} missing this month, {left}").format(gap=amounts.full(month.gap or 0), left=left)
    return KeyFigure(_("Needed per working day"), amounts.compact(month.pace_per_workday), short, tip)


def forecast(year: Attainment, amounts: Amounts) -> KeyFigure:
    """Glossary *run-rate forecast* of the year, with the weighted pipeline beside it."""
    if year.run_rate_forecast is None:
        return KeyFigure(_("Forecast for the year"), NOTHING)
    note = _("{share} of the target").format(
        share=format_percent(year.run_rate_forecast / year.target if year.target else None, 0)
    )
    tip = _("At the pace so far: {amount}").format(amount=amounts.full(year.run_rate_forecast))
    if amounts.currency:
        more = _("Weighted pipeline of the year: {amount}").format(amount=amounts.full(year.weighted_pipeline))
        tip = f"{tip}\n{more}"
    return KeyFigure(_("Forecast for the year"), amounts.compact(year.run_rate_forecast), note, tip)
