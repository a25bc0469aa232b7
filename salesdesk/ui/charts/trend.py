"""The trend: months against plan and the year before, with a mark that follows the mouse and the arrow keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QWidget

from salesdesk.ui.charts.canvas import Canvas
from salesdesk.ui.charts.frame import ChartFrame
from salesdesk.ui.parts.caption import Caption


class Stroke(StrEnum):
    """What a line stands for; told apart by shape as well as by colour."""

    BARS = "bars"
    ACTUAL = "actual"
    PLAN = "plan"
    BEFORE = "before"
    LEVEL = "level"
    """The same everywhere: a line from edge to edge at its first value."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line (or set of bars): a value for each category, None where there is none."""

    name: str
    values: tuple[float | None, ...]
    stroke: Stroke


@dataclass(frozen=True, slots=True)
class Trend:
    """What a trend shows. `categories` stand below the axis, `spoken` say the same in full; `written` writes a value
    in full, `short` for the axis. `cut`: the categories are names, of which as much stands there as there is room."""

    categories: tuple[str, ...]
    spoken: tuple[str, ...]
    lines: tuple[Line, ...]
    written: Callable[[float], str]
    short: Callable[[float], str]
    cut: bool = False

    def told(self, at: int) -> list[tuple[str, str]]:
        """Each line's name and value at a category; lines without one are left out."""
        values = ((line.name, line.values[at]) for line in self.lines)
        return [(name, self.written(value)) for name, value in values if value is not None]

    def rows(self) -> list[Sequence[str]]:
        """The numbers as a table: a row for each category."""
        return [
            (name, *("–" if (value := line.values[at]) is None else self.written(value) for line in self.lines))
            for at, name in enumerate(self.spoken)
        ]


class TrendChart(ChartFrame):
    """A chart of months. The plotting library loads after the page has been painted for the first time."""

    def __init__(self, title: Caption, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.canvas: Canvas | None = None
        self._trend: Trend | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._draw)

    def show_trend(self, trend: Trend) -> None:
        """Draw this instead, in a moment."""
        self._trend = trend
        self.legend.show_keys([(line.name, line.stroke) for line in trend.lines])
        self.show_numbers(("", *(line.name for line in trend.lines)), trend.rows())
        self._soon.start()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange and self._trend is not None:
            self._soon.start()
        super().changeEvent(event)

    def _draw(self) -> None:
        if self._trend is None:
            return
        if self.canvas is None:
            self.canvas = Canvas()
            self.canvas.opened.connect(self.opened)
            self.set_chart(self.canvas)
        self.canvas.draw(self._trend)
