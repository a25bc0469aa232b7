"""Which week, month, quarter or year is looked at: a step back, a step on, and its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.domain.figures import By
from salesdesk.domain.period import Period
from salesdesk.ui.parts.caption import IconButton, Label
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_date, format_month

YEAR = "year"
_WHOLE: dict[str, Callable[[date], Period]] = {
    By.WEEK.value: Period.week,
    By.MONTH.value: Period.month,
    By.QUARTER.value: Period.quarter,
    YEAR: Period.year,
}
_NAMES: dict[str, Callable[[], str]] = {
    By.WEEK.value: lambda: _("Week"),
    By.MONTH.value: lambda: _("Month"),
    By.QUARTER.value: lambda: _("Quarter"),
    YEAR: lambda: _("Year"),
}


class SpanBar(QWidget):
    """`changed` when the user chose another span; Ctrl+PgUp and Ctrl+PgDown go back and on in what holds the bar."""

    changed = Signal()

    def __init__(self, today: date, kinds: Sequence[str], kind: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind, self._day = kind, today
        self.kinds = SegmentedBar(lambda: _("Period"), [Choice(one, _NAMES[one]) for one in kinds])
        self.kinds.set_chosen(kind)
        self.kinds.setVisible(len(kinds) > 1)
        self.kinds.changed.connect(self._on_kind)
        self.back = IconButton("chevron-left", lambda: _("Earlier (Ctrl+PgUp)"))
        self.on = IconButton("chevron-right", lambda: _("Later (Ctrl+PgDown)"))
        self.name = Label(self._words, "strong")
        self.back.clicked.connect(self.go_back)
        self.on.clicked.connect(self.go_on)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (self.kinds, self.back, self.name, self.on):
            row.addWidget(widget)
        for keys, run in (("Ctrl+PgUp", self.go_back), ("Ctrl+PgDown", self.go_on)):
            shortcut = QShortcut(QKeySequence(keys), parent)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)

    @property
    def kind(self) -> str:
        """What kind of span it is."""
        return self._kind

    @property
    def period(self) -> Period:
        """The span."""
        return _WHOLE[self._kind](self._day)

    def show_day(self, day: date) -> None:
        """Go to the span that holds a day; says nothing."""
        self._day = day
        self.name.retranslate()

    def go_back(self) -> None:
        """One span earlier."""
        self._go(self.period.first - timedelta(days=1))

    def go_on(self) -> None:
        """One span later."""
        self._go(self.period.last + timedelta(days=1))

    def _go(self, day: date) -> None:
        self.show_day(day)
        self.changed.emit()

    def _on_kind(self, kind: str) -> None:
        self._kind = kind
        self._go(self._day)

    def _words(self) -> str:
        first, last = self.period.first, self.period.last
        if self._kind == YEAR:
            return str(first.year)
        if self._kind == By.QUARTER.value:
            return _("Q{quarter} {year}").format(quarter=(first.month + 2) // 3, year=first.year)
        if self._kind == By.MONTH.value:
            return format_month(first)
        return f"{format_date(first)} – {format_date(last)}"
