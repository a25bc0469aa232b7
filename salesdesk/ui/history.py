"""Who changed what, when, from what to what: of one record, or of the whole file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.change import ChangeSet, Id, Kind, Label
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.services.history import Asked
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Button
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.fields import ChoiceField, LineField
from salesdesk.ui.parts.rows_model import Column, FixedRows, RowsModel
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.ui.parts.table import TableView
from salesdesk.words.i18n import _, ngettext, pgettext, say
from salesdesk.words.labels import change_label, field_label, field_value, kind_label
from salesdesk.words.numbers import format_moment

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from salesdesk.services.history import Fact as StoredFact
    from salesdesk.services.history import Step as StoredStep

PAGE = 500
"""Actions read at a time; more come when the last one is reached."""
DAY = 86_400_000
_TIMES = (("1", N_("Last 24 hours")), ("7", N_("Last 7 days")), ("31", N_("Last 31 days")), ("366", N_("Last year")))


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
    """The history of a record, of one action (`within`), or of the whole file, the newest first.

    Enter on an action of the whole file opens what it changed. What can be taken back is taken back with the buttons.
    """

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget,
        *,
        kind: Kind | None = None,
        record_id: Id = b"",
        within: StoredStep | None = None,
    ) -> None:
        super().__init__(lambda: _("History"), parent, save=lambda: _("Close"), width=1040)
        self.ctx, self._kind, self._record, self._within = ctx, kind, record_id, within
        self._of_file = kind is None and within is None
        self._facts: list[StoredFact] = []
        self._steps: list[StoredStep] = []
        self._all_read = False
        self.cancel_button.hide()
        self._add_verbs()
        self.rows = RowsModel[HistoryRow](_columns(self._of_file, within is not None), self)
        self.table = TableView(self.rows, lambda: _("History"))
        self.table.setMinimumHeight(400)
        self.table.set_empty(EmptyState(lambda: _("Nothing has been changed here yet.")))
        self.table.opened.connect(self._on_opened)
        self.table.current_changed.connect(self._on_current)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        body = QWidget()
        column = QVBoxLayout(body)
        if self._of_file:
            column.addLayout(self._filters())
        column.addWidget(self.table)
        self.set_body(body)
        ctx.bridge.changed.connect(self._on_changed)
        self.show_rows()

    def first_field(self) -> QWidget:
        return self.table

    def show_rows(self) -> None:
        """Read the history again; the cursor stays near where it was."""
        row = max(0, self.table.currentIndex().row())
        history, desk = self.ctx.desk.history, self.ctx.desk
        if self._of_file:
            self._steps = history.find(self._asked(), PAGE)
            self._all_read = len(self._steps) < PAGE
            self.rows.show(FixedRows(lines_of_file(self._steps)))
        else:
            found = (
                history.within(self._within) if self._within else history.of(self._kind or Kind.CLIENT, self._record)
            )
            self._facts = found
            self.rows.show(FixedRows(_lines(desk, found, named=self._within is not None)))
        if self.rows.ids:
            self.table.select(self.rows.ids[min(row, len(self.rows.ids) - 1)])
        self._on_current(None)

    # building

    def _add_verbs(self) -> None:
        self.restore_button = Button(lambda: _("Put this value back"), tip="Ctrl+R")
        self.undo_button = Button(lambda: _("Take this back"), tip="Ctrl+U")
        self.redo_button = Button(lambda: _("Do it again"), tip="Ctrl+U")
        self.restore_button.clicked.connect(self._on_restore)
        self.undo_button.clicked.connect(self._on_undo)
        self.redo_button.clicked.connect(self._on_undo)
        self.restore_button.setVisible(not self._of_file)
        for button in (self.restore_button, self.undo_button, self.redo_button):
            self.add_button(button)
        for keys, run in (("Ctrl+R", self._on_restore), ("Ctrl+U", self._on_undo)):
            QShortcut(QKeySequence(keys), self).activated.connect(run)

    def _filters(self) -> QHBoxLayout:
        people = [Choice(name, name) for name in self.ctx.desk.history.people()]
        kinds = sorted((Choice(kind.value, kind_label(kind)) for kind in Kind), key=lambda one: str(one.caption))
        times = [Choice(days, _(words)) for days, words in _TIMES]
        self.who = ChoiceField("who", lambda: _("Who"), [Choice("", lambda: _("Everybody")), *people])
        self.what = ChoiceField("kind", lambda: _("Kind"), [Choice("", lambda: _("All kinds")), *kinds])
        self.when = ChoiceField("when", lambda: _("When"), [Choice("", lambda: _("Any time")), *times])
        self.words = LineField("words", lambda: _("Words"), placeholder=lambda: _("Name of a client, a title …"))
        row = QHBoxLayout()
        row.setSpacing(12)
        for field in (self.who, self.what, self.when, self.words):
            row.addWidget(field, 2 if field is self.words else 1)
            field.edited.connect(self.show_rows)
        return row

    def _asked(self) -> Asked:
        kind, days = self.what.value(), self.when.value()
        first = int(self.ctx.desk.now().timestamp() * 1000) - int(days) * DAY if days else None
        return Asked(self.who.value(), Kind(kind) if kind else None, first, words=self.words.value())

    # handlers

    def _on_changed(self, _change: object) -> None:
        self.show_rows()

    def _on_scrolled(self, value: int) -> None:
        """The end is in view: read on."""
        if not self._of_file or self._all_read or value < self.table.verticalScrollBar().maximum():
            return
        last = self._steps[-1]
        more = self.ctx.desk.history.find(self._asked(), PAGE, (last.hlc, last.act))
        self._all_read = len(more) < PAGE
        self._steps += more
        at = self.table.current_id()
        self.rows.show(FixedRows(lines_of_file(self._steps)))
        if at is not None:
            self.table.select(at)

    def _on_current(self, _row_id: object) -> None:
        step, fact, free = self._step(), self._fact(), not self.ctx.desk.read_only
        done = step is not None and step.how == "do" and free
        self.undo_button.setVisible(step is None or not step.undone)
        self.redo_button.setVisible(step is not None and step.undone)
        self.undo_button.setEnabled(done)
        self.redo_button.setEnabled(done)
        self.restore_button.setEnabled(free and fact is not None and bool(fact.field))

    def _on_opened(self, _row_id: object) -> None:
        step = self._step()
        if self._of_file and step is not None:
            HistorySheet(self.ctx, self, within=step).show_over()

    def _on_restore(self) -> None:
        fact = self._fact()
        if fact is None or not self.restore_button.isEnabled():
            return
        try:
            done = self.ctx.desk.history.restore(fact.kind, fact.id, fact.field, fact.before)
        except Refused as refused:
            self.show_problem(say(refused))
            return
        self.show_problem("")
        self.ctx.notify.done(done)

    def _on_undo(self) -> None:
        step, history = self._step(), self.ctx.desk.history
        if step is None or step.how != "do" or self.ctx.desk.read_only:
            return
        if not step.undone and not self._agreed(step):
            return
        try:
            done = history.redo_step(step) if step.undone else history.undo_step(step)
        except Refused as refused:
            self.show_problem(say(refused))
            return
        self.show_problem("")
        self.ctx.notify.tell(_said(done, _("Done again: {what}") if step.undone else _("Undone: {what}")))

    def _agreed(self, step: StoredStep) -> bool:
        """Whether the user wants it all the same, where fields were changed since."""
        left = self.ctx.desk.history.in_the_way(step)
        if not left:
            return True
        names = dict.fromkeys(field_label(kind, field) for kind, _pk, field in left)
        return dialogs.ask(
            self,
            _("Take back the rest?"),
            detail=_("Changed since, and left as it is: {fields}").format(fields=_(", ").join(names)),
            yes=_("Take this back"),
            no=_("Leave it"),
        )

    def _step(self) -> StoredStep | None:
        row = self.table.currentIndex().row()
        if self._of_file:
            return self._steps[row] if 0 <= row < len(self._steps) else None
        fact = self._fact()
        return fact.step if fact else self._within

    def _fact(self) -> StoredFact | None:
        row = self.table.currentIndex().row()
        return self._facts[row] if not self._of_file and 0 <= row < len(self._facts) else None


def _lines(desk: Desk, facts: Sequence[StoredFact], *, named: bool) -> list[HistoryRow]:
    """The facts as lines, with the names of what they point to; `named`: say of which record each is."""
    lines = []
    for fact, line in zip(facts, lines_of_record(facts, desk.currency), strict=True):
        before = desk.history.name_behind(fact.field, fact.before) or line.before
        after = desk.history.name_behind(fact.field, fact.after) or line.after
        what = line.what
        if named:
            name = desk.history.name_of(fact.kind, fact.id)
            what = f"{kind_label(fact.kind)} · {name}" if name else kind_label(fact.kind)
        lines.append(replace(line, what=what, before=before, after=after))
    return lines


def _said(done: ChangeSet, sentence: str) -> str:
    said = sentence.format(what=change_label(done.label))
    left = len(done.left_alone)
    if left:
        note = ngettext(
            "{done} ({n} field changed since then and was left as it is.)",
            "{done} ({n} fields changed since then and were left as they are.)",
            left,
        )
        said = note.format(done=said, n=left)
    return said


def _columns(of_file: bool, within: bool) -> list[Column[HistoryRow]]:
    about = (lambda: _("Record")) if within else (lambda: _("What was done"))
    columns = [
        Column("when", lambda: _("When"), lambda row: row.when, width=160, tone=_tone),
        Column("who", lambda: _("Who"), lambda row: row.who, width=88, tone=_tone),
        Column("what", about, lambda row: row.what, stretch=True, tone=_tone, tip=_tip),
    ]
    if not of_file:
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
