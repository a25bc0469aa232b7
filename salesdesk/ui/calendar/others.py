"""How everything but a visit is painted: appointments and leave quietly, proposals dashed and translucent."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.blocks import BAND, TINT, paint_block, paint_chip, rounded
from salesdesk.ui.calendar.entries import Busy, Entry, Ghost, clock, hours, start_of
from salesdesk.ui.calendar.lettering import height, mixed, wrapped, write, write_cut
from salesdesk.ui.calendar.marks import paint_letter, warning
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.parts import theme


def paint_entry(painter: QPainter, rect: QRectF, entry: Entry, shown: Shown, when: str = "") -> None:
    """Whatever stands among the hours."""
    trouble = bool(shown.troubles(entry))
    if isinstance(entry, VisitCard):
        paint_block(painter, rect, entry, shown.state(entry), when, trouble=trouble)
    elif isinstance(entry, Busy):
        _paint_busy_box(painter, rect, entry)
        _write_box(painter, rect, entry.title, when or hours(entry), "soft")
    else:
        _paint_ghost_box(painter, rect, entry)
        side = theme.tokens().px(14)
        beside = side + 2 if rect.width() > theme.tokens().px(56) else 0
        if beside:
            paint_letter(painter, QRectF(rect.right() - side - 4, rect.top() + 3, side, side), entry.tier)
        if beside and trouble:
            painter.drawPixmap(round(rect.right() - 2 * side - 5), round(rect.top() + 4), warning(side - 2))
            beside += side
        words = [when or hours(entry), entry.reason]
        _write_box(painter, rect, entry.title, "\n".join(filter(None, words)), "text", beside)


def paint_line(painter: QPainter, rect: QRectF, entry: Entry, shown: Shown) -> None:
    """Whatever stands in a day of the month, or above the hours: one line."""
    trouble = bool(shown.troubles(entry))
    when = "" if entry.all_day else clock(start_of(entry))
    if isinstance(entry, VisitCard):
        paint_chip(painter, rect, entry, shown.state(entry), when, trouble=trouble)
        return
    look, inner = theme.tokens(), rect.adjusted(BAND + theme.tokens().px(4), 0, -theme.tokens().px(3), 0)
    if isinstance(entry, Busy):
        _paint_busy_box(painter, rect, entry)
    else:
        _paint_ghost_box(painter, rect, entry)
        side = min(look.px(13), int(rect.height()) - 2)
        paint_letter(painter, QRectF(inner.right() - side, rect.center().y() - side / 2, side, side), entry.tier)
        inner.setRight(inner.right() - side - 2)
    if when:
        inner.setLeft(write(painter, inner, when, theme.font(11), theme.colour("soft")) + look.px(4))
    write_cut(painter, inner, entry.title, theme.font(12), theme.colour("soft" if isinstance(entry, Busy) else "text"))


def paint_veil(painter: QPainter, rect: QRectF) -> None:
    """Over what the hand has taken away for the moment."""
    veil = theme.colour("surface")
    veil.setAlpha(160)
    painter.fillRect(rect.adjusted(-1, -1, 1, 1), veil)


def _paint_busy_box(painter: QPainter, rect: QRectF, entry: Busy) -> None:
    look, box = theme.tokens(), rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mixed(look.amber if entry.leave else look.edge, look.surface, 0.16 if entry.leave else 0.22))
    painter.drawPath(rounded(box))
    painter.fillRect(QRectF(box.left(), box.top() + 3, 2, box.height() - 6), theme.colour("edge"))


def _paint_ghost_box(painter: QPainter, rect: QRectF, ghost: Ghost) -> None:
    box = rect.adjusted(0.75, 0.75, -0.75, -0.75)
    fill = theme.colour("selection")
    fill.setAlpha(120)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("accent_ink"), 1.5, Qt.PenStyle.DashLine))
    painter.setBrush(fill)
    painter.drawPath(rounded(box))
    band = theme.colour(TINT[ghost.tier])
    band.setAlpha(150)
    painter.fillRect(QRectF(box.left() + 1, box.top() + 3, BAND - 1, box.height() - 6), band)


def _write_box(painter: QPainter, rect: QRectF, title: str, rest: str, ink: str, beside: float = 0) -> None:
    """The title, then what else there is, as far as there is room."""
    look = theme.tokens()
    inner = rect.adjusted(BAND + look.px(4), look.px(2), -look.px(4), -look.px(1))
    if inner.width() < look.px(14):
        return
    bold, plain = theme.font(12, bold=True), theme.font(11)
    high = height(bold)
    room = max(1, int((inner.height() + 2) // high))
    top = inner.center().y() - high / 2 if room == 1 else inner.top()
    lines = [(words, bold, ink) for words in wrapped(title, bold, inner.width(), inner.width() - beside, min(2, room))]
    for part in rest.split("\n"):
        left = room - len(lines)
        if left > 0:
            lines += [(words, plain, "soft") for words in wrapped(part, plain, inner.width(), inner.width(), left)]
    for number, (words, face, colour) in enumerate(lines[:room]):
        row = QRectF(inner.left(), top + number * high, inner.width(), high)
        write(painter, row, words, face, theme.colour(colour))
