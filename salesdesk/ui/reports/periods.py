"""The left side of the page: whose reports, a day to go to, and the list of days, weeks, months or years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain.report import ReportSlot
from salesdesk.services.reports import TEAM
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.ui.reports.slots import SlotList, is_missing
from salesdesk.words.days import read_past_day
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.numbers import format_date

OWN = "own"
"""The key of the rep's own reports in the bar; their scope is ""."""


class Periods(QWidget):
    """`wanted(day)` when the user names a day, `chosen` and `more_wanted` from the list, `filtered` when only missing
    reports are wanted (or all again), `scoped(scope)` when the own reports or the team's are wanted."""

    wanted = Signal(object)
    scoped = Signal(str)
    filtered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = date.min
        self.scope = SegmentedBar(
            lambda: _("Whose reports"), (Choice(OWN, lambda: _("Mine")), Choice(TEAM, lambda: _("The team")))
        )
        self.scope.set_chosen(OWN)
        self.scope.changed.connect(self._on_scope)
        self.scope.hide()
        self.day = QLineEdit()
        self.day.setClearButtonEnabled(True)
        self.day.textEdited.connect(self._on_typed)
        self.day.returnPressed.connect(self._on_entered)
        self.problem = Label(lambda: _("This is not a day. Write it like 11-20, mon or 上周三."), "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.missing = QCheckBox()
        self.missing.clicked.connect(self.filtered)
        self.slots = SlotList()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        head = QWidget()
        self.head = QVBoxLayout(head)
        self.head.setContentsMargins(8, 8, 8, 6)
        self.head.setSpacing(6)
        self.head.addWidget(self.scope)
        self.head.addWidget(self.day)
        self.head.addWidget(self.problem)
        self.head.addWidget(self.missing)
        self._column.addWidget(head)
        self._column.addWidget(self.slots, 1)
        self.retranslate()

    def show_slots(self, slots: Sequence[ReportSlot], current: date, today: date) -> None:
        """Show these with that one chosen; only the missing ones (and the chosen one) when the user wants so."""
        self._today = today
        gone = [slot for slot in slots if is_missing(slot, today)]
        self.missing.setText(ngettext("{n} not sent", "{n} not sent", len(gone)).format(n=len(gone)))
        self.missing.setVisible(bool(gone) or self.missing.isChecked())
        shown = slots
        if self.missing.isChecked():
            shown = [slot for slot in slots if slot.first_day == current or is_missing(slot, today)]
        self.slots.show_slots(shown, current, today, more=len(slots))

    def retranslate(self) -> None:
        """Name the parts in the present language."""
        self.day.setPlaceholderText(_("Go to: 11-20, mon …"))
        self.day.setAccessibleName(_("Go to a day"))
        self.missing.setToolTip(_("Show only reports that were not sent"))
        self.slots.setAccessibleName(_("Days, weeks, months, years"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def show_scope(self, scope: str, *, has_team: bool) -> None:
        """Offer the team's reports where the file knows a team."""
        self.scope.setVisible(has_team)
        self.scope.set_chosen(scope or OWN)

    # --- handlers ---------------------------------------------------------------------------------------------

    def _on_scope(self, key: str) -> None:
        self.scoped.emit("" if key == OWN else key)

    def _on_typed(self, words: str) -> None:
        day = read_past_day(words, self._today)
        self.day.setToolTip("" if day is None else format_date(day, "long"))
        self._mark(False)

    def _on_entered(self) -> None:
        day = read_past_day(self.day.text(), self._today)
        self._mark(day is None)
        if day is not None:
            self.day.clear()
            self.wanted.emit(day)

    def _mark(self, wrong: bool) -> None:
        self.problem.setVisible(wrong)
