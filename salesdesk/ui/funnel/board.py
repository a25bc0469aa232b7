"""The board: four columns side by side, one chosen card, and the keys that lead from column to column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.domain.change import Id
from salesdesk.services.funnel import Board, Card, ColumnKey
from salesdesk.ui.funnel.card_list import CardList
from salesdesk.ui.funnel.column import ColumnView


class BoardView(QWidget):
    """Shows a `Board`. `moved(id, ColumnKey)` asks for a card to go there; it goes when the file has changed."""

    moved = Signal(object, object)
    opened = Signal(object)
    prioritised = Signal(object, object)
    binned = Signal(object)
    log_wanted = Signal(object)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen: Id | None = None
        self._place = (0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.columns = tuple(ColumnView(key, today, self) for key in ColumnKey)
        for column in self.columns:
            row.addWidget(column, 1)
            self._connect(column.list)
        self.setFocusProxy(self.columns[0].list)

    # public

    def cards_of(self, key: ColumnKey) -> CardList:
        """The cards of one column."""
        return self.columns[list(ColumnKey).index(key)].list

    def chosen(self) -> Card | None:
        """The card that is chosen, on whatever column it lies."""
        return next((card for column in self.columns if (card := column.list.current())), None)

    def show_board(self, board: Board) -> None:
        """Show what was read; the chosen card stays chosen wherever it went, its neighbour where it has gone."""
        keys_go_to = self.window().focusWidget()  # also while a sheet lies over the window
        had_focus = any(column.list is keys_go_to for column in self.columns)
        for column, shown in zip(self.columns, board.columns, strict=True):
            column.show_column(shown, board.currency)
        if self._chosen is not None and not self.choose(self._chosen, focus=had_focus):
            self._choose_place(*self._place, focus=had_focus)

    def choose(self, pk: Id, *, focus: bool = False) -> bool:
        """Choose a card and bring it into view; False where the board does not show it."""
        for number, column in enumerate(self.columns):
            row = column.list.cards.row_of(pk)
            if row >= 0:
                self._choose_place(number, row, focus=focus)
                return True
        return False

    # handlers and private

    def _on_chosen(self, pk: Id) -> None:
        number = self._number()
        self._remember(number, self.columns[number].list.currentIndex().row())

    def _on_stepped(self, by: int) -> None:
        """To the next column that has cards, at about the same height."""
        number = self._number()
        box = self.columns[number].list.visualRect(self.columns[number].list.currentIndex())
        number += by
        while 0 <= number < len(self.columns):
            column = self.columns[number]
            if column.list.cards.rowCount():
                row = column.list.indexAt(box.center()).row() if box.isValid() else 0
                last = column.list.cards.rowCount() - 1
                self._choose_place(number, row if row >= 0 else last if box.isValid() else 0, focus=True)
                return
            number += by

    def _on_pushed(self, pk: Id, by: int) -> None:
        number = self._number() + by
        if 0 <= number < len(self.columns):
            self.moved.emit(pk, self.columns[number].key)

    def _on_dropped(self, pk: Id) -> None:
        self._chosen = pk
        self.moved.emit(pk, self.columns[self._number()].key)

    def _connect(self, cards: CardList) -> None:
        cards.chosen.connect(self._on_chosen)
        cards.stepped.connect(self._on_stepped)
        cards.pushed.connect(self._on_pushed)
        cards.dropped.connect(self._on_dropped, Qt.ConnectionType.QueuedConnection)
        cards.opened.connect(self.opened)
        cards.prioritised.connect(self.prioritised)
        cards.binned.connect(self.binned)
        cards.log_wanted.connect(self.log_wanted)

    def _number(self) -> int:
        """The column that the present signal came from."""
        sender = self.sender()
        return next(number for number, column in enumerate(self.columns) if column.list is sender)

    def _choose_place(self, number: int, row: int, *, focus: bool) -> None:
        cards = self.columns[number].list
        row = min(row, cards.cards.rowCount() - 1)
        cards.choose(row)
        self._remember(number, row)
        if row >= 0:
            cards.scrollTo(cards.currentIndex())
        if focus:
            cards.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remember(self, number: int, row: int) -> None:
        card = self.columns[number].list.cards.card(row)
        self._chosen, self._place = (card.id if card else None), (number, max(row, 0))
        for other, column in enumerate(self.columns):
            if other != number:
                column.list.choose(-1)
        self.setFocusProxy(self.columns[number].list)
