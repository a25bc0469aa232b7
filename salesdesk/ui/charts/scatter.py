"""Points on two axes, each of which says what it is: clients by what they bring and what they might."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from salesdesk.paper.scale import nice_steps
from salesdesk.ui.charts.frame import ChartFrame
from salesdesk.ui.charts.plot import Plot
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption

NEAR = 14
"""Pixels from a point within which the mouse is on it."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point: where it stands, its name, its series of colour, and both values in words."""

    x: float
    y: float
    name: str
    series: int
    told: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Scatter:
    """The points, the names of their axes and how the marks on them are written."""

    points: tuple[Point, ...]
    heads: tuple[str, str, str]
    short_x: Callable[[float], str]
    short_y: Callable[[float], str]


class ScatterChart(ChartFrame):
    """The points in a frame. The plotting library loads after the page has been painted for the first time."""

    def __init__(self, title: Caption, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.legend.hide()
        self.canvas: ScatterCanvas | None = None
        self._scatter: Scatter | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._draw)

    def show_points(self, scatter: Scatter) -> None:
        """Draw these instead, in a moment."""
        self._scatter = scatter
        self.show_numbers(scatter.heads, [(one.name, *one.told) for one in scatter.points])
        self._soon.start()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange and self._scatter is not None:
            self._soon.start()
        super().changeEvent(event)

    def _on_table(self, shown: bool) -> None:
        super()._on_table(shown)
        self.legend.hide()

    def _draw(self) -> None:
        if self._scatter is None:
            return
        if self.canvas is None:
            self.canvas = ScatterCanvas()
            self.canvas.opened.connect(self.opened)
            self.set_chart(self.canvas)
        self.canvas.draw(self._scatter)


class ScatterCanvas(Plot):
    """The mouse, or the arrow keys in the order of the table, go from point to point; Enter opens one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scatter: Scatter | None = None

    def draw(self, scatter: Scatter) -> None:
        """Draw these, in the colours of the present theme."""
        self._scatter, look = scatter, theme.tokens()
        self._begin()
        self._axis("bottom", [one.x for one in scatter.points], scatter.short_x, scatter.heads[1])
        self._axis("left", [one.y for one in scatter.points], scatter.short_y, scatter.heads[2])
        spots = [
            {"pos": (one.x, one.y), "brush": theme.colour(look.series[one.series]), "symbol": "ost"[one.series % 3]}
            for one in scatter.points
        ]
        if spots:
            self._items.addItem(
                self._pg.ScatterPlotItem(spots=spots, size=look.px(9), pen=self._pg.mkPen(look.surface))
            )
        self._mark = self._pg.ScatterPlotItem(size=look.px(15), brush=None, pen=self._pg.mkPen(look.focus, width=2))
        self._items.addItem(self._mark)
        self.stand_on(-1)

    def stand_on(self, at: int) -> None:
        """Ring a point and say what it is; -1 takes the ring away."""
        points: Sequence[Point] = self._scatter.points if self._scatter else ()
        if not -1 <= at < len(points):
            return
        self.at = at
        self.readout.setVisible(at >= 0)
        self._mark.setData([points[at].x] if at >= 0 else [], [points[at].y] if at >= 0 else [])
        if at >= 0 and self._scatter:
            one, heads = points[at], self._scatter.heads
            words = "\n".join([one.name, f"{heads[1]}: {one.told[0]}", f"{heads[2]}: {one.told[1]}"])
            self.readout.setText(words)
            self.setAccessibleDescription(words)
            self._place_readout(one)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._scatter.points) if self._scatter else 0
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.at >= 0:
            self.opened.emit(self.at)
            return
        to = {
            Qt.Key.Key_Left: max(self.at - 1, 0),
            Qt.Key.Key_Up: max(self.at - 1, 0),
            Qt.Key.Key_Right: min(self.at + 1, count - 1),
            Qt.Key.Key_Down: min(self.at + 1, count - 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: count - 1,
        }.get(Qt.Key(event.key()))
        if to is None or not count:
            super().keyPressEvent(event)
        else:
            self.stand_on(to)

    def _on_mouse_moved(self, at: QPointF) -> None:
        points = self._scatter.points if self._scatter else ()
        away = [(self._items.vb.mapViewToScene(QPointF(one.x, one.y)) - at).manhattanLength() for one in points]
        nearest = min(range(len(points)), key=away.__getitem__, default=-1)
        on = nearest if nearest >= 0 and away[nearest] <= NEAR else -1
        if on != self.at:
            self.stand_on(on)

    def _axis(self, side: str, values: Sequence[float], short: Callable[[float], str], name: str) -> None:
        marks, look = nice_steps(max(values, default=1.0), 0.0, 4), theme.tokens()
        axis = self._items.getAxis(side)
        axis.setTicks([[(value, short(value)) for value in marks]])
        axis.setPen(self._pg.mkPen(look.edge))
        axis.setTextPen(look.soft)
        axis.setStyle(tickLength=0, tickFont=theme.font(look.small_size), tickTextOffset=look.px(4))
        axis.setLabel(name, **{"color": look.soft, "font-size": f"{look.px(look.small_size)}px"})
        for value in marks:
            grid = self._pg.InfiniteLine(value, angle=90 if side == "bottom" else 0, pen=self._pg.mkPen(look.line))
            self._items.addItem(grid)
        room = (marks[-1] or 1.0) * 0.04
        (self._items.setXRange if side == "bottom" else self._items.setYRange)(-room, marks[-1] + room, padding=0)

    def _place_readout(self, one: Point) -> None:
        self.readout.adjustSize()
        point = self._plot.mapFromScene(self._items.vb.mapViewToScene(QPointF(one.x, one.y)))
        left, top = point.x() + 12, point.y() + 12
        if left + self.readout.width() > self.width():
            left = point.x() - 12 - self.readout.width()
        if top + self.readout.height() > self.height():
            top = point.y() - 12 - self.readout.height()
        self.readout.move(max(0, left), max(0, top))
        self.readout.raise_()
