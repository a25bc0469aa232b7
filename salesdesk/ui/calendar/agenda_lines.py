"""How the lines of the agenda are painted."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.blocks import BAND, GONE, TINT, rounded
from salesdesk.ui.calendar.entries import Busy, Entry, Ghost, hours
from salesdesk.ui.calendar.lettering import RIGHT, advance, cut, struck, write, write_cut
from salesdesk.ui.calendar.marks import paint_letter, paint_marks
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.calendar.spoken import holiday_word, state_word
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.badges import paint_visit
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date

_STATES = 108
"""Room for the state in a word, at the right."""


def paint_agenda_head(painter: QPainter, box: QRectF, day: date, shown: Shown, *, meant: bool) -> None:
    """A day: its date, its holiday, how full it is."""
    look, today = theme.tokens(), day == shown.today
    painter.fillRect(box, theme.colour("selection" if meant else "page"))
    left, face = box.left() + look.px(16), theme.font(13, bold=True)
    ink = "accent_ink" if today else "text" if shown.works(day) else "soft"
    words = format_date(day, "weekday")
    if today:
        words = _("Today, {day}").format(day=words)
    left = write(painter, QRectF(left, box.top(), box.width(), box.height()), words, face, theme.colour(ink))
    holiday, small = shown.holidays.get(day), theme.font(12)
    after = ""
    if holiday:
        after = holiday_word(holiday)
    elif not shown.works(day):
        after = _("day off")
    row = QRectF(left + look.px(10), box.top(), box.right() - left - look.px(100), box.height())
    if after:
        colour = "soft" if holiday is None else "amber" if holiday.working else "red"
        left = write_cut(painter, row, after, small, theme.colour(colour))
    if not shown.entries(day):
        row.setLeft(left + look.px(10))
        write_cut(painter, row, _("Nothing is planned."), small, theme.colour("soft"))
    elif shown.load(day):
        over = shown.load(day) > shown.room(day)
        painter.setFont(small)
        painter.setPen(theme.colour("amber" if over else "soft"))
        words = _("{n} of {of}").format(n=shown.load(day), of=shown.room(day))
        painter.drawText(box.adjusted(0, 0, -look.px(16), 0), RIGHT, words)


def paint_agenda_line(painter: QPainter, box: QRectF, entry: Entry, shown: Shown, note: str) -> None:
    """Hour, tier, name and purpose; below them why, or what came of it; at the right the signs and the state."""
    look = theme.tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.drawLine(box.bottomLeft(), box.bottomRight())
    inner = box.adjusted(look.px(16), look.px(3), -look.px(16), -look.px(3))
    if isinstance(entry, Ghost):
        painter.setPen(QPen(theme.colour("accent_ink"), 1.2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(rounded(box.adjusted(6, 3, -6, -3)))
    upper = QRectF(inner.left(), inner.top(), inner.width(), look.px(19))
    write_cut(
        painter,
        QRectF(upper.left(), upper.top(), look.px(88), upper.height()),
        hours(entry),
        theme.font(12),
        theme.colour("soft"),
    )
    left, side = inner.left() + look.px(96), look.px(16)
    if isinstance(entry, Busy):
        painter.fillRect(QRectF(left - look.px(8), inner.top(), 2, inner.height()), theme.colour("edge"))
    else:
        tier = entry.client_tier if isinstance(entry, VisitCard) else entry.tier
        painter.fillRect(QRectF(left - look.px(8), inner.top(), BAND - 1, inner.height()), theme.colour(TINT[tier]))
        paint_letter(painter, QRectF(left, upper.center().y() - side / 2, side, side), tier)
    right = _paint_state(painter, upper, entry, shown)
    upper.setLeft(left + side + look.px(8))
    upper.setRight(right - look.px(8))
    _write_name(painter, upper, entry, shown)
    lower = QRectF(upper.left(), upper.bottom() - 1, inner.right() - upper.left(), look.px(18))
    _write_reason(painter, lower, entry, shown, note)


def _paint_state(painter: QPainter, row: QRectF, entry: Entry, shown: Shown) -> float:
    """State, then the signs to the left of it; returns where they begin."""
    look, face = theme.tokens(), theme.font(11)
    right = row.right() - look.px(_STATES)
    place = QRectF(right + look.px(20), row.top(), look.px(_STATES - 20), row.height())
    if not isinstance(entry, VisitCard):
        words = label(entry.of.kind) if isinstance(entry, Busy) else _("proposed")
        write_cut(painter, place, words, face, theme.colour("soft"))
        return right
    state, side = shown.state(entry), look.px(14)
    paint_visit(painter, QRectF(right, row.center().y() - side / 2, side, side), state)
    ink = {"missed": "red", "no_show": "amber", "done": "green"}.get(state, "soft")
    write_cut(painter, place, state_word(state), face, theme.colour(ink))
    signs = QRectF(right - look.px(110), row.top(), look.px(100), row.height())
    return paint_marks(painter, signs, entry, trouble=bool(shown.troubles(entry)), channel=True)


def _write_name(painter: QPainter, row: QRectF, entry: Entry, shown: Shown) -> None:
    face = theme.font(13, bold=True)
    if not isinstance(entry, VisitCard):
        write_cut(painter, row, entry.title, face, theme.colour("soft" if isinstance(entry, Busy) else "text"))
        return
    state = shown.state(entry)
    plain = struck(theme.font(13)) if state == "cancelled" else theme.font(13) if state in GONE else face
    name = cut(entry.client_name, plain, row.width())
    left = write(painter, row, name, plain, theme.colour("soft" if state in GONE else "text"))
    beside = " · ".join(filter(None, (entry.purpose, entry.opportunity_name)))
    if beside and row.right() - left > advance("mmm", theme.font(12)):
        write_cut(
            painter,
            QRectF(left + 8, row.top(), row.right() - left - 8, row.height()),
            beside,
            theme.font(12),
            theme.colour("soft"),
        )


def _write_reason(painter: QPainter, row: QRectF, entry: Entry, shown: Shown, note: str) -> None:
    """What is wrong; then what came of it or why it did not take place, else why it is planned."""
    words, face = note, theme.font(12)
    if isinstance(entry, VisitCard) and (entry.result or entry.reason):
        words = entry.result or entry.reason
    elif isinstance(entry, Ghost):
        words = entry.reason
    elif isinstance(entry, Busy):
        words = " · ".join(filter(None, (entry.of.place, entry.of.note)))
    wrong = " · ".join(trouble.words() for trouble in shown.troubles(entry))
    if wrong:
        left = write_cut(painter, row, wrong, face, theme.colour("amber"))
        row = QRectF(left + 12, row.top(), row.right() - left - 12, row.height())
    if words and row.width() > theme.tokens().px(40):
        write_cut(painter, row, words.replace("\n", " "), face, theme.colour("soft"))
