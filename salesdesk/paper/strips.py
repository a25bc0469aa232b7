"""Blocks as strips: a paragraph one per line, a table one per row, a chart a single one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPen

from salesdesk.paper.charts import chart_height, paint_chart
from salesdesk.paper.colours import Look, colour
from salesdesk.paper.fonts import Face, face
from salesdesk.paper.lines import draw_line, elide, wrap
from salesdesk.paper.strip import Paint, Strip
from salesdesk.paper.tables import table_strips
from salesdesk.reports.document import (
    Align,
    BarChart,
    Block,
    Heading,
    KeyFigure,
    KeyFigures,
    LineChart,
    Paragraph,
    PieChart,
    Table,
    Tone,
)


def body() -> Face:
    return face(94, leading=1.45)


def small() -> Face:
    return face(82)


def section_title(text: str, width: float, look: Look) -> list[Strip]:
    """A section's title; it never stands alone at the foot of a page. A section may have none."""
    if not text:
        return []
    letters = face(114, bold=True, leading=1.3)
    lines = wrap(text, letters, width)

    def paint(painter: QPainter, x: float, y: float) -> None:
        painter.setPen(colour(look.accent))
        for number, line in enumerate(lines):
            draw_line(painter, line, letters, x, y + number * letters.line, width, Align.LEFT)

    return [Strip("title", letters.line * len(lines) + 20, paint, before=128, keep=True, titles=(text,))]


def block_strips(block: Block, width: float, look: Look, room: float) -> list[Strip]:
    """The strips of a block in a column of that width, on pages with `room` for its strips."""
    match block:
        case Heading(text):
            return _lines("heading", text, face(98, bold=True), width, look.ink, before=90, keep_last=True)
        case Paragraph():
            return _paragraph(block, width, look)
        case KeyFigures(figures):
            return _figures(figures, width, look)
        case Table():
            return table_strips(block, width, look, room)
        case LineChart() | PieChart() | BarChart():
            return [chart_strip(block, width, look)]


def chart_strip(chart: LineChart | PieChart | BarChart, width: float, look: Look) -> Strip:
    height = chart_height(chart, width)

    def paint(painter: QPainter, x: float, y: float) -> None:
        paint_chart(painter, chart, QRectF(x, y, width, height), look)

    return Strip("chart", height, paint, before=40)


def _lines(
    what: str,
    text: str,
    letters: Face,
    width: float,
    ink: str,
    *,
    before: float = 0.0,
    keep_last: bool = False,
    indent: float = 0.0,
    side: Align = Align.LEFT,
) -> list[Strip]:
    """One strip per line; the first two and the last two lines stay together."""
    lines = wrap(text, letters, width - indent)

    def painter_of(line: str) -> Paint:
        def paint(painter: QPainter, x: float, y: float) -> None:
            painter.setPen(colour(ink))
            draw_line(painter, line, letters, x + indent, y, width - indent, side)

        return paint

    last = len(lines) - 1
    return [
        Strip(
            what,
            letters.line,
            painter_of(line),
            before=before if number == 0 else 0.0,
            keep=keep_last if number == last else number == 0 or number == last - 1,
        )
        for number, line in enumerate(lines)
    ]


def _paragraph(block: Paragraph, width: float, look: Look) -> list[Strip]:
    ink = {Tone.QUIET: look.quiet, Tone.ALERT: look.alert}.get(block.tone, look.ink)
    letters = face(94, bold=True, leading=1.45) if block.tone is Tone.STRONG else body()
    strips: list[Strip] = []
    if block.label:
        strips = _lines(
            "label", block.label, face(88, bold=True, leading=1.5), width, look.quiet, before=60, keep_last=True
        )
    indent = letters.size * 1.3 if block.tone is Tone.ALERT else 0.0
    lines = _lines("line", block.text, letters, width, ink, before=0 if strips else 40, indent=indent)
    if indent and lines:
        lines[0] = _with_mark(lines[0], letters, look)
    return strips + lines


def _with_mark(strip: Strip, letters: Face, look: Look) -> Strip:
    def paint(painter: QPainter, x: float, y: float) -> None:
        strip.paint(painter, x, y)
        painter.setPen(colour(look.alert))
        draw_line(painter, "!", face(letters.size, bold=True), x, y, letters.size, Align.LEFT)

    return Strip(strip.what, strip.height, paint, strip.before, strip.keep)


def _figures(figures: Sequence[KeyFigure], width: float, look: Look) -> list[Strip]:
    """Up to five figures side by side on a quiet ground, hairlines between."""
    most = 5 if len(figures) % 5 == 0 or len(figures) > 8 else 4
    rows = [figures[first : first + most] for first in range(0, len(figures), most)]
    cell = width / (min(most, len(figures)) or 1)
    return [_figure_row(row, cell, width, look, first=number == 0) for number, row in enumerate(rows)]


def _figure_row(row: Sequence[KeyFigure], cell: float, width: float, look: Look, *, first: bool) -> Strip:
    label, quiet = face(82), face(78)
    has_bar = any(figure.share is not None for figure in row)
    height = (
        80 + label.line + 196 + (quiet.line if any(figure.detail for figure in row) else 0) + (44 if has_bar else 0)
    )

    def paint(painter: QPainter, x: float, y: float) -> None:
        painter.fillRect(QRectF(x, y, width, height), colour(look.tint))
        for number, figure in enumerate(row):
            left = x + number * cell
            if number:
                painter.setPen(QPen(colour(look.hairline), 6))
                painter.drawLine(QLineF(left, y + 70, left, y + height - 70))
            _paint_figure(painter, figure, left + 100, y + 50, cell - 170, look)

    return Strip("figures", height, paint, before=60 if first else 30)


def _paint_figure(painter: QPainter, figure: KeyFigure, x: float, y: float, width: float, look: Look) -> None:
    label, quiet = face(82), face(78)
    painter.setPen(colour(look.quiet))
    draw_line(painter, elide(figure.label, label, width), label, x, y, width, Align.LEFT)
    size = next((s for s in (190, 165, 140, 120) if face(s, True).width(figure.value) <= width), 105)
    number = face(size, True, 1.2)
    painter.setPen(colour(look.ink))
    draw_line(
        painter,
        elide(figure.value, number, width),
        number,
        x,
        y + label.line + (190 - number.line) / 2,
        width,
        Align.LEFT,
    )
    y += label.line + 196
    if figure.detail:
        painter.setPen(colour(look.quiet))
        draw_line(painter, elide(figure.detail, quiet, width), quiet, x, y, width, Align.LEFT)
        y += quiet.line
    if figure.share is not None:
        painter.fillRect(QRectF(x, y + 18, width, 22), colour(look.hairline))
        painter.fillRect(QRectF(x, y + 18, width * min(1.0, max(0.0, figure.share)), 22), colour(look.accent))
