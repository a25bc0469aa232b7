"""The strip over the days while a plan is looked at: what is proposed, for how many weeks, and what to do with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from salesdesk.domain.plan import Plan
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, IconButton, Label
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.numbers import format_date

NARROW = 900
"""On a strip narrower than this (pixels before scaling) the clients without a place stand only beside the days."""
_BETWEEN = " · "


class PlanStrip(QFrame):
    """`accepted` all, `around` what was dragged, another number of `weeks`, or `closed`."""

    accepted = Signal()
    around = Signal()
    closed = Signal()
    weeks_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "bar")
        self._plan: Plan | None = None
        self.says = Label(self._words, "strong")
        self.weeks = SegmentedBar(lambda: _("How many weeks"), [_weeks(n) for n in (1, 2, 3, 4)])
        self.weeks.changed.connect(self._on_weeks)
        self.again = Button(
            lambda: _("Plan the rest around"), tip=lambda: _("Keep what you have moved and plan the rest around it")
        )
        self.again.clicked.connect(self.around)
        self.all = Button(
            lambda: _("Accept all"),
            "primary",
            icon="check",
            tip=lambda: _("Put every proposal into the calendar (Ctrl+Enter)"),
        )
        self.all.clicked.connect(self.accepted)
        self.end = IconButton("close", lambda: _("Leave the plan, accept nothing more (Esc)"))
        self.end.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.says)
        row.addStretch(1)
        row.addWidget(self.weeks)
        row.addWidget(self.again)
        row.addWidget(self.all)
        row.addWidget(self.end)
        self.setFixedHeight(theme.tokens().bar)
        self.hide()

    def show_plan(self, plan: Plan, weeks: int, *, moved: bool) -> None:
        """Say what is proposed; `moved`: something was dragged, so that the rest could be planned around it."""
        self._plan = plan
        self.weeks.set_chosen(str(weeks))
        self.again.setVisible(moved)
        self.all.setEnabled(bool(plan.proposals))
        self._tell()
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(theme.tokens().bar)
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def _tell(self) -> None:
        self.says.retranslate()
        self.says.setToolTip(self._said())

    def _on_weeks(self, key: str) -> None:
        self.weeks_chosen.emit(int(key))

    def _words(self) -> str:
        """All that is said, or where it is narrow only what is proposed."""
        said = self._said()
        return said if self.width() >= theme.tokens().px(NARROW) else said.split(_BETWEEN)[0]

    def _said(self) -> str:
        plan = self._plan
        if plan is None:
            return ""
        n, left = len(plan.proposals), len(plan.unplaced)
        said = ngettext("{n} visit proposed until {day}", "{n} visits proposed until {day}", n)
        if not n:
            said = _("Nothing to propose until {day}")
        said = said.format(n=n, day=format_date(plan.period.last))
        if not left:
            return said
        without = ngettext("{n} client without a place", "{n} clients without a place", left).format(n=left)
        return f"{said}{_BETWEEN}{without}"


def _weeks(n: int) -> Choice:
    return Choice(str(n), lambda: ngettext("{n} week", "{n} weeks", n).format(n=n))
