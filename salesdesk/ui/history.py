"""Who changed what, when, from what to what: of one record, or of the whole file."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.services.history import Asked
from salesdesk.ui import ways_back
from salesdesk.ui.history_rows import FactRows, HistoryRow, StepRows, columns, moment_of
from salesdesk.ui.jobs import Running
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.fields import ChoiceField, LineField, PastDayField
from salesdesk.ui.parts.rows_model import RowsModel
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.ui.parts.table import TableView
from salesdesk.words.deeds import step_label
from salesdesk.words.i18n import _, pgettext, say
from salesdesk.words.labels import field_label, kind_label
from salesdesk.words.numbers import format_moment, format_number

if TYPE_CHECKING:
    from salesdesk.services.history import Fact, Step

DAYS = "days"
"""The choice of days of one's own."""
_TIMES = (
    *(("1", N_("Today")), ("7", N_("Last 7 days")), ("31", N_("Last 31 days")), ("366", N_("Last year"))),
    (DAYS, N_("From … to …")),
)
_BEAT_MS = 100
SAID, NAMED = 400, 6
"""Letters of a value that are said below the table; fields that a question names."""


class HistorySheet(Sheet):
    """The history of a record, of one action (`within`), or of the whole file, the newest first.

    Enter on an action of the whole file opens what it changed. What can be taken back is taken back with the buttons.
    """

    least_height = 660

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget,
        *,
        kind: Kind | None = None,
        record_id: Id = b"",
        within: Step | None = None,
    ) -> None:
        self.ctx, self._kind, self._record, self._within = ctx, kind, record_id, within
        self._of_file = kind is None and within is None
        self._name = ctx.desk.history.words().name(kind, record_id) if kind else ""
        super().__init__(self._heading_words, parent, save=lambda: _("Close"), width=1120)
        self._running: Running | None = None
        self._wanted = Asked()
        self._source: StepRows | FactRows
        self.cancel_button.hide()
        self._add_verbs()
        self.rows = RowsModel[HistoryRow](columns(of_file=self._of_file, within=within is not None), self)
        self.table = TableView(self.rows, lambda: _("History"))
        self.table.setMinimumHeight(300)
        self.empty = EmptyState(self._nothing)
        self.table.set_empty(self.empty)
        self.table.opened.connect(self._on_opened)
        self.table.current_changed.connect(self._on_current)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.said = Label("", "soft")
        self.said.setWordWrap(True)
        self.said.setVisible(not self._of_file)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        if self._of_file:
            column.addLayout(self._filters())
        column.addWidget(self.table, 1)
        column.addWidget(self.said)
        self.set_body(body)
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self._say_progress)
        ctx.jobs.finished.connect(self._on_finished)
        ctx.bridge.changed.connect(self._on_changed)
        self.show_rows()
        self.table.select_first()

    def first_field(self) -> QWidget:
        return self.table

    def save(self) -> bool:
        """It closes, unless something is being taken back."""
        return self._running is None

    def reject(self) -> None:
        """Esc stops first what is being taken back."""
        if self._running is not None:
            self._on_stop()
            return
        super().reject()

    def show_rows(self, *, anew: bool = False) -> None:
        """Read the history again, as far as it was read; the cursor stays on its line, or near where it was.

        `anew`: something else was asked for, so from the beginning.
        """
        row = max(0, self.table.currentIndex().row())
        at, history = self.table.current_id(), self.ctx.desk.history
        if self._of_file:
            self._wanted = self._asked()
            self._source = StepRows(history, self._wanted)
        elif self._within:
            self._source = FactRows(history, within=self._within)
        else:
            kind = self._kind or Kind.CLIENT
            self._source = FactRows(history, history.of(kind, self._record), kind=kind)
        shown = 0 if anew else len(self.rows.ids)
        while len(self._source.ids("", False)) < shown and self._source.more():
            pass
        self.empty.say(self._nothing)
        self.rows.show(self._source)
        if self.rows.ids and (at is None or self.rows.position(at) < 0):
            self.table.select(self.rows.ids[min(row, len(self.rows.ids) - 1)])
        self._on_current(None)

    # building

    def _heading_words(self) -> str:
        if self._within is not None:
            step = self._within
            what = step_label(step.label, step.how, undone=step.undone)
            return _("{what} · {who}, {when}").format(
                what=what, who=step.who or "–", when=format_moment(moment_of(step))
            )
        return _("History of {name}").format(name=self._name) if self._name else _("History")

    def _nothing(self) -> str:
        if self._wanted != Asked():
            return _("Nothing was done that fits. Ask for less.")
        return _("Nothing has been changed here yet.")

    def _add_verbs(self) -> None:
        self.restore_button = Button(lambda: _("Put this value back"), tip="Ctrl+R")
        self.undo_button = Button(lambda: _("Take this back"), tip="Ctrl+U")
        self.redo_button = Button(lambda: _("Do it again"), tip="Ctrl+U")
        self.stop_button = Button(lambda: _("Stop"))
        self.restore_button.clicked.connect(self._on_restore)
        self.undo_button.clicked.connect(self._on_undo)
        self.redo_button.clicked.connect(self._on_undo)
        self.stop_button.clicked.connect(self._on_stop)
        self.restore_button.setVisible(not self._of_file)
        self.stop_button.hide()
        for button in (self.restore_button, self.undo_button, self.redo_button, self.stop_button):
            self.add_button(button)
        for keys, run in (("Ctrl+R", self._on_restore), ("Ctrl+U", self._on_undo)):
            QShortcut(QKeySequence(keys), self).activated.connect(run)

    def _filters(self) -> QVBoxLayout:
        people = [Choice(name, name) for name in self.ctx.desk.history.people()]
        kinds = sorted((Choice(kind.value, kind_label(kind)) for kind in Kind), key=lambda one: str(one.caption))
        times = [Choice(days, _(words)) for days, words in _TIMES]
        today = self.ctx.desk.today
        self.who = ChoiceField("who", lambda: _("Who"), [Choice("", lambda: _("Everybody")), *people])
        self.what = ChoiceField("kind", lambda: _("Kind"), [Choice("", lambda: _("All kinds")), *kinds])
        self.when = ChoiceField("when", lambda: _("When"), [Choice("", lambda: _("Any time")), *times])
        self.first = PastDayField("first", lambda: pgettext("day", "From"), today, placeholder=_past)
        self.last = PastDayField("last", lambda: pgettext("day", "To"), today, placeholder=_past)
        self.words = LineField("words", lambda: _("Words"), placeholder=lambda: _("Name of a client, a title …"))
        self.days, rows = QWidget(), QVBoxLayout()
        above, below = QHBoxLayout(), QHBoxLayout(self.days)
        for row, fields in ((above, (self.who, self.what, self.when, self.words)), (below, (self.first, self.last))):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(12)
            for field in fields:
                row.addWidget(field, 2 if field is self.words else 1)
                field.edited.connect(self._on_asked)
        below.addStretch(1)
        rows.setSpacing(8)
        rows.addLayout(above)
        rows.addWidget(self.days)
        self._show_days()
        return rows

    def _show_days(self) -> None:
        self.days.setVisible(self.when.value() == DAYS)

    def _asked(self) -> Asked:
        kind, days = self.what.value(), self.when.value()
        first, last = None, None
        if days == DAYS:
            first, last = self.first.value(), self.last.value()
        elif days:
            first = self.ctx.desk.today() - timedelta(days=int(days) - 1)
        return Asked(
            self.who.value(),
            Kind(kind) if kind else None,
            self._millis(first) if first else None,
            self._millis(last + timedelta(days=1)) if last else None,
            words=self.words.value(),
        )

    def _millis(self, day: date) -> int:
        return int(self.ctx.desk.moment(day, time()).timestamp() * 1000)

    # handlers

    def _on_asked(self) -> None:
        self._show_days()
        self.show_rows(anew=True)

    def _on_changed(self, _change: object) -> None:
        self.show_rows()

    def _on_scrolled(self, value: int) -> None:
        """The end is in view: read on."""
        if value >= self.table.verticalScrollBar().maximum() and self._source.more():
            self.rows.reload()

    def _on_current(self, _row_id: object) -> None:
        step, fact = self._step(), self._fact()
        free = not self.ctx.desk.read_only and self._running is None
        done = step is not None and step.how == "do" and free
        self.undo_button.setVisible(step is None or not step.undone)
        self.redo_button.setVisible(step is not None and step.undone)
        self.undo_button.setEnabled(done)
        self.redo_button.setEnabled(done)
        self.restore_button.setEnabled(free and fact is not None and bool(fact.field))
        if not self._of_file:
            self._say_current()

    def _say_current(self) -> None:
        """All that the line in view says: its columns have no room for long words."""
        row = self.rows.row_at(self.table.currentIndex().row())
        words = ""
        if row is not None and (row.before or row.after):
            words = _("{field}: {before} → {after}").format(field=row.field, before=row.before, after=row.after)
        self.said.set_caption(words if len(words) <= SAID else f"{words[:SAID]}…")

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
        if step is None or step.how != "do" or self.ctx.desk.read_only or self._running is not None:
            return
        if not step.undone and not self._agreed(step):
            return
        self.show_problem("")

        def done(change: ChangeSet) -> None:
            self.ctx.notify.tell(ways_back.said(change, again=step.undone))

        self._running = ways_back.go(self.ctx.desk, self.ctx.jobs, history.of_step(step), done, self._on_not_gone)
        if self._running is not None:
            self._dress(busy=True)

    def _on_not_gone(self, refused: Refused) -> None:
        self.show_problem(say(refused))

    def _on_stop(self) -> None:
        if self._running is not None:
            self._running.progress.cancel()

    def _on_finished(self, running: Running) -> None:
        """Taken back, refused or stopped."""
        if self._running is not None and running is self._running:
            self._running = None
            self._dress(busy=False)

    def _say_progress(self) -> None:
        running = self._running
        if running is not None and running.progress.total > 1:
            done, total = format_number(running.progress.done), format_number(running.progress.total)
            words = _("{what}: {done} of {total}").format(what=running.job.title, done=done, total=total)
            self.said.set_caption(words)

    def _dress(self, *, busy: bool) -> None:
        """While something long is taken back: how far it is, and a way to stop it."""
        self.stop_button.setVisible(busy)
        self.said.setVisible(busy or not self._of_file)
        self.said.set_caption("")
        if busy:
            self._beat.start()
        else:
            self._beat.stop()
        self._on_current(None)

    def _agreed(self, step: Step) -> bool:
        """Whether the user wants it all the same, where fields were changed since."""
        left = self.ctx.desk.history.in_the_way(step)
        if not left:
            return True
        names = list(dict.fromkeys(field_label(kind, field) for kind, _pk, field in left))
        more = ["…"] if len(names) > NAMED else []
        return dialogs.ask(
            self,
            _("Take back the rest?"),
            detail=_("Changed since, and left as it is: {fields}").format(fields=_(", ").join([*names[:NAMED], *more])),
            yes=_("Take this back"),
            no=_("Leave it"),
        )

    def _step(self) -> Step | None:
        return self._source.step(self.table.currentIndex().row())

    def _fact(self) -> Fact | None:
        return self._source.fact(self.table.currentIndex().row())


def _past() -> str:
    return _("mon, -3, 12-24 …")
