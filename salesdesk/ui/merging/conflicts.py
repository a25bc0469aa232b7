"""Conflicts side by side: what stands here, what came from there, by whom and when; one is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.services.merging import Clash, Rule, Side
from salesdesk.services.record_words import RecordWords
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import Column, FixedRows, RowsModel
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.ui.parts.table import TableView
from salesdesk.words.i18n import _
from salesdesk.words.labels import field_label, kind_label
from salesdesk.words.numbers import format_moment


@dataclass(frozen=True, slots=True)
class ClashRow:
    """A conflict, ready to read. `stands`: which of the two the field holds now."""

    id: tuple[object, ...]
    clash: Clash
    what: str
    field: str
    mine: str
    theirs: str
    stands: Rule


class ConflictsSheet(Sheet):
    """1 keeps what was written here, 2 takes what came; Enter keeps what stands. The buttons decide all at once."""

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        super().__init__(lambda: _("Conflicts"), parent, save=lambda: _("Close"), width=1120)
        self.ctx = ctx
        self.cancel_button.hide()
        said = Label(
            lambda: _("Two people changed these fields without knowing of each other. The later value stands for now."),
            "soft",
        )
        said.setWordWrap(True)
        self.mine = Button(lambda: _("Keep ours"), tip="1")
        self.theirs = Button(lambda: _("Take theirs"), tip="2")
        self.newest = Button(lambda: _("The later one for all"))
        self.all_mine = Button(lambda: _("Ours for all"))
        self.all_theirs = Button(lambda: _("Theirs for all"))
        self._buttons = (self.mine, self.theirs, self.newest, self.all_mine, self.all_theirs)
        for button in self._buttons:
            self.add_button(button)
        self.mine.clicked.connect(self._on_mine)
        self.theirs.clicked.connect(self._on_theirs)
        self.newest.clicked.connect(self._on_newest)
        self.all_mine.clicked.connect(self._on_all_mine)
        self.all_theirs.clicked.connect(self._on_all_theirs)
        QShortcut(QKeySequence("1"), self).activated.connect(self._on_mine)
        QShortcut(QKeySequence("2"), self).activated.connect(self._on_theirs)
        self.rows = RowsModel[ClashRow](_columns(), self)
        self.table = TableView(self.rows, lambda: _("Conflicts"))
        self.table.setMinimumHeight(360)
        self.table.set_empty(EmptyState(lambda: _("No conflict waits for a decision.")))
        self.table.opened.connect(self._on_opened)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        column.addWidget(said)
        column.addWidget(self.table, 1)
        self.set_body(body)
        ctx.bridge.changed.connect(self._on_changed)
        self.show_rows()

    def first_field(self) -> QWidget:
        return self.table

    def show_rows(self) -> None:
        """Read the conflicts again; the cursor stays near where it was."""
        row = max(0, self.table.currentIndex().row())
        found, words = self.ctx.desk.merging.conflicts(), self.ctx.desk.history.words()
        words.learn((one.kind, one.id) for one in found)
        self.rows.show(FixedRows([_row(one, words) for one in found]))
        if self.rows.ids:
            self.table.select(self.rows.ids[min(row, len(self.rows.ids) - 1)])
        for button in self._buttons:
            button.setEnabled(bool(self.rows.ids) and not self.ctx.desk.read_only)

    # handlers

    def _on_mine(self) -> None:
        self._decide(Rule.MINE)

    def _on_theirs(self) -> None:
        self._decide(Rule.THEIRS)

    def _on_opened(self, _row_id: object) -> None:
        if row := self._current():
            self._decide(row.stands)

    def _on_newest(self) -> None:
        self._decide_all(Rule.NEWEST)

    def _on_all_mine(self) -> None:
        self._decide_all(Rule.MINE)

    def _on_all_theirs(self) -> None:
        self._decide_all(Rule.THEIRS)

    def _on_changed(self, _change: object) -> None:
        self.show_rows()

    # private

    def _current(self) -> ClashRow | None:
        return self.rows.row_at(self.table.currentIndex().row())

    def _decide(self, rule: Rule) -> None:
        row = self._current()
        if row is not None and self.mine.isEnabled():
            self.ctx.attempt(self.ctx.desk.merging.decide, [(row.clash, row.clash.side(rule))])
            self.show_rows()  # where nothing had to change, nobody is told

    def _decide_all(self, rule: Rule) -> None:
        self.ctx.attempt(self.ctx.desk.merging.decide_all, rule)
        self.show_rows()


def _row(one: Clash, words: RecordWords) -> ClashRow:
    what = f"{kind_label(one.kind)} {words.name(one.kind, one.id)}".strip()
    ours = one.stands == one.mine.value
    key = (one.kind, one.id, one.field, one.mine.hlc, one.theirs.hlc)
    mine, theirs = _told(one, one.mine, words), _told(one, one.theirs, words)
    return ClashRow(key, one, what, _field(one), mine, theirs, Rule.MINE if ours else Rule.THEIRS)


def _told(one: Clash, side: Side, words: RecordWords) -> str:
    value = words.value(one.kind, one.id, one.field, side.value)
    return f"{value}  ·  {side.who}, {format_moment(side.at.astimezone())}"


def _field(one: Clash) -> str:
    return _("Deleted") if one.field == "deleted" else field_label(one.kind, one.field)


def _columns() -> Sequence[Column[ClashRow]]:
    return [
        Column("what", lambda: _("Record"), lambda row: row.what, width=208, tip=lambda row: row.what),
        Column("field", lambda: _("Field"), lambda row: row.field, width=128),
        Column(
            "mine",
            lambda: _("Ours"),
            lambda row: row.mine,
            width=320,
            tone=lambda row: "strong" if row.stands is Rule.MINE else "",
            tip=lambda row: row.mine,
        ),
        Column(
            "theirs",
            lambda: _("Theirs"),
            lambda row: row.theirs,
            stretch=True,
            tone=lambda row: "strong" if row.stands is Rule.THEIRS else "",
            tip=lambda row: row.theirs,
        ),
    ]
