"""The last three steps: by which rule, what would come of it, what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from salesdesk.services.imports import ImportKind, ImportResult, Match, Unknown
from salesdesk.ui.imports.pieces import cut
from salesdesk.ui.imports.plan import ImportPlan, match_name, unknown_name
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import RIGHT, Column, FixedRows, RowsModel
from salesdesk.ui.parts.table import TableView
from salesdesk.words.i18n import _, say
from salesdesk.words.numbers import format_number

NAME_CLIENTS = frozenset({ImportKind.CONTACTS, ImportKind.OPPORTUNITIES, ImportKind.ORDERS, ImportKind.PAYMENTS})


class RulesStep(QWidget):
    """What becomes of rows that are known already, and of those that name an unknown client."""

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__()
        self.plan = plan
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Label(lambda: _("Records that are known already"), "strong"))
        self.matches = {match: QRadioButton(match_name(match)) for match in Match}
        self._group = QButtonGroup(self)
        for button in self.matches.values():
            self._group.addButton(button)
            column.addWidget(button)
        self.about_key = Label("", "small")
        self.about_key.setWordWrap(True)
        column.addWidget(self.about_key)
        column.addSpacing(16)
        self.unknown_head = Label(lambda: _("Rows that name a client nobody knows"), "strong")
        column.addWidget(self.unknown_head)
        self.unknowns = {unknown: QRadioButton(unknown_name(unknown)) for unknown in Unknown}
        self._others = QButtonGroup(self)
        for button in self.unknowns.values():
            self._others.addButton(button)
            column.addWidget(button)
        column.addStretch()
        self._group.buttonClicked.connect(self._on_clicked)
        self._others.buttonClicked.connect(self._on_clicked)

    def show_plan(self) -> None:
        """Show the rules as they are."""
        self.matches[self.plan.rules.match].setChecked(True)
        self.unknowns[self.plan.rules.unknown_client].setChecked(True)
        fields = set(self.plan.opened.mapping.fields.values()) if self.plan.opened else set()
        self.about_key.set_caption(self._key(fields))
        for part in (self.unknown_head, *self.unknowns.values()):
            part.setVisible(self.plan.kind in NAME_CLIENTS)

    def first_focus(self) -> QWidget:
        """The rule that holds."""
        return self.matches[self.plan.rules.match]

    def _key(self, fields: set[str]) -> str:
        if fields & {"ref", "number"}:
            return _("They are found again by their number in the other system, else by name.")
        if self.plan.kind in (ImportKind.VISITS, ImportKind.PAYMENTS):
            return _("They are found again by client and time or amount.")
        if self.plan.kind is ImportKind.APPOINTMENTS:
            return _("They are found again by title and time.")
        return _("They are found again by name; capitals, blanks and punctuation do not matter.")

    def _on_clicked(self, _button: object) -> None:
        match = next(key for key, button in self.matches.items() if button.isChecked())
        unknown = next(key for key, button in self.unknowns.items() if button.isChecked())
        self.plan.rules = replace(self.plan.rules, match=match, unknown_client=unknown)
        self.plan.checked = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One rejected row as the list shows it."""

    id: int
    line: int
    reason: str
    cells: str


class Outcome(QWidget):
    """Four counts, and every rejected row with its line and reason."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[str, Label] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        figures = QGridLayout()
        figures.setHorizontalSpacing(32)
        figures.setVerticalSpacing(0)
        heads: dict[str, Caption] = {
            "read": lambda: _("Read"),
            "created": lambda: _("New"),
            "updated": lambda: _("Updated"),
            "unchanged": lambda: _("Unchanged"),
            "rejected": lambda: _("Rejected"),
        }
        for at, (key, caption) in enumerate(heads.items()):
            self.counts[key] = Label("", "number")
            figures.addWidget(Label(caption, "label"), 0, at)
            figures.addWidget(self.counts[key], 1, at)
        figures.setColumnStretch(len(heads), 1)
        column.addLayout(figures)
        self.model: RowsModel[Fault] = RowsModel(
            [
                Column("line", lambda: _("Line"), lambda fault: str(fault.line), align=RIGHT, width=64),
                Column("reason", lambda: _("Why it is rejected"), lambda fault: fault.reason, width=420, tip=_tip),
                Column("cells", lambda: _("The row"), lambda fault: fault.cells, width=200, stretch=True, tone=_soft),
            ],
            self,
        )
        self.table = TableView(self.model, lambda: _("Rejected rows"))
        self.table.set_empty(EmptyState(lambda: _("No row is rejected.")))
        column.addSpacing(8)
        column.addWidget(self.table, 1)

    def show_result(self, result: ImportResult) -> None:
        """Show what came, or would come, of the import."""
        for key, label in self.counts.items():
            label.set_caption(format_number(getattr(result, key)))
        faults = [
            Fault(at, one.line, " ".join(map(say, one.reasons)), cut(" · ".join(c for c in one.cells if c), 120))
            for at, one in enumerate(result.rejects)
        ]
        self.model.show(FixedRows(faults))


class CheckStep(QWidget):
    """The dry run: what would happen; nothing is written yet."""

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__()
        self.plan = plan
        self.outcome = Outcome()
        said = Label(
            lambda: _(
                "Nothing is written yet. Rejected rows stay behind and can be saved as a file, mended, imported."
            ),
            "small",
        )
        said.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(said)
        column.addWidget(self.outcome, 1)

    def show_plan(self) -> None:
        """Show what would come of it."""
        if self.plan.checked is not None:
            self.outcome.show_result(self.plan.checked)

    def first_focus(self) -> QWidget | None:
        """The list of problems, if there is one."""
        return self.outcome.table if self.plan.checked and self.plan.checked.rejects else None


class DoneStep(QWidget):
    """What came of it; the rejects as a file; the way back."""

    rejects_wanted = Signal()
    undo_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__()
        self.plan = plan
        self.said = Label("", "strong")
        self.said.setWordWrap(True)
        self.outcome = Outcome()
        self.rejects = Button(lambda: _("Save the rejected rows…"), icon="file")
        self.again = Button(lambda: _("Import another file"), icon="import")
        self.undo = Button(lambda: _("Undo the import"), icon="undo")
        self.rejects.clicked.connect(self.rejects_wanted)
        self.again.clicked.connect(self.again_wanted)
        self.undo.clicked.connect(self.undo_wanted)
        row = QHBoxLayout()
        row.setSpacing(theme.tokens().px(8))
        for button in (self.rejects, self.again, self.undo):
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.said)
        column.addLayout(row)
        column.addWidget(self.outcome, 1)

    def show_plan(self) -> None:
        """Show what came of it."""
        result = self.plan.result
        if result is None:
            return
        self.outcome.show_result(result)
        self.rejects.setVisible(bool(result.rejects))
        self.undo.setVisible(result.change is not None)
        self.undo.setEnabled(True)
        self.said.set_caption(
            _("The import is done.") if result.change else _("Nothing had to be written: everything is known already.")
        )

    def say_undone(self) -> None:
        """The import was taken back."""
        self.undo.setEnabled(False)
        self.said.set_caption(_("The import was taken back: the file is as it was before."))

    def first_focus(self) -> QWidget | None:
        """What is likeliest wanted next: the rejects, if there are any."""
        return self.rejects if self.plan.result and self.plan.result.rejects else None


def _tip(fault: Fault) -> str:
    return fault.reason


def _soft(_fault: Fault) -> str:
    return "soft"
