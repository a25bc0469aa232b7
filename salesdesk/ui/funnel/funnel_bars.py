"""The funnel as bars below each other: how many came into each stage and how many were won; each opens its records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption, read


@dataclass(frozen=True, slots=True)
class FunnelBar:
    """One bar: what it stands for, how long it is, what is written on it, what it says on hover, what is behind."""

    name: str
    value: float
    text: str
    tip: str
    behind: object


class FunnelBars(QWidget):
    """`opened(FunnelBar)` by double click or Enter; Up and Down go from bar to bar."""

    opened = Signal(object)

    def __init__(self, name: Caption, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.bars: Sequence[FunnelBar] = ()
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._speak()

    def show_bars(self, bars: Sequence[FunnelBar]) -> None:
        """Show these bars, the first on top."""
        self.bars = tuple(bars)
        self.current = min(self.current, max(0, len(bars) - 1))
        self._speak()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.tokens().px(320), theme.tokens().px(44) * max(1, len(self.bars)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.tokens().px(240), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, bar in enumerate(self.bars):
            box = self._box(place)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(look.series[4] if place == len(self.bars) - 1 else look.series[0]))
            if bar.value:
                painter.drawRoundedRect(box, 3, 3)
            if self.hasFocus() and place == self.current:
                painter.setPen(QPen(theme.colour("focus"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 4, 4)
            self._write(painter, place, bar)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = event.key(), len(self.bars) - 1
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.bars:
            self.current = min(max(0, self.current + (1 if key == Qt.Key.Key_Down else -1)), last)
            self._speak()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.bars:
            self.opened.emit(self.bars[self.current])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._reach(event.position())
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._reach(event.position()):
            self.opened.emit(self.bars[self.current])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._place(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.bars[place].tip if place is not None else "", self)
            return True
        return super().event(event)

    def _write(self, painter: QPainter, place: int, bar: FunnelBar) -> None:
        """The name at the left of its row, the numbers at the right; on the page, never on the bar."""
        look, row = theme.tokens(), self._row(place)
        words = row.adjusted(0, 0, 0, -row.height() / 2)
        painter.setFont(theme.font(look.small_size))
        painter.setPen(theme.colour("text"))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, bar.name)
        painter.setPen(theme.colour("soft"))
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, bar.text)

    def _row(self, place: int) -> QRectF:
        high = self.height() / max(1, len(self.bars))
        return QRectF(4, place * high, self.width() - 8, high)

    def _box(self, place: int) -> QRectF:
        row, most = self._row(place), max((bar.value for bar in self.bars), default=0) or 1
        wide = max(2.0, row.width() * self.bars[place].value / most)
        top = row.top() + row.height() / 2
        return QRectF(row.center().x() - wide / 2, top, wide, row.height() / 2 - theme.tokens().px(6))

    def _place(self, at: QPointF) -> int | None:
        return next((place for place in range(len(self.bars)) if self._row(place).contains(at)), None)

    def _reach(self, at: QPointF) -> bool:
        place = self._place(at)
        if place is None:
            return False
        self.current = place
        self._speak()
        self.update()
        return True

    def _speak(self) -> None:
        bar = self.bars[self.current] if self.bars else None
        self.setAccessibleName(read(self._name) if bar is None else f"{read(self._name)}: {bar.name}, {bar.text}")
