"""The line chart: directly labelled, told apart by dashes as well as by colour."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from salesdesk.paper.colours import Look, colour
from salesdesk.paper.fonts import face
from salesdesk.paper.lines import draw_line, elide
from salesdesk.paper.scale import apart, nice_steps, written
from salesdesk.reports.document import Align, LineChart, LineRole, Series

_DASHES = {
    LineRole.ACTUAL: [],
    LineRole.TARGET: [6.0, 3.0],
    LineRole.LAST_YEAR: [1.0, 2.2],
    LineRole.OTHER: [9.0, 2.5, 2.0, 2.5],
}
_ROLE_HUES = {LineRole.ACTUAL: 0, LineRole.TARGET: 5, LineRole.LAST_YEAR: 7, LineRole.OTHER: 2}


def paint_lines(painter: QPainter, chart: LineChart, place: QRectF, look: Look) -> None:
    small = face(look.size)
    values = [value / chart.scale for series in chart.series for value in series.values if value is not None]
    marks = nice_steps(max(values, default=1.0), min(values, default=0.0))
    step = marks[1] - marks[0]
    words = [written(mark, step) for mark in marks]
    left = max(small.width(word) for word in words) + look.size * 0.7
    names = max((small.width(series.name) for series in chart.series), default=0.0)
    right = min(names, place.width() * 0.3) + look.size * 1.1
    deep = 2.0 if any("\n" in name for name in chart.categories) else 1.15
    plot = place.adjusted(left, look.size * 0.4, -right, -small.line * deep)

    def at(index: int, value: float) -> QPointF:
        across = 0.5 if len(chart.categories) < 2 else index / (len(chart.categories) - 1)
        up = (value / chart.scale - marks[0]) / (marks[-1] - marks[0])
        return QPointF(plot.left() + across * plot.width(), plot.bottom() - up * plot.height())

    _paint_grid(painter, plot, marks, words, left, look)
    _paint_categories(painter, chart.categories, plot, look)
    order = sorted(range(len(chart.series)), key=lambda index: chart.series[index].role is LineRole.ACTUAL)
    for index in order:
        _paint_line(painter, chart.series[index], at, _line_colour(chart.series[index], index, look), look)
    _paint_names(painter, chart, at, plot, place.right(), look)


def _line_colour(series: Series, index: int, look: Look) -> QColor:
    if look.black_and_white:
        return colour(look.ink if series.role is not LineRole.LAST_YEAR else look.quiet)
    return look.hue(_ROLE_HUES[series.role] if series.role is not LineRole.OTHER else index)


def _paint_grid(painter: QPainter, plot: QRectF, marks: list[float], words: list[str], left: float, look: Look) -> None:
    small = face(look.size)
    for mark, word in zip(marks, words, strict=True):
        y = plot.bottom() - (mark - marks[0]) / (marks[-1] - marks[0]) * plot.height()
        painter.setPen(QPen(colour(look.line if mark == 0 else look.hairline), look.size * 0.06))
        painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
        painter.setPen(colour(look.quiet))
        x = plot.left() - left
        draw_line(painter, word, small, x, y - small.line / 2, left - look.size * 0.7, Align.RIGHT)


def _paint_categories(painter: QPainter, categories: tuple[str, ...], plot: QRectF, look: Look) -> None:
    """Every n-th name, so many that none touches its neighbour, the last one always; a second line (the
    year) stands beneath the first name shown since it began."""
    small = face(look.size)
    if not categories:
        return
    names = [name.split("\n") for name in categories]
    gap = plot.width() / max(1, len(names) - 1)
    widest = max(small.width(name[0]) for name in names) + look.size * 0.35
    every = max(1, ceil(widest / gap)) if gap else 1
    painter.setPen(colour(look.quiet))
    year: list[str] = []
    for index, (name, *new_year) in enumerate(names):
        year = new_year or year
        if (len(names) - 1 - index) % every:
            continue
        x = plot.left() + (plot.width() / 2 if len(names) == 1 else index * gap) - widest / 2
        y = plot.bottom() + small.line * 0.15
        draw_line(painter, name, small, x, y, widest, Align.CENTRE)
        if year:
            draw_line(painter, year.pop(), small, x, y + small.line * 0.85, widest, Align.CENTRE)


def _paint_line(
    painter: QPainter, series: Series, at: Callable[[int, float], QPointF], ink: QColor, look: Look
) -> None:
    actual = series.role is LineRole.ACTUAL
    pen = QPen(ink, look.size * (0.24 if actual else 0.15))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if actual else Qt.PenCapStyle.FlatCap)
    if _DASHES[series.role]:
        pen.setDashPattern(_DASHES[series.role])
    runs: list[list[QPointF]] = [[]]
    for index, value in enumerate(series.values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(at(index, value))
    for run in runs:
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(run))
        if actual or len(run) == 1:
            painter.setPen(QPen(colour(look.paper), look.size * 0.1))
            painter.setBrush(ink)
            for point in run:
                painter.drawEllipse(point, look.size * 0.27, look.size * 0.27)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_names(
    painter: QPainter, chart: LineChart, at: Callable[[int, float], QPointF], plot: QRectF, right: float, look: Look
) -> None:
    """Each line's name beside its end, pushed apart where two ends meet; a thin leader where the line ends earlier."""
    small, strong = face(look.size), face(look.size, bold=True)
    ends: list[tuple[float, int, QPointF]] = []
    for index, series in enumerate(chart.series):
        last = next((i for i in range(len(series.values) - 1, -1, -1) if series.values[i] is not None), None)
        if last is not None:
            value = series.values[last]
            end = at(last, value if value is not None else 0.0)
            ends.append((end.y(), index, end))
    ends.sort(key=lambda found: (found[0], found[1]))
    heights = apart([y for y, _index, _end in ends], small.line, plot.top(), plot.bottom() + small.line / 2)
    x = plot.right() + look.size * 0.75
    for y, (_y, index, end) in zip(heights, ends, strict=True):
        series = chart.series[index]
        ink = _line_colour(series, index, look)
        if plot.right() - end.x() > look.size:
            painter.setPen(QPen(ink, look.size * 0.05))
            painter.drawLine(QLineF(end.x() + look.size * 0.4, end.y(), x - look.size * 0.2, y))
        letters = strong if series.role is LineRole.ACTUAL else small
        painter.setPen(ink.darker(125))
        draw_line(
            painter, elide(series.name, letters, right - x), letters, x, y - small.line / 2, right - x, Align.LEFT
        )
