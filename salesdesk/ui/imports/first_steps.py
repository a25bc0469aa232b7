"""The first two steps: which file and what its rows are; how it is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.services.imports import CODECS, DELIMITERS, ENDINGS, ImportKind, Opened, Reading, suited_kinds
from salesdesk.ui.imports.pieces import Combo, cut
from salesdesk.ui.imports.plan import ImportPlan, delimiter_name, encoding_name, kind_name
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.rows_model import RIGHT, Column, FixedRows, RowsModel
from salesdesk.ui.parts.table import TableView
from salesdesk.words.i18n import _, ngettext, say

SHOWN_ROWS, SHOWN_COLUMNS = 60, 40


class FileStep(QWidget):
    """Which file, and what its rows are. `changed` when either was chosen."""

    changed = Signal()

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__()
        self.plan = plan
        self.setAcceptDrops(True)
        self.choose = Button(lambda: _("Choose a file…"), icon="folder")
        self.choose.clicked.connect(self._on_choose)
        self.name = Label("", "strong")
        self.where = Label("", "small")
        self.kind = Combo(_("The rows are"), [(kind, kind_name(kind)) for kind in ImportKind])
        self.kind.setFixedWidth(280)
        self.kind.choose(plan.kind)
        self.kind.chosen.connect(self._on_kind)
        hint = Label(
            lambda: _(
                "Tables (CSV, TSV, Excel .xlsx and .xls, OpenDocument .ods), contacts (vCard .vcf) and calendars "
                "(iCalendar .ics) of other programs. Nothing is written before you have seen what would be."
            ),
            "soft",
        )
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(hint)
        column.addSpacing(12)
        column.addWidget(Label(lambda: _("File"), "label"))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.choose)
        row.addWidget(self.name, 1)
        column.addLayout(row)
        column.addWidget(self.where)
        column.addSpacing(12)
        column.addWidget(Label(lambda: _("The rows are"), "label"))
        column.addWidget(self.kind)
        column.addStretch()

    def show_plan(self) -> None:
        """Show what is chosen."""
        source = self.plan.source
        self.name.set_caption(source.name if source else _("No file yet. It can also be dropped here."))
        self.where.set_caption(str(source.parent) if source else "")
        self.kind.choose(self.plan.kind)

    def take(self, source: Path) -> None:
        """This file it is."""
        self.plan.source = source
        self.plan.read_anew(Reading())
        suited = suited_kinds(source)
        if self.plan.kind not in suited:
            self.plan.kind = suited[0]
        self.show_plan()
        self.changed.emit()

    def first_focus(self) -> QWidget:
        """Where the keys go."""
        return self.choose

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.take(files[0])

    def _on_choose(self) -> None:
        ours = dialogs.file_kind(_("Files that can be imported"), *ENDINGS)
        kinds = ";;".join([ours, dialogs.file_kind(_("All files"), "")])
        chosen = dialogs.open_file(self, _("Import"), folder=self.plan.source, kinds=kinds)
        if chosen is not None:
            self.take(chosen)

    def _on_kind(self, kind: ImportKind) -> None:
        self.plan.kind = kind
        self.plan.read_anew(self.plan.reading)
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One row of the source as the preview shows it."""

    id: int
    line: int
    cells: tuple[str, ...]


class PreviewStep(QWidget):
    """The source as it is read, and the guesses behind it. `reread` when it is to be read in another way."""

    reread = Signal()

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__()
        self.plan = plan
        self.encoding = Combo(_("Characters"), [(name, encoding_name(name)) for name in CODECS])
        self.delimiter = Combo(_("Cells are separated by"), [(sign, delimiter_name(sign)) for sign in DELIMITERS])
        self.sheet = Combo(_("Sheet"))
        self.head = Combo(_("Column names"))
        self.said = Label("", "small")
        self.said.setWordWrap(True)
        self._table: TableView | None = None
        self._places: dict[Combo, Label] = {}
        choices = self._choices = QGridLayout()
        choices.setHorizontalSpacing(16)
        choices.setVerticalSpacing(4)
        names = (_("Characters"), _("Cells are separated by"), _("Sheet"), _("Column names"))
        for at, (combo, name) in enumerate(zip(self._combos(), names, strict=True)):
            label = Label(name, "label")
            self._places[combo] = label
            choices.addWidget(label, 0, at)
            choices.addWidget(combo, 1, at)
            choices.setColumnStretch(at, 3 if combo in (self.head, self.encoding) else 2)
            combo.chosen.connect(self._on_chosen)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addLayout(choices)
        self._column.addWidget(self.said)

    def show_plan(self) -> None:
        """Show the source as it is read now."""
        opened = self.plan.opened
        if opened is None:
            return
        sniffed = opened.sniffed
        self.encoding.choose(sniffed.encoding)
        if self.delimiter.findData(sniffed.delimiter) < 0 and sniffed.delimiter:
            self.delimiter.addItem(delimiter_name(sniffed.delimiter), sniffed.delimiter)
        self.delimiter.choose(sniffed.delimiter)
        self.sheet.fill((name, name) for name in sniffed.sheets)
        self.sheet.choose(sniffed.sheet)
        heads = [
            (at, f"{at + 1}:  {cut(' · '.join(c for c in cells if c), 40)}") for at, cells in enumerate(sniffed.heads)
        ]
        self.head.fill([*heads, (-1, _("There are none"))])
        self.head.choose(sniffed.skipped if sniffed.has_header else -1)
        table = sniffed.source in ("text", "book")
        for combo, shown in zip(
            self._combos(),
            (bool(sniffed.encoding), sniffed.source == "text", len(sniffed.sheets) > 1, table),
            strict=True,
        ):
            self._choices.setColumnStretch(
                self._combos().index(combo), (3 if combo is self.head else 2) if shown else 0
            )
            combo.setVisible(shown)
            self._places[combo].setVisible(shown)
        self._say(opened)
        self._show_rows(opened)

    def first_focus(self) -> QWidget:
        """Where the keys go."""
        return next((combo for combo in self._combos() if combo.isVisible()), self)

    def _combos(self) -> tuple[Combo, ...]:
        return (self.encoding, self.delimiter, self.sheet, self.head)

    def _say(self, opened: Opened) -> None:
        n, unusable = len(opened.sheet.rows), len(opened.sheet.problems)
        said = [ngettext("{n} row.", "{n} rows.", n).format(n=n)]
        if unusable:
            said.append(
                ngettext("{n} row cannot be used as it is.", "{n} rows cannot be used as they are.", unusable).format(
                    n=unusable
                )
            )
        if opened.mapping.program:
            said.append(_("The file comes from {program}.").format(program=opened.mapping.program))
        if opened.sniffed.other_encodings:
            said.append(_("Should characters look wrong, choose others above."))
        self.said.set_caption("  ".join([*said, *(say(note) for note in opened.sheet.notes)]))

    def _show_rows(self, opened: Opened) -> None:
        columns: list[Column[SeenRow]] = [
            Column("line", lambda: _("Line"), lambda row: str(row.line), align=RIGHT, width=56, tone=_soft)
        ]
        shown = opened.sheet.columns[:SHOWN_COLUMNS]
        for at, name in enumerate(shown):
            columns.append(Column(f"c{at}", name, _Cell(at), width=150, stretch=len(shown) < 5))
        rows = [SeenRow(at, row.line, row.cells) for at, row in enumerate(opened.sheet.rows[:SHOWN_ROWS])]
        model: RowsModel[SeenRow] = RowsModel(columns, self)
        model.show(FixedRows(rows))
        table = TableView(model, lambda: _("The first rows of the file"))
        if self._table is not None:
            self._column.removeWidget(self._table)
            self._table.deleteLater()
        self._table = table
        self._column.addWidget(table, 1)

    def _on_chosen(self, _key: object) -> None:
        opened = self.plan.opened
        if opened is None:
            return
        sniffed, combo = opened.sniffed, self.sender()
        reading = self.plan.reading
        if combo is self.encoding:
            reading = replace(reading, encoding=self.encoding.key(), has_header=None, skipped=None)
        elif combo is self.delimiter:
            reading = replace(reading, delimiter=self.delimiter.key(), has_header=None, skipped=None)
        elif combo is self.sheet:
            reading = replace(reading, sheet=self.sheet.key(), has_header=None, skipped=None)
        else:
            at = int(self.head.key())
            reading = replace(reading, has_header=at >= 0, skipped=at if at >= 0 else sniffed.skipped * 0)
        self.plan.read_anew(reading)
        self.reread.emit()


@dataclass(frozen=True, slots=True)
class _Cell:
    """The text of one column of a row."""

    at: int

    def __call__(self, row: SeenRow) -> str:
        return cut(row.cells[self.at], 120)


def _soft(_row: SeenRow) -> str:
    return "soft"
