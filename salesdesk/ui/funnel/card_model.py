"""The cards of one column as a list that Qt can show and drag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from salesdesk.domain.change import Id
from salesdesk.services.funnel import Card
from salesdesk.ui.funnel.card_words import facts
from salesdesk.words.i18n import ngettext

MIME: Final = "application/x-salesdesk-opportunity"
"""What is carried while cards are dragged: the ids of their opportunities, one after the other."""

CARD: Final = Qt.ItemDataRole.UserRole + 1
"""The role that gives the card itself."""

PICKED: Final = Qt.ItemDataRole.UserRole + 2
"""The role that says whether the card is picked, to be changed together with others."""

_ID_BYTES = 16
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


def carried_ids(carried: QMimeData) -> list[Id]:
    """The opportunities that are being dragged."""
    data = bytes(carried.data(MIME).data())
    return [data[at : at + _ID_BYTES] for at in range(0, len(data), _ID_BYTES)]


class CardModel(QAbstractListModel):
    """Holds the cards as they were read; a move happens in the file, never here. `picked` is the board's."""

    def __init__(self, parent: QObject | None = None, picked: Callable[[], Sequence[Id]] = tuple) -> None:
        super().__init__(parent)
        self._cards: tuple[Card, ...] = ()
        self._picked = picked

    def show(self, cards: Sequence[Card]) -> bool:
        """Show other cards; False where they are the same as before."""
        if tuple(cards) == self._cards:
            return False
        self.beginResetModel()
        self._cards = tuple(cards)
        self.endResetModel()
        return True

    def card(self, row: int) -> Card | None:
        """The card in that row."""
        return self._cards[row] if 0 <= row < len(self._cards) else None

    def cards(self) -> tuple[Card, ...]:
        """All cards, from top to bottom."""
        return self._cards

    def row_of(self, pk: Id | None) -> int:
        """Where an opportunity lies; -1 where it does not."""
        return next((row for row, card in enumerate(self._cards) if card.id == pk), -1)

    # what Qt asks

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card = self.card(index.row()) if index.isValid() else None
        if card is None:
            return None
        if role == CARD:
            return card
        if role == PICKED:
            return card.id in self._picked()
        if role == Qt.ItemDataRole.DisplayRole:
            return card.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return "<br>".join(escape(fact) for fact in facts(card))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "; ".join(facts(card))
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index) | Qt.ItemFlag.ItemIsDropEnabled
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        carried = QMimeData()
        card = self.card(indexes[0].row()) if indexes else None
        if card is not None:
            picked = list(self._picked())
            ids = picked if card.id in picked else [card.id]
            carried.setData(MIME, b"".join(ids))
            several = ngettext("{n} opportunity", "{n} opportunities", len(ids)).format(n=len(ids))
            carried.setText(card.name if len(ids) == 1 else several)
        return carried
