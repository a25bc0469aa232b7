"""How a card is painted: client and urgency, name and amount, what comes next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from salesdesk.domain.opportunity import Stage
from salesdesk.services.funnel import Card
from salesdesk.ui.funnel import card_words
from salesdesk.ui.funnel.card_model import CARD
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.badges import PriorityMark, StalledMark, paint_tier
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_money

HEIGHT = 82
"""Pixels of a card with the gap below it, before scaling."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CardDelegate(QStyledItemDelegate):
    """Paints one card; `today` tells whether a next step is late."""

    def __init__(self, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, theme.tokens().px(HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        card: Card | None = index.data(CARD)
        if card is None:
            return
        look = theme.tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -look.px(6) - 0.5)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._paint_ground(painter, box, option, selected)
        inner = box.adjusted(look.px(10), look.px(7), -look.px(10), -look.px(7))
        third = inner.height() / 3
        _Lines(painter, card, selected, self._today()).paint(inner, third)
        painter.restore()

    def _paint_ground(self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem, selected: bool) -> None:
        look = theme.tokens()
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = selected and bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setBrush(theme.colour("selection" if selected else "hover" if hovered else "surface"))
        painter.setPen(QPen(theme.colour("focus" if focused else "accent_ink" if selected else "line"), 1 + focused))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5) if focused else box, look.radius, look.radius)


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
        box.setLeft(box.left() + self._wide(word, theme.font(look.small_size, bold=True)) + look.px(8))
        self._write(box, card_words.ending(card), look.small_size, "soft")

    def _write(
        self, box: QRectF, words: str, size: int, colour: str, *, bold: bool = False, right: bool = False
    ) -> None:
        """Write a line, cut with "…"; one at the right takes its room away from `box`."""
        face = theme.font(size, bold=bold)
        self._painter.setFont(face)
        quiet = {"soft": "on_selection", "faint": "on_selection", "text": "on_selection"}
        self._painter.setPen(theme.colour(quiet.get(colour, colour) if self._selected else colour))
        shown = QFontMetricsF(face).elidedText(words, Qt.TextElideMode.ElideRight, max(0.0, box.width()))
        self._painter.drawText(box, _RIGHT if right else _LEFT, shown)
        if right and words:
            box.setRight(box.right() - self._wide(shown, face))

    def _wide(self, words: str, face: QFont) -> float:
        return QFontMetricsF(face).horizontalAdvance(words)
