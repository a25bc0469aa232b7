"""Bars, and the funnel: bars centred beneath each other."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from salesdesk.paper.colours import Look, colour
from salesdesk.paper.fonts import Face, face
from salesdesk.paper.lines import draw_line, elide
from salesdesk.reports.document import Align, Bar, BarChart


def paint_bars(painter: QPainter, chart: BarChart, place: QRectF, look: Look) -> None:
    if not chart.bars:
        return
    small, strong = face(look.size), face(look.size, bold=True)
    names = min(max(small.width(bar.label) for bar in chart.bars), place.width() * 0.35)
    numbers = max(strong.width(bar.text) for bar in chart.bars)
    field = place.adjusted(names + look.size, 0, -(numbers + look.size), 0)
    high = _row_height(chart, place, look)
    largest = max(abs(bar.value) for bar in chart.bars) or 1.0
    widths = [max(look.size * 0.1, field.width() * max(0.0, bar.value) / largest) for bar in chart.bars]
    for index, bar in enumerate(chart.bars):
        y = place.top() + index * high
        thick = high * (0.78 if chart.funnel else 0.6)
        x = field.left() + ((field.width() - widths[index]) / 2 if chart.funnel else 0)
        painter.fillRect(QRectF(x, y + (high - thick) / 2, widths[index], thick), _bar_colour(index, chart, look))
        painter.setPen(colour(look.ink))
        name = elide(bar.label, small, names)
        draw_line(painter, name, small, place.left(), y + (high - small.line) / 2, names, Align.LEFT)
        _paint_bar_text(painter, bar, chart.funnel, QRectF(x, y, widths[index], high), place, strong, look)


def bar_at(chart: BarChart, place: QRectF, look: Look, at: QPointF) -> int | None:
    """The bar in whose row a point lies."""
    if not chart.bars or not place.contains(at):
        return None
    row = int((at.y() - place.top()) // _row_height(chart, place, look))
    return row if row < len(chart.bars) else None


def _row_height(chart: BarChart, place: QRectF, look: Look) -> float:
    return min(place.height() / len(chart.bars), look.size * 2.6)


def _bar_colour(index: int, chart: BarChart, look: Look) -> QColor:
    shades = len(chart.bars)
    base = QColor(look.hue(0))
    return base.lighter(100 + round(70 * index / max(1, shades - 1))) if chart.funnel else base


def _paint_bar_text(
    painter: QPainter, bar: Bar, funnel: bool, box: QRectF, place: QRectF, letters: Face, look: Look
) -> None:
    y = box.y() + (box.height() - letters.line) / 2
    if funnel:
        draw_line(painter, bar.text, letters, place.left(), y, place.width(), Align.RIGHT)
    else:
        draw_line(painter, bar.text, letters, box.right() + look.size * 0.5, y, place.right() - box.right(), Align.LEFT)
