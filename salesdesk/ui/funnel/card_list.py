"""The list of the cards of one column: what can be done with a card by mouse and key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.opportunity import Priority
from salesdesk.services.funnel import Card
from salesdesk.ui.funnel.card_delegate import HEIGHT, CardDelegate
from salesdesk.ui.funnel.card_model import MIME, CardModel
from salesdesk.ui.parts import theme
from salesdesk.words.i18n import _

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_PRIORITIES = {Qt.Key.Key_1: Priority.P1, Qt.Key.Key_2: Priority.P2, Qt.Key.Key_3: Priority.P3}
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_PUSHES = {Qt.Key.Key_BracketLeft: -1, Qt.Key.Key_BracketRight: 1}


class CardList(QListView):
    """The cards of a column. Says what the user wants; the file decides.

    `stepped(by)` to the neighbour column, `pushed(id, by)` to take the card along, `dropped(id)` for a card that was
    let go here.
    """

    chosen = Signal(object)
    opened = Signal(object)
    stepped = Signal(int)
    pushed = Signal(object, int)
    dropped = Signal(object)
    prioritised = Signal(object, object)
    binned = Signal(object)
    log_wanted = Signal(object)
    hovered = Signal(bool)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = CardModel(self)
        self._placing = False
        self.setModel(self.cards)
        self.setItemDelegate(CardDelegate(today, self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setStyleSheet("CardList { background: transparent; }")
        self._set_step()

    # public

    def current(self) -> Card | None:
        """The card that is chosen."""
        return self.cards.card(self.currentIndex().row())

    def show_cards(self, cards: tuple[Card, ...]) -> None:
        """Show what was read; the place in the list stays."""
        self._placing, at = True, self.verticalScrollBar().value()
        if self.cards.show(cards):
            self.doItemsLayout()
            self.verticalScrollBar().setValue(at)
        self._placing = False

    def choose(self, row: int) -> None:
        """Choose a card by program (-1 none); says nothing."""
        self._placing = True
        self.setCurrentIndex(self.cards.index(row, 0) if row >= 0 else QModelIndex())
        if row < 0:
            self.clearSelection()
        self._placing = False

    # what Qt asks

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        card = self.cards.card(current.row())
        if card is not None and not self._placing:
            self.selectionModel().select(current, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.chosen.emit(card.id)

    def updateGeometries(self) -> None:
        """The room of the scroll bar stays free without one, so that cards and head end in one line everywhere."""
        super().updateGeometries()
        bar = self.verticalScrollBar()
        free = 0 if self.contentsSize().height() > self.viewport().height() else bar.sizeHint().width()
        if self.viewportMargins().right() != free:
            self.setViewportMargins(0, 0, free, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._hear(event):
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        card = self.cards.card(self.indexAt(event.position().toPoint()).row())
        if card is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(card.id)
        else:
            super().mouseDoubleClickEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._takes(event):
            event.acceptProposedAction()
            self.hovered.emit(True)
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._takes(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hovered.emit(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.hovered.emit(False)
        self.setState(QAbstractItemView.State.NoState)
        if self._takes(event):
            event.acceptProposedAction()
            self.dropped.emit(self._carried(event))
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.cards.rowCount():
            painter = QPainter(self.viewport())
            painter.setFont(theme.font(theme.tokens().small_size))
            painter.setPen(theme.colour("faint"))
            box = self.viewport().rect().adjusted(8, theme.tokens().px(24), -8, 0)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, _("No opportunity here"))
            painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._set_step()
            self.scheduleDelayedItemsLayout()
        super().changeEvent(event)

    # private

    def _hear(self, event: QKeyEvent) -> bool:
        """A key that means something for the chosen card; False for any other."""
        card, key = self.current(), Qt.Key(event.key())
        control = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.ControlModifier
        if key in _STEPS and event.modifiers() in _PLAIN:
            self.stepped.emit(_STEPS[key])
            return True
        push = _STEPS.get(key) if control else _PUSHES.get(key)
        if card is None:
            return push is not None
        if push is not None:
            self.pushed.emit(card.id, push)
            return True
        return event.modifiers() in _PLAIN and self._act(card, key)

    def _act(self, card: Card, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(card.id)
        elif key in _PRIORITIES:
            self.prioritised.emit(card.id, _PRIORITIES[key])
        elif key == Qt.Key.Key_Delete:
            self.binned.emit(card.id)
        elif key == Qt.Key.Key_L:
            self.log_wanted.emit(card.id)
        elif key == Qt.Key.Key_Space:
            box = self.visualRect(self.currentIndex())
            QToolTip.showText(
                self.viewport().mapToGlobal(box.bottomLeft()),
                self.currentIndex().data(Qt.ItemDataRole.ToolTipRole),
                self,
            )
        else:
            return False
        return True

    def _takes(self, event: QDropEvent) -> bool:
        return event.mimeData().hasFormat(MIME) and self.cards.row_of(self._carried(event)) < 0

    def _carried(self, event: QDropEvent) -> Id:
        return bytes(event.mimeData().data(MIME).data())

    def _set_step(self) -> None:
        self.verticalScrollBar().setSingleStep(theme.tokens().px(HEIGHT) // 2)
