"""A waterfall: how one sum becomes another, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from salesdesk.ui.charts.frame import ChartFrame
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption
from salesdesk.words.i18n import _


@dataclass(frozen=True, slots=True)
class Bar:
    """A sum (from nothing to `value`) or, with `is_step`, what is added to the bar before; `behind` opens."""

    name: str
    value: int
    is_step: bool = False
    is_missing: bool = False
    """What still has to come: neither won nor lost, so it has no colour of its own."""
    behind: object | None = None


class WaterfallChart(ChartFrame):
    """`opened(Bar)` on a double click or with Enter; the table shows the same numbers."""

    opened = Signal(object)

    def __init__(self, title: Caption, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.legend.hide()
        self.bars = Waterfall()
        self.bars.opened.connect(self.opened)
        self.set_chart(self.bars)

    def show_bars(self, bars: Sequence[Bar], full: Callable[[float], str], short: Callable[[float], str]) -> None:
        """Show these; `full` and `short` write an amount."""
        self.bars.show_bars(bars, full, short)
        self.show_numbers(("", _("Value")), [(bar.name, self.bars.said(bar)) for bar in bars])
        self.bars.setAccessibleName(self.accessibleName())

    def _on_table(self, shown: bool) -> None:
        super()._on_table(shown)
        self.legend.hide()


class Waterfall(QWidget):
    """The bars themselves: arrows move, Enter opens, hovering says the amount in full."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: Sequence[Bar] = ()
        self._full: Callable[[float], str] = str
        self._short: Callable[[float], str] = str
        self.at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def show_bars(self, bars: Sequence[Bar], full: Callable[[float], str], short: Callable[[float], str]) -> None:
        """Show these."""
        self._bars, self._full, self._short = bars, full, short
        self.at = min(self.at, max(len(bars) - 1, 0))
        self._say()
        self.update()

    def said(self, bar: Bar) -> str:
        """The amount in full; of a step with its sign."""
        return ("+" if bar.is_step and bar.value > 0 else "") + self._full(bar.value)

    def spans(self) -> list[tuple[int, int]]:
        """From where to where each bar reaches, in its unit."""
        found, level = [], 0
        for bar in self._bars:
            begin = level if bar.is_step else 0
            level = begin + bar.value
            found.append((begin, level))
        return found

    def sizeHint(self) -> QSize:
        return QSize(theme.tokens().px(520), theme.tokens().px(220))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.tokens().px(320), theme.tokens().px(140))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        look, painter = theme.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(look.small_size))
        spans, high = self.spans(), painter.fontMetrics().height()
        values = [0, *(end for _begin, end in spans)]
        top, bottom = max(values), min(values)
        scale = (self.height() - 3 * high - look.px(14)) / max(top - bottom, 1)
        zero = high + look.px(6) + top * scale
        painter.setPen(QPen(theme.colour("edge"), 1))
        painter.drawLine(QPointF(0, zero), QPointF(self.width(), zero))
        for at, (bar, (begin, end)) in enumerate(zip(self._bars, spans, strict=True)):
            cell = self._cell(at)
            wide = min(cell.width() * 0.62, look.px(72))
            left = cell.center().x() - wide / 2
            upper, lower = zero - max(begin, end) * scale, zero - min(begin, end) * scale
            body = QRectF(left, upper, wide, max(lower - upper, 2))
            if at + 1 < len(spans) and self._bars[at + 1].is_step:
                painter.setPen(QPen(theme.colour("soft"), 1, Qt.PenStyle.DotLine))
                level = zero - end * scale
                painter.drawLine(
                    QPointF(body.right(), level), QPointF(self._cell(at + 1).center().x() - wide / 2, level)
                )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(_ink(bar)))
            painter.drawRoundedRect(body, 2, 2)
            if at == self.at and self.hasFocus():
                painter.setPen(QPen(theme.colour("focus"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(body.adjusted(-3, -3, 3, 3))
            painter.setPen(theme.colour("text"))
            sign = "+" if bar.is_step and bar.value > 0 else ""
            words = QRectF(cell.left(), upper - high - 2, cell.width(), high)
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, sign + self._short(bar.value))
            painter.setPen(theme.colour("soft"))
            foot = QRectF(cell.left(), self.height() - high - 2, cell.width(), high)
            name = painter.fontMetrics().elidedText(bar.name, Qt.TextElideMode.ElideRight, int(cell.width()))
            painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, name)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self._bars:
            self.at = min(max(self.at + step, 0), len(self._bars) - 1)
            self._say()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._found(event.position())
        if found is not None:
            self.at = found
            self._say()
            self.update()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._found(event.position()) is not None:
            self._open()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            found = self._found(event.pos())  # type: ignore[attr-defined]
            if found is not None:
                bar = self._bars[found]
                QToolTip.showText(event.globalPos(), f"{bar.name}: {self.said(bar)}", self)  # type: ignore[attr-defined]
            return True
        return super().event(event)

    def _cell(self, at: int) -> QRectF:
        wide = self.width() / max(len(self._bars), 1)
        return QRectF(at * wide, 0, wide, self.height())

    def _found(self, place: QPointF) -> int | None:
        at = int(place.x() * len(self._bars) / max(self.width(), 1))
        return at if 0 <= at < len(self._bars) else None

    def _open(self) -> None:
        if self._bars and self._bars[self.at].behind is not None:
            self.opened.emit(self._bars[self.at])

    def _say(self) -> None:
        if self._bars:
            bar = self._bars[self.at]
            self.setAccessibleDescription(f"{bar.name}: {self.said(bar)}")


def _ink(bar: Bar) -> str:
    """Sums in the accent, steps up and down told apart by their sign too."""
    if bar.is_missing:
        return "edge"
    if not bar.is_step:
        return "accent_ink"
    return "green" if bar.value >= 0 else "red"
