"""The list of the cards of one column: what can be done with a card by mouse and key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from salesdesk.domain.opportunity import Priority, Stage
from salesdesk.services.funnel import Card
from salesdesk.ui.funnel.card_delegate import HEIGHT, CardDelegate
from salesdesk.ui.funnel.card_model import MIME, CardModel, carried_ids
from salesdesk.ui.parts import theme
from salesdesk.words.i18n import _

_SPACE = Qt.Key.Key_Space
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_PRIORITIES = {Qt.Key.Key_1: Priority.P1, Qt.Key.Key_2: Priority.P2, Qt.Key.Key_3: Priority.P3}
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UP_DOWN = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ENDINGS = {Qt.Key.Key_W: Stage.WON, Qt.Key.Key_X: Stage.LOST}
_PUSHES = {Qt.Key.Key_BracketLeft: -1, Qt.Key.Key_BracketRight: 1}


class CardList(QListView):
    """The cards of a column. Says what the user wants; the file decides.

    `stepped(by)` to the neighbour column, `pushed(by)` to take the card along (or all that are picked), `dropped(ids)`
    for cards that were let go here, `closed_as(Stage)` won or lost, `picked(id)` to pick the card or put it back,
    `cleared()` to put all back.
    """

    chosen = Signal(object)
    opened = Signal(object)
    stepped = Signal(int)
    pushed = Signal(int)
    dropped = Signal(object)
    prioritised = Signal(object)
    binned = Signal()
    log_wanted = Signal(object)
    closed_as = Signal(object, object)
    picked = Signal(object)
    picked_to = Signal(object)
    cleared = Signal()
    hovered = Signal(bool)

    def __init__(
        self, today: Callable[[], date], picked: Callable[[], Sequence[Id]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "clear")
        self.cards = CardModel(self, picked)
        self._placing = False
        self._any_picked = picked
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setItemDelegate(CardDelegate(today, self))
        self.setModel(self.cards)
        self._set_step()

    # public

    def current(self) -> Card | None:
        """The card that is chosen."""
        return self.cards.card(self.currentIndex().row())

    def show_cards(self, cards: tuple[Card, ...]) -> None:
        """Show what was read; the place in the list stays."""
        self._placing, at = True, self.verticalScrollBar().value()
        if self.cards.show(cards) and self.isVisible():
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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        card = self.cards.card(self.indexAt(event.position().toPoint()).row())
        if card is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.choose(self.cards.row_of(card.id))
            self.chosen.emit(card.id)
            self.picked.emit(card.id)
        elif card is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.picked_to.emit(card.id)
            self.choose(self.cards.row_of(card.id))
            self.chosen.emit(card.id)
        else:
            super().mousePressEvent(event)

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
            self.dropped.emit(carried_ids(event.mimeData()))
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
            self.pushed.emit(push)
            return True
        if key in _UP_DOWN and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._pick_on(card, _UP_DOWN[key])
            return True
        return event.modifiers() in _PLAIN and (self._act(card, key) or self._act_on_all(card, key))

    def _act_on_all(self, card: Card, key: Qt.Key) -> bool:
        """A key that means every card that is picked, or else the chosen one."""
        if key in _PRIORITIES:
            self.prioritised.emit(_PRIORITIES[key])
        elif key == Qt.Key.Key_Delete:
            self.binned.emit()
        elif key == _SPACE:
            self.picked.emit(card.id)
        elif key == Qt.Key.Key_Escape and self._any_picked():
            self.cleared.emit()
        else:
            return False
        return True

    def _pick_on(self, card: Card, by: int) -> None:
        """Pick this card and the next one in that direction, and go there."""
        if card.id not in self._any_picked():
            self.picked.emit(card.id)
        row = self.currentIndex().row() + by
        if 0 <= row < self.cards.rowCount():
            self.setCurrentIndex(self.cards.index(row, 0))
            other = self.cards.card(row)
            if other is not None and other.id not in self._any_picked():
                self.picked.emit(other.id)

    def _act(self, card: Card, key: Qt.Key) -> bool:
        """A key that means the chosen card alone."""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(card.id)
        elif key == Qt.Key.Key_L:
            self.log_wanted.emit(card.id)
        elif key in _ENDINGS:
            self.closed_as.emit(card.id, _ENDINGS[key])
        elif key == Qt.Key.Key_I:
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
        if not event.mimeData().hasFormat(MIME):
            return False
        return any(self.cards.row_of(pk) < 0 for pk in carried_ids(event.mimeData()))

    def _set_step(self) -> None:
        self.verticalScrollBar().setSingleStep(theme.tokens().px(HEIGHT) // 2)
