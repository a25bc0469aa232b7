"""How a card is painted: client and urgency, name and amount, what comes next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from salesdesk.domain.opportunity import Stage
from salesdesk.services.funnel import Card
from salesdesk.ui.funnel import card_words
from salesdesk.ui.funnel.card_model import CARD, PICKED
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.badges import PriorityMark, StalledMark, paint_tier
from salesdesk.words.i18n import language
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_money

HEIGHT = 82
"""Pixels of a card with the gap below it, before scaling."""

FACES_KEPT = 40
"""Pictures that a column keeps: those in view, selected or not; some 4 MB."""


@dataclass(frozen=True, slots=True)
class _Face:
    """What decides how a card looks."""

    card: Card
    wide: int
    high: int
    sharpness: float
    selected: bool
    hovered: bool
    focused: bool
    picked: bool
    today: date
    language: str
    look: str


class CardDelegate(QStyledItemDelegate):
    """Paints one card; `today` tells whether a next step is late.

    Each face is painted once and kept as a picture: a card costs half a millisecond, and while one is dragged over
    the board all of them are wanted again and again.
    """

    def __init__(self, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._faces: OrderedDict[_Face, QPixmap] = OrderedDict()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, theme.tokens().px(HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        card: Card | None = index.data(CARD)
        if card is None:
            return
        look, rect = theme.tokens(), option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        face = _Face(
            card,
            rect.width(),
            rect.height(),
            painter.device().devicePixelRatioF(),
            selected,
            bool(option.state & QStyle.StateFlag.State_MouseOver),
            selected and bool(option.state & QStyle.StateFlag.State_HasFocus),
            bool(index.data(PICKED)),
            self._today(),
            language(),
            f"{look.name} {look.scale}",
        )
        picture = self._faces.get(face)
        if picture is None:
            picture = self._faces[face] = _painted(face)
            if len(self._faces) > FACES_KEPT:
                self._faces.popitem(last=False)
        else:
            self._faces.move_to_end(face)
        painter.drawPixmap(rect.topLeft(), picture)


def _painted(face: _Face) -> QPixmap:
    look = theme.tokens()
    picture = QPixmap(round(face.wide * face.sharpness), round(face.high * face.sharpness))
    picture.setDevicePixelRatio(face.sharpness)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(0, 0, face.wide, face.high).adjusted(0.5, 0.5, -0.5, -look.px(6) - 0.5)
    _paint_ground(painter, box, face)
    inner = box.adjusted(look.px(10), look.px(7), -look.px(10), -look.px(7))
    _Lines(painter, face.card, face.selected or face.picked, face.today).paint(inner, inner.height() / 3)
    painter.end()
    return picture


def _paint_ground(painter: QPainter, box: QRectF, face: _Face) -> None:
    """Paper and edge; a picked card has a bar at its left, so that it is told without its colour."""
    look = theme.tokens()
    marked = face.selected or face.picked
    painter.setBrush(theme.colour("selection" if marked else "hover" if face.hovered else "surface"))
    edge = "focus" if face.focused else "accent_ink" if marked else "line"
    painter.setPen(QPen(theme.colour(edge), 1 + face.focused))
    outline = box.adjusted(0.5, 0.5, -0.5, -0.5) if face.focused else box
    painter.drawRoundedRect(outline, look.radius, look.radius)
    if face.picked:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent_ink"))
        side = look.px(4)
        painter.drawRoundedRect(QRectF(box.left(), box.top(), side, box.height()), side / 2, side / 2)


class _Lines:
    """The three lines of one card."""

    def __init__(self, painter: QPainter, card: Card, selected: bool, today: date) -> None:
        self._painter, self._card, self._selected, self._today = painter, card, selected, today

    def paint(self, box: QRectF, high: float) -> None:
        self._client(QRectF(box.left(), box.top(), box.width(), high))
        self._name(QRectF(box.left(), box.top() + high, box.width(), high))
        foot = QRectF(box.left(), box.top() + 2 * high, box.width(), high)
        if self._card.stage.is_open:
            self._next_step(foot)
        else:
            self._ending(foot)

    def _client(self, box: QRectF) -> None:
        card, look = self._card, theme.tokens()
        flag = PriorityMark(card.priority.name)
        flag.paint(self._painter, QRectF(box.right() - flag.width(), box.top(), flag.width(), box.height()))
        box.setRight(box.right() - flag.width() - look.px(8))
        if card.stage.is_open:
            self._write(box, card_words.age(card), look.small_size, "soft", right=True)
            box.setRight(box.right() - look.px(8))
        if card.tier:
            side = look.px(17)
            middle = round(box.center().y() - side / 2)
            paint_tier(self._painter, QRectF(box.left(), middle, side, side), card.tier.value)
            box.setLeft(box.left() + look.px(23))
        self._write(box, card.client, look.small_size, "soft")

    def _name(self, box: QRectF) -> None:
        card, look = self._card, theme.tokens()
        amount = format_money(card.amount_cents, card.currency, compact=True) if card.amount_cents else ""
        self._write(box, amount, look.font_size, "text", right=True)
        box.setRight(box.right() - look.px(8))
        self._write(box, card.name, look.font_size, "text", bold=True)

    def _next_step(self, box: QRectF) -> None:
        card, look = self._card, theme.tokens()
        if card.stalled:
            glass = StalledMark(card.stalled)
            glass.paint(self._painter, QRectF(box.right() - glass.width(), box.top(), glass.width(), box.height()))
            box.setRight(box.right() - glass.width() - look.px(8))
        words, colour = card_words.next_step(card, self._today)
        self._write(box, words, look.small_size, colour)

    def _ending(self, box: QRectF) -> None:
        card, look = self._card, theme.tokens()
        won, side = card.stage is Stage.WON, look.px(15)
        colour = "green" if won else "soft"
        sign = QRectF(box.left(), round(box.center().y() - side / 2), side, side)
        icons.paint(self._painter, sign, "check" if won else "close", colour)
        box.setLeft(box.left() + look.px(20))
        word = label(card.stage)
        self._write(box, word, look.small_size, colour, bold=True)
        box.setLeft(box.left() + _metrics(look.px(look.small_size), True).horizontalAdvance(word) + look.px(8))
        self._write(box, card_words.ending(card), look.small_size, "soft")

    def _write(
        self, box: QRectF, words: str, size: int, colour: str, *, bold: bool = False, right: bool = False
    ) -> None:
        """Write a line, cut with "…"; one at the right takes its room away from `box`."""
        face, metrics = theme.font(size, bold=bold), _metrics(theme.tokens().px(size), bold)
        wide = metrics.horizontalAdvance(words)
        if wide > box.width():
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0.0, box.width()))
            wide = metrics.horizontalAdvance(words)
        self._painter.setFont(face)
        quiet = {"soft": "on_selection", "faint": "on_selection", "text": "on_selection"}
        self._painter.setPen(theme.colour(quiet.get(colour, colour) if self._selected else colour))
        line = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
        self._painter.drawText(QPointF(box.right() - wide if right else box.left(), round(line)), words)
        if right and words:
            box.setRight(box.right() - wide)


@lru_cache(maxsize=32)
def _metrics(pixels: int, bold: bool) -> QFontMetricsF:
    """The measures of the bundled font, asked for each line of each card."""
    look = theme.tokens()
    return QFontMetricsF(theme.font(round(pixels / look.scale), bold=bold))
