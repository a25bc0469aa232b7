"""The pie: every slice labelled beside it."""

from __future__ import annotations

from math import atan2, cos, hypot, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from salesdesk.paper.colours import Look, colour
from salesdesk.paper.fonts import face
from salesdesk.paper.lines import draw_line, elide
from salesdesk.paper.scale import apart
from salesdesk.reports.document import Align, PieChart, PieSlice


def paint_pie(painter: QPainter, chart: PieChart, place: QRectF, look: Look) -> None:
    slices = [(index, part) for index, part in enumerate(chart.slices) if part.value > 0]
    total = sum(part.value for _index, part in slices)
    if not total:
        return
    centre, radius = place.center(), _radius(slices, place, look)
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


def slice_at(chart: PieChart, place: QRectF, look: Look, at: QPointF) -> int | None:
    """The slice painted at a point (its place in the chart), None beside the pie."""
    slices = [(index, part) for index, part in enumerate(chart.slices) if part.value > 0]
    total = sum(part.value for _index, part in slices)
    away = at - place.center()
    if not total or hypot(away.x(), away.y()) > _radius(slices, place, look):
        return None
    turned, share = (atan2(away.x(), -away.y()) / (2 * pi)) % 1.0, 0.0
    for index, part in slices:
        share += part.value / total
        if turned < share:
            return index
    return slices[-1][0]


def _radius(slices: list[tuple[int, PieSlice]], place: QRectF, look: Look) -> float:
    side = _label_room(slices, place, look)
    return max(look.size, min(place.height() / 2 - look.size * 0.6, place.width() / 2 - side - look.size * 1.6))


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
