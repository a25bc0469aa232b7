"""F1: every key in one list that can be searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from salesdesk.ui.actions import key_text
from salesdesk.ui.parts.rows_model import Column, FixedRows, RowsModel
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.ui.parts.table import TableView
from salesdesk.words.i18n import _


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key and what it does."""

    id: int
    keys: str
    does: str


def everywhere() -> list[tuple[str, str]]:
    """Keys that no verb owns because lists and sheets hear them themselves."""
    return [
        ("Enter", _("Open what is selected")),
        (_("Space"), _("Preview what is selected")),
        ("Del", _("Move to the bin")),
        ("Ctrl+Enter", _("Save the sheet")),
        ("Esc", _("Close the sheet")),
    ]


class KeysSheet(Sheet):
    """The list of keys: those of the page first, then the window's."""

    def __init__(self, actions: Sequence[QAction], of_page: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(lambda: _("All keys"), parent, save=lambda: _("Close"), width=760)
        self.cancel_button.hide()
        of_window = [(key_text(a), a.text()) for a in actions if a.shortcuts()]
        self._all = [KeyRow(n, k, does) for n, (k, does) in enumerate([*of_page, *of_window, *everywhere()])]
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Search"))
        self.filter.setAccessibleName(_("Search"))
        self.filter.textEdited.connect(self._on_edited)
        self.rows = RowsModel[KeyRow](
            [
                Column("does", lambda: _("What it does"), _does, stretch=True),
                Column("keys", lambda: _("Keys"), _keys, width=200),
            ],
            self,
        )
        self.table = TableView(self.rows, lambda: _("All keys"))
        self.table.setMinimumHeight(420)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        column.addWidget(self.filter)
        column.addWidget(self.table, 1)
        self.set_body(body)
        self._on_edited("")

    def first_field(self) -> QWidget:
        return self.filter

    def _on_edited(self, text: str) -> None:
        wanted = text.casefold().split()
        self.rows.show(FixedRows([r for r in self._all if all(w in f"{r.does} {r.keys}".casefold() for w in wanted)]))


def _does(row: KeyRow) -> str:
    return row.does


def _keys(row: KeyRow) -> str:
    return row.keys
