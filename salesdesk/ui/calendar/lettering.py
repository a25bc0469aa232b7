"""Words in small boxes: cut, wrapped and measured once, however often they are painted."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap, QTextLayout, QTextOption

from salesdesk.ui.parts import icons

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ANYWHERE = QTextOption()
_ANYWHERE.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)


def write(painter: QPainter, rect: QRectF, words: str, face: QFont, ink: QColor) -> float:
    """Write one line; returns where it ends."""
    painter.setFont(face)
    painter.setPen(ink)
    painter.drawText(rect, LEFT | Qt.TextFlag.TextSingleLine, words)
    return rect.left() + advance(words, face)


def write_cut(painter: QPainter, rect: QRectF, words: str, face: QFont, ink: QColor) -> float:
    """Write one line, ending in an ellipsis where there is no room; returns where it ends."""
    return write(painter, rect, cut(words, face, rect.width()), face, ink)


def struck(face: QFont) -> QFont:
    """The same, struck through."""
    return _struck(face.key())


def advance(words: str, face: QFont) -> float:
    """How wide the words are."""
    return _advance(words, face.key())


def cut(words: str, face: QFont, width: float) -> str:
    """The words as far as there is room, ending in an ellipsis if they are longer."""
    return _cut(words, face.key(), round(width))


def wrapped(words: str, face: QFont, width: float, first: float, most: int) -> tuple[str, ...]:
    """At most `most` lines, the first of width `first`; the last ends in an ellipsis if it must."""
    return _wrap(words, face.key(), round(width), round(first), most)


def height(face: QFont) -> float:
    """Height of a line."""
    return _height(face.key())


@lru_cache(maxsize=128)
def icon(name: str, colour: str, side: int) -> QPixmap:
    """One of our icons, painted once for each colour and size."""
    return icons.pixmap(name, colour, size=side, sharpness=2)


@lru_cache(maxsize=512)
def mixed(one: str, other: str, share: float) -> QColor:
    """`share` of one colour in the other."""
    first, second = QColor(one), QColor(other)
    parts = ((getattr(first, part)(), getattr(second, part)()) for part in ("red", "green", "blue"))
    return QColor(*(round(a * share + b * (1 - share)) for a, b in parts))


@lru_cache(maxsize=32)
def _struck(key: str) -> QFont:
    face = _from_key(key)
    face.setStrikeOut(True)
    return face


@lru_cache(maxsize=64)
def _height(key: str) -> float:
    return QFontMetricsF(_from_key(key)).height()


@lru_cache(maxsize=4096)
def _advance(words: str, key: str) -> float:
    return QFontMetricsF(_from_key(key)).horizontalAdvance(words)


@lru_cache(maxsize=8192)
def _cut(words: str, key: str, width: int) -> str:
    return QFontMetricsF(_from_key(key)).elidedText(words, Qt.TextElideMode.ElideRight, width)


@lru_cache(maxsize=4096)
def _wrap(words: str, key: str, width: int, first: int, most: int) -> tuple[str, ...]:
    face = _from_key(key)
    layout = QTextLayout(words, face)
    layout.setTextOption(_ANYWHERE)
    layout.beginLayout()
    lines: list[str] = []
    while len(lines) < most:
        line = layout.createLine()
        if not line.isValid():
            break
        room = first if not lines else width
        line.setLineWidth(max(8, room))
        start = line.textStart()
        if len(lines) == most - 1:
            lines.append(QFontMetricsF(face).elidedText(words[start:], Qt.TextElideMode.ElideRight, room))
        else:
            lines.append(words[start : start + line.textLength()].rstrip())
    layout.endLayout()
    return tuple(lines)


def _from_key(key: str) -> QFont:
    face = QFont()
    face.fromString(key)
    face.setFeature(QFont.Tag("tnum"), 1)
    return face
