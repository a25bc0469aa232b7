"""Bars and lines over categories, drawn by pyqtgraph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from salesdesk.paper.scale import nice_steps
from salesdesk.ui.charts.plot import Plot
from salesdesk.ui.charts.strokes import stroke_colour, stroke_pen
from salesdesk.ui.parts import theme

if TYPE_CHECKING:
    from salesdesk.ui.charts.trend import Line, Trend

BAR_WIDTH = 0.56
GAP = float("nan")
AXIS = 64
"""Pixels that the amounts beside the plot take."""


class Canvas(Plot):
    """Bars and lines over categories. The mouse or the arrow keys move a mark; what it stands on is said in words.

    `opened(category)` by double click, or Enter on the mark.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trend: Trend | None = None

    def draw(self, trend: Trend) -> None:
        """Draw this, in the colours of the present theme."""
        self._trend, look = trend, theme.tokens()
        self._begin()
        marks = self._scale(trend)
        for value in marks:
            pen = self._pg.mkPen(look.edge if value == 0 else look.line, width=1)
            self._items.addItem(self._pg.InfiniteLine(value, angle=0, pen=pen))
        for line in trend.lines:
            {"bars": self._bars, "level": self._level}.get(line.stroke, self._line)(line)
        self._mark = self._pg.InfiniteLine(0, angle=90, pen=self._pg.mkPen(look.focus, width=1))
        self._mark.setVisible(False)
        self._items.addItem(self._mark)
        self.stand_on(-1)

    def stand_on(self, at: int) -> None:
        """Put the mark on a category and say what is there; -1 takes it away."""
        trend = self._trend
        if trend is None or not -1 <= at < len(trend.categories):
            return
        self.at = at
        if self._mark is not None:
            self._mark.setVisible(at >= 0)
            self._mark.setValue(max(at, 0))
        self.readout.setVisible(at >= 0)
        if at >= 0:
            words = "\n".join([trend.spoken[at], *(f"{name}: {value}" for name, value in trend.told(at))])
            self.readout.setText(words)
            self.setAccessibleDescription(words)
            self._place_readout(at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._trend is not None and self._trend.cut:
            self._scale(self._trend)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.at >= 0:
            self.opened.emit(self.at)
            return
        count = len(self._trend.categories) if self._trend else 0
        to = {
            Qt.Key.Key_Left: max(self.at - 1, 0) if self.at >= 0 else count - 1,
            Qt.Key.Key_Right: min(self.at + 1, count - 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: count - 1,
            Qt.Key.Key_Escape: -1,
        }.get(Qt.Key(event.key()))
        if to is None or not count:
            super().keyPressEvent(event)
        else:
            self.stand_on(to)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason) and self._trend:
            self.stand_on(self.at if self.at >= 0 else self._last_known())

    def _on_mouse_moved(self, at: QPointF) -> None:
        if self._trend is None or not self._items.vb.sceneBoundingRect().contains(at):
            return
        found = round(self._items.vb.mapSceneToView(at).x())
        if 0 <= found < len(self._trend.categories) and found != self.at:
            self.stand_on(found)

    def _last_known(self) -> int:
        assert self._trend is not None
        first = self._trend.lines[0].values if self._trend.lines else ()
        return max((at for at, value in enumerate(first) if value is not None), default=0)

    def _scale(self, trend: Trend) -> list[float]:
        values = [value for line in trend.lines for value in line.values if value is not None]
        marks = nice_steps(max(values, default=1.0), min(values, default=0.0), 4)
        look = theme.tokens()
        letters = theme.font(look.small_size)
        names = self._cut(trend.categories) if trend.cut else trend.categories
        sides = {"left": [(value, trend.short(value)) for value in marks], "bottom": list(enumerate(names))}
        for side, ticks in sides.items():
            axis = self._items.getAxis(side)
            axis.setTicks([ticks])
            axis.setPen(self._pg.mkPen(None))
            axis.setTextPen(look.soft)
            axis.setStyle(tickLength=0, tickFont=letters, tickTextOffset=look.px(6), hideOverlappingLabels=False)
        self._items.getAxis("bottom").setHeight(look.px(22))
        self._items.setXRange(-0.5, len(trend.categories) - 0.5, padding=0)
        self._items.setYRange(marks[0], marks[-1], padding=0.02)
        return marks

    def _cut(self, names: Sequence[str]) -> list[str]:
        """Of each name as much as there is room for below its bar."""
        look = theme.tokens()
        metrics = QFontMetrics(theme.font(look.small_size))
        room = (self.width() - look.px(AXIS)) / max(len(names), 1) - look.px(1)
        return [cut_to(name, room, metrics.horizontalAdvance) for name in names]

    def _level(self, line: Line) -> None:
        value = next((value for value in line.values if value is not None), None)
        if value is not None:
            self._items.addItem(self._pg.InfiniteLine(value, angle=0, pen=stroke_pen(line.stroke)))

    def _bars(self, line: Line) -> None:
        places = [at for at, value in enumerate(line.values) if value is not None]
        self._items.addItem(
            self._pg.BarGraphItem(
                x=places,
                height=[line.values[at] for at in places],
                width=BAR_WIDTH,
                brush=stroke_colour(line.stroke),
                pen=self._pg.mkPen(None),
            )
        )

    def _line(self, line: Line) -> None:
        if all(value is None for value in line.values):
            return  # a line of gaps only has no bounds to be drawn in
        values = [GAP if value is None else value for value in line.values]
        dots = {"symbol": "o", "symbolSize": 6, "symbolPen": None, "symbolBrush": stroke_colour(line.stroke)}
        self._items.addItem(
            self._pg.PlotDataItem(
                list(range(len(values))),
                values,
                pen=stroke_pen(line.stroke),
                connect="finite",
                **({} if line.stroke == "before" else dots),
            )
        )

    def _place_readout(self, at: int) -> None:
        self.readout.adjustSize()
        point = self._plot.mapFromScene(self._items.vb.mapViewToScene(QPointF(at, 0)))
        left = point.x() + 10
        if left + self.readout.width() > self.width():
            left = point.x() - 10 - self.readout.width()
        self.readout.move(max(0, left), theme.tokens().px(4))
        self.readout.raise_()


def cut_to(name: str, room: float, wide: Callable[[str], float]) -> str:
    """The beginning of a name that is no wider than `room`: whole words of Latin letters, else single characters."""
    if wide(name) <= room:
        return name
    first = name.split(" ")[0]
    if wide(first) <= room:
        return first
    while name and wide(name) > room:
        name = name[:-1]
    return name
