"""The window of duplicates: every pair that may be one company, with its reasons; merged, or kept apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.services.duplicates import Likeness
from salesdesk.ui.duplicates.merge_sheet import MergeSheet
from salesdesk.ui.jobs import Job, Progress
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import RIGHT, Column, RowsModel
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.ui.parts.table import TableView
from salesdesk.words.i18n import _, ngettext, say
from salesdesk.words.labels import label


@dataclass(frozen=True, slots=True)
class PairRow:
    """A line of the window; its id is the two clients."""

    id: tuple[Id, Id]
    left: str
    right: str
    reasons: str
    score: int


class _Pairs:
    """The pairs as the table asks for them; names are read page by page."""

    def __init__(self, ctx: PageContext, found: Sequence[Likeness]) -> None:
        self._ctx = ctx
        self._found = {(one.left, one.right): one for one in found}

    def ids(self, sort_key: str, descending: bool) -> list[tuple[Id, Id]]:
        return list(self._found)

    def rows(self, ids: Sequence[object]) -> list[PairRow]:
        rows = []
        for key in ids:
            one = self._found[cast("tuple[Id, Id]", key)]
            left, right = self._ctx.desk.clients.found(one.left), self._ctx.desk.clients.found(one.right)
            if left and right:
                reasons = " · ".join(label(reason) for reason in one.reasons)
                rows.append(PairRow((one.left, one.right), left.title, right.title, reasons, one.score))
        return rows


class DuplicatesWindow(Sheet):
    """Opens at once; the search runs beside the window. Enter merges the pair, Del keeps it apart."""

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        super().__init__(lambda: _("Duplicates"), parent, save=lambda: _("Look at both"), width=900)
        self._ctx = ctx
        self._found: list[Likeness] = []
        self.said = Label(lambda: _("Looking through all clients…"), "soft")
        self.rows = RowsModel[PairRow](_columns(), self)
        self.table = TableView(self.rows, lambda: _("Pairs"))
        self.table.setMinimumHeight(360)
        self.empty = EmptyState("")
        self.table.set_empty(self.empty)
        self.apart = Button(lambda: _("Not duplicates"), tip="Del")
        self.apart.clicked.connect(self._on_apart)
        self.add_button(self.apart)
        self.cancel_button.set_caption(lambda: _("Close"))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.said, 1)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self.set_body(body)
        self.table.opened.connect(self._on_opened)
        self.table.deleted.connect(self._on_apart)
        ctx.bridge.changed.connect(self._on_changed)
        self.search()

    def search(self) -> None:
        """Look through the whole file (again)."""
        self.save_button.setEnabled(False)
        self.apart.setEnabled(False)
        work = self._ctx.desk.duplicates.search()
        self._ctx.jobs.run(Job(_("Looking for duplicates"), _Work(work)), self._on_found)

    def save(self) -> bool:
        """The primary button: look at both; the window stays."""
        key = self.table.current_id()
        if key is not None:
            self._on_opened(key)
        return False

    def first_field(self) -> QWidget | None:
        return self.table

    # handlers

    def _on_found(self, found: list[Likeness]) -> None:
        self._found = found
        self._show()

    def _on_opened(self, key: object) -> None:
        left, right = cast("tuple[Id, Id]", key)
        if self._ctx.desk.read_only:
            return
        try:
            sheet = MergeSheet(self._ctx, self, *self._ctx.desk.duplicates.fuller_first(left, right))
        except Refused as refused:
            self.show_problem(say(refused))
            return
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def _on_apart(self, *_ids: object) -> None:
        key = self.table.current_id()
        if key is not None:
            left, right = cast("tuple[Id, Id]", key)
            if self._ctx.attempt(self._ctx.desk.duplicates.not_duplicates, left, right) is not None:
                self._found = [one for one in self._found if (one.left, one.right) != key]
                self._show()

    def _on_changed(self, change: ChangeSet) -> None:
        """Pairs of which one has gone (merged, deleted) are no longer shown."""
        touched = change.ids.get(Kind.CLIENT, frozenset())
        gone = {pk for pk in touched if (client := self._ctx.desk.clients.get(pk)) is None or client.deleted}
        if gone:
            self._found = [one for one in self._found if not {one.left, one.right} & gone]
            self._show()

    def _show(self) -> None:
        self.rows.show(_Pairs(self._ctx, self._found))
        n = len(self._found)
        words = ngettext("{n} pair may be one company.", "{n} pairs may be one company each.", n).format(n=n)
        self.said.set_caption(words if n else "")
        self.empty.say(lambda: _("No client stands in the file twice, as far as can be seen."))
        self.table.select_first()
        able = bool(n) and not self._ctx.desk.read_only
        self.save_button.setEnabled(able)
        self.apart.setEnabled(able)


class _Work:
    """The search as a job: says how far it is, stops when asked to."""

    def __init__(self, search: Callable[[Callable[[int, int], None] | None], list[Likeness]]) -> None:
        self._search = search

    def __call__(self, progress: Progress) -> list[Likeness]:
        return self._search(progress.step)


def _columns() -> list[Column[PairRow]]:
    return [
        Column("left", lambda: _("Client"), lambda row: row.left, stretch=True, width=200, tip=lambda row: row.left),
        Column("right", lambda: _("Looks like"), lambda row: row.right, stretch=True, width=200),
        Column("reasons", lambda: _("Because of"), lambda row: row.reasons, width=270, tone=lambda row: "soft"),
        Column("score", lambda: _("Sure"), lambda row: _("{n} %").format(n=row.score), RIGHT, 64),
    ]
