"""A narrow list of clients beside the calendar: letter of the tier, name, and below it a line in grey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from salesdesk.domain.client import Tier
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.badges import paint_tier

AnyIndex = QModelIndex | QPersistentModelIndex
HEIGHT = 42


@dataclass(frozen=True, slots=True)
class ClientLine:
    """What a row shows; the pieces below the name stand beside each other, each with its ink."""

    tier: Tier
    name: str
    below: Sequence[tuple[str, str]]


class ClientList(QListView):
    """Its model is a `QAbstractListModel` with a method `line(row) -> ClientLine`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_Delegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("background: transparent")


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(120, theme.tokens().px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        line: ClientLine = index.model().line(index.row())  # type: ignore[attr-defined]
        look, box, state = theme.tokens(), QRectF(option.rect), option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            focused = bool(state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QPen(theme.colour("focus"), 2) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection"))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), look.radius, look.radius)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), look.radius, look.radius)
        side = look.px(18)
        paint_tier(painter, QRectF(box.left() + 8, box.center().y() - side / 2, side, side), line.tier.value)
        words = QRectF(box.left() + side + look.px(16), box.top() + look.px(3), 0, look.px(19))
        words.setRight(box.right() - look.px(6))
        _write(painter, words, line.name, 13, "text")
        words.translate(0, look.px(17))
        for piece, ink in line.below:
            if piece:
                words.setLeft(words.left() + _write(painter, words, piece, 11, ink) + 6)
        painter.restore()


def _write(painter: QPainter, rect: QRectF, words: str, size: int, ink: str) -> float:
    face = theme.font(size)
    metrics = QFontMetricsF(face)
    painter.setFont(face)
    painter.setPen(theme.colour(ink))
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0.0, rect.width()))
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    return metrics.horizontalAdvance(shown)
