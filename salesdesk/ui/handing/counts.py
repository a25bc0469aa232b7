"""How much of each kind a file holds, as a small table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Kind
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import RIGHT, Column, FixedRows, RowsModel
from salesdesk.ui.parts.table import TableView
from salesdesk.words.i18n import _
from salesdesk.words.labels import kind_label
from salesdesk.words.numbers import format_number


@dataclass(frozen=True, slots=True)
class CountRow:
    """One kind, and how many of it there are."""

    id: Kind
    count: int


class CountTable(TableView):
    """A row per kind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.counts = RowsModel[CountRow](
            [
                Column("kind", lambda: _("Kind"), _kind, stretch=True),
                Column("count", lambda: _("How many"), _count, RIGHT, 112),
            ],
            parent,
        )
        super().__init__(self.counts, lambda: _("What it holds"), parent)
        self.setMinimumHeight(240)
        self.set_empty(EmptyState(lambda: _("There is nothing of this to hand out.")))

    def show_counts(self, counts: Mapping[Kind, int]) -> None:
        """Show what is there, the kinds in the order of their names."""
        self.counts.show(FixedRows([CountRow(one, counts[one]) for one in sorted(counts, key=kind_label)]))


def _kind(row: CountRow) -> str:
    return kind_label(row.id)


def _count(row: CountRow) -> str:
    return format_number(row.count)
