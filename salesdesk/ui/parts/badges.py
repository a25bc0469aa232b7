"""Small signs that must never be taken for each other: tier, priority, state of a visit, stalled, late.

Each is a frozen dataclass that paints itself into a cell (`paint`), tells its width (`width`) and says itself
in words for screen readers and hovers (`words`). `Badge` wears one as a widget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.ui.parts import icons, theme
from salesdesk.words.i18n import _, ngettext

STAMPS_KEPT = 200
_stamps: dict[tuple[str, str, float, float, float, float], QPixmap] = {}


class Mark(Protocol):
    """A sign that can be painted into a table cell, a card or a widget."""

    def width(self) -> int:
        """How many pixels it takes at the user's scale."""
        ...

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Draw it at the left of `rect`, centred in height."""
        ...

    def words(self) -> str:
        """What it means, in the user's language."""
        ...


@dataclass(frozen=True, slots=True)
class TierMark:
    """The value of a client, as a round letter: A filled dark, B filled mid, C outlined. "" paints nothing."""

    tier: str

    def width(self) -> int:
        return theme.tokens().px(20)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_tier(painter, _at_left(rect, 20), self.tier)

    def words(self) -> str:
        return _("Tier {tier}").format(tier=self.tier.upper()) if self.tier else ""


@dataclass(frozen=True, slots=True)
class PriorityMark:
    """The urgency of an opportunity: a flag (P1 full, P2 half, P3 empty) with its name beside it. "" paints nothing."""

    priority: str

    def width(self) -> int:
        return theme.tokens().px(38)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_priority(painter, rect, self.priority)

    def words(self) -> str:
        return _("Priority {priority}").format(priority=self.priority.upper()) if self.priority else ""


@dataclass(frozen=True, slots=True)
class VisitMark:
    """The state of a visit: planned outlined, done filled, cancelled struck through, missed hatched, moved an arrow."""

    state: str

    def width(self) -> int:
        return theme.tokens().px(18)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_visit(painter, _at_left(rect, 14), self.state)

    def words(self) -> str:
        return {
            "planned": _("Planned"),
            "done": _("Done"),
            "cancelled": _("Cancelled"),
            "missed": _("Missed"),
            "no_show": _("Missed"),
            "moved": _("Moved"),
        }.get(self.state, self.state)


@dataclass(frozen=True, slots=True)
class StalledMark:
    """An opportunity that does not move: an hourglass and for how many days."""

    days: int

    def width(self) -> int:
        return theme.tokens().px(18) + _width(self._short(), 12) + 4

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        icons.paint(painter, _at_left(rect, 14), "hourglass", "amber")
        _write(painter, rect.adjusted(theme.tokens().px(18), 0, 0, 0), self._short(), "amber", 12)

    def words(self) -> str:
        return ngettext("Stalled for {days} day", "Stalled for {days} days", self.days).format(days=self.days)

    def _short(self) -> str:
        return _("{days} d").format(days=self.days)


@dataclass(frozen=True, slots=True)
class LateMark:
    """How many days something is overdue, in red words."""

    days: int

    def width(self) -> int:
        return _width(self.words(), 12) + 4

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        _write(painter, rect, self.words(), "red", 12)

    def words(self) -> str:
        return ngettext("{days} day late", "{days} days late", self.days).format(days=self.days)


@dataclass(frozen=True, slots=True)
class IconMark:
    """Any of our icons with its meaning, e.g. the channel of a visit."""

    name: str
    meaning: str
    colour: str = "soft"

    def width(self) -> int:
        return theme.tokens().px(20)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        icons.paint(painter, _at_left(rect, 16), self.name, self.colour)

    def words(self) -> str:
        return self.meaning


def paint_tier(painter: QPainter, rect: QRectF, tier: str) -> None:
    """The round letter of a tier ("a", "b", "c", any case) filling `rect`."""
    letter = tier.upper()[:1]
    if letter:
        _stamp(painter, rect, f"tier {letter}", lambda brush, box: _draw_tier(brush, box, letter))


def _draw_tier(painter: QPainter, rect: QRectF, letter: str) -> None:
    look = theme.tokens()
    fills = {"A": (look.tier_a, look.on_tier_a), "B": (look.tier_b, look.on_tier_b)}
    fill, ink = fills.get(letter, ("", look.text))
    painter.setPen(Qt.PenStyle.NoPen if fill else QPen(theme.colour("tier_c"), 1.4))
    painter.setBrush(theme.colour(fill) if fill else Qt.BrushStyle.NoBrush)
    inset = rect.height() * 0.06
    painter.drawEllipse(rect.adjusted(inset, inset, -inset, -inset))
    face = QFont(theme.font(11, bold=True))
    face.setPixelSize(max(8, round(rect.height() * 0.58)))
    painter.setFont(face)
    painter.setPen(theme.colour(ink))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter)


def paint_priority(painter: QPainter, rect: QRectF, priority: str) -> None:
    """The flag of a priority ("p1", "p2", "p3", any case) at the left of `rect`, with its name beside it."""
    if not priority:
        return
    place = QRectF(rect.left(), rect.top(), theme.tokens().px(38), rect.height())
    _stamp(painter, place, f"priority {priority.upper()}", lambda brush, box: _draw_priority(brush, box, priority))


def _draw_priority(painter: QPainter, rect: QRectF, priority: str) -> None:
    name = {"P1": "red", "P2": "amber"}.get(priority.upper(), "soft")
    flag = {"P1": "flag_red", "P2": "flag_amber"}.get(priority.upper(), "soft")
    box = _at_left(rect, 14)
    left, top, side = box.left() + box.width() * 0.12, box.top(), box.height()
    painter.setPen(QPen(theme.colour(flag), max(1.4, side * 0.1)))
    painter.drawLine(QPointF(left, top + side * 0.06), QPointF(left, top + side * 0.96))
    cloth = _flag(box, left, 0.82)
    painter.setPen(QPen(theme.colour(flag), 1, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(QBrush(theme.colour(flag)) if flag == "flag_red" else Qt.BrushStyle.NoBrush)
    painter.drawPolygon(cloth)
    if flag == "flag_amber":
        painter.fillRect(QRectF(left, top + side * 0.08, box.width() * 0.36, side * 0.52), theme.colour(flag))
    _write(painter, rect.adjusted(theme.tokens().px(18), 0, 0, 0), priority.upper(), name, 11)


def _stamp(painter: QPainter, rect: QRectF, what: str, draw: Callable[[QPainter, QRectF], None]) -> None:
    """Draw a sign once for each size and look, and print it wherever it is wanted: lists show it a thousand times."""
    look, sharpness = theme.tokens(), painter.device().devicePixelRatioF()
    key = (what, look.name, look.scale, rect.width(), rect.height(), sharpness)
    if key not in _stamps:
        made = QPixmap(ceil(rect.width() * sharpness), ceil(rect.height() * sharpness))
        made.setDevicePixelRatio(sharpness)
        made.fill(Qt.GlobalColor.transparent)
        brush = QPainter(made)
        brush.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(brush, QRectF(0, 0, rect.width(), rect.height()))
        brush.end()
        if len(_stamps) > STAMPS_KEPT:
            _stamps.clear()
        _stamps[key] = made
    painter.drawPixmap(QPointF(round(rect.left()), round(rect.top())), _stamps[key])


def paint_visit(painter: QPainter, rect: QRectF, state: str) -> None:
    """The state of a visit as a small rounded square filling `rect`; the calendar paints its blocks the same way."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box, radius = rect.adjusted(1, 1, -1, -1), rect.height() * 0.25
    ink = theme.colour("accent_ink" if state in ("planned", "done") else "soft")
    painter.setPen(QPen(ink, 1.4))
    if state == "done":
        painter.setBrush(ink)
    painter.drawRoundedRect(box, radius, radius)
    if state in ("missed", "no_show"):
        _hatch(painter, box)
    if state == "cancelled":
        painter.drawLine(QPointF(rect.left() - 2, rect.center().y()), QPointF(rect.right() + 2, rect.center().y()))
    if state == "done":
        painter.setPen(QPen(theme.colour("surface"), 1.6, c=Qt.PenCapStyle.RoundCap))
        tick = [(0.24, 0.52), (0.43, 0.7), (0.76, 0.32)]
        painter.drawPolyline([QPointF(box.left() + box.width() * x, box.top() + box.height() * y) for x, y in tick])
    if state == "moved":
        arrow = [(0.25, 0.5), (0.72, 0.5), (0.52, 0.3), (0.72, 0.5), (0.52, 0.7)]
        painter.drawPolyline([QPointF(box.left() + box.width() * x, box.top() + box.height() * y) for x, y in arrow])
    painter.restore()


def _flag(box: QRectF, left: float, length: float) -> QPolygonF:
    corners = [(0, 0.08), (length, 0.08), (length * 0.73, 0.33), (length, 0.6), (0, 0.6)]
    return QPolygonF([QPointF(left + box.width() * x, box.top() + box.height() * y) for x, y in corners])


def _hatch(painter: QPainter, box: QRectF) -> None:
    """Slanted strokes from edge to edge."""
    for share in (0.45, 0.8, 1.2, 1.55):
        reach = box.width() * share
        start = QPointF(box.left() + max(0.0, reach - box.width()), box.top() + min(box.height(), reach))
        end = QPointF(box.left() + min(box.width(), reach), box.top() + max(0.0, reach - box.height()))
        painter.drawLine(start, end)


class Badge(QWidget):
    """A widget that wears a mark; its words are spoken and shown on hover."""

    def __init__(self, mark: Mark | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = mark
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_mark(mark)

    def set_mark(self, mark: Mark | None) -> None:
        """Wear another mark, or none."""
        self._mark = mark
        if mark is None:
            self.hide()
        elif self.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            self.show()
        self.retranslate()
        self.updateGeometry()
        self.update()

    def retranslate(self) -> None:
        """Say it again in the present language."""
        words = self._mark.words() if self._mark else ""
        self.setToolTip(words)
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        return QSize(self._mark.width() if self._mark else 0, theme.tokens().px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._mark:
            painter = QPainter(self)
            self._mark.paint(painter, QRectF(self.rect()))
            painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.updateGeometry()
        super().changeEvent(event)


def _at_left(rect: QRectF, size: int) -> QRectF:
    side = min(float(theme.tokens().px(size)), rect.height())
    return QRectF(rect.left(), round(rect.center().y() - side / 2), side, side)


def _width(text: str, size: int) -> int:
    return round(QFontMetricsF(theme.font(size)).horizontalAdvance(text))


def _write(painter: QPainter, rect: QRectF, text: str, colour: str, size: int) -> None:
    painter.save()
    painter.setFont(theme.font(size))
    painter.setPen(theme.colour(colour))
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
    painter.restore()
