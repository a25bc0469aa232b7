"""A short list of dense rows: marks, a title, its reason in grey, something at the right, and the verbs of the row.

Enter does the first verb, letters the others; on the row under the cursor the verbs stand as buttons for the mouse.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption, read
from salesdesk.ui.today.day_rows import ListRow, RowsOfDay, Verb
from salesdesk.ui.today.row_painter import RowPainter, VerbButtons


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
        self._model = RowsOfDay()
        self.setModel(self._model)
        self.setItemDelegate(RowPainter(self))
        self._dress()
        self._buttons = VerbButtons(self.verbs, self.viewport())
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
