"""How a visit is painted: planned outlined, done filled, cancelled struck through, missed hatched; coloured by tier."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen

from salesdesk.domain.client import Tier
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.entries import hours
from salesdesk.ui.calendar.lettering import LEFT, advance, height, mixed, struck, wrapped, write, write_cut
from salesdesk.ui.calendar.marks import paint_letter, paint_marks
from salesdesk.ui.parts import theme

TINT = {Tier.A: "tier_a", Tier.B: "tier_b", Tier.C: "tier_c"}
_FILLED = {Tier.A: 0.22, Tier.B: 0.42, Tier.C: 0.12}
"""How much of the colour of the tier fills a visit that is done."""
GONE = frozenset({"cancelled", "moved"})
HATCHED = {"missed": ("red_soft", "red"), "no_show": ("amber_soft", "amber")}
BAND = 4
"""Width of the band in the colour of the tier, at the left of a visit."""


def paint_block(
    painter: QPainter, rect: QRectF, card: VisitCard, state: str, when: str = "", *, trouble: bool = False
) -> None:
    """A visit among the hours: its name, its hours (or `when`), its signs, its purpose, as far as there is room."""
    look = theme.tokens()
    fill, ink, quiet = _colours(card.client_tier, state)
    paint_shape(painter, rect, card.client_tier, state, fill)
    pad = look.px(4)
    inner = rect.adjusted(BAND + pad, look.px(2), -pad, -look.px(1))
    if inner.width() < look.px(14):
        return
    side = min(look.px(14), int(inner.height()) + 1)
    badge = inner.width() > look.px(56) and side >= look.px(9)
    if badge:
        paint_letter(painter, QRectF(inner.right() - side, inner.top() + 1, side, side), card.client_tier)
    room = max(1, int((inner.height() + 2) // height(theme.font(12))))
    _write_lines(
        painter, inner, card, state, (ink, quiet), when or hours(card), room, side + 2 if badge else 0, trouble
    )


def paint_chip(
    painter: QPainter, rect: QRectF, card: VisitCard, state: str, when: str = "", *, trouble: bool = False
) -> None:
    """A visit in one line, as in the month or among those without an hour: hour, name, signs, letter."""
    look = theme.tokens()
    fill, ink, quiet = _colours(card.client_tier, state)
    paint_shape(painter, rect, card.client_tier, state, fill)
    side = min(look.px(13), int(rect.height()) - 2)
    inner = rect.adjusted(BAND + look.px(4), 0, -look.px(3), 0)
    paint_letter(painter, QRectF(inner.right() - side, rect.center().y() - side / 2, side, side), card.client_tier)
    inner.setRight(inner.right() - side - 2)
    narrow = inner.adjusted(inner.width() * 0.6, 0, 0, 0)
    inner.setRight(paint_marks(painter, narrow, card, trouble=trouble, channel=False))
    face = theme.font(11)
    if when and advance(when, face) < inner.width() * 0.4:
        inner.setLeft(write(painter, inner, when, face, quiet) + look.px(4))
    write_cut(painter, inner, _led(card.client_name, state), _face(12, False, state), ink)


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
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter if framed else LEFT, words)
    painter.restore()


def paint_ring(painter: QPainter, rect: QRectF, *, focused: bool) -> None:
    """Around the visit that the keys mean."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("focus" if focused else "edge"), 2))
    painter.drawRoundedRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5), 5, 5)
    painter.restore()


def paint_shape(painter: QPainter, rect: QRectF, tier: Tier, state: str, fill: QColor) -> None:
    """The box of a visit, by its state, with the band of its tier."""
    box = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    tint = theme.colour("edge" if state in GONE else TINT[tier])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = fill if state == "done" else tint
    painter.setPen(QPen(edge, 1, Qt.PenStyle.DashLine if state in GONE else Qt.PenStyle.SolidLine))
    painter.setBrush(fill)
    painter.drawRoundedRect(box, 4, 4)
    painter.save()
    painter.setClipPath(rounded(box))
    if state in HATCHED:
        soft, strong = HATCHED[state]
        painter.fillRect(box, QBrush(theme.colour(soft)))
        look = theme.tokens()
        painter.setPen(QPen(mixed(getattr(look, strong), getattr(look, soft), 0.30), 1.2))
        _paint_hatch(painter, box)
    painter.fillRect(QRectF(box.left(), box.top(), BAND, box.height()), tint)
    painter.restore()
    if state in HATCHED:
        painter.setPen(QPen(tint, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 4, 4)


def rounded(box: QRectF) -> QPainterPath:
    """The outline of a block."""
    path = QPainterPath()
    path.addRoundedRect(box, 4, 4)
    return path


def _colours(tier: Tier, state: str) -> tuple[QColor, QColor, QColor]:
    """Fill, ink, and the ink of what matters less."""
    look = theme.tokens()
    if state == "done":
        ink = theme.colour("text")
        return mixed(getattr(look, TINT[tier]), look.surface, _FILLED[tier]), ink, ink
    if state in GONE:
        return theme.colour("page"), theme.colour("soft"), theme.colour("soft")
    return theme.colour("surface"), theme.colour("text"), theme.colour("soft")


def _paint_hatch(painter: QPainter, box: QRectF) -> None:
    reach = box.left() - box.height()
    while reach < box.right():
        painter.drawLine(QPointF(reach, box.bottom()), QPointF(reach + box.height(), box.top()))
        reach += 8


def _write_lines(
    painter: QPainter,
    inner: QRectF,
    card: VisitCard,
    state: str,
    inks: tuple[QColor, QColor],
    when: str,
    room: int,
    beside: float,
    trouble: bool,
) -> None:
    """Name (two lines where there is room), hours with the signs, purpose."""
    bold, plain, name = _face(12, True, state), theme.font(11), _led(card.client_name, state)
    high = height(bold)
    if room == 1:
        row = QRectF(inner.left(), inner.center().y() - high / 2, inner.width() - beside, high)
        _write_single(painter, row, card, name, (bold, *inks), when, trouble)
        return
    rows = (QRectF(inner.left(), inner.top() + number * high, inner.width(), high) for number in range(room))
    for words in wrapped(name, bold, inner.width(), inner.width() - beside, 2 if room > 2 else 1):
        write(painter, next(rows), words, bold, inks[0])
    row = next(rows, QRectF())
    if not row.isEmpty():
        _write_hours(painter, row, card, when, inks[1], trouble)
    left = list(rows)
    if card.purpose and left and inner.width() > theme.tokens().px(72):
        lines = wrapped(card.purpose, plain, inner.width(), inner.width(), min(3, len(left)))
        for row, words in zip(left, lines, strict=False):
            write(painter, row, words, plain, inks[1])


def _write_single(
    painter: QPainter,
    row: QRectF,
    card: VisitCard,
    name: str,
    hand: tuple[QFont, QColor, QColor],
    when: str,
    trouble: bool,
) -> None:
    """Name, hours where it is wide, signs at the right: all in one line."""
    bold, ink, quiet = hand
    px = theme.tokens().px
    wide = advance(name, bold) + px(10)
    if row.width() - wide > px(96):
        write(painter, row, name, bold, ink)
        _write_hours(painter, row.adjusted(wide, 0, 0, 0), card, when, quiet, trouble)
        return
    signs = row.adjusted(max(px(40), row.width() * 0.55), 0, -2, 0)
    right = paint_marks(painter, signs, card, trouble=trouble, channel=False) if signs.width() > 0 else row.right()
    write_cut(painter, QRectF(row.left(), row.top(), right - row.left(), row.height()), name, bold, ink)


def _write_hours(painter: QPainter, row: QRectF, card: VisitCard, when: str, ink: QColor, trouble: bool) -> None:
    """From when until when, or only from when where it is narrow; then the signs."""
    plain = theme.font(11)
    words = next((one for one in (when, when.split("–")[0]) if advance(one, plain) <= row.width()), "")
    left = write(painter, row, words, plain, ink)
    paint_marks(painter, row.adjusted(left + 4 - row.left(), 0, 0, 0), card, trouble=trouble, channel=True)


def _led(name: str, state: str) -> str:
    """What was moved away points elsewhere."""
    return f"→ {name}" if state == "moved" else name


def _face(size: int, bold: bool, state: str) -> QFont:
    face = theme.font(size, bold=bold and state not in GONE)
    return struck(face) if state == "cancelled" else face
