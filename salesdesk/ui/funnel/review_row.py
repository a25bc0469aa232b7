"""One opportunity of the weekly review: what happened, the approach so far, and a line for the changed one."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.deal_week import ReviewItem
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_day_near, format_money, format_number
from salesdesk.words.reasons import review_reason

_BACK, _ON = (Qt.Key.Key_Up,), (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ReviewRow(QFrame):
    """`noted(id, text)` when another approach was written and the line is left; `opened(id)`; `stepped(by)` for keys.

    Up, Down and Enter go from line to line, Ctrl+O opens the opportunity, Esc puts the line back.
    """

    noted = Signal(object, str)
    opened = Signal(object)
    stepped = Signal(int)

    def __init__(self, item: ReviewItem, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item, self._today = item, today
        self.setProperty("look", "card")
        self.name = Button("", "link", tip=lambda: _("Open the opportunity (Ctrl+O)"))
        self.client, self.worth, self.why, self.before = Label("", "soft"), Label(""), Label(""), Label("", "small")
        self.worth.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.worth.setWordWrap(True)
        self.why.setWordWrap(True)
        self.before.setWordWrap(True)
        self.approach = QLineEdit()
        self.approach.setMaxLength(500)
        self.approach.installEventFilter(self)
        self.approach.editingFinished.connect(self.keep)
        self.name.clicked.connect(self._on_opened)
        self._lay_out()
        self.show_item(item)

    @property
    def id(self) -> Id:
        """Whose row it is."""
        return self.item.id

    def show_item(self, item: ReviewItem) -> None:
        """Show what the file says now; a line that is being written stays as it is."""
        writing = self.approach.hasFocus() and self.approach.text().strip() != self.item.approach
        self.item = item
        self.name.set_caption(item.name)
        self.client.set_caption(item.client or _("No client yet"))
        self.worth.set_caption(self._worth())
        kinds = " · ".join(label(reason) for reason in item.reasons)
        reason = review_reason(item)
        self.why.set_caption(_("{kind}: {reason}").format(kind=kinds, reason=reason) if reason else kinds)
        self.before.set_caption(self._before())
        self.approach.setPlaceholderText(_("What do we do differently?"))
        self.approach.setAccessibleName(_("Changed approach for {opportunity}").format(opportunity=item.name))
        if not writing:
            self.approach.setText(item.approach)

    def keep(self) -> None:
        """Say what was written, where it is another."""
        text = self.approach.text().strip()
        if text != self.item.approach and not self.approach.isReadOnly():
            self.noted.emit(self.id, text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.approach and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if control and key == Qt.Key.Key_O:
                self._on_opened()
                return True
            if not control and key in (*_BACK, *_ON):
                self.keep()
                self.stepped.emit(1 if key in _ON else -1)
                return True
            if key == Qt.Key.Key_Escape and self.approach.text() != self.item.approach:
                self.approach.setText(self.item.approach)
                return True
        return super().eventFilter(watched, event)

    def _on_opened(self) -> None:
        self.keep()
        self.opened.emit(self.id)

    def _worth(self) -> str:
        item = self.item
        age = ngettext("{n} day old", "{n} days old", item.age).format(n=format_number(item.age))
        last = _("last activity {day}").format(day=format_day_near(item.active_on, self._today))
        parts = [label(item.stage)] if item.stage else []
        self.worth.setToolTip(format_date(item.active_on))
        return " · ".join([*parts, item.priority.name, format_money(item.amount_cents, item.currency), age, last])

    def _before(self) -> str:
        item = self.item
        if not item.previous:
            return _("No approach noted so far")
        if item.previous_week is None:
            return _("So far: {approach}").format(approach=item.previous)
        return _("So far (week of {day}): {approach}").format(
            day=format_date(item.previous_week, "short"), approach=item.previous
        )

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.name)
        head.addWidget(self.client)
        head.addWidget(self.worth, 1)
        foot.setSpacing(12)
        foot.addWidget(self.before, 2)
        foot.addWidget(self.approach, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(theme.tokens().px(2))
        column.addLayout(head)
        column.addWidget(self.why)
        column.addLayout(foot)
