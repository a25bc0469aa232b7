"""Texts broken into lines, at words where there are words, between characters where there are none."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption

from salesdesk.paper.fonts import Face
from salesdesk.reports.document import Align


def wrap(text: str, face: Face, width: float) -> tuple[str, ...]:
    """The lines of `text` in a column of that width; an empty text has none."""
    lines: list[str] = []
    for part in text.splitlines():
        tidy = part.replace("\t", "    ").rstrip()
        if not tidy:
            lines.append("")
        elif len(tidy) * face.size < width or face.width(tidy) <= width:
            lines.append(tidy)
        else:
            lines.extend(_broken(tidy, face, width))
    return tuple(lines)


def _broken(text: str, face: Face, width: float) -> list[str]:
    layout = QTextLayout(text, face.font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    # Qt counts in UTF-16 units: a rare character outside the basic plane takes two.
    units = text.encode("utf-16-le")
    lines: list[str] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start, length = line.textStart(), line.textLength()
        lines.append(units[start * 2 : (start + length) * 2].decode("utf-16-le", "replace").rstrip())
    layout.endLayout()
    return lines


def elide(text: str, face: Face, width: float) -> str:
    """The text, shortened with … where it does not fit in one line."""
    if face.width(text) <= width:
        return text
    return face.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def draw_line(painter: QPainter, text: str, face: Face, x: float, y: float, width: float, side: Align) -> None:
    """Paint one line whose top left corner is (x, y), at `side` of the width. The pen is the caller's."""
    if not text:
        return
    if side is not Align.LEFT:
        room = width - face.width(text)
        x += room if side is Align.RIGHT else room / 2
    painter.setFont(face.font)
    painter.drawText(QPointF(x, y + face.baseline), text)
