"""The board as a table: the same opportunities, a line each, sorted by any column, with the keys of the cards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.opportunity import Priority, Stage
from salesdesk.services.funnel import Card
from salesdesk.ui.funnel import card_words
from salesdesk.ui.parts.badges import Mark, PriorityMark, StalledMark, TierMark
from salesdesk.ui.parts.rows_model import RIGHT, Column, RowsModel
from salesdesk.ui.parts.table import TableView
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import NOTHING, format_date, format_money

_PRIORITIES = {Qt.Key.Key_1: Priority.P1, Qt.Key.Key_2: Priority.P2, Qt.Key.Key_3: Priority.P3}
_ENDINGS = {Qt.Key.Key_W: Stage.WON, Qt.Key.Key_X: Stage.LOST}
_PUSHES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_BracketLeft: -1, Qt.Key.Key_BracketRight: 1}
_FITTING = (
    (700, ("client", "name", "stage", "amount", "priority")),
    (900, ("client", "name", "stage", "amount", "priority", "close", "step")),
    (1100, ("client", "name", "stage", "amount", "weighted", "priority", "age", "close", "step")),
)
"""Width up to which only these columns are shown."""


class DealTable(TableView):
    """Says what the user wants of the selected opportunities, as the cards do.

    `prioritised(Priority)`, `pushed(by)`, `closed_as(id, Stage)`, `log_wanted(id)`; Space selects and lets go.
    """

    prioritised = Signal(object)
    pushed = Signal(int)
    closed_as = Signal(object, object)
    log_wanted = Signal(object)

    def __init__(
        self, today: Callable[[], date], owners: Callable[[], Mapping[Id, str]], parent: QWidget | None = None
    ) -> None:
        self.rows = RowsModel[Card](columns(today, owners))
        super().__init__(self.rows, lambda: _("Opportunities"), parent)
        self.rows.setParent(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current, key = self.current_id(), Qt.Key(event.key())
        pressed = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        pushed = key in _PUSHES and (
            pressed == Qt.KeyboardModifier.ControlModifier or key not in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        )
        if current is not None and pushed:
            self.pushed.emit(_PUSHES[key])
        elif current is not None and pressed == Qt.KeyboardModifier.NoModifier and self._hear(current, key):
            event.accept()
        else:
            super().keyPressEvent(event)

    def show_fitting(self, width: int) -> None:
        """Show the columns for which there is room (`width` unscaled)."""
        every = tuple(column.key for column in self.rows.columns)
        self.show_columns(next((keys for most, keys in _FITTING if width < most), every))

    def _hear(self, current: object, key: Qt.Key) -> bool:
        if key in _PRIORITIES:
            self.prioritised.emit(_PRIORITIES[key])
        elif key in _ENDINGS:
            self.closed_as.emit(current, _ENDINGS[key])
        elif key == Qt.Key.Key_L:
            self.log_wanted.emit(current)
        elif key == Qt.Key.Key_Space:
            flag = self.selectionModel().SelectionFlag
            self.selectionModel().select(self.currentIndex(), flag.Toggle | flag.Rows)
        else:
            return False
        return True


def columns(today: Callable[[], date], owners: Callable[[], Mapping[Id, str]]) -> list[Column[Card]]:
    """Client and name first, then what it is worth, how it stands and what comes next."""
    cells = _Cells(today, owners)
    return [
        Column("client", lambda: _("Client"), cells.client, width=140, sort_key="client", stretch=True, tip=cells.all),
        Column("name", lambda: _("Name"), cells.name, width=150, sort_key="name", stretch=True, tone=cells.strong),
        Column("stage", lambda: _("Stage"), cells.stage, width=176, sort_key="stage", tone=cells.soft),
        Column("amount", lambda: _("Amount"), cells.amount, RIGHT, 88, "amount", tip=cells.amount_full),
        Column("weighted", lambda: _("Weighted"), cells.weighted, RIGHT, 88, "weighted", tip=cells.weighted_full),
        Column("priority", lambda: _("Priority"), cells.none, width=72, sort_key="priority", mark=cells.priority),
        Column("tier", lambda: _("Tier"), cells.none, width=50, sort_key="tier", mark=cells.tier),
        Column("age", lambda: _("Age"), cells.age, width=76, sort_key="age", mark=cells.stalled, tip=cells.why),
        Column("close", lambda: _("Expected close"), cells.close, width=118, sort_key="close", tone=cells.late_close),
        Column(
            *("step", lambda: _("Next step"), cells.step),
            width=160,
            sort_key="step",
            stretch=True,
            tone=cells.late,
            tip=cells.step,
        ),
        Column("owner", lambda: _("Owner"), cells.owner, width=78, sort_key="owner", tone=cells.soft),
    ]


class _Cells:
    """What stands in the cells of one opportunity."""

    def __init__(self, today: Callable[[], date], owners: Callable[[], Mapping[Id, str]]) -> None:
        self._today, self._owners = today, owners

    def none(self, card: Card) -> str:
        return ""

    def soft(self, card: Card) -> str:
        return "soft"

    def strong(self, card: Card) -> str:
        return "strong"

    def all(self, card: Card) -> str:
        return "\n".join(card_words.facts(card))

    def client(self, card: Card) -> str:
        return card.client or NOTHING

    def name(self, card: Card) -> str:
        return card.name

    def stage(self, card: Card) -> str:
        return label(card.stage)

    def amount(self, card: Card) -> str:
        return format_money(card.amount_cents, card.currency, compact=True) if card.amount_cents else NOTHING

    def amount_full(self, card: Card) -> str:
        return format_money(card.amount_cents, card.currency)

    def weighted(self, card: Card) -> str:
        if not (card.stage.is_open and card.amount_cents):
            return NOTHING
        return format_money(card.weighted_cents, card.currency, compact=True)

    def weighted_full(self, card: Card) -> str:
        return card_words.worth(card)

    def priority(self, card: Card) -> Mark | None:
        return PriorityMark(card.priority.name)

    def tier(self, card: Card) -> Mark | None:
        return TierMark(card.tier.value) if card.tier else None

    def age(self, card: Card) -> str:
        return card_words.age(card) if card.stage.is_open and not card.stalled else ""

    def stalled(self, card: Card) -> Mark | None:
        return StalledMark(card.stalled) if card.stalled else None

    def why(self, card: Card) -> str:
        return card_words.stalled_reason(card) or card_words.since(card)

    def close(self, card: Card) -> str:
        day = card.closed_on or card.expected_close
        return format_date(day) if day else NOTHING

    def late_close(self, card: Card) -> str:
        day = card.expected_close
        return "late" if card.stage.is_open and day is not None and day < self._today() else "soft"

    def step(self, card: Card) -> str:
        if not card.stage.is_open:
            return card_words.ending(card)
        words, _colour = card_words.next_step(card, self._today())
        return words

    def late(self, card: Card) -> str:
        _words, colour = card_words.next_step(card, self._today()) if card.stage.is_open else ("", "soft")
        return {"red": "late"}.get(colour, colour)

    def owner(self, card: Card) -> str:
        return self._owners().get(card.rep_id, "")
