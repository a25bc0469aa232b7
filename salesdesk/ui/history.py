"""Who changed what, when, from what to what: of one record, or of the whole file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind, Label
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import Column, FixedRows, RowsModel
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.ui.parts.table import TableView
from salesdesk.words.i18n import _, pgettext
from salesdesk.words.labels import change_label, field_label, field_value
from salesdesk.words.numbers import format_moment

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk


class Step(Protocol):
    """One action as the journal keeps it: when (milliseconds since 1970), who, and whether it stands."""

    @property
    def millis(self) -> int: ...
    @property
    def who(self) -> str: ...
    @property
    def how(self) -> str: ...
    @property
    def label(self) -> Label: ...
    @property
    def undone(self) -> bool: ...


class Fact(Protocol):
    """One field of one record as an action changed it; no field: the record was made."""

    @property
    def step(self) -> Step: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def field(self) -> str: ...
    @property
    def before(self) -> object: ...
    @property
    def after(self) -> object: ...


_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of a history, ready to read; `undone` lines are shown paler."""

    id: int
    when: str
    who: str
    what: str
    field: str = ""
    before: str = ""
    after: str = ""
    undone: bool = False


def lines_of_file(steps: Sequence[Step]) -> list[HistoryRow]:
    """What was done in the whole file, one line per action."""
    return [HistoryRow(n, _when(step), step.who, _what(step), undone=step.undone) for n, step in enumerate(steps)]


def lines_of_record(facts: Sequence[Fact], currency: str) -> list[HistoryRow]:
    """What happened to one record, one line per field; its creation has no field."""
    return [
        HistoryRow(
            n,
            _when(fact.step),
            fact.step.who,
            _what(fact.step),
            field_label(fact.kind, fact.field) if fact.field else "",
            field_value(fact.field, fact.before, currency) if fact.field else "",
            field_value(fact.field, fact.after, currency) if fact.field else "",
            fact.step.undone,
        )
        for n, fact in enumerate(facts)
    ]


class HistorySheet(Sheet):
    """The history of a record, or without `kind` of the whole file, the newest first."""

    def __init__(self, desk: Desk, parent: QWidget, *, kind: Kind | None = None, record_id: Id = b"") -> None:
        super().__init__(lambda: _("History"), parent, save=lambda: _("Close"), width=960)
        self.cancel_button.hide()
        if kind is None:
            lines = lines_of_file(desk.history.recent())
        else:
            lines = lines_of_record(desk.history.of(kind, record_id), desk.currency)
        self.rows = RowsModel[HistoryRow](_columns(of_record=kind is not None), self)
        self.table = TableView(self.rows, lambda: _("History"))
        self.table.setMinimumHeight(420)
        self.table.set_empty(EmptyState(lambda: _("Nothing has been changed here yet.")))
        self.rows.show(FixedRows(lines))
        body = QWidget()
        column = QVBoxLayout(body)
        column.addWidget(self.table)
        self.set_body(body)

    def first_field(self) -> QWidget:
        return self.table


def _columns(*, of_record: bool) -> list[Column[HistoryRow]]:
    columns = [
        Column("when", lambda: _("When"), lambda row: row.when, width=160, tone=_tone),
        Column("who", lambda: _("Who"), lambda row: row.who, width=88, tone=_tone),
        Column("what", lambda: _("What was done"), lambda row: row.what, stretch=True, tone=_tone, tip=_tip),
    ]
    if of_record:
        columns += [
            Column("field", lambda: _("Field"), lambda row: row.field, width=104, tone=_tone),
            Column("before", lambda: pgettext("value", "From"), lambda row: row.before, width=128, tone=_tone),
            Column("after", lambda: pgettext("value", "To"), lambda row: row.after, width=128, tone=_tone),
        ]
    return columns


def _tone(row: HistoryRow) -> str:
    return "faint" if row.undone else ""


def _tip(row: HistoryRow) -> str:
    return row.what


def _when(step: Step) -> str:
    return format_moment((_BEGINNING + timedelta(milliseconds=step.millis)).astimezone())


def _what(step: Step) -> str:
    sentence = change_label(step.label)
    if step.how == "undo":
        return _("Undone: {what}").format(what=sentence)
    if step.how == "redo":
        return _("Done again: {what}").format(what=sentence)
    return _("{what} (undone)").format(what=sentence) if step.undone else sentence
