"""How a row of the day is painted, and its verbs as buttons over its right end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import (
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, read
from salesdesk.ui.today.day_rows import ROW, AnyIndex, ListRow, Verb

GAP: Final = 6


class RowPainter(QStyledItemDelegate):
    """Paints a row from left to right; the reason gives way first, then the title."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(100, theme.tokens().row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: ListRow = index.data(ROW)
        look, owner = theme.tokens(), option.widget
        focused = isinstance(owner, QListView) and owner.hasFocus()
        selected = bool(option.state & QStyle.StateFlag.State_Selected) and focused
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme.colour("selection" if selected else "hover"))
        if selected:
            painter.fillRect(option.rect.left(), option.rect.top(), 3, option.rect.height(), theme.colour("focus"))
        painter.fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1, theme.colour("line"))
        if row.now:
            self._paint_now(painter, option.rect)
        cell = QRectF(option.rect).adjusted(look.px(8), 0, -look.px(8), -1)
        cell = self._paint_right(painter, self._paint_left(painter, cell, row), row)
        self._paint_words(painter, cell, row, "on_selection" if selected else "text", selected)
        painter.restore()

    def _paint_now(self, painter: QPainter, rect: QRect) -> None:
        top = rect.top()
        painter.setPen(QPen(theme.colour("accent_ink"), 1.5))
        painter.drawLine(QPoint(rect.left() + 6, top), QPoint(rect.right(), top))
        painter.setBrush(theme.colour("accent_ink"))
        painter.drawEllipse(QRectF(rect.left() + 1, top - 2.5, 5, 5))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_left(self, painter: QPainter, cell: QRectF, row: ListRow) -> QRectF:
        look = theme.tokens()
        if row.lead:
            painter.setFont(theme.font(look.font_size))
            painter.setPen(theme.colour("soft"))
            painter.drawText(cell, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, row.lead)
            cell = cell.adjusted(look.px(52), 0, 0, 0)
        for mark in row.marks:
            mark.paint(painter, cell)
            cell = cell.adjusted(mark.width() + look.px(GAP), 0, 0, 0)
        return cell

    def _paint_right(self, painter: QPainter, cell: QRectF, row: ListRow) -> QRectF:
        look = theme.tokens()
        if row.end_mark:
            wide = row.end_mark.width()
            row.end_mark.paint(painter, QRectF(cell.right() - wide, cell.top(), wide, cell.height()))
            cell = cell.adjusted(0, 0, -wide - look.px(GAP), 0)
        if row.right:
            painter.setFont(theme.font(look.small_size))
            painter.setPen(theme.colour("red" if row.late else "soft"))
            painter.drawText(cell, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, row.right)
            wide = painter.fontMetrics().horizontalAdvance(row.right)
            cell = cell.adjusted(0, 0, -wide - look.px(12), 0)
        return cell

    def _paint_words(self, painter: QPainter, cell: QRectF, row: ListRow, ink: str, selected: bool) -> None:
        look = theme.tokens()
        face = QFont(theme.font(look.font_size))
        face.setStrikeOut(row.struck)
        painter.setFont(face)
        metrics = painter.fontMetrics()
        painter.setPen(theme.colour("soft" if row.struck and not selected else ink))
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, int(cell.width()))
        painter.drawText(cell, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        rest = cell.adjusted(metrics.horizontalAdvance(title) + look.px(10), 0, 0, 0)
        if row.reason and rest.width() > look.px(36):
            painter.setFont(theme.font(look.small_size))
            painter.setPen(theme.colour("on_selection" if selected else "soft"))
            words = painter.fontMetrics().elidedText(row.reason, Qt.TextElideMode.ElideRight, int(rest.width()))
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


class VerbButtons(QWidget):
    """The verbs of the current row, over its right end; never focused, for the keys do the same."""

    chosen = Signal(str)

    def __init__(self, verbs: Sequence[Verb], parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 6, 0)
        row.setSpacing(2)
        self._buttons: dict[str, Button] = {}
        for number, verb in enumerate(verbs):
            button = Button(partial(_with_key, verb, first=not number), "link")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setProperty("verb", verb.name)
            button.clicked.connect(self._on_clicked)
            row.addWidget(button)
            self._buttons[verb.name] = button
        self.hide()

    def show_for(self, fitting: Sequence[str], rect: QRect) -> None:
        """Stand over the right end of a row; an empty rectangle takes them away."""
        if not rect.isValid():
            self.hide()
            return
        for name, button in self._buttons.items():
            button.setVisible(name in fitting)
        wide = self.sizeHint().width()
        self.setGeometry(rect.right() - wide + 1, rect.top() + 1, wide, rect.height() - 2)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("selection"))
        painter.end()

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            self.chosen.emit(str(button.property("verb")))


def _with_key(verb: Verb, *, first: bool) -> str:
    """The word of a verb and the key that does it."""
    return f"{read(verb.caption)} {'↵' if first else verb.letter}"
