"""Tables on paper: widths from what the columns hold, heads that repeat, rows that are never cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter, QPen

from salesdesk.paper.colours import Look, colour
from salesdesk.paper.fonts import Face, face
from salesdesk.paper.lines import draw_line, wrap
from salesdesk.paper.strip import Strip
from salesdesk.reports.document import Align, Cell, CellKind, Column, Table, Tone

GAP = 90.0
"""Between two columns."""
PAD = 25.0
"""Above and below the text of a row."""
_LETTERS = 88.0
_HEAD_LETTERS = 79.0
_SHORT = 0.125
"""Share of the page's width up to which a column of words is never broken."""
_BY_HAND = 0.11
"""Share of the page's width that a column to be written in gets at least."""
_ALWAYS_WHOLE = 480.0
"""A word of this length is not broken in a narrow table either."""
_LONG_LEAST = 0.25
"""Share of the page's width that long texts keep at least, where they need so much, before figures are squeezed."""
_NUMBER_SPARE = 0.7
"""What a column of numbers gets of the room left over, where a text column gets its weight."""
_SMALL = 5
"""Tables of at most so many rows are kept on one page."""
_LEADING = 1.32
_TALL_SLICE = 6
"""Lines per piece of a row that is taller than a page."""


def table_strips(table: Table, width: float, look: Look, room: float) -> list[Strip]:
    """The strips of a table: its head, then a strip per row (several only for a row that no page could hold).

    The first two rows stay together, the last two as well, small tables whole.
    """
    if not table.columns:
        return []
    widths = column_widths(table, width)
    head = _head(table.columns, widths, width, look)
    grid = _Grid([column.side for column in table.columns], widths, width, look, head, room)
    strips = [head]
    small = len(table.rows) <= _SMALL
    for number, row in enumerate(table.rows):
        pieces = grid.row(row)
        if pieces[-1].what == "row" and (small or number in (0, len(table.rows) - 2)):
            pieces[-1] = replace(pieces[-1], keep=number < len(table.rows) - 1)
        strips += pieces
    if table.total:
        strips[-1] = replace(strips[-1], keep=True)
        strips += grid.row(table.total, total=True)
    return strips


def column_widths(table: Table, width: float) -> list[float]:
    """Columns of numbers, days and short words as wide as they need; long texts share the rest by weight, none more
    than it can use while another one lacks room."""
    least = [width * _BY_HAND if column.by_hand else 0.0 for column in table.columns]
    natural = [max(wide, _natural(index, table)) for index, wide in enumerate(least)]
    free = width - GAP * (len(natural) - 1)
    long = [
        index
        for index, column in enumerate(table.columns)
        if column.kind is CellKind.TEXT and natural[index] > max(width * _SHORT, _ALWAYS_WHOLE)
    ]
    most = free - min(free * _LONG_LEAST, sum(natural[index] for index in long))
    fixed = sum(natural) - sum(natural[index] for index in long)
    if fixed > most:  # headings of several words are broken before any figure is
        natural = [
            wide if index in long else max(least[index], _natural(index, table, broken=True))
            for index, wide in enumerate(natural)
        ]
        fixed = sum(natural) - sum(natural[index] for index in long)
    if fixed > most:
        natural = [wide if index in long else wide * most / fixed for index, wide in enumerate(natural)]
        fixed = most
    shared = _share(free - fixed, [natural[index] for index in long], [table.columns[index].weight for index in long])
    for index, wide in zip(long, shared, strict=True):
        natural[index] = wide
    spare = free - sum(natural)
    parts = [column.weight if column.kind is CellKind.TEXT else _NUMBER_SPARE for column in table.columns]
    return [wide + spare * part / sum(parts) for wide, part in zip(natural, parts, strict=True)]


def _natural(index: int, table: Table, *, broken: bool = False) -> float:
    """The width of the widest line in a column; long texts are estimated from their beginning. With `broken` its
    heading takes a line for each word."""
    plain, strong = face(_LETTERS), face(_LETTERS, bold=True)
    heading, letters = table.columns[index].heading, face(_HEAD_LETTERS, bold=True)
    widest = max((letters.width(part) for part in (heading.split() if broken else [heading])), default=0.0)
    for row in (*table.rows, table.total):
        if index < len(row):
            letters = strong if row[index].tone is Tone.STRONG or row is table.total else plain
            for line in row[index].text.splitlines():
                widest = max(widest, letters.width(line[:80]) * max(1.0, len(line) / 80))
    return widest + 6


def _share(room: float, wanted: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Share `room` by weight, nobody more than wanted; what nobody wants is left over."""
    given = [0.0] * len(wanted)
    lacking = list(range(len(wanted)))
    while lacking:
        whole = sum(weights[index] for index in lacking)
        content = [index for index in lacking if wanted[index] <= room * weights[index] / whole]
        for index in content or lacking:
            given[index] = wanted[index] if content else room * weights[index] / whole
        if not content:
            break
        lacking = [index for index in lacking if index not in content]
        room -= sum(wanted[index] for index in content)
    return given


def _head(columns: Sequence[Column], widths: Sequence[float], width: float, look: Look) -> Strip:
    letters = face(_HEAD_LETTERS, bold=True, leading=1.3)
    cells = [wrap(column.heading, letters, wide) for column, wide in zip(columns, widths, strict=True)]
    text = letters.line * max(1, *(len(lines) for lines in cells), 1)
    height = text + 2 * 22

    def paint(painter: QPainter, x: float, y: float) -> None:
        painter.setPen(colour(look.quiet))
        left = x
        for lines, column, wide in zip(cells, columns, widths, strict=True):
            top = y + 22 + text - letters.line * len(lines)
            for number, line in enumerate(lines):
                draw_line(painter, line, letters, left, top + number * letters.line, wide, column.side)
            left += wide + GAP
        painter.setPen(QPen(colour(look.line), 9))
        painter.drawLine(QLineF(x, y + height, x + width, y + height))

    return Strip("head", height, paint, before=20, keep=True)


@dataclass(frozen=True, slots=True)
class _Grid:
    """What all rows of a table share."""

    sides: Sequence[Align]
    widths: Sequence[float]
    width: float
    look: Look
    head: Strip
    room: float

    def row(self, row: Sequence[Cell], *, total: bool = False) -> list[Strip]:
        """The strip of a row; several pieces only where the row is taller than a page."""
        faces = [face(_LETTERS, total or cell.tone is Tone.STRONG, _LEADING) for cell in row]
        cells = [wrap(cell.text, letters, wide) for cell, letters, wide in zip(row, faces, self.widths, strict=True)]
        inks = [{Tone.QUIET: self.look.quiet, Tone.ALERT: self.look.alert}.get(c.tone, self.look.ink) for c in row]
        deepest = max([1, *(len(lines) for lines in cells)])
        whole = deepest * _LETTERS * _LEADING + 2 * PAD <= self.room - self.head.height
        step = deepest if whole else _TALL_SLICE
        return [
            self._piece(
                [lines[first : first + step] for lines in cells],
                list(zip(faces, inks, strict=True)),
                min(step, deepest - first),
                _Edges(first == 0, first + step >= deepest, total, whole),
            )
            for first in range(0, deepest, step)
        ]

    def _piece(
        self, part: Sequence[Sequence[str]], styles: Sequence[tuple[Face, str]], count: int, edges: _Edges
    ) -> Strip:
        above = PAD if edges.opens else 0.0
        height = count * _LETTERS * _LEADING + above + (PAD if edges.closes else 0.0)

        def paint(painter: QPainter, x: float, y: float) -> None:
            left = x
            for lines, side, wide, (letters, ink) in zip(part, self.sides, self.widths, styles, strict=True):
                if lines:
                    painter.setPen(colour(ink))
                for number, line in enumerate(lines):
                    draw_line(painter, line, letters, left, y + above + number * letters.line, wide, side)
                left += wide + GAP
            if edges.closes:
                painter.setPen(QPen(colour(self.look.hairline), 5))
                painter.drawLine(QLineF(x, y + height, x + self.width, y + height))
            if edges.total:
                painter.setPen(QPen(colour(self.look.line), 9))
                painter.drawLine(QLineF(x, y, x + self.width, y))

        return Strip("row" if edges.whole else "part", height, paint, head=self.head)


@dataclass(frozen=True, slots=True)
class _Edges:
    """Whether a piece opens and closes its row, whether it is the closing row, and whether it is the whole row."""

    opens: bool
    closes: bool
    total: bool
    whole: bool
