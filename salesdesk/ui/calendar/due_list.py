"""The clients that want to be met, beside the calendar: drag one onto a day, or press P."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.today import DueContact
from salesdesk.ui.calendar.canvas import CLIENT_MIME
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.badges import paint_tier
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.numbers import format_day_near
from salesdesk.words.reasons import due_reason

AnyIndex = QModelIndex | QPersistentModelIndex


class DueModel(QAbstractListModel):
    """The due clients in their order of weight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.contacts: Sequence[DueContact] = ()
        self.today = date.min

    def show(self, contacts: Sequence[DueContact], today: date) -> None:
        """Show these."""
        self.beginResetModel()
        self.contacts, self.today = tuple(contacts), today
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.contacts)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        contact = self.contacts[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return contact.client_name
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{contact.client_name}\n{due_reason(contact.due, self.today)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{contact.client_name}, {due_reason(contact.due, self.today)}"
        return contact if role == Qt.ItemDataRole.UserRole else None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else usual

    def mimeTypes(self) -> list[str]:
        return [CLIENT_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        for index in indexes[:1]:
            data.setData(CLIENT_MIME, QByteArray(self.contacts[index.row()].client_id))
            data.setText(self.contacts[index.row()].client_name)
        return data

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction


class DueList(QListView):
    """`planned` asks for the next free hour (P), `opened` for the client (Enter), `logged` to log a contact (L)."""

    planned = Signal(object)
    opened = Signal(object)
    logged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = DueModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(DueDelegate(self))
        self.setDragEnabled(True)
        self.setDragDropMode(QListView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("background: transparent")
        self.doubleClicked.connect(self._on_double_clicked)

    def show_contacts(self, contacts: Sequence[DueContact], today: date) -> None:
        """Show these; the one chosen stays chosen, or else its place."""
        chosen, row = self.chosen(), self.currentIndex().row()
        if (tuple(contacts), today) != (self.rows.contacts, self.rows.today):
            self.rows.show(contacts, today)
            ids = [contact.client_id for contact in contacts]
            at = ids.index(chosen) if chosen in ids else min(row, len(ids) - 1)
            if row >= 0 and at >= 0:
                self.setCurrentIndex(self.rows.index(at))
        self.setAccessibleName(_("Due clients"))

    def chosen(self) -> Id | None:
        """The client on which the keys work."""
        row = self.currentIndex().row()
        return self.rows.contacts[row].client_id if 0 <= row < len(self.rows.contacts) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        client = self.chosen()
        verbs = {Qt.Key.Key_P: self.planned, Qt.Key.Key_L: self.logged}
        verbs |= {Qt.Key.Key_Return: self.opened, Qt.Key.Key_Enter: self.opened}
        verb = verbs.get(Qt.Key(event.key()))
        if verb and client and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            verb.emit(client)
        elif event.text().isalnum():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self.rows.contacts[index.row()].client_id)


class DueDelegate(QStyledItemDelegate):
    """Letter of the tier, name, and below it in grey how late or how often."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(120, theme.tokens().px(42))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        contact, look = index.data(Qt.ItemDataRole.UserRole), theme.tokens()
        box = QRectF(option.rect)
        state, focused = option.state, False
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
        paint_tier(painter, QRectF(box.left() + 8, box.center().y() - side / 2, side, side), contact.tier.value)
        words = QRectF(box.left() + side + look.px(16), box.top() + look.px(3), 0, look.px(19))
        words.setRight(box.right() - look.px(6))
        _write(painter, words, contact.client_name, 13, "text")
        late, rest = _reason(contact, index.model().today)  # type: ignore[attr-defined]
        words.translate(0, look.px(17))
        wide = _write(painter, words, late, 11, "red") if late else 0.0
        _write(painter, words.adjusted(wide + (6 if wide else 0), 0, 0, 0), rest, 11, "soft")
        painter.restore()


def _reason(contact: DueContact, today: date) -> tuple[str, str]:
    """How late, and what is asked: two short pieces of one line."""
    due = contact.due
    late = ""
    if due.late_days:
        late = ngettext("{days} day late", "{days} days late", due.late_days).format(days=due.late_days)
    if contact.planned_on:
        return late, _("planned {day}").format(day=format_day_near(contact.planned_on, today))
    if due.last_on is None:
        return late, _("not met yet")
    return late, _("last {day}").format(day=format_day_near(due.last_on, today))


def _write(painter: QPainter, rect: QRectF, words: str, size: int, ink: str) -> float:
    face = theme.font(size)
    metrics = QFontMetricsF(face)
    painter.setFont(face)
    painter.setPen(theme.colour(ink))
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0.0, rect.width()))
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    return metrics.horizontalAdvance(shown)
