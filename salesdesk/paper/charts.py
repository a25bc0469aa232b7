"""One routine per kind of chart, for paper, PDF, PNG, SVG and the screen alike.

All lengths follow from the letter height `Look.size`, so that a chart is the same in tenths of a point as in pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter

from salesdesk.paper.bars import paint_bars
from salesdesk.paper.colours import BLACK_AND_WHITE, ON_PAPER, Look, colour
from salesdesk.paper.fonts import ensure_application, face
from salesdesk.paper.lines import draw_line, elide
from salesdesk.paper.pie import paint_pie
from salesdesk.paper.trend import paint_lines
from salesdesk.reports.document import Align, BarChart, Chart, LineChart, PieChart

UNITS_PER_MM = 720 / 25.4
"""Paper is painted in tenths of a point."""


def paint_chart(painter: QPainter, chart: Chart, place: QRectF, look: Look = ON_PAPER) -> None:
    """Paint a chart into `place`; its title (where it has one) and unit stand above the drawing."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = _paint_title(painter, chart.title, chart.unit, place, look)
    match chart:
        case LineChart():
            paint_lines(painter, chart, inner, look)
        case PieChart():
            paint_pie(painter, chart, inner, look)
        case BarChart():
            paint_bars(painter, chart, inner, look)
    painter.restore()


def chart_height(chart: Chart, width: float) -> float:
    """How tall a chart is at a width, both in tenths of a point: calm, never dominating the page."""
    if isinstance(chart, BarChart):
        return 190.0 * len(chart.bars) + (140 if chart.title or chart.unit else 0)
    return min(1550.0, max(1350.0, width * 0.36))


def chart_height_mm(chart: Chart, width_mm: float) -> float:
    """How tall a chart is at a width, both in millimetres."""
    return chart_height(chart, width_mm * UNITS_PER_MM) / UNITS_PER_MM


def chart_png(
    chart: Chart, width_mm: float, height_mm: float, dpi: int = 300, *, black_and_white: bool = False
) -> bytes:
    """The chart as a PNG of that size on paper, for Word and for a messenger."""
    ensure_application()
    image = QImage(QSize(round(width_mm / 25.4 * dpi), round(height_mm / 25.4 * dpi)), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    image.setDotsPerMeterX(round(dpi / 0.0254))
    image.setDotsPerMeterY(round(dpi / 0.0254))
    painter = QPainter(image)
    painter.scale(dpi / 720, dpi / 720)
    place = QRectF(0, 0, width_mm * UNITS_PER_MM, height_mm * UNITS_PER_MM)
    paint_chart(painter, chart, place, BLACK_AND_WHITE if black_and_white else ON_PAPER)
    painter.end()
    return _bytes_of(lambda buffer: image.save(buffer, "PNG"))  # type: ignore[call-overload]


def _bytes_of(write: Callable[[QBuffer], object]) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write(buffer)
    buffer.close()
    return bytes(data.data())


def _paint_title(painter: QPainter, title: str, unit: str, place: QRectF, look: Look) -> QRectF:
    if not title and not unit:
        return place
    bold, small = face(look.size * 1.06, bold=True), face(look.size * 0.92)
    room = place.width() - (small.width(unit) + look.size if unit else 0)
    painter.setPen(colour(look.ink))
    draw_line(painter, elide(title, bold, room), bold, place.x(), place.y(), room, Align.LEFT)
    painter.setPen(colour(look.quiet))
    draw_line(painter, unit, small, place.x(), place.y(), place.width(), Align.RIGHT)
    return place.adjusted(0, bold.line + look.size * 0.5, 0, 0)


def screen_look(font: QFont, dark: bool, base: Look = ON_PAPER) -> Look:
    """The look on screen, in pixels, beside widgets of that font."""
    size = float(font.pixelSize() if font.pixelSize() > 0 else font.pointSizeF() * 96 / 72)
    if not dark:
        return replace(base, size=size)
    return replace(base, size=size, ink="#E8EBEE", quiet="#AEB6BF", hairline="#39424B", line="#6B7680", paper="#1D2329")
