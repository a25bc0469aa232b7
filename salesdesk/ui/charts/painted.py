"""Pie and funnel on the screen, painted by the same routine as on paper."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from salesdesk.paper.bars import bar_at
from salesdesk.paper.charts import paint_chart
from salesdesk.paper.colours import Look
from salesdesk.paper.pie import slice_at
from salesdesk.services.charts import BarChart, PieChart, chart_rows
from salesdesk.ui.charts.frame import ChartFrame
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption
from salesdesk.words.i18n import _


class PaintedChart(ChartFrame):
    """A pie or a funnel in a frame; the table shows the same numbers."""

    def __init__(self, title: Caption, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.legend.hide()
        self.picture = _Picture()
        self.picture.opened.connect(self.opened)
        self.set_chart(self.picture)

    def show_chart(self, chart: PieChart | BarChart, *, cents: bool = False) -> None:
        """Paint this instead (its own title is left to the frame). `cents`: its values are money."""
        rows = chart_rows(chart)
        parts = chart.slices if isinstance(chart, PieChart) else chart.bars
        bare = [
            (part.label, f"{part.value / 100:.2f}" if cents else f"{part.value:.2f}".removesuffix(".00"))
            for part in parts
        ]
        self.show_numbers(("", _("Value")), rows, bare)
        self.picture.show_chart(chart, rows)

    def _on_table(self, shown: bool) -> None:
        super()._on_table(shown)
        self.legend.hide()


class _Picture(QWidget):
    """The canvas of a painted chart. The arrow keys go from part to part, which is said; Enter opens it."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.chart: PieChart | BarChart | None = None
        self.at = -1
        self._rows: list[tuple[str, str]] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_chart(self, chart: PieChart | BarChart, rows: list[tuple[str, str]]) -> None:
        """Paint this; `rows` are its parts in words."""
        self.chart, self._rows, self.at = chart, rows, -1
        self.setAccessibleDescription("; ".join(f"{name}: {value}" for name, value in rows))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.tokens().px(360), theme.tokens().px(220))

    def place_at(self, at: QPointF) -> int | None:
        """The slice or bar at a point."""
        place, look = self._place(), screen_look()
        if isinstance(self.chart, PieChart):
            return slice_at(self.chart, place, look, at)
        return None if self.chart is None else bar_at(self.chart, place, look, at)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.chart is None:
            return
        painter = QPainter(self)
        paint_chart(painter, self.chart, self._place(), screen_look())
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            self._say_current(painter)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = event.key(), len(self._rows) - 1
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}
        step = steps.get(Qt.Key(key))
        if step is not None and self._rows:
            self._stand_on(min(max(0, self.at + step), last))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.at >= 0:
            self.opened.emit(self.at)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        if place is not None:
            self.opened.emit(place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.place_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._words(place) if place is not None else "", self)
            return True
        return super().event(event)

    def _stand_on(self, at: int) -> None:
        self.at = at
        self.setAccessibleDescription(self._words(at))
        self.update()

    def _words(self, at: int) -> str:
        name, value = self._rows[at]
        return f"{name}: {value}"

    def _say_current(self, painter: QPainter) -> None:
        """What the keys stand on, in the corner."""
        if not 0 <= self.at < len(self._rows):
            return
        painter.setFont(theme.font(theme.tokens().small_size))
        words, look = self._words(self.at), theme.tokens()
        box = painter.fontMetrics().boundingRect(words).adjusted(-6, -3, 6, 3)
        box.moveTopLeft(self.rect().topLeft())
        painter.fillRect(box, theme.colour("raised"))
        painter.setPen(theme.colour(look.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _place(self) -> QRectF:
        return QRectF(self.rect()).adjusted(4, 4, -4, -4)


def screen_look() -> Look:
    """The colours of charts in the present theme; letters as small as the legend's."""
    look = theme.tokens()
    return Look(
        ink=look.text,
        quiet=look.soft,
        hairline=look.line,
        line=look.edge,
        accent=look.accent,
        alert=look.red,
        paper=look.surface,
        tint=look.page,
        hues=look.series,
        size=look.px(look.small_size),
    )
