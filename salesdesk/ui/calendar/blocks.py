"""How a visit is painted: planned outlined, done filled, cancelled struck through, missed hatched; coloured by tier."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QTextLayout,
    QTextOption,
)

from salesdesk.domain.client import Tier
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.shown import hours
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.badges import paint_tier

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_SHAPE = {Tier.A: "tier_a", Tier.B: "tier_b", Tier.C: "tier_c"}
_FILLED = {Tier.A: 0.22, Tier.B: 0.42, Tier.C: 0.12}
"""How much of the colour of the tier fills a visit that is done."""
_STRUCK = frozenset({"cancelled", "moved"})
_ANYWHERE = QTextOption()
_ANYWHERE.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
BAND = 4
"""Width of the band in the colour of the tier, at the left of a visit."""


def paint_block(painter: QPainter, rect: QRectF, card: VisitCard, state: str, when: str = "") -> None:
    """A visit in the week: its name, its hours (or `when`), its purpose, as far as there is room."""
    look = theme.tokens()
    fill, ink, quiet = _colours(card.client_tier, state)
    _paint_shape(painter, rect, card.client_tier, state, fill)
    pad = look.px(4)
    inner = rect.adjusted(BAND + pad, look.px(2), -pad, -look.px(1))
    if inner.width() < look.px(14):
        return
    side = look.px(14)
    badge = inner.width() > look.px(56)
    if badge and inner.height() >= side - 1:
        _paint_letter(painter, QRectF(inner.right() - side, inner.top() + 1, side, side), card.client_tier)
    high = QFontMetricsF(theme.font(12)).height()
    room = max(1, int((inner.height() + 2) // high))
    _write_lines(painter, inner, card, state, (ink, quiet), when or hours(card), room, side + 2 if badge else 0)


def paint_chip(painter: QPainter, rect: QRectF, card: VisitCard, state: str, when: str = "") -> None:
    """A visit in one line, as in the month or among those without an hour: hour, name, letter."""
    look = theme.tokens()
    fill, ink, quiet = _colours(card.client_tier, state)
    _paint_shape(painter, rect, card.client_tier, state, fill)
    side = min(look.px(13), int(rect.height()) - 2)
    inner = rect.adjusted(BAND + look.px(4), 0, -look.px(3), 0)
    letter = QRectF(inner.right() - side, rect.center().y() - side / 2, side, side)
    _paint_letter(painter, letter, card.client_tier)
    inner.setRight(inner.right() - side - 2)
    if when:
        face = theme.font(11)
        wide = QFontMetricsF(face).horizontalAdvance(when)
        if wide < inner.width() * 0.35:
            _write(painter, inner, when, face, quiet)
            inner.setLeft(inner.left() + wide + look.px(4))
    face = _face(12, False, state)
    _write(painter, inner, _elided(card.client_name, face, inner.width()), face, ink)


def paint_more(painter: QPainter, rect: QRectF, words: str, *, framed: bool = True) -> None:
    """How many more there are than fit."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if framed:
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(theme.colour("hover"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(theme.colour("accent_ink"))
    painter.setFont(theme.font(11, bold=True))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter if framed else _LEFT, words)
    painter.restore()


def paint_ring(painter: QPainter, rect: QRectF, *, focused: bool) -> None:
    """Around the visit that the keys mean."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("focus" if focused else "edge"), 2))
    painter.drawRoundedRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5), 5, 5)
    painter.restore()


def _colours(tier: Tier, state: str) -> tuple[QColor, QColor, QColor]:
    """Fill, ink, and the ink of what matters less."""
    look = theme.tokens()
    if state == "done":
        ink = theme.colour("text")
        return _mixed(getattr(look, _SHAPE[tier]), look.surface, _FILLED[tier]), ink, ink
    if state in _STRUCK:
        return theme.colour("page"), theme.colour("soft"), theme.colour("soft")
    return theme.colour("surface"), theme.colour("text"), theme.colour("soft")


def _paint_shape(painter: QPainter, rect: QRectF, tier: Tier, state: str, fill: QColor) -> None:
    box = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    tint = theme.colour("edge" if state in _STRUCK else _SHAPE[tier])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = fill if state == "done" else tint
    painter.setPen(QPen(edge, 1, Qt.PenStyle.DashLine if state in _STRUCK else Qt.PenStyle.SolidLine))
    painter.setBrush(fill)
    painter.drawRoundedRect(box, 4, 4)
    painter.save()
    painter.setClipPath(_rounded(box))
    if state == "missed":
        painter.fillRect(box, QBrush(theme.colour("red_soft")))
        painter.setPen(QPen(_mixed(theme.tokens().red, theme.tokens().red_soft, 0.30), 1.2))
        _paint_hatch(painter, box)
    painter.fillRect(QRectF(box.left(), box.top(), BAND, box.height()), tint)
    painter.restore()
    if state == "missed":
        painter.setPen(QPen(tint, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 4, 4)


def _rounded(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(box, 4, 4)
    return path


def _paint_hatch(painter: QPainter, box: QRectF) -> None:
    reach = box.left() - box.height()
    while reach < box.right():
        painter.drawLine(QPointF(reach, box.bottom()), QPointF(reach + box.height(), box.top()))
        reach += 8


def _paint_letter(painter: QPainter, rect: QRectF, tier: Tier) -> None:
    """The tier as its letter."""
    painter.drawPixmap(rect.topLeft(), _letter(tier.value, round(rect.width()), theme.tokens().name))


@lru_cache(maxsize=64)
def _letter(tier: str, side: int, _look: str) -> QPixmap:
    """Painted once for each look and size."""
    image = QPixmap(side * 2, side * 2)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_tier(painter, QRectF(image.rect()), tier)
    painter.end()
    image.setDevicePixelRatio(2)
    return image


@lru_cache(maxsize=64)
def _icon(name: str, colour: str, side: int) -> QPixmap:
    return icons.pixmap(name, colour, size=side, sharpness=2)


def _write_lines(
    painter: QPainter,
    inner: QRectF,
    card: VisitCard,
    state: str,
    inks: tuple[QColor, QColor],
    when: str,
    room: int,
    beside: float,
) -> None:
    """Name (two lines where there is room), hours with the channel, purpose."""
    bold, plain = _face(12, True, state), theme.font(11)
    high = QFontMetricsF(bold).height()
    names = _wrapped(card.client_name, bold, round(inner.width()), round(inner.width() - beside), 2 if room > 2 else 1)
    top = inner.top()
    if room == 1:
        top = inner.center().y() - high / 2
    for number, words in enumerate(names):
        _write(painter, QRectF(inner.left(), top + number * high, inner.width(), high), words, bold, inks[0])
    line = len(names)
    if line < room:
        _write_hours(painter, QRectF(inner.left(), top + line * high, inner.width(), high), card, when, inks[1])
        line += 1
    elif room == 1:
        after = _advance(names[0], bold.key()) + theme.tokens().px(10)
        row = QRectF(inner.left() + after, top, inner.width() - after - beside, high)
        if row.width() > theme.tokens().px(96):
            _write_hours(painter, row, card, when, inks[1])
    if card.purpose and line < room and inner.width() > theme.tokens().px(72):
        width = round(inner.width())
        for words in _wrapped(card.purpose, plain, width, width, min(3, room - line)):
            row = QRectF(inner.left(), top + line * high, inner.width(), high)
            _write(painter, row, words, plain, inks[1])
            line += 1


def _write_hours(painter: QPainter, row: QRectF, card: VisitCard, when: str, ink: QColor) -> None:
    """From when until when, or only from when where it is narrow; the channel; a lock where it is fixed."""
    plain, side = theme.font(11), theme.tokens().px(13)
    words = next((one for one in (when, when.split("–")[0]) if _advance(one, plain.key()) <= row.width()), "")
    left = _write(painter, row, words, plain, ink)
    if left + side * (2 if card.fixed else 1) + 8 < row.right():
        painter.drawPixmap(QPointF(left + 5, row.center().y() - side / 2), _icon(card.channel, ink.name(), side))
        if card.fixed:
            painter.drawPixmap(QPointF(left + side + 7, row.center().y() - side / 2), _icon("lock", ink.name(), side))


def _face(size: int, bold: bool, state: str) -> QFont:
    face = theme.font(size, bold=bold and state not in _STRUCK)
    if state in _STRUCK:
        face = QFont(face)
        face.setStrikeOut(True)
    return face


def _write(painter: QPainter, rect: QRectF, words: str, face: QFont, ink: QColor) -> float:
    """Write one line; returns where it ends."""
    painter.setFont(face)
    painter.setPen(ink)
    painter.drawText(rect, _LEFT | Qt.TextFlag.TextSingleLine, words)
    return rect.left() + _advance(words, face.key())


@lru_cache(maxsize=4096)
def _advance(words: str, key: str) -> float:
    return QFontMetricsF(_from_key(key)).horizontalAdvance(words)


def _elided(words: str, face: QFont, width: float) -> str:
    return _cut(words, face.key(), round(width))


@lru_cache(maxsize=8192)
def _cut(words: str, key: str, width: int) -> str:
    return QFontMetricsF(_from_key(key)).elidedText(words, Qt.TextElideMode.ElideRight, width)


def _wrapped(words: str, face: QFont, width: int, first: int, most: int) -> tuple[str, ...]:
    return _wrap(words, face.key(), width, first, most)


@lru_cache(maxsize=4096)
def _wrap(words: str, key: str, width: int, first: int, most: int) -> tuple[str, ...]:
    """At most `most` lines, the first of width `first`; the last ends in an ellipsis if it must."""
    face = _from_key(key)
    layout = QTextLayout(words, face)
    layout.setTextOption(_ANYWHERE)
    layout.beginLayout()
    lines: list[str] = []
    start = 0
    while len(lines) < most:
        line = layout.createLine()
        if not line.isValid():
            break
        room = first if not lines else width
        line.setLineWidth(max(8, room))
        start = line.textStart()
        rest = words[start:]
        if len(lines) == most - 1:
            lines.append(QFontMetricsF(face).elidedText(rest, Qt.TextElideMode.ElideRight, room))
        else:
            lines.append(words[start : start + line.textLength()].rstrip())
    layout.endLayout()
    return tuple(lines)


def _from_key(key: str) -> QFont:
    face = QFont()
    face.fromString(key)
    face.setFeature(QFont.Tag("tnum"), 1)
    return face


@lru_cache(maxsize=512)
def _mixed(one: str, other: str, share: float) -> QColor:
    """`share` of one colour in the other."""
    first, second = QColor(one), QColor(other)
    parts = ((getattr(first, part)(), getattr(second, part)()) for part in ("red", "green", "blue"))
    return QColor(*(round(a * share + b * (1 - share)) for a, b in parts))
