"""One column of the board: its head with the sums, and the list of its cards."""

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
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QToolTip, QVBoxLayout, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.opportunity import Priority, Stage
from salesdesk.services.funnel import Card, Column, ColumnKey
from salesdesk.ui.funnel.card_delegate import HEIGHT, CardDelegate
from salesdesk.ui.funnel.card_model import MIME, CardModel
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Label
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_money

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_PRIORITIES = {Qt.Key.Key_1: Priority.P1, Qt.Key.Key_2: Priority.P2, Qt.Key.Key_3: Priority.P3}
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_PUSHES = {Qt.Key.Key_BracketLeft: -1, Qt.Key.Key_BracketRight: 1}


def column_name(key: ColumnKey) -> str:
    """What a column is called."""
    return _("Closed") if key is ColumnKey.CLOSED else label(Stage(key.value))


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


class ColumnView(QWidget):
    """Head and cards of one column, filling the height."""

    def __init__(self, key: ColumnKey, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._aimed = False
        self._shown: tuple[Column, str] | None = None
        self.name, self.count = Label(self._name, "strong"), Label("", "soft")
        self.sums, self.more, self.apart = Label("", "small"), Label("", "small"), Label("", "small")
        self.apart.setWordWrap(True)
        self.apart.setContentsMargins(2, 0, 2, 0)
        self.apart.hide()
        self.list = CardList(today, self)
        self.list.hovered.connect(self._on_hovered)
        first, second = QHBoxLayout(), QHBoxLayout()
        for line, left, right in ((first, self.name, self.count), (second, self.sums, self.more)):
            line.setContentsMargins(2, 0, self.list.verticalScrollBar().sizeHint().width() + 2, 0)
            line.addWidget(left, 1)
            line.addWidget(right)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 0, 2)
        column.setSpacing(2)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.apart)
        column.addSpacing(6)
        column.addWidget(self.list, 1)
        self.setMinimumWidth(theme.tokens().px(200))
        self.list.setAccessibleName(self._name())

    def show_column(self, column: Column, currency: str) -> None:
        """Show the cards and the sums that were read."""
        self._shown = column, currency
        self.list.show_cards(column.cards)
        self._say()

    # what Qt asks

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.colour("selection" if self._aimed else "rail"))
        painter.setPen(QPen(theme.colour("focus" if self._aimed else "rail"), 2 if self._aimed else 1))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), look.radius, look.radius)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say()

    # handlers and private

    def _on_hovered(self, over: bool) -> None:
        self._aimed = over
        self.update()

    def _name(self) -> str:
        return column_name(self.key)

    def _say(self) -> None:
        self.list.setAccessibleName(self._name())
        if self._shown is None:
            return
        column, currency = self._shown
        self.count.set_caption(str(column.count))
        if self.key is ColumnKey.CLOSED:
            self._say_closed(column, currency)
        else:
            self._say_open(column, currency)
        self.list.setAccessibleDescription(f"{self.sums.toolTip()}; {self.more.toolTip()}")
        left_out = ngettext(
            "{n} in another currency is not in the sum", "{n} in other currencies are not in the sum", column.elsewhere
        )
        self.apart.set_caption(left_out.format(n=column.elsewhere))
        self.apart.setVisible(column.elsewhere > 0)

    def _say_open(self, column: Column, currency: str) -> None:
        self.sums.set_caption(format_money(column.sum_cents, currency, compact=True))
        self.sums.setToolTip(_("Sum {amount}").format(amount=format_money(column.sum_cents, currency)))
        weighted = format_money(column.weighted_cents, currency, compact=True)
        self.more.set_caption(_("weighted {amount}").format(amount=weighted))
        exact = format_money(column.weighted_cents, currency)
        self.more.setToolTip(_("Amount × probability, summed: {amount}").format(amount=exact))

    def _say_closed(self, column: Column, currency: str) -> None:
        for part, said, n, cents in (
            (self.sums, _("Won {n} · {amount}"), column.won, column.won_cents),
            (self.more, _("Lost {n} · {amount}"), column.lost, column.lost_cents),
        ):
            part.set_caption(said.format(n=n, amount=format_money(cents, currency, compact=True)))
            full = said.format(n=n, amount=format_money(cents, currency))
            part.setToolTip(_("{what}, in the last 30 days").format(what=full))
        if self.sums.sizeHint().width() + self.more.sizeHint().width() + 24 > self.list.width():
            self.sums.set_caption(_("Won {n}").format(n=column.won))
            self.more.set_caption(_("Lost {n}").format(n=column.lost))
