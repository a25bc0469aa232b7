"""A short list of dense rows: marks, a title, its reason in grey, something at the right, and the verbs of the row.

Enter does the first verb, letters the others; on the row under the cursor the verbs stand as buttons for the mouse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.ui.parts import theme
from salesdesk.ui.parts.badges import Mark
from salesdesk.ui.parts.caption import Button, Caption, read

AnyIndex = QModelIndex | QPersistentModelIndex
ROW: Final = Qt.ItemDataRole.UserRole + 1
GAP: Final = 6


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row. `lead` stands first in a column of its own (the time); `right` at the end; `late` makes it red.

    `marks` are badges; `struck` draws a line through the title; `now` a line above the row (the present moment);
    `verbs` names those that fit this row (all when empty); `thing` is what the row stands for.
    """

    key: str
    title: str
    reason: str = ""
    lead: str = ""
    right: str = ""
    late: bool = False
    marks: tuple[Mark, ...] = ()
    end_mark: Mark | None = None
    struck: bool = False
    now: bool = False
    verbs: tuple[str, ...] = ()
    thing: Any = None

    def words(self) -> str:
        """The row as it is spoken."""
        marks = [mark.words() for mark in (*self.marks, self.end_mark) if mark]
        return ", ".join(part for part in (self.lead, *marks, self.title, self.reason, self.right) if part)


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that can be done with a row: a stable name, the letter that does it, the word on its button."""

    name: str
    letter: str
    caption: Caption


class _Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[ListRow] = ()

    def show(self, rows: Sequence[ListRow]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.words()
        if role == Qt.ItemDataRole.ToolTipRole and row.reason:
            return f"{row.title}\n{row.reason}"
        return None


class RowList(QListView):
    """Signals: `wanted(verb name, row)`; `stepped_out(-1 or 1)` when an arrow leaves it at its upper or lower end,
    `crossed(to the right)` when one leaves it sideways.
    """

    wanted = Signal(str, object)
    stepped_out = Signal(int)
    crossed = Signal(bool)

    def __init__(self, name: Caption, verbs: Sequence[Verb], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self.verbs = name, tuple(verbs)
        self._model = _Rows()
        self.setModel(self._model)
        self.setItemDelegate(_RowDelegate(self))
        self._dress()
        self._buttons = _VerbButtons(self.verbs, self.viewport())
        self._buttons.chosen.connect(self._on_button)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.doubleClicked.connect(self._on_double_clicked)
        self.retranslate()

    # public

    def show_rows(self, rows: Sequence[ListRow]) -> None:
        """Show these rows; the cursor stays on its row, or on its place where the row has gone."""
        current, place = self.current(), self.currentIndex().row()
        self._model.show(list(rows))
        self.setFixedHeight(len(rows) * theme.tokens().row)
        keys = [row.key for row in rows]
        at = keys.index(current.key) if current and current.key in keys else min(place, len(keys) - 1)
        if at >= 0:
            self.setCurrentIndex(self._model.index(at))
        self._place_buttons()

    def rows(self) -> Sequence[ListRow]:
        """The rows in view."""
        return self._model.rows

    def current(self) -> ListRow | None:
        """The row under the cursor."""
        index = self.currentIndex()
        return self._model.rows[index.row()] if 0 <= index.row() < len(self._model.rows) else None

    def enter(self, from_above: bool) -> None:
        """Take the focus, on the first or the last row."""
        self.setCurrentIndex(self._model.index(0 if from_above else len(self._model.rows) - 1))
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def fitting(self, row: ListRow) -> list[Verb]:
        """The verbs that a row offers."""
        return [verb for verb in self.verbs if not row.verbs or verb.name in row.verbs]

    def retranslate(self) -> None:
        """Read the names again in the present language."""
        self.setAccessibleName(read(self._name))

    # what Qt asks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key, last = self.current(), event.key(), len(self._model.rows) - 1
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held or row is None:
            event.ignore()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            at = self.currentIndex().row() + step
            if 0 <= at <= last:
                self.setCurrentIndex(self._model.index(at))
            else:
                self.stepped_out.emit(step)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.crossed.emit(key == Qt.Key.Key_Right)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.setCurrentIndex(self._model.index(0 if key == Qt.Key.Key_Home else last))
        else:
            self._do(row, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rows:
            self.setCurrentIndex(self._model.index(0))
        self._reveal()
        self._place_buttons()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._place_buttons()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self.current()
        if row is None:
            return
        menu = QMenu(self)
        for verb in self.fitting(row):
            action = menu.addAction(read(verb.caption))
            action.setData(verb.name)
            action.setShortcut(QKeySequence(verb.letter))
        chosen = menu.exec(event.globalPos())
        menu.deleteLater()
        if chosen is not None:
            self.wanted.emit(chosen.data(), row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_buttons()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(200, len(self._model.rows) * theme.tokens().row)

    # handlers and private

    def _on_current_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        self._place_buttons()
        if self.hasFocus():
            self._reveal()

    def _on_double_clicked(self, index: QModelIndex) -> None:
        row = self.current()
        if row and (verbs := self.fitting(row)):
            self.wanted.emit(verbs[0].name, row)

    def _on_button(self, name: str) -> None:
        """A verb's button on the current row was clicked."""
        row = self.current()
        if row is not None:
            self.wanted.emit(name, row)

    def _do(self, row: ListRow, event: QKeyEvent) -> None:
        verbs = self.fitting(row)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and verbs:
            self.wanted.emit(verbs[0].name, row)
            return
        letter = "Del" if event.key() == Qt.Key.Key_Delete else event.text().upper()
        for verb in verbs:
            if letter and verb.letter == letter:
                self.wanted.emit(verb.name, row)
                return
        event.ignore()

    def _reveal(self) -> None:
        """Scroll the page so that the current row is seen."""
        rect = self.visualRect(self.currentIndex())
        at: QWidget | None = self.parentWidget()
        while at is not None and not isinstance(at, QScrollArea):
            at = at.parentWidget()
        if at is not None and rect.isValid():
            spot = self.viewport().mapTo(at.viewport(), rect.center())
            at.ensureVisible(spot.x(), spot.y(), 0, theme.tokens().px(48))

    def _place_buttons(self) -> None:
        row = self.current()
        shown = row is not None and self.hasFocus()
        fitting = [verb.name for verb in self.fitting(row)] if row else []
        self._buttons.show_for(fitting, self.visualRect(self.currentIndex()) if shown else QRect())

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)


class _VerbButtons(QWidget):
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


class _RowDelegate(QStyledItemDelegate):
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
