"""A heat map: rows and months, the share in every cell, its ground the lighter or darker beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from salesdesk.ui.parts import theme

GOOD, FAIR = 1.0, 0.8
"""From where a cell is reached, and nearly so."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A share (None: nothing to say), its words, and the words on hover."""

    value: float | None
    words: str
    tip: str = ""


class HeatMap(QWidget):
    """`opened(row, column)` on a double click or with Enter; arrows move."""

    opened = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: Sequence[str] = ()
        self._rows: Sequence[tuple[str, Sequence[Cell]]] = ()
        self.row, self.column = 0, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def show_cells(self, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[Cell]]]) -> None:
        """Show these; every row has a cell for each column."""
        self._columns, self._rows = columns, rows
        self.row, self.column = min(self.row, max(len(rows) - 1, 0)), min(self.column, max(len(columns) - 1, 0))
        self.setFixedHeight(self.sizeHint().height())
        self._say()
        self.update()

    @property
    def rows(self) -> Sequence[tuple[str, Sequence[Cell]]]:
        """The rows that are shown."""
        return self._rows

    def texts(self) -> list[list[str]]:
        """What stands in the cells."""
        return [[cell.words for cell in cells] for _name, cells in self._rows]

    def sizeHint(self) -> QSize:
        look = theme.tokens()
        return QSize(look.px(640), look.px(26) * (len(self._rows) + 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme.tokens(), QPainter(self)
        painter.setFont(theme.font(look.small_size))
        painter.setPen(theme.colour("soft"))
        for column, name in enumerate(self._columns):
            painter.drawText(self._place(-1, column), Qt.AlignmentFlag.AlignCenter, name)
        for row, (name, cells) in enumerate(self._rows):
            painter.setPen(theme.colour("text"))
            head = QRectF(0, (row + 1) * self._high, self._head - look.px(8), self._high)
            short = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(head.width()))
            painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)
            for column, cell in enumerate(cells):
                place = self._place(row, column).adjusted(1, 1, -1, -1)
                painter.fillRect(place, theme.colour(_ground(cell.value)))
                painter.setPen(theme.colour("text" if cell.value is not None else "faint"))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, cell.words)
                if self.hasFocus() and (row, column) == (self.row, self.column):
                    painter.setPen(QPen(theme.colour("focus"), 2))
                    painter.drawRect(place.adjusted(1, 1, -1, -1))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is not None and self._rows:
            self.row = min(max(self.row + move[0], 0), len(self._rows) - 1)
            self.column = min(max(self.column + move[1], 0), len(self._columns) - 1)
            self._say()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._rows:
            self.opened.emit(self.row, self.column)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._found(event.position())
        if found is not None:
            self.row, self.column = found
            self._say()
            self.update()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._found(event.position()) is not None:
            self.opened.emit(self.row, self.column)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            found = self._found(event.pos())  # type: ignore[attr-defined]
            if found is not None:
                tip = self._rows[found[0]][1][found[1]].tip
                QToolTip.showText(event.globalPos(), tip, self)  # type: ignore[attr-defined]
            return True
        return super().event(event)

    @property
    def _head(self) -> float:
        return float(theme.tokens().px(132))

    @property
    def _high(self) -> float:
        return float(theme.tokens().px(26))

    def _place(self, row: int, column: int) -> QRectF:
        wide = (self.width() - self._head) / max(len(self._columns), 1)
        return QRectF(self._head + column * wide, (row + 1) * self._high, wide, self._high)

    def _found(self, place: QPointF) -> tuple[int, int] | None:
        wide = (self.width() - self._head) / max(len(self._columns), 1)
        row, column = int(place.y() // self._high) - 1, int((place.x() - self._head) // max(wide, 1))
        inside = 0 <= row < len(self._rows) and 0 <= column < len(self._columns)
        return (row, column) if inside else None

    def _say(self) -> None:
        if self._rows and self._columns:
            self.setAccessibleDescription(self._rows[self.row][1][self.column].tip)


def _ground(value: float | None) -> str:
    if value is None:
        return "page"
    return "green_soft" if value >= GOOD else "amber_soft" if value >= FAIR else "red_soft"
