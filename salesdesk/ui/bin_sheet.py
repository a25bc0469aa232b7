"""What was deleted, when and by whom, and the way back."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import Column, FixedRows, RowsModel
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.ui.parts.table import TableView
from salesdesk.words.i18n import _
from salesdesk.words.labels import kind_label
from salesdesk.words.numbers import format_moment

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class BinRow:
    """One deleted thing, ready to read."""

    id: Id
    kind: Kind
    name: str
    when: str
    who: str


class BinSheet(Sheet):
    """Enter or the button restores what is chosen; Undo stands in the notice."""

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        super().__init__(lambda: _("Bin"), parent, save=lambda: _("Close"), width=840)
        self.ctx = ctx
        self.cancel_button.hide()
        self.restore_button = Button(lambda: _("Restore"), tip=lambda: _("Enter"))
        self.restore_button.clicked.connect(self._on_restore)
        self.add_button(self.restore_button)
        self.rows = RowsModel[BinRow](_columns(), self)
        self.table = TableView(self.rows, lambda: _("Bin"))
        self.table.setMinimumHeight(420)
        self.table.set_empty(EmptyState(lambda: _("Nothing has been deleted.")))
        self.table.opened.connect(self._on_opened)
        body = QWidget()
        column = QVBoxLayout(body)
        column.addWidget(self.table)
        self.set_body(body)
        ctx.bridge.changed.connect(self._on_changed)
        self.show_rows()

    def first_field(self) -> QWidget:
        return self.table

    def show_rows(self) -> None:
        """Read the bin again; the cursor stays near where it was."""
        row = max(0, self.table.currentIndex().row())
        self.rows.show(
            FixedRows(
                [BinRow(one.id, one.kind, one.name, _when(one.millis), one.who) for one in self.ctx.desk.bin.list()]
            )
        )
        if self.rows.ids:
            self.table.select(self.rows.ids[min(row, len(self.rows.ids) - 1)])
        self.restore_button.setEnabled(bool(self.rows.ids) and not self.ctx.desk.read_only)

    def _on_opened(self, _row_id: Hashable) -> None:
        self._on_restore()

    def _on_restore(self) -> None:
        row = self.rows.row_at(self.table.currentIndex().row())
        if row is not None and self.restore_button.isEnabled():
            self.ctx.attempt(self.ctx.desk.bin.restore, row.kind, row.id)

    def _on_changed(self, _change: object) -> None:
        self.show_rows()


def _columns() -> list[Column[BinRow]]:
    return [
        Column("kind", lambda: _("Kind"), lambda row: kind_label(row.kind), width=112, tone=_soft),
        Column("name", lambda: _("Name"), lambda row: row.name, stretch=True),
        Column("when", lambda: _("Deleted"), lambda row: row.when, width=176),
        Column("who", lambda: _("Who"), lambda row: row.who, width=96),
    ]


def _soft(_row: BinRow) -> str:
    return "soft"


def _when(millis: int) -> str:
    return format_moment((_BEGINNING + timedelta(milliseconds=millis)).astimezone())
