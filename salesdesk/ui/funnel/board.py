"""The board: four columns side by side, one chosen card, those that are picked, and the keys that lead about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.domain.change import Id
from salesdesk.services.funnel import Board, Card, ColumnKey
from salesdesk.ui.funnel.card_list import CardList
from salesdesk.ui.funnel.column import ColumnView


class BoardView(QWidget):
    """Shows a `Board`. `moved(ids, ColumnKey)` asks for cards to go there; they go when the file has changed.

    One card is chosen (it has the keys); several may be picked, and are then changed together. `prioritised(ids,
    Priority)`, `binned(ids)` and `moved` mean all that are picked, or the chosen one. `picks_changed()` when others
    are picked.
    """

    moved = Signal(object, object)
    opened = Signal(object)
    prioritised = Signal(object, object)
    binned = Signal(object)
    log_wanted = Signal(object)
    closed_as = Signal(object, object)
    picks_changed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen: Id | None = None
        self._place = (0, 0)
        self._picked: dict[Id, None] = {}
        self.columns = tuple(ColumnView(key, today, self.picked, self) for key in ColumnKey)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
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

    def picked(self) -> Sequence[Id]:
        """The cards that are picked, in the order they were."""
        return tuple(self._picked)

    def meant(self) -> list[Id]:
        """What a verb for several means: the picked cards, or else the chosen one."""
        chosen = self.chosen()
        return list(self._picked) or ([chosen.id] if chosen else [])

    def pick(self, ids: Sequence[Id]) -> None:
        """Pick these cards and no others."""
        self._picked = dict.fromkeys(ids)
        self._show_picks()

    def show_board(self, board: Board) -> None:
        """Show what was read; the chosen card stays chosen wherever it went, its neighbour where it has gone."""
        keys_go_to = self.window().focusWidget()  # also while a sheet lies over the window
        had_focus = any(column.list is keys_go_to for column in self.columns)
        if self._picked:
            there = {card.id for card in board.cards()}
            self.pick([pk for pk in self._picked if pk in there])
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

    def _on_pushed(self, by: int) -> None:
        number = self._number() + by
        if 0 <= number < len(self.columns):
            self.moved.emit(self.meant(), self.columns[number].key)

    def _on_dropped(self, ids: list[Id]) -> None:
        self._chosen = ids[0]
        self.moved.emit(ids, self.columns[self._number()].key)

    def _on_prioritised(self, priority: object) -> None:
        self.prioritised.emit(self.meant(), priority)

    def _on_binned(self) -> None:
        self.binned.emit(self.meant())

    def _on_picked(self, pk: Id) -> None:
        self.pick([one for one in self._picked if one != pk] if pk in self._picked else [*self._picked, pk])

    def _on_picked_to(self, pk: Id) -> None:
        """All cards of the column from the chosen one to this."""
        cards = self.columns[self._number()].list.cards
        first, last = sorted((max(cards.row_of(self._chosen), 0), cards.row_of(pk)))
        self.pick([*self._picked, *(card.id for card in cards.cards()[first : last + 1])])

    def _on_cleared(self) -> None:
        self.pick(())

    def _connect(self, cards: CardList) -> None:
        cards.chosen.connect(self._on_chosen)
        cards.stepped.connect(self._on_stepped)
        cards.pushed.connect(self._on_pushed)
        cards.dropped.connect(self._on_dropped, Qt.ConnectionType.QueuedConnection)
        cards.prioritised.connect(self._on_prioritised)
        cards.binned.connect(self._on_binned)
        cards.picked.connect(self._on_picked)
        cards.picked_to.connect(self._on_picked_to)
        cards.cleared.connect(self._on_cleared)
        cards.opened.connect(self.opened)
        cards.log_wanted.connect(self.log_wanted)
        cards.closed_as.connect(self.closed_as)

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

    def _show_picks(self) -> None:
        for column in self.columns:
            column.list.viewport().update()
        self.picks_changed.emit()
