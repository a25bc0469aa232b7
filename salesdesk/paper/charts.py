"""One routine per kind of chart, for paper, PDF, PNG, SVG and the screen alike.

All lengths follow from the letter height `Look.size`, so that a chart is the same in tenths of a point as in pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import ceil, cos, floor, log10, pi, sin
from typing import TypeVar

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QPolygonF

from salesdesk.paper.colours import BLACK_AND_WHITE, ON_PAPER, Look, colour
from salesdesk.paper.fonts import Face, ensure_application, face
from salesdesk.paper.lines import draw_line, elide
from salesdesk.reports.document import Align, Bar, BarChart, Chart, LineChart, LineRole, PieChart, PieSlice, Series

Thing = TypeVar("Thing")

UNITS_PER_MM = 720 / 25.4
"""Paper is painted in tenths of a point."""

_DASHES = {
    LineRole.ACTUAL: [],
    LineRole.TARGET: [6.0, 3.0],
    LineRole.LAST_YEAR: [1.0, 2.2],
    LineRole.OTHER: [9.0, 2.5, 2.0, 2.5],
}
_ROLE_HUES = {LineRole.ACTUAL: 0, LineRole.TARGET: 5, LineRole.LAST_YEAR: 7, LineRole.OTHER: 2}


def paint_chart(painter: QPainter, chart: Chart, place: QRectF, look: Look = ON_PAPER) -> None:
    """Paint a chart into `place`; its title (where it has one) and unit stand above the drawing."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = _paint_title(painter, chart.title, chart.unit, place, look)
    match chart:
        case LineChart():
            _paint_lines(painter, chart, inner, look)
        case PieChart():
            _paint_pie(painter, chart, inner, look)
        case BarChart():
            _paint_bars(painter, chart, inner, look)
    painter.restore()


def chart_height(chart: Chart, width: float) -> float:
    """How tall a chart is at a width, both in tenths of a point: calm, never dominating the page."""
    if isinstance(chart, BarChart):
        return 190.0 * len(chart.bars) + (140 if chart.title or chart.unit else 0)
    return min(1700.0, max(1350.0, width * 0.36))


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


def nice_steps(largest: float, smallest: float = 0.0, wanted: int = 5) -> list[float]:
    """Round axis marks around `smallest` … `largest`, in steps of 1, 2, 2.5 or 5 times a power of ten."""
    smallest, largest = min(smallest, 0.0), max(largest, 0.0)
    span = (largest - smallest) or 1.0
    rough = span / wanted
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    first, last = floor(smallest / step), max(ceil(largest / step - 1e-9), floor(smallest / step) + 1)
    return [step * number for number in range(first, last + 1)]


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


def _number(value: float, step: float) -> str:
    digits = max(0, min(6, -floor(log10(step) + 1e-9))) if step < 1 else int(step % 1 != 0)
    return f"{value:,.{digits}f}"


# ---- lines -------------------------------------------------------------------------------------------------------


def _paint_lines(painter: QPainter, chart: LineChart, place: QRectF, look: Look) -> None:
    small = face(look.size)
    values = [value / chart.scale for series in chart.series for value in series.values if value is not None]
    marks = nice_steps(max(values, default=1.0), min(values, default=0.0))
    step = marks[1] - marks[0]
    words = [_number(mark, step) for mark in marks]
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


def apart(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Sorted places, moved so that neighbours are `gap` apart, within low…high where there is room."""
    moved = list(places)
    for index in range(len(moved)):
        floor_ = low if index == 0 else moved[index - 1] + gap
        moved[index] = max(moved[index], floor_)
    ceiling = high
    for index in range(len(moved) - 1, -1, -1):
        moved[index] = min(moved[index], ceiling)
        ceiling = moved[index] - gap
    return moved


# ---- pie ---------------------------------------------------------------------------------------------------------


def _paint_pie(painter: QPainter, chart: PieChart, place: QRectF, look: Look) -> None:
    slices = [(index, part) for index, part in enumerate(chart.slices) if part.value > 0]
    total = sum(part.value for _index, part in slices)
    if not total:
        return
    side = _label_room(slices, place, look)
    radius = max(look.size, min(place.height() / 2 - look.size * 0.6, place.width() / 2 - side - look.size * 1.6))
    centre = place.center()
    disc = QRectF(centre.x() - radius, centre.y() - radius, radius * 2, radius * 2)
    painter.setPen(QPen(colour(look.paper), look.size * 0.16))
    turned = 0.0
    middles: list[float] = []
    for index, part in slices:
        share = part.value / total
        painter.setBrush(look.hue(index))
        if share > 0.999:
            painter.drawEllipse(disc)
        else:
            painter.drawPie(disc, round((0.25 - turned - share) * 5760), round(share * 5760))
        middles.append((turned + share / 2) * 2 * pi)
        turned += share
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for to_right in (True, False):
        chosen = [
            (angle, part) for angle, (_i, part) in zip(middles, slices, strict=True) if (sin(angle) >= 0) is to_right
        ]
        _paint_side(painter, chosen, centre, radius, place, to_right, look)


def _label_room(slices: list[tuple[int, PieSlice]], place: QRectF, look: Look) -> float:
    small = face(look.size)
    widest = max(max(small.width(part.label), small.width(part.text)) for _index, part in slices)
    return min(widest, place.width() * 0.3)


def _paint_side(
    painter: QPainter,
    chosen: list[tuple[float, PieSlice]],
    centre: QPointF,
    radius: float,
    place: QRectF,
    to_right: bool,
    look: Look,
) -> None:
    """The labels of one half, each beside its slice, with a leader; name above, value beneath."""
    letters = face(look.size * 0.98, leading=1.2)
    block = letters.line * 2 + look.size * 0.25
    ordered = sorted(chosen, key=lambda found: -cos(found[0]))
    wanted = [centre.y() - cos(angle) * (radius + look.size * 0.5) for angle, _part in ordered]
    low, high = place.top() + block / 2, place.bottom() - block / 2
    heights = apart(wanted, min(block, (high - low) / max(1, len(ordered) - 1)), low, high)
    sign = 1 if to_right else -1
    for y, (angle, part) in zip(heights, ordered, strict=True):
        edge = QPointF(centre.x() + sin(angle) * radius, centre.y() - cos(angle) * radius)
        elbow = QPointF(centre.x() + sign * (radius + look.size * 0.8), y)
        text_x = elbow.x() + sign * look.size * 0.45
        painter.setPen(QPen(colour(look.line), look.size * 0.07))
        painter.drawPolyline(QPolygonF([edge, elbow, QPointF(text_x - sign * look.size * 0.15, y)]))
        room = place.right() - text_x if to_right else text_x - place.left()
        x = text_x if to_right else place.left()
        side = Align.LEFT if to_right else Align.RIGHT
        painter.setPen(colour(look.ink))
        draw_line(painter, elide(part.label, letters, room), letters, x, y - letters.line, room, side)
        painter.setPen(colour(look.quiet))
        draw_line(painter, elide(part.text, letters, room), letters, x, y, room, side)


# ---- bars and funnel ---------------------------------------------------------------------------------------------


def _paint_bars(painter: QPainter, chart: BarChart, place: QRectF, look: Look) -> None:
    if not chart.bars:
        return
    small, strong = face(look.size), face(look.size, bold=True)
    names = min(max(small.width(bar.label) for bar in chart.bars), place.width() * 0.35)
    numbers = max(strong.width(bar.text) for bar in chart.bars)
    field = place.adjusted(names + look.size, 0, -(numbers + look.size), 0)
    high = min(place.height() / len(chart.bars), look.size * 2.6)
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


def screen_look(font: QFont, dark: bool, base: Look = ON_PAPER) -> Look:
    """The look on screen, in pixels, beside widgets of that font."""
    size = float(font.pixelSize() if font.pixelSize() > 0 else font.pointSizeF() * 96 / 72)
    if not dark:
        return replace(base, size=size)
    return replace(base, size=size, ink="#E8EBEE", quiet="#AEB6BF", hairline="#39424B", line="#6B7680", paper="#1D2329")
